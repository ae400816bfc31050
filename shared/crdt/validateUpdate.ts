/**
 * Judges an update before anything applies it. Called by: the host, for what windows type and what peers send.
 * The verdict is a function of the update and its causal past alone ([I4]), so that no two replicas differ in it.
 * Nothing is written, and the usual update is judged without walking the document.
 */
import type * as Y from "yjs";
import { err, ok, type Result } from "../base/result.ts";
import { isMarkName } from "../charter/text/grammar.ts";
import { docRule, type ElementRule, elementRule, isAttrOf, maxElementDepth, readMarkAttrs } from "./layoutRules.ts";
import { standInPlace } from "./placement.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  decodeUpdate,
  noLimits,
  type StructId,
  type UpdateBytesFault,
} from "./updateBytes.ts";
import { findItem, parentItem, typeOf } from "./yStore.ts";

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
  /** Between neighbours that never were neighbours for its author. */
  | { readonly kind: "wrongPlace" };

export interface JudgingRules {
  /** The one client id that the author may write with. */
  readonly client: number;
  readonly nextClock: number;
  /** The next clock of a client in the causal past of the update. */
  known(client: number): number;
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
  readonly rule: ElementRule | null;
  /** Null for the root. */
  readonly id: StructId | null;
  readonly depth: number;
}

interface Place {
  readonly parent: Parent;
  readonly attr: string | null;
}

const root: Parent = { rule: docRule, id: null, depth: 0 };

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
  for (const range of deletes)
    if (range.clock + range.length > (range.client === rules.client ? endClock : rules.known(range.client)))
      return err({ kind: "unknownReference" });
  if (!standInPlace(decoded, yDoc, rules)) return err({ kind: "wrongPlace" });
  return ok({ structs: structs.length, endClock });
}

type JudgeFault = "unknownReference" | "wrongParent" | "tooDeep" | "badAttr" | "badMark";

function createJudge(decoded: DecodedUpdate, yDoc: Y.Doc, rules: JudgingRules) {
  /** Places of the structs judged so far, by position in the update. */
  const places: Place[] = [];
  const depths = new Map<Y.Item, number>();

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

  /** Levels of elements down to and including this item. */
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
    const rule = name === null ? null : elementRule(name);
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
      const rule = content.kind === "element" ? elementRule(content.name) : null;
      return rule === undefined ? "wrongParent" : { rule, id, depth: place.parent.depth + 1 };
    }
    if (!isKnown(id)) return "unknownReference";
    const item = findItem(yDoc, id);
    if (item === null) return "unknownReference";
    return parentOfItem(item) ?? "wrongParent";
  }

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
    const parent = above === null ? root : parentOfItem(above);
    return parent === null ? "wrongParent" : { parent, attr: item.parentSub };
  }

  function findPlace(struct: DecodedStruct): Place | JudgeFault {
    const { origin, rightOrigin } = struct;
    if (origin !== null && rightOrigin !== null) {
      const left = placeOf(origin);
      const right = placeOf(rightOrigin);
      if (typeof left === "string") return left;
      if (typeof right === "string") return right;
      return sameId(left.parent.id, right.parent.id) && left.attr === right.attr ? left : "wrongParent";
    }
    const neighbour = origin ?? rightOrigin;
    if (neighbour !== null) return placeOf(neighbour);
    if (struct.parent === null) return "unknownReference";
    const parent = struct.parent === "root" ? root : findParent(struct.parent);
    return typeof parent === "string" ? parent : { parent, attr: struct.attr };
  }

  return (struct: DecodedStruct): JudgeFault | null => {
    const place = findPlace(struct);
    if (typeof place === "string") return place;
    const fault = judgeContent(struct, place);
    places.push(place);
    return fault;
  };
}

const sameId = (a: StructId | null, b: StructId | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);

/** [I1] A struct alone against its parent, which never changes. */
function judgeContent({ content, rightOrigin }: DecodedStruct, { parent, attr }: Place): JudgeFault | null {
  const { rule, depth } = parent;
  if (attr !== null) {
    if (rule === null || parent.id === null || content.kind !== "attr") return "wrongParent";
    return rightOrigin === null && isAttrOf(rule, attr, content.value) ? null : "badAttr";
  }
  switch (content.kind) {
    case "attr":
      return "wrongParent";
    case "string":
      return rule === null ? null : "wrongParent";
    case "format":
      if (rule !== null) return "wrongParent";
      return isMarkName(content.key) && (content.value === null || readMarkAttrs(content.key, content.value) !== null)
        ? null
        : "badMark";
    case "text":
      return rule?.holdsText === true ? null : "wrongParent";
    case "element":
      if (rule?.children.has(content.name) !== true) return "wrongParent";
      return depth + 1 > maxElementDepth ? "tooDeep" : null;
  }
}
