/**
 * The ledger of one charter: judges envelopes one by one, in causal order, and knows what they amount to.
 * Owns: chains, heads, governance, clients and statements; not the text, whose bytes it hands out unread. What a kind of
 * envelope means is said by its kind (`logKinds.ts`, `../statements`), never here.
 * Called by: electron/host/charter, which stores what is accepted.
 * Invariant: whether an envelope is accepted depends on it and its causal past alone [L3], and what the accepted ones
 * amount to on their set alone [L25], so any order of arrival that respects the past ends in the same state.
 */
import { type Bytes, equalBytes } from "../base/bytes.ts";
import type { CharterId, DeviceId, EnvelopeHash, SheetKey } from "../base/ids.ts";
import { isRatified } from "./agreements/ratified.ts";
import type { LogState, Refusal, Taken, TextBody } from "./kind.ts";
import {
  type Accepted,
  type Chain,
  chainDevice,
  createChains,
  type LedgerIndex,
  type Standing,
  type Vector,
} from "./log/chains.ts";
import { type Binding, createClients, type TextStanding } from "./log/clients.ts";
import { type Envelope, isStatement, type LogPosition, type SignedEnvelope } from "./log/envelope.ts";
import { logKindOf, readTextBody } from "./logKinds.ts";
import type { GovernanceEntry } from "./members/entries.ts";
import type { Membership, PlacedEntry } from "./members/governance.ts";
import { createGovernanceLog } from "./members/governanceLog.ts";
import { isSheetDue } from "./members/sheets.ts";
import { type Program, tessera } from "./program.ts";
import { createSaid, type SaidSnapshot } from "./said.ts";

export interface Ready {
  readonly kind: "ready";
  readonly accepted: Accepted;
  readonly standing: Standing;
  /** Set for text: its update is to be judged against the document before it is shown. */
  readonly text: TextBody | null;
  /** Set for governance. */
  readonly entry: GovernanceEntry | null;
  /** Set for a statement that is accepted and does not count: why. */
  readonly fault: string | null;
  /** [L36] Its body is not kept. */
  readonly leavesBodyOut: boolean;
  /** The author's knowledge of a Yjs client's clock, for the judgement of text. */
  known(client: number): number;
  /** Whether a client id is bound to the author's device, as the author knows. */
  isOwn(client: number): boolean;
  readonly taken: Taken;
}

export interface AcceptedText {
  readonly accepted: Accepted;
  readonly body: TextBody;
  known(client: number): number;
  isOwn(client: number): boolean;
}

export type Judged =
  | Ready
  | { readonly kind: "duplicate" }
  /** Something of its past has not arrived: this one, or a branch of its device that is not held. */
  | (LogPosition & { readonly kind: "missing"; readonly otherBranch: boolean })
  | Refusal;

/** A device that equivocates has many heads at will; two show the fork. */
const headsOfFormer = 2;

/** Plain data that `createLedger` goes on from; only ever read back from this device's own sealed store. */
export interface LedgerSnapshot extends SaidSnapshot {
  readonly chains: readonly Chain[];
  readonly heads: readonly LogPosition[];
  readonly governance: readonly (readonly [PlacedEntry, readonly EnvelopeHash[]])[];
  readonly bindings: readonly Binding[];
  readonly folded: ReturnType<ReturnType<typeof createClients>["folded"]>;
}

export type Ledger = ReturnType<typeof createLedger>;

const refused = (reason: string): Judged => ({ kind: "refused", reason });

