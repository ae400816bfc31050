/** People with keys, and ledgers that they write in: the same for the same seed. */

import { type Bytes, compareBytes, toHex, utf8 } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { hash, type KeyPair, sealingKeyPair, sha256, sign, signingKeyPair } from "../../shared/base/crypto.ts";
import { dayOf } from "../../shared/base/days.ts";
import {
  type CharterId,
  type DeviceId,
  type EnvelopeHash,
  idBytes,
  type PartyId,
  type ProposalId,
  type SheetKey,
} from "../../shared/base/ids.ts";
import type { LeftOut } from "../../shared/charter/draft/leaveOut.ts";
import { settle } from "../../shared/charter/draft/settle.ts";
import { type Conditions, earliestEnd, usualConditions } from "../../shared/charter/parties/conditions.ts";
import type { Practice } from "../../shared/charter/parties/practice.ts";
import type { Purpose } from "../../shared/charter/parties/proposalState.ts";
import type { Policy, Suggesters } from "../../shared/charter/parties/quotas.ts";
import type { Reserved } from "../../shared/charter/parties/reserved.ts";
import type { InviteRole } from "../../shared/charter/parties/roles.ts";
import type { Term } from "../../shared/charter/parties/term.ts";
import type { AgreedText } from "../../shared/charter/text/agreedText.ts";
import { decodeContent, encodeContent } from "../../shared/charter/text/canonical.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { encodeCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { createLedger, type Judged, type Ledger, type LedgerSnapshot } from "../../shared/ledger/ledger.ts";
import type { Accepted, LedgerIndex } from "../../shared/ledger/log/chains.ts";
import {
  type Envelope,
  envelopeTypes,
  type LogPosition,
  type SignedEnvelope,
  signEnvelope,
} from "../../shared/ledger/log/envelope.ts";
import { type Signed, sheetCardBody, signDeviceCard, signPartyCard } from "../../shared/ledger/members/cards.ts";
import {
  charterIdOf,
  type EntryOf,
  encodeEntry,
  type GovernanceEntry,
  rulesetVersion,
} from "../../shared/ledger/members/entries.ts";
import { deriveEpoch, sessionClient } from "../../shared/ledger/members/epoch.ts";
import { inviteMailboxKey, inviteStatement, signJoinRequest } from "../../shared/ledger/members/invite.ts";
import { boxFor } from "../../shared/ledger/members/keyring.ts";
import type { DeviceCard, PartyCard } from "../../shared/ledger/members/model.ts";
import { signRecovery } from "../../shared/ledger/members/recovery.ts";
import { type Program, tessera } from "../../shared/ledger/program.ts";
import { type BallotId, signBallot } from "../../shared/ledger/statements/ballot.ts";
import { signConfirmation } from "../../shared/ledger/statements/confirmation.ts";
import { type NamedLeaving, signProposal } from "../../shared/ledger/statements/proposal.ts";

/** 2023-11-14, in the evening (UTC). */
export const startMs = 1_700_000_000_000;
export const dayMs = 86_400_000;

/** 32 bytes that belong to a name. */
export const seedOf = (name: string): Bytes => hash("tessera/test-seed", utf8(name));

export interface TestPerson {
  readonly name: string;
  readonly device: DeviceId;
  readonly signing: KeyPair;
  readonly sealing: KeyPair;
  readonly card: DeviceCard;
  readonly chain: readonly Signed[];
  /** `root`: what the party's 24 words are for. */
  readonly party: { readonly card: PartyCard; readonly signedCard: Signed; readonly root: KeyPair };
}

function keysOf(name: string): { signing: KeyPair; sealing: KeyPair; device: DeviceId } {
  const signing = signingKeyPair(seedOf(`${name} signs`));
  return {
    signing,
    sealing: sealingKeyPair(seedOf(`${name} seals`)),
    device: toHex(signing.publicKey) as DeviceId,
  };
}

