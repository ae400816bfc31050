/** What of a document somebody reads: as it is now, as it was, or without what is not agreed. */
import type * as Y from "yjs";
import type { MarkName } from "../../charter/text/grammar.ts";
import type { Attrs } from "../../charter/text/model.ts";

/** Of a string, [from, to) in code units. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Sight {
  /** Of an element, a flow or a format. */
  shows(item: Y.Item): boolean;
  /** What is read of a string, in order; null: all of it. */
  spansOf(item: Y.Item): readonly Span[] | null;
  /** The value of an attribute: in `latest` or in one before it; null where it has none. */
  valueOf(latest: Y.Item): SeenValue | null;
  /** A value that an attribute is read with in place of its own; undefined: its own. A `value` of null is the usual one. */
  settingOf?(yElement: Y.XmlElement, key: string): Setting | undefined;
  /** How parts of a string are read otherwise than by the formats before it, in the order in which it counts. */
  formatsOf?(item: Y.Item): readonly FormatSpan[];
  /** Takes note of a transaction. Gives the types that read otherwise by it, beside those that it changed itself. */
  note?(transaction: Pick<Y.Transaction, "changed">): readonly unknown[];
}

export interface Setting {
  readonly value: unknown;
  readonly stamp: Y.ID;
}

/** `value`: the attributes of the mark; null where it is taken off. */
export interface FormatSpan extends Span {
  readonly mark: MarkName;
  readonly value: Attrs | null;
}

/** Yjs may keep values that one client wrote one after another in one item. */
export interface SeenValue {
  readonly item: Y.Item;
  readonly index: number;
}

export const nothing: readonly Span[] = Object.freeze([]);

export const asItIs: Sight = {
  shows: (item) => !item.deleted,
  spansOf: (item) => (item.deleted ? nothing : null),
  valueOf: (latest) => (latest.deleted ? null : lastValue(latest)),
};

export const lastValue = (item: Y.Item): SeenValue => ({ item, index: item.length - 1 });
