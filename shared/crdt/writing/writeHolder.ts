/** How what stands in a clause, or in the root, comes into the order that is wanted: what stays, what is put in, and where. */
import type * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { longestIncreasing } from "../../charter/compare/sequences.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import type { Reading } from "../reading/reading.ts";
import type { FlowPart, Part, Spot } from "../reading/tree.ts";
import type { Item, Matched, Wanted } from "./wanted.ts";

export type Step =
  /** What comes next is put in behind `anchor`; null: behind what was put in last. */
  { readonly kind: "stay"; readonly anchor: Y.Item | null } | { readonly kind: "put"; readonly item: Item };

export interface HolderPlan {
  readonly steps: readonly Step[];
  /** What is written in the flows that are here; null: nothing any more. */
  readonly flows: ReadonlyMap<FlowPart, (Item & { readonly kind: "run" }) | null>;
  /** Bodies that are here; null: it goes. */
  readonly bodies: readonly { readonly yItem: Y.Item; readonly node: ElementNode | null }[];
}

/** Something that stands here, in the order in which it is read. */
interface Slot {
  readonly of: FlowPart | (Part & { readonly kind: "body" }) | Spot;
  /** Of the list of the holder, behind which the next one goes; null: at the beginning. */
  readonly anchor: Y.Item | null;
  /** The clause that it stands right behind, wherever that goes. */
  readonly base: Spot | FlowPart | null;
}

const isSpot = (of: Slot["of"]): of is Spot => "parts" in of;

/** `wanted`: goes on from a clause that is here, or is the root. */
export function planHolder(reading: Reading, wanted: Wanted, { bySpot }: Matched): HolderPlan {
  const slots = slotsOf(reading, wanted);
  const { items } = wanted;
  const slotOf = pairItems(slots, items);
  const flows = new Map<FlowPart, (Item & { kind: "run" }) | null>();
  const bodies: { yItem: Y.Item; node: ElementNode | null }[] = [];
  const followers = new Set<number>();
  const movers = new Set<number>();
  for (const [at, index] of slotOf.entries()) {
    const slot = slots[index];
    if (slot === undefined || slot.base === null) continue;
    const isBaseWanted = isSpot(slot.of) && ("parts" in slot.base ? bySpot.has(slot.base) : true);
    if (!isBaseWanted) continue;
    if (standsBehind(slot, items, slots, slotOf, at)) followers.add(at);
    else movers.add(at);
  }
  const fixed = items.map((_, at) => at).filter((at) => slotOf[at] !== -1 && !followers.has(at) && !movers.has(at));
  const increasing = longestIncreasing(fixed.map((at) => slotOf[at] ?? -1));
  const staying = new Set(fixed.filter((_, index) => increasing.has(index)));

  const steps = items.map((item, at): Step => {
    if (followers.has(at) || (item.kind === "clause" && item.wanted.source !== null))
      return { kind: "stay", anchor: null };
    const slot = slots[slotOf[at] ?? -1];
    if (!staying.has(at) || slot === undefined) return { kind: "put", item };
    if (item.kind === "run" && "yFlow" in slot.of) flows.set(slot.of, item);
    if (item.kind === "body" && "yFlows" in slot.of) bodies.push({ yItem: slot.of.yItem, node: item.node });
    return { kind: "stay", anchor: slot.anchor };
  });
  for (const { of } of slots) {
    if ("yFlow" in of && !flows.has(of)) flows.set(of, null);
    if ("yFlows" in of && !bodies.some(({ yItem }) => yItem === of.yItem)) bodies.push({ yItem: of.yItem, node: null });
  }
  return { steps, flows, bodies };
}

/** Whether the item before it is what its slot stands behind, or another that stands behind the same. */
function standsBehind(
  slot: Slot,
  items: readonly Item[],
  slots: readonly Slot[],
  slotOf: readonly number[],
  at: number,
): boolean {
  const before = items[at - 1];
  if (before === undefined) return false;
  const index = slotOf[at - 1] ?? -1;
  const earlier = slots[index];
  if (earlier?.of === slot.base) return true;
  if (before.kind === "clause" && before.wanted.spot !== null && before.wanted.spot === slot.base) return true;
  return earlier !== undefined && earlier.base === slot.base && index + 1 === slotOf[at];
}

/** A flow that was suggested, and nothing of it is read: it takes no part in the order of those that are. */
export const isIdleFlow = (reading: Reading, { yFlow, yItem, segment }: FlowPart): boolean =>
  isSuggesting(yItem.id.client) && segment.blocks.length === 0 && reading.segmentsOf(yFlow).length === 1;

function slotsOf(reading: Reading, wanted: Wanted): readonly Slot[] {
  const tree = reading.tree();
  const parts = wanted.spot === null ? tree.parts : wanted.spot.parts;
  const slots: Slot[] = [];
  const isSplit = wanted.spot?.name === "split";
  let flow: FlowPart | null = null;
  let anchor: Y.Item | null = null;

  function addSpot(first: Spot, base: Slot["base"]): void {
    const waiting: { readonly spot: Spot; readonly base: Slot["base"] }[] = [{ spot: first, base }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      slots.push({ of: next.spot, anchor, base: next.base });
      const behind = tree.behind(next.spot);
      for (let i = behind.length - 1; i >= 0; i--) waiting.push({ spot: behind[i] as Spot, base: next.spot });
    }
  }

  for (const [index, part] of parts.entries()) {
    switch (part.kind) {
      case "flow":
        flow = part;
        anchor = isSplit && index === 0 ? null : part.yItem;
        if (!isIdleFlow(reading, part)) slots.push({ of: part, anchor, base: null });
        break;
      case "body":
        anchor = part.yItem;
        slots.push({ of: part, anchor, base: null });
        break;
      case "splits":
        for (const spot of part.spots) if (spot.home === null) addSpot(spot, flow);
        break;
      case "spot":
        anchor = part.yItem;
        if (part.spot.home === null) addSpot(part.spot, null);
        break;
      case "place": {
        anchor = part.yItem;
        const spot = tree.at(part.yItem);
        if (spot !== null) addSpot(spot, null);
      }
    }
  }
  return slots;
}

/** The slot of each item, or -1: clauses by who they are, runs and bodies in their order. */
function pairItems(slots: readonly Slot[], items: readonly Item[]): readonly number[] {
  const spots = new Map(slots.flatMap(({ of }, index) => (isSpot(of) ? [[of, index] as const] : [])));
  const flows = slots.flatMap(({ of }, index) => ("yFlow" in of ? [index] : []));
  const bodies = slots.flatMap(({ of }, index) => ("yFlows" in of ? [{ index, lang: of.lang }] : []));
  return items.map((item) => {
    if (item.kind === "run") return flows.shift() ?? -1;
    if (item.kind === "clause") return item.wanted.spot === null ? -1 : (spots.get(item.wanted.spot) ?? -1);
    const found = bodies.findIndex(({ lang }) => lang === item.node.attrs.lang);
    return found < 0 ? -1 : (bodies.splice(found, 1)[0]?.index ?? -1);
  });
}
