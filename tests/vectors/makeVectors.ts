/** Bytes for a second implementer, made from fixed seeds. `node tests/vectors/writeVectors.ts` writes them anew. */
import { type Bytes, concatBytes, fromHex, toHex, utf8 } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { hash, keyedHash, plainHash, sealingKeyPair } from "../../shared/base/crypto.ts";
import { type ClauseId, type EnvelopeHash, idBytes } from "../../shared/base/ids.ts";
import type { Practice } from "../../shared/charter/parties/practice.ts";
import { clauseHash } from "../../shared/charter/text/clauseHash.ts";
import { envelopeTypes, signEnvelope } from "../../shared/ledger/log/envelope.ts";
import { charterIdOf, encodeEntry, type GovernanceEntry } from "../../shared/ledger/members/entries.ts";
import { deriveEpoch, sessionClient } from "../../shared/ledger/members/epoch.ts";
import {
  createInviteCode,
  inviteMailboxKey,
  inviteName,
  inviteStatement,
  readInviteCode,
} from "../../shared/ledger/members/invite.ts";
import { boxFor } from "../../shared/ledger/members/keyring.ts";
import { signPaperQuestion } from "../../shared/ledger/members/recovery.ts";
import { safetyPhrase } from "../../shared/ledger/members/safetyPhrase.ts";
import { readAccession, signAccession } from "../../shared/ledger/statements/accession.ts";
import { signAnswer } from "../../shared/ledger/statements/answer.ts";
import { signAttestation } from "../../shared/ledger/statements/attestation.ts";
import { readBallot } from "../../shared/ledger/statements/ballot.ts";
import { encodeClosing } from "../../shared/ledger/statements/closing.ts";
import { commentIdOf, encodeComment, type Said } from "../../shared/ledger/statements/comment.ts";
import { signConfirmation } from "../../shared/ledger/statements/confirmation.ts";
import { signConsent } from "../../shared/ledger/statements/consent.ts";
import { signEndorsement } from "../../shared/ledger/statements/endorsement.ts";
import { signInstitution } from "../../shared/ledger/statements/institution.ts";
import { signRelease } from "../../shared/ledger/statements/release.ts";
import { readReport, signReport } from "../../shared/ledger/statements/report.ts";
import { readReservation, signReservation } from "../../shared/ledger/statements/reservation.ts";
import { reservationIdOf } from "../../shared/ledger/statements/reserved.ts";
import { signResponse } from "../../shared/ledger/statements/response.ts";
import { signReview } from "../../shared/ledger/statements/review.ts";
import { encodeSigners } from "../../shared/ledger/statements/signers.ts";
import { encodeStance } from "../../shared/ledger/statements/stance.ts";
import type { Pen } from "../../shared/ledger/statements/statement.ts";
import { signWithdrawal } from "../../shared/ledger/statements/withdrawal.ts";
import { encodeAgreed } from "../../shared/sync/agreedFrame.ts";
import { batchDictionary, encodeBatchList, sealBatch } from "../../shared/sync/batch.ts";
import { encodeBundle } from "../../shared/sync/bundle.ts";
import { sealFrame, sealLogFrame } from "../../shared/sync/frame.ts";
import { frameIdOf, frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeInviteLink, foundingMark } from "../../shared/sync/inviteLink.ts";
import {
  encodeAgreedFrame,
  encodeBatchMessage,
  encodeDone,
  encodeFrameMessage,
  encodeHave,
  encodeJoin,
  encodePaper,
  encodePapers,
  encodePresenceFrame,
  encodeRecover,
  encodeRecovered,
  encodeRefused,
  encodeWant,
  encodeWelcomeMessage,
  startMeeting,
  stepMeeting,
} from "../../shared/sync/meeting.ts";
import { nearbyTag } from "../../shared/sync/nearbyTag.ts";
import { encodePresence } from "../../shared/sync/presenceFrame.ts";
import {
  admitEntry,
  ballotOf,
  certificateWire,
  closeInviteEntry,
  delegateOf,
  electorateOf,
  founder,
  genesisEntry,
  genesisOf,
  newDeviceBy,
  newDeviceOf,
  oneYear,
  openInviteEntry,
  proposalOf,
  recoverEntry,
  recoveryOf,
  removeEntry,
  renewEntry,
  requestOf,
  revokeEntry,
  seedOf,
  setSuggestEntry,
  settleEntry,
  sheetOf,
  startMs,
  type TestPerson,
  words,
} from "../support/builders.ts";

