import { describeError } from "../../../shared/api/errorWords.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { KeyView } from "../../../shared/api/keys.ts";
import { splitRecoveryWords } from "../../../shared/base/recoveryLanguages.ts";
import { ok } from "../../../shared/base/result.ts";
import { requestLock } from "../../host/store/lockRequest.ts";
import { answered, type Call, type Command, inHost, inLockedHost, misused, type Outcome, refused } from "../command.ts";
import type { Line } from "../print.ts";
import { readWords, sheetLines, wordLanguage, wordLanguageOption } from "../recoveryWords.ts";

const newPassphrase = {
  "new-passphrase-file": {
    kind: "text",
    value: "FILE",
    help: "its first line (default: TESSERA_NEW_PASSPHRASE, or the terminal asks)",
  },
} as const;

const protections: Readonly<Record<KeyView["protection"] & string, string>> = {
  passphrase: "A passphrase protects the keys.",
  system: "The system's key store protects the keys.",
  plain: "The keys lie in a plain file: whoever has the disk has the keys. See: tessera passphrase set",
};

const linesOf = ({ protection, hasPassphrase, isMoved }: KeyView): readonly Line[] => [
  ...(isMoved ? [describeError({ kind: "dataDirectoryMoved" }, "en").title] : []),
  protection === null ? "No keys have been made here yet." : protections[protection],
  ...(protection === "system" && hasPassphrase ? ["A passphrase opens them too."] : []),
];

async function show(api: HostApi): Promise<Outcome> {
  const keys = await api.getKeys({});
  return keys.ok ? answered(keys.value, linesOf(keys.value)) : refused(keys.error);
}

/** Proves and opens with the passphrase until now, then asks for what comes instead. */
async function change(call: Call, api: HostApi, from: "protected" | "plain", to: "passphrase" | "plain") {
  const keys = await api.getKeys({});
  if (!keys.ok) return refused(keys.error);
  const { protection, hasPassphrase, isLocked, isMoved, trouble } = keys.value;
  if (isMoved) return refused({ kind: "dataDirectoryMoved" });
  if (protection === null) return refused({ kind: "notSetUp" });
  if (from === "plain" && hasPassphrase)
    return misused("There is a passphrase already. See: tessera passphrase change");
  if (from === "protected" && !hasPassphrase)
    return misused(
      protection === "plain"
        ? "No passphrase is set here. See: tessera passphrase set"
        : "The desktop's key store protects these keys: change that in its window.",
    );
  const current = hasPassphrase ? await call.readPassphrase("current") : null;
  if (current !== null && !current.ok) return current;
  const before = current === null ? null : current.value;
  if (isLocked) {
    if (before === null) return refused(trouble ?? { kind: "keysLocked", reason: "a passphrase protects them" });
    const unlocked = await api.unlock({ passphrase: before });
    if (!unlocked.ok) return refused(unlocked.error);
  }
  if (to === "plain") {
    const done = await api.protectKeys({ current: before, choice: { kind: "plain" } });
    return done.ok ? show(api) : refused(done.error);
  }
  const after = await call.readPassphrase("new");
  if (!after.ok) return after;
  if (after.value === null)
    return misused("Give the new passphrase: --new-passphrase-file FILE or TESSERA_NEW_PASSPHRASE.");
  const done = await api.protectKeys({ current: before, choice: { kind: "passphrase", passphrase: after.value } });
  return done.ok ? show(api) : refused(done.error);
}

const keys: Command = {
  name: "keys",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Say what protects the keys of this device.",
  options: {},
  run: inLockedHost((_call, api) => show(api)),
};

const set: Command = {
  name: "passphrase set",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Protect keys that lie in a plain file with a passphrase.",
  options: newPassphrase,
  run: inLockedHost((call, api) => change(call, api, "plain", "passphrase")),
};

const changed: Command = {
  name: "passphrase change",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Protect the keys with another passphrase.",
  options: newPassphrase,
  run: inLockedHost((call, api) => change(call, api, "protected", "passphrase")),
};

const remove: Command = {
  name: "passphrase remove",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Leave the keys in a plain file again, which only its permissions protect.",
  options: { yes: { kind: "flag", help: "do not ask" } },
  run: inLockedHost(async (call, api) => {
    if (!call.flag("yes")) {
      const ask = call.parts.askYes;
      if (ask === null) return misused("Whoever has the disk will have the keys. Say --yes if that is meant.");
      if (!(await ask("Whoever has the disk will have the keys. Remove the passphrase?")))
        return refused({ kind: "cancelled" });
    }
    return change(call, api, "protected", "plain");
  }),
};

