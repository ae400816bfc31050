/**
 * Where clauses stand. A clause is made in one place and never copied: to move it is to make a `place` and to name that
 * as its `home`, to remove it is to say `gone`, and to split it is to put a `split` between its words.
 *
 * A pure reading of the document: all replicas that hold the same structs draw the same tree, whatever the order of
 * arrival. [I30] one place for everything, [I31] no circle, [I32] nothing is lost with what is removed.
 */
import * as Y from "yjs";
import { holdsOf, isStoredName } from "../../charter/text/layout.ts";
import { maxElementDepth } from "../document/layoutRules.ts";
import { readItemId } from "../document/reviewKeys.ts";
import { findItem, typeOf, type YList } from "../document/yStore.ts";
import { attributeOf, attributesOf, mayHaveAttributes } from "./attributes.ts";
import { type createMarks, readFlow, type Segment } from "./flow.ts";
import type { Sight } from "./sight.ts";

type ClauseName = "article" | "clause" | "split";

/** A clause or an article, wherever it stands and whether or not it is seen. */
export interface Spot {
  readonly yItem: Y.Item;
  readonly name: ClauseName;
  /** Whether it is an article where articles may stand. */
  readonly isArticle: boolean;
  readonly isGone: boolean;
  /** What it has of its own, in order. */
  readonly parts: readonly Part[];
  /** The place that it stands at; null where it stands where it was made. */
  home: Y.Item | null;
}

export interface FlowPart {
  readonly kind: "flow";
  readonly yItem: Y.Item;
  readonly yFlow: Y.XmlText;
  readonly segment: Segment;
}

/** What stands in a clause, or in the root, in the order of the document. The own words of a split come first. */
export type Part =
  | FlowPart
  | { readonly kind: "body"; readonly yItem: Y.Item; readonly yFlows: readonly Y.XmlText[]; readonly lang: string }
  /** A clause that was made here. */
  | { readonly kind: "spot"; readonly yItem: Y.Item; readonly spot: Spot }
  /** Splits of the flow before it that stand in what holds the flow. */
  | { readonly kind: "splits"; readonly spots: readonly Spot[] }
  | { readonly kind: "place"; readonly yItem: Y.Item };

export const isFlowPart = (part: Part): part is FlowPart => part.kind === "flow";

export interface Tree {
  readonly parts: readonly Part[];
  readonly spots: ReadonlyMap<Y.Item, Spot>;
  /** Who stands at a place. */
  at(place: Y.Item): Spot | null;
  /** Splits that stand right behind a clause, wherever that stands. */
  behind(spot: Spot): readonly Spot[];
  /** What a clause stands in; null: the root. */
  holderOf(spot: Spot): Spot | null;
  /** Whether it is seen: neither it nor what it stands in is gone. */
  isSeen(spot: Spot): boolean;
}

/** What a spot hangs from where it has no home. */
interface Natural {
  readonly base: Spot | null;
  /** Behind `base`, or in it. */
  readonly isBehind: boolean;
}

interface Home {
  readonly place: Y.Item;
  readonly holder: Spot | null;
  readonly stamp: Y.ID;
}

type Report = (kind: "unknownNode" | "wrongPlace" | "unknownContent" | "badMark" | "tooDeep", at: string) => void;

