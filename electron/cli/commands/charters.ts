import type { HostError } from "../../../shared/api/errors.ts";
import { describeError } from "../../../shared/api/errorWords.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterSummary, CharterView, DamageView } from "../../../shared/api/library.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { templates } from "../../../shared/charter/formats/templates.ts";
import type { Quota } from "../../../shared/charter/parties/quotas.ts";
import { quotas, suggesters, usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { partyKinds } from "../../../shared/charter/parties/roles.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { findCharter } from "../find.ts";
import { chooseKeys, plainKeysOption } from "../keys.ts";
import { authorInWords, because, memberRows } from "../members.ts";
import { applyAsking } from "../notKept.ts";
import { fields, type Line, short, table, writeLines } from "../print.ts";
import { sheetLines, wordLanguage, wordLanguageOption } from "../recoveryWords.ts";
import { changesOption, readTextFile } from "./imports.ts";

const init: Command = {
  name: "init",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Say who you are; make the keys of this device and, with --party, of your party.",
  options: {
    person: { kind: "text", value: "NAME", help: "your name, as the others will see it" },
    device: { kind: "text", value: "NAME", help: "name of this device (default: the computer's)" },
    party: { kind: "text", value: "NAME", help: "found this party here; leave out to join as someone's delegate" },
    kind: { kind: "text", value: "KIND", help: `of the party: ${partyKinds.join(", ")}` },
    constituency: { kind: "text", value: "TEXT", help: "whom the party speaks for, in its own words" },
    ...wordLanguageOption,
    ...plainKeysOption,
  },
  run: inHost(async (call, api) => {
    const language = wordLanguage(call);
    if (!language.ok) return language;
    const person = call.text("person");
    if (person === null) return misused("init needs --person NAME.");
    const given = call.text("kind") ?? "community";
    const kind = partyKinds.find((one) => one === given);
    if (kind === undefined) return misused(`--kind is one of ${partyKinds.join(", ")}.`);
    const name = call.text("party");
    const party = name === null ? null : { name, kind, constituency: call.text("constituency") ?? "" };
    const chosen = await chooseKeys(call, api);
    if (!chosen.ok) return chosen;
    const created = await api.createIdentity({ person, device: call.text("device") ?? call.parts.deviceName, party });
    if (!created.ok) return refused(created.error);
    const identity = created.value;
    const lines: Line[] = [`${identity.person}, on ${identity.device.name}.`];
    const sheet = await api.getRecoveryWords({ language: language.value });
    if (!sheet.ok) return refused(sheet.error);
    if (sheet.value !== null)
      lines.push(
        "",
        `The key of ${identity.party?.name ?? "the party"} in 24 words. Write them on paper and keep them apart:`,
        "",
        ...sheetLines(sheet.value),
      );
    if (identity.plainKeys)
      lines.push("", "The keys lie in a plain file: whoever has the disk has them. See: tessera passphrase set");
    return answered({ identity, sheet: sheet.value }, lines);
  }),
};

const charterNew: Command = {
  name: "charter new",
  operands: "[TITLE]",
  minOperands: 0,
  maxOperands: 1,
  summary:
    "Begin a charter: blank, from a template, or from a Word or LibreOffice document, a web page, Markdown or plain text.",
  options: {
    language: {
      kind: "text",
      value: "TAG",
      help: "of the text, such as en or ar (default: the template's or file's, else en)",
    },
    template: { kind: "text", value: "ID", help: "begin with this template (see: charter templates)" },
    from: {
      kind: "text",
      value: "FILE",
      help: "begin with this .docx, .odt, .html, .md or .txt file, under its title without TITLE",
    },
    ...changesOption,
    yes: { kind: "flag", help: "take the file also where the text cannot keep all of it" },
    "admit-quota": {
      kind: "text",
      value: "QUOTA",
      help: `of the parties, to let one in after a ratification: ${quotas.join(", ")} (default ${usualPolicy.admit})`,
    },
    "remove-quota": {
      kind: "text",
      value: "QUOTA",
      help: `of the remaining parties, to remove one (default ${usualPolicy.remove})`,
    },
    suggest: {
      kind: "text",
      value: "WHO",
      help: `asked to suggest rather than edit: guests (default), or all, once a text was ratified`,
    },
  },
  run: inHost(async (call, api) => {
    const [named] = call.positionals;
    const template = call.text("template");
    const path = call.text("from");
    if (template !== null && path !== null) return misused("Give --template or --from, not both.");
    const quotaOf = (option: string, usual: Quota) =>
      quotas.find((quota) => quota === (call.text(option) ?? usual)) ?? null;
    const [admit, remove] = [quotaOf("admit-quota", usualPolicy.admit), quotaOf("remove-quota", usualPolicy.remove)];
    if (admit === null) return misused(`--admit-quota is one of ${quotas.join(", ")}.`);
    if (remove === null) return misused(`--remove-quota is one of ${quotas.join(", ")}.`);
    const source = readSource(call, template, path);
    if (!source.ok) return source;
    const begun = await readHeading(api, source.value, named !== undefined);
    if (!begun.ok) return refused(begun.error);
    const title = named ?? begun.value.title;
    if (title === null) return misused("Give the TITLE: nothing here says it.");
    const language = call.text("language") ?? begun.value.language ?? "en";
    const suggest = suggesters.find((one) => one === (call.text("suggest") ?? usualPolicy.suggest)) ?? null;
    if (suggest === null) return misused(`--suggest is ${suggesters.join(" or ")}.`);
    const policy = { admit, remove, suggest };
    const created = await applyAsking(call, (mayLose) =>
      api.createCharter({ title, language, source: source.value, policy, mayLose }),
    );
    if (!created.ok) return created;
    return answered(created.value, [`${title}  ${short(created.value.charter)}`]);
  }),
};

type Source = Parameters<HostApi["createCharter"]>[0]["source"];

function readSource(call: Call, template: string | null, path: string | null): Result<Source, Fault> {
  if (template !== null) return ok({ kind: "template", template });
  if (path === null) return ok({ kind: "blank" });
  const file = readTextFile(call, path);
  return file.ok ? ok({ kind: "file", ...file.value }) : file;
}

/** What the source says of itself. */
async function readHeading(
  api: HostApi,
  source: Source,
  hasTitle: boolean,
): Promise<Result<{ readonly title: string | null; readonly language: string | null }, HostError>> {
  // A long file is read twice only where it may say something that is not known yet.
  const says = (bytes: Bytes): boolean => /^(?:---|\+\+\+|PK)/.test(asciiAt(bytes));
  if (source.kind === "file" && hasTitle && !says(source.bytes)) return ok({ title: null, language: null });
  if (source.kind === "file") {
    const { name, bytes, changes = null } = source;
    return api.previewText({ name, bytes, changes });
  }
  const template = source.kind === "template" ? templates.find((one) => one.id === source.template) : undefined;
  return ok({ title: template?.title ?? null, language: template?.language ?? null });
}

/** How a file begins, in whatever encoding, without its mark. */
const asciiAt = (bytes: Bytes): string =>
  [...bytes.subarray(0, 16)]
    .filter((byte) => byte > 0 && byte < 0x80)
    .map((byte) => String.fromCharCode(byte))
    .join("");

const charterTemplates: Command = {
  name: "charter templates",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "List the texts to begin from.",
  options: {},
  async run() {
    const listed = templates.map(({ id, language, title, summary }) => ({ id, language, title, summary }));
    return answered(listed, table(listed.map((one) => [one.id, one.language, one.title, one.summary])));
  },
};

function newsInWords({ news, mentionsOfMe }: CharterSummary): readonly string[] {
  const entries = news.changes + news.suggestions + news.comments + news.stances;
  return [
    entries === 0 ? "" : `${entries} new`,
    mentionsOfMe === 0 ? "" : mentionsOfMe === 1 ? "you are mentioned once" : `you are mentioned ${mentionsOfMe} times`,
  ];
}

const stateWords: Readonly<Record<CharterSummary["state"], string>> = {
  draft: "draft",
  inForce: "in force",
  due: "due for renewal",
  contested: "contested",
  lapsed: "lapsed",
};

const charterList: Command = {
  name: "charter list",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "List your charters: what is in force, what waits for you, what others do not hold yet.",
  options: {},
  run: inHost(async (_call, api) => {
    const listed = await api.listCharters({});
    if (!listed.ok) return refused(listed.error);
    const unopened = await api.listUnopened({});
    if (!unopened.ok) return refused(unopened.error);
    const due = await api.listDue({});
    if (!due.ok) return refused(due.error);
    const dueIn = Map.groupBy(due.value, ({ charter }) => charter);
    const rows = listed.value.map((charter) => [
      short(charter.id),
      charter.title,
      charter.parties.map((party) => party.name).join(", "),
      charter.endsOn === null ? stateWords[charter.state] : `${stateWords[charter.state]} until ${charter.endsOn}`,
      [
        charter.damage === null ? "" : "damaged: read-only here",
        charter.waitingForMe > 0 ? `${charter.waitingForMe} to sign` : "",
        dueIn.has(charter.id) ? `${dueIn.get(charter.id)?.length} due` : "",
        ...newsInWords(charter),
        charter.notReceived > 0 ? `${charter.notReceived} changes not with everyone` : "",
      ]
        .filter((words) => words !== "")
        .join(", "),
    ]);
    const broken = unopened.value.map(({ charter, error }) => {
      const { title, next } = describeError(error, "en");
      return { id: charter, error, title, next };
    });
    return answered(
      [
        ...listed.value.map((charter) => ({ ...charter, due: dueIn.get(charter.id) ?? [] })),
        ...broken.map(({ id, error }) => ({ id, error })),
      ],
      [
        ...(rows.length === 0 && broken.length === 0 ? ["No charters yet."] : table(rows)),
        ...broken.flatMap(({ id, title, next }) => ["", `${short(id)} cannot be opened. ${title}`, `  ${next}`]),
      ],
    );
  }),
};

const charterShow: Command = {
  name: "charter show",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show parties, devices and who holds what.",
  options: {
    "lost-read": { kind: "flag", help: "you have read how much of what was typed here cannot be read any more" },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    const found = await findCharter(api, call.positionals[0] ?? "");
    if (!found.ok) return refused(found.error);
    const { id } = found.value;
    const forgotten = call.flag("lost-read") ? await api.dismissUnreadable({ charter: id }) : ok(null);
    if (!forgotten.ok) return refused(forgotten.error);
    const view = await api.getCharter({ charter: id });
    return view.ok ? answered(view.value, charterLines(view.value)) : refused(view.error);
  }),
};

