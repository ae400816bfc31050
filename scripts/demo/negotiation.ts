/** How two peoples come to a text: suggestions, an objection, brackets, words that both changed apart, and all but one clause signed. */
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId, ClauseId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { usualPlan } from "../../tests/support/plans.ts";
import { cast, check, type Device, expectRefused, expectSame, must, readDraft, rewrite, type Stage } from "./stage.ts";

const wells = `# Accord of the wells

## Water

1. Each well rests five days a year.
2. Gates are left as they were found.

## Herds

1. Herds pass in spring.
`;

const anything = { clause: null, party: null, person: null, device: null } as const;
const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;
const laterOn = { from: null, months: null, until: null, noticeDays: 60 } as const;

interface Devices {
  /** Ana's, which listens at `address`. */
  readonly laptop: Device;
  /** Ben's. */
  readonly tablet: Device;
  readonly address: string;
}

export async function playNegotiation(stage: Stage, devices: Devices): Promise<void> {
  const { laptop: ana, tablet: ben } = devices;
  const { charter, share } = await begin(stage, devices);
  await suggest(stage, { ana, ben, charter, share });
  await bracketWords(stage, { ana, ben, charter, share });
  const bracket = await changeApart(stage, { ana, ben, charter, share });
  await talk(stage, { ana, ben, charter, share });
  await signAllBut(stage, { ana, ben, charter, share, bracket });
}

interface Table {
  readonly ana: Device;
  readonly ben: Device;
  readonly charter: CharterId;
  readonly share: () => Promise<void>;
}

async function begin({ tell, say }: Stage, { laptop, tablet, address }: Devices) {
  tell("Another charter, to be negotiated: the accord of the wells");
  const source = { kind: "file", name: "wells.md", bytes: utf8(wells) } as const;
  const made = { title: "Accord of the wells", language: "en", source, policy: usualPolicy } as const;
  const { charter } = must(await laptop.host.api.createCharter(made));
  const asked = { charter, role: "party", expiresInHours: 48, reason: "They share the wells." } as const;
  const { code } = must(await laptop.host.api.invite(asked));
  must(await tablet.host.api.join({ code, address, stay: false }));
  await expectSame([laptop, tablet], charter);
  say("Ana brings three clauses; Ben joins.");
  return { charter, share: async () => void must(await tablet.host.api.meet({ address, stay: false })) };
}

async function clauseAt(device: Device, charter: CharterId, number: string): Promise<{ id: ClauseId; text: string }> {
  const found = (await readDraft(device, charter)).clauses.find((clause) => clause.number === number);
  if (found === undefined) throw new Error(`no clause ${number}`);
  return found;
}

async function suggest({ tell, say }: Stage, { ana, ben, charter, share }: Table): Promise<void> {
  tell("Ben suggests, and Ana decides; she objects, too");
  const gates = await clauseAt(ben, charter, "1.2");
  const edit = { kind: "setClause", clause: gates.id, markdown: "Gates are closed behind the herds." } as const;
  must(await ben.host.api.suggestEdit({ charter, edit }));
  check((await clauseAt(ben, charter, "1.2")).text === gates.text, "a suggestion changes nothing");
  await share();
  const waiting = must(await ana.host.api.listSuggestions({ charter, filter: anything, isAll: false }));
  check(waiting.length > 0 && waiting.every(({ author }) => author.person === "Ben"), "Ana sees who suggests");
  say(
    `Ben suggests, and his own text stays: ${waiting.map(({ before, after }) => `"${before}" → "${after}"`).join(", ")}`,
  );
  must(await ana.host.api.answerSuggestions({ charter, answer: "accept", which: { kind: "fitting", ...anything } }));
  await share();
  const now = (await clauseAt(ben, charter, "1.2")).text;
  check(now === "Gates are closed behind the herds.", "what is accepted stands");
  say(`Ana accepts: "${now}" The words stay Ben's.`);
  const herds = await clauseAt(ana, charter, "2.1");
  const board = must(await ana.host.api.getBoard({ charter, clause: null }));
  const hash = board.clauses.find(({ id }) => id === herds.id)?.hash ?? "";
  const objection = {
    charter,
    clause: herds.id,
    hash,
    stance: "objects",
    reason: "The nets are out in spring.",
  } as const;
  must(await ana.host.api.takeStance(objection));
  await share();
  const seen = must(await ben.host.api.getBoard({ charter, clause: herds.id })).clauses[0];
  check(seen?.status === "contested", "the clause is contested");
  say('She objects to 2.1: "The nets are out in spring." Ben\'s board says: contested.');
}

