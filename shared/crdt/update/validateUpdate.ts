/**
 * Judges an update before anything applies it. Called by: the host, for what windows type and what peers send.
 * The verdict is a function of the update and its causal past alone ([I4]), so that no two replicas differ in it.
 * Nothing is written, and the usual update is judged without walking the document.
 */
import type * as Y from "yjs";
import { isSamePair, isSuggesting } from "../../base/clientClass.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { isMarkName } from "../../charter/text/grammar.ts";
import { reviewRoot } from "../document/docLayout.ts";
import {
  elementRule,
  flowRule,
  type HolderRule,
  isAttrOf,
  maxElementDepth,
  readMarkAttrs,
  rootRule,
} from "../document/layoutRules.ts";
import { isReviewValue, isReviewWriter, readReviewKey } from "../document/reviewKeys.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  decodeUpdate,
  noLimits,
  type StructId,
  type UpdateBytesFault,
} from "../document/updateBytes.ts";
import { findItem, parentItem, typeOf } from "../document/yStore.ts";
import { standInPlace } from "./placement.ts";

export const maxUpdateBytes = 1024 * 1024;
export const maxUpdateStructs = 20_000;
export const maxUpdateLength = 1_000_000;

export type UpdateFault =
  | UpdateBytesFault
  | { readonly kind: "tooLarge"; readonly bytes: number }
  /** Written in somebody else's name. */
  | { readonly kind: "foreignClient" }
  /** It does not begin at the next clock. */
  | { readonly kind: "wrongClock" }
  /** It refers to what is neither in its past nor in itself. */
  | { readonly kind: "unknownReference" }
  | { readonly kind: "wrongParent" }
  | { readonly kind: "tooDeep" }
  | { readonly kind: "badAttr" }
  | { readonly kind: "badMark" }
  /** A key of `review` that is none, or a value that it cannot have. */
  | { readonly kind: "badEntry" }
  /** A key of `review` that this client id cannot write. */
  | { readonly kind: "wrongWriter" }
  /** Of a suggesting id: more than adding something. */
  | { readonly kind: "beyondSuggesting" }
  /** Between neighbours that never were neighbours for its author. */
  | { readonly kind: "wrongPlace" };

export interface JudgingRules {
  /** The one client id that the author may write with; it says whether the author edits or suggests. */
  readonly client: number;
  readonly nextClock: number;
  /** The next clock of a client in the causal past of the update. */
  known(client: number): number;
  /** Whether an id is one of the author's device; left out: those of the same pair are. */
  isOwn?(client: number): boolean;
}

export function readUpdate(update: Uint8Array): Result<DecodedUpdate, UpdateFault> {
  if (update.length > maxUpdateBytes) return err({ kind: "tooLarge", bytes: update.length });
  const decoded = decodeUpdate(update, { structs: maxUpdateStructs, length: maxUpdateLength });
  return "kind" in decoded ? err(decoded) : ok(decoded);
}

/** As `readUpdate`, of any length: what this device's own window hands over is cut before it is signed. */
export function readLongUpdate(update: Uint8Array): Result<DecodedUpdate, UpdateFault> {
  const decoded = decodeUpdate(update, noLimits);
  return "kind" in decoded ? err(decoded) : ok(decoded);
}

/** What a list of structs hangs from. */
interface Parent {
  /** Null for `review`. */
  readonly rule: HolderRule | null;
  /** Null for a root. */
  readonly id: StructId | null;
  readonly depth: number;
}

interface Place {
  readonly parent: Parent;
  readonly attr: string | null;
}

const textParent: Parent = { rule: rootRule, id: null, depth: 0 };
const reviewParent: Parent = { rule: null, id: null, depth: 0 };