export function readTree(
  yRoot: YList,
  yDoc: Y.Doc,
  sight: Sight,
  marksOf: ReturnType<typeof createMarks>,
  report: Report,
  flowOf: (yFlow: Y.XmlText) => readonly Segment[] = (yFlow) => readFlow(yFlow, sight, marksOf, report),
): Tree {
  const spots = new Map<Y.Item, Spot>();
  const naturals = new Map<Spot, Natural>();
  const places = new Map<Y.Item, Spot | null>();
  const behind = new Map<Spot, Spot[]>();

  /** Levels of elements that are being read. */
  let depth = 0;

  function addSpot(
    yItem: Y.Item,
    yElement: Y.XmlElement,
    name: ClauseName,
    isArticle: boolean,
    natural: Natural,
  ): Spot {
    const parts: Part[] = [];
    const isGone = mayHaveAttributes(yElement, sight) && attributesOf(yElement, name, sight).flag("gone");
    const spot: Spot = { yItem, name, isArticle, isGone, parts, home: null };
    spots.set(yItem, spot);
    naturals.set(spot, natural);
    if (++depth > maxElementDepth) report("tooDeep", name);
    else readParts(yElement, name, spot, parts);
    depth--;
    return spot;
  }

  /** The splits of a flow, each behind what comes before it or in the article that comes before it. */
  function addSplits(flow: FlowPart, segments: readonly Segment[], owner: Spot | null, inOwner: Spot[]): void {
    let before = owner;
    let article = owner?.isArticle === true ? owner : null;
    for (const segment of segments) {
      const { split } = segment;
      const yElement = split?.content instanceof Y.ContentType ? split.content.type : null;
      if (split === null || !(yElement instanceof Y.XmlElement)) continue;
      const isArticle = attributesOf(yElement, "split", sight).text("kind", "clause") !== "clause";
      const base: Spot | null = isArticle ? (article ?? before) : before;
      const isBehind: boolean = base !== null && (isArticle || !base.isArticle);
      const spot = addSpot(split, yElement, "split", isArticle, { base, isBehind });
      const parts = spot.parts as Part[];
      parts.unshift({ ...flow, segment });
      if (base === owner && !isBehind) inOwner.push(spot);
      else if (isBehind && base !== null) pushTo(behind, base, spot);
      // Behind its own words.
      else (base?.parts as Part[] | undefined)?.splice(1, 0, { kind: "splits", spots: [spot] });
      before = spot;
      if (isArticle) article = spot;
    }
  }

  function readParts(yParent: YList, name: "root" | ClauseName, owner: Spot | null, parts: Part[]): void {
    const holds = holdsOf(name);
    for (let item = yParent._start; item !== null; item = item.right) {
      if (!sight.shows(item)) continue;
      const yChild: unknown = typeOf(item);
      if (yChild instanceof Y.XmlText) {
        const segments = flowOf(yChild);
        const inOwner: Spot[] = [];
        const [segment] = segments;
        if (segment === undefined) continue;
        const flow: FlowPart = { kind: "flow", yItem: item, yFlow: yChild, segment };
        parts.push(flow);
        addSplits(flow, segments, owner, inOwner);
        if (inOwner.length > 0) parts.push({ kind: "splits", spots: inOwner });
      } else if (!(yChild instanceof Y.XmlElement)) report("unknownContent", name);
      else addChild(item, yChild);
    }

    function addChild(yItem: Y.Item, yElement: Y.XmlElement): void {
      const childName = String(yElement.nodeName);
      if (!isStoredName(childName)) return report("unknownNode", childName.slice(0, 64));
      if (!holds.includes(childName)) return report("wrongPlace", childName);
      if (childName === "place") {
        places.set(yItem, owner);
        parts.push({ kind: "place", yItem });
      } else if (childName === "body") {
        const lang = attributesOf(yElement, "body", sight).text("lang", "und");
        parts.push({ kind: "body", yItem, yFlows: flowsIn(yElement, sight), lang });
      } else if (childName === "article" || childName === "clause") {
        const natural = { base: owner, isBehind: false };
        parts.push({
          kind: "spot",
          yItem,
          spot: addSpot(yItem, yElement, childName, childName === "article", natural),
        });
      }
    }
  }

  const parts: Part[] = [];
  readParts(yRoot, "root", null, parts);
  const standing = settleHomes({ spots, naturals, places, sight, yDoc });
  return {
    parts,
    spots,
    at: (place) => standing.at.get(place) ?? null,
    behind: (spot) => (behind.get(spot) ?? []).filter((one) => one.home === null),
    holderOf: standing.holderOf,
    isSeen: (spot) => !standing.isHidden(spot),
  };
}

function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

export function flowsIn(yElement: YList, sight: Sight): readonly Y.XmlText[] {
  const yFlows: Y.XmlText[] = [];
  for (let item = yElement._start; item !== null; item = item.right) {
    const yChild: unknown = sight.shows(item) ? typeOf(item) : null;
    if (yChild instanceof Y.XmlText) yFlows.push(yChild);
  }
  return yFlows;
}

/** Of two ids the later: by clock, then by client. */
export const isLater = (a: Y.ID, b: Y.ID): boolean => (a.clock === b.clock ? a.client > b.client : a.clock > b.clock);

/** What is still in something removed after so many rounds stays there: only hostile texts need more than a few. */
const maxRounds = 64;

