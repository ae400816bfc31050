/**
 * Who belongs: a pure fold of a causally closed set of governance entries. PROTOCOL.md, L10 and L24 to L27.
 * Removals are found first, then grants in an order that every replica has, so concurrent entries amount to the same
 * whatever the order in which they came. It is long because both passes read one set of maps, which is built nowhere else.
 */
import { type Bytes, equalBytes, toHex } from "../../base/bytes.ts";
import type { CharterId, DeviceId, EnvelopeHash, PaperKey, PartyId, SheetKey } from "../../base/ids.ts";
import { type Policy, type Suggesters, usualPolicy } from "../../charter/parties/quotas.ts";
import type { InviteRole } from "../../charter/parties/roles.ts";
import type { SheetCard, Signed } from "./cards.ts";
import type { EntryOf, GovernanceEntry } from "./entries.ts";
import type { MemberCard, PartyCard } from "./model.ts";
import { readSheets, type Sheet } from "./sheets.ts";

export type MemberRole = Exclude<InviteRole, "party">;

export interface Invite {
  /** Of the entry that opened it. */
  readonly entry: EnvelopeHash;
  readonly key: Bytes;
  readonly role: InviteRole;
  /** For this party alone; null: for whoever has the code. */
  readonly party: PartyId | null;
  readonly expiresAt: number;
  /** By the invite's own key: see `inviteStatement`. */
  readonly statement: Bytes;
  readonly mailbox: Bytes;
  readonly by: DeviceId;
  readonly closed: boolean;
  readonly used: boolean;
  /** Enough parties consented. */
  readonly granted: boolean;
}

export interface Member {
  readonly card: MemberCard;
  readonly role: MemberRole;
  readonly chain: readonly Signed[];
  readonly admittedAt: number;
}

/** A device whose membership ended, by which entry (null: it equivocated), and the last of its envelopes that counts. */
export interface Former {
  readonly member: Member;
  readonly by: EnvelopeHash | null;
  readonly lastSeq: number;
}

export interface Party {
  readonly card: PartyCard;
  readonly signed: Signed;
  readonly admittedAt: number;
}

/** What waits, or waited, for parties to consent. */
export interface Decision {
  readonly entry: EnvelopeHash;
  /** Null for what is no removal. */
  readonly removes: PartyId | null;
  /** [L35] Null for what is no adoption. */
  readonly adopts: number | null;
  /** [L67] Null for what does not say who is asked to suggest. */
  readonly suggests: Suggesters | null;
  readonly needed: number;
  /** Whose consent counts: fixed by the past of the entry. */
  readonly electorate: readonly PartyId[];
  readonly consented: readonly PartyId[];
}

/** How a device came to have an epoch key: in a box, or by whoever let it in, who had it in one of these ways. */
export type Way = { readonly box: Bytes } | { readonly by: DeviceId; readonly who: readonly Way[] };

/** [L28] One epoch, of the founding or of a `rotate`. */
export interface Rotation {
  readonly entry: EnvelopeHash;
  /** 16 bytes: the id of the epoch. */
  readonly epoch: Bytes;
  /** Its boxes in the `rotate` itself; none for the founding. */
  readonly boxes: readonly (readonly [DeviceId, Bytes])[];
  /** By device: each way in which it came to have the key, if the boxes hold it. */
  readonly ways: ReadonlyMap<DeviceId, readonly Way[]>;
  /** Who may have its key, and is no member. */
  readonly openTo: readonly DeviceId[];
}

/** What one set of governance entries amounts to. */
export interface Membership {
  readonly title: string;
  readonly language: string;
  readonly policy: Policy;
  /** [L35] What the charter is judged by from here on. */
  readonly ruleset: number;
  readonly parties: ReadonlyMap<PartyId, Party>;
  readonly devices: ReadonlyMap<DeviceId, Member>;
  readonly former: ReadonlyMap<DeviceId, Former>;
  /** By the invite's public key in hex. */
  readonly invites: ReadonlyMap<string, Invite>;
  readonly decisions: ReadonlyMap<EnvelopeHash, Decision>;
  /** [L34] Keys on paper beside those that parties are named by; by the key. */
  readonly sheets: ReadonlyMap<SheetKey, Sheet>;
  /** Entries whose author had no say any more, or never had. */
  readonly notCounted: ReadonlySet<EnvelopeHash>;
  /** Every epoch, the founding first, in an order that puts nothing before its past. */
  readonly rotations: readonly Rotation[];
}