const ada = founder("Ada", "River People");
const ben = founder("Ben", "Hill People");
const cleo = delegateOf(ada, "Cleo");
const recovered = newDeviceOf(ada, "Ada's new laptop");
const sheet = sheetOf(ada, "second");
const genesis = genesisOf(ada);
const charter = charterIdOf(genesis);
const epochKey = seedOf("epoch key");
const epoch = deriveEpoch(epochKey);
const second = deriveEpoch(seedOf("second epoch key"));

const genesisEnvelope = {
  charter,
  epoch: epoch.id,
  device: ada.device,
  seq: 0,
  prev: null,
  deps: [],
  governance: [],
  time: startMs,
  type: envelopeTypes.governance,
  body: genesis,
} as const;
const signedGenesis = signEnvelope(genesisEnvelope, ada.signing.privateKey);
/** With a dependency, so that every field has something in it; the ledger would refuse it. */
const laterEnvelope = {
  ...genesisEnvelope,
  seq: 7,
  prev: signedGenesis.hash,
  deps: [{ device: ben.device, seq: 3, hash: "12".repeat(32) as EnvelopeHash }],
  governance: [signedGenesis.hash],
  time: startMs + 1,
  type: envelopeTypes.heads,
  body: new Uint8Array(0),
} as const;
const signedLater = signEnvelope(laterEnvelope, ada.signing.privateKey);

function invite(): { readonly code: string; readonly publicKey: Bytes; readonly privateKey: Bytes } {
  const code = createInviteCode(seedOf("invite code"));
  const pair = readInviteCode(code);
  if (!pair.ok) throw new Error("a code that was just made is well typed");
  return { code, ...pair.value };
}

/** The sealed boxes of welcomes are random: they are kept in hex as they were first made, and opened. */
export interface SyncBoxes {
  readonly welcome: string;
  readonly recovered: string;
}

export const epochKeys: readonly [Bytes, Bytes, Bytes] = [
  epochKey,
  seedOf("second epoch key"),
  seedOf("third epoch key"),
];

/** One body of each kind of entry; they need not fit each other. */
function makeEntries(): Readonly<Record<string, string>> {
  const [, second] = epochKeys;
  const { publicKey, privateKey } = invite();
  const pair = { publicKey, privateKey };
  const entry = openInviteEntry(charter, pair, "party", startMs, 2);
  const boxOf = ({ card }: TestPerson) => [idBytes(card.id), boxFor(second, card)] as const;
  const entries: Readonly<Record<string, GovernanceEntry>> = {
    genesis: genesisEntry(ada),
    openInvite: { ...entry, reason: "They fish here too." },
    "openInvite, mediator": openInviteEntry(charter, pair, "mediator", startMs),
    closeInvite: closeInviteEntry(pair),
    "admit, party": admitEntry(ben, pair, "party"),
    "admit, delegate": admitEntry(cleo, pair, "delegate"),
    "admit, mediator": admitEntry(ben, pair, "mediator"),
    recover: recoverEntry(recovered, true),
    "recover, by a sheet": recoverEntry(newDeviceBy(sheet, "Ada's newest laptop"), true, null, sheet.pair),
    renewSheet: renewEntry(sheet),
    "renewSheet, with consent": renewEntry(sheet, ada.party.root),
    settleSheet: settleEntry(sheet),
    setSuggest: setSuggestEntry("all", 2),
    revoke: revokeEntry(cleo, "Lost at the market."),
    remove: removeEntry(ben, 2),
    "remove, withdrawal": removeEntry(ada, 0),
    consent: { kind: "consent", to: idBytes(signedLater.hash), reason: "Agreed." },
    rotate: { kind: "rotate", epoch: deriveEpoch(second).id, keys: [boxOf(ada), boxOf(ben)] },
    share: { kind: "share", epoch: deriveEpoch(second).id, keys: [boxOf(cleo)] },
  };
  return Object.fromEntries(Object.entries(entries).map(([name, said]) => [name, toHex(encodeEntry(said))]));
}