function relayInWords({ url, notSent, error }: CharterView["relay"]): string {
  if (url === null) return "";
  const trouble = error === null ? "" : ` ${describeError(error, "en").title}`;
  return `${url}${notSent > 0 ? `, ${notSent} not sent` : ""}${trouble === "" ? "" : `.${trouble}`}`;
}

const changesInWords = (count: number): string => (count === 1 ? "1 signed change" : `${count} signed changes`);

/** Which part is missing, and how it comes back. */
function damageInWords({ missing, waiting, isKnown, heals }: DamageView): string {
  if (!heals) return "a part of the log was found to be spoiled: end this program and run it again";
  return [
    missing === 0 ? "" : `${changesInWords(missing)} cannot be read`,
    waiting === 0 ? "" : `${changesInWords(waiting)} more build on what is missing`,
    isKnown ? "" : "more may be missing than is known here",
    "read-only until it comes again: tessera meet, relay sync or bundle import; where nobody has it: charter give-up",
  ]
    .filter((words) => words !== "")
    .join("; ");
}

const unreadableInWords = (count: number): string =>
  `${count === 1 ? "1 passage" : `${count} passages`} typed here and not signed cannot be read any more (--lost-read)`;

function charterLines(view: CharterView): readonly Line[] {
  const { draftDiffersIn, relay } = view;
  const differs =
    draftDiffersIn === null
      ? "nothing is in force"
      : draftDiffersIn.length === 0
        ? "the same as the text in force"
        : `differs from the text in force in ${draftDiffersIn.join(", ")}`;
  return [
    [{ text: view.title, style: "strong" }],
    ...fields([
      ["Charter", view.id],
      ["State", view.inForce === null ? stateWords[view.state] : `${stateWords[view.state]}: ${short(view.inForce)}`],
      ["Draft", differs],
      ["Changes", String(view.changes)],
      ["Phrase", `${view.safety.words.join(" ")} (${view.safety.compared ? "compared" : "to be compared aloud"})`],
      ["Relay", relayInWords(relay)],
      ["Left out", view.leftOut === 0 ? "" : `${view.leftOut} changes`],
      ["Ended", view.ended === null ? "" : `by ${authorInWords(view.ended.by)}${because(view.ended.reason)}`],
      [
        "Read-only",
        view.lacksRuleset === null
          ? ""
          : `the parties adopted rules ${view.lacksRuleset}, which this program lacks; what came before is shown`,
      ],
      [
        "Not shown",
        view.unknown.map(({ by, count }) => `${count} entries of a newer version by ${authorInWords(by)}`).join("; "),
      ],
      ["Damaged", view.damage === null ? "" : damageInWords(view.damage)],
      ["Lost", view.unreadable === 0 ? "" : unreadableInWords(view.unreadable)],
    ]),
    "",
    "Devices",
    ...table(memberRows(view)),
    ...(view.invites.length === 0 ? [] : ["", "Invitations"]),
    ...table(view.invites.map((one) => [`  ${one.id}`, one.role, one.state, `until ${momentInWords(one.expiresAt)}`])),
  ];
}