export const noMembership: Membership = {
  title: "",
  language: "",
  policy: usualPolicy,
  ruleset: 0,
  parties: new Map(),
  devices: new Map(),
  former: new Map(),
  invites: new Map(),
  decisions: new Map(),
  sheets: new Map(),
  notCounted: new Set(),
  rotations: [],
};

export interface PlacedEntry {
  readonly hash: EnvelopeHash;
  readonly device: DeviceId;
  readonly seq: number;
  readonly time: number;
  readonly entry: GovernanceEntry;
  /** That its envelope was written in. */
  readonly epoch: Bytes;
  readonly charter: CharterId;
  readonly body: Bytes;
  /** For an entry that ends devices: the last envelope of each device in its past. */
  readonly cut: ReadonlyMap<DeviceId, number>;
  /** For what needs consent: the parties that have a say, from its past. */
  readonly electorate: readonly PartyId[];
}

export interface GovernanceNode {
  readonly placed: PlacedEntry;
  /** Governance heads of its past. */
  readonly past: readonly EnvelopeHash[];
  readonly ancestors: ReadonlySet<EnvelopeHash>;
  /** One more than the highest of its past: with the hash, an order that puts nothing before its past. */
  readonly generation: number;
  /** Read once: its signatures cost. */
  readonly grant: Grant | null;
  /** Of a `renewSheet`; read once too. */
  readonly sheet: SheetCard | null;
}

/** Who an entry lets in; a function of the entry's bytes alone. */
export interface Grant {
  readonly card: MemberCard;
  readonly role: MemberRole;
  readonly chain: readonly Signed[];
  readonly party: { readonly card: PartyCard; readonly signed: Signed } | null;
  /** The key of the invite that is used up, in hex. */
  readonly invite: string | null;
  /** Of a `recover`: the key on paper that signed it. */
  readonly paper: PaperKey | null;
  /** That key ends the party's other devices. */
  readonly endsOthers: boolean;
}

/** From which sequence number on a device equivocated, as far as the set shows. */
export type Forks = ReadonlyMap<DeviceId, number>;

export const byGeneration = (a: GovernanceNode, b: GovernanceNode): number =>
  a.generation - b.generation || (a.placed.hash < b.placed.hash ? -1 : 1);

type NodeOf<Kind extends GovernanceEntry["kind"]> = GovernanceNode & {
  readonly placed: PlacedEntry & { readonly entry: EntryOf<Kind> };
};
const isKind =
  <Kind extends GovernanceEntry["kind"]>(kind: Kind) =>
  (node: GovernanceNode): node is NodeOf<Kind> =>
    node.placed.entry.kind === kind;

const before = (node: GovernanceNode, other: GovernanceNode): boolean => other.ancestors.has(node.placed.hash);

/** [L25] `nodes`: everything in the past of some heads, sorted `byGeneration`. `forks`: as far as that past shows them. */
export function foldMembership(nodes: readonly GovernanceNode[], forks: Forks): Membership {
  const admissions = new Map<DeviceId, readonly Admission[]>();
  for (const node of nodes) {
    if (node.grant === null) continue;
    const { id } = node.grant.card;
    admissions.set(id, [...(admissions.get(id) ?? []), { node, grant: node.grant }]);
  }
  return grantAll(nodes, findEnds(nodes, admissions, forks));
}

/** A party's key on paper ends the devices that it did not let in. */
interface PaperWord {
  readonly node: GovernanceNode;
  readonly party: PartyId;
  readonly paper: PaperKey;
}

interface Admission {
  readonly node: GovernanceNode;
  readonly grant: Grant;
}

interface Ends {
  readonly sheets: ReturnType<typeof readSheets>;
  /** By device: the entry that ended it (null: a fork), and its last envelope that counts. */
  readonly devices: ReadonlyMap<DeviceId, { readonly by: EnvelopeHash | null; readonly lastSeq: number }>;
  /** By party: the removals that took effect. */
  readonly parties: ReadonlyMap<PartyId, readonly GovernanceNode[]>;
  readonly consented: ReadonlyMap<EnvelopeHash, ReadonlySet<PartyId>>;
  readonly uncounted: ReadonlySet<EnvelopeHash>;
}

