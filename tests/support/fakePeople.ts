/** A charter of five parties with guests and decisions that wait, and what the fake host does about members. */

import type { CharterView } from "../../shared/api/library.ts";
import type {
  Author,
  DecisionView,
  DeviceView,
  GuestView,
  MembershipChange,
  PartyRef,
} from "../../shared/api/people.ts";
import type { CharterId, DeviceId, PartyId } from "../../shared/base/ids.ts";
import { countNeeded } from "../../shared/charter/parties/quotas.ts";
import type { GuestRole } from "../../shared/charter/parties/roles.ts";
import { type FakeCharter, forged, party, river } from "./fakeCharters.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const ref = (number: number, name: string): PartyRef => ({ id: forged("party", number) as PartyId, name });
const fishers = ref(1, "Fishers’ Union of the Lower River");
const herders = ref(2, "Herders of the High Meadow");
const weavers = ref(3, "Weavers’ Cooperative of the Three Bridges");
const millers = ref(4, "Millers of the Weir");
const island = ref(5, "مجلس الجزيرة");

const amina: Author = { person: "Amina Benali", party: fishers };
const jon: Author = { person: "Jon Etxeberria", party: herders };
const leila: Author = { person: "ليلى الحداد", party: island };

function device(number: number, person: string, name: string, of: PartyRef | null, now: number): DeviceView {
  return {
    id: forged("device", number) as DeviceId,
    name,
    person,
    party: of,
    isThis: number === 1,
    missing: number % 3 === 2 ? 4 : 0,
    receiptAt: now - number * hourMs,
  };
}

const guest = (role: GuestRole, admittedAt: number, of: DeviceView): GuestView => ({ role, admittedAt, device: of });

type Facts = Pick<MembershipChange, "kind" | "at" | "by" | "subject"> & Partial<MembershipChange>;
const changed = (facts: Facts): MembershipChange => ({
  id: forged("change", facts.at),
  role: null,
  reason: "",
  state: "done",
  ...facts,
});

const history = (now: number): readonly MembershipChange[] => [
  changed({ kind: "founded", at: now - 700 * dayMs, by: amina, subject: fishers.name }),
  changed({
    kind: "admitted",
    at: now - 699 * dayMs,
    by: amina,
    subject: herders.name,
    role: "party",
    reason: "They graze above the bridge and asked at the spring assembly.",
  }),
  changed({ kind: "admitted", at: now - 650 * dayMs, by: jon, subject: weavers.name, role: "party" }),
  changed({ kind: "admitted", at: now - 640 * dayMs, by: jon, subject: millers.name, role: "party" }),
  changed({ kind: "admitted", at: now - 600 * dayMs, by: amina, subject: island.name, role: "party" }),
  changed({
    kind: "admitted",
    at: now - 90 * dayMs,
    by: leila,
    subject: "Rosa Mbeki",
    role: "mediator",
    reason: "All five asked her to sit between us.",
  }),
  changed({
    kind: "deviceRevoked",
    at: now - 30 * dayMs,
    by: jon,
    subject: "Jon Etxeberria, old phone",
    reason: "Lost at the market.",
  }),
  changed({
    kind: "partyRemoved",
    at: now - 12 * dayMs,
    by: { person: "Piet Molenaar", party: millers },
    subject: herders.name,
    reason: "",
    state: "notCounted",
  }),
  changed({
    kind: "partyRemoved",
    at: now - 5 * dayMs,
    by: jon,
    subject: millers.name,
    reason: "They have opened the weir at night three times and left the last four assemblies.",
    state: "waiting",
  }),
  changed({ kind: "consented", at: now - 4 * dayMs, by: leila, subject: millers.name, reason: "We saw it too." }),
];

/** Written with a Cyrillic letter each, where the true names have a Latin one. */
const falseMillers = { id: forged("party", 17) as PartyId, name: millers.name.replace("i", "\u0456") };
const falseAmina = "Amin\u0430 Benali";