const charterGiveUp: Command = {
  name: "charter give-up",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Write on in a damaged charter without what is missing, where nobody has it.",
  options: { yes: { kind: "flag", help: "do not ask" } },
  run: inHost(async (call, api): Promise<Outcome> => {
    const found = await findCharter(api, call.positionals[0] ?? "");
    if (!found.ok) return refused(found.error);
    const { id, title, damage } = found.value;
    if (damage === null) return answered({ charter: id, givenUp: false }, [`Nothing is missing of ${title}.`]);
    const question = `If another device, a relay or a file has what this device signed and lost, this device counts as one that signed two different things and its part in ${title} ends. Write on without what is missing?`;
    const sure = call.flag("yes") || ((await call.parts.askYes?.(question)) ?? false);
    if (!sure) return misused("nothing was given up: say --yes, or answer yes");
    const given = await api.giveUpMissing({ charter: id });
    if (!given.ok) return refused(given.error);
    return answered({ charter: id, givenUp: true }, [
      "You can write again. The damaged file is kept beside the charter's.",
    ]);
  }),
};

export const charterCommands: readonly Command[] = [
  init,
  charterNew,
  charterList,
  charterShow,
  charterTemplates,
  charterGiveUp,
];

/** The charter that the first operand names. A damaged one says so beside whatever is answered. */
export async function charterOf(call: Call, api: HostApi): ReturnType<typeof findCharter> {
  const found = await findCharter(api, call.positionals[0] ?? "");
  const damage = found.ok ? found.value.damage : null;
  if (damage !== null) call.parts.printError(writeLines([`Damaged: ${damageInWords(damage)}.`], false));
  return found;
}

/** Beside what is read of a charter for `--json`. */
export const damageOf = ({ damage }: CharterSummary): object =>
  damage === null ? {} : { damage: { kind: "storeDamaged", ...damage } };
