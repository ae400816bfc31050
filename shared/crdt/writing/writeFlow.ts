/**
 * Makes what stands in a flow into something else by the fewest changes: every word, block and table that stays keeps its
 * identity, its authors and its place in everybody's later edits ([I9]).
 */
import * as Y from "yjs";
import { type AtomName, type AttrForm, grammar, isValueOf, usualValue } from "../../charter/text/grammar.ts";
import { type Listed, unlisted } from "../../charter/text/lists.ts";
import { sameMark, sameMarks } from "../../charter/text/marks.ts";
import type { Attrs, TextMark } from "../../charter/text/model.ts";
import { type BlockShape, type Held, plainBlock, type Token, textOf } from "./flowTokens.ts";
import type { FlowChange, Pen } from "./pen.ts";
import { setOrUnset } from "./penParts.ts";
import { diffText, type Replacement } from "./textDiff.ts";

type Formats = Record<string, Attrs | null>;

/** A token with its place in the compared string. */
interface Placed<Of> {
  readonly of: Of;
  readonly token: Token;
  readonly from: number;
  readonly to: number;
}

type Change =
  | { readonly at: number; readonly kind: "keep"; readonly length: number }
  | { readonly at: number; readonly kind: "delete"; readonly length: number }
  | { readonly at: number; readonly kind: "format"; readonly length: number; readonly formats: Formats }
  /** `around`: the marks of what stands before it, under which an element is put in, so that it writes no format. */
  | { readonly at: number; readonly kind: "insert"; readonly token: Token; readonly around: readonly TextMark[] };

export interface WrittenElement {
  readonly token: Token;
  readonly yElement: Y.XmlElement;
}

export interface FlowPlan {
  /** About how many bytes of update it makes. */
  readonly bytes: number;
  /** Tables that stay: theirs is for the caller to change. */
  readonly keptTables: readonly { readonly held: Held; readonly token: Token & { kind: "table" } }[];
  /** Tables that go: to be removed, never deleted, so that what others write in them meanwhile is not deleted with them. */
  readonly goneTables: readonly Y.Item[];
  /** Notes that stay, and what they are to say. */
  readonly keptNotes: readonly KeptNote[];
  /** Writes it; answers the tables, splits and notes that were made. */
  write(): readonly WrittenElement[];
}

export interface KeptNote {
  readonly held: Held;
  readonly words: readonly Token[];
}

/** What stands between two splits that stay, and what is to stand there; `start`: where the first token goes. */
export interface Stretch {
  readonly held: readonly Held[];
  readonly wanted: readonly Token[];
  readonly start: number;
}

interface Shape {
  readonly yElement: Y.XmlElement;
  readonly before: BlockShape;
  readonly after: BlockShape;
}

/** A promise that stays, and what it is to say. */
interface Restated {
  readonly yElement: Y.XmlElement;
  readonly before: Attrs;
  readonly after: Attrs;
}

/** `stretches`: in the order of the flow. */
export function planFlow(pen: Pen, yFlow: Y.XmlText, stretches: readonly Stretch[]): FlowPlan {
  const changes: Change[] = [];
  const shapes: Shape[] = [];
  const restated: Restated[] = [];
  const keptTables: { readonly held: Held; readonly token: Token & { kind: "table" } }[] = [];
  const goneTables: Y.Item[] = [];
  const keptNotes: KeptNote[] = [];
  for (const stretch of stretches) {
    const parts = { changes, shapes, restated, keptTables, goneTables, keptNotes };
    planStretch(pen, stretch, parts);
  }
  return {
    bytes: changes.reduce((sum, change) => sum + bytesOf(change), 32 * (shapes.length + restated.length)),
    keptTables,
    goneTables,
    keptNotes,
    write() {
      const written = applyChanges(pen, yFlow, changes);
      for (const { yElement, before, after } of shapes) reshape(pen, yElement, before, after);
      for (const { yElement, before, after } of restated) setAtom(pen.set, yElement, "promise", before, after);
      return written;
    },
  };
}

interface Parts {
  readonly changes: Change[];
  readonly shapes: Shape[];
  readonly restated: Restated[];
  readonly keptTables: { readonly held: Held; readonly token: Token & { kind: "table" } }[];
  readonly goneTables: Y.Item[];
  readonly keptNotes: KeptNote[];
}

