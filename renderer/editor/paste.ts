/**
 * What comes from outside: only what the schema knows survives, links only to where links may lead. Plain text stays
 * plain text, whatever its signs look like. What is too long to be read between two keys comes in as a file does.
 */
import {
  type DOMOutputSpec,
  DOMParser,
  DOMSerializer,
  Fragment,
  type ParseOptions,
  type ParseRule,
  type Node as PmNode,
  Slice,
} from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { CellSelection } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { importLimits } from "../../shared/charter/formats/importLimits.ts";
import { createNotes, type NotKeptKind, type NotKeptList } from "../../shared/charter/formats/notKept.ts";
import { type NumberOf, nowhere, readsAs } from "../../shared/charter/text/clauses.ts";
import { isAtomName } from "../../shared/charter/text/grammar.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import { writePromise } from "../../shared/charter/text/promiseTarget.ts";
import type { PromiseWords } from "../../shared/charter/text/promiseWords.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { mend } from "../../shared/charter/text/seen.ts";
import { depthOf } from "./clausePieces.ts";
import { kindOfArticle } from "./kinds.ts";
import { cleanPasted } from "./pasteHtml.ts";
import { dragTo, holdsStructure, ownSlice, placeBlocks } from "./placeSlice.ts";

/** Forty pages, and what office programs write around them: twenty times as much, a hundred tags a page. */
const maxPasted = { characters: 100_000, markup: 2_000_000, tags: 10_000 } as const;

function checkedRule(rule: ParseRule, isHere: (clause: ClauseId) => boolean): ParseRule {
  if ("mark" in rule && rule.mark === "link")
    return {
      ...rule,
      getAttrs: (dom: HTMLElement) => {
        const href = dom.getAttribute("href");
        return isAllowedHref(href) ? { href } : false;
      },
    } as ParseRule;
  if ("node" in rule && rule.node === "reference")
    return {
      ...rule,
      getAttrs: (dom: HTMLElement) => {
        const clause = parseClauseId(dom.dataset.reference);
        return clause === null || !isHere(clause) ? false : { clause };
      },
    } as ParseRule;
  if ("node" in rule && rule.node === "ordered_list")
    return { ...rule, getAttrs: (dom: HTMLElement) => ({ order: orderOf(dom.getAttribute("start")) }) } as ParseRule;
  if ("node" in rule && rule.node === "article")
    return {
      ...rule,
      getAttrs: (dom: HTMLElement) => ({ id: "", kind: kindOfArticle(dom.dataset.kind) }),
    } as ParseRule;
  return rule;
}

/** The validator knows whole numbers from 0 to 1,000,000. */
function orderOf(start: string | null): number {
  const order = Number(start ?? 1);
  return Number.isInteger(order) && order >= 0 && order <= 1_000_000 ? order : 1;
}

/** Reads what other programs wrote as their readers saw it. */
class PasteParser extends DOMParser {
  readonly #onLeftOut: PasteNews["onLeftOut"];

  /** `isHere`: whether the text has this clause; a reference to another one is read as words. */
  constructor(onLeftOut: PasteNews["onLeftOut"], isHere: (clause: ClauseId) => boolean) {
    super(
      schema,
      DOMParser.fromSchema(schema).rules.map((rule) => checkedRule(rule, isHere)),
    );
    this.#onLeftOut = onLeftOut;
  }

  override parseSlice(dom: Node, options?: ParseOptions): Slice {
    const notes = createNotes();
    const clean = cleanPasted(dom, (kind, quote, line) => {
      if (leftOutKinds.has(kind)) notes.add(kind, line, quote);
    });
    const leftOut = notes.list();
    if (leftOut.notKeptCount > 0) this.#onLeftOut(leftOut);
    return super.parseSlice(clean, options);
  }
}

/** What nobody could see does not come in. */
function mended(content: Fragment): Fragment {
  const nodes: PmNode[] = [];
  for (const node of content.content) {
    if (!node.isText) nodes.push(node.copy(mended(node.content)));
    else {
      const { text } = mend(node.text ?? "");
      if (text !== "") nodes.push(node.type.schema.text(text, node.marks));
    }
  }
  return Fragment.fromArray(nodes);
}

const ownAndMended = (slice: Slice): Slice =>
  ownSlice(new Slice(mended(slice.content), slice.openStart, slice.openEnd));

/** What stands outside tags and comments: whoever wrote the page wrote its plain words too, and these may be others. */
function sizeOf(markup: string): { readonly characters: number; readonly tags: number } {
  let characters = 0;
  let tags = 0;
  for (let at = 0; at < markup.length; tags++) {
    const open = markup.indexOf("<", at);
    if (open < 0) return { characters: characters + markup.length - at, tags };
    characters += open - at;
    const end = markup.indexOf(markup.startsWith("<!--", open) ? "-->" : ">", open);
    if (end < 0) break;
    at = end + 1;
  }
  return { characters, tags };
}