/** A proposal that both parties ratified; one of the ballots is confirmed by its party's own key. */
function makeAgreement() {
  const proposal = proposalOf(charter, ada, electorateOf(ada, ben), {
    text: words("Water is for all.", "النهر لنا جميعاً"),
    term: oneYear,
    note: "As we agreed at the spring.",
  });
  const ballots = [ada, ben]
    .sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1))
    .map((person) => ballotOf(person, proposal, { statement: `${person.name} signs.` }));
  const [firstBallot] = ballots;
  const read = firstBallot === undefined ? null : readBallot(firstBallot);
  if (!read?.ok) throw new Error("a ballot reads");
  const confirmed = read.value;
  const signer = [ada, ben].find(({ party }) => party.card.id === confirmed.party) ?? ada;
  const confirmation = signConfirmation(
    {
      ...{ ballot: confirmed.id, party: confirmed.party, choice: "confirm" },
      ...{ reason: "We cast it.", time: startMs, nonce16: seedOf("nonce").slice(0, 16) },
    },
    signer.party.root.privateKey,
    [],
  );
  return {
    proposal,
    ballots,
    confirmed,
    confirmation,
    certificate: certificateWire(proposal.wire, ballots, [confirmation]),
  };
}

const penOf = ({ signing, chain }: TestPerson, said: string): Pen => ({
  ...{ privateKey: signing.privateKey, chain, time: startMs },
  nonce16: seedOf(said).slice(0, 16),
});

/** What parties say of joining a text, reserving and taking back; some by parties of the agreement, one by another. */
function makeJoining() {
  const { proposal, confirmed } = makeAgreement();
  const dora = founder("Dora", "Coast People");
  const reserved = { clause: "c1" as ClauseId, hash: toHex(seedOf("words")), words: "Not our spring." };
  const accession = signAccession(
    {
      ...{ proposal: proposal.id, contentHash: toHex(proposal.contentHash), card: dora.party.signedCard },
      ...{ reservations: [{ ...reserved, how: "interpret" }], practice: null, statement: "We join." },
    },
    penOf(dora, "accession"),
  );
  const acceded = readAccession(accession);
  if (!acceded.ok) throw new Error("an accession reads");
  const inside = reservationIdOf(acceded.value.id, 0);
  const late = signReservation({ ...reserved, how: "exclude", consent: confirmed.id }, penOf(ada, "reservation"));
  const reservation = readReservation(late);
  if (!reservation.ok) throw new Error("a reservation reads");
  const response = { reservation: inside, choice: "object-no-relations", reason: "" } as const;
  const notice = { charter, proposal: proposal.id, effectiveOn: "2024-11-14", released: [proposal.id], reason: "" };
  return {
    accession: { id: acceded.value.id, reservation: inside, statement: toHex(accession) },
    consent: toHex(signConsent({ accession: acceded.value.id, reason: "" }, penOf(ada, "consent"))),
    reservation: { id: reservation.value.id, statement: toHex(late) },
    response: toHex(signResponse(response, penOf(ben, "response"))),
    release: toHex(signRelease({ of: reservation.value.id, reason: "" }, penOf(ada, "release"))),
    withdrawal: toHex(signWithdrawal(notice, penOf(ada, "withdrawal"))),
  };
}