/** Number 5 among the charters; 6 is the same, seen by a device that was ended; in 7 some names look like others. */
export function fakePeoples(now: number): readonly FakeCharter[] {
  const base = river(now);
  const of = (held: PartyRef, kind: "union" | "community" | "organisation", about: string, ...devices: DeviceView[]) =>
    party(held, kind, about, now - 600 * dayMs, devices);
  const decision = (
    facts: Pick<DecisionView, "kind" | "party" | "ruleset" | "by" | "reason" | "consented" | "needed">,
  ) => ({
    id: forged(facts.kind, 1),
    at: now - 5 * dayMs,
    electorate:
      facts.kind === "admitParty" ? [fishers, herders, weavers, millers, island] : [fishers, herders, weavers, island],
    canConsent: true,
    ...facts,
  });
  const view: CharterView = {
    ...base.view,
    id: forged("charter", 5) as CharterId,
    title: "Accord of the Five Valleys",
    parties: [
      of(
        fishers,
        "union",
        "the 214 fishing families below the weir",
        device(1, "Amina Benali", "Amina’s laptop", fishers, now),
        device(3, "Tomás Ruiz", "boat-house computer", fishers, now),
      ),
      of(
        herders,
        "community",
        "all who graze above the bridge",
        device(2, "Jon Etxeberria", "herders’ laptop", herders, now),
      ),
      of(weavers, "organisation", "", device(4, "Ines Carvalho", "workshop tablet", weavers, now)),
      of(millers, "organisation", "the four mills", device(5, "Piet Molenaar", "mill office", millers, now)),
      of(island, "community", "أهل الجزيرة", device(6, "ليلى الحداد", "حاسوب المجلس", island, now)),
    ],
    guests: [
      guest("mediator", now - 90 * dayMs, device(7, "Rosa Mbeki", "Rosa’s laptop", null, now)),
      guest("supporter", now - 60 * dayMs, device(8, "Otto Lind", "tablet", null, now)),
      guest("observer", now - 40 * dayMs, device(9, "Bea Novak", "phone", null, now)),
    ],
    decisions: [
      decision({
        kind: "removeParty",
        party: millers,
        ruleset: null,
        by: jon,
        reason: "They have opened the weir at night three times and left the last four assemblies.",
        consented: [herders, island],
        needed: 3,
      }),
      decision({
        kind: "admitParty",
        party: null,
        ruleset: null,
        by: leila,
        reason: "The salt makers of the estuary, who share our landing place.",
        consented: [island],
        needed: 3,
      }),
    ],
    leftOut: 3,
    invites: [
      {
        role: "party",
        expiresAt: now + 60 * hourMs,
        state: "waiting",
        id: "11aa22bb33cc44dd",
        invitedBy: "ليلى الحداد",
      },
      {
        role: "observer",
        expiresAt: now + 20 * hourMs,
        state: "open",
        id: "00aa11bb22cc33dd",
        invitedBy: "Amina Benali",
      },
    ],
  };
  const five: FakeCharter = { ...base, view, changes: history(now) };
  return [
    five,
    end(
      { ...five, view: { ...view, id: forged("charter", 6) as CharterId, title: "Fair of the Upper Pass" } },
      jon,
      "The laptop was lost on the mountain.",
      now,
    ),
    {
      ...five,
      view: {
        ...view,
        id: forged("charter", 7) as CharterId,
        title: "Accord of the Namesakes",
        parties: [
          ...view.parties,
          of(falseMillers, "organisation", "", device(10, "Piet Molenaar", "mill office", falseMillers, now)),
        ],
        guests: [guest("observer", now - 2 * dayMs, device(11, falseAmina, "phone", null, now))],
      },
    },
  ];
}

const end = (charter: FakeCharter, by: Author, reason: string, at: number): FakeCharter => ({
  ...charter,
  view: {
    ...charter.view,
    ended: { at, by, reason },
    decisions: charter.view.decisions.map((decision) => ({ ...decision, canConsent: false })),
  },
  timeline: charter.timeline.map((entry) => ({ ...entry, canCast: false })),
});

const add = (charter: FakeCharter, facts: Facts, view: Partial<CharterView>): FakeCharter => ({
  ...charter,
  view: { ...charter.view, ...view },
  changes: [...charter.changes, changed(facts)],
});

/** Null where this device may not. */
export function revoke(charter: FakeCharter, id: DeviceId, reason: string, by: Author, at: number): FakeCharter | null {
  const { parties, guests } = charter.view;
  const found = [...parties.flatMap((held) => held.devices), ...guests.map((held) => held.device)].find(
    (held) => held.id === id,
  );
  if (found === undefined || (found.party !== null && found.party.id !== by.party?.id)) return null;
  const kind = found.party === null ? ("guestEnded" as const) : ("deviceRevoked" as const);
  const after = add(
    charter,
    { kind, at, by, subject: `${found.person}, ${found.name}`, reason },
    {
      parties: parties.map((held) => ({ ...held, devices: held.devices.filter((one) => one.id !== id) })),
      guests: guests.filter((held) => held.device.id !== id),
    },
  );
  return found.isThis ? end(after, by, reason, at) : after;
}

export function remove(charter: FakeCharter, id: PartyId, reason: string, by: Author, at: number): FakeCharter | null {
  const { parties, decisions, policy } = charter.view;
  const found = parties.find((held) => held.id === id);
  if (found === undefined || by.party === null) return null;
  if (found.isMine)
    return end(add(charter, { kind: "partyWithdrew", at, by, subject: found.name, reason }, {}), by, reason, at);
  if (parties.length < 3) return null;
  const electorate = parties.filter((held) => held.id !== id).map((held) => ({ id: held.id, name: held.name }));
  const waiting: DecisionView = {
    id: forged("decision", at),
    kind: "removeParty",
    party: { id, name: found.name },
    ruleset: null,
    by,
    at,
    reason,
    consented: [by.party],
    needed: countNeeded(policy.remove, electorate.length),
    electorate,
    canConsent: false,
  };
  const facts = { kind: "partyRemoved", at, by, subject: found.name, reason, state: "waiting" } as const;
  return settle(add(charter, facts, { decisions: [...decisions, waiting] }), waiting);
}

export function consent(charter: FakeCharter, id: string, reason: string, by: Author, at: number): FakeCharter | null {
  const found = charter.view.decisions.find((one) => one.id === id);
  if (found === undefined || by.party === null || !found.canConsent) return null;
  const after: DecisionView = { ...found, consented: [...found.consented, by.party], canConsent: false };
  const subject = found.party?.name ?? "";
  const decisions = charter.view.decisions.map((one) => (one.id === id ? after : one));
  return settle(add(charter, { kind: "consented", at, by, subject, reason }, { decisions }), after);
}

/** What enough parties have consented to comes about. */
function settle(charter: FakeCharter, decision: DecisionView): FakeCharter {
  if (decision.consented.length < decision.needed) return charter;
  const { view } = charter;
  return {
    ...charter,
    view: {
      ...view,
      decisions: view.decisions.filter((one) => one.id !== decision.id),
      parties: view.parties.filter((held) => held.id !== decision.party?.id),
      invites: view.invites.map((one) =>
        decision.kind === "admitParty" && one.state === "waiting" ? { ...one, state: "open" as const } : one,
      ),
    },
  };
}
