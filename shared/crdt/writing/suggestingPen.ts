/**
 * The pen of a suggesting id ([I15]): words and elements go into the text under that id, everything else is asked for by
 * entries of `review`. What its own device suggested before is taken back rather than struck.
 *
 * Owns: the number of its act, which is greater than any that it has seen, so that later acts count before earlier ones.
 * Called by: pen.ts.
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { isMarkName, type MarkName } from "../../charter/text/grammar.ts";
import { isStoredName } from "../../charter/text/layout.ts";
import type { Attrs } from "../../charter/text/model.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { joinRanges } from "../document/idRanges.ts";
import { type ReviewEntry, readReviewKey, type SuggestionId, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import { itemsIn, typeOf } from "../document/yStore.ts";
import { createClockSet } from "../reading/clockSet.ts";
import { formatValue, overlayOf } from "../reading/overlay.ts";
import { type Review, readReview } from "../reading/review.ts";
import { type Entry, pendingEntries, readEntries } from "../reading/reviewEntries.ts";
import { createFlowWalk, type FlowPiece, type Formats, isSameFormat } from "./flowWalk.ts";
import type { AttrValue, FlowChange, IsOwn, Pen } from "./pen.ts";
import { ownWithin, setOrUnset } from "./penParts.ts";
import { elementOf } from "./wanted.ts";

/** Numbers beyond are nobody's honest ones: after them there would soon be none. */
const maxNumber = 2 ** 48;