/** What is put on record about the agreement by its parties, and by a supporter; and how many of its delegates one asks for. */
function makeRecords() {
  const { proposal } = makeAgreement();
  const evidence = [{ name: "gauge.csv", hash: toHex(seedOf("gauge")) }];
  const practice: Practice = {
    ...{ clauses: ["c1" as ClauseId], day: "2023-11-14", place: "the weir", words: "Opened at dawn.", evidence },
    witnesses: [
      { name: "Old Marta", party: null },
      { name: "Ben", party: ben.party.card.id },
    ],
  };
  const about = { proposal: proposal.id };
  const reportWire = signReport(
    {
      ...{ ...about, clause: "c1" as ClauseId, index: 0, outcome: "late", period: ["2023-11-01", "2023-11-30"] },
      ...{ words: "Two days late.", evidence },
    },
    penOf(ada, "report"),
  );
  const report = readReport(reportWire);
  if (!report.ok) throw new Error("a report reads");
  const institution = {
    ...about,
    instrument: "by-law",
    ...{
      authority: "Valley Assembly",
      reference: "By-law 7 of 2024",
      day: "2024-02-29",
      text: toHex(seedOf("by-law")),
    },
  } as const;
  const supporter = { device: cleo.device, name: "Friends of the River", words: "We stand by it." };
  return {
    attestation: toHex(signAttestation({ ...about, practice }, penOf(ada, "attestation"))),
    report: { id: report.value.id, statement: toHex(reportWire) },
    answer: toHex(signAnswer({ report: report.value.id, choice: "agree", words: "" }, penOf(ben, "answer"))),
    review: toHex(
      signReview(
        {
          ...{ ...about, heldOn: "2023-11-14", place: "the weir", minutes: toHex(seedOf("minutes")) },
          ...{ outcome: "keep", nextOn: "2024-11-14" },
        },
        penOf(ben, "review"),
      ),
    ),
    institution: toHex(signInstitution(institution, penOf(ada, "institution"))),
    endorsement: toHex(
      signEndorsement({ ...about, contentHash: toHex(proposal.contentHash), ...supporter }, penOf(cleo, "endorsement")),
    ),
    signers: toHex(encodeSigners({ count: 2, time: startMs })),
  };
}

/** A comment on four characters of a clause, what answers it, and a stance on the clause. */
function makeNegotiation() {
  const clause = "wells" as ClauseId;
  const nonce16 = seedOf("comment").slice(0, 16);
  const said: Said = {
    kind: "open",
    clause,
    ranges: [{ client: sessionClient(charter, ada.device, 0), clock: 7, length: 4 }],
    quote: "well",
    text: "Whose?",
    mentions: [{ kind: "party", party: ben.party.card.id }],
    suggestion: `ins/${(sessionClient(charter, ada.device, 0) + 1).toString(36)}.3`,
  };
  const opened = encodeComment(ada.device, said, nonce16);
  const thread = commentIdOf(opened);
  const answers = (["reply", "resolve", "reopen"] as const).map((kind) => {
    const mentions = [{ kind: "device", device: ada.device }] as const;
    return encodeComment(ben.device, { kind, thread, text: "Ours.", mentions }, nonce16);
  });
  const hash = clauseHash({ type: "clause", attrs: { id: clause, source: "" }, content: words("Whose well?").content });
  const stance = encodeStance({ clause, hash, stance: "objects", reason: "Not yet.", time: startMs });
  const closing = encodeClosing({ clause, hash, closing: "close", time: startMs });
  return { thread, comments: [opened, ...answers].map(toHex), stance: toHex(stance), closing: toHex(closing) };
}