/** Somebody who founded a party of their own. */
export function founder(name: string, partyName = `${name}'s people`): TestPerson {
  const { signing, sealing, device } = keysOf(name);
  const root = signingKeyPair(seedOf(`party of ${name}`));
  const id = toHex(root.publicKey) as PartyId;
  const party: PartyCard = { id, name: partyName, kind: "community", constituency: `those of ${name}` };
  const card = {
    id: device,
    party: id,
    person: name,
    name: `${name}'s laptop`,
    sealKey: sealing.publicKey,
    issuedAt: startMs,
  };
  const chain = [signDeviceCard(card, { id, privateKey: root.privateKey })];
  return {
    name,
    device,
    signing,
    sealing,
    card,
    chain,
    party: { card: party, signedCard: signPartyCard(party, root.privateKey), root },
  };
}

/** Somebody whose device another one made a delegate of the same party. */
export function delegateOf(issuer: TestPerson, name: string): TestPerson {
  const { signing, sealing, device } = keysOf(name);
  const card = { ...issuer.card, id: device, person: name, name: `${name}'s laptop`, sealKey: sealing.publicKey };
  const signed = signDeviceCard(card, { id: issuer.device, privateKey: issuer.signing.privateKey });
  return { name, device, signing, sealing, card, chain: [...issuer.chain, signed], party: issuer.party };
}

/** A new device for somebody's party, issued by the party's own key. */
export function newDeviceOf(somebody: TestPerson, name: string): TestPerson {
  const { signing, sealing, device } = keysOf(name);
  const card = { ...somebody.card, id: device, person: name, name: `${name}'s laptop`, sealKey: sealing.publicKey };
  const { root, card: party } = somebody.party;
  const chain = [signDeviceCard(card, { id: party.id, privateKey: root.privateKey })];
  return { name, device, signing, sealing, card, chain, party: somebody.party };
}

export const words = (...paragraphs: readonly string[]): CharterText => ({
  type: "doc",
  attrs: {},
  content: paragraphs.map((text, index) => ({
    type: "clause",
    attrs: { id: `c${index + 1}`, source: "" },
    content: [{ type: "paragraph", attrs: {}, content: text === "" ? [] : [{ type: "text", text, marks: [] }] }],
  })),
});

export const contentOf = (charter: CharterId, text: CharterText, title = "Water"): Bytes =>
  encodeContent({ charter, title, language: "en", text: agreedOf(text) });

/** The draft as it can be ratified; throws where something stands in the way. */
export function agreedOf(draft: CharterText): AgreedText {
  const settled = settle(draft, "en", []);
  if (!settled.ok) throw new Error(JSON.stringify(settled.error));
  return settled.value;
}

export const openTerm: Term = { from: null, months: null, until: null, noticeDays: 60 };
export const oneYear: Term = { ...openTerm, months: 12 };

const easyPolicy: Policy = { admit: "majority", remove: "twoThirds", suggest: "guests" };

export const genesisEntry = (by: TestPerson, title = "Water", policy: Policy = easyPolicy): EntryOf<"genesis"> => ({
  kind: "genesis",
  nonce: seedOf(title).slice(0, 16),
  title,
  language: "en",
  ruleset: rulesetVersion,
  threshold: "all",
  policy,
  party: by.party.signedCard,
  device: by.chain,
});
export const genesisOf = (by: TestPerson, title?: string, policy?: Policy): Bytes =>
  encodeEntry(genesisEntry(by, title, policy));

export const inviteKeyOf = (name: string): KeyPair => signingKeyPair(seedOf(`invite ${name}`));

/** `needed`: parties that must consent. */
export function openInviteEntry(
  charter: CharterId,
  invite: KeyPair,
  role: InviteRole,
  expiresAt = startMs + dayMs,
  needed = 1,
  party: Bytes | null = null,
): EntryOf<"openInvite"> {
  const statement = sign(inviteStatement(charter, role, expiresAt), invite.privateKey);
  const mailbox = inviteMailboxKey(invite);
  return {
    kind: "openInvite",
    invite: invite.publicKey,
    role,
    expiresAt,
    statement,
    mailbox,
    needed,
    party,
    reason: "",
  };
}
export const closeInviteEntry = (invite: KeyPair): EntryOf<"closeInvite"> => ({
  kind: "closeInvite",
  invite: invite.publicKey,
  reason: "",
});

