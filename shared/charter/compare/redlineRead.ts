/** The blocks of a text, each with the form it stands in: its list, its cell, its level. */
import { isClauseNode, isTextBlock, noteSigns, type ReadsAs } from "../text/clauses.ts";
import { isAtomName } from "../text/grammar.ts";
import type { DocNode, ElementNode } from "../text/model.ts";
import type { BlockForm, RedlineBlock, RunMark } from "./redline.ts";

export interface Piece {
  readonly text: string;
  readonly marks: readonly RunMark[];
}

export interface ReadBlock {
  readonly block: RedlineBlock["block"];
  readonly level: number;
  /** Without an operation: text with its marks, a line feed for a hard break. */
  readonly pieces: readonly Piece[];
  readonly text: string;
  /** From the outermost to the innermost; none for a plain paragraph. */
  readonly form: readonly BlockForm[];
  /** Equal where the surroundings are of one kind, though a list, a table or a row may begin elsewhere. */
  readonly place: string;
  /** `place` with the text. */
  readonly weakKey: string;
  /** Equal for blocks that are the same in the same surroundings, and only for those. */
  readonly key: string;
  /** BCP 47, where it is no block of the charter's own language; else null. */
  readonly language: string | null;
  /** Which row of this clause's tables it stands in, and which cell of the row; null outside tables. */
  readonly row: number | null;
  readonly cell: number;
}

interface Around {
  readonly strong: string;
  readonly weak: string;
  readonly form: readonly BlockForm[];
  readonly block: "list_item" | "table_cell" | null;
  readonly level: number;
  readonly language: string | null;
  readonly row: number | null;
  readonly cell: number;
}

/** The blocks of a normal-form node, those in further languages last, without those of clauses inside it. What holds no block comes as an empty one. */
export function readBlocks(owner: ElementNode, reads: ReadsAs): readonly ReadBlock[] {
  const blocks: ReadBlock[] = [];
  let rows = 0;
  const add = (node: ElementNode, around: Around, block: RedlineBlock["block"]) => {
    const isHeading = node.type === "heading";
    const level = isHeading ? Number(node.attrs.level) : around.level;
    const pieces = isTextBlock(node) ? node.content.flatMap((child) => piecesOf(child, reads, around.language)) : [];
    const place = `${around.weak}${node.type}${JSON.stringify(node.attrs)}`;
    const own = JSON.stringify(node.content);
    blocks.push({
      block,
      level,
      pieces,
      text: pieces.map((piece) => piece.text).join(""),
      form: isHeading ? [...around.form, { kind: "heading", level }] : around.form,
      place,
      weakKey: place + own,
      key: `${around.strong}${place}${own}`,
      language: around.language,
      row: around.row,
      cell: around.cell,
    });
  };
  const visit = (node: DocNode, around: Around) => {
    if (node.type === "text" || isClauseNode(node)) return;
    if (isTextBlock(node)) {
      add(node, around, node.type === "heading" ? "heading" : (around.block ?? "paragraph"));
      return;
    }
    if (node.type === "body" && node.content.length === 0) add(node, inside(node, node, 0, around), "empty");
    else if (node.content.length === 0) add(node, around, "empty");
    for (const [index, child] of node.content.entries()) visit(child, inside(node, child, index, around));
  };
  const inside = (node: ElementNode, child: DocNode, index: number, around: Around): Around => {
    const begins = index === 0;
    const kind = `${node.type}${JSON.stringify(node.attrs)}/`;
    const isPlace = node.type === "list_item" || isCell(node);
    const form = child.type === "text" ? around.form : formWithin(node, child, index, around.form);
    if (node.type === "table" && around.row === null) rows++;
    return {
      // The first child tells where an item, a row or a table begins.
      strong: `${around.strong}${begins ? "+" : "-"}`,
      weak: `${around.weak}${begins && isPlace ? "+" : ""}${kind}`,
      form,
      block: node.type === "list_item" ? "list_item" : isCell(node) ? "table_cell" : around.block,
      level: around.level + (node.type === "list_item" ? 1 : 0),
      language: node.type === "body" ? String(node.attrs.lang) : around.language,
      row: node.type === "table" ? (around.row ?? rows) : around.row,
      cell: node.type === "table_row" && around.form.every((one) => one.kind !== "cell") ? index : around.cell,
    };
  };
  // Words that follow the clauses inside are the clause's own as much as those before them.
  for (const child of [...owner.content.filter((one) => !isBody(one)), ...owner.content.filter(isBody)])
    visit(child, { strong: "", weak: "", form: [], block: null, level: 0, language: null, row: null, cell: 0 });
  return blocks;
}