async function bracketWords({ tell, say }: Stage, { ana, ben, charter, share }: Table): Promise<void> {
  tell("Ben puts words in brackets, Ana adds an alternative, and both choose");
  const gates = await clauseAt(ben, charter, "1.2");
  const quote = { charter, clause: gates.id, quote: "behind the herds", isField: false } as const;
  const { bracket } = must(await ben.host.api.bracketWords(quote));
  await share();
  must(await ana.host.api.addAlternative({ charter, bracket, words: "at night" }));
  await share();
  const [open] = must(await ben.host.api.listBrackets({ charter })).brackets;
  check(open?.state === "open" && open.alternatives.length === 2, "a bracket with two alternatives");
  say(`1.2: ${open?.alternatives.map(({ label, words }) => `[${label}: ${words}]`).join(" ")}`);
  for (const device of [ana, ben]) must(await device.host.api.pickAlternative({ charter, bracket, choice: "first" }));
  must(await ben.host.api.removeBracket({ charter, bracket }));
  await share();
  check((await clauseAt(ana, charter, "1.2")).text === gates.text, "the bracket is settled");
  say("Both choose Alt. 1, and the signs go.");
}

async function changeApart({ tell, say }: Stage, { ana, ben, charter, share }: Table): Promise<string> {
  tell("Both change the same words apart: nothing is mixed in silence");
  await rewrite(ana, charter, "1.1", (text) => text.replace("five", "three"));
  await rewrite(ben, charter, "1.1", (text) => text.replace("five", "seven"));
  await share();
  const [conflict, ...others] = must(await ana.host.api.listConflicts({ charter }));
  const theirs = must(await ben.host.api.listConflicts({ charter }));
  if (conflict?.kind !== "words") throw new Error("a conflict about words");
  check(others.length === 0 && theirs[0]?.id === conflict.id, "both are told the same");
  const sides = conflict.sides.map(({ author, words }) => `${author.person} "${words}"`).join(", ");
  say(`Both are told. Before: "${conflict.before}"; ${sides}; and what nobody wrote: "${conflict.now}".`);
  const early = await ana.host.api.propose({ charter, term: oneYear, note: "", purpose: null, ...usualPlan });
  expectRefused(early, "textConflicts", "no conflict is proposed");
  must(await ana.host.api.settleConflict({ charter, conflict: conflict.id, settle: { kind: "both" } }));
  await share();
  check(must(await ben.host.api.listConflicts({ charter })).length === 0, "it is settled for both");
  const [bracket] = must(await ben.host.api.listBrackets({ charter })).brackets;
  if (bracket === undefined) throw new Error("both stay in brackets");
  must(await ben.host.api.addAlternative({ charter, bracket: bracket.id, words: "four" }));
  await share();
  const { alternatives } = must(await ana.host.api.listBrackets({ charter })).brackets[0] ?? { alternatives: [] };
  check(alternatives.length === 3, "three alternatives");
  say(`Ana keeps both in brackets, Ben adds one: [${alternatives.map(({ words }) => words).join("] [")}].`);
  return bracket.id;
}

