/**
 * What is suggested and answered about a text, as far as a reading without what is not agreed needs it.
 *
 * A pure function of the root `review`: whatever came first, all replicas that hold the same entries read the same
 * ([I19]). An acceptance counts as long as nobody rejects ([I20]); taking a suggestion back does not undo it ([I21]).
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { type ReviewKey, writeItemId, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import { type ClockSet, createClockSet } from "./clockSet.ts";
import { reviewKeyOf } from "./reviewEntries.ts";
import { asItIs, type Sight } from "./sight.ts";

export interface Review {
  /** Words and elements of suggesting ids that are accepted. */
  readonly accepted: ClockSet;
  /** What an accepted strike takes out. */
  readonly struck: ClockSet;
  /** What is rejected or taken back, and not accepted by anybody. */
  readonly dropped: ClockSet;
  /** By bracket, as `writeItemId` names it: the choice that all picks agree in; null where they differ. */
  readonly picks: ReadonlyMap<string, string | null>;
  /** By bracket: whose client chose what, the lowest client first. */
  readonly choices: ReadonlyMap<string, readonly Choice[]>;
}

export interface Choice {
  readonly client: number;
  readonly pick: string;
}

/** `base`: which entries count. */
export function readReview(yDoc: Y.Doc, base: Sight = asItIs): Review {
  const entries = [...reviewRoot(yDoc)._map].flatMap(([text, latest]) => {
    const value = storedValue(latest, base);
    const key = value === undefined ? null : reviewKeyOf(latest, text);
    return key === null ? [] : [{ key, value }];
  });
  const answered = new Set<string>();
  const ranges: Record<"ok" | "no" | "out" | "struck", DeletedRange[]> = { ok: [], no: [], out: [], struck: [] };
  const choices = new Map<string, Choice[]>();
  for (const { key, value } of entries) {
    if ((key.kind === "ok" || key.kind === "no" || key.kind === "out") && value === true) {
      if (key.of.kind === "ins") ranges[key.kind].push(key.of.range);
      else answered.add(`${key.kind} ${writeReviewKey(key.of)}`);
    } else if (key.kind === "pick" && typeof value === "string") {
      const bracket = writeItemId(key.bracket);
      const known = choices.get(bracket) ?? [];
      choices.set(
        bracket,
        [...known, { client: key.client, pick: value }].sort((a, b) => a.client - b.client),
      );
    }
  }
  for (const { key, value } of entries) {
    if (key.kind !== "del" || value !== true) continue;
    const text = writeReviewKey(key);
    if (answered.has(`ok ${text}`) && !answered.has(`no ${text}`)) ranges.struck.push(key.range);
  }
  const rejected = createClockSet(ranges.no);
  return {
    accepted: createClockSet(ranges.ok.flatMap(rejected.outside)),
    struck: createClockSet(ranges.struck),
    dropped: createClockSet([...ranges.no, ...ranges.out].flatMap(createClockSet(ranges.ok).outside)),
    picks: new Map([...choices].map(([bracket, made]) => [bracket, agreedIn(made)])),
    choices,
  };
}

const agreedIn = ([first, ...others]: readonly Choice[]): string | null =>
  first !== undefined && others.every(({ pick }) => pick === first.pick) ? first.pick : null;

function storedValue(latest: Y.Item, base: Sight): unknown {
  const seen = base.valueOf(latest);
  return seen?.item.content instanceof Y.ContentAny ? seen.item.content.arr[seen.index] : undefined;
}

/** Whether something is suggested and not agreed. */
export const isPending = (id: StructId, { accepted }: Review): boolean => isSuggesting(id.client) && !accepted.has(id);

/** What an entry is about, of which the reading may depend on it. */
export function rangeOf(key: ReviewKey): DeletedRange | null {
  switch (key.kind) {
    case "pick":
      return { ...key.bracket, length: 1 };
    case "ok":
    case "no":
    case "out":
      return key.of.kind === "ins" ? key.of.range : rangeOf(key.of);
    case "del":
    case "fmt":
      return key.range;
    case "set":
      return { ...key.element, length: 1 };
    default:
      return null;
  }
}
