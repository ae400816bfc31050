import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { addDays, dayOf } from "../../../shared/base/days.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { maxSigners } from "../../../shared/charter/parties/conditions.ts";
import { suggesters } from "../../../shared/charter/parties/quotas.ts";
import { isSure, reasonOption, yesOption } from "../asking.ts";
import {
  answered,
  type Call,
  type Command,
  type Fault,
  inHost,
  misused,
  type OptionSpec,
  refused,
} from "../command.ts";
import { chooseKeys, plainKeysOption } from "../keys.ts";
import {
  alikeMemberLines,
  authorInWords,
  because,
  decisionInWords,
  decisionLines,
  findDecision,
  findDevice,
  findParty,
  memberRows,
  suggestWords,
} from "../members.ts";
import { type Line, table } from "../print.ts";
import { languageName, readWords } from "../recoveryWords.ts";
import { charterOf } from "./charters.ts";
import { dayGiven } from "./given.ts";
import { consentToAccession, withdrawFromText } from "./joining.ts";

async function viewOf(call: Call, api: HostApi): Promise<Result<CharterView, Fault>> {
  const charter = await charterOf(call, api);
  if (!charter.ok) return refused(charter.error);
  const view = await api.getCharter({ charter: charter.value.id });
  return view.ok ? view : refused(view.error);
}

const people: Command = {
  name: "people",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show who belongs to a charter, and what waits for parties to consent.",
  options: {},
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { parties, guests, policy, decisions, invites, ended, leftOut, notHere } = view.value;
    const value = { parties, guests, policy, decisions, invites, ended, leftOut, notHere };
    return answered(value, peopleLines(view.value));
  }),
};

function peopleLines(view: CharterView): readonly Line[] {
  const { ended, decisions, invites, leftOut, notHere } = view;
  const open = invites.filter(({ state }) => state === "open" || state === "waiting");
  return [
    ...(ended === null
      ? []
      : [
          `Your part in this charter was ended by ${authorInWords(ended.by)}, ${momentInWords(ended.at)}${because(ended.reason)}`,
          "",
        ]),
    ...table(memberRows(view)),
    ...alikeMemberLines(view),
    ...(view.asksToSuggest ? ["", `${suggestWords.all}.`] : []),
    ...(decisions.length === 0 ? [] : ["", "Waiting for consent", ...decisions.flatMap(decisionLines)]),
    ...(open.length === 0 ? [] : ["", "Invitations"]),
    ...table(
      open.map(({ id, role, state, invitedBy, expiresAt }) => [
        `  ${id}`,
        role,
        state === "waiting" ? "waits for consent" : "open",
        `by ${invitedBy}`,
        `until ${momentInWords(expiresAt)}`,
      ]),
    ),
    ...notHere.map(({ by, changes }) => `Not received here yet: ${changes} of ${authorInWords(by)}`),
    ...(leftOut === 0 ? [] : ["", `${leftOut} changes held here are left out of the text.`]),
  ];
}

const sinceOption: Readonly<Record<string, OptionSpec>> = {
  since: {
    kind: "text",
    value: "DAY",
    help: "from this day on your party does not stand by the ballots of the device",
  },
};

/** A party that ends all its devices by the words usually lost them some days ago. */
const lostSinceDays = 30;

const revoke: Command = {
  name: "revoke",
  operands: "CHARTER DEVICE",
  minOperands: 2,
  maxOperands: 2,
  summary: "End the part of a device: of your own party, of a guest, or this one's own.",
  options: { ...reasonOption, ...sinceOption, ...yesOption },
  run: inHost(async (call, api) => {
    const reason = call.text("reason");
    if (reason === null) return misused("revoke needs --reason TEXT.");
    const since = dayGiven(call, "since", null);
    if (!since.ok) return since;
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const device = findDevice(view.value, call.positionals[1] ?? "");
    if (!device.ok) return refused(device.error);
    const { id, person, name } = device.value;
    if (!(await isSure(call, `End the part of ${person}, ${name}?`))) return refused({ kind: "cancelled" });
    const done = await api.revokeDevice({ charter: view.value.id, device: id, reason, since: since.value });
    if (!done.ok) return refused(done.error);
    return answered({ device: id }, [
      `${person}, ${name}: ended. What it wrote until now stays; what it writes from now on is left out.`,
      "The others learn of it when they meet a device that knows.",
    ]);
  }),
};

const removeParty: Command = {
  name: "remove-party",
  operands: "CHARTER PARTY",
  minOperands: 2,
  maxOperands: 2,
  summary: "Ask to remove another party; it goes when enough of the remaining parties have consented.",
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const reason = call.text("reason");
    if (reason === null) return misused("remove-party needs --reason TEXT.");
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const found = findParty(view.value, call.positionals[1] ?? "");
    if (!found.ok) return refused(found.error);
    const { id: party, name, isMine } = found.value;
    if (isMine) return misused(`${name} is your own party: see tessera withdraw.`);
    const { id: charter } = view.value;
    if (!(await isSure(call, `Ask to remove ${name}?`))) return refused({ kind: "cancelled" });
    const done = await api.removeParty({ charter, party, reason });
    if (!done.ok) return refused(done.error);
    const after = await api.getCharter({ charter });
    const decision = after.ok ? (after.value.decisions.find((one) => one.party?.id === party) ?? null) : null;
    return answered(
      { party, decision },
      decision === null ? [`${name} is removed.`] : ["Waiting for consent", ...decisionLines(decision)],
    );
  }),
};