/** `yDoc` holds at least the causal past of the update and nothing of the update itself. */
export function judgeUpdate(
  decoded: DecodedUpdate,
  yDoc: Y.Doc,
  rules: JudgingRules,
): Result<{ readonly structs: number; readonly endClock: number }, UpdateFault> {
  const { client, clock, structs, deletes } = decoded;
  if (client !== null && client !== rules.client) return err({ kind: "foreignClient" });
  if (client !== null && clock !== rules.nextClock) return err({ kind: "wrongClock" });
  const judge = createJudge(decoded, yDoc, rules);
  for (const struct of structs) {
    const fault = judge(struct);
    if (fault !== null) return err({ kind: fault });
  }
  const endClock = rules.nextClock + decoded.length;
  const suggests = isSuggesting(rules.client);
  for (const range of deletes) {
    if (range.clock + range.length > (range.client === rules.client ? endClock : rules.known(range.client)))
      return err({ kind: "unknownReference" });
    const isOwn = range.client === client && range.clock >= clock;
    if (suggests && !isOwn) return err({ kind: "beyondSuggesting" });
  }
  if (!standInPlace(decoded, yDoc, rules)) return err({ kind: "wrongPlace" });
  return ok({ structs: structs.length, endClock });
}

type JudgeFault =
  | "unknownReference"
  | "wrongParent"
  | "tooDeep"
  | "badAttr"
  | "badMark"
  | "badEntry"
  | "wrongWriter"
  | "beyondSuggesting";

function createJudge(decoded: DecodedUpdate, yDoc: Y.Doc, rules: JudgingRules) {
  /** Places of the structs judged so far, by position in the update. */
  const places: Place[] = [];
  const depths = new Map<Y.Item, number>();
  const suggests = isSuggesting(rules.client);
  const yReview = reviewRoot(yDoc);

  const isOwn = (id: StructId): boolean => id.client === rules.client && id.clock >= decoded.clock;

  /** A struct of this update that comes before the one being judged. */
  function ownIndex(clock: number): number | null {
    let low = 0;
    let high = places.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = decoded.structs[middle];
      if (struct === undefined || clock < struct.clock) high = middle - 1;
      else if (clock >= struct.clock + struct.length) low = middle + 1;
      else return middle;
    }
    return null;
  }

  const isKnown = (id: StructId): boolean =>
    id.clock < (id.client === rules.client ? decoded.clock : rules.known(id.client));

  /** Levels of elements and flows down to and including this item. */
  function depthOf(item: Y.Item): number {
    const kept = depths.get(item);
    if (kept !== undefined) return kept;
    const above = parentItem(item);
    const depth = (above === null ? 0 : depthOf(above)) + 1;
    depths.set(item, depth);
    return depth;
  }

  function parentOfItem(item: Y.Item): Parent | null {
    const type = typeOf(item);
    if (type === null) return null;
    const { client, clock } = item.id;
    const depth = depthOf(item);
    const name = "nodeName" in type && typeof type.nodeName === "string" ? type.nodeName : null;
    const rule = name === null ? flowRule : elementRule(name);
    return rule === undefined ? null : { rule, id: { client, clock }, depth };
  }

  function findParent(id: StructId): Parent | JudgeFault {
    if (isOwn(id)) {
      const index = ownIndex(id.clock);
      const place = index === null ? undefined : places[index];
      const struct = index === null ? undefined : decoded.structs[index];
      if (place === undefined || struct === undefined) return "unknownReference";
      const { content } = struct;
      if (content.kind !== "element" && content.kind !== "text") return "wrongParent";
      const rule = content.kind === "element" ? elementRule(content.name) : flowRule;
      return rule === undefined ? "wrongParent" : { rule, id, depth: place.parent.depth + 1 };
    }
    if (!isKnown(id)) return "unknownReference";
    const item = findItem(yDoc, id);
    if (item === null) return "unknownReference";
    return parentOfItem(item) ?? "wrongParent";
  }

  const rootOf = (item: Y.Item): Parent => (item.parent === yReview ? reviewParent : textParent);

  /** The list that a neighbour stands in. */
  function placeOf(id: StructId): Place | JudgeFault {
    if (isOwn(id)) {
      const index = ownIndex(id.clock);
      return (index === null ? undefined : places[index]) ?? "unknownReference";
    }
    if (!isKnown(id)) return "unknownReference";
    const item = findItem(yDoc, id);
    if (item === null) return "unknownReference";
    const above = parentItem(item);
    const parent = above === null ? rootOf(item) : parentOfItem(above);
    return parent === null ? "wrongParent" : { parent, attr: item.parentSub };
  }

  function findPlace(struct: DecodedStruct): Place | JudgeFault {
    const { origin, rightOrigin } = struct;
    if (origin !== null && rightOrigin !== null) {
      const left = placeOf(origin);
      const right = placeOf(rightOrigin);
      if (typeof left === "string") return left;
      if (typeof right === "string") return right;
      return isSameParent(left.parent, right.parent) && left.attr === right.attr ? left : "wrongParent";
    }
    const neighbour = origin ?? rightOrigin;
    if (neighbour !== null) return placeOf(neighbour);
    if (struct.parent === null) return "unknownReference";
    if (struct.parent === "review") return { parent: reviewParent, attr: struct.attr };
    const parent = struct.parent === "text" ? textParent : findParent(struct.parent);
    return typeof parent === "string" ? parent : { parent, attr: struct.attr };
  }

  /** [I15] */
  function isSuggestion({ content, origin }: DecodedStruct, { parent, attr }: Place): boolean {
    const { rule, id } = parent;
    // An entry is written once: what was accepted under its key stays what it was.
    if (rule === null) return origin === null || isOwn(origin);
    if (attr !== null) return id !== null && isOwn(id);
    return content.kind !== "format";
  }

  return (struct: DecodedStruct): JudgeFault | null => {
    const place = findPlace(struct);
    if (typeof place === "string") return place;
    places.push(place);
    const fault = judgeContent(struct, place, rules);
    return fault ?? (suggests && !isSuggestion(struct, place) ? "beyondSuggesting" : null);
  };
}

