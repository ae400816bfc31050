/**
 * What comes from outside: only what the schema knows survives, links only to where links may lead, at most
 * `maxPastedCharacters`. Plain text stays plain text, whatever its signs look like.
 */
import { DOMParser, Fragment, type ParseOptions, type ParseRule, type Node as PmNode, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { CellSelection } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { mend } from "../../shared/charter/text/seen.ts";
import { depthOf } from "./clausePieces.ts";
import { kindOfArticle } from "./kinds.ts";
import { cleanPasted } from "./pasteHtml.ts";
import { dragTo, holdsStructure, ownSlice, placeBlocks } from "./placeSlice.ts";

const maxPastedCharacters = 500_000;
/** Markup around the text: office programs write twenty times the text. */
const maxPastedMarkup = 20 * maxPastedCharacters;

function checkedRule(rule: ParseRule): ParseRule {
  if ("mark" in rule && rule.mark === "link")
    return {
      ...rule,
      getAttrs: (dom: HTMLElement) => {
        const href = dom.getAttribute("href");
        return isAllowedHref(href) ? { href } : false;
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
  override parseSlice(dom: Node, options?: ParseOptions): Slice {
    return super.parseSlice(cleanPasted(dom), options);
  }
}

const parser = (): DOMParser => new PasteParser(schema, DOMParser.fromSchema(schema).rules.map(checkedRule));

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

/** Characters that would come in, or null where they are few enough. */
function tooMany(transfer: DataTransfer | null): number | null {
  if (transfer === null) return null;
  const text = transfer.getData("text/plain").length;
  const markup = transfer.getData("text/html").length;
  if (text > maxPastedCharacters) return text;
  return markup > (text === 0 ? maxPastedCharacters : maxPastedMarkup) ? markup : null;
}

export function paste(onRefused: (characters: number, limit: number) => void): Plugin {
  const refuse = (event: Event, transfer: DataTransfer | null): boolean => {
    const characters = tooMany(transfer);
    if (characters === null) return false;
    event.preventDefault();
    onRefused(characters, maxPastedCharacters);
    return true;
  };
  return new Plugin({
    props: {
      clipboardParser: parser(),
      transformPasted: ownAndMended,
      handlePaste: (view, _event, slice) => pasteBlocks(view, slice),
      handleDrop: (view, event, slice, isMove) => drop(view, event, slice, isMove),
      clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n\n", "\n"),
      handleDOMEvents: {
        paste: (_view, event) => refuse(event, event.clipboardData),
        drop: (_view, event) => refuse(event, event.dataTransfer),
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
