/** What an import leaves out: told before it is applied, and asked where somebody can answer. */
import type { HostError } from "../../shared/api/errors.ts";
import type { MayLose } from "../../shared/api/texts.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { losesWords, type NotKeptKind, type NotKeptList } from "../../shared/charter/formats/notKept.ts";
import { type Call, type Fault, refused } from "./command.ts";
import { table } from "./print.ts";

const kindWords: Readonly<Record<NotKeptKind, string>> = {
  linkDefinition: "a link's definition that no link uses is left out",
  cells: "cells beyond the table's columns are left out",
  image: "a picture is left out; its description stays",
  linkTitle: "the title of a link is left out",
  frontMatter: "what stands before the text is left out",
  codeLanguage: "the language of a block of code is left out",
  number: "the number or letter becomes another, by the order of the text",
  html: "HTML stands there as words",
  footnote: "a footnote becomes a paragraph",
  struck: "struck words stand there with their signs",
  quotation: "a quotation becomes a paragraph",
  rule: "a line across the page is left out",
  alignment: "columns lose their alignment",
  headingLevel: "a heading of level 5 or 6 becomes one of level 4",
  attributes: "a class without a meaning here is left out",
  language: "words in a further language stand outside a clause: they become words like others",
  unseen: "a sign that nobody can see, or that turns others, is left out",
  title: "the title is the charter's, not the file's",
  comment: "a comment is left out",
  hidden: "hidden words are left out",
  struckOut: "words that are struck through, and no tracked change, are left out",
  picture: "a picture is left out",
  embedded: "an embedded object or sign is left out",
  pageEdge: "what stands at the top or bottom of each page is left out",
  address: "a link to where no link may lead becomes plain words",
  contents: "a line of the table of contents is left out: the window makes its own",
  underline: "underlined words lose the line",
  colour: "coloured words lose their colour",
  note: "a note at the foot stands in the text, in parentheses",
  textBox: "the words of a text box stand behind their paragraph",
  equation: "an equation becomes a line of signs",
};

export function notKeptLines({ notKept, notKeptCount }: NotKeptList): readonly string[] {
  if (notKeptCount === 0) return [];
  const more = notKeptCount - notKept.length;
  return [
    "Not kept as it was given:",
    ...table(notKept.map((one) => [`  ${one.unit ?? "line"} ${one.line}`, kindWords[one.kind], one.quote])),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/**
 * Gives words to the host, by `apply`. What words look like may go where nobody can be asked; words themselves only
 * with a yes: the person's, or `--yes`.
 */
export async function applyAsking<T extends NotKeptList>(
  call: Call,
  apply: (mayLose: MayLose) => Promise<Result<T, HostError>>,
): Promise<Result<T, Fault>> {
  const { askYes } = call.parts;
  const canAsk = askYes !== null && !call.flag("json");
  const first = await apply(call.flag("yes") ? "words" : canAsk ? "nothing" : "form");
  if (first.ok) {
    if (!call.flag("json")) sayNotKept(call, first.value);
    return ok(first.value);
  }
  if (first.error.kind !== "notAllKept" || call.flag("json")) return refused(first.error);
  sayNotKept(call, first.error);
  if (!canAsk) return refused(first.error);
  const isLoss = first.error.notKept.some(losesWords);
  if (!(await askYes(isLoss ? "Take it without these?" : "Take it so?"))) return refused(first.error);
  const second = await apply("words");
  return second.ok ? ok(second.value) : refused(second.error);
}

const sayNotKept = (call: Call, list: NotKeptList): void => {
  for (const line of notKeptLines(list)) call.warn(line);
};
