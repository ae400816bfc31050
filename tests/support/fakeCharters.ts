/** Charters in every state, with proposals in every state. */

import type { ProposalPlan, ProposalPreview, TimelineEntry } from "../../shared/api/agreements.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import type { CharterSummary, CharterView } from "../../shared/api/library.ts";
import type { NearbyDevice } from "../../shared/api/peers.ts";
import type { DeviceView, MembershipChange, PartyRef, PartyView } from "../../shared/api/people.ts";
import type { CharterId, DeviceId, PartyId, ProposalId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import type { PartyKind } from "../../shared/charter/parties/roles.ts";
import { termDates } from "../../shared/charter/parties/term.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import {
  arabicWater,
  forest,
  riverAmended,
  riverCompeting,
  riverDraft,
  riverFirst,
  riverRenewal,
  seeds,
} from "./fakeTexts.ts";

export interface FakeCharter {
  readonly view: CharterView;
  readonly timeline: readonly TimelineEntry[];
  readonly texts: ReadonlyMap<ProposalId, CharterText>;
  readonly draft: CharterText;
  /** Who came and went. */
  readonly changes: readonly MembershipChange[];
}

/** 64 hex digits, always the same for the same name and number. */
export function forged(name: string, number: number): string {
  let state = [...`${name}${number}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: 64 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 28).toString(16);
  }).join("");
}

const dayMs = 86_400_000;
const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
const partyId = (number: number) => forged("party", number) as PartyId;
const fishers = { id: partyId(1), name: "Fishers’ Union of the Lower River" };
const herders = { id: partyId(2), name: "Herders of the High Meadow" };
const proposal = (number: number) => forged("proposal", number) as ProposalId;

function device(
  number: number,
  person: string,
  name: string,
  party: { id: PartyId; name: string },
  held: Pick<DeviceView, "missing" | "receiptAt">,
): DeviceView {
  return { id: forged("device", number) as DeviceId, name, person, party, isThis: number === 1, ...held };
}

export const party = (
  ref: { id: PartyId; name: string },
  kind: PartyKind,
  constituency: string,
  admittedAt: number,
  devices: readonly DeviceView[],
): PartyView => ({ ...ref, kind, constituency, admittedAt, isMine: ref.id === fishers.id, devices });

interface EntryFacts extends Pick<TimelineEntry, "proposal" | "parent" | "purpose" | "state" | "note"> {
  readonly daysAgo: number;
  /** First day in force, in days from now. */
  readonly startsIn?: number;
  readonly days?: number;
  readonly voted?: readonly ("fishers" | "herders" | "herders declined")[];
  readonly competing?: readonly ProposalId[];
  readonly clauses?: TimelineEntry["clauses"];
  readonly canCast?: boolean;
  readonly supersedes?: readonly ProposalId[];
  /** Whose ballot a device cast that its party had ended. */
  readonly stolen?: "fishers" | "herders";
  readonly left?: PartyRef;
  readonly cannotAnswer?: readonly PartyRef[];
}

function entry(now: number, facts: EntryFacts): TimelineEntry {
  const proposedAt = now - facts.daysAgo * dayMs;
  const starts = facts.startsIn === undefined ? null : now + facts.startsIn * dayMs;
  const ends = starts === null ? null : starts + (facts.days ?? 364) * dayMs;
  const ballots = (facts.voted ?? []).map((who, index) => ({
    party: who === "fishers" ? fishers : herders,
    person: who === "fishers" ? "Amina Benali" : "Jon Etxeberria",
    choice: who === "herders declined" ? ("decline" as const) : ("ratify" as const),
    statement:
      who === "herders declined"
        ? "The assembly asks for the wells to stay in the text."
        : index === 0
          ? "By the assembly of 3 March, 41 to 2."
          : "",
    castAt: proposedAt + (index + 1) * dayMs,
    id: forged("ballot", facts.daysAgo * 10 + index),
    standing: facts.stolen === who ? ("inQuestion" as const) : ("counts" as const),
    ended:
      facts.stolen === who
        ? { at: proposedAt + dayMs, by: { person: "Amina Benali", party: fishers }, reason: "The tablet was stolen." }
        : null,
  }));
  const gone = facts.cannotAnswer ?? [];
  return {
    proposal: facts.proposal,
    parent: facts.parent,
    supersedes: facts.supersedes ?? [],
    depth: 1000 - facts.daysAgo,
    closesOn: day(proposedAt + 365 * dayMs),
    cannotAnswer: gone,
    binds:
      starts === null
        ? []
        : [fishers, herders].map((party) => ({
            party,
            from: day(starts),
            to: facts.left === party ? day(now - dayMs) : null,
            left: facts.left === party ? { how: "withdrew" as const, at: now, reason: "A dry year." } : null,
          })),
    endedOn: ends === null ? null : day(ends),
    resumedOn: null,
    mineInQuestion: facts.stolen === "fishers" ? [forged("ballot", facts.daysAgo * 10)] : [],
    purpose: facts.purpose,
    state: facts.state,
    competing: facts.competing ?? [],
    title: "Accord on the River Meadows",
    note: facts.note,
    contentHash: forged("content", facts.daysAgo),
    proposedBy: {
      party: facts.daysAgo % 2 === 0 ? fishers : herders,
      person: facts.daysAgo % 2 === 0 ? "Amina Benali" : "Jon Etxeberria",
    },
    proposedAt,
    term: { from: null, months: 12, until: null, noticeDays: 60 },
    needed: 2,
    electorate: [fishers, herders],
    ballots,
    doubleSigned: [],
    ratifiedAt: starts === null ? null : proposedAt + 2 * dayMs,
    startsOn: starts === null ? null : day(starts),
    endsOn: ends === null ? null : day(ends),
    renewFrom: ends === null ? null : day(ends - 60 * dayMs),
    clauses: facts.clauses ?? null,
    myBallot: ballots.find(({ party, standing }) => party === fishers && standing === "counts")?.choice ?? null,
    canCast: facts.canCast ?? false,
  };
}

export function river(now: number): FakeCharter {
  const [first, amended, declined, withdrawn, renewal, competing] = [1, 2, 3, 4, 5, 6].map(proposal) as [
    ProposalId,
    ProposalId,
    ProposalId,
    ProposalId,
    ProposalId,
    ProposalId,
  ];
  const carriedOver = ["Preamble", "P.1", "P.2", "1.1", "1.3", "3", "3.1", "3.2", "4", "4.1", "4.2"];
  const timeline = [
    entry(now, {
      proposal: first,
      parent: null,
      purpose: "first",
      state: "superseded",
      daysAgo: 700,
      startsIn: -698,
      days: 364,
      note: "Our first, as spoken at the bridge.",
      voted: ["fishers", "herders"],
    }),
    entry(now, {
      proposal: amended,
      parent: first,
      purpose: "amendment",
      state: "inForce",
      daysAgo: 346,
      startsIn: -344,
      days: 364,
      note: "After the dry spring.",
      voted: ["herders", "fishers"],
      clauses: { carriedOver, amended: ["1.2", "2.1"], dropped: [], added: [] },
    }),
    entry(now, {
      proposal: declined,
      parent: amended,
      purpose: "amendment",
      state: "declined",
      daysAgo: 91,
      note: "",
      voted: ["fishers", "herders declined"],
      clauses: { carriedOver: carriedOver.slice(0, 8), amended: [], dropped: ["3", "3.1", "3.2"], added: [] },
    }),
    entry(now, {
      proposal: withdrawn,
      parent: amended,
      purpose: "renewal",
      state: "withdrawn",
      daysAgo: 21,
      note: "",
      clauses: { carriedOver, amended: [], dropped: [], added: [] },
    }),
    entry(now, {
      proposal: renewal,
      parent: amended,
      purpose: "renewal",
      state: "open",
      daysAgo: 5,
      note: "Eight weeks, as the herders asked; the wells move to a text of their own; reed beds are new.",
      voted: ["herders"],
      competing: [competing],
      clauses: {
        carriedOver: carriedOver.slice(0, 9),
        amended: ["2.1"],
        dropped: ["3", "3.1", "3.2"],
        added: ["4", "4.1"],
      },
      canCast: true,
    }),
    entry(now, {
      proposal: competing,
      parent: amended,
      purpose: "renewal",
      state: "open",
      daysAgo: 4,
      note: "Written on the mountain before we heard of yours.",
      competing: [renewal],
      clauses: { carriedOver, amended: ["1.2"], dropped: [], added: [] },
    }),
  ];
  return {
    timeline,
    texts: new Map([
      [first, riverFirst],
      [amended, riverAmended],
      [declined, riverCompeting],
      [withdrawn, riverAmended],
      [renewal, riverRenewal],
      [competing, riverCompeting],
    ]),
    draft: riverDraft,
    changes: [
      {
        id: forged("change", 1),
        kind: "founded",
        at: now - 700 * dayMs,
        by: { person: "Amina Benali", party: fishers },
        subject: fishers.name,
        role: null,
        reason: "",
        state: "done",
      },
    ],
    view: {
      id: forged("charter", 1) as CharterId,
      title: "Accord on the River Meadows",
      language: "en",
      arriving: null,
      parties: [
        party(fishers, "union", "the 214 fishing families below the weir", now - 700 * dayMs, [
          device(1, "Amina Benali", "Amina’s laptop", fishers, { missing: 0, receiptAt: now }),
          device(3, "Tomás Ruiz", "boat-house computer", fishers, { missing: 0, receiptAt: now - 3 * 3_600_000 }),
        ]),
        party(herders, "community", "all who graze above the bridge", now - 699 * dayMs, [
          device(2, "Jon Etxeberria", "herders’ laptop", herders, { missing: 3, receiptAt: now - 26 * 3_600_000 }),
        ]),
      ],
      invites: [
        {
          role: "delegate",
          expiresAt: now + 20 * 3_600_000,
          state: "open",
          id: "00aa11bb22cc33dd",
          invitedBy: "Amina Benali",
        },
      ],
      guests: [],
      policy: usualPolicy,
      decisions: [],
      ended: null,
      leftOut: 0,
      notHere: [],
      changes: 148,
      draftDiffersIn: [],
      inForce: amended,
      state: "due",
      relay: { url: null, state: "off", error: null, notSent: 0 },
      safety: { words: ["orbit", "velvet", "harbor", "mimic", "story", "acoustic"], compared: false },
      reconnecting: [forged("device", 2) as DeviceId],
      met: [],
      connected: [{ device: forged("device", 3) as DeviceId, by: "address" }],
      readOnly: null,
      lacksRuleset: null,
      unknown: [],
      damage: null,
      unreadable: 0,
    },
  };
}

function simple(
  now: number,
  number: number,
  draft: CharterText,
  facts: Pick<CharterView, "title" | "language" | "state">,
): FakeCharter {
  const base = river(now);
  const id = proposal(number * 100);
  const isInForce = facts.state === "inForce";
  const hasTerm = facts.state !== "draft";
  const term = entry(now, {
    proposal: id,
    parent: null,
    purpose: "first",
    state: isInForce ? "inForce" : "lapsed",
    daysAgo: 420,
    startsIn: -418,
    days: 364,
    note: "",
    voted: ["fishers", "herders"],
  });
  return {
    draft,
    changes: base.changes,
    texts: hasTerm ? new Map([[id, draft]]) : new Map(),
    timeline: hasTerm
      ? [{ ...term, title: facts.title, ...(isInForce ? { endsOn: null, endedOn: null, renewFrom: null } : {}) }]
      : [],
    view: {
      ...base.view,
      ...facts,
      id: forged("charter", number) as CharterId,
      parties: base.view.parties.map((held) => ({
        ...held,
        devices: held.devices.map((one) => ({ ...one, missing: 0 })),
      })),
      invites: [],
      draftDiffersIn: isInForce ? [] : null,
      inForce: isInForce ? id : null,
      reconnecting: [],
      connected: [],
    },
  };
}

/** One that was met since it came, one that was not. */
export const nearbyDevices = (now: number): readonly NearbyDevice[] => [
  {
    address: "192.168.1.31:40213",
    charters: [forged("charter", 1) as CharterId],
    device: { id: forged("device", 2) as DeviceId, name: "herders’ laptop", person: "Jon Etxeberria" },
    lastSeenAt: now - 20_000,
  },
  {
    address: "192.168.1.77:51544",
    charters: [forged("charter", 1) as CharterId, forged("charter", 2) as CharterId],
    device: null,
    lastSeenAt: now,
  },
];

export const fakeCharters = (now: number): readonly FakeCharter[] => [
  river(now),
  simple(now, 2, forest, { title: "Night Watch in the Beech Forest", language: "en", state: "inForce" }),
  simple(now, 3, seeds, { title: "Seed Exchange Agreement", language: "en", state: "lapsed" }),
  simple(now, 4, arabicWater, { title: "ميثاق مياه الوادي", language: "ar", state: "draft" }),
];

/** One whose amendment hangs on a stolen device's ballot, that a party left, and in which something waits in vain. */
export function contested(now: number): FakeCharter {
  const base = simple(now, 5, forest, { title: "Night Watch in the Beech Forest", language: "en", state: "inForce" });
  const [first] = base.timeline;
  const id = base.view.inForce;
  const parent = { parent: id, note: "" };
  const timeline = [
    ...(first === undefined
      ? []
      : [
          {
            ...first,
            binds: first.binds.map((binding) =>
              binding.party.id === herders.id
                ? {
                    ...binding,
                    to: day(now - dayMs),
                    left: { how: "withdrew" as const, at: now, reason: "A dry year." },
                  }
                : binding,
            ),
          },
        ]),
    entry(now, {
      ...parent,
      ...{ proposal: proposal(501), purpose: "amendment", state: "contested", daysAgo: 6 },
      voted: ["fishers", "herders"],
      stolen: "fishers",
    }),
    entry(now, {
      ...parent,
      ...{ proposal: proposal(502), purpose: "amendment", state: "unreachable", daysAgo: 4 },
      voted: ["fishers"],
      cannotAnswer: [herders],
    }),
    entry(now, {
      ...parent,
      ...{ proposal: proposal(503), purpose: "renewal", state: "open", daysAgo: 2, canCast: true },
      voted: ["herders"],
    }),
  ];
  return { ...base, timeline, texts: new Map(timeline.map((one) => [one.proposal, base.draft])) };
}

export function summaryOf({ view, timeline }: FakeCharter): CharterSummary {
  const devices = view.parties.flatMap((held) => held.devices);
  const last = timeline.find((one) => one.proposal === view.inForce) ?? timeline.find((one) => one.state === "lapsed");
  return {
    id: view.id,
    title: view.title,
    language: view.language,
    parties: view.parties.map(({ id, name }) => ({ id, name })),
    state: view.state,
    damage: view.damage,
    arriving: view.arriving,
    endsOn: last?.endsOn ?? null,
    waitingForMe: timeline.filter((one) => one.canCast).length,
    consentsForMe: view.decisions.filter((one) => one.canConsent).length,
    hasEnded: view.ended !== null,
    guestRole: view.guests.find(({ device: of }) => of.isThis)?.role ?? null,
    otherDevices: devices.length - 1,
    notReceived: Math.max(0, ...devices.map((one) => one.missing)),
    changedAt: Math.max(...devices.map((one) => one.receiptAt ?? 0)),
  };
}

/** What `propose` makes of the draft. */
export function newEntry(charter: FakeCharter, args: Parameters<HostApi["propose"]>[0], now: number): TimelineEntry {
  const made = entry(now, {
    proposal: proposal(1000 + charter.timeline.length),
    parent: charter.view.inForce,
    purpose: args.purpose ?? (charter.view.inForce === null ? "first" : "amendment"),
    state: "open",
    daysAgo: 0,
    note: args.note,
    canCast: true,
  });
  return { ...made, title: charter.view.title, term: args.term };
}

/** What a proposal would be: it keeps the end of what is in force, and replaces what somebody signed already. */
export function newPreview(charter: FakeCharter, args: ProposalPlan, now: number): ProposalPreview {
  const { timeline, view } = charter;
  const parent = timeline.find(({ proposal: id }) => id === view.inForce) ?? null;
  const signed = timeline.filter(
    ({ state, ballots }) => state === "open" && ballots.some((one) => one.choice === "ratify"),
  );
  const keptEnd = parent?.endsOn ?? null;
  const isKept = parent !== null && args.purpose !== "renewal" && args.end !== "asWritten";
  const term = isKept ? { ...args.term, months: null, until: keptEnd } : args.term;
  const { startsOn, endsOn } = termDates(term, now);
  return {
    purpose: parent === null ? "first" : (args.purpose ?? "amendment"),
    parent,
    electorate: view.parties.map(({ id, name }) => ({ id, name })),
    supersedes: signed.map((entry) => ({
      proposal: entry.proposal,
      title: entry.title,
      by: entry.proposedBy.party,
      state: entry.state,
      ratifiedBy: entry.ballots.filter(({ choice }) => choice === "ratify").map(({ party: by }) => by),
    })),
    term,
    closesOn: args.closesOn ?? day(now + 365 * dayMs),
    startsOn,
    endsOn,
    keptEnd,
    carriedEnd: null,
    isAlone: view.parties.length === 1,
  };
}