const isBody = (node: DocNode): boolean => node.type === "body";
const isCell = (node: DocNode): boolean => node.type === "table_cell" || node.type === "table_header";

/** Of a node in a block. A note is its words, marked as such, between its signs. */
export function piecesOf(node: DocNode, reads: ReadsAs, language: string | null = null): readonly Piece[] {
  if (node.type === "text") return [{ text: node.text, marks: node.marks }];
  if (isAtomName(node.type)) return [{ text: reads(node, language), marks: [{ type: node.type, attrs: node.attrs }] }];
  if (node.type !== "footnote") return [{ text: "\n", marks: [] }];
  const inside = node.content.flatMap((child) => piecesOf(child, reads, language));
  const { before, behind } = noteSigns;
  return [{ text: before, marks: [] }, ...inside, { text: behind, marks: [] }].map(({ text, marks }) => ({
    text,
    marks: [...marks, noteMark],
  }));
}

const noteMark: RunMark = { type: "footnote", attrs: {} };

/** What a child of `node` adds to the form, or what its first block has and the others have not. */
function formWithin(
  node: ElementNode,
  child: ElementNode,
  index: number,
  form: readonly BlockForm[],
): readonly BlockForm[] {
  const around = index === 0 ? form : form.map((one) => (one.kind === "heading" ? one : { ...one, begins: false }));
  if (node.type === "bullet_list") return [...around, { kind: "item", number: null, begins: true }];
  if (node.type === "ordered_list")
    return [...around, { kind: "item", number: Number(node.attrs.order) + index, begins: true }];
  if (node.type === "table_row")
    return [
      ...around,
      {
        kind: "cell",
        isHeader: child.type === "table_header",
        columns: Number(child.attrs.colspan ?? 1),
        rows: Number(child.attrs.rowspan ?? 1),
        begins: true,
      },
    ];
  return node.type === "list_item" || isCell(node) ? around : form;
}

/** The form as one would write it: "- ", "3. ", "## ", "| ". */
export function signOf(form: readonly BlockForm[]): string {
  const signs = form.map((one) => {
    if (one.kind === "heading") return `${"#".repeat(one.level)} `;
    if (one.kind === "item") {
      if (!one.begins) return "  ";
      return one.number === null ? "- " : `${one.number}. `;
    }
    const spans = one.columns * one.rows > 1 ? `(${one.columns}×${one.rows}) ` : "";
    return one.begins ? `${one.isHeader ? "‖" : "|"} ${spans}` : "  ";
  });
  return signs.join("");
}

export const wholeBlock = (
  block: ReadBlock,
  op: "same" | "insert" | "delete",
  side: "before" | "after" = op === "delete" ? "before" : "after",
): RedlineBlock => ({
  op,
  ...shownForm(block, side),
  signs: signsOf(op, block.form),
  runs: block.pieces.map((piece) => ({ op, text: piece.text, marks: piece.marks })),
});

export const shownForm = (block: ReadBlock, side: "before" | "after") => ({
  block: block.block,
  level: block.level,
  form: block.form,
  ...(block.language === null ? {} : { language: block.language }),
  ...(block.row === null ? {} : { row: `${side} ${block.row}`, cell: block.cell }),
});

export const signsOf = (op: "same" | "insert" | "delete", form: readonly BlockForm[]): RedlineBlock["signs"] => {
  const text = signOf(form);
  return text === "" ? [] : [{ op, text }];
};