async function talk({ tell, say }: Stage, { ana, ben, charter, share }: Table): Promise<void> {
  tell("A comment, an answer, and an objection that lapses with the words it was about");
  const herds = await clauseAt(ben, charter, "2.1");
  const about = { charter, clause: herds.id, anchor: { kind: "words", words: "in spring" } } as const;
  const thread = must(await ben.host.api.comment({ ...about, text: "Would autumn do?", mentions: [] }));
  await share();
  must(
    await ana.host.api.answerThread({ charter, thread: thread.id, kind: "resolve", text: "It would.", mentions: [] }),
  );
  await rewrite(ana, charter, "2.1", (text) => text.replace("in spring", "in autumn"));
  await share();
  const [answered] = must(await ben.host.api.listComments({ charter, clause: null }));
  check(answered?.isOpen === false && answered.comments.length === 2, "the thread is resolved");
  const board = must(await ben.host.api.getBoard({ charter, clause: null }));
  const stances = board.clauses.find(({ id }) => id === herds.id)?.stances ?? [];
  check(
    stances.some(({ state }) => state === "lapsed"),
    "the objection lapsed",
  );
  say(
    `"${answered?.comments.map(({ text }) => text).join('" "')}" Ana changes the words herself: her objection lapses.`,
  );
  for (const device of [ana, ben])
    for (const { id, hash, number } of must(await device.host.api.getBoard({ charter, clause: null })).clauses)
      if (number === "1.2" || number === "2.1")
        must(await device.host.api.takeStance({ charter, clause: id, hash, stance: "agrees", reason: "" }));
  await share();
  const agreed = must(await ana.host.api.getBoard({ charter, clause: null })).clauses.filter(
    ({ status }) => status === "agreed",
  );
  check(agreed.map(({ number }) => number).join() === "1.2,2.1", "two clauses are agreed");
  say(`Both agree to ${agreed.map(({ number }) => number).join(" and ")}. The days of rest stay open.`);
}

async function signAllBut({ tell, say }: Stage, table: Table & { readonly bracket: string }): Promise<void> {
  const { ana, ben, charter, share, bracket } = table;
  tell("All but the bracketed text is signed; what is left out is named to everybody");
  const { findings, canLeaveOut } = must(await ana.host.api.checkDraft({ charter }));
  check(canLeaveOut && findings.some(({ kind }) => kind === "openBracket"), "the check says what is open");
  const plain = { charter, note: "", purpose: null, ...usualPlan } as const;
  expectRefused(await ana.host.api.propose({ ...plain, term: oneYear }), "textUndecided", "brackets are not signed");
  const { proposal } = must(await ana.host.api.propose({ ...plain, term: oneYear, leaveOutOpen: true }));
  await share();
  const signing = must(await ben.host.api.getSigning({ charter, proposal }));
  check(signing.entry.leftOut.length === 1, "one clause is left out");
  say(
    `Ben reads before he signs that this is left out: ${signing.entry.leftOut.map(({ title }) => title).join(", ")}.`,
  );
  for (const device of [ana, ben]) must(await cast(device, charter, proposal));
  await share();
  const [, , third] = must(await ana.host.api.listBrackets({ charter })).brackets[0]?.alternatives ?? [];
  const choice = third?.choice ?? "out";
  must(await ana.host.api.pickAlternative({ charter, bracket, choice }));
  must(await ben.host.api.pickAlternative({ charter, bracket, choice }));
  await share();
  const rest = (await clauseAt(ben, charter, "1.1")).text;
  check(rest === "Each well rests four days a year.", "the bracket is settled");
  const second = must(await ben.host.api.propose({ ...plain, term: laterOn, purpose: "amendment" })).proposal;
  await share();
  for (const device of [ben, ana]) must(await cast(device, charter, second));
  await share();
  const entry = must(await ben.host.api.getTimeline({ charter })).find((one) => one.proposal === second);
  check(entry?.state === "inForce" && entry.leftOut.length === 0, "the whole is in force");
  say(`Later both choose "four": "${rest}" The amendment puts it in force, with nothing left out.`);
}
