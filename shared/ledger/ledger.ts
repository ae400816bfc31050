/**
 * The ledger of one charter: judges envelopes one by one, in causal order, and knows what they amount to.
 * Owns: chains, heads, governance, clients, proposals, ballots and confirmations; not the text, whose bytes it hands
 * out unread.
 * Called by: electron/host/charter, which stores what is accepted.
 * Invariant: whether an envelope is accepted depends on it and its causal past alone [L3], and what the accepted ones
 * amount to on their set alone [L25], so any order of arrival that respects the past ends in the same state.
 */
import { type Bytes, equalBytes } from "../base/bytes.ts";
import { decodeCbor } from "../base/cbor.ts";
import type { CharterId, DeviceId, EnvelopeHash, ProposalId } from "../base/ids.ts";
import { bytes, integer, oneOf, tuple } from "../base/parse.ts";
import {
  type Accepted,
  type Chain,
  chainDevice,
  createChains,
  type LedgerIndex,
  type Standing,
  type Vector,
} from "./chains.ts";
import { type Binding, createClients, type TextStanding } from "./clients.ts";
import { type Departure, readDepartures } from "./departures.ts";
import { type EndedBallots, type Held, lastBefore, newestOfTwo, readEndedBallots } from "./endedBallots.ts";
import { readEntry, rulesetVersion } from "./entries.ts";
import { type Envelope, envelopeTypes, type Place, type SignedEnvelope } from "./envelope.ts";
import { isChosenClient, sessionClient } from "./epoch.ts";
import type { GovernanceNode, Membership, PlacedEntry } from "./governance.ts";
import { createGovernanceLog } from "./governanceLog.ts";
import { judgeEntry } from "./judgeEntry.ts";
import type { MemberCard } from "./model.ts";
import {
  answers,
  type Ballot,
  type Confirmation,
  castAt,
  type Proposal,
  readBallot,
  readConfirmation,
  readProposal,
} from "./statements.ts";

export interface TextBody {
  readonly client: number;
  readonly from: number;
  readonly end: number;
  readonly update: Bytes;
}

export interface Ready {
  readonly kind: "ready";
  readonly accepted: Accepted;
  readonly standing: Standing;
  /** Set for text: its update is to be judged against the document before it is shown. */
  readonly text: TextBody | null;
  /** The author's knowledge of a Yjs client's clock, for that judgement. */
  known(client: number): number;
  readonly change: Change;
}

export interface AcceptedText {
  readonly accepted: Accepted;
  readonly body: TextBody;
  known(client: number): number;
}

export type Judged =
  | Ready
  | { readonly kind: "duplicate" }
  /** Something of its past has not arrived: this one, or a branch of its device that is not held. */
  | (Place & { readonly kind: "missing"; readonly otherBranch: boolean })
  /** Written by a later version: kept out, never rejected. */
  | { readonly kind: "newer" }
  | { readonly kind: "refused"; readonly reason: string };

type Change =
  | { readonly kind: "none" }
  | { readonly kind: "session"; readonly client: number; readonly sessionNo: number | null }
  | { readonly kind: "text"; readonly client: number; readonly end: number }
  | { readonly kind: "governance"; readonly node: GovernanceNode }
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "ballot"; readonly ballot: Ballot }
  | { readonly kind: "confirmation"; readonly confirmation: Confirmation };

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
/** What an accepted text says; null for other envelopes. */
export function readTextBody(envelope: Envelope): TextBody | null {
  const parsed = envelope.type === envelopeTypes.text ? parseTextBody(decodeCbor(envelope.body)) : null;
  if (!parsed?.ok) return null;
  const [, client, from, end, update] = parsed.value;
  return { client, from, end, update };
}
/** A device that signed twofold has many heads at will; two show the fork. */
const headsOfFormer = 2;

