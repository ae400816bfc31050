/**
 * Attributes that two sides set to different values without knowing of each other: what a paragraph is, how it is listed,
 * and where a clause stands. Yjs keeps one value; the others are kept in its store.
 */
import * as Y from "yjs";
import type { StoredName } from "../../charter/text/layout.ts";
import { joinRanges } from "../document/idRanges.ts";
import { readItemId } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { findItem } from "../document/yStore.ts";
import type { Reading } from "../reading/reading.ts";
import type { Spot } from "../reading/tree.ts";
import type { Settling } from "./conflictPassages.ts";
import type { ChangeRanges } from "./textChanges.ts";

export type FormValue = string | number | boolean;

/** By the name of the attribute; null where it had none. */
export type Form = Readonly<Record<string, FormValue | null>>;

export interface SideForm {
  readonly side: string;
  /** Ascending. */
  readonly changes: readonly number[];
  readonly form: Form;
}

export interface FormMeeting {
  readonly before: Form;
  readonly now: Form;
  readonly sides: readonly SideForm[];
  /** The values that were set. */
  readonly touched: readonly DeletedRange[];
}

/** What a reader sees of an element. Other attributes name it, or what it belongs to. */
const forms: Partial<Readonly<Record<StoredName, readonly string[]>>> = {
  article: ["kind"],
  split: ["kind"],
  body: ["lang"],
  block: ["type", "level", "list"],
  table: ["list"],
  cell: ["header", "colspan", "rowspan"],
  promise: ["by", "to", "due", "every"],
};

export const formsOf = (yElement: Y.XmlElement): readonly string[] => forms[yElement.nodeName as StoredName] ?? [];

interface Write {
  readonly no: number;
  readonly side: string;
  readonly value: FormValue;
  readonly id: DeletedRange;
}

/** Null where nobody set any of them apart from others, or somebody settled it since. */
export function readFormMeeting(
  yElement: Y.XmlElement,
  names: readonly string[],
  ranges: ChangeRanges,
  settling: Settling,
): FormMeeting | null {
  const open = new Map<string, readonly Write[]>();
  const writes = new Map<string, readonly Write[]>();
  for (const name of names) {
    const latest = yElement._map.get(name);
    if (latest?.deleted !== false || latest.left === null) continue;
    const all = writesOf(latest, ranges, settling.sideOf);
    const met = openWrites(all, settling);
    if (met.length === 0) continue;
    open.set(name, met);
    writes.set(name, all);
  }
  const all = [...open.values()].flat();
  const sides = [...new Set(all.map(({ side }) => side))].sort();
  if (sides.length < 2) return null;
  const formOf = (read: (name: string) => FormValue | null): Form =>
    Object.fromEntries([...open.keys()].map((name) => [name, read(name)]));
  const beforeOf = (name: string): FormValue | null =>
    valueBefore(writes.get(name) ?? [], open.get(name) ?? [], settling);
  return {
    before: formOf(beforeOf),
    now: formOf((name) => writes.get(name)?.at(-1)?.value ?? null),
    sides: sides.map((side) => ({
      side,
      changes: [...new Set(all.filter((one) => one.side === side).map(({ no }) => no))].sort((a, b) => a - b),
      form: formOf((name) => latestBy(open.get(name) ?? [], side)?.value ?? beforeOf(name)),
    })),
    touched: joinRanges(all.map(({ id }) => id)),
  };
}

/** In Yjs's order, the one that counts last; of each change its last. */
function writesOf(latest: Y.Item, { inserted }: ChangeRanges, sideOf: Settling["sideOf"]): readonly Write[] {
  const writes: Write[] = [];
  for (let item: Y.Item | null = latest; item !== null; item = item.left) {
    if (!(item.content instanceof Y.ContentAny)) continue;
    for (let index = item.length - 1; index >= 0; index--) {
      const id = { client: item.id.client, clock: item.id.clock + index };
      const no = inserted.noOf(id);
      const value: unknown = item.content.arr[index];
      if (no === null || !isFormValue(value) || writes.some((write) => write.no === no)) continue;
      writes.unshift({ no, side: sideOf(no), value, id: { ...id, length: 1 } });
    }
  }
  return writes;
}

const isFormValue = (value: unknown): value is FormValue =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** Those that met another value and that nobody settled. */
function openWrites(writes: readonly Write[], { apart, saidAsIs }: Settling): readonly Write[] {
  const open = new Set<Write>();
  for (const [index, a] of writes.entries())
    for (const b of writes.slice(index + 1)) {
      if (a.value === b.value || !apart.areApart([a.no], [b.no])) continue;
      const knowsBoth = (no: number): boolean => apart.knowsAny(no, [a.no]) && apart.knowsAny(no, [b.no]);
      const isSaid = saidAsIs.some((layer) =>
        [a, b].some(({ id }) => layer.piecesOf(id).some(({ no }) => no !== null && knowsBoth(no))),
      );
      if (!isSaid && !writes.some(({ no }) => knowsBoth(no))) open.add(a).add(b);
    }
  return writes.filter((write) => open.has(write));
}

const latestBy = (writes: readonly Write[], side: string): Write | undefined =>
  writes
    .filter((write) => write.side === side)
    .reduce<Write | undefined>((a, b) => (a && a.no > b.no ? a : b), undefined);

function valueBefore(writes: readonly Write[], open: readonly Write[], { apart }: Settling): FormValue | null {
  const known = writes.filter(
    (write) => !open.includes(write) && open.every(({ no }) => apart.knowsAny(no, [write.no])),
  );
  return known.at(-1)?.value ?? null;
}

// ---- places -------------------------------------------------------------------------------------

/** Where somebody moved a clause: what it stands in (null: the text itself) and right behind what (null: it is first). */
export interface PlacedAt {
  readonly inside: Y.Item | null;
  readonly behind: Y.Item | null;
}

/** Null for a place that is not there. */
export function readPlace(reading: Reading, reference: FormValue | null, moved: Y.Item): PlacedAt | null {
  const id = typeof reference === "string" ? readItemId(reference) : null;
  const place = id === null ? null : findItem(reading.yDoc, id);
  if (place === null || place.deleted) return null;
  const { spots, at, isSeen } = reading.tree();
  const standing = (item: Y.Item): Spot | null => {
    const spot = spots.get(item);
    const found = spot === undefined ? at(item) : spot.home === null ? spot : null;
    return found !== null && isSeen(found) && found.yItem !== moved ? found : null;
  };
  const inside = place.parent instanceof Y.XmlElement ? place.parent._item : null;
  for (let item = place.left; item !== null; item = item.left) {
    const spot = standing(item);
    if (spot !== null) return { inside, behind: spot.yItem };
  }
  return { inside, behind: null };
}