/** `last`: the last envelope of the device whose ballots its party stands by. */
export const revokeEntry = (
  target: TestPerson,
  reason = "",
  last: number = Number.MAX_SAFE_INTEGER,
): EntryOf<"revoke"> => ({
  kind: "revoke",
  device: idBytes(target.device),
  last,
  reason,
});
/** `needed`: parties that must consent; 0 where `target` is the writer's own party. */
export const removeEntry = (target: TestPerson, needed: number): EntryOf<"remove"> => ({
  kind: "remove",
  party: idBytes(target.party.card.id),
  needed,
  reason: "",
});
export const consentEntry = (to: Written): EntryOf<"consent"> => ({
  kind: "consent",
  to: idBytes(to.signed.hash),
  reason: "",
});
const sealedTo = (key: Bytes, people: readonly TestPerson[]) =>
  people.map(({ device, card }) => [idBytes(device), boxFor(key, card)] as const);
export const rotateEntry = (key: Bytes, ...people: readonly TestPerson[]): EntryOf<"rotate"> => ({
  kind: "rotate",
  epoch: deriveEpoch(key).id,
  keys: sealedTo(key, people),
});
export const shareEntry = (key: Bytes, ...people: readonly TestPerson[]): EntryOf<"share"> => ({
  kind: "share",
  epoch: deriveEpoch(key).id,
  keys: sealedTo(key, people),
});

/** A further key on paper, made by a device of the party. */
export interface TestSheet {
  readonly pair: KeyPair;
  readonly key: SheetKey;
  readonly chain: readonly Signed[];
  readonly by: TestPerson;
}
export function sheetOf(by: TestPerson, name: string): TestSheet {
  const pair = signingKeyPair(seedOf(`sheet ${name}`));
  const key = toHex(pair.publicKey) as SheetKey;
  const body = sheetCardBody({ key, party: by.party.card.id, issuer: by.device, issuedAt: startMs });
  return { pair, key, chain: [...by.chain, [body, sign(body, by.signing.privateKey)]], by };
}
/** `consent`: the pair of the key before, where its words are at hand. */
export const renewEntry = (
  { pair, chain, by }: TestSheet,
  consent: KeyPair | null = null,
  over: Bytes = consent?.publicKey ?? by.party.root.publicKey,
): EntryOf<"renewSheet"> => {
  const body = chain.at(-1)?.[0] ?? new Uint8Array();
  return {
    kind: "renewSheet",
    chain,
    over,
    proof: sign(body, pair.privateKey),
    consent: consent === null ? null : sign(body, consent.privateKey),
  };
};
export const settleEntry = (sheet: TestSheet): EntryOf<"settleSheet"> => ({
  kind: "settleSheet",
  sheet: sheet.pair.publicKey,
});

/** A new device for a party, issued by one of its sheets. */
export function newDeviceBy(sheet: TestSheet, name: string): TestPerson {
  const { signing, sealing, device } = keysOf(name);
  const card = { ...sheet.by.card, id: device, person: name, name: `${name}'s laptop`, sealKey: sealing.publicKey };
  const signed = signDeviceCard(card, { id: sheet.key, privateKey: sheet.pair.privateKey });
  return { name, device, signing, sealing, card, chain: [...sheet.chain, signed], party: sheet.by.party };
}

/** `device`: one made by `newDeviceOf`, or by `newDeviceBy` with the pair of its sheet as `paper`. */
export const recoveryOf = (
  device: TestPerson,
  revokesOthers = false,
  time = startMs,
  since: string | null = null,
  paper: KeyPair = device.party.root,
): Bytes =>
  signRecovery(
    { chain: device.chain, revokesOthers, since, reason: "", time },
    paper.privateKey,
    device.signing.privateKey,
  );
export const recoverEntry = (
  device: TestPerson,
  revokesOthers = false,
  since: string | null = null,
  paper?: KeyPair,
): EntryOf<"recover"> => ({
  kind: "recover",
  request: recoveryOf(device, revokesOthers, startMs, since, paper),
});

