/** What pending entries of `review` ask for, laid over a reading as if it were accepted. Pure. */
import type * as Y from "yjs";
import type { MarkName } from "../../charter/text/grammar.ts";
import type { Attrs } from "../../charter/text/model.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { type ClockSet, createClockSet } from "./clockSet.ts";
import { type Entry, pendingEntries, readEntries } from "./reviewEntries.ts";
import type { FormatSpan, Setting } from "./sight.ts";

export interface Overlay {
  readonly struck: ClockSet;
  settingOf(yElement: Y.XmlElement, key: string): Setting | undefined;
  formatsOf(item: Y.Item): readonly FormatSpan[];
}

const none: readonly FormatSpan[] = Object.freeze([]);

/** `counts`: whose entries. */
export const readOverlay = (yDoc: Y.Doc, counts: (client: number) => boolean): Overlay =>
  overlayOf(pendingEntries(readEntries(yDoc)).filter(({ entry }) => counts(entry.suggestion.client)));

/** `pending`: in the order in which later ones count. */
export function overlayOf(pending: readonly Entry[]): Overlay {
  const strikes: DeletedRange[] = [];
  const settings = new Map<string, Setting>();
  const formats = new Map<
    number,
    { readonly range: DeletedRange; readonly mark: MarkName; readonly value: unknown }[]
  >();
  for (const { entry, value, item } of pending) {
    if (entry.kind === "del") strikes.push(entry.range);
    else if (entry.kind === "set")
      settings.set(`${writeItemId(entry.element)} ${entry.attr}`, { value, stamp: item.lastId });
    else {
      const of = formats.get(entry.range.client) ?? [];
      formats.set(entry.range.client, of);
      of.push({ range: entry.range, mark: entry.mark, value });
    }
  }
  return {
    struck: createClockSet(strikes),
    settingOf: (yElement, key) =>
      settings.size === 0 || yElement._item === null
        ? undefined
        : settings.get(`${writeItemId(yElement._item.id)} ${key}`),
    formatsOf({ id, length }) {
      const spans: FormatSpan[] = [];
      for (const { range, mark, value } of formats.get(id.client) ?? []) {
        const from = Math.max(range.clock, id.clock) - id.clock;
        const to = Math.min(range.clock + range.length, id.clock + length) - id.clock;
        if (from < to) spans.push({ from, to, mark, value: markOf(mark, value) });
      }
      return spans.length === 0 ? none : spans;
    },
  };
}

/** The attributes of a mark that an entry asks for; null: none of it. */
export const markOf = (mark: MarkName, value: unknown): Attrs | null =>
  value === false ? null : mark === "link" ? { href: String(value) } : {};

/** The value of an entry that asks for a mark. */
export const formatValue = (mark: string, attrs: Attrs | null): string | boolean =>
  attrs === null ? false : mark === "link" ? String(attrs.href) : true;
