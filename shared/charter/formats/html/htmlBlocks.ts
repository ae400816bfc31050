/** The blocks of a page that cleanHtml has rewritten. */
import { isAllowedHref } from "../../text/links.ts";
import type { TextMark } from "../../text/model.ts";
import type { SourceBlock, SourceParagraph, SourcePoint, SourceRun, SourceTable } from "../sourceBlocks.ts";
import { unchanged } from "../sourceBlocks.ts";
import { type HtmlElement, type HtmlNode, hasWords, isElement } from "./htmlTree.ts";

/** How blocks stand where they are. */
interface Around {
  readonly heading: number | null;
  /** Of the item that is open; its first block takes it. */
  point: SourcePoint | null;
  readonly isInItem: boolean;
  readonly level: number;
}

const inline = new Set(["strong", "em", "u", "a", "br", "dfn", "span"]);
const holdsRows = new Set(["thead", "tbody", "tfoot"]);

export function htmlBlocks(
  root: HtmlElement,
  onAddress: (address: string, line: number) => void,
): readonly SourceBlock[] {
  const blocks: SourceBlock[] = [];
  let lists = 0;

  function paragraph(runs: readonly SourceRun[], around: Around, number: number): SourceParagraph {
    const { point, heading, isInItem } = around;
    around.point = null;
    return { kind: "paragraph", runs, heading, point, isIndented: isInItem, end: unchanged, number };
  }

  function readInside(element: HtmlElement, around: Around, into: SourceBlock[]): void {
    let runs: SourceRun[] = [];
    const flush = (): void => {
      if (runs.some(({ text }) => text.trim() !== "")) into.push(paragraph(collapsed(runs), around, element.line));
      runs = [];
    };
    for (const child of element.children)
      if (!isElement(child) || inline.has(child.name)) readRuns(child, [], runs);
      else {
        flush();
        readBlock(child, around, into);
      }
    flush();
  }

  function readRuns(node: HtmlNode, marks: readonly TextMark[], runs: SourceRun[]): void {
    if (!isElement(node)) runs.push({ text: node, marks, ...unchanged });
    else if (node.name === "br") runs.push({ text: "\n", marks: [], ...unchanged });
    else {
      const mark = markOf(node);
      for (const child of node.children) readRuns(child, mark === null ? marks : [...marks, mark], runs);
    }
  }

  function markOf({ name, attrs, line }: HtmlElement): TextMark | null {
    // What this program writes of its own is words in a file.
    if (name === "dfn" || name === "span") return null;
    if (name !== "a") return { type: name === "em" ? "em" : name === "u" ? "underline" : "strong", attrs: {} };
    const href = attrs.get("href") ?? "";
    // A place in the page is no address.
    if (href === "" || href.startsWith("#")) return null;
    if (isAllowedHref(href)) return { type: "link", attrs: { href } };
    onAddress(href, line);
    return null;
  }

  function readBlock(element: HtmlElement, around: Around, into: SourceBlock[]): void {
    const { name } = element;
    if (name === "ul" || name === "ol") readList(element, around, into);
    else if (name === "table") readTable(element, into);
    else if (/^h[1-4]$/.test(name)) readInside(element, { ...around, heading: Number(name[1]) }, into);
    else readInside(element, around, into);
  }

  function readList(list: HtmlElement, around: Around, into: SourceBlock[]): void {
    const id = String(++lists);
    const level = around.level + 1;
    const start = Number(list.attrs.get("start") ?? 1);
    let number = Number.isInteger(start) && start >= 0 ? start : 1;
    for (const item of list.children.filter(isElement)) {
      // A list directly in a list stands in the item before it.
      if (item.name !== "li") {
        readBlock(item, { ...around, isInItem: true, point: null, level }, into);
        continue;
      }
      if (!hasWords(item)) continue;
      const isOrdered = list.name === "ol";
      const point = { list: id, level, number: isOrdered ? number : null, sign: isOrdered ? `${number}.` : "" };
      readInside(item, { heading: null, point, isInItem: true, level }, into);
      number++;
    }
  }

  function readTable(table: HtmlElement, into: SourceBlock[]): void {
    const rows: SourceTable["rows"][number][] = [];
    const readRows = (holder: HtmlElement): void => {
      for (const row of holder.children.filter(isElement)) {
        if (holdsRows.has(row.name)) readRows(row);
        if (row.name !== "tr") continue;
        const cells = row.children.filter(isElement).filter(({ name }) => name === "td" || name === "th");
        const isHeader = cells.length > 0 && cells.every(({ name }) => name === "th");
        rows.push({
          ...unchanged,
          isHeader,
          cells: cells.map((cell) => {
            const inside: SourceBlock[] = [];
            readInside(cell, { heading: null, point: null, isInItem: false, level: -1 }, inside);
            const span = (key: string): number => Number(cell.attrs.get(key) ?? 1);
            return { colspan: span("colspan"), rowspan: span("rowspan"), goesOn: false, blocks: inside };
          }),
        });
      }
    };
    readRows(table);
    if (rows.length > 0) into.push({ kind: "table", rows });
  }

  readInside(root, { heading: null, point: null, isInItem: false, level: -1 }, blocks);
  return blocks;
}

/** Spaces and ends of lines of the file are one space, and none at a line break. */
function collapsed(runs: readonly SourceRun[]): readonly SourceRun[] {
  const said: SourceRun[] = [];
  for (const run of runs) {
    if (run.text === "\n") {
      said.push(run);
      continue;
    }
    const words = run.text.replace(/[ \t\r\n]+/g, " ");
    const before = said.at(-1)?.text ?? " ";
    const text = /[ \n]$/.test(before) ? words.trimStart() : words;
    if (text !== "") said.push({ ...run, text });
  }
  return said;
}
