/** Which new clauses are cut off the words before them by a split, and which are joined to those again. */
import type { ElementNode } from "../../charter/text/model.ts";
import type { Reading } from "../reading/reading.ts";
import { type FlowPart, isFlowPart, type Spot } from "../reading/tree.ts";
import { elementOf, type Item, lettersOf, type Matched, type Wanted } from "./wanted.ts";
import { isIdleFlow } from "./writeHolder.ts";

/** New clauses that are the end of what stood before them. */
export function findSplits(reading: Reading, { root, all }: Matched): void {
  for (const holder of [root, ...all]) {
    if (holder.isSame) continue;
    for (const [at, item] of holder.items.entries()) {
      const before = holder.items[at - 1];
      if (item.kind !== "clause" || item.wanted.spot !== null || before === undefined) continue;
      const from = before.kind === "clause" ? before.wanted : before.kind === "run" ? holder : null;
      if (from === null || !isFlowOf(from, item.wanted)) continue;
      const run = before.kind === "run" ? before : from.items.find((one) => one.kind === "run");
      const [first] = item.wanted.items;
      if (run?.kind !== "run" || first?.kind !== "run") continue;
      const cut = lettersOf(first.nodes);
      const earlier = cutsOf(holder, at, from, run);
      if (cut !== "" && oldLetters(reading, from, run) === earlier + cut) item.wanted.source = { holder: from, run };
    }
  }
}

/** A clause goes on from a clause or an article, an article from an article. */
function isFlowOf(from: Wanted, cut: Wanted): boolean {
  if (cut.node?.type === "article" && cut.holder?.node === null) return from.node?.type === "article";
  return true;
}

/** What is left where it was cut from, with what was cut off before it. */
function cutsOf(holder: Wanted, end: number, from: Wanted, run: Item & { kind: "run" }): string {
  let letters = lettersOf(run.nodes);
  for (const item of holder.items.slice(0, end))
    if (item.kind === "clause" && item.wanted.source?.holder === from && item.wanted.source.run === run)
      letters += lettersOf(runOf(item.wanted)?.nodes ?? []);
  return letters;
}

export const runOf = (wanted: Wanted): (Item & { kind: "run" }) | null => {
  const [first] = wanted.items;
  return first?.kind === "run" ? first : null;
};

function oldLetters(reading: Reading, from: Wanted, run: Item & { kind: "run" }): string | null {
  const parts = from.spot?.parts ?? (from.node === null ? reading.tree().parts : []);
  const flows = parts.filter((part) => isFlowPart(part) && !isIdleFlow(reading, part));
  const runs = from.items.filter((item) => item.kind === "run");
  const part = flows[runs.indexOf(run)];
  return part?.kind === "flow" ? lettersOf(nodesOf(reading, part)) : null;
}

const nodesOf = (reading: Reading, { segment }: FlowPart): readonly ElementNode[] =>
  segment.blocks.map((block) => reading.blockNode(block));

/** Splits that go: their words are the end of what stands before them. */
export function findJoins(reading: Reading, { bySpot }: Matched): ReadonlySet<Spot> {
  const joined = new Set<Spot>();
  const tree = reading.tree();
  for (const [spot, wanted] of bySpot) {
    if (wanted.isSame) continue;
    const part = spot.parts.find(isFlowPart);
    const run = runOf(wanted);
    if (part === undefined || run === null) continue;
    const segments = reading.segmentsOf(part.yFlow);
    const index = segments.findIndex(({ split }) => split === part.segment.split);
    const goal = lettersOf(run.nodes);
    let letters = lettersOf(nodesOf(reading, part));
    const taken: Spot[] = [];
    for (const segment of segments.slice(index + 1)) {
      const next = segment.split === null ? undefined : tree.spots.get(segment.split);
      const isFree = next !== undefined && !bySpot.has(next) && next.home === null && tree.isSeen(next);
      if (!isFree || elementOf(next.yItem).length > 0 || letters.length >= goal.length) break;
      letters += lettersOf(segment.blocks.map((block) => reading.blockNode(block)));
      taken.push(next);
    }
    if (letters === goal) for (const one of taken) joined.add(one);
  }
  return joined;
}
