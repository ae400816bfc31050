/**
 * What the structs of one client say, read without a document: blocks of flows, clauses, tables. What holds them may be
 * somebody else's, and is not known then. Called by: leftOutText.ts.
 */
import { isTextBlock } from "../../charter/text/clauses.ts";
import { type AtomName, type AttrForm, grammar, isMarkName, usualValue } from "../../charter/text/grammar.ts";
import { holdsOf, isStoredName, isStoredValue, type StoredName, storedForm } from "../../charter/text/layout.ts";
import { type Listed, nestBlocks } from "../../charter/text/lists.ts";
import type { Attrs, AttrValue, DocNode, ElementNode, TextMark } from "../../charter/text/model.ts";
import type { ClockRanges } from "../document/clockRanges.ts";
import { readMarkAttrs } from "../document/layoutRules.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import type { DecodedStruct } from "../document/updateBytes.ts";
import { createMarks } from "../reading/flow.ts";

/** A struct, or a stretch of a string that something was written into later. */
export interface Piece {
  readonly struct: DecodedStruct;
  readonly clock: number;
  end: number;
  readonly list: List;
  previous: Piece | null;
  next: Piece | null;
  /** What an element or a flow holds, and the attributes of an element. */
  readonly inside: List | null;
  readonly attrs: Map<string, unknown>;
}

export interface List {
  readonly depth: number;
  /** The attribute whose values these are, and of what; null for content. */
  readonly attr: { readonly of: Piece | null; readonly key: string } | null;
  first: Piece | null;
}

/** Levels that are read, well below what a text may have: they are put back somewhere inside it. */
export const maxLeftOutDepth = 32;

interface Read {
  /** What stood in a paragraph of somebody else. */
  readonly words: readonly DocNode[];
  readonly nodes: readonly ElementNode[];
  /** Clauses that stand behind the one that the list stands in. */
  readonly behind: readonly ElementNode[];
}

/** In `clauseFlow` splits begin another clause. `unknown`: somebody else's. */
type Holder = "article" | "clause" | "body" | "unknown" | "clauseFlow" | "otherFlow" | "cell" | "row";

type Block = Listed & { readonly node: ElementNode };

