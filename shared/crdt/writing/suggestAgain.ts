/**
 * What was suggested and taken back, suggested once more: with new ids, beside where it stood, since what was taken back
 * stays so ([I15]). Elements come with what was suggested with them.
 *
 * Owns: nothing; `Successors` is kept by whoever may take back the same once more. Called by: suggestedActs.ts.
 */
import * as Y from "yjs";
import { isMarkName } from "../../charter/text/grammar.ts";
import type { Attrs } from "../../charter/text/model.ts";
import { joinRanges } from "../document/idRanges.ts";
import { readItemId, writeItemId } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import { findItem, itemsIn, parentItem, typeOf, type YList } from "../document/yStore.ts";
import { createClockSet } from "../reading/clockSet.ts";

/** Which clocks stand for which by now. */
export type Successors = ReturnType<typeof createSuccessors>;

export function createSuccessors() {
  const known: { readonly from: DeletedRange; readonly to: StructId }[] = [];
  const next = ({ client, clock }: StructId): StructId | null => {
    const found = known.findLast(
      ({ from }) => from.client === client && from.clock <= clock && clock < from.clock + from.length,
    );
    return found === undefined ? null : { client: found.to.client, clock: found.to.clock + clock - found.from.clock };
  };
  function latest(id: StructId): StructId {
    let at = id;
    for (let after = next(at); after !== null; after = next(at)) at = after;
    return at;
  }
  return {
    latest,
    add: (from: DeletedRange, to: StructId): void => void known.push({ from, to }),
    /** Each clock by itself, joined again where they follow one another. */
    ranges: ({ client, clock, length }: DeletedRange): readonly DeletedRange[] =>
      known.length === 0
        ? [{ client, clock, length }]
        : joinRanges(
            Array.from({ length }, (_, offset) => ({ ...latest({ client, clock: clock + offset }), length: 1 })),
          ),
    /** Of the value of an attribute that names an item. */
    named(value: string): string {
      const id = readItemId(value);
      return id === null ? value : writeItemId(latest(id));
    },
  };
}

const naming: ReadonlySet<string> = new Set(["home", "column"]);

/** A part of an item, as clocks. */
interface Part {
  readonly item: Y.Item;
  readonly range: DeletedRange;
}