/** What is too long for a paste, as a file; null: it is not. Of a page with more markup than is read, its words alone. */
function longPasted(transfer: DataTransfer | null): LongPaste | null {
  if (transfer === null) return null;
  const text = transfer.getData("text/plain");
  const markup = transfer.getData("text/html");
  const page = sizeOf(markup);
  const characters = Math.max(text.length, page.characters);
  if (characters <= maxPasted.characters && markup.length <= maxPasted.markup && page.tags <= maxPasted.tags)
    return null;
  const isPage = markup !== "" && (text === "" || markup.length <= importLimits.bytes);
  return isPage ? { ending: ".html", words: markup } : { ending: ".txt", words: text };
}

/** What of a page a reader saw and no text can hold. */
const leftOutKinds: ReadonlySet<NotKeptKind> = new Set(["picture", "embedded", "struckOut"]);

export interface LongPaste {
  readonly ending: ".html" | ".txt";
  readonly words: string;
}

export interface PasteNews {
  /** Nothing came in: it is to be read as a file. */
  onLong(pasted: LongPaste): void;
  /** Of what comes in this was left out. */
  onLeftOut(list: NotKeptList): void;
}

/** Other programs get the number of a clause and what a promise says; this one gets the reference and the promise. */
function copiedAs(numberOf: NumberOf, promiseWords: PromiseWords): DOMSerializer {
  const own = DOMSerializer.fromSchema(schema);
  const reference = (node: PmNode): DOMOutputSpec => [
    "span",
    { "data-reference": String(node.attrs.clause) },
    numberOf(node.attrs.clause),
  ];
  const promise = ({ attrs }: PmNode): DOMOutputSpec => [
    "span",
    { "data-promise": writePromise(attrs) },
    promiseWords(attrs, null),
  ];
  return new DOMSerializer({ ...own.nodes, reference, promise }, own.marks);
}

/** `numbersIn`: what references of a text read as; `promiseWords`: what promises do. */
export function paste(
  { onLong, onLeftOut }: PasteNews,
  numbersIn: (doc: PmNode) => NumberOf,
  promiseWords: PromiseWords,
): Plugin {
  let doc: PmNode | null = null;
  const numberNow: NumberOf = (clause) => (doc === null ? nowhere : numbersIn(doc)(clause));
  const isLong = (view: EditorView, event: Event, transfer: DataTransfer | null): boolean => {
    const pasted = view.editable ? longPasted(transfer) : null;
    if (pasted === null) return false;
    event.preventDefault();
    onLong(pasted);
    return true;
  };
  return new Plugin({
    view: (view) => {
      doc = view.state.doc;
      return { update: ({ state }) => (doc = state.doc) };
    },
    props: {
      clipboardParser: new PasteParser(onLeftOut, (clause) => numberNow(clause) !== nowhere),
      transformPasted: ownAndMended,
      handlePaste: (view, _event, slice) => pasteBlocks(view, slice),
      handleDrop: (view, event, slice, isMove) => drop(view, event, slice, isMove),
      clipboardSerializer: copiedAs(numberNow, promiseWords),
      clipboardTextSerializer(slice, view) {
        const numberOf = numbersIn(view.state.doc);
        const reads = readsAs(numberOf, promiseWords);
        const inLine = ({ type: { name }, attrs }: PmNode) => (isAtomName(name) ? reads({ type: name, attrs }) : "\n");
        return slice.content.textBetween(0, slice.content.size, "\n\n", inLine);
      },
      handleDOMEvents: {
        paste: (view, event) => isLong(view, event, event.clipboardData),
        drop: (view, event) => view.dragging === null && isLong(view, event, event.dataTransfer),
      },
    },
  });
}

/** Articles, clauses, lists and tables go beside the words at the caret; words, and points within a list, into them. */
function pasteBlocks(view: EditorView, slice: Slice): boolean {
  const { $from } = view.state.selection;
  const isGrid = slice.content.content.some((node) => !node.isTextblock && !node.isText);
  const isAmong = depthOf($from, "list_item", "table_cell", "table_header") !== null;
  if (!holdsStructure(slice.content) && (!isGrid || isAmong)) return false;
  const transaction = view.state.tr.deleteSelection();
  const $caret = transaction.selection.$from;
  const place = $caret.parent.isTextblock && $caret.parentOffset > 0 ? $caret.end() : $caret.pos;
  placeBlocks(transaction, place, slice.content.content);
  view.dispatch(transaction.setMeta("uiEvent", "paste").scrollIntoView());
  return true;
}

function drop(view: EditorView, event: DragEvent, slice: Slice, isMove: boolean): boolean {
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  const { selection } = view.state;
  if (place === null || selection instanceof CellSelection) return false;
  const transaction = view.state.tr;
  if (view.dragging === null) {
    if (!holdsStructure(slice.content)) return false;
    placeBlocks(transaction, place.pos, slice.content.content);
  } else if (!dragTo(transaction, selection.from, selection.to, place.pos, isMove)) return true;
  view.focus();
  view.dispatch(transaction.setMeta("uiEvent", "drop"));
  return true;
}