/**
 * [L25] In three ranks, each by the say of those whom the ranks above left, and whom these in turn let in: the party's
 * own key and forks, then devices ended by their own party, then parties. Within a rank concurrent removals all take
 * effect, and the lowest cut counts.
 */
function findEnds(
  nodes: readonly GovernanceNode[],
  admissions: ReadonlyMap<DeviceId, readonly Admission[]>,
  forks: Forks,
): Ends {
  const ended = new Map<DeviceId, { by: EnvelopeHash | null; lastSeq: number }>();
  const uncounted = new Set<EnvelopeHash>();
  const end = (device: DeviceId, by: EnvelopeHash | null, lastSeq: number): void => {
    const known = ended.get(device);
    if (known === undefined || lastSeq < known.lastSeq || (lastSeq === known.lastSeq && (by ?? "") < (known.by ?? "")))
      ended.set(device, { by, lastSeq });
  };
  for (const [device, seq] of forks) end(device, null, seq - 1);

  const partyOf = (device: DeviceId): PartyId | null => admissions.get(device)?.[0]?.grant.card.party ?? null;
  /** Every device of a party but those let in by somebody who knew of the removal; `same`: every copy of it. */
  function endParty(node: GovernanceNode, party: PartyId, same: readonly GovernanceNode[]): void {
    const isSpared = ({ node: way }: Admission): boolean => same.some((copy) => copy === way || before(copy, way));
    for (const [device, ways] of admissions)
      if (partyOf(device) === party && !ways.some(isSpared))
        end(device, node.placed.hash, node.placed.cut.get(device) ?? -1);
  }
  const counts = ({ device, seq }: PlacedEntry): boolean =>
    seq <= (ended.get(device)?.lastSeq ?? Number.POSITIVE_INFINITY);
  /** Those of a rank whose author the ranks above left, and did not lose with whoever let the author in. */
  function withSay<Node extends GovernanceNode>(of: readonly Node[]): readonly Node[] {
    const inside = new Set<DeviceId>();
    for (const { placed, grant } of nodes)
      if (grant !== null && (placed.entry.kind === "genesis" || (inside.has(placed.device) && counts(placed))))
        inside.add(grant.card.id);
    return of.filter(({ placed }) => {
      const isIn = inside.has(placed.device) && counts(placed);
      if (!isIn) uncounted.add(placed.hash);
      return isIn;
    });
  }

  const sheets = readSheets(nodes);
  /** Every device that came in by one of these keys, but where somebody knew of the word. */
  function endCameBy(node: GovernanceNode, keys: readonly PaperKey[]): void {
    for (const [device, ways] of admissions)
      if (
        ways.every(({ node: way, grant }) => grant.paper !== null && keys.includes(grant.paper) && !before(node, way))
      )
        end(device, node.placed.hash, node.placed.cut.get(device) ?? -1);
  }
  function endByPaper({ node, party, paper }: PaperWord): void {
    if (sheets.isEnded(paper)) {
      uncounted.add(node.placed.hash);
      return;
    }
    // The same request, entered once more by somebody who did not know that it was, ends nobody let in since.
    const ways = (admissions.get(node.grant?.card.id ?? ("" as DeviceId)) ?? []).filter(
      ({ grant }) => grant.endsOthers,
    );
    const same = ways.map((way) => way.node);
    endParty(node, party, same);
    endCameBy(
      node,
      sheets.end(node, same, (sheet) => sheet.party === party && sheet.key !== paper),
    );
  }

  const paperWords = nodes.flatMap((node): readonly PaperWord[] => {
    const { card, endsOthers, paper } = node.grant ?? { card: null, endsOthers: false, paper: null };
    return endsOthers && paper !== null && card?.party != null ? [{ node, party: card.party, paper }] : [];
  });
  const [elder, younger] = [true, false].map((isElder) =>
    paperWords.filter(({ node, party, paper }) => sheets.outranksDevices(paper, party, node) === isElder),
  );
  const rank = ({ paper, party }: PaperWord): number => sheets.rank(paper, party);
  for (const word of (elder ?? []).toSorted((a, b) => rank(a) - rank(b))) endByPaper(word);

  const revokes = withSay(nodes.filter(isKind("revoke")));
  const renewed = new Set(withSay(sheets.renewals.map(({ node }) => node)));
  const byWaiting = (younger ?? []).filter(({ paper }) =>
    sheets.renewals.some(({ key, node }) => key === paper && renewed.has(node)),
  );
  for (const word of byWaiting) endByPaper(word);
  for (const node of revokes) {
    const device = toHex(node.placed.entry.device) as DeviceId;
    end(device, node.placed.hash, node.placed.cut.get(device) ?? -1);
    if (device === node.placed.device) continue;
    endCameBy(
      node,
      sheets.end(node, [node], (sheet) => sheet.makers.includes(device) && partyOf(device) === sheet.party),
    );
  }

  const parties = new Map<PartyId, readonly GovernanceNode[]>();
  const consented = new Map<EnvelopeHash, Set<PartyId>>();
  const asks = withSay(nodes.filter((node) => node.placed.electorate.length > 0));
  const electorates = new Map(asks.map(({ placed }) => [placed.hash, placed.electorate]));
  const say = (to: EnvelopeHash, device: DeviceId): void => {
    const party = partyOf(device);
    if (party === null || electorates.get(to)?.includes(party) !== true) return;
    consented.set(to, (consented.get(to) ?? new Set()).add(party));
  };
  for (const { placed } of asks) say(placed.hash, placed.device);
  for (const { placed } of withSay(nodes.filter(isKind("consent"))))
    say(toHex(placed.entry.to) as EnvelopeHash, placed.device);
  for (const node of withSay(nodes.filter(isKind("remove")))) {
    const { needed, party: key } = node.placed.entry;
    if ((consented.get(node.placed.hash)?.size ?? 0) < needed) continue;
    const party = toHex(key) as PartyId;
    parties.set(party, [...(parties.get(party) ?? []), node]);
  }
  for (const [party, removals] of parties) for (const node of removals) endParty(node, party, [node]);
  return { sheets, devices: ended, parties, consented, uncounted };
}

