/**
 * The ledger of one charter: judges envelopes one by one, in causal order, and knows what they amount to.
 * Owns: heads, membership, sessions, proposals, ballots; not the text, whose bytes it hands out unread.
 * Called by: electron/host/charter, which stores what is accepted before it calls `accept`.
 * Invariant: whether an envelope is accepted depends on it and its causal past alone [L3], so any order of arrival
 * that respects the past ends in the same state.
 */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor } from "../base/cbor.ts";
import type { CharterId, DeviceId, EnvelopeHash, ProposalId } from "../base/ids.ts";
import { bytes, integer, oneOf, tuple } from "../base/parse.ts";
import { type Envelope, envelopeTypes, type Place, type SignedEnvelope } from "./envelope.ts";
import { isChosenClient, sessionClient } from "./epoch.ts";
import {
  joinMemberships,
  judgeEntry,
  type Membership,
  noMembership,
  type PlacedEntry,
  readEntry,
  rulesetVersion,
} from "./governance.ts";
import type { DeviceCard } from "./model.ts";
import { answers, type Ballot, type Proposal, readBallot, readProposal } from "./statements.ts";

/** Per device: the last sequence number, and how many of the envelopes up to it say something (are no receipts). */
export type Vector = ReadonlyMap<DeviceId, readonly [seq: number, substance: number]>;

/** What is kept of an accepted envelope beside its bytes. */
export interface Accepted {
  readonly place: Place;
  readonly type: number;
  readonly time: number;
  /** Its causal past and itself. */
  readonly vector: Vector;
  /** Governance heads after it. */
  readonly governance: readonly EnvelopeHash[];
  /** For text: the Yjs client, and its clock after it. */
  readonly client: number | null;
  readonly clock: number | null;
}

/** Looks up accepted envelopes that are no longer heads. */
export interface LedgerIndex {
  find(device: DeviceId, seq: number): Accepted | null;
  /** The clock of a client after the last text of `device` up to `seq`; 0 where there is none. */
  clockAt(device: DeviceId, client: number, seq: number): number;
}

export interface TextBody {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Bytes;
}

export interface Ready {
  readonly kind: "ready";
  readonly accepted: Accepted;
  /** Set for text: its update is to be judged against the document before it is accepted. */
  readonly text: TextBody | null;
  /** The author's knowledge of a Yjs client's clock, for that judgement. */
  known(client: number): number;
  readonly change: Change;
}

export type Judged =
  | Ready
  | { readonly kind: "duplicate" }
  /** Something of its past has not arrived. */
  | { readonly kind: "missing"; readonly device: DeviceId; readonly seq: number }
  /** Written by a later version: kept out, never rejected. */
  | { readonly kind: "newer" }
  /** Another envelope with this number and author is held: proof that the device signed both. */
  | { readonly kind: "fork"; readonly device: DeviceId; readonly seq: number }
  | { readonly kind: "refused"; readonly reason: string };

type Change =
  | { readonly kind: "none" }
  | { readonly kind: "session"; readonly client: number; readonly sessionNo: number | null }
  | { readonly kind: "text"; readonly client: number; readonly end: number }
  | { readonly kind: "governance"; readonly entry: PlacedEntry; readonly after: Membership }
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "ballot"; readonly ballot: Ballot };

const maxClient = Number.MAX_SAFE_INTEGER;
const clockValue = integer({ min: 0, max: 2 ** 40 });
/** [client, session number or null for a client id chosen by a gateway's client]. */
const parseSession = tuple(integer({ min: 0, max: maxClient }), integer({ min: -1, max: 1_000_000_000 }));
const parseTextBody = tuple(
  oneOf(1),
  integer({ min: 0, max: maxClient }),
  clockValue,
  clockValue,
  bytes({ min: 1, max: 2 * 1024 * 1024 }),
);

interface DeviceState {
  readonly head: Accepted;
  readonly lastSessionNo: number;
}

interface Session {
  readonly device: DeviceId;
  readonly clock: number;
  /** The envelope that binds it. */
  readonly seq: number;
}

interface GovernanceNode {
  readonly placed: PlacedEntry;
  readonly after: Membership;
  readonly ancestors: ReadonlySet<EnvelopeHash>;
  readonly past: readonly EnvelopeHash[];
}

/** Plain data that `createLedger` goes on from; only ever read back from this device's own sealed store. */
export interface LedgerSnapshot {
  readonly devices: readonly (readonly [Accepted, number])[];
  readonly heads: readonly Place[];
  readonly governance: readonly (readonly [PlacedEntry, readonly EnvelopeHash[]])[];
  readonly sessions: readonly (readonly [number, Session])[];
  readonly proposals: readonly (readonly [Proposal, Place])[];
  readonly ballots: readonly (readonly [Ballot, Place])[];
}

