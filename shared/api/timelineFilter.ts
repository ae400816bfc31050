/** Which points of a timeline a person wants to see. Pure; the window and the command line filter by it alike. */
import type { PartyId } from "../base/ids.ts";
import type { ProposalState } from "../charter/parties/proposalState.ts";
import { type FindOptions, fold } from "../charter/text/findText.ts";
import type { TimelineEntry } from "./agreements.ts";
import type { PartyRef } from "./people.ts";

/** `declined`: everything that came to nothing. `amendment`: whatever became of it. */
export const timelineKinds = ["inForce", "waiting", "ended", "declined", "amendment"] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineFilter {
  /** Of any of these kinds; empty: of all. */
  readonly kinds: readonly TimelineKind[];
  /** It was asked, is bound, or proposed it; null: whoever. */
  readonly party: PartyId | null;
  /** Each of these words is part of its title or note, of a party's or person's name, or of what a party said. */
  readonly words: string;
}

export const everything: TimelineFilter = { kinds: [], party: null, words: "" };

const kindOfState: Readonly<Record<ProposalState, TimelineKind>> = {
  open: "waiting",
  contested: "waiting",
  awaiting: "waiting",
  upcoming: "waiting",
  inForce: "inForce",
  superseded: "ended",
  lapsed: "ended",
  declined: "declined",
  withdrawn: "declined",
  closed: "declined",
  unreachable: "declined",
};

/** In their order. */
export function filterTimeline(
  entries: readonly TimelineEntry[],
  { kinds, party, words }: TimelineFilter,
): readonly TimelineEntry[] {
  const sought = foldWords(words)
    .split(/\s+/)
    .filter((word) => word !== "");
  return entries.filter(
    (entry) =>
      (kinds.length === 0 ||
        kinds.includes(kindOfState[entry.state]) ||
        (kinds.includes("amendment") && entry.purpose === "amendment")) &&
      (party === null || partiesOf(entry).some(({ id }) => id === party)) &&
      (sought.length === 0 || holdsWords(entry, sought)),
  );
}

/** Every party that the texts of a timeline ask or bind, each once, by name. */
export function partiesIn(entries: readonly TimelineEntry[]): readonly PartyRef[] {
  const known = new Map<PartyId, PartyRef>(entries.flatMap(partiesOf).map((party) => [party.id, party]));
  const byName = new Intl.Collator("und").compare;
  return [...known.values()].sort((a, b) => byName(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

const partiesOf = ({ electorate, binds, proposedBy }: TimelineEntry): readonly PartyRef[] => [
  proposedBy.party,
  ...binds.map(({ party }) => party),
  ...electorate,
];

function holdsWords(entry: TimelineEntry, sought: readonly string[]): boolean {
  const said = foldWords(
    [
      ...[entry.title, entry.note, entry.proposedBy.person],
      ...partiesOf(entry).map(({ name }) => name),
      ...entry.ballots.flatMap(({ person, statement }) => [person, statement]),
    ].join("\n"),
  );
  return sought.every((word) => said.includes(word));
}

/** As people mean them: whatever their case and accents. */
const asMeant: FindOptions = { wholeWords: false, matchCase: false, matchDiacritics: false };
const foldWords = (words: string): string => fold(words, asMeant);