/** Grants of those who had a say when they wrote, in order, to whom no removal took it away. */
function grantAll(nodes: readonly GovernanceNode[], ends: Ends): Membership {
  let { title, language, policy, ruleset } = noMembership;
  const parties = new Map<PartyId, Party>();
  const devices = new Map<DeviceId, Member>();
  const former = new Map<DeviceId, Former>();
  const invites = new Map<string, Invite>();
  const decisions = new Map<EnvelopeHash, Decision>();
  const notCounted = new Set(ends.uncounted);
  const known = (device: DeviceId): Member | undefined => devices.get(device) ?? former.get(device)?.member;

  function admit(node: GovernanceNode, { card, role, chain, party, invite: key }: Grant): void {
    const at = node.placed.time;
    const invite = invites.get(key ?? "");
    if (invite !== undefined) invites.set(key ?? "", { ...invite, used: true });
    if (party !== null && !parties.has(party.card.id)) {
      const removals = ends.parties.get(party.card.id) ?? [];
      if (removals.every((removal) => before(removal, node))) parties.set(party.card.id, { ...party, admittedAt: at });
    }
    if (known(card.id) !== undefined) return;
    const member = { card, role, chain, admittedAt: at };
    const ended = ends.devices.get(card.id);
    if (ended === undefined) devices.set(card.id, member);
    else former.set(card.id, { member, by: ended.by, lastSeq: ended.lastSeq });
  }

  for (const node of nodes) {
    const { placed } = node;
    const { entry, device, hash, seq } = placed;
    if (entry.kind === "genesis") ({ title, language, policy, ruleset } = entry);
    else if (notCounted.has(hash)) continue;
    else if (known(device) === undefined || seq > (former.get(device)?.lastSeq ?? Number.POSITIVE_INFINITY)) {
      // A removal that took effect stays.
      const isDone = entry.kind === "revoke" || entry.kind === "consent" || entry.kind === "settleSheet";
      if (entry.kind !== "remove" && !isDone) notCounted.add(hash);
      if (entry.kind !== "remove") continue;
    }
    if (
      placed.electorate.length > 0 &&
      (entry.kind === "remove" || entry.kind === "openInvite" || entry.kind === "adopt" || entry.kind === "setSuggest")
    )
      decisions.set(hash, {
        entry: hash,
        removes: entry.kind === "remove" ? (toHex(entry.party) as PartyId) : null,
        adopts: entry.kind === "adopt" ? entry.ruleset : null,
        suggests: entry.kind === "setSuggest" ? entry.suggest : null,
        needed: entry.needed,
        electorate: placed.electorate,
        consented: [...(ends.consented.get(hash) ?? [])].sort(),
      });
    switch (entry.kind) {
      case "genesis":
      case "admit":
      case "recover":
        if (node.grant !== null) admit(node, node.grant);
        break;
      case "openInvite": {
        const key = toHex(entry.invite);
        if (invites.has(key)) break;
        const { invite: inviteKey, role, expiresAt, statement, mailbox } = entry;
        const granted = entry.needed <= 1 || (ends.consented.get(hash)?.size ?? 0) >= entry.needed;
        invites.set(key, {
          entry: hash,
          key: inviteKey,
          role,
          party: entry.party === null ? null : (toHex(entry.party) as PartyId),
          expiresAt,
          statement,
          mailbox,
          by: device,
          closed: false,
          used: false,
          granted,
        });
        break;
      }
      case "adopt":
        if ((ends.consented.get(hash)?.size ?? 0) >= entry.needed) ruleset = Math.max(ruleset, entry.ruleset);
        break;
      // The last one in the order counts, so one that is granted late takes back nothing that was said after it.
      case "setSuggest":
        if ((ends.consented.get(hash)?.size ?? 0) >= entry.needed) policy = { ...policy, suggest: entry.suggest };
        break;
      case "closeInvite": {
        const key = toHex(entry.invite);
        const invite = invites.get(key);
        if (invite !== undefined) invites.set(key, { ...invite, closed: true });
        break;
      }
      default:
        break;
    }
  }
  return {
    title,
    language,
    policy,
    ruleset,
    parties,
    devices,
    former,
    invites,
    decisions,
    sheets: ends.sheets.standing(({ placed }) => !notCounted.has(placed.hash)),
    notCounted,
    rotations: foldRotations(nodes, devices, former),
  };
}