export function makeLedgerVectors(): unknown {
  const { proposal, ballots, confirmed, confirmation, certificate } = makeAgreement();
  const { code, publicKey, privateKey } = invite();
  const mailboxKey = inviteMailboxKey({ publicKey, privateKey });
  return {
    "hash, keyed, plain": {
      input: toHex(utf8("tessera")),
      hash: toHex(hash("tessera/vector", utf8("tessera"))),
      keyed: toHex(keyedHash(seedOf("key"), "tessera/vector", utf8("tessera"))),
      key: toHex(seedOf("key")),
      plain: toHex(plainHash(utf8("tessera"))),
    },
    partyCard: {
      partySeed: toHex(seedOf("party of Ada")),
      party: ada.party.card.id,
      name: ada.party.card.name,
      kind: ada.party.card.kind,
      constituency: ada.party.card.constituency,
      card: toHex(encodeCbor(ada.party.signedCard)),
    },
    deviceChain: {
      device1Seed: toHex(seedOf("Ada signs")),
      device2Seed: toHex(seedOf("Cleo signs")),
      device2SealSeed: toHex(seedOf("Cleo seals")),
      device2: cleo.device,
      chain: toHex(encodeCbor(cleo.chain)),
    },
    genesis: { body: toHex(genesis), charter, envelope: toHex(signedGenesis.bytes), hash: signedGenesis.hash },
    envelope: {
      device: ada.device,
      seq: 7,
      prev: signedGenesis.hash,
      dep: { device: ben.device, seq: 3, hash: "12".repeat(32) },
      governance: signedGenesis.hash,
      time: startMs + 1,
      type: envelopeTypes.heads,
      envelope: toHex(signedLater.bytes),
      hash: signedLater.hash,
    },
    epoch: {
      key: toHex(epochKey),
      id: toHex(epoch.id),
      frameKey: toHex(epoch.frame),
      meetingKey: toHex(epoch.meet),
      discoveryKey: toHex(epoch.discover),
      roomPublicKey: toHex(epoch.room.publicKey),
    },
    epochs: {
      keys: epochKeys.map(toHex),
      ids: epochKeys.map((key) => toHex(deriveEpoch(key).id)),
      second: {
        sealSeeds: {
          ada: toHex(seedOf("Ada seals")),
          ben: toHex(seedOf("Ben seals")),
          cleo: toHex(seedOf("Cleo seals")),
        },
        boxes: {
          ada: toHex(boxFor(epochKeys[1], ada.card)),
          ben: toHex(boxFor(epochKeys[1], ben.card)),
          cleo: toHex(boxFor(epochKeys[1], cleo.card)),
        },
      },
    },
    entries: makeEntries(),
    recovery: {
      partySeed: toHex(seedOf("party of Ada")),
      deviceSeed: toHex(seedOf("Ada's new laptop signs")),
      request: toHex(recoveryOf(recovered, true)),
    },
    sessionClients: [0, 1, 10].map((n) => ({
      charter,
      device: ada.device,
      n,
      client: sessionClient(charter, ada.device, n),
    })),
    safetyPhrase: {
      charter,
      parties: [ada.party.card.id, ben.party.card.id],
      words: safetyPhrase(charter, [ada.party.card.id, ben.party.card.id]),
    },
    invite: {
      code,
      publicKey: toHex(publicKey),
      seed: toHex(privateKey.slice(0, 32)),
      name: inviteName(publicKey),
      statementBody: toHex(inviteStatement(charter, "party", startMs)),
      mailboxKey: toHex(mailboxKey),
      mailboxRoom: toHex(deriveEpoch(mailboxKey).room.publicKey),
    },
    joinRequest: {
      party: toHex(requestOf(ben, { publicKey, privateKey }, "party")),
      delegate: toHex(requestOf(cleo, { publicKey, privateKey }, "delegate")),
    },
    proposal: {
      id: proposal.id,
      content: new TextDecoder().decode(proposal.contentBytes),
      contentHash: toHex(proposal.contentHash),
      statement: toHex(proposal.wire),
    },
    ballots: ballots.map(toHex),
    confirmation: { ballot: confirmed.id, statement: toHex(confirmation) },
    certificate: toHex(certificate),
    joining: makeJoining(),
    records: makeRecords(),
    negotiation: makeNegotiation(),
  };
}