/** Adds to the parts of a plan what one stretch asks for. */
function planStretch(
  pen: Pen,
  { held, wanted, start }: Stretch,
  { changes, shapes, restated, keptTables, goneTables, keptNotes }: Parts,
): void {
  const old = place(held, ({ token }) => token);
  const next = place(wanted, (token) => token);
  const replacements = settle(old.placed, next.placed, diffText(old.text, next.text, pen.suggests));
  /** Behind what stands before it, so that what is hidden there stays before it. */
  let insertAt = start;
  let around: readonly TextMark[] = [];
  const oldAt = createCursor(old.placed);
  const newAt = createCursor(next.placed);

  function keep(from: number, to: number, newFrom: number): void {
    for (let at = from; at < to; ) {
      const a = oldAt(at);
      const b = newAt(at - from + newFrom);
      const end = Math.min(to, a.to, b.to - newFrom + from);
      keepToken(a, b, at, end);
      at = end;
    }
  }

  function keepToken({ of, token, from }: Placed<Held>, { token: wish }: Placed<Token>, at: number, end: number): void {
    if (token.kind === "text" && (wish.kind === "text" || wish.kind === "sign")) {
      const formats = changedFormats(token.marks, wish.marks);
      if (formats !== null) changes.push({ at: of.at + at - from, kind: "format", length: end - at, formats });
      else if (pen.resumes) changes.push({ at: of.at + at - from, kind: "keep", length: end - at });
      around = formats === null ? token.marks : wish.marks;
      insertAt = of.at + end - from;
      return;
    }
    insertAt = of.at + of.length;
    if (token.kind === "block" && wish.kind === "block") {
      const yElement = of.yItem?.content instanceof Y.ContentType ? of.yItem.content.type : null;
      if (yElement instanceof Y.XmlElement) shapes.push({ yElement, before: token.shape, after: wish.shape });
      // Words that are struck out make no paragraph.
      else if (pen.resumes || !sameShape(token.shape, wish.shape))
        changes.push({ at: of.at, kind: "insert", token: wish, around });
    } else if (token.kind === "table" && wish.kind === "table") keptTables.push({ held: of, token: wish });
    else if (token.kind === "promise" && wish.kind === "promise") {
      const yElement = of.yItem?.content instanceof Y.ContentType ? of.yItem.content.type : null;
      if (yElement instanceof Y.XmlElement) restated.push({ yElement, before: token.attrs, after: wish.attrs });
      if (pen.resumes) changes.push({ at: of.at, kind: "keep", length: of.length });
    } else if (token.kind === "footnote" && wish.kind === "footnote") {
      keptNotes.push({ held: of, words: wish.words });
      // Another program took its flow away: it has no place for words.
      if (of.notes.length === 0 && wish.words.length > 0) {
        changes.push({ at: of.at, kind: "insert", token: wish, around });
        changes.push({ at: of.at, kind: "delete", length: of.length });
      }
    }
  }

  function remove(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const { of, token, from: begin, to: stop } = oldAt(at);
      const end = Math.min(to, stop);
      const isText = token.kind === "text";
      const place = isText ? of.at + at - begin : of.at;
      const length = isText ? end - at : of.length;
      if (token.kind === "table" && of.yItem !== null) goneTables.push(of.yItem);
      else if (length > 0) changes.push({ at: place, kind: "delete", length });
      // What is only struck out is read on: what comes in its place stands behind it.
      if (pen.suggests) insertAt = place + length;
      at = end;
    }
  }

  function insert(from: number, to: number): void {
    for (let at = from; at < to; ) {
      const { token, from: begin, to: stop } = newAt(at);
      const end = Math.min(to, stop);
      const part: Token =
        token.kind === "text" || token.kind === "sign"
          ? { kind: "text", text: token.text.slice(at - begin, end - begin), marks: token.marks }
          : token;
      changes.push({ at: insertAt, kind: "insert", token: part, around });
      at = end;
    }
  }

  let oldEnd = 0;
  let newEnd = 0;
  for (const { from, to, newFrom, newTo } of replacements) {
    keep(oldEnd, from, newEnd);
    if (pen.suggests) remove(from, to);
    insert(newFrom, newTo);
    if (!pen.suggests) remove(from, to);
    oldEnd = to;
    newEnd = newTo;
  }
  keep(oldEnd, old.text.length, newEnd);
}