/** Plain data that `createLedger` goes on from; only ever read back from this device's own sealed store. */
export interface LedgerSnapshot {
  readonly chains: readonly Chain[];
  readonly heads: readonly Place[];
  readonly governance: readonly (readonly [PlacedEntry, readonly EnvelopeHash[]])[];
  readonly bindings: readonly Binding[];
  readonly folded: ReturnType<ReturnType<typeof createClients>["folded"]>;
  readonly proposals: readonly (readonly [Proposal, Place, ...Place[]])[];
  readonly ballots: readonly (readonly [Ballot, Place])[];
  readonly confirmations: readonly (readonly [Confirmation, Place])[];
}

export type Ledger = ReturnType<typeof createLedger>;

const refused = (reason: string): Judged => ({ kind: "refused", reason });

export function createLedger(charter: CharterId, index: LedgerIndex, snapshot: LedgerSnapshot | null) {
  const chains = createChains(index, snapshot?.chains ?? []);
  const governance = createGovernanceLog(snapshot?.governance ?? []);
  const clients = createClients(chains, snapshot?.bindings ?? [], snapshot?.folded ?? { texts: [], owners: [] });
  const heads = new Map<EnvelopeHash, Place>((snapshot?.heads ?? []).map((place) => [place.hash, place]));
  /** With each place: a device that signed twofold may have made one proposal in both branches. */
  const proposals = new Map<ProposalId, readonly [Proposal, Place, ...Place[]]>(
    (snapshot?.proposals ?? []).map((known) => [known[0].id, known]),
  );
  const ballots: (readonly [Ballot, Place])[] = [...(snapshot?.ballots ?? [])];
  const confirmations: (readonly [Confirmation, Place])[] = [...(snapshot?.confirmations ?? [])];

  const membership = (): Membership => governance.at(governance.heads(), chains.forksIn(chains.vector()));

  function judge({ envelope, hash }: SignedEnvelope): Judged {
    const { device, seq, prev } = envelope;
    if (envelope.charter !== charter) return refused("another charter's envelope");
    if (chains.findPlace(device, seq, hash) !== null) return { kind: "duplicate" };
    const standing = chains.standingOf(device, seq, prev, hash);
    // Only what names one before it can lack it.
    if (standing === null) return missing({ device, seq: seq - 1, hash: prev as EnvelopeHash });
    const parents: Accepted[] = standing.before === null ? [] : [standing.before];
    for (const dep of envelope.deps) {
      if (dep.device === device) return refused("a device depends on itself");
      const parent = chains.findPlace(dep.device, dep.seq, dep.hash);
      if (parent === null) return missing(dep);
      parents.push(parent);
    }
    const pastHeads = governance.reduce(parents.flatMap((parent) => parent.governance));
    if (pastHeads.join() !== envelope.governance.join()) return refused("governance heads are not those of its past");
    const past = new Map<string, readonly [number, number]>();
    for (const parent of parents)
      for (const [chain, entry] of parent.vector) {
        const known = past.get(chain);
        if (known === undefined || known[0] < entry[0]) past.set(chain, entry);
      }
    return judgeBody(envelope, hash, standing, past, pastHeads);
  }

  /** A branch of the device that is as long is held, be it another one. */
  const reaches = ({ device, seq }: Place): boolean => chains.of(device).some((chain) => chain.head.place.seq >= seq);

  const missing = (place: Place): Judged => ({ kind: "missing", ...place, otherBranch: reaches(place) });

  function judgeBody(
    envelope: Envelope,
    hash: EnvelopeHash,
    standing: Standing,
    past: Vector,
    pastHeads: readonly EnvelopeHash[],
  ): Judged {
    const { device, seq, time, body } = envelope;
    const place: Place = { device, seq, hash };
    const belongs = governance.at(pastHeads, chains.forksIn(past));
    const isGovernance = envelope.type === envelopeTypes.governance;
    // [L28] So that whoever holds its past knows whose key it takes to read it.
    if (pastHeads.length > 0 && !belongs.rotations.some(({ epoch }) => equalBytes(epoch, envelope.epoch)))
      return refused("written in an epoch that its past does not have");
    const ready = (change: Change, text: TextBody | null = null): Ready => {
      const before = past.get(standing.chain)?.[1] ?? 0;
      const substance = before + (envelope.type === envelopeTypes.heads ? 0 : 1);
      return {
        kind: "ready",
        text,
        standing,
        known: (client) => clients.knownClock(client, past),
        change,
        accepted: {
          place,
          chain: standing.chain,
          type: envelope.type,
          time,
          vector: new Map(past).set(standing.chain, [seq, substance]),
          governance: isGovernance ? [hash] : pastHeads,
          client: text === null ? null : text.client,
          clock: text === null ? null : text.end,
        },
      };
    };

    if (isGovernance) {
      const entry = readEntry(body);
      if (!entry.ok) return entry.error.kind === "newer" ? { kind: "newer" } : refused(entry.error.reason);
      if (entry.value.kind === "genesis" && entry.value.ruleset > rulesetVersion) return { kind: "newer" };
      const context = { charter, device, time, body, ratified: isRatified(past) };
      const verdict = judgeEntry(belongs, entry.value, context);
      if (!verdict.ok) return refused(verdict.error.reason);
      const { electorate, grant } = verdict.value;
      const cut = endsDevices(entry.value.kind) ? cutOf(past, device, seq) : new Map<DeviceId, number>();
      const { epoch } = envelope;
      const placed = { hash, device, seq, time, entry: entry.value, epoch, charter, body, cut, electorate };
      return ready({ kind: "governance", node: governance.node(placed, pastHeads, grant) });
    }
    const member = belongs.devices.get(device);
    if (member === undefined) return refused("written by no member");
    const mayWrite = member.role === "delegate" || member.role === "mediator";

    switch (envelope.type) {
      case envelopeTypes.heads:
        return body.length === 0 ? ready({ kind: "none" }) : refused("a receipt has no body");
      case envelopeTypes.session: {
        const parsed = parseSession(decodeCbor(body));
        if (!parsed.ok) return refused("not a session");
        if (!mayWrite) return refused("a reader writes no text");
        const [client, sessionNo] = parsed.value;
        if (clients.isBoundIn(client, past)) return refused("a client id bound twice");
        // Chosen ids are Yjs's own 32 bits and derived ones are above: nobody can take a derived one beforehand.
        if (sessionNo < 0)
          return isChosenClient(client)
            ? ready({ kind: "session", client, sessionNo: null })
            : refused("a chosen client id above 32 bits");
        const { before } = standing;
        if (before !== null && sessionNo <= clients.lastSessionNo(before.chain, seq - 1))
          return refused("an old session number");
        if (client !== sessionClient(charter, device, sessionNo)) return refused("a chosen client id");
        return ready({ kind: "session", client, sessionNo });
      }
      case envelopeTypes.text: {
        const parsed = parseTextBody(decodeCbor(body));
        if (!parsed.ok) return refused("not a text");
        if (!mayWrite) return refused("a reader writes no text");
        const [, client, from, end, update] = parsed.value;
        if (standing.before === null || !clients.isBoundTo(client, standing.before.chain, seq - 1))
          return refused("a client id of another device");
        if (from !== chains.clockAt(standing.before.chain, client, seq - 1) || end < from)
          return refused("a gap in a client's clock");
        return ready({ kind: "text", client, end }, { client, from, end, update });
      }
      case envelopeTypes.proposal: {
        const read = readProposal(body);
        return read.ok
          ? judgeProposal(read.value.proposal, member.card, belongs, past, ready)
          : refused(read.error.reason);
      }
      case envelopeTypes.ballot: {
        const read = readBallot(body);
        if (!read.ok) return refused(read.error.reason);
        const known = proposals.get(read.value.proposal);
        if (known === undefined || !holdsAny(past, known)) return refused("a ballot on a proposal not in its past");
        if (!answers(read.value, known[0])) return refused("a ballot on another text, or from outside the electorate");
        if (read.value.by.id !== device) return refused("somebody else's ballot");
        if (read.value.party !== member.card.party)
          return refused("a ballot for a party that the device was not admitted for");
        return ready({ kind: "ballot", ballot: read.value });
      }
      case envelopeTypes.confirmation: {
        const read = readConfirmation(body);
        if (!read.ok) return refused(read.error.reason);
        const { ballot: id, party, by } = read.value;
        const known = ballots.find(([ballot, at]) => ballot.id === id && holds(past, at));
        if (known === undefined) return refused("a word on a ballot that is not in its past");
        if (known[0].party !== party) return refused("a word on another party's ballot");
        // The party's own key speaks for itself, whoever enters it.
        if (by === null) return ready({ kind: "confirmation", confirmation: read.value });
        if (by.id !== device) return refused("somebody else's word");
        if (party !== member.card.party) return refused("a word for a party that the device was not admitted for");
        if (known[0].by.id === device) return refused("a device's word on its own ballot");
        return ready({ kind: "confirmation", confirmation: read.value });
      }
      default:
        return { kind: "newer" };
    }
  }

  function judgeProposal(
    proposal: Proposal,
    author: MemberCard,
    belongs: Membership,
    past: Vector,
    ready: (change: Change) => Ready,
  ): Judged {
    if (proposal.charter !== charter) return refused("another charter's proposal");
    if (proposal.by.id !== author.id) return refused("somebody else's proposal");
    if (proposal.by.party !== author.party)
      return refused("a proposal for a party that the device was not admitted for");
    const parties = [...belongs.parties.keys()].sort();
    if (parties.join() !== proposal.electorate.map((party) => party.id).join())
      return refused("the electorate is not the parties of its past");
    // The threshold of this ruleset is unanimity.
    if (proposal.needed !== parties.length) return refused("the threshold is not the charter's");
    for (const id of proposal.parent === null ? proposal.supersedes : [proposal.parent, ...proposal.supersedes]) {
      const known = proposals.get(id);
      if (known === undefined || !holdsAny(past, known)) return refused("it names a proposal that is not in its past");
    }
    return ready({ kind: "proposal", proposal });
  }

  const holds = (vector: Vector, { device, seq, hash }: Place): boolean => {
    const accepted = chains.findPlace(device, seq, hash);
    return accepted !== null && [...vector].some(([chain, [upTo]]) => chains.follows(chain, upTo, accepted.chain, seq));
  };

  const holdsAny = (vector: Vector, [, ...places]: readonly [Proposal, ...Place[]]): boolean =>
    places.some((place) => holds(vector, place));

  function isRatified(past: Vector): boolean {
    for (const known of proposals.values()) {
      const [proposal] = known;
      if (!holdsAny(past, known)) continue;
      const parties = new Set<string>();
      for (const [ballot, at] of ballots)
        if (ballot.proposal === proposal.id && ballot.choice === "ratify" && holds(past, at)) parties.add(ballot.party);
      if (parties.size >= proposal.needed) return true;
    }
    return false;
  }

  /** Takes what `judge` found ready. */
  function accept({ accepted, change, standing }: Ready, envelope: Envelope): void {
    const { place, chain: id } = accepted;
    if (envelope.prev !== null) heads.delete(envelope.prev);
    for (const dep of envelope.deps) heads.delete(dep.hash);
    heads.set(place.hash, place);
    const chain = chains.get(id);
    const clocks = new Map(chain?.clocks);
    if (change.kind === "text") clocks.set(change.client, change.end);
    chains.set({
      id,
      parent: standing.parent,
      start: standing.start,
      head: accepted,
      clocks: change.kind === "text" ? clocks : (chain?.clocks ?? clocks),
    });
    switch (change.kind) {
      case "session":
        clients.bind({
          client: change.client,
          sessionNo: change.sessionNo,
          chain: id,
          seq: place.seq,
          hash: place.hash,
        });
        break;
      case "governance":
        governance.add(change.node);
        break;
      case "proposal":
        proposals.set(change.proposal.id, [...(proposals.get(change.proposal.id) ?? [change.proposal]), place]);
        break;
      case "ballot":
        ballots.push([change.ballot, place]);
        break;
      case "confirmation":
        confirmations.push([change.confirmation, place]);
        break;
      default:
        break;
    }
  }

  /** The last envelope of a device that counts, by everything held: all of a member's. */
  function lastCounted(belongs: Membership, device: DeviceId): number {
    if (belongs.devices.has(device)) return Number.POSITIVE_INFINITY;
    return belongs.former.get(device)?.lastSeq ?? -1;
  }

  /** [L27] What becomes of an accepted text, by everything held. Remembered, so that `isRefoldDue` can tell. */
  function standingOfText({ chain, place, client }: Accepted): TextStanding {
    const belongs = membership();
    return clients.fold(chain, place.seq, client ?? 0, (device) => lastCounted(belongs, device));
  }

  /** An accepted text once more, to fold it again; null for what is no text. */
  function reread({ envelope, hash }: SignedEnvelope): AcceptedText | null {
    const accepted = chains.findPlace(envelope.device, envelope.seq, hash);
    const body = readTextBody(envelope);
    if (accepted === null || body === null) return null;
    // What the author wrote with the same client before is no knowledge of others': the vector is that of its past.
    const known = (of: number): number => clients.knownClock(of, accepted.vector);
    return { accepted, body, known };
  }

  /** The next envelope of this device, unsigned, on everything held here. */
  function draft(device: DeviceId, epoch: Bytes, type: number, body: Bytes, time: number): Envelope {
    const own = chains.get(device)?.head.place;
    const { former } = membership();
    const perFormer = new Map<DeviceId, number>();
    const deps = [...heads.values()]
      .filter((place) => place.device !== device)
      .sort((a, b) => (a.hash < b.hash ? -1 : 1))
      .filter((place) => {
        if (!former.has(place.device)) return true;
        const count = perFormer.get(place.device) ?? 0;
        perFormer.set(place.device, count + 1);
        return count < headsOfFormer;
      });
    return {
      charter,
      epoch,
      device,
      seq: own === undefined ? 0 : own.seq + 1,
      prev: own?.hash ?? null,
      deps,
      governance: governance.reduce([
        ...(chains.get(device)?.head.governance ?? []),
        ...deps.flatMap((dep) => chains.findPlace(dep.device, dep.seq, dep.hash)?.governance ?? []),
      ]),
      time,
      type,
      body,
    };
  }

  /** [L4] How many envelopes held here, that count, a device is not known to hold, by its own latest signed envelope. */
  function missingFor(device: DeviceId): number {
    const vector = chains.get(device)?.head.vector;
    const belongs = membership();
    let missing = 0;
    for (const { id, head } of chains.all())
      if (head.place.seq <= lastCounted(belongs, chainDevice(id)))
        missing += (head.vector.get(id)?.[1] ?? 0) - (vector?.get(id)?.[1] ?? 0);
    return missing;
  }

  /** What the rules on ended devices ask of this ledger. */
  const held = (): Held => ({
    nodes: governance.nodes(),
    membership: membership(),
    ballots,
    confirmations,
    castAt(ballot) {
      const known = proposals.get(ballot.proposal);
      return known === undefined ? ballot.time : castAt(ballot, known[0]);
    },
    chainsOf: (device) => chains.of(device).map(({ id, start, head }) => ({ id, start, last: head.place.seq })),
    find: chains.find,
    vectorAt: ({ device, seq, hash }) => chains.findPlace(device, seq, hash)?.vector ?? null,
    holds,
  });

  return {
    charter,
    judge,
    accept,
    draft,
    missingFor,
    reaches,
    membership,
    standingOfText,
    reread,
    /** True where a text that was folded would stand otherwise by now: the text is to be folded again. */
    isRefoldDue(): boolean {
      const belongs = membership();
      return clients.isRefoldDue((device) => lastCounted(belongs, device));
    },
    beginFold: (): void => clients.beginFold(),
    governanceEntries: (): readonly PlacedEntry[] => governance.entries(),
    /** Heads of every chain, for `have`. */
    places: (): readonly Place[] => chains.all().map(({ head }) => head.place),
    chainOf: ({ device, seq, hash }: Place): string | null => chains.findPlace(device, seq, hash)?.chain ?? null,
    /** Every chain in the past of a place that is held, and how far. */
    vectorAt: ({ device, seq, hash }: Place): Vector | null => chains.findPlace(device, seq, hash)?.vector ?? null,
    headVector: (device: DeviceId): Vector | null => chains.get(device)?.head.vector ?? null,
    /** Some text of this charter was ratified. */
    isRatified: (): boolean => isRatified(chains.vector()),
    forks: (): ReadonlyMap<DeviceId, number> => chains.forksIn(chains.vector()),
    /** Envelopes accepted, receipts included. */
    size: (): number => chains.all().reduce((sum, { head, start }) => sum + head.place.seq + 1 - start, 0),
    /** Envelopes that say something. */
    substance: (): number => chains.all().reduce((sum, { id, head }) => sum + (head.vector.get(id)?.[1] ?? 0), 0),
    receiptAt: (device: DeviceId): number | null => chains.get(device)?.head.time ?? null,
    latestTime: (): number => Math.max(0, ...chains.all().map(({ head }) => head.time)),
    session: (client: number): { readonly device: DeviceId; readonly clock: number } | null => {
      const owner = clients.owner(client);
      if (owner === null) return null;
      const chain = chains.get(owner.chain);
      const clock = chain === undefined ? 0 : chains.clockAt(owner.chain, client, chain.head.place.seq);
      return { device: chainDevice(owner.chain), clock };
    },
    nextSessionNo: (device: DeviceId): number => clients.lastSessionNo(device, Number.MAX_SAFE_INTEGER) + 1,
    proposals: (): readonly (readonly [Proposal, Place, ...Place[]])[] => [...proposals.values()],
    ballots: (): readonly (readonly [Ballot, Place])[] => ballots,
    confirmations: (): readonly (readonly [Confirmation, Place])[] => confirmations,
    /** [L32] */
    endedBallots: (): EndedBallots => readEndedBallots(held()),
    /** Parties that left or were removed, and when. */
    departures: (): readonly Departure[] => readDepartures(governance.nodes(), membership()),
    /** The newest time that two parties claim; null where fewer than two have spoken. */
    newestClaim: (): number | null => newestOfTwo(chains.vector(), held()),
    /** The last envelope of a device before the first that claims `day` or a later one; -1 where there is none. */
    lastBefore: (device: DeviceId, day: string): number => lastBefore(held(), device, day),
    /** Whether a proposal is in the past of another. */
    isBefore(earlier: ProposalId, later: ProposalId): boolean {
      const [first, second] = [proposals.get(earlier), proposals.get(later)];
      if (first === undefined || second === undefined || first === second) return false;
      const [, { device, seq, hash }] = second;
      const at = chains.findPlace(device, seq, hash);
      return at !== null && holdsAny(at.vector, first);
    },
    snapshot: (): LedgerSnapshot => ({
      chains: chains.all(),
      heads: [...heads.values()],
      governance: governance.kept(),
      bindings: clients.bindings(),
      folded: clients.folded(),
      proposals: [...proposals.values()],
      ballots: [...ballots],
      confirmations: [...confirmations],
    }),
  };
}

const endsDevices = (kind: string): boolean => kind === "revoke" || kind === "remove" || kind === "recover";

/** The last envelope of each device in a past; of the author, the entry itself: who leaves has said so. */
function cutOf(past: Vector, author: DeviceId, seq: number): ReadonlyMap<DeviceId, number> {
  const cut = new Map<DeviceId, number>([[author, seq]]);
  for (const [chain, [seq]] of past) {
    const device = chainDevice(chain);
    cut.set(device, Math.max(seq, cut.get(device) ?? -1));
  }
  return cut;
}