export function createSuggestingPen(yDoc: Y.Doc, isOwn: IsOwn, mayResume: boolean): Pen {
  const yReview = reviewRoot(yDoc);
  const client = yDoc.clientID;
  let act: SuggestionId | null = null;
  const actId = (): SuggestionId => {
    act ??= { client, number: nextNumber(yReview) };
    return act;
  };

  /** As it was when the act began: nobody else writes meanwhile, and what one act asks for it does not take back. */
  let known: { readonly review: Review; readonly pending: readonly Entry[] } | null = null;
  const before = () => {
    known ??= { review: readReview(yDoc), pending: pendingEntries(readEntries(yDoc)) };
    return known;
  };

  /** Whether the update that is being written brings it. */
  function isFresh(id: StructId): boolean {
    const begun = yDoc._transaction?.beforeState.get(client) ?? 0;
    if (yDoc._transaction === null) throw new Error("a pen writes within a transaction");
    return id.client === client && id.clock >= begun;
  }

  function isTaken(text: string): boolean {
    const latest = yReview._map.get(text);
    return latest !== undefined && !isFresh(latest.id);
  }

  /** In a later update of one act the same may be asked for once more, which is another entry. */
  function ask(entry: ReviewEntry, value: AttrValue): void {
    let text = writeReviewKey(entry);
    for (let { number } = actId(); isTaken(text); )
      text = writeReviewKey({ ...entry, suggestion: { client, number: ++number } });
    yReview.set(text, value);
  }

  const takeBack = (text: string): void => {
    if (!yReview.has(text)) yReview.set(text, true);
  };
  const takeBackWords = (ranges: Iterable<DeletedRange>): void => {
    for (const range of joinRanges(ranges)) takeBack(writeReviewKey({ kind: "out", of: { kind: "ins", range } }));
  };

  function takeBackEntry({ key, entry, item }: Entry): void {
    if (isFresh(item.lastId)) yReview.delete(key);
    else takeBack(writeReviewKey({ kind: "out", of: entry }));
  }

  // ---- flows -------------------------------------------------------------------------------------

  const ownStrikes = () =>
    before().pending.flatMap((one) =>
      one.entry.kind === "del" && isOwn(one.entry.suggestion.client) ? [{ ...one, entry: one.entry }] : [],
    );

  /** Takes the strikes of it back; what else they struck out is struck out anew. */
  function restore(pieces: readonly FlowPiece[]): void {
    // A key keeps nothing: reading all that is asked for would cost it milliseconds.
    if (pieces.length === 0) return;
    const wanted = createClockSet(pieces.map(({ id, length }) => ({ ...id, length })));
    for (const one of ownStrikes()) {
      if (wanted.within(one.entry.range).length === 0) continue;
      takeBackEntry(one);
      for (const range of wanted.outside(one.entry.range)) ask({ kind: "del", suggestion: actId(), range }, true);
    }
  }

  function strike(pieces: readonly FlowPiece[]): void {
    if (pieces.length === 0) return;
    const { accepted } = before().review;
    const struck = createClockSet(ownStrikes().map(({ entry }) => entry.range));
    const back: DeletedRange[] = [];
    const out: DeletedRange[] = [];
    for (const { id, length, item } of pieces) {
      const range = { ...id, length };
      if (!isSuggesting(id.client) || !isOwn(id.client)) out.push(...struck.outside(range));
      else {
        for (const { from, to } of accepted.within(range))
          out.push(...struck.outside({ ...id, clock: id.clock + from, length: to - from }));
        const isWhole = typeOf(item) !== null;
        back.push(...(isWhole ? ownWithin(item, isOwn, accepted) : accepted.outside(range)));
      }
    }
    takeBackWords(back);
    for (const range of joinRanges(out)) ask({ kind: "del", suggestion: actId(), range }, true);
  }

  function format(pieces: readonly FlowPiece[], mark: MarkName, wanted: Attrs | null): void {
    const ranges = joinRanges(pieces.map(({ id, length }) => ({ ...id, length })));
    const pending = before().pending.filter(({ entry }) => entry.kind === "fmt" && entry.mark === mark);
    const isUndone = ({ entry }: Entry): boolean =>
      entry.kind === "fmt" && isOwn(entry.suggestion.client) && ranges.some((range) => isSameRange(range, entry.range));
    for (const entry of pending.filter(isUndone)) takeBackEntry(entry);
    const left = pending.filter((entry) => !isUndone(entry));
    const own = overlayOf(left.filter(({ entry }) => isOwn(entry.suggestion.client)));
    const others = overlayOf(left.filter(({ entry }) => !isOwn(entry.suggestion.client)));
    const differs = ({ id, length, item, formats }: FlowPiece): boolean => {
      const part = { id: Y.createID(id.client, id.clock), length } as Y.Item;
      const spans = own.formatsOf(part);
      const whole = spans.findLast(({ from, to }) => from === 0 && to === length);
      const isMixed = spans.length > 0 && spans.at(-1) !== whole;
      const now = whole === undefined ? formats[mark] : whole.value;
      return item.countable && (isMixed || others.formatsOf(part).length > 0 || !isSameFormat(now, wanted));
    };
    const changed = pieces.filter(differs).map(({ id, length }) => ({ ...id, length }));
    for (const range of joinRanges(changed))
      ask({ kind: "fmt", suggestion: actId(), range, mark }, formatValue(mark, wanted));
  }

  /** What was put into a flow from a clock on, in order. */
  const putInto = (yFlow: Y.XmlText, clock: number): readonly Y.Item[] => {
    const length = Y.getState(yDoc.store, client) - clock;
    return [...itemsIn(yDoc, { client, clock, length })].filter(
      (item) => item.parent === yFlow && item.parentSub === null && item.id.clock >= clock,
    );
  };

  function write(yFlow: Y.XmlText, changes: readonly FlowChange[]): void {
    const walk = createFlowWalk(yFlow);
    const delta: object[] = [];
    const put: { readonly wanted: Formats; readonly given: Formats; readonly isText: boolean }[] = [];
    const struck: FlowPiece[] = [];
    const formatted: { readonly pieces: readonly FlowPiece[]; readonly formats: Formats }[] = [];
    const kept: FlowPiece[] = [];
    let at = 0;
    for (const change of changes) {
      if (change.kind === "keep") kept.push(...walk.take(change.at, change.length));
      else if (change.kind === "delete") struck.push(...walk.take(change.at, change.length));
      else if (change.kind === "format") {
        const pieces = walk.take(change.at, change.length);
        formatted.push({ pieces, formats: change.formats });
        kept.push(...pieces);
      } else {
        const given = walk.formatsAt(change.at, change.formats);
        if (change.at > at) delta.push({ retain: change.at - at });
        at = change.at;
        delta.push({ insert: change.content, attributes: { ...given } });
        put.push({ wanted: change.formats, given, isText: typeof change.content === "string" });
      }
    }
    const clock = Y.getState(yDoc.store, client);
    if (delta.length > 0) yFlow.applyDelta(delta, { sanitize: false });
    const items = put.some(({ wanted, given, isText }) => isText && wanted !== given) ? putInto(yFlow, clock) : [];
    for (const [index, { wanted, given, isText }] of put.entries()) {
      const item = items[index];
      if (item === undefined || !isText) continue;
      const { id, length } = item;
      for (const mark of new Set([...Object.keys(given), ...Object.keys(wanted)]))
        if (isMarkName(mark) && !isSameFormat(given[mark], wanted[mark]))
          ask(
            { kind: "fmt", suggestion: actId(), range: { client, clock: id.clock, length }, mark },
            wantedValue(mark, wanted),
          );
    }
    restore(kept);
    strike(struck);
    for (const { pieces, formats } of formatted)
      for (const [mark, attrs] of Object.entries(formats))
        if (isMarkName(mark)) format(pieces, mark, attrs as Attrs | null);
  }

  // ---- elements ----------------------------------------------------------------------------------

  function set(yElement: Y.XmlElement, key: string, value: AttrValue, usual: AttrValue): void {
    const item = yElement._item;
    const name = yElement.nodeName;
    if (item === null || isFresh(item.id)) return setOrUnset(yElement, key, value, usual);
    if (!isStoredName(name)) throw new Error(`${name} is no element of the layout`);
    const { client: of, clock } = item.id;
    const about = before().pending.filter(
      ({ entry }) =>
        entry.kind === "set" && entry.attr === key && entry.element.client === of && entry.element.clock === clock,
    );
    const own = about.filter(({ entry }) => isOwn(entry.suggestion.client));
    for (const entry of own) takeBackEntry(entry);
    const wanted = value === usual ? null : value;
    const stored = (yElement.getAttribute(key) as AttrValue | undefined) ?? null;
    if (own.length === about.length && wanted === (stored === usual ? null : stored)) return;
    ask({ kind: "set", suggestion: actId(), element: { client: of, clock }, name, attr: key }, wanted);
  }

  /** Answers whether it is pending, and of this device. */
  function takeBackElement(yItem: Y.Item): boolean {
    const { client: of } = yItem.id;
    if (!isSuggesting(of) || !isOwn(of)) return false;
    const { accepted } = before().review;
    if (accepted.has(yItem.id)) return false;
    takeBackWords(ownWithin(yItem, isOwn, accepted));
    return true;
  }

  return {
    suggests: true,
    get resumes() {
      return mayResume && ownStrikes().length > 0;
    },
    write,
    set,
    remove(yItem) {
      if (!takeBackElement(yItem)) set(elementOf(yItem), "gone", true, false);
    },
    move: (yItem, home) => set(elementOf(yItem), "home", home, ""),
    drop: takeBackElement,
    finish() {},
  };
}

const wantedValue = (mark: MarkName, wanted: Formats): string | boolean =>
  formatValue(mark, (wanted[mark] ?? null) as Attrs | null);

const isSameRange = (a: DeletedRange, b: DeletedRange): boolean =>
  a.client === b.client && a.clock === b.clock && a.length === b.length;

/** Of all acts, those of others too. */
export function nextNumber(yReview: ReturnType<typeof reviewRoot>): number {
  let last = -1;
  for (const text of yReview._map.keys()) {
    const key = readReviewKey(text);
    if (key === null || (key.kind !== "del" && key.kind !== "fmt" && key.kind !== "set")) continue;
    const { number } = key.suggestion;
    if (number > last && number < maxNumber) last = number;
  }
  return last + 1;
}