function bytesOf(change: Change): number {
  if (change.kind === "keep") return 1;
  if (change.kind !== "insert") return change.kind === "delete" ? 12 : 64;
  if (change.token.kind === "footnote")
    return 96 + change.token.words.reduce((sum, token) => sum + bytesOf({ ...change, token }), 0);
  return change.token.kind === "text" ? 24 + 3 * change.token.text.length + 48 * change.token.marks.length : 48;
}

function place<Of>(
  list: readonly Of[],
  tokenOf: (of: Of) => Token,
): { readonly text: string; readonly placed: Placed<Of>[] } {
  let text = "";
  const placed: Placed<Of>[] = [];
  for (const of of list) {
    const token = tokenOf(of);
    const from = text.length;
    text += textOf(token);
    if (text.length > from) placed.push({ of, token, from, to: text.length });
  }
  return { text, placed };
}

/** Finds the token at a place; asked in ascending order. */
function createCursor<Of>(placed: readonly Placed<Of>[]): (at: number) => Placed<Of> {
  let index = 0;
  return (at) => {
    while (index < placed.length - 1 && at >= (placed[index]?.to ?? 0)) index++;
    const found = placed[index];
    if (found === undefined) throw new Error("a place in a string belongs to a token");
    return found;
  };
}

/** Elements are kept whole and for their own kind alone, though signs of words may look alike. */
function settle(
  old: readonly Placed<Held>[],
  next: readonly Placed<Token>[],
  found: readonly Replacement[],
): readonly Replacement[] {
  const forced: Replacement[] = [];
  const oldAt = createCursor(old);
  const newAt = createCursor(next);
  const check = (from: number, to: number, newFrom: number): void => {
    for (let at = from; at < to; ) {
      const a = oldAt(at);
      const b = newAt(at - from + newFrom);
      const end = Math.min(to, a.to, b.to - newFrom + from);
      const isWhole = a.token.kind === "text" || (at === a.from && end === a.to);
      if (!isWhole || !sameKind(a.token, b.token))
        forced.push({ from: at, to: end, newFrom: at - from + newFrom, newTo: end - from + newFrom });
      at = end;
    }
  };
  let oldEnd = 0;
  let newEnd = 0;
  const last = { from: old.at(-1)?.to ?? 0, newFrom: next.at(-1)?.to ?? 0 };
  for (const { from, to, newFrom, newTo } of [...found, { ...last, to: last.from, newTo: last.newFrom }]) {
    check(oldEnd, from, newEnd);
    if (to > from || newTo > newFrom) forced.push({ from, to, newFrom, newTo });
    oldEnd = to;
    newEnd = newTo;
  }
  // What is replaced side by side is replaced as one.
  const joined: Replacement[] = [];
  for (const one of forced) {
    const before = joined.at(-1);
    if (before !== undefined && before.to === one.from && before.newTo === one.newFrom)
      joined[joined.length - 1] = { ...before, to: one.to, newTo: one.newTo };
    else joined.push(one);
  }
  return joined;
}

/** A sign that stays a sign may be words in what is wanted: the clean text writes brackets as characters. */
function sameKind(held: Token, wish: Token): boolean {
  // One that goes and one that comes are two clauses.
  if (held.kind === "split") return false;
  if (held.kind === "sign") return wish.kind === "text" || wish.kind === "sign";
  // A reference to another clause is another one; a promise that says something else may be the same.
  if (held.kind === "reference") return wish.kind === "reference" && wish.attrs.clause === held.attrs.clause;
  return held.kind === wish.kind;
}

const formatsOf = (marks: readonly TextMark[]): Formats =>
  Object.fromEntries(marks.map((mark) => [mark.type, mark.attrs]));