export function requestOf(joiner: TestPerson, invite: KeyPair, role: InviteRole, time = startMs): Bytes {
  const { device: id, card, chain, party } = joiner;
  return signJoinRequest(
    {
      inviteKey: invite.publicKey,
      role,
      device: { id, sealKey: card.sealKey, person: card.person, name: card.name, issuedAt: time },
      party: role === "party" ? { card: party.card, signedCard: party.signedCard, chain } : null,
      time,
    },
    invite,
    joiner.signing.privateKey,
  );
}

export const admitEntry = (joiner: TestPerson, invite: KeyPair, role: InviteRole): EntryOf<"admit"> => ({
  kind: "admit",
  request: requestOf(joiner, invite, role),
  party: role === "party" ? joiner.party.signedCard : null,
  device: role === "party" || role === "delegate" ? joiner.chain : [],
});

/** [L35] */
export const adoptEntry = (ruleset: number, needed: number): EntryOf<"adopt"> => ({
  kind: "adopt",
  ruleset,
  needed,
  reason: "",
});

/** [L67] */
export const setSuggestEntry = (suggest: Suggesters, needed: number): EntryOf<"setSuggest"> => ({
  kind: "setSuggest",
  suggest,
  needed,
  reason: "",
});

export interface Written {
  readonly envelope: Envelope;
  readonly signed: SignedEnvelope;
  readonly bytes: Bytes;
}

/** Everything in a book is written in the epoch of this key, whatever is rotated. */
export const foundingKey = seedOf("founding key");
const epochId = deriveEpoch(foundingKey).id;

/** A ledger with its index in memory, and what was accepted in order. */
export function createBook(
  charter: CharterId,
  kept: { readonly book: Book; readonly snapshot: LedgerSnapshot } | null = null,
  program: Program = tessera,
) {
  const accepted: Accepted[] = [...(kept?.book.accepted() ?? [])];
  const log: Written[] = [...(kept?.book.log() ?? [])];
  const index: LedgerIndex = {
    find: (chain, seq) => accepted.find((one) => one.chain === chain && one.place.seq === seq) ?? null,
    clockAt: (chain, client, seq) =>
      accepted.findLast((one) => one.chain === chain && one.place.seq <= seq && one.client === client)?.clock ?? 0,
  };
  const ledger: Ledger = createLedger(charter, index, kept?.snapshot ?? null, program);

  function take(written: Written, judged: Judged = ledger.judge(written.signed)): Judged["kind"] {
    if (judged.kind !== "ready") return judged.kind;
    ledger.accept(judged, written.envelope);
    accepted.push(judged.accepted);
    log.push(written);
    return "ready";
  }

  /** Signed on everything held here, with whatever `changes` puts in its place. */
  function draft(by: TestPerson, type: number, body: Bytes, changes: Partial<Envelope> = {}): Written {
    const drafted = ledger.draft(by.device, epochId, type, body, startMs + log.length * 1000);
    return sealed({ ...drafted, ...changes }, by);
  }

  function write(by: TestPerson, type: number, body: Bytes, time?: number): Written {
    const written = draft(by, type, body, time === undefined ? {} : { time });
    const judged = ledger.judge(written.signed);
    if (judged.kind !== "ready") throw new Error(judged.kind === "refused" ? judged.reason : judged.kind);
    if (judged.fault !== null) throw new Error(judged.fault);
    take(written);
    return written;
  }

  const govern = (by: TestPerson, entry: GovernanceEntry, time?: number): Written =>
    write(by, envelopeTypes.governance, encodeEntry(entry), time);

  const judge = (by: TestPerson, type: number, body: Bytes, changes: Partial<Envelope> = {}): string => {
    const judged = ledger.judge(draft(by, type, body, changes).signed);
    if (judged.kind === "ready") return judged.fault ?? "ready";
    return judged.kind === "refused" ? judged.reason : judged.kind;
  };

  return {
    charter,
    ledger,
    index,
    log: (): readonly Written[] => log,
    accepted: (): readonly Accepted[] => accepted,
    take,
    draft,
    write,
    govern,
    /** What the ledger says to an entry or a body, without taking it. */
    judge,
    judgeEntry: (by: TestPerson, entry: GovernanceEntry, changes: Partial<Envelope> = {}): string =>
      judge(by, envelopeTypes.governance, encodeEntry(entry), changes),
    /** Everything that another one holds, in its order. */
    takeAll(from: { log(): readonly Written[] }): void {
      for (const written of from.log()) take(written);
    },
    admit(by: TestPerson, joiner: TestPerson, role: InviteRole = "party"): void {
      const invite = inviteKeyOf(joiner.name);
      govern(by, openInviteEntry(charter, invite, role));
      govern(by, admitEntry(joiner, invite, role));
    },
    bindSession(by: TestPerson): number {
      const sessionNo = ledger.nextSessionNo(by.device);
      const client = sessionClient(charter, by.device, sessionNo);
      write(by, envelopeTypes.session, encodeCbor([client, sessionNo]));
      return client;
    },
    propose(
      by: TestPerson,
      proposal: ProposalPlan = {},
    ): { readonly id: ProposalId; readonly contentHash: Bytes; readonly wire: Bytes } {
      const electorate = [...ledger.membership().parties.values()]
        .sort((a, b) => (a.card.id < b.card.id ? -1 : 1))
        .map(({ signed }) => signed);
      const made = proposalOf(charter, by, electorate, proposal);
      write(by, envelopeTypes.proposal, made.wire, proposal.time);
      return made;
    },
    /** What the ledger says to a proposal, without taking it. */
    judgeProposal(by: TestPerson, proposal: ProposalPlan, people: readonly TestPerson[]): string {
      return judge(by, envelopeTypes.proposal, proposalOf(charter, by, electorateOf(...people), proposal).wire);
    },
    /** A word on a ballot of somebody's party. `key`: the party's own, instead of the device's. */
    confirm(
      by: TestPerson,
      ballot: BallotId,
      { choice = "confirm", time = startMs, party = by.party.card.id, key = null }: ConfirmationPlan = {},
    ): Bytes {
      const wire = signConfirmation(
        { ballot, party, choice, reason: "", time, nonce16: seedOf(`${ballot} ${time}`).slice(0, 16) },
        key ?? by.signing.privateKey,
        key === null ? by.chain : [],
      );
      write(by, envelopeTypes.confirmation, wire, time);
      return wire;
    },
    ballot(
      by: TestPerson,
      proposal: { readonly id: ProposalId; readonly contentHash: Bytes },
      plan: BallotPlan = {},
    ): Bytes {
      const wire = ballotOf(by, proposal, plan);
      write(by, envelopeTypes.ballot, wire, plan.time);
      return wire;
    },
  };
}

