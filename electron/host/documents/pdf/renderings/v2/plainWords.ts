/** The words of a text, one block a line, with the numbers of clauses and lists: what a reader can copy and search. */
import { ownCount, plainText, readClauses } from "../../../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode } from "../../../../../../shared/charter/text/model.ts";
import { wholeNumber } from "./tableGrid.ts";

export function plainWords(text: CharterText): string {
  const numbers = new Map(readClauses(text).map((clause) => [clause.node, clause.number]));
  const lines: string[] = [];
  /** What stands before the next line: the number of a clause, the mark of an item. */
  let before = "";
  const read = (node: DocNode, indent: string): void => {
    if (node.type === "text") return;
    if (node.type === "paragraph" || node.type === "heading") {
      lines.push(`${indent}${before}${plainText(node).replaceAll("\n", " ")}`);
      before = "";
      if (node.type === "heading") lines.push("");
      return;
    }
    if (node.type === "body") {
      lines.push(`${indent}${before}[${String(node.attrs.lang)}]`);
      before = "";
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
    if (own === node.content.length) addSource();
    if (node.type === "article" || node.type === "table") lines.push("");
  };
  for (const node of text.content) read(node, "");
  return `${lines.join("\n").trim()}\n`;
}