/** Null where the marks are the same. */
function changedFormats(before: readonly TextMark[], after: readonly TextMark[]): Formats | null {
  if (sameMarks(before, after)) return null;
  const gone = before.filter((mark) => !after.some((other) => other.type === mark.type));
  const come = after.filter((mark) => !before.some((other) => sameMark(mark, other)));
  return { ...Object.fromEntries(gone.map((mark) => [mark.type, null])), ...formatsOf(come) };
}

function applyChanges(pen: Pen, yFlow: Y.XmlText, changes: readonly Change[]): readonly WrittenElement[] {
  const written: WrittenElement[] = [];
  // What is put in at a place goes before what is taken out there.
  const ordered = changes
    .map((change, index) => ({ change, index }))
    .sort((a, b) => a.change.at - b.change.at || rank(a.change) - rank(b.change) || a.index - b.index)
    .map(({ change }): FlowChange => (change.kind === "insert" ? insertionOf(change, written) : change));
  if (ordered.length > 0) pen.write(yFlow, ordered);
  return written;
}

const rank = ({ kind }: Change): number => (kind === "insert" ? 0 : 1);

function insertionOf({ at, token, around }: Change & { kind: "insert" }, written: WrittenElement[]): FlowChange {
  if (token.kind === "text") return { at, kind: "insert", content: token.text, formats: formatsOf(token.marks) };
  if (token.kind === "hard_break")
    return { at, kind: "insert", content: new Y.XmlElement("hard_break"), formats: formatsOf(token.marks) };
  if (token.kind === "reference" || token.kind === "promise")
    return { at, kind: "insert", content: createAtom(token.kind, token.attrs), formats: formatsOf(token.marks) };
  if (token.kind === "footnote") {
    const yElement = new Y.XmlElement("footnote");
    written.push({ token, yElement });
    return { at, kind: "insert", content: yElement, formats: formatsOf(token.marks) };
  }
  if (token.kind === "sign") throw new Error("a sign is written as words");
  const yElement = new Y.XmlElement(token.kind);
  if (token.kind === "block") reshape(null, yElement, plainBlock, token.shape);
  else written.push({ token, yElement });
  if (token.kind === "table") setListed(setOrUnset, yElement, unlisted, token.listed);
  return { at, kind: "insert", content: yElement, formats: formatsOf(around) };
}

export function createAtom(name: AtomName, attrs: Attrs): Y.XmlElement {
  const yElement = new Y.XmlElement(name);
  setAtom(setOrUnset, yElement, name, {}, attrs);
  return yElement;
}

/** Writes what differs; what is usual is not written. `before`: what it says already. */
function setAtom(set: Pen["set"], yElement: Y.XmlElement, name: AtomName, before: Attrs, after: Attrs): void {
  for (const [key, form] of Object.entries<AttrForm>(grammar.nodes[name].attrs)) {
    const usual = usualValue(form);
    const value = isValueOf(form, after[key]) ? (after[key] ?? usual) : usual;
    if (value !== (before[key] ?? usual)) set(yElement, key, value, usual);
  }
}

const sameShape = (a: BlockShape, b: BlockShape): boolean =>
  a.type === b.type && a.level === b.level && a.list === b.list && a.item === b.item && a.order === b.order;

/** Writes what differs; what is usual is not written. `pen`: null of an element that is not in the document yet. */
function reshape(pen: Pen | null, yElement: Y.XmlElement, before: BlockShape, after: BlockShape): void {
  const set = pen?.set ?? setOrUnset;
  if (before.type !== after.type) set(yElement, "type", after.type, plainBlock.type);
  if (before.level !== after.level) {
    if (after.type === "heading") set(yElement, "level", after.level, plainBlock.level);
    // A paragraph has no level, and nobody goes on asking for another one.
    else if (pen?.suggests === true) set(yElement, "level", storedLevel(yElement), plainBlock.level);
  }
  setListed(set, yElement, before, after);
}

const storedLevel = (yElement: Y.XmlElement): number | null => {
  const level: unknown = yElement.getAttribute("level");
  return typeof level === "number" ? level : null;
};

/** Of a block or a table. */
export function setListed(set: Pen["set"], yElement: Y.XmlElement, before: Listed, after: Listed): void {
  for (const key of ["list", "item", "order"] as const)
    if (before[key] !== after[key]) set(yElement, key, after[key], unlisted[key]);
}