const isSameParent = (a: Parent, b: Parent): boolean =>
  a.id === null || b.id === null
    ? a.rule === b.rule && a.id === b.id
    : a.id.client === b.id.client && a.id.clock === b.id.clock;

/** [I1] A struct alone against its parent, which never changes. */
function judgeContent(struct: DecodedStruct, { parent, attr }: Place, rules: JudgingRules): JudgeFault | null {
  const { rule, id, depth } = parent;
  const { content, rightOrigin } = struct;
  if (rule === null) return judgeEntry(struct, attr ?? "", rules);
  if (attr !== null) {
    if (id === null || rule === flowRule || content.kind !== "attr") return "wrongParent";
    return rightOrigin === null && isAttrOf(rule, attr, content.value) ? null : "badAttr";
  }
  switch (content.kind) {
    case "attr":
      return "wrongParent";
    case "string":
      return rule === flowRule ? null : "wrongParent";
    case "format":
      if (rule !== flowRule) return "wrongParent";
      return isMarkName(content.key) && (content.value === null || readMarkAttrs(content.key, content.value) !== null)
        ? null
        : "badMark";
    case "text":
    case "element":
      if (!rule.holds.has(content.kind === "text" ? "flow" : content.name)) return "wrongParent";
      return depth + 1 > maxElementDepth ? "tooDeep" : null;
  }
}

/** [I16] Of words that a key names nothing is looked up but whose they are: only their own device takes them back. */
function judgeEntry({ content, rightOrigin }: DecodedStruct, text: string, rules: JudgingRules): JudgeFault | null {
  const key = readReviewKey(text);
  if (key === null || content.kind !== "attr" || rightOrigin !== null || !isReviewValue(key, content.value))
    return "badEntry";
  if (!isReviewWriter(key, rules.client)) return "wrongWriter";
  if (key.kind !== "out") return null;
  const named = key.of.kind === "ins" ? key.of.range.client : key.of.suggestion.client;
  return (rules.isOwn?.(named) ?? isSamePair(named, rules.client)) ? null : "wrongWriter";
}
