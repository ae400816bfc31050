/** The status of a text as rows of words, and as a file: what the command line prints, and both save. Pure. */
import { type Bytes, utf8 } from "../base/bytes.ts";
import { writeCsv } from "../charter/formats/csv.ts";
import type { Status } from "../charter/parties/status.ts";
import type { NamedReservation, StatusRowView, StatusTableView } from "./force.ts";
import { type ForceWords, forceWords, type StatusColumn } from "./forceWords.ts";

export const statusForms = ["csv", "json"] as const;
export type StatusForm = (typeof statusForms)[number];

const order: readonly StatusColumn[] = ["party", "action", "on", "effect", "until", "declarations", "left"];

/** The first row says what the columns are; days are `YYYY-MM-DD`. */
export function statusCells(
  { rows }: Pick<StatusTableView, "rows">,
  language: "en" | "ar" = "en",
): readonly (readonly string[])[] {
  const words = forceWords[language];
  return [order.map((column) => words.columns[column]), ...rows.map((row) => cellsOf(row, words))];
}

function cellsOf(row: StatusRowView, words: ForceWords): readonly string[] {
  const declared = row.declarations.map((one) => declarationWords(one, words)).join(words.semicolon);
  return [row.party.name, ...statusWords(row, words).toSpliced(4, 0, declared)];
}

/** What a party did, when, from when and until when it is bound, and how it left. */
export const statusWords = ({ action, on, effect, until, left }: Status, words: ForceWords): readonly string[] => [
  ...[words.actions[action], on ?? "", effect ?? "", until ?? ""],
  left === null ? "" : words.left(left.how, left.notice, left.effect),
];

/** "excludes for itself 2.1 Wells: Not our spring. (stands, Herders objects)" */
export function declarationWords(
  { how, clauseTitle, words: said, state, late, objections }: NamedReservation,
  words: ForceWords,
): string {
  const facts = [
    words.states[state],
    ...(late ? [words.late] : []),
    ...objections.map(({ party, hasRelations }) => words.objection(party.name, hasRelations)),
  ];
  return `${words.how[how]} ${clauseTitle}: ${said} (${facts.join(words.comma)})`;
}

/** JSON: the whole view, with the ids of what it follows from. */
export function statusFile(
  view: StatusTableView,
  form: StatusForm,
  language: "en" | "ar" = "en",
): { readonly name: string; readonly type: string; readonly bytes: Bytes } {
  const name = `status-${view.proposal.slice(0, 8)}.${form}`;
  return form === "csv"
    ? { name, type: "text/csv", bytes: utf8(writeCsv(statusCells(view, language))) }
    : { name, type: "application/json", bytes: utf8(`${JSON.stringify(view, null, 2)}\n`) };
}