export type Book = ReturnType<typeof createBook>;

function sealed(envelope: Envelope, by: TestPerson): Written {
  const { bytes, hash: envelopeHash } = signEnvelope(envelope, by.signing.privateKey);
  return { envelope, bytes, signed: { envelope, hash: envelopeHash } };
}

/** A charter that `by` founded. */
export function foundBook(by: TestPerson, title = "Water", policy?: Policy, program?: Program): Book {
  const body = genesisOf(by, title, policy);
  const book = createBook(charterIdOf(body), null, program);
  book.write(by, envelopeTypes.governance, body);
  return book;
}

/** Another replica, with everything of the first in the same order. */
export function copyBook(book: Book, program?: Program): Book {
  const copy = createBook(book.charter, null, program);
  for (const written of book.log())
    if (copy.take(written) !== "ready") throw new Error("a log is taken as it was written");
  return copy;
}

/** A last day for ballots that no test reaches. */
const farDay = "2100-01-01";

export interface ProposalPlan {
  readonly text?: CharterText;
  readonly needed?: number;
  /** Besides `needed`; `entry` is by as many as must ratify, unless said otherwise. */
  readonly conditions?: Partial<Conditions>;
  readonly signers?: readonly number[];
  readonly ratifiedBefore?: readonly ProposalId[];
  readonly named?: readonly NamedLeaving[];
  readonly term?: Term;
  readonly closesOn?: string;
  readonly purpose?: Purpose;
  readonly parent?: ProposalId | null;
  readonly supersedes?: readonly ProposalId[];
  readonly leftOut?: readonly LeftOut[];
  readonly note?: string;
  readonly time?: number;
  readonly nonce?: string;
}

