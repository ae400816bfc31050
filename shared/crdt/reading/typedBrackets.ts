/** Brackets that were typed as characters or came with a file: words like others, which people may make into brackets. */
import type * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { clauseFlows } from "./clauseFlows.ts";
import { createMarks, type FlowBlock, readFlow } from "./flow.ts";
import type { Reading } from "./reading.ts";
import type { Sight } from "./sight.ts";

/** Characters of a flow, as Yjs counts. */
export interface TypedSign {
  readonly at: number;
  readonly length: number;
}

export interface TypedBracket {
  readonly yFlow: Y.XmlText;
  readonly open: TypedSign;
  /** "] [" between two pairs: another alternative begins. */
  readonly alternatives: readonly TypedSign[];
  readonly close: TypedSign;
  readonly clause: ClauseId;
  readonly clauseNumber: string;
  /** Without the outer signs. */
  readonly words: string;
  /** How many typed brackets it stands in. */
  readonly depth: number;
}

/**
 * In the order of the text. Pairs match within one block; an empty one is none. `sight`: who looks for them; `reading`
 * shows at least what that does.
 */
export function readTypedBrackets(reading: Reading, sight: Sight): readonly TypedBracket[] {
  const found: TypedBracket[] = [];
  const marks = createMarks();
  for (const { yFlow, segment, clause, clauseNumber } of clauseFlows(reading, sight)) {
    if (!segment.blocks.some(hasSign)) continue;
    const seen = readFlow(yFlow, sight, marks).find(({ split }) => split === segment.split);
    for (const block of seen?.blocks ?? [])
      for (const { open, alternatives, close, words, depth } of pairsIn(block))
        found.push({ yFlow, open, alternatives, close, words, depth, clause, clauseNumber });
  }
  return found;
}

const hasSign = ({ inlines }: FlowBlock): boolean =>
  inlines.some(({ kind, text }) => kind === "text" && text.includes("["));

interface Typed {
  readonly open: TypedSign;
  readonly alternatives: TypedSign[];
  close: TypedSign;
  words: string;
  readonly depth: number;
  readonly from: number;
  to: number;
}

function pairsIn(block: FlowBlock): readonly Typed[] {
  if (!hasSign(block)) return [];
  const { text, places } = charactersOf(block);
  const pairs: Typed[] = [];
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "[") open.push(at);
    const from = text[at] === "]" ? open.pop() : undefined;
    if (from === undefined) continue;
    const words = text.slice(from + 1, at);
    if (words.trim() === "") continue;
    const sign = (place: number): TypedSign => ({ at: places[place] ?? 0, length: 1 });
    pairs.push({ open: sign(from), alternatives: [], close: sign(at), words, depth: open.length, from, to: at });
  }
  return joinNeighbours(
    pairs.sort((a, b) => a.from - b.from),
    text,
    places,
  );
}

/** "[five] [three]" is one bracket of two alternatives, as treaty texts have it. */
function joinNeighbours(pairs: readonly Typed[], text: string, places: readonly number[]): readonly Typed[] {
  const joined: Typed[] = [];
  const lastAt = new Map<number, Typed>();
  for (const pair of pairs) {
    const before = lastAt.get(pair.depth);
    const gap = before === undefined ? null : text.slice(before.to + 1, pair.from);
    const first = before === undefined ? 0 : (places[before.to] ?? 0);
    const length = (places[pair.from] ?? 0) + 1 - first;
    // Nothing unseen stands between them.
    if (before !== undefined && (gap === "" || gap === " ") && length === gap.length + 2) {
      before.alternatives.push({ at: first, length });
      before.close = pair.close;
      before.words = `${before.words}] [${pair.words}`;
      before.to = pair.to;
      continue;
    }
    joined.push(pair);
    lastAt.set(pair.depth, pair);
  }
  return joined;
}

/** The words of a block without its signs; an element among them is no letter. */
function charactersOf({ inlines }: FlowBlock): { readonly text: string; readonly places: readonly number[] } {
  let text = "";
  const places: number[] = [];
  for (const inline of inlines) {
    const letters = inline.kind === "text" ? inline.text : "\u2028";
    text += letters;
    for (let i = 0; i < letters.length; i++) places.push(inline.at + i);
  }
  return { text, places };
}