/** `program`: what this program knows. */
export function createLedger(
  charter: CharterId,
  index: LedgerIndex,
  snapshot: LedgerSnapshot | null,
  program: Program = tessera,
) {
  const chains = createChains(index, snapshot?.chains ?? []);
  const governance = createGovernanceLog(snapshot?.governance ?? []);
  const clients = createClients(chains, snapshot?.bindings ?? [], snapshot?.folded ?? { texts: [], owners: [] });
  const said = createSaid(program.statements, snapshot ?? { kinds: [], said: [], unknown: [] });
  const state: LogState = { chains, governance, clients, said };
  const heads = new Map<EnvelopeHash, LogPosition>((snapshot?.heads ?? []).map((place) => [place.hash, place]));

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
    return judgeInPlace(envelope, { device, seq, hash }, standing, past, pastHeads);
  }

  /** A branch of the device that is as long is held, be it another one. */
  const reaches = ({ device, seq }: LogPosition): boolean =>
    chains.of(device).some((chain) => chain.head.place.seq >= seq);

  const missing = (place: LogPosition): Judged => ({ kind: "missing", ...place, otherBranch: reaches(place) });

  function judgeInPlace(
    envelope: Envelope,
    place: LogPosition,
    standing: Standing,
    past: Vector,
    pastHeads: readonly EnvelopeHash[],
  ): Judged {
    const membership = governance.at(pastHeads, chains.forksIn(past));
    const ruleset = pastHeads.length === 0 ? program.first : program.rulesets.get(membership.ruleset);
    if (ruleset === undefined) return { kind: "newer", ruleset: membership.ruleset };
    // [L28] So that whoever holds its past knows whose key it takes to read it.
    if (pastHeads.length > 0 && !membership.rotations.some(({ epoch }) => equalBytes(epoch, envelope.epoch)))
      return refused("written in an epoch that its past does not have");
    const kind = logKindOf(envelope.type);
    const role = membership.devices.get(place.device)?.role;
    if (kind.by !== "anybody" && role === undefined) return refused("written by no member");
    if (kind.by === "writers" && (role === undefined || !ruleset.suggesters.has(role)))
      return refused("a reader writes no text");
    const setting = { charter, envelope, place, standing, past, pastHeads, membership, ruleset, program, state };
    const judged = kind.judge({ ...setting, holds: (of) => chains.holds(past, of) });
    if (!judged.ok) return judged.error;
    const { value: taken } = judged;
    const [, before] = past.get(standing.chain) ?? [0, 0];
    return {
      kind: "ready",
      taken,
      standing,
      text: taken.text ?? null,
      entry: taken.entry ?? null,
      fault: taken.fault ?? null,
      leavesBodyOut: taken.leavesBodyOut ?? false,
      known: (client) => clients.knownClock(client, past),
      isOwn: (client) => standing.before !== null && clients.isBoundTo(client, standing.before.chain, place.seq - 1),
      accepted: {
        place,
        chain: standing.chain,
        type: envelope.type,
        time: envelope.time,
        vector: new Map(past).set(standing.chain, [place.seq, before + (kind.isReceipt ? 0 : 1)]),
        governance: taken.entry === undefined ? pastHeads : [place.hash],
        client: taken.text?.client ?? null,
        clock: taken.text?.end ?? null,
        statements: (standing.before?.statements ?? 0) + (isStatement(envelope.type) ? 1 : 0),
      },
    };
  }

  /** Takes what `judge` found ready. */
  function accept({ accepted, standing, taken }: Ready, envelope: Envelope): void {
    const { place, chain: id, client, clock } = accepted;
    if (envelope.prev !== null) heads.delete(envelope.prev);
    for (const dep of envelope.deps) heads.delete(dep.hash);
    heads.set(place.hash, place);
    const before = chains.get(id)?.clocks ?? new Map<number, number>();
    const clocks = client === null || clock === null ? before : new Map(before).set(client, clock);
    chains.set({ id, parent: standing.parent, start: standing.start, head: accepted, clocks });
    taken.accept({ chain: id });
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
    const isOwn = (of: number): boolean => clients.isBoundTo(of, accepted.chain, accepted.place.seq);
    return { accepted, body, known, isOwn };
  }

  /** What the author of an accepted envelope knew of each Yjs client's clock, their own up to it; null for none held. */
  function knowledgeOf(chain: string, seq: number): ((client: number) => number) | null {
    const accepted = chains.find(chain, seq);
    return accepted === null ? null : (client) => clients.knownClock(client, accepted.vector);
  }

  /** Whether the author of an accepted envelope held another when they signed it. */
  function knows(chain: string, seq: number, of: { readonly chain: string; readonly seq: number }): boolean {
    if (chains.follows(chain, seq, of.chain, of.seq)) return true;
    const accepted = chains.find(chain, seq);
    return accepted !== null && [...accepted.vector].some(([id, [upTo]]) => chains.follows(id, upTo, of.chain, of.seq));
  }

  /** [L67] Whether everybody was asked to suggest in the past of a text that is held; null: by everything held. */
  function asksToSuggest(of: { readonly chain: string; readonly seq: number } | null): boolean {
    const past = of === null ? null : chains.find(of.chain, of.seq);
    const belongs = past === null ? membership() : governance.at(past.governance, chains.forksIn(past.vector));
    const vector = past?.vector ?? chains.vector();
    return belongs.policy.suggest === "all" && isRatified(said, (place) => chains.holds(vector, place));
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

  return {
    charter,
    judge,
    accept,
    draft,
    missingFor,
    reaches,
    membership,
    asksToSuggest,
    standingOfText,
    reread,
    knowledgeOf,
    knows,
    /** True where a text that was folded would stand otherwise by now: the text is to be folded again. */
    isRefoldDue(): boolean {
      const belongs = membership();
      return clients.isRefoldDue((device) => lastCounted(belongs, device));
    },
    beginFold: (): void => clients.beginFold(),
    governanceEntries: (): readonly PlacedEntry[] => governance.entries(),
    governanceNodes: governance.nodes,
    /** [L35] The ruleset that was adopted and this program lacks; null where it has what it takes. */
    lacksRuleset(): number | null {
      const { ruleset } = membership();
      return program.rulesets.has(ruleset) ? null : ruleset;
    },
    /** Heads of every chain, for `have`. */
    places: (): readonly LogPosition[] => chains.all().map(({ head }) => head.place),
    chainOf: ({ device, seq, hash }: LogPosition): string | null => chains.findPlace(device, seq, hash)?.chain ?? null,
    /** Every chain in the past of a place that is held, and how far. */
    vectorAt: ({ device, seq, hash }: LogPosition): Vector | null =>
      chains.findPlace(device, seq, hash)?.vector ?? null,
    acceptedAt: ({ device, seq, hash }: LogPosition): Accepted | null => chains.findPlace(device, seq, hash),
    headVector: (device: DeviceId): Vector | null => chains.get(device)?.head.vector ?? null,
    vector: chains.vector,
    find: chains.find,
    holds: chains.holds,
    /** [L34] Whether a sheet has waited for long enough, by everything held. */
    isSheetDue: (key: SheetKey): boolean => isSheetDue(chains, chains.vector(), membership(), key, governance.placeOf),
    chainsOf: (device: DeviceId) =>
      chains.of(device).map(({ id, start, head }) => ({ id, start, last: head.place.seq })),
    forks: (): ReadonlyMap<DeviceId, number> => chains.forksIn(chains.vector()),
    /** Envelopes accepted, receipts included. */
    size: (): number => chains.all().reduce((sum, { head, start }) => sum + head.place.seq + 1 - start, 0),
    /** Envelopes that say something. */
    substance: (): number => chains.all().reduce((sum, { id, head }) => sum + (head.vector.get(id)?.[1] ?? 0), 0),
    receiptAt: (device: DeviceId): number | null => chains.get(device)?.head.time ?? null,
    latestTime: (): number => Math.max(0, ...chains.all().map(({ head }) => head.time)),
    /** Whose a client id is, editing or suggesting, and how far its text is held. */
    session: (client: number): { readonly device: DeviceId; readonly clock: number } | null => {
      const owner = clients.owner(client);
      if (owner === null) return null;
      const chain = chains.get(owner.chain);
      const clock = chain === undefined ? 0 : chains.clockAt(owner.chain, client, chain.head.place.seq);
      return { device: chainDevice(owner.chain), clock };
    },
    /** [L11] The sessions of a device in the chain that came first, by number. */
    sessionsOf: clients.sessionsOf,
    nextSessionNo: (device: DeviceId): number => clients.lastSessionNo(device, Number.MAX_SAFE_INTEGER) + 1,
    statements: said,
    snapshot: (): LedgerSnapshot => ({
      chains: chains.all(),
      heads: [...heads.values()],
      governance: governance.kept(),
      bindings: clients.bindings(),
      folded: clients.folded(),
      ...said.snapshot(),
    }),
  };
}
