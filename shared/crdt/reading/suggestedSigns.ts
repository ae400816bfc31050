/**
 * Signs of brackets that one client suggests, or asks to take away, matched with each other: what belongs to one bracket
 * is answered as one. [I52]
 *
 * Owns: what was passed of one flow. Called by: suggestedPieces.ts.
 */
import type * as Y from "yjs";
import { elementOf } from "./clauseItems.ts";
import type { Piece } from "./suggestedPieces.ts";

/** Of what stands in a bracket so many stretches are told at most. */
const maxStretches = 200;

/** A stretch of a flow that is answered and struck out alike. */
export interface Passed {
  readonly item: Y.Item;
  readonly text: string;
  /** It stands in the text without what is suggested. */
  readonly isAgreed: boolean;
  /** What is put in there, and what strikes it out. */
  readonly put: Piece | null;
  readonly struck: readonly Piece[];
}

interface OpenSign {
  readonly piece: Piece;
  /** Index of the stretch that it is. */
  readonly at: number;
}

export interface SignMatches {
  /** In the order of the flow. */
  pass(passed: Passed): void;
  /** The pieces, those of one bracket joined into the first of them. */
  joined(pieces: readonly Piece[]): readonly Piece[];
}

export function createSignMatches(): SignMatches {
  const stretches: Passed[] = [];
  const open = new Map<string, OpenSign[]>();
  /** Of the brackets that stand and are open here, whether each is a blank. */
  let standing: boolean[] = [];
  const into = new Map<Piece, Piece>();

  const rootOf = (piece: Piece): Piece => {
    let root = piece;
    for (let next = into.get(root); next !== undefined; next = into.get(root)) root = next;
    return root;
  };

  function join(first: Piece, other: Piece): void {
    const [root, later] = [rootOf(first), rootOf(other)];
    if (root !== later) into.set(later, root);
  }

  /** As whoever suggests it means it to read; of signs that are to go, as they stand. */
  function wordsFrom(at: number, kind: "put" | "taken", { client, state }: Piece): string {
    const isSame = (piece: Piece | null): boolean => piece?.client === client && piece.state === state;
    const isRead = ({ isAgreed, put, struck }: Passed): boolean =>
      kind === "taken" ? isAgreed || struck.some(isSame) : (isAgreed || isSame(put)) && !struck.some(isSame);
    const around = stretches.slice(at, at + maxStretches).filter(isRead);
    const words = around.map(({ text }) => text).join("");
    return stretches.length > at + maxStretches ? `${words}…` : words;
  }

  function match(piece: Piece, kind: "put" | "taken", sign: "open" | "alt" | "close"): void {
    const group = `${kind} ${piece.client} ${piece.state}`;
    const stack = open.get(group) ?? [];
    open.set(group, stack);
    if (sign === "open") {
      stack.push({ piece, at: stretches.length - 1 });
      return;
    }
    const inner = stack.at(-1);
    if (inner === undefined) return;
    join(inner.piece, piece);
    if (sign === "alt") return;
    stack.pop();
    const words = wordsFrom(inner.at, kind, piece);
    // Of one in another the outer one says what is in both; it closes last.
    rootOf(inner.piece).bracketed = { kind, isBlank: isBlank(stretches[inner.at]?.item), words };
  }

  return {
    pass(passed) {
      stretches.push(passed);
      const { item, isAgreed, put, struck } = passed;
      const yElement = elementOf(item);
      const name = yElement?.nodeName;
      // A bracket does not reach into another clause.
      if (name === "split") {
        if (isAgreed) standing = [];
        for (const [group, [first]] of open)
          if (isAgreed || (put !== null && first?.piece.client === put.client)) open.delete(group);
      }
      if (name !== "bracket" && name !== "alt") return;
      const sign = name === "alt" ? name : yElement?.getAttribute("side") === "close" ? "close" : "open";
      if (isAgreed && sign === "open") standing.push(isBlank(item));
      else if (isAgreed && sign === "close") standing.pop();
      if (put !== null) {
        if (sign === "alt" && !isAgreed && standing.at(-1) === true) put.fills = true;
        match(put, "put", sign);
      }
      for (const piece of struck) match(piece, "taken", sign);
    },
    joined(pieces) {
      for (const piece of pieces) {
        const root = rootOf(piece);
        if (root !== piece) absorb(root, piece);
      }
      return into.size === 0 ? pieces : pieces.filter((piece) => !into.has(piece));
    },
  };
}

function isBlank(item: Y.Item | undefined): boolean {
  const yElement = item === undefined ? null : elementOf(item);
  return yElement?.nodeName === "bracket" && (yElement.getAttribute("field") as unknown) === true;
}

function absorb(root: Piece, piece: Piece): void {
  for (const [key, part] of piece.parts) root.parts.set(key, part);
  root.spans.push(...piece.spans);
  root.elements.push(...piece.elements);
  root.formats.push(...piece.formats);
  root.inserted += piece.inserted;
  root.struck += piece.struck;
  root.bracketed ??= piece.bracketed;
  root.fills ||= piece.fills;
}