/** False where nothing of it can stand again. */
export function suggestAgain(yDoc: Y.Doc, ranges: readonly DeletedRange[], successors: Successors): boolean {
  const meant = createClockSet(ranges);
  const partsOf = (item: Y.Item): readonly Part[] =>
    item.deleted || item.parentSub !== null
      ? []
      : meant.within({ client: item.id.client, clock: item.id.clock, length: item.length }).map(({ from, to }) => ({
          item,
          range: { client: item.id.client, clock: item.id.clock + from, length: to - from },
        }));
  const childrenOf = (type: YList): readonly Part[] => {
    const found: Part[] = [];
    for (let item = type._start; item !== null; item = item.right) if (item.countable) found.push(...partsOf(item));
    return found;
  };
  const copies: { readonly part: Part; readonly yCopy: Y.XmlElement | Y.XmlText }[] = [];

  function copyOf(part: Part): Y.XmlElement | Y.XmlText | string | null {
    const { content, id } = part.item;
    if (content instanceof Y.ContentString) {
      const from = part.range.clock - id.clock;
      return content.str.slice(from, from + part.range.length);
    }
    const type: unknown = typeOf(part.item);
    if (type instanceof Y.XmlElement) {
      const yCopy = new Y.XmlElement(type.nodeName);
      for (const [key, value] of Object.entries(type.getAttributes()))
        if (value !== undefined && !naming.has(key)) yCopy.setAttribute(key, value);
      const inside = childrenOf(type).flatMap((child) => copyOf(child) ?? []);
      yCopy.insert(
        0,
        inside.filter((one) => typeof one !== "string"),
      );
      copies.push({ part, yCopy });
      return yCopy;
    }
    if (!(type instanceof Y.XmlText)) return null;
    const yCopy = new Y.XmlText();
    yCopy.applyDelta(childrenOf(type).flatMap((child) => ({ insert: copyOf(child) ?? "" })));
    copies.push({ part, yCopy });
    return yCopy;
  }

  /** What was put in, by what it stands for: neighbours come in the same order. */
  function note(parts: readonly Part[], first: Y.Item | null): void {
    let item = first;
    for (const { range } of parts) {
      while (item !== null && !item.countable) item = item.right;
      if (item === null) return;
      successors.add(range, { client: item.id.client, clock: item.id.clock });
      item = item.right;
    }
  }

  let hasPut = false;
  const all = ranges.flatMap((range) => [...itemsIn(yDoc, range)]);
  for (const item of new Set(all)) {
    const holder = parentItem(item);
    if (holder !== null && meant.has(holder.id)) continue;
    for (const part of partsOf(item)) {
      if (!item.countable) continue;
      const place = placeFor(yDoc, part, successors);
      const yCopy = place === null ? null : copyOf(part);
      if (place === null || yCopy === null) continue;
      const { type, index } = place;
      const clock = Y.getState(yDoc.store, yDoc.clientID);
      if (type instanceof Y.XmlText) {
        const formats = formatsAt(type, index);
        if (typeof yCopy === "string") type.insert(index, yCopy, formats);
        else type.insertEmbed(index, yCopy, formats);
      } else if (typeof yCopy === "string") continue;
      else type.insert(index, [yCopy]);
      hasPut = true;
      note([part], findItem(yDoc, { client: yDoc.clientID, clock }));
    }
  }
  for (const { part, yCopy } of copies) {
    const type = typeOf(part.item);
    if (type !== null) note(childrenOf(type), yCopy._start);
  }
  for (const { part, yCopy } of copies) {
    const type: unknown = typeOf(part.item);
    if (!(type instanceof Y.XmlElement) || !(yCopy instanceof Y.XmlElement)) continue;
    for (const key of naming) {
      const value: unknown = type.getAttribute(key);
      if (typeof value === "string") yCopy.setAttribute(key, successors.named(value));
    }
  }
  return hasPut;
}

interface Place {
  readonly type: Y.XmlText | Y.XmlFragment;
  readonly index: number;
}

/** Behind what it stood behind, in what stands for what it stood in. */
function placeFor(yDoc: Y.Doc, { item, range }: Part, successors: Successors): Place | null {
  const holder = parentItem(item);
  const now = holder === null ? null : findItem(yDoc, successors.latest(holder.id));
  const type: unknown = holder === null ? item.parent : now === null || now.deleted ? null : typeOf(now);
  if (!(type instanceof Y.XmlText || type instanceof Y.XmlFragment)) return null;
  if (type === item.parent) return { type, index: indexBehind(type, item, range.clock + range.length - item.id.clock) };
  for (let left = item.left; left !== null; left = left.left) {
    const { client, clock } = successors.latest(left.lastId);
    const after = findItem(yDoc, { client, clock });
    if (after !== null && (after.parent as unknown) === type)
      return { type, index: indexBehind(type, after, clock - after.id.clock + 1) };
  }
  return { type, index: 0 };
}

function indexBehind(type: Y.XmlText | Y.XmlFragment, until: Y.Item, length: number): number {
  let index = 0;
  for (let item = type._start; item !== null && item !== until; item = item.right)
    if (!item.deleted && item.countable) index += item.length;
  return until.deleted ? index : index + length;
}

/** Those that stand before a place: what is put in under them brings none of its own. */
function formatsAt(yFlow: Y.XmlText, index: number): Record<string, Attrs> {
  const formats: Record<string, Attrs> = {};
  let at = 0;
  for (let item = yFlow._start; item !== null && at < index; item = item.right) {
    if (item.deleted) continue;
    const { content } = item;
    if (content instanceof Y.ContentFormat && isMarkName(content.key)) {
      if (content.value === null) delete formats[content.key];
      else formats[content.key] = content.value as unknown as Attrs;
    }
    if (item.countable) at += item.length;
  }
  return formats;
}
