/** What a host shows, as plain values for tests of the window that need no host. */
import type { TimelineEntry } from "../../shared/api/agreements.ts";
import type { DeviceView, PartyRef, PartyView } from "../../shared/api/people.ts";
import { toHex } from "../../shared/base/bytes.ts";
import type { DeviceId, PartyId, ProposalId } from "../../shared/base/ids.ts";
import { usualConditions } from "../../shared/charter/parties/conditions.ts";
import { seedOf, startMs } from "./builders.ts";

/** Always the same for the same name. */
export const idOf = (name: string): string => toHex(seedOf(name));
export const refOf = (name: string): PartyRef => ({ id: idOf(name) as PartyId, name });

export const deviceView = (person: string, party: PartyRef | null, isThis = false): DeviceView => ({
  ...{ id: idOf(person) as DeviceId, name: `${person}’s laptop`, person, party, isThis },
  ...{ missing: 0, receiptAt: startMs },
});

/** A party with one device of each of these people. */
export const partyView = (name: string, people: readonly string[], isMine = false): PartyView => ({
  ...refOf(name),
  ...{ kind: "community", constituency: "", admittedAt: startMs, isMine, signers: 1 },
  devices: people.map((person, index) => deviceView(person, refOf(name), isMine && index === 0)),
});

/** A first proposal that waits for its ballots, but for `facts`. */
export const timelineEntry = (facts: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...{ proposal: idOf("proposal") as ProposalId, parent: null, supersedes: [], leftOut: [], competing: null, depth: 1 },
  ...{ purpose: "first", state: "open", title: "Accord on the River Meadows", note: "" },
  contentHash: idOf("content"),
  proposedBy: { party: refOf("Fishers"), person: "Amina" },
  proposedAt: startMs,
  term: { from: null, months: 12, until: null, noticeDays: 60 },
  ...{ conditions: usualConditions(2), signers: [], ratifiedBy: [], named: [] },
  ...{ electorate: [refOf("Fishers"), refOf("Herders")], closesOn: "2024-11-14" },
  ...{ ballots: [], cannotAnswer: [], binds: [], doubleSigned: [], mineInQuestion: [] },
  ...{ ratifiedAt: null, startsOn: null, endsOn: null, renewFrom: null, endedOn: null, resumedOn: null },
  ...{ clauses: null, myBallot: null, canCast: false },
  ...facts,
});
