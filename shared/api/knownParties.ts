/** Of whom one may ask what is in force: every party of a charter's texts and every member of today. Pure. */
import type { TimelineEntry } from "./agreements.ts";
import type { PartyRef } from "./people.ts";
import { partiesIn } from "./timelineFilter.ts";

/** Each once, as it is called last, by name. */
export function knownParties(timeline: readonly TimelineEntry[], members: readonly PartyRef[]): readonly PartyRef[] {
  const known = new Map([...partiesIn(timeline), ...members].map(({ id, name }) => [id, { id, name }]));
  return byName([...known.values()], (party) => party);
}

const collator = new Intl.Collator("und");

/** In order of the parties' names, then of their ids. */
export const byName = <T>(all: readonly T[], partyOf: (one: T) => PartyRef): readonly T[] =>
  [...all].sort((a, b) => {
    const [one, other] = [partyOf(a), partyOf(b)];
    return collator.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);
  });