export function createLeftOutReader(client: number, deleted: ClockRanges) {
  const marksOf = createMarks();
  const isDeleted = ({ clock }: Piece): boolean => deleted.noOf({ client, clock }) !== null;

  function readList(list: List, holder: Holder): Read {
    const words: DocNode[] = [];
    const nodes: ElementNode[] = [];
    const behind: ElementNode[] = [];
    const formats = new Map<string, Attrs>();
    let marks: readonly TextMark[] = marksOf(formats);
    /** Where blocks go: a split begins another clause. */
    let into = nodes;
    let blocks: Block[] = [];
    let open: DocNode[] | null = null;
    let inSplit: readonly ElementNode[] = [];

    function closeBlocks(): void {
      into.push(...nestBlocks(blocks, ({ node }) => node), ...inSplit);
      [blocks, open, inSplit] = [[], null, []];
    }

    function begin(listed: Listed, type: "paragraph" | "heading", attrs: Attrs): DocNode[] {
      const content: DocNode[] = [];
      blocks.push({ ...listed, node: { type, attrs, content } });
      return content;
    }

    function addInline(node: DocNode): void {
      const isOthers = holder === "unknown" && into === nodes && nodes.length === 0 && blocks.length === 0;
      if (open === null && !isOthers) open = begin(unlisted, "paragraph", {});
      (open ?? words).push(node);
    }

    const addText = (text: string): void => {
      if (text !== "") addInline({ type: "text", text, marks });
    };

    function addClause(piece: Piece, inside: List): void {
      closeBlocks();
      const read = readList(inside, nameOf(piece) === "article" ? "article" : "clause");
      if (value(piece, "gone") !== true) into.push(clauseNode(piece, read.nodes, list.depth));
      into.push(...read.behind);
    }

    function addSplit(piece: Piece, inside: List): void {
      if (holder !== "clauseFlow" && holder !== "unknown") {
        open = null;
        return;
      }
      closeBlocks();
      const content: ElementNode[] = [];
      into = content;
      const read = readList(inside, "clause");
      inSplit = read.nodes;
      if (value(piece, "gone") !== true) behind.push(clauseNode(piece, content, list.depth));
      behind.push(...read.behind);
    }

    /** What is behind the flow of a clause is behind the clause; in an article it stands behind the flow. */
    function addFlow(inside: List): void {
      closeBlocks();
      const read = readList(inside, holdsFlows.has(holder) ? "clauseFlow" : "otherFlow");
      into.push(...read.nodes);
      (holder === "clause" ? behind : into).push(...read.behind);
    }

    function addElement(piece: Piece, name: StoredName, inside: List): void {
      switch (name) {
        case "block": {
          const isHeading = value(piece, "type") === "heading";
          const level = value(piece, "level") ?? 2;
          open = isHeading
            ? begin(listedOf(piece), "heading", { level: level as number })
            : begin(listedOf(piece), "paragraph", {});
          return;
        }
        case "hard_break":
          return addInline({ type: "hard_break", attrs: {}, content: [] });
        case "footnote":
          return addInline({ type: "footnote", attrs: {}, content: wordsIn(readList(inside, "cell").nodes) });
        case "reference":
        case "promise":
          return addInline({ type: name, attrs: atomAttrs(piece, name), content: [] });
        case "bracket":
          return addText(value(piece, "side") === "close" ? "]" : "[");
        case "alt":
          return addText("] [");
        case "table": {
          const node = readTable(inside);
          open = null;
          if (node !== null) blocks.push({ ...listedOf(piece), node });
          return;
        }
        case "split":
          return addSplit(piece, inside);
        case "article":
        case "clause":
          return addClause(piece, inside);
        case "body": {
          const content = readList(inside, "body").nodes;
          closeBlocks();
          if (holder === "unknown") into.push(...content);
          else into.push({ type: "body", attrs: { lang: String(value(piece, "lang") ?? "und") }, content });
          return;
        }
        case "table_row":
        case "cell":
          closeBlocks();
          into.push(...readList(inside, name === "cell" ? "cell" : "row").nodes);
          return;
        case "place":
        case "table_column":
      }
    }

    for (let piece = list.first; piece !== null; piece = piece.next) {
      const { content } = piece.struct;
      if (content.kind === "string") {
        if (isFlow(holder)) addText(wordsOf(piece, content.text));
      } else if (isDeleted(piece) || list.depth >= maxLeftOutDepth) continue;
      else if (content.kind === "format") {
        if (!isMarkName(content.key)) continue;
        const attrs = content.value === null ? null : readMarkAttrs(content.key, content.value);
        if (attrs === null) formats.delete(content.key);
        else formats.set(content.key, attrs);
        marks = marksOf(formats);
      } else if (piece.inside === null) continue;
      else if (content.kind === "text") {
        if (!isFlow(holder) || holder === "unknown") addFlow(piece.inside);
      } else if (content.kind === "element" && isStoredName(content.name) && mayHold(holder, content.name))
        addElement(piece, content.name, piece.inside);
    }
    closeBlocks();
    return { words, nodes, behind };
  }

  function wordsOf({ struct, clock, end }: Piece, text: string): string {
    return deleted
      .piecesOf({ client, clock, length: end - clock })
      .map((piece) => (piece.no === null ? text.slice(piece.clock - struct.clock, piece.end - struct.clock) : ""))
      .join("")
      .toWellFormed();
  }

  /** Null where nobody would see it: without a row or a column. */
  function readTable(inside: List): ElementNode | null {
    const children = elementsIn(inside).filter((piece) => value(piece, "gone") !== true);
    const columns = children.filter((piece) => nameOf(piece) === "table_column");
    const columnOf = new Map(columns.map(({ clock }, index) => [writeItemId({ client, clock }), index]));
    const rows = children.filter((piece) => nameOf(piece) === "table_row");
    if (rows.length === 0 || columns.length === 0) return null;
    const content = rows.map(({ inside: cells }): ElementNode => {
      const made = (cells === null ? [] : elementsIn(cells)).filter((piece) => nameOf(piece) === "cell");
      const placed = columns.map(
        (_, index): ElementNode =>
          cellNode(made.filter((piece) => columnOf.get(String(value(piece, "column"))) === index)),
      );
      return { type: "table_row", attrs: {}, content: placed };
    });
    return { type: "table", attrs: {}, content };
  }

  /** Those that were made for one place. */
  function cellNode(pieces: readonly Piece[]): ElementNode {
    const content = pieces.flatMap(({ inside }) => (inside === null ? [] : readList(inside, "cell").nodes));
    const [first] = pieces;
    return {
      type: first !== undefined && value(first, "header") === true ? "table_header" : "table_cell",
      attrs: { colspan: 1, rowspan: 1, colwidth: null },
      content: content.length === 0 ? [{ type: "paragraph", attrs: {}, content: [] }] : content,
    };
  }

  function elementsIn(list: List): readonly Piece[] {
    const pieces: Piece[] = [];
    if (list.depth >= maxLeftOutDepth) return pieces;
    for (let piece = list.first; piece !== null; piece = piece.next)
      if (nameOf(piece) !== null && !isDeleted(piece)) pieces.push(piece);
    return pieces;
  }

  return { read: (list: List): Read => readList(list, "unknown") };
}

