/** What others did since its reader's last look. */
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { ClauseNews, News, NewsItem } from "../../../shared/api/news.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, refused } from "../command.ts";
import { findAnyClause } from "../find.ts";
import { authorInWords } from "../members.ts";
import { type Line, redlineLines, redlineValue } from "../print.ts";
import { charterOf } from "./charters.ts";
import { commentLines } from "./commenting.ts";
import { clauseInWords, conflictLinesOf } from "./conflicts.ts";
import { suggestionLines } from "./suggestions.ts";

const news: Command = {
  name: "news",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List what others changed, suggested and said since your last look, clause by clause.",
  options: {
    clause: { kind: "text", value: "CLAUSE", help: "of this clause alone" },
    "mark-read": { kind: "flag", help: "say that you have read all that is listed" },
    read: {
      kind: "text",
      value: "ITEMS",
      help: "say that you have read these, separated by commas, as they are listed",
    },
  },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const found = await api.getNews({ charter: id });
    if (!found.ok) return refused(found.error);
    const clauses = await chosenClauses(call, api, id, found.value);
    if (!clauses.ok) return clauses;
    const shown = { ...found.value, clauses: clauses.value };
    const items = itemsToMark(call, shown);
    if (!items.ok) return items;
    if (items.value === null || items.value.length > 0) {
      const marked = await api.markRead({ charter: id, items: items.value, upTo: shown.upTo });
      if (!marked.ok) return refused(marked.error);
    }
    const isMarked = call.flag("mark-read") || call.text("read") !== null;
    const value = { ...shown, clauses: shown.clauses.map(clauseValue), markedRead: isMarked };
    return answered(value, [...newsLines(shown), ...(isMarked ? ["", "Marked as read."] : [])]);
  }),
};

async function chosenClauses(
  call: Call,
  api: HostApi,
  charter: CharterId,
  { clauses }: News,
): Promise<Result<readonly ClauseNews[], Fault>> {
  const name = call.text("clause");
  if (name === null) return ok(clauses);
  const clause = name === looseId ? ok(looseId) : await findAnyClause(api, charter, name);
  return clause.ok ? ok(clauses.filter((one) => one.clause.id === clause.value)) : refused(clause.error);
}

/** Null: everything. */
function itemsToMark(call: Call, { clauses }: News): Result<readonly string[] | null, Fault> {
  const listed = clauses.flatMap(({ items }) => items.map(({ id }) => id));
  const named = call.text("read");
  if (named !== null) {
    const ids = named.split(",").map((id) => id.trim());
    const unknown = ids.find((id) => !listed.includes(id));
    return unknown === undefined ? ok(ids) : misused(`Give --read what \`news\` lists; “${unknown}” is not there.`);
  }
  if (!call.flag("mark-read")) return ok([]);
  return ok(call.text("clause") === null ? null : listed);
}

/** For programs: a redline as `diff` has it. */
const clauseValue = ({ clause, items }: ClauseNews) => ({
  clause,
  items: items.map((item) => (item.kind === "change" ? { ...item, redline: redlineValue(item.redline) } : item)),
});

const countOf = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

function newsLines({ since, changes, by, counts, clauses }: News): readonly Line[] {
  if (clauses.length === 0) return ["Nothing that you have not read."];
  const from = since === null ? "" : ` since ${momentInWords(since)}`;
  const kinds = [
    [changes, "change", "changes"],
    [counts.conflicts, "conflict", "conflicts"],
    [counts.suggestions, "suggestion", "suggestions"],
    [counts.comments, "comment", "comments"],
    [counts.stances, "stance", "stances"],
    [counts.closings, "closing", "closings"],
  ] as const;
  const words = kinds.flatMap(([count, one, more]) => (count === 0 ? [] : [countOf(count, one, more)]));
  const people = by.map(
    (one) =>
      `  ${authorInWords(one.author)}: ${countOf(one.changes, "change", "changes")}, the newest of ${momentInWords(one.latestAt)}`,
  );
  return [
    `New in ${countOf(clauses.length, "clause", "clauses")}${from}: ${words.join(", ")}.`,
    ...(counts.mentions === 0 ? [] : [`You are mentioned in ${countOf(counts.mentions, "comment", "comments")}.`]),
    ...people,
    ...clauses.flatMap(clauseLines),
  ];
}

const clauseLines = ({ clause, items }: ClauseNews): readonly Line[] => [
  "",
  [{ text: clauseInWords(clause), style: "strong" }],
  ...items.flatMap((item): readonly Line[] => [[{ text: `  ${item.id}`, style: "quiet" }], ...itemLines(item)]),
];

function itemLines(item: NewsItem): readonly Line[] {
  switch (item.kind) {
    case "change":
      return [
        ...redlineLines([item.redline]),
        [{ text: `    by ${item.by.map(({ author }) => authorInWords(author)).join(", ")}`, style: "quiet" }],
      ];
    case "conflict":
      return conflictLinesOf(item.conflict);
    case "suggestion":
      return suggestionLines(item.suggestion, []);
    case "comment":
      return [
        ...(item.suggestion === null
          ? []
          : [[{ text: `    on the suggestion ${item.suggestion}`, style: "quiet" }] as const]),
        ...(item.quote === "" ? [] : [[{ text: `    on “${item.quote}”`, style: "plain" }] as const]),
        ...commentLines(item.comment),
      ];
    case "stance": {
      const reasons = item.stance.said.flatMap(({ reason }) => (reason === "" ? [] : [`“${reason}”`]));
      return [`    ${item.party.name}: ${[item.stance.state, ...reasons].join(", ")}`];
    }
    case "closing": {
      const done = item.closing === "close" ? "closed it" : "opened it again";
      return [`    ${authorInWords(item.author)} ${done}, ${momentInWords(item.at)}`];
    }
  }
}

export const newsCommands: readonly Command[] = [news];