/**
 * [L28] Whoever wrote it, a rotation is a key that honest devices may have used. Of members only what is sure is told,
 * of others everything that may be: somebody whose membership ended is shut out where the rotation's author knew of the
 * end, so that its boxes are for others, and nobody gave them the key since.
 */
function foldRotations(
  nodes: readonly GovernanceNode[],
  devices: ReadonlyMap<DeviceId, Member>,
  former: ReadonlyMap<DeviceId, Former>,
): readonly Rotation[] {
  return nodes.flatMap((rotation): readonly Rotation[] => {
    const { entry, hash, device: author } = rotation.placed;
    if (entry.kind !== "genesis" && entry.kind !== "rotate") return [];
    const epoch = entry.kind === "genesis" ? rotation.placed.epoch : entry.epoch;
    const boxes = entry.kind === "genesis" ? [] : boxesOf(entry);
    const ways = new Map<DeviceId, { readonly at: GovernanceNode; readonly way: Way }[]>();
    const mayHave = new Set<DeviceId>();
    const give = (to: DeviceId, at: GovernanceNode, way: Way): void => {
      ways.set(to, [...(ways.get(to) ?? []), { at, way }]);
      mayHave.add(to);
    };
    if (entry.kind === "genesis") give(author, rotation, { by: author, who: [] });
    for (const [to, box] of boxes) give(to, rotation, { box });
    const shutOut = new Set<DeviceId>();
    for (const node of nodes) {
      const { placed, grant } = node;
      if (grant !== null && before(node, rotation) && !mayHave.has(grant.card.id)) shutOut.add(grant.card.id);
      if (!before(rotation, node)) continue;
      if (placed.entry.kind === "share" && equalBytes(placed.entry.epoch, epoch))
        for (const [to, box] of boxesOf(placed.entry)) give(to, node, { box });
      if (grant === null) continue;
      // A new member is welcomed with every key of the member who admits them.
      const { device: by } = placed;
      const who = (ways.get(by) ?? []).filter(({ at }) => at === rotation || before(at, node)).map(({ way }) => way);
      mayHave.add(grant.card.id);
      if (who.length > 0) give(grant.card.id, node, { by, who });
    }
    for (const device of former.keys()) if (!shutOut.has(device)) mayHave.add(device);
    const openTo = [...mayHave].filter((device) => !devices.has(device)).sort();
    const known = new Map([...ways].map(([device, of]) => [device, of.map(({ way }) => way)] as const));
    return [{ entry: hash, epoch, boxes, ways: known, openTo }];
  });
}

const boxesOf = ({ keys }: EntryOf<"rotate" | "share">): readonly (readonly [DeviceId, Bytes])[] =>
  keys.map(([device, box]) => [toHex(device) as DeviceId, box] as const);