/** Which homes count, and with them where everything stands. Sets `home` of each spot. */
function settleHomes(args: {
  readonly spots: ReadonlyMap<Y.Item, Spot>;
  readonly naturals: ReadonlyMap<Spot, Natural>;
  readonly places: ReadonlyMap<Y.Item, Spot | null>;
  readonly sight: Sight;
  readonly yDoc: Y.Doc;
}) {
  const { spots, naturals, places, sight, yDoc } = args;
  const homes = new Map<Spot, Home>();

  const naturalOf = (spot: Spot): Natural => naturals.get(spot) ?? { base: null, isBehind: false };
  /** What it hangs from: a circle among these is a circle of clauses. */
  const above = (spot: Spot): Spot | null => {
    const home = homes.get(spot);
    return home === undefined ? naturalOf(spot).base : home.holder;
  };

  /** As far as it is known for these homes. */
  let holders = new Map<Spot, Spot | null>();

  function holderOf(spot: Spot): Spot | null {
    const path: Spot[] = [];
    let holder: Spot | null | undefined;
    for (let at = spot; holder === undefined; ) {
      holder = holders.get(at);
      if (holder !== undefined) break;
      path.push(at);
      const home = homes.get(at);
      const { base, isBehind } = naturalOf(at);
      if (home !== undefined) holder = home.holder;
      else if (!isBehind || base === null) holder = base;
      else at = base;
    }
    for (const at of path) holders.set(at, holder);
    return holder;
  }

  let hidden = new Map<Spot, boolean>();
  function isHidden(spot: Spot): boolean {
    const path: Spot[] = [];
    let known: boolean | undefined;
    for (let at: Spot | null = spot; at !== null; at = holderOf(at)) {
      known = hidden.get(at);
      if (known !== undefined) break;
      path.push(at);
      if (at.isGone) {
        known = true;
        break;
      }
    }
    const answer = known ?? false;
    for (const at of path) hidden.set(at, answer || at.isGone);
    return answer;
  }

  function claimPlaces(): void {
    const claims = new Map<Y.Item, { readonly spot: Spot; readonly home: Home }>();
    for (const spot of spots.values()) {
      const home = homeOf(spot);
      if (home === null) continue;
      const rival = claims.get(home.place);
      if (rival === undefined || isLater(home.stamp, rival.home.stamp)) claims.set(home.place, { spot, home });
    }
    for (const { spot, home } of claims.values()) homes.set(spot, home);
  }

  function homeOf({ yItem, name, isArticle }: Spot): Home | null {
    const yElement = typeOf(yItem);
    if (!(yElement instanceof Y.XmlElement) || !mayHaveAttributes(yElement, sight)) return null;
    const named = attributeOf(yElement, name, "home", sight);
    const id = named === null || named.value === "" ? null : readItemId(String(named.value));
    const place = id === null ? null : findItem(yDoc, id);
    const holder = place === null || place.id.clock !== id?.clock ? undefined : places.get(place);
    if (named === null || place === null || holder === undefined) return null;
    // An article stands in the root alone; a split of its kind is a clause anywhere else.
    return isArticle && name === "article" && holder !== null ? null : { place, holder, stamp: named.stamp };
  }

  /** In each circle the latest home is no home. Goes on from where the circle was cut, so a long path is walked once. */
  function breakCircles(): void {
    const done = new Set<Spot>();
    for (const start of [...homes.keys()]) {
      const path: Spot[] = [];
      const indexOf = new Map<Spot, number>();
      for (let at: Spot | null = start; at !== null && !done.has(at); ) {
        const begin = indexOf.get(at);
        if (begin === undefined) {
          indexOf.set(at, path.length);
          path.push(at);
        } else {
          const cut = latestIn(path, begin);
          homes.delete(path[cut] as Spot);
          for (const one of path.splice(cut + 1)) indexOf.delete(one);
        }
        at = above(path.at(-1) as Spot);
      }
      for (const one of path) done.add(one);
    }
  }

  /** Where in a path, from `begin` on, the latest home is. */
  function latestIn(path: readonly Spot[], begin: number): number {
    let latest = -1;
    let stamp: Y.ID | null = null;
    for (let index = begin; index < path.length; index++) {
      const home = homes.get(path[index] as Spot);
      if (home === undefined || (stamp !== null && !isLater(home.stamp, stamp))) continue;
      [latest, stamp] = [index, home.stamp];
    }
    if (latest < 0) throw new Error("what was made in a place stands in no circle");
    return latest;
  }

  claimPlaces();
  breakCircles();
  for (let round = 0, again = true; again && round < maxRounds; round++) {
    hidden = new Map();
    holders = new Map();
    // A home in something removed counts for nothing while the place where it was made still stands.
    const freed = [...homes].filter(([spot, { holder }]) => {
      if (holder === null || !isHidden(holder)) return false;
      const { base, isBehind } = naturalOf(spot);
      const natural = base !== null && isBehind ? holderOf(base) : base;
      return natural === null || !isHidden(natural);
    });
    for (const [spot] of freed) homes.delete(spot);
    again = freed.length > 0;
    if (again) breakCircles();
  }
  hidden = new Map();
  holders = new Map();
  const at = new Map<Y.Item, Spot>();
  for (const [spot, home] of homes) {
    spot.home = home.place;
    at.set(home.place, spot);
  }
  return { at, holderOf, isHidden };
}