export function proposalOf(
  charter: CharterId,
  by: TestPerson,
  electorate: readonly Signed[],
  plan: ProposalPlan = {},
): { readonly id: ProposalId; readonly contentHash: Bytes; readonly wire: Bytes; readonly contentBytes: Bytes } {
  const { term = openTerm, parent = null, supersedes = [], note = "", time = startMs, nonce = "nonce" } = plan;
  const contentBytes = contentOf(charter, plan.text ?? words("Water is for all."));
  const content = decodeContent(contentBytes);
  if (!content.ok) throw new Error(content.error.kind);
  const needed = plan.needed ?? plan.conditions?.needed ?? electorate.length;
  const conditions: Conditions = {
    ...usualConditions(electorate.length),
    entry: { at: needed, delayDays: 0, joinDelayDays: 0 },
    ...plan.conditions,
    needed,
  };
  const purpose = plan.purpose ?? (parent === null ? "first" : "amendment");
  const wire = signProposal(
    {
      charter,
      ...{ title: content.value.title, language: content.value.language, contentBytes },
      text: content.value.text as AgreedText,
      electorate,
      signers: plan.signers ?? electorate.map(() => 1),
      conditions,
      term,
      closesOn: plan.closesOn ?? earliestEnd(conditions, term, dayOf(time)) ?? farDay,
      purpose,
      parent,
      supersedes,
      ratifiedBefore: plan.ratifiedBefore ?? [],
      named: plan.named ?? [],
      leftOut: plan.leftOut ?? [],
      note,
      time,
      nonce16: seedOf(nonce).slice(0, 16),
    },
    by.signing.privateKey,
    by.chain,
  );
  return { id: proposalIdOf(wire), contentHash: sha256(contentBytes), wire, contentBytes };
}

function proposalIdOf(wire: Bytes): ProposalId {
  const [body] = decodeCbor(wire) as readonly [Bytes, Bytes, Bytes];
  return toHex(hash("tessera/proposal-id/1", body)) as ProposalId;
}

export interface ConfirmationPlan {
  readonly choice?: "confirm" | "repudiate";
  readonly time?: number;
  readonly party?: PartyId;
  readonly key?: Bytes | null;
}

export interface BallotPlan {
  readonly choice?: "ratify" | "decline";
  readonly reservations?: readonly Reserved[];
  readonly practice?: Practice | null;
  readonly statement?: string;
  readonly time?: number;
}

export const placeOf = ({ envelope, signed }: Written): LogPosition => ({
  device: envelope.device,
  seq: envelope.seq,
  hash: signed.hash,
});
/** What an envelope says of its past, where it stands on these alone. */
export const standingOn = (
  deps: readonly Written[],
  governance: readonly Written[] = deps,
): { readonly deps: readonly LogPosition[]; readonly governance: readonly EnvelopeHash[] } => ({
  deps: deps.map(placeOf).sort((a, b) => (a.hash < b.hash ? -1 : 1)),
  governance: governance.map(({ signed }) => signed.hash).sort(),
});

export const ballotOf = (
  by: TestPerson,
  { id, contentHash }: { readonly id: ProposalId; readonly contentHash: Bytes },
  { choice = "ratify", reservations = [], practice = null, statement = "", time = startMs }: BallotPlan = {},
): Bytes =>
  signBallot(
    { proposal: id, contentHash, choice, reservations, practice, statement, time },
    by.signing.privateKey,
    by.chain,
  );

/** Of statements on the wire. */
export const certificateWire = (
  proposal: Bytes,
  ballots: readonly Bytes[],
  confirmations: readonly Bytes[] = [],
  replaced: readonly Bytes[] = [],
  withdrawals: readonly Bytes[] = [],
): Bytes => encodeCertificate({ proposal, ballots, confirmations, replaced, withdrawals });

/** The cards of these people's parties in the order that a proposal has them. */
export const electorateOf = (...people: readonly TestPerson[]): readonly Signed[] =>
  [...people]
    .sort((a, b) => compareBytes(utf8(a.party.card.id), utf8(b.party.card.id)))
    .map(({ party }) => party.signedCard);