const withdraw: Command = {
  name: "withdraw",
  operands: "CHARTER [PROPOSAL|all]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Withdraw your own party from a charter, with all its devices, at once; or from a text, with notice.",
  options: {
    ...reasonOption,
    on: {
      kind: "text",
      value: "DAY",
      help: "of a text: the day from which it does not bind (default: the first possible)",
    },
    ...yesOption,
  },
  run: inHost(async (call, api) => {
    const reason = call.text("reason");
    if (reason === null) return misused("withdraw needs --reason TEXT.");
    const text = call.positionals[1];
    if (text !== undefined) return withdrawFromText(call, api, text, reason);
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const own = view.value.parties.find(({ isMine }) => isMine);
    if (own === undefined) return refused({ kind: "noParty" });
    if (!(await isSure(call, `Withdraw ${own.name} from ${view.value.title}?`))) return refused({ kind: "cancelled" });
    const done = await api.removeParty({ charter: view.value.id, party: own.id, reason });
    if (!done.ok) return refused(done.error);
    return answered({ party: own.id }, [`${own.name} has withdrawn. What it wrote and ratified stays on record.`]);
  }),
};

const consent: Command = {
  name: "consent",
  operands: "CHARTER [DECISION|ACCESSION]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Consent for your party to what waits (default: the only decision there is).",
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { id: charter, decisions } = view.value;
    const name = call.positionals[1] ?? null;
    const [only] = decisions;
    if (name === null && decisions.length > 1) return misused("Several decisions wait: name one (see tessera people).");
    const found = name === null && only !== undefined ? ok(only) : findDecision(view.value, name ?? "");
    if (!found.ok) {
      const acceded =
        name === null || found.error.kind !== "decisionNotFound" ? null : await consentToAccession(call, api, name);
      return acceded ?? refused(found.error);
    }
    const { id: decision } = found.value;
    if (!(await isSure(call, `${decisionInWords(found.value)}: consent in your party's name?`)))
      return refused({ kind: "cancelled" });
    const done = await api.consent({ charter, decision, reason: call.text("reason") ?? "" });
    if (!done.ok) return refused(done.error);
    const after = await api.getCharter({ charter });
    const waiting = after.ok ? (after.value.decisions.find((one) => one.id === decision) ?? null) : null;
    return answered(
      { decision, isDone: waiting === null },
      waiting === null ? ["Enough parties have consented: it is done."] : decisionLines(waiting),
    );
  }),
};

const signers: Command = {
  name: "signers",
  operands: "CHARTER [COUNT]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Say how many of its delegates your party asks for, for proposals from now on; without COUNT, show it.",
  options: {},
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { id: charter } = view.value;
    const written = call.positionals[1] ?? null;
    const count = written !== null && /^[0-9]{1,3}$/.test(written) ? Number(written) : 0;
    if (written !== null && (count < 1 || count > maxSigners)) return misused(`COUNT is 1 to ${maxSigners}.`);
    const set = written === null ? ok(null) : await api.setSigners({ charter, count });
    if (!set.ok) return refused(set.error);
    const after = await api.getCharter({ charter });
    if (!after.ok) return refused(after.error);
    const parties = after.value.parties.map(({ id, name, signers: asked }) => ({ id, name, signers: asked }));
    return answered({ parties }, [
      ...table(
        parties.map(({ name, signers: asked }) => [`  ${name}`, asked === 1 ? "one delegate" : `${asked} delegates`]),
      ),
      ...(written === null
        ? []
        : ["The largest number that one of a party's delegates asks for counts, and no more than it has."]),
    ]);
  }),
};

const adopt: Command = {
  name: "adopt",
  operands: "CHARTER RULESET",
  minOperands: 2,
  maxOperands: 2,
  summary: "Ask all parties to go on by a later ruleset. Programs that lack it can then only read.",
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const written = call.positionals[1] ?? "";
    const ruleset = /^[0-9]{1,6}$/.test(written) ? Number(written) : 0;
    if (ruleset === 0) return misused("A ruleset is a number, such as 4.");
    if (!(await isSure(call, `Ask all parties of ${view.value.title} to go on by rules ${ruleset}?`)))
      return refused({ kind: "cancelled" });
    const { id: charter } = view.value;
    const asked = await api.adoptRuleset({ charter, ruleset, reason: call.text("reason") ?? "" });
    if (!asked.ok) return refused(asked.error);
    const after = await api.getCharter({ charter });
    const waiting = after.ok ? (after.value.decisions.find((one) => one.ruleset?.number === ruleset) ?? null) : null;
    return answered(
      { ruleset, decision: waiting?.id ?? null },
      waiting === null ? [`The charter goes on by rules ${ruleset}.`] : decisionLines(waiting),
    );
  }),
};