export type Ledger = ReturnType<typeof createLedger>;

const refused = (reason: string): Judged => ({ kind: "refused", reason });

export function createLedger(charter: CharterId, index: LedgerIndex, snapshot: LedgerSnapshot | null) {
  const devices = new Map<DeviceId, DeviceState>();
  const heads = new Map<EnvelopeHash, Place>();
  const governance = new Map<EnvelopeHash, GovernanceNode>();
  const membershipCache = new Map<string, Membership>();
  const sessions = new Map<number, Session>();
  const proposals = new Map<ProposalId, readonly [Proposal, Place]>();
  const ballots: (readonly [Ballot, Place])[] = [];
  let governanceHeads: readonly EnvelopeHash[] = [];

  function addGovernance(placed: PlacedEntry, past: readonly EnvelopeHash[], after: Membership): void {
    const ancestors = new Set<EnvelopeHash>(past);
    for (const head of past) for (const older of governance.get(head)?.ancestors ?? []) ancestors.add(older);
    governance.set(placed.hash, { placed, after, ancestors, past });
    governanceHeads = reduceHeads([...governanceHeads, placed.hash]);
    membershipCache.clear();
  }

  /** Drops every hash that another one has in its past; ascending. */
  function reduceHeads(hashes: readonly EnvelopeHash[]): readonly EnvelopeHash[] {
    const unique = [...new Set(hashes)];
    if (unique.length === 1) return unique;
    return unique
      .filter((hash) => !unique.some((other) => other !== hash && governance.get(other)?.ancestors.has(hash)))
      .sort();
  }

  /** The fold of everything in the past of these heads, in an order that every replica has. */
  function membershipAt(at: readonly EnvelopeHash[]): Membership {
    const key = at.join();
    const cached = membershipCache.get(key);
    if (cached !== undefined) return cached;
    const membership = joinMemberships(at.map((head) => governance.get(head)?.after ?? noMembership));
    membershipCache.set(key, membership);
    return membership;
  }

  function findAccepted(device: DeviceId, seq: number): Accepted | null {
    const head = devices.get(device)?.head;
    if (head === undefined || seq > head.place.seq) return null;
    return head.place.seq === seq ? head : index.find(device, seq);
  }

  function judge({ envelope, hash }: SignedEnvelope): Judged {
    if (envelope.charter !== charter) return refused("another charter's envelope");
    const own = devices.get(envelope.device);
    const nextSeq = own === undefined ? 0 : own.head.place.seq + 1;
    if (envelope.seq < nextSeq) {
      const held = findAccepted(envelope.device, envelope.seq);
      return held?.place.hash === hash
        ? { kind: "duplicate" }
        : { kind: "fork", device: envelope.device, seq: envelope.seq };
    }
    if (envelope.seq > nextSeq) return { kind: "missing", device: envelope.device, seq: nextSeq };
    if (own !== undefined && envelope.prev !== own.head.place.hash)
      return { kind: "fork", device: envelope.device, seq: envelope.seq - 1 };

    const parents: Accepted[] = own === undefined ? [] : [own.head];
    for (const dep of envelope.deps) {
      const parent = findAccepted(dep.device, dep.seq);
      if (parent === null) return { kind: "missing", device: dep.device, seq: dep.seq };
      if (parent.place.hash !== dep.hash) return { kind: "fork", device: dep.device, seq: dep.seq };
      if (dep.device === envelope.device) return refused("a device depends on itself");
      parents.push(parent);
    }
    const pastHeads = reduceHeads(parents.flatMap((parent) => parent.governance));
    if (pastHeads.join() !== envelope.governance.join()) return refused("governance heads are not those of its past");

    const past = new Map<DeviceId, readonly [number, number]>();
    for (const parent of parents)
      for (const [device, entry] of parent.vector) {
        const known = past.get(device);
        if (known === undefined || known[0] < entry[0]) past.set(device, entry);
      }
    return judgeBody(envelope, hash, past, pastHeads);
  }

  function judgeBody(envelope: Envelope, hash: EnvelopeHash, past: Vector, pastHeads: readonly EnvelopeHash[]): Judged {
    const place: Place = { device: envelope.device, seq: envelope.seq, hash };
    const membership = membershipAt(pastHeads);
    const known = (client: number): number => {
      const session = sessions.get(client);
      const seen = session === undefined ? undefined : past.get(session.device);
      if (session === undefined || seen === undefined || seen[0] < session.seq) return 0;
      return seen[0] === devices.get(session.device)?.head.place.seq
        ? session.clock
        : index.clockAt(session.device, client, seen[0]);
    };
    const isGovernance = envelope.type === envelopeTypes.governance;
    const ready = (change: Change, text: TextBody | null = null): Ready => {
      const before = past.get(envelope.device);
      const substance = (before?.[1] ?? 0) + (envelope.type === envelopeTypes.heads ? 0 : 1);
      return {
        kind: "ready",
        text,
        known,
        change,
        accepted: {
          place,
          type: envelope.type,
          time: envelope.time,
          vector: new Map(past).set(envelope.device, [envelope.seq, substance]),
          governance: isGovernance ? [hash] : pastHeads,
          client: text === null ? null : text.client,
          clock: text === null ? null : text.end,
        },
      };
    };

    if (isGovernance) {
      const entry = readEntry(envelope.body);
      if (!entry.ok) return refused(entry.error.reason);
      if (entry.value.kind === "genesis" && entry.value.ruleset > rulesetVersion) return { kind: "newer" };
      const placed = {
        hash,
        device: envelope.device,
        time: envelope.time,
        entry: entry.value,
        charter,
        body: envelope.body,
      };
      const after = judgeEntry(membership, placed);
      return after.ok ? ready({ kind: "governance", entry: placed, after: after.value }) : refused(after.error.reason);
    }
    const member = membership.devices.get(envelope.device);
    if (member === undefined) return refused("written by no member");

    switch (envelope.type) {
      case envelopeTypes.heads:
        return envelope.body.length === 0 ? ready({ kind: "none" }) : refused("a receipt has no body");
      case envelopeTypes.session: {
        const parsed = parseSession(decodeCbor(envelope.body));
        if (!parsed.ok) return refused("not a session");
        const [client, sessionNo] = parsed.value;
        if (sessions.has(client)) return refused("a client id bound twice");
        // Chosen ids are Yjs's own 32 bits and derived ones are above: nobody can take a derived one beforehand.
        if (sessionNo < 0)
          return isChosenClient(client)
            ? ready({ kind: "session", client, sessionNo: null })
            : refused("a chosen client id above 32 bits");
        if (sessionNo <= (devices.get(envelope.device)?.lastSessionNo ?? -1)) return refused("an old session number");
        if (client !== sessionClient(charter, envelope.device, sessionNo)) return refused("a chosen client id");
        return ready({ kind: "session", client, sessionNo });
      }
      case envelopeTypes.text: {
        const parsed = parseTextBody(decodeCbor(envelope.body));
        if (!parsed.ok) return refused("not a text");
        const [, client, from, end, update] = parsed.value;
        const session = sessions.get(client);
        if (session === undefined || session.device !== envelope.device)
          return refused("a client id of another device");
        if (from !== session.clock || end < from) return refused("a gap in a client's clock");
        return ready({ kind: "text", client, end }, { client, from, end, update });
      }
      case envelopeTypes.proposal: {
        const read = readProposal(envelope.body);
        return read.ok
          ? judgeProposal(read.value.proposal, member.card, membership, past, ready)
          : refused(read.error.reason);
      }
      case envelopeTypes.ballot: {
        const read = readBallot(envelope.body);
        if (!read.ok) return refused(read.error.reason);
        const known = proposals.get(read.value.proposal);
        if (known === undefined || !holds(past, known[1])) return refused("a ballot on a proposal not in its past");
        if (!answers(read.value, known[0])) return refused("a ballot on another text, or from outside the electorate");
        if (read.value.by.id !== envelope.device) return refused("somebody else's ballot");
        if (read.value.party !== member.card.party)
          return refused("a ballot for a party that the device was not admitted for");
        return ready({ kind: "ballot", ballot: read.value });
      }
      default:
        return { kind: "newer" };
    }
  }

  function judgeProposal(
    proposal: Proposal,
    author: DeviceCard,
    membership: Membership,
    past: Vector,
    ready: (change: Change) => Ready,
  ): Judged {
    if (proposal.charter !== charter) return refused("another charter's proposal");
    if (proposal.by.id !== author.id) return refused("somebody else's proposal");
    if (proposal.by.party !== author.party)
      return refused("a proposal for a party that the device was not admitted for");
    const parties = [...membership.parties.keys()].sort();
    if (parties.join() !== proposal.electorate.map((party) => party.id).join())
      return refused("the electorate is not the parties of its past");
    // The threshold of ruleset 1 is unanimity.
    if (proposal.needed !== parties.length) return refused("the threshold is not the charter's");
    for (const id of proposal.parent === null ? proposal.supersedes : [proposal.parent, ...proposal.supersedes]) {
      const known = proposals.get(id);
      if (known === undefined || !holds(past, known[1])) return refused("it names a proposal that is not in its past");
    }
    return ready({ kind: "proposal", proposal });
  }

  const holds = (vector: Vector, place: Place): boolean => (vector.get(place.device)?.[0] ?? -1) >= place.seq;

  /** Takes what `judge` found ready (and, for text, the document's validator too). */
  function accept({ accepted, change }: Ready, envelope: Envelope): void {
    const { place } = accepted;
    const lastSessionNo = devices.get(place.device)?.lastSessionNo ?? -1;
    if (envelope.prev !== null) heads.delete(envelope.prev);
    for (const dep of envelope.deps) heads.delete(dep.hash);
    heads.set(place.hash, place);
    devices.set(place.device, {
      head: accepted,
      lastSessionNo: change.kind === "session" && change.sessionNo !== null ? change.sessionNo : lastSessionNo,
    });
    switch (change.kind) {
      case "session":
        sessions.set(change.client, { device: place.device, clock: 0, seq: place.seq });
        break;
      case "text": {
        const session = sessions.get(change.client);
        if (session !== undefined) sessions.set(change.client, { ...session, clock: change.end });
        break;
      }
      case "governance":
        addGovernance(change.entry, envelope.governance, change.after);
        break;
      case "proposal":
        if (!proposals.has(change.proposal.id)) proposals.set(change.proposal.id, [change.proposal, place]);
        break;
      case "ballot":
        ballots.push([change.ballot, place]);
        break;
      case "none":
        break;
    }
  }

  /** The next envelope of this device, unsigned, on everything held here. */
  function draft(device: DeviceId, epoch: Bytes, type: number, body: Bytes, time: number): Envelope {
    const own = devices.get(device)?.head.place;
    const deps = [...heads.values()].filter((place) => place.device !== device);
    deps.sort((a, b) => (a.hash < b.hash ? -1 : 1));
    return {
      charter,
      epoch,
      device,
      seq: own === undefined ? 0 : own.seq + 1,
      prev: own?.hash ?? null,
      deps,
      governance: governanceHeads,
      time,
      type,
      body,
    };
  }

  /** [L4] How many envelopes held here a device is not known to hold, by its own latest signed envelope. */
  function missingFor(device: DeviceId): number {
    const vector = devices.get(device)?.head.vector;
    let missing = 0;
    for (const [other, state] of devices)
      missing += (state.head.vector.get(other)?.[1] ?? 0) - (vector?.get(other)?.[1] ?? 0);
    return missing;
  }

  if (snapshot !== null) {
    for (const [head, lastSessionNo] of snapshot.devices) devices.set(head.place.device, { head, lastSessionNo });
    for (const place of snapshot.heads) heads.set(place.hash, place);
    for (const [placed, past] of snapshot.governance) {
      const after = judgeEntry(membershipAt(past), placed);
      if (after.ok) addGovernance(placed, past, after.value);
    }
    for (const [client, session] of snapshot.sessions) sessions.set(client, session);
    for (const known of snapshot.proposals) proposals.set(known[0].id, known);
    ballots.push(...snapshot.ballots);
  }

  return {
    charter,
    judge,
    accept,
    draft,
    missingFor,
    membership: (): Membership => membershipAt(governanceHeads),
    /** Heads of every device, for `have`. */
    places: (): readonly Place[] => [...devices.values()].map((state) => state.head.place),
    /** Envelopes accepted, receipts included. */
    size: (): number => [...devices.values()].reduce((sum, { head }) => sum + head.place.seq + 1, 0),
    /** Envelopes that say something. */
    substance: (): number =>
      [...devices].reduce((sum, [device, { head }]) => sum + (head.vector.get(device)?.[1] ?? 0), 0),
    receiptAt: (device: DeviceId): number | null => devices.get(device)?.head.time ?? null,
    latestTime: (): number => Math.max(0, ...[...devices.values()].map((state) => state.head.time)),
    session: (client: number): { readonly device: DeviceId; readonly clock: number } | null =>
      sessions.get(client) ?? null,
    nextSessionNo: (device: DeviceId): number => (devices.get(device)?.lastSessionNo ?? -1) + 1,
    proposals: (): readonly (readonly [Proposal, Place])[] => [...proposals.values()],
    ballots: (): readonly (readonly [Ballot, Place])[] => ballots,
    snapshot: (): LedgerSnapshot => ({
      devices: [...devices.values()].map((state) => [state.head, state.lastSessionNo] as const),
      heads: [...heads.values()],
      governance: [...governance.values()].map((node) => [node.placed, node.past] as const),
      sessions: [...sessions],
      proposals: [...proposals.values()],
      ballots: [...ballots],
    }),
  };
}