const lock: Command = {
  name: "lock",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Lock the keys of the window or the server that runs on this data directory.",
  options: {},
  async run(call) {
    const locked = await requestLock(call.dataDirectory, call.parts.clock);
    if (!locked.ok) return refused(locked.error);
    return answered({ wasRunning: locked.value }, [
      locked.value ? "Locked." : "Nothing runs on this data directory, so no key is in memory.",
    ]);
  },
};

const words: Command = {
  name: "keys words",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Show the 24 words of the party founded here once more, or confirm that they are on paper.",
  options: {
    ...wordLanguageOption,
    confirm: { kind: "text", value: '"WORD WORD"', help: "the two words that are asked for, read from the paper" },
  },
  run: inHost(async (call, api) => {
    const language = wordLanguage(call);
    if (!language.ok) return language;
    const typed = call.text("confirm");
    if (typed !== null) {
      const [first, second, ...more] = splitRecoveryWords(typed);
      if (first === undefined || second === undefined || more.length > 0)
        return misused('--confirm takes two words: --confirm "WORD WORD".');
      const confirmed = await api.confirmRecoveryWords({ words: [first, second] });
      if (!confirmed.ok) return refused(confirmed.error);
    }
    const sheet = await api.getRecoveryWords({ language: language.value });
    if (!sheet.ok) return refused(sheet.error);
    if (sheet.value === null) return answered({ sheet: null }, ["No words of a party are kept on this device."]);
    return answered({ sheet: sheet.value }, sheetLines(sheet.value));
  }),
};

const folderAnswers = { "only-copy": "onlyCopy", "new-device": "newDevice" } as const;

const folder: Command = {
  name: "folder",
  operands: "only-copy|new-device",
  minOperands: 1,
  maxOperands: 1,
  summary: "Say which copy of its device a data directory is that was copied, moved or put back.",
  options: {},
  run: inLockedHost(async (call, api) => {
    const [given] = call.positionals;
    if (given !== "only-copy" && given !== "new-device")
      return misused("Say only-copy, where no other copy is opened again, or new-device, where another one is in use.");
    const settled = await api.settleMove({ as: folderAnswers[given] });
    if (!settled.ok) return refused(settled.error);
    const { putAside } = settled.value;
    return answered(
      settled.value,
      putAside === null
        ? ["This device goes on here. If it comes from a backup, meet somebody before you write: tessera sync."]
        : [
            `What was here is put aside in ${putAside}. Nothing was deleted.`,
            "This is a new device: tessera init, and join with an invitation of the other copy, once for each charter (tessera invite CHARTER --role delegate).",
          ],
    );
  }),
};

const newSheet: Command = {
  name: "keys new-sheet",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Make a new recovery sheet for your party: 24 other words, in place of those that are lost or known.",
  options: {
    "words-file": {
      kind: "text",
      value: "FILE",
      help: "the old 24 words, if you have them: they end at once; - is standard input",
    },
    ...wordLanguageOption,
    yes: { kind: "flag", help: "do not ask" },
  },
  run: inHost(async (call, api) => {
    const language = wordLanguage(call);
    if (!language.ok) return language;
    const path = call.text("words-file");
    const words = path === null ? ok(null) : await readWords(call, path);
    if (!words.ok) return refused(words.error);
    if (words.value === null && call.parts.askYes !== null && !call.flag("yes") && !call.flag("json")) {
      const question = "The old words go on working for 30 days, and outrank the new ones. Make a new sheet?";
      if (!(await call.parts.askYes(question))) return refused({ kind: "cancelled" });
    }
    const made = await api.renewSheet({ words: words.value });
    if (!made.ok) return refused(made.error);
    const sheet = await api.getRecoveryWords({ language: language.value });
    if (!sheet.ok) return refused(sheet.error);
    return answered({ ...made.value, sheet: sheet.value }, [
      "A new recovery sheet. Write these 24 words on paper and keep them apart:",
      "",
      ...(sheet.value === null ? [] : sheetLines(sheet.value)),
      "",
      ...(made.value.isSettled
        ? ["The old words have ended: destroy their paper."]
        : [
            "Both sheets bring the party back until the other parties have known of this one for 30 days;",
            "then the old words end. Until then the old words can end this sheet.",
          ]),
    ]);
  }),
};

/** The first of two names that begin alike is the longer. */
export const keyCommands: readonly Command[] = [words, newSheet, keys, set, changed, remove, lock, folder];