const suggesting: Command = {
  name: "suggesting",
  operands: "CHARTER [WHO]",
  minOperands: 1,
  maxOperands: 2,
  summary: `Show who is asked to suggest, and who edited directly; or ask all parties that it be WHO: ${suggesters.join(" or ")}.`,
  options: { ...reasonOption, ...yesOption },
  run: inHost(async (call, api) => {
    const view = await viewOf(call, api);
    if (!view.ok) return view;
    const { id: charter } = view.value;
    const named = call.positionals[1] ?? null;
    const suggest = suggesters.find((one) => one === named) ?? null;
    if (named !== null && suggest === null) return misused(`WHO is ${suggesters.join(" or ")}.`);
    if (suggest !== null) {
      if (!(await isSure(call, `Ask all parties: ${suggestWords[suggest]}?`))) return refused({ kind: "cancelled" });
      const asked = await api.setSuggest({ charter, suggest, reason: call.text("reason") ?? "" });
      if (!asked.ok) return refused(asked.error);
    }
    const [after, edits] = [await api.getCharter({ charter }), await api.listDirectEdits({ charter })];
    if (!after.ok) return refused(after.error);
    if (!edits.ok) return refused(edits.error);
    const { policy, asksToSuggest, decisions } = after.value;
    const waiting = decisions.filter((decision) => decision.suggest !== null);
    return answered({ suggest: policy.suggest, asksToSuggest, decisions: waiting, direct: edits.value }, [
      `${suggestWords[policy.suggest]}.`,
      ...(waiting.length === 0 ? [] : ["Waiting for consent", ...waiting.flatMap(decisionLines)]),
      ...edits.value.map(
        ({ author, changes, latestAt, clauses }) =>
          `Edited directly: ${authorInWords(author)}, ${changes} ${changes === 1 ? "change" : "changes"}, last ${momentInWords(latestAt)}${clauses.length === 0 ? "" : `, in ${clauses.join(", ")}`}`,
      ),
    ]);
  }),
};

const recover: Command = {
  name: "recover",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Bring a party back on a new device, with its 24 words and a member who holds its charters.",
  options: {
    "words-file": { kind: "text", value: "FILE", help: "holds the 24 words; - is standard input" },
    name: { kind: "text", value: "NAME", help: "your name, as the others will see it" },
    device: { kind: "text", value: "NAME", help: "name of this device (default: the computer's)" },
    address: {
      kind: "text",
      value: "ADDRESS",
      help: "host:port of a member who listens, or with --code a relay's URL",
    },
    code: { kind: "text", value: "CODE", help: "of a member who made it for the relay (tessera recovery-code)" },
    "revoke-others": { kind: "flag", help: "the party's other devices are lost or stolen: end them" },
    since: {
      kind: "text",
      value: "DAY",
      help: "with --revoke-others: from this day on your party does not stand by their ballots (default: 30 days ago)",
    },
    ...reasonOption,
    ...plainKeysOption,
  },
  run: inHost(async (call, api) => {
    const since = dayGiven(call, "since", null);
    if (!since.ok) return since;
    const lostOn = since.value ?? addDays(dayOf(call.parts.clock.now()), -lostSinceDays);
    const [path, person, address, reason] = ["words-file", "name", "address", "reason"].map((one) => call.text(one));
    if (path == null || person == null || address == null || reason == null)
      return misused("recover needs --words-file FILE, --name NAME, --address ADDRESS and --reason TEXT.");
    if ((call.text("code") === null) === /^wss?:/.test(address))
      return misused("recover takes a relay's URL with --code, and a member's HOST:PORT without.");
    const words = await readWords(call, path);
    if (!words.ok) return refused(words.error);
    const chosen = await chooseKeys(call, api);
    if (!chosen.ok) return chosen;
    const recovered = await api.recover({
      words: words.value,
      person,
      device: call.text("device") ?? call.parts.deviceName,
      address,
      code: call.text("code"),
      revokeOthers: call.flag("revoke-others"),
      since: call.flag("revoke-others") ? lostOn : null,
      reason,
    });
    if (!recovered.ok) return refused(recovered.error);
    const { identity, charters, language } = recovered.value;
    const listed = await api.listCharters({});
    const titles = listed.ok ? listed.value.filter(({ id }) => charters.includes(id)).map(({ title }) => title) : [];
    return answered(recovered.value, [
      `${identity.party?.name ?? identity.person} is back, on ${identity.device.name}.`,
      ...titles.map((title) => `  ${title}`),
      `The words were read in ${languageName(language)}.`,
    ]);
  }),
};

export const peopleCommands: readonly Command[] = [
  people,
  revoke,
  removeParty,
  withdraw,
  consent,
  adopt,
  suggesting,
  signers,
  recover,
];
