/** Who wrote what stands in a text, and what became of a clause, or of the charter's members. */

import type { ClauseHistoryView, ClauseStepView, WrittenClause, WrittenRun } from "../../../shared/api/authorship.ts";
import type { Author } from "../../../shared/api/people.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { ok } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { findAnyClause } from "../find.ts";
import { authorInWords, changeLine } from "../members.ts";
import { eventsInWords, isChangeNumber } from "../played.ts";
import { blockLines, fields, type Line, letterAt } from "../print.ts";
import { charterOf } from "./charters.ts";

// ---- who ----------------------------------------------------------------------------------------

/** A letter for each party, and for each person without one, in the order in which their words come. */
interface Sign {
  readonly sign: string;
  readonly party: Author["party"];
  /** Of somebody who is of no party; null else. */
  readonly person: string | null;
}

const keyOf = ({ author: { party }, device }: WrittenRun): string => party?.id ?? `device ${device}`;

const runsIn = ({ blocks }: WrittenClause): readonly WrittenRun[] => blocks.flatMap(({ runs }) => runs);

function readSigns(clauses: readonly WrittenClause[]): ReadonlyMap<string, Sign> {
  const signs = new Map<string, Sign>();
  for (const run of clauses.flatMap(runsIn)) {
    const { party, person } = run.author;
    if (!signs.has(keyOf(run)))
      signs.set(keyOf(run), { sign: letterAt(signs.size), party, person: party === null ? person : null });
  }
  return signs;
}

const who: Command = {
  name: "who",
  operands: "CHARTER [CLAUSE]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Show who wrote the words of the draft, by party; of one clause also the person and the day.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const name = call.positionals[1];
    const clause = name === undefined ? ok(null) : await findAnyClause(api, id, name);
    if (!clause.ok) return refused(clause.error);
    const read = await api.getAuthorship({ charter: id, clause: clause.value });
    if (!read.ok) return refused(read.error);
    const signs = readSigns(read.value);
    const lines = read.value.flatMap((one) => writtenLines(one, signs, clause.value !== null));
    const value = { parties: [...signs.values()], clauses: read.value };
    return answered(value, signs.size === 0 ? ["Nothing is written yet."] : [...legendLines(signs), ...lines]);
  }),
};

const legendLines = (signs: ReadonlyMap<string, Sign>): readonly Line[] =>
  fields([...signs.values()].map(({ sign, party, person }) => [sign, party?.name ?? `${person ?? ""} (of no party)`]));

/** A line for each piece: nobody's words can be taken for the sign of another. */
function writtenLines(clause: WrittenClause, signs: ReadonlyMap<string, Sign>, isClose: boolean): readonly Line[] {
  const { id, number, heading, kind } = clause;
  const title = id === looseId ? "" : `${number} ${heading}`.trim() || (kind === "preamble" ? "Preamble" : "");
  const width = Math.max(...[...signs.values()].map(({ sign }) => sign.length));
  const head: readonly Line[] = title === "" ? [""] : ["", [{ text: title, style: "strong" }]];
  const lines = runsIn(clause).map((run): Line => {
    const sign = (signs.get(keyOf(run))?.sign ?? "").padEnd(width);
    const { firstAt, lastAt, author } = run;
    const days = [...new Set([firstAt, lastAt].map((at) => momentInWords(at)))].join(" to ");
    return [
      { text: `    ${sign}  `, style: "strong" },
      { text: run.text, style: "plain" },
      ...(isClose ? [{ text: `  (${author.person}, ${days})`, style: "quiet" } as const] : []),
    ];
  });
  return [...head, ...lines];
}

// ---- history ------------------------------------------------------------------------------------

const history: Command = {
  name: "history",
  operands: "CHARTER [CLAUSE]",
  minOperands: 1,
  maxOperands: 2,
  summary:
    "Show who came and went, when and why; or what became of a clause, the newest first (a removed one by its id).",
  options: {
    before: { kind: "text", value: "CHANGE", help: "of a clause: only what came before this change, by its number" },
  },
  run: inHost(async (call, api) => {
    const given = call.text("before");
    if (given !== null && !isChangeNumber(given)) return misused("Give --before a number as `history` shows it.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const name = call.positionals[1];
    if (name === undefined) {
      if (given !== null) return misused("Give a CLAUSE with --before.");
      const listed = await api.listMembershipChanges({ charter: id });
      return listed.ok ? answered(listed.value, listed.value.map(changeLine)) : refused(listed.error);
    }
    const clause = await findAnyClause(api, id, name);
    if (!clause.ok) return refused(clause.error);
    const before = given === null ? null : Number(given);
    const found = await api.getClauseHistory({ charter: id, clause: clause.value, before });
    return found.ok ? answered(found.value, historyLines(found.value)) : refused(found.error);
  }),
};

function historyLines({ id, number, heading, stands, steps, older }: ClauseHistoryView): readonly Line[] {
  const head: Line = [
    { text: `${number} ${heading}`.trim() || id, style: "strong" },
    { text: stands ? "" : "  it does not stand in the text", style: "quiet" },
  ];
  const more = older === null ? [] : ["", `There is more: --before ${older}`];
  return [head, ...(steps.length === 0 ? ["Nothing came before that."] : steps.flatMap(stepLines)), ...more];
}

const stepLines = ({ change, author, at, events, isDirect, blocks }: ClauseStepView): readonly Line[] => [
  "",
  [
    { text: `${momentInWords(at)}  ${authorInWords(author)}  `, style: "plain" },
    { text: eventsInWords(events), style: "strong" },
    { text: `  change ${change}${isDirect ? "  directly, while everybody was asked to suggest" : ""}`, style: "quiet" },
  ],
  ...blockLines(blocks.filter(({ op }) => op !== "same")),
];

// ---- what was removed ---------------------------------------------------------------------------

const removed: Command = {
  name: "removed",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List the clauses and articles that were removed from the draft, each with the id that `history` takes.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const listed = await api.listRemovedClauses({ charter: charter.value.id });
    if (!listed.ok) return refused(listed.error);
    const lines = listed.value.map(
      ({ id, isArticle, words }): Line => [
        { text: `${id}  `, style: "strong" },
        { text: isArticle ? "article  " : "", style: "quiet" },
        { text: words, style: "plain" },
      ],
    );
    return answered(listed.value, lines.length === 0 ? ["Nothing was removed."] : lines);
  }),
};

export const authorshipCommands: readonly Command[] = [who, history, removed];
