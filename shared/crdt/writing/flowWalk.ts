/** Walks through a flow once, from place to place, as Yjs does when it writes: what stands there, and under which formats. */
import * as Y from "yjs";
import type { StructId } from "../document/updateBytes.ts";

/** By mark; null is none. */
export type Formats = Readonly<Record<string, unknown>>;

/** A part of one item, with the formats under which it stands. */
export interface FlowPiece {
  /** Where it begins in the flow. */
  readonly at: number;
  readonly id: StructId;
  readonly length: number;
  readonly item: Y.Item;
  readonly formats: Formats;
}

export interface FlowWalk {
  /** What stands in [at, at + length) of the flow. Asked in ascending order. */
  take(at: number, length: number): readonly FlowPiece[];
  /**
   * The formats under which something is put in at a place without writing one: those that are wanted where they can be
   * had beside the place, else those that stand there. Asked in the order in which it is put in.
   */
  formatsAt(at: number, wanted: Formats): Formats;
}

export function createFlowWalk(yFlow: Y.XmlText): FlowWalk {
  let right = yFlow._start;
  /** How much of `right` is behind. */
  let offset = 0;
  let index = 0;
  let formats: Formats = {};

  function pass(item: Y.Item): void {
    if (!item.deleted && item.content instanceof Y.ContentFormat) formats = passed(formats, item.content);
  }

  function goTo(at: number, onPiece: (item: Y.Item, from: number, length: number) => void = () => {}): void {
    while (index < at && right !== null) {
      if (right.deleted || !right.countable) {
        pass(right);
        right = right.right;
        continue;
      }
      const length = Math.min(right.length - offset, at - index);
      onPiece(right, offset, length);
      index += length;
      offset += length;
      if (offset < right.length) return;
      right = right.right;
      offset = 0;
    }
  }

  /** As Yjs goes on before it puts something in: over what is deleted and over formats that are wanted. */
  function beyond(wanted: Formats): { readonly right: Y.Item | null; readonly formats: Formats } {
    let now = formats;
    let at = right;
    if (offset > 0) return { right, formats };
    for (; at !== null; at = at.right) {
      if (at.deleted) continue;
      if (!(at.content instanceof Y.ContentFormat) || !isSameFormat(wanted[at.content.key], at.content.value)) break;
      now = passed(now, at.content);
    }
    return { right: at, formats: now };
  }

  return {
    take(at, length) {
      goTo(at);
      const pieces: FlowPiece[] = [];
      goTo(at + length, (item, from, of) => {
        const { client, clock } = item.id;
        pieces.push({ at: index, id: { client, clock: clock + from }, length: of, item, formats });
      });
      return pieces;
    },
    formatsAt(at, wanted) {
      goTo(at);
      const reached = beyond(wanted);
      const next = areSameFormats(reached.formats, wanted) ? reached : beyond(formats);
      right = next.right;
      if (next === reached) formats = reached.formats;
      return formats;
    },
  };
}

function passed(formats: Formats, { key, value }: Y.ContentFormat): Formats {
  const { [key]: _, ...others } = formats;
  return value === null ? others : { ...others, [key]: value };
}

const areSameFormats = (a: Formats, b: Formats): boolean =>
  [...Object.keys(a), ...Object.keys(b)].every((key) => isSameFormat(a[key], b[key]));

/** What is missing is null. Attributes of marks are flat. */
export function isSameFormat(a: unknown = null, b: unknown = null): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const [one, other] = [a as Formats, b as Formats];
  return (
    Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((key) => one[key] === other[key])
  );
}