export function makeSyncVectors(boxes: SyncBoxes): unknown {
  const nonce = seedOf("nonce").slice(0, 24);
  const frame = sealLogFrame(signedGenesis.bytes, epoch);
  const binding = seedOf("binding");
  const meetKeys = [second.meet, epoch.meet];
  const begun = startMeeting({ role: "dialer", binding }, [{ charter, meetKeys }]);
  const theirs = startMeeting({ role: "listener", binding }, [{ charter, meetKeys: [epoch.meet] }]);
  const { state } = stepMeeting(begun.state, theirs.hello);
  const place = { device: ada.device, seq: 0, hash: signedGenesis.hash };
  const presence = {
    device: ada.device,
    client: sessionClient(charter, ada.device, 0),
    sessionNo: 0,
    state: '{"user":{}}',
  };
  const batchLink = { charter, binding, places: { dialer: [place], listener: [] } };
  const { certificate } = makeAgreement();
  const agreed = encodeAgreed({ genesis: signedGenesis.bytes, certificate }, epoch, nonce);
  if (agreed === null) throw new Error("a short certificate fits in a frame");
  const { code, publicKey, privateKey } = invite();
  return {
    epochKeys: [epochKeys[0], epochKeys[1]].map(toHex),
    charter,
    frame: {
      content: toHex(signedGenesis.bytes),
      nonce: toHex(frame.slice(34, 58)),
      frame: toHex(frame),
      id: toHex(frameIdOf(frame)),
    },
    mailboxFrame: {
      nonce: toHex(nonce),
      content: toHex(utf8("a message")),
      frame: toHex(sealFrame(frameKinds.mailbox, utf8("a message"), epoch, nonce)),
    },
    meeting: {
      binding: toHex(binding),
      role: "dialer",
      deviceSeed: toHex(seedOf("Ada signs")),
      /** With the tags of both epochs; the other side knows the first one only. */
      hello: toHex(begun.hello),
      theirHello: toHex(theirs.hello),
      have: toHex(encodeHave(state, charter, { id: ada.device, privateKey: ada.signing.privateKey }, [place])),
      frame: toHex(encodeFrameMessage(state, charter, frame.slice(0, 90))),
      batch: toHex(encodeBatchMessage(state, charter, frame.slice(0, 90))),
      done: toHex(encodeDone(state, charter)),
      want: toHex(encodeWant(state, charter, ben.device)),
      presence: toHex(encodePresenceFrame(state, charter, frame.slice(0, 90))),
      agreed: toHex(encodeAgreedFrame(state, charter, frame.slice(0, 90))),
      join: toHex(encodeJoin(requestOf(ben, { publicKey, privateKey }, "party"))),
      welcome: toHex(encodeWelcomeMessage(fromHex(boxes.welcome) ?? new Uint8Array(0))),
      refused: toHex(encodeRefused("expired", startMs)),
      recover: toHex(encodeRecover(recoveryOf(recovered, true))),
      paper: toHex(encodePaper(signPaperQuestion(sheet.pair, startMs))),
      papers: toHex(encodePapers({ state: "live", chain: sheet.chain })),
      recovered: toHex(encodeRecovered([fromHex(boxes.recovered) ?? new Uint8Array(0)])),
    },
    batch: {
      /** The dialer's only place is Ada's first envelope; the listener has none. */
      newest: signedGenesis.hash,
      dictionary: toHex(batchDictionary(batchLink, epoch)),
      list: toHex(encodeBatchList([signedGenesis.bytes])),
      // Stored, not deflated: what deflating makes of it is each program's own.
      deflated: toHex(storedBlock(encodeBatchList([signedGenesis.bytes]))),
      sealed: toHex(sealBatch(storedBlock(encodeBatchList([signedGenesis.bytes])), batchLink, "dialer", epoch, nonce)),
    },
    agreed: toHex(agreed),
    presence: toHex(encodePresence(charter, presence, ada.signing.privateKey, epoch, nonce)),
    nearby: { discoveryKey: toHex(epoch.discover), moment: startMs, tag: toHex(nearbyTag(epoch.discover, startMs)) },
    inviteLink: {
      charter,
      code,
      addresses: ["192.168.1.20:7420", "[fd00::1]:7420"],
      relay: "wss://relay.example/tessera",
      link: encodeInviteLink({
        code,
        addresses: ["192.168.1.20:7420", "[fd00::1]:7420"],
        relay: "wss://relay.example/tessera",
        founding: foundingMark(charter),
      }),
    },
    bundle: toHex(encodeBundle([frame])),
    welcome: {
      sealSeed: toHex(seedOf("Ben seals")),
      sealPublicKey: toHex(sealingKeyPair(seedOf("Ben seals")).publicKey),
      invite: toHex(publicKey),
      sealed: boxes.welcome,
    },
    /** Answers `recover`: it names no invite. */
    recovered: { sealSeed: toHex(seedOf("Ada's new laptop seals")), sealed: boxes.recovered },
  };
}

/** RFC 1951, section 3.2.4: one last block that is stored as it is; at most 65,535 bytes. */
const storedBlock = (bytes: Bytes): Bytes =>
  concatBytes(
    Uint8Array.of(1, bytes.length & 255, bytes.length >> 8, ~bytes.length & 255, (~bytes.length >> 8) & 255),
    bytes,
  );

/** What the sealed boxes of the vectors are made from. */
export const sealedParts = { charter, ada, ben, cleo, recovered, invite };

export const writeJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