/** The words of blocks, as a note has them: in lines, and without tables and notes. */
function wordsIn(nodes: readonly DocNode[]): readonly DocNode[] {
  const words: DocNode[] = [];
  const read = (node: DocNode): void => {
    if (node.type === "text" || node.type === "table") return;
    if (!isTextBlock(node)) return node.content.forEach(read);
    if (words.length > 0) words.push({ type: "hard_break", attrs: {}, content: [] });
    words.push(...node.content.filter(({ type }) => type !== "footnote" && type !== "promise"));
  };
  nodes.forEach(read);
  return words;
}

const holdsFlows: ReadonlySet<Holder> = new Set<Holder>(["article", "clause", "unknown"]);

const unlisted: Listed = { list: "", item: null, order: null };

const isFlow = (holder: Holder): boolean => holder === "unknown" || holder === "clauseFlow" || holder === "otherFlow";

function mayHold(holder: Holder, name: StoredName): boolean {
  switch (holder) {
    case "unknown":
      return true;
    case "article":
    case "clause":
      return holdsOf("article").includes(name);
    case "clauseFlow":
    case "otherFlow":
      return holdsOf("flow").includes(name);
    case "row":
      return name === "cell";
    case "cell":
    case "body":
      return false;
  }
}

function nameOf({ struct: { content } }: Piece): StoredName | null {
  return content.kind === "element" && isStoredName(content.name) ? content.name : null;
}

/** Of an element; undefined for none that it may have. */
function value(piece: Piece, key: string): unknown {
  const name = nameOf(piece);
  const form = name === null ? null : storedForm(name, key);
  const found = piece.attrs.get(key);
  return form !== null && isStoredValue(form, found) ? found : undefined;
}

const atomAttrs = (piece: Piece, name: AtomName): Attrs =>
  Object.fromEntries(
    Object.entries<AttrForm>(grammar.nodes[name].attrs).map(([key, form]) => [
      key,
      (value(piece, key) ?? usualValue(form)) as AttrValue,
    ]),
  );

const listedOf = (piece: Piece): Listed => ({
  list: String(value(piece, "list") ?? ""),
  item: (value(piece, "item") ?? null) as number | null,
  order: (value(piece, "order") ?? null) as number | null,
});

/** An article stands in the root alone, and so does one that stands by itself. */
function clauseNode(piece: Piece, content: readonly DocNode[], depth: number): ElementNode {
  const id = String(value(piece, "id") ?? "");
  if (nameOf(piece) === "article" && depth === 0)
    return { type: "article", attrs: { id, kind: String(value(piece, "kind") ?? "article") }, content };
  return { type: "clause", attrs: { id, source: String(value(piece, "source") ?? "") }, content };
}
