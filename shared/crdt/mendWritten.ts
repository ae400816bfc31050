/**
 * Mends what one client wrote into a text, for programs that write without an editor of ours: CONTENT.md, C9. What
 * others wrote, before it or meanwhile, stays as it is. Called by: the host, for the gateway.
 */
import * as Y from "yjs";
import { isAllowedHref } from "../charter/text/links.ts";
import { mend, typedInstead, unseenIn } from "../charter/text/seen.ts";
import { typeOf } from "./yStore.ts";

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

type Change = (yText: Y.XmlText) => void;

/** One transaction, or none where nothing is to be mended. */
export function mendWritten(yDoc: Y.Doc, written: Written, extent: MendExtent, origin: object): void {
  const changes = [...blocksOf(yDoc, written)].flatMap((block) => changesIn(block, written, extent));
  if (changes.length === 0) return;
  yDoc.transact(() => {
    for (const { yText, change } of changes) change(yText);
  }, origin);
}

/** The blocks that hold words or formats of it. */
function blocksOf(yDoc: Y.Doc, { client, from, to }: Written): ReadonlySet<Y.XmlElement> {
  const blocks = new Set<Y.XmlElement>();
  const structs = yDoc.store.clients.get(client) ?? [];
  if (from >= Math.min(to, Y.getState(yDoc.store, client))) return blocks;
  for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
    const item = structs[index];
    if (item === undefined || item.id.clock >= to) break;
    if (!(item instanceof Y.Item) || item.deleted || !(item.parent instanceof Y.XmlText)) continue;
    const block = item.parent.parent;
    if (block instanceof Y.XmlElement) blocks.add(block);
  }
  return blocks;
}

/** One character as it stands in its text; null: a line break between two texts. */
interface Sign {
  readonly code: number;
  readonly at: number;
  readonly length: number;
  readonly isWritten: boolean;
  readonly formats: Formats;
  readonly yText: Y.XmlText | null;
}

type Formats = Readonly<Record<string, unknown>>;

interface Placed {
  readonly yText: Y.XmlText;
  readonly change: Change;
}

function changesIn(block: Y.XmlElement, written: Written, extent: MendExtent): readonly Placed[] {
  const signs: Sign[] = [];
  const links: Placed[] = [];
  for (let child = block._start; child !== null; child = child.right) {
    const yChild = child.deleted ? null : typeOf(child);
    if (yChild instanceof Y.XmlText) {
      signs.push(...signsOf(yChild, written));
      links.push(...linksOf(yChild, written));
    } else if (yChild !== null)
      signs.push({ code: 0x0a, at: 0, length: 1, isWritten: false, formats: {}, yText: null });
  }
  const words = extent === "never" ? neverSeen(signs) : unseenHere(signs);
  // From the end, so that the places before stay as they are.
  return [...links, ...words.reverse()];
}

function signsOf(yText: Y.XmlText, written: Written): readonly Sign[] {
  const signs: Sign[] = [];
  let formats: Formats = {};
  let at = 0;
  for (let item = yText._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat) formats = { ...formats, [item.content.key]: item.content.value };
    if (!(item.content instanceof Y.ContentString)) continue;
    let { clock } = item.id;
    for (const sign of item.content.str) {
      const { length } = sign;
      const isWritten = isOf(written, item.id.client, clock);
      signs.push({ code: sign.codePointAt(0) ?? 0, at, length, isWritten, formats, yText });
      clock += length;
      at += length;
    }
  }
  return signs;
}

const isOf = ({ client, from, to }: Written, author: number, clock: number): boolean =>
  author === client && clock >= from && clock < to;

function neverSeen(signs: readonly Sign[]): Placed[] {
  return signs.flatMap((sign, index) => {
    const instead = sign.isWritten ? typedInstead(sign.code) : null;
    // Two characters, one line end.
    const isSecond = sign.code === 0x0a && signs[index - 1]?.code === 0x0d && signs[index - 1]?.isWritten === true;
    return instead === null ? [] : replaced(sign, isSecond ? "" : instead);
  });
}

function unseenHere(signs: readonly Sign[]): Placed[] {
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

function replaced({ at, length, formats, yText }: Sign, instead: string): readonly Placed[] {
  if (yText === null) return [];
  const change = (own: Y.XmlText): void => {
    // Before it: whoever is writing on stands behind it.
    if (instead !== "") own.insert(at, instead, { ...formats });
    own.delete(at + instead.length, length);
  };
  return [{ yText, change }];
}

/** Links of it whose target holds what nobody sees: they lead where the mended one leads. */
function linksOf(yText: Y.XmlText, written: Written): readonly Placed[] {
  const links: Placed[] = [];
  let at = 0;
  let begun: { readonly at: number; readonly href: string } | null = null;
  const close = (): void => {
    if (begun === null || at === begun.at) return;
    const { at: from, href } = begun;
    const length = at - from;
    const link = isAllowedHref(href) ? { href } : null;
    links.push({ yText, change: (own) => own.format(from, length, { link }) });
  };
  for (let item = yText._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentString) at += item.length;
    if (!(item.content instanceof Y.ContentFormat) || item.content.key !== "link") continue;
    close();
    const { href } = (item.content.value ?? {}) as { readonly href?: unknown };
    const isBad = typeof href === "string" && unseenIn(href).length > 0;
    begun = isBad && isOf(written, item.id.client, item.id.clock) ? { at, href: mend(href).text } : null;
  }
  close();
  return links;
}
