/**
 * Mends what one client wrote into a text, for programs that write without an editor of ours: CONTENT.md, C9. What
 * others wrote, before it or meanwhile, stays as it is. Called by: the host, for the gateway.
 */
import * as Y from "yjs";
import { standIn } from "../../charter/text/clauses.ts";
import { isAtomName } from "../../charter/text/grammar.ts";
import { isAllowedHref } from "../../charter/text/links.ts";
import { mend, typedInstead, unseenIn } from "../../charter/text/seen.ts";
import { itemsIn } from "../document/yStore.ts";
import { attributesOf } from "../reading/attributes.ts";
import { elementOf } from "../reading/clauseItems.ts";
import { asItIs } from "../reading/sight.ts";
import type { Formats } from "./flowWalk.ts";
import { type FlowChange, writeWithPen } from "./pen.ts";

/** What the client wrote from one clock to another, the end not included. */
export interface Written {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/**
 * `never`: what may stand nowhere, as the window takes it at each key. `here`: also what helps nothing where it stands,
 * once nothing more is written beside it; joiners may wait for ever, since nobody signs those that do nothing.
 */
export type MendExtent = "never" | "here";

/** One transaction, or none where nothing is to be mended. */
export function mendWritten(yDoc: Y.Doc, written: Written, extent: MendExtent, origin: object): void {
  const changes = [...flowsOf(yDoc, written)].map((yFlow) => ({
    yFlow,
    links: linksOf(yFlow, written),
    words: wordsOf(yFlow, written, extent),
  }));
  if (changes.every(({ links, words }) => links.length === 0 && words.length === 0)) return;
  writeWithPen(yDoc, origin, (pen) => {
    for (const { yFlow, links, words } of changes) {
      // Formats move nothing.
      pen.write(yFlow, links);
      pen.write(yFlow, words);
    }
  });
}

/** The flows that hold words or formats of it. */
function flowsOf(yDoc: Y.Doc, { client, from, to }: Written): ReadonlySet<Y.XmlText> {
  const yFlows = new Set<Y.XmlText>();
  for (const item of itemsIn(yDoc, { client, clock: from, length: Math.max(0, to - from) }))
    if (!item.deleted && item.parent instanceof Y.XmlText) yFlows.add(item.parent);
  return yFlows;
}

/** One character as it stands in its flow; an element among them is a line feed. */
interface Sign {
  readonly code: number;
  readonly at: number;
  readonly length: number;
  readonly isWritten: boolean;
  readonly formats: Formats;
}

const wordsOf = (yFlow: Y.XmlText, written: Written, extent: MendExtent): readonly FlowChange[] =>
  signsOf(yFlow, written).flatMap((signs) => (extent === "never" ? neverSeen(signs) : unseenHere(signs)));

/** By block: what stands beside each other in a flow does not reach over a block, a table or the end of a clause. */
function signsOf(yFlow: Y.XmlText, written: Written): readonly (readonly Sign[])[] {
  const blocks: Sign[][] = [];
  let signs: Sign[] = [];
  let formats: Formats = {};
  let at = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat) formats = { ...formats, [content.key]: content.value };
    else if (content instanceof Y.ContentString) {
      let { clock } = item.id;
      for (const sign of content.str) {
        const { length } = sign;
        const isWritten = isOf(written, item.id.client, clock);
        signs.push({ code: sign.codePointAt(0) ?? 0, at, length, isWritten, formats });
        clock += length;
        at += length;
      }
    } else if (item.countable) {
      if (endsBlock.has(elementOf(item)?.nodeName ?? "")) {
        blocks.push(signs);
        signs = [];
      } else signs.push({ code: codeOf(item), at, length: 1, isWritten: false, formats });
      at += item.length;
    }
  }
  blocks.push(signs);
  return blocks;
}

const endsBlock: ReadonlySet<string> = new Set(["block", "split", "table"]);

/** What is read of an element among words. */
function codeOf(item: Y.Item): number {
  const yElement = elementOf(item);
  if (yElement?.nodeName === "alt") return 0x5d;
  if (yElement?.nodeName === "footnote" || isAtomName(yElement?.nodeName ?? "")) return standIn.charCodeAt(0);
  if (yElement?.nodeName !== "bracket") return 0x0a;
  return attributesOf(yElement, "bracket", asItIs).text("side", "open") === "open" ? 0x5b : 0x5d;
}

const isOf = ({ client, from, to }: Written, author: number, clock: number): boolean =>
  author === client && clock >= from && clock < to;

function neverSeen(signs: readonly Sign[]): readonly FlowChange[] {
  return signs.flatMap((sign, index) => {
    const instead = sign.isWritten ? typedInstead(sign.code) : null;
    // Two characters, one line end.
    const isSecond = sign.code === 0x0a && signs[index - 1]?.code === 0x0d && signs[index - 1]?.isWritten === true;
    return instead === null ? [] : replaced(sign, isSecond ? "" : instead);
  });
}

function unseenHere(signs: readonly Sign[]): readonly FlowChange[] {
  const places = new Map<number, Sign>();
  let text = "";
  for (const sign of signs) {
    places.set(text.length, sign);
    text += String.fromCodePoint(sign.code);
  }
  return unseenIn(text).flatMap(({ at, isIdle }) => {
    const sign = places.get(at);
    return isIdle || sign?.isWritten !== true ? [] : replaced(sign, "");
  });
}

function replaced({ at, length, formats }: Sign, instead: string): readonly FlowChange[] {
  const gone: FlowChange = { at, kind: "delete", length };
  // Before it: whoever is writing on stands behind it.
  return instead === "" ? [gone] : [{ at, kind: "insert", content: instead, formats }, gone];
}

/** Links of it whose target holds what nobody sees: they lead where the mended one leads. */
function linksOf(yText: Y.XmlText, written: Written): readonly FlowChange[] {
  const links: FlowChange[] = [];
  let at = 0;
  let begun: { readonly at: number; readonly href: string } | null = null;
  const close = (): void => {
    if (begun === null || at === begun.at) return;
    const { at: from, href } = begun;
    const length = at - from;
    const link = isAllowedHref(href) ? { href } : null;
    links.push({ at: from, kind: "format", length, formats: { link } });
  };
  for (let item = yText._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.countable) at += item.length;
    if (!(item.content instanceof Y.ContentFormat) || item.content.key !== "link") continue;
    close();
    const { href } = (item.content.value ?? {}) as { readonly href?: unknown };
    const isBad = typeof href === "string" && unseenIn(href).length > 0;
    begun = isBad && isOf(written, item.id.client, item.id.clock) ? { at, href: mend(href).text } : null;
  }
  close();
  return links;
}
