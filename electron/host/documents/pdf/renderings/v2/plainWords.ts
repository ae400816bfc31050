/** The words of a text, one block a line, with the numbers of clauses and lists: what a reader can copy and search. */
import { numbersOf, ownCount, plainText, readClauses, readsAs } from "../../../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode } from "../../../../../../shared/charter/text/model.ts";
import type { PromiseWords } from "../../../../../../shared/charter/text/promiseWords.ts";
import { wholeNumber } from "./tableGrid.ts";

/** `promise`: what promises read as. */
export function plainWords(text: CharterText, promise: PromiseWords): string {
  const clauses = readClauses(text);
  const numbers = new Map(clauses.map((clause) => [clause.node, clause.number]));
  const reads = readsAs(numbersOf(clauses), promise);
  let language: string | null = null;
  const lines: string[] = [];
  /** What stands before the next line: the number of a clause, the mark of an item. */
  let before = "";
  const read = (node: DocNode, indent: string): void => {
    if (node.type === "text") return;
    if (node.type === "paragraph" || node.type === "heading") {
      lines.push(`${indent}${before}${plainText(node, reads, language).replaceAll("\n", " ")}`);
      before = "";
      if (node.type === "heading") lines.push("");
      return;
    }
    if (node.type === "body") {
      lines.push(`${indent}${before}[${String(node.attrs.lang)}]`);
      before = "";
      language = String(node.attrs.lang);
    }
    const number = numbers.get(node) ?? "";
    if (number !== "") before = `${number} `;
    const first = wholeNumber(node.attrs, "order", { otherwise: 1, least: 0, most: 999_999_999 });
    const own = node.type === "clause" ? ownCount(node.content) : -1;
    const source = String(node.attrs.source ?? "");
    const addSource = (): void => {
      if (source === "") return;
      lines.push(`${indent}${before}(${source})`);
      before = "";
    };
    for (const [at, child] of node.content.entries()) {
      if (at === own) addSource();
      if (child.type === "list_item") before += node.type === "ordered_list" ? `${first + at}. ` : "- ";
      read(child, node.type === "list_item" || node.type === "body" ? `${indent}  ` : indent);
    }
    if (node.type === "body") language = null;
    if (own === node.content.length) addSource();
    if (node.type === "article" || node.type === "table") lines.push("");
  };
  for (const node of text.content) read(node, "");
  return `${lines.join("\n").trim()}\n`;
}
