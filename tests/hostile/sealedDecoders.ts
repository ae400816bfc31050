/** Readers of what only a member can seal, or a joiner sign: a member may lie in every byte of it. */
import { deflateRawSync } from "node:zlib";
import { createLinkBatches } from "../../electron/host/peers/linkBatches.ts";
import { type Bytes, concatBytes, readUtf8, toHex, utf8 } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { seal, sealTo, sign } from "../../shared/base/crypto.ts";
import { type ClauseId, type EnvelopeHash, idBytes } from "../../shared/base/ids.ts";
import { list } from "../../shared/base/parse.ts";
import { decodeContent, encodeContent } from "../../shared/charter/text/canonical.ts";
import type { CharterText, DocNode } from "../../shared/charter/text/model.ts";
import { verifyCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { verifyFounded } from "../../shared/ledger/agreements/founded.ts";
import { envelopeTypes, readEnvelope, signEnvelope } from "../../shared/ledger/log/envelope.ts";
import { parseSigned, readDeviceChain, readPartyCard, type Signed } from "../../shared/ledger/members/cards.ts";
import { encodeEntry, readEntry } from "../../shared/ledger/members/entries.ts";
import { deriveEpoch, sessionClient } from "../../shared/ledger/members/epoch.ts";
import {
  createInviteCode,
  inviteStatement,
  readInviteCode,
  readJoinRequest,
} from "../../shared/ledger/members/invite.ts";
import { readPaperQuestion, readRecovery, signPaperQuestion } from "../../shared/ledger/members/recovery.ts";
import { type JoiningId, readAccession, signAccession } from "../../shared/ledger/statements/accession.ts";
import { readAnswer, signAnswer } from "../../shared/ledger/statements/answer.ts";
import { readAttestation, signAttestation } from "../../shared/ledger/statements/attestation.ts";
import { readBallot } from "../../shared/ledger/statements/ballot.ts";
import { encodeClosing, readClosing } from "../../shared/ledger/statements/closing.ts";
import { commentIdOf, encodeComment, readComment, type Said } from "../../shared/ledger/statements/comment.ts";
import { readEndorsement, signEndorsement } from "../../shared/ledger/statements/endorsement.ts";
import { readInstitution, signInstitution } from "../../shared/ledger/statements/institution.ts";
import { readProposal } from "../../shared/ledger/statements/proposal.ts";
import { type ReportId, readReport, signReport } from "../../shared/ledger/statements/report.ts";
import { readReservation, signReservation } from "../../shared/ledger/statements/reservation.ts";
import type { ReservationId } from "../../shared/ledger/statements/reserved.ts";
import { readResponse, signResponse } from "../../shared/ledger/statements/response.ts";
import { readReview, signReview } from "../../shared/ledger/statements/review.ts";
import { encodeStance, readStance } from "../../shared/ledger/statements/stance.ts";
import { readAgreed } from "../../shared/sync/agreedFrame.ts";
import { batchDictionary, encodeBatchList, sealBatch } from "../../shared/sync/batch.ts";
import { openFrame, sealFrame } from "../../shared/sync/frame.ts";
import { frameHeaderBytes, frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeInviteLink, foundingMark, readInviteLink } from "../../shared/sync/inviteLink.ts";
import {
  encodeAgreedFrame,
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
  readJoinMessage,
  startMeeting,
  stepMeeting,
} from "../../shared/sync/meeting.ts";
import { encodePresence, readPresence } from "../../shared/sync/presenceFrame.ts";
import { openWelcome } from "../../shared/sync/welcome.ts";
import { chance } from "../shared/crdt/support/chance.ts";
import { randomText } from "../shared/crdt/support/texts.ts";
import {
  admitEntry,
  ballotOf,
  certificateWire,
  closeInviteEntry,
  contentOf,
  dayMs,
  delegateOf,
  electorateOf,
  foundBook,
  founder,
  genesisOf,
  inviteKeyOf,
  newDeviceBy,
  newDeviceOf,
  oneYear,
  openInviteEntry,
  proposalOf,
  recoverEntry,
  recoveryOf,
  removeEntry,
  requestOf,
  revokeEntry,
  rotateEntry,
  seedOf,
  shareEntry,
  sheetOf,
  startMs,
  words,
} from "../support/builders.ts";
import { mutate, mutateText } from "../support/mutate.ts";
import { type Decoder, mutateValue, outcomeOf, outcomeOfAny, refused, spoilValue, taken } from "./decoder.ts";

const ada = founder("Ada", "River People");
const ben = founder("Ben", "Hill People");
const cleo = delegateOf(ada, "Cleo");
const book = foundBook(ada);
book.admit(ada, ben);
book.admit(ada, cleo, "delegate");
const { charter } = book;
const epoch = deriveEpoch(seedOf("epoch key"));
const invite = inviteKeyOf("Dina");
const dina = founder("Dina", "Sea People");

const spoil = spoilValue(decodeCbor);
const signedBy =
  (key: Bytes) =>
  (body: Bytes): Bytes =>
    encodeCbor([body, sign(body, key)]);
const bodyOf = (wire: Bytes): Bytes => (decodeCbor(wire) as Signed)[0];

// ---- envelopes

const signedPart = (wire: Bytes): Bytes => wire.slice(64);
const envelopes = book.log().map(({ bytes }) => signedPart(bytes));
const signAs =
  (key: Bytes) =>
  (signed: Bytes): Bytes =>
    concatBytes(sign(signed, key), signed);

/** What the ledger says to a body that is signed in all honesty by a member, on all that is held. */
const judged = (type: number, ...valid: readonly Bytes[]): Decoder => ({
  name: `the body of an envelope of type ${type}`,
  valid,
  spoil,
  read: (body) => (book.judge(ada, type, body) === "ready" ? taken() : refused),
});

const client = book.bindSession(ada);
const proposal = book.propose(ada, { text: words("Water is for all."), term: oneYear, note: "As agreed." });

// ---- meetings

const binding = seedOf("binding");
const held = [{ charter, meetKeys: [epoch.meet] }];
const start = (role: "dialer" | "listener") => startMeeting({ role, binding }, held);
const [dialer, listener] = [start("dialer"), start("listener")];
const greetedDialer = stepMeeting(dialer.state, listener.hello).state;
const greeted = stepMeeting(listener.state, dialer.hello).state;
const adas = { id: ada.device, privateKey: ada.signing.privateKey };
const place = { device: ada.device, seq: 4, hash: "12".repeat(32) as EnvelopeHash };
const have = encodeHave(greetedDialer, charter, adas, [place]);
const introduced = stepMeeting(greeted, have).state;
const frame = sealFrame(frameKinds.log, book.log()[0]?.bytes ?? seedOf("x"), epoch, seedOf("nonce").slice(0, 24));

const step = (name: string, state: typeof greeted, ...valid: readonly Bytes[]): Decoder => ({
  name,
  valid,
  spoil,
  read: (bytes) => (stepMeeting(state, bytes).effects.some((effect) => effect.kind === "broken") ? refused : taken()),
});

const spare = newDeviceOf(ben, "Ben's spare laptop");
const sheet = sheetOf(ben, "second");
const spareBySheet = newDeviceBy(sheet, "Ben's newest laptop");
const question = signPaperQuestion(sheet.pair, startMs);
const recoveries = [
  encodeRecover(recoveryOf(spare)),
  encodeRecovered([seedOf("sealed")]),
  encodePaper(question),
  encodePapers({ state: "live", chain: sheet.chain }),
];
const joinMessages = [
  encodeJoin(requestOf(dina, invite, "party")),
  encodeWelcomeMessage(seedOf("sealed")),
  encodeRefused("expired", startMs),
];

// ---- what is sealed

const nonce = seedOf("nonce").slice(0, 24);
/** A block of a length that a frame has, sealed with the charter's own key. */
function sealBlock(block: Bytes): Bytes {
  let padded = 256;
  while (padded < block.length) padded *= 2;
  const whole = concatBytes(block, new Uint8Array(padded - block.length));
  const head = frame.slice(0, frameHeaderBytes);
  return concatBytes(head, seal(whole, head, head.subarray(frameHeaderBytes - 24), epoch.frame));
}
const block = concatBytes(Uint8Array.of(0, 0, 0, 32), seedOf("content"));

const presence = {
  device: ada.device,
  client,
  sessionNo: 0,
  state: '{"user":{"name":"Ada"},"cursor":{"anchor":null}}',
};
const presenceFrame = encodePresence(charter, presence, ada.signing.privateKey, epoch, nonce);
function presenceBody(): Bytes {
  const opened = openFrame(presenceFrame, epoch);
  return opened.ok ? bodyOf(opened.value.plain) : new Uint8Array(0);
}

const batchLink = { charter, binding: seedOf("binding"), places: { dialer: [], listener: [] } };
const batches = createLinkBatches(batchLink, { bytes: (count) => new Uint8Array(count) });
const dictionary = batchDictionary(batchLink, epoch);

const statement = sign(inviteStatement(charter, "party", startMs), invite.privateKey);
const welcomeBytes = encodeCbor([
  "tessera/welcome/2",
  idBytes(charter),
  ["party", startMs, statement],
  [seedOf("epoch key"), seedOf("older key")],
]);
const isOpened = (bytes: Bytes): typeof refused => outcomeOfAny(openWelcome(bytes, dina.sealing, invite.publicKey));

// ---- statements

const electorate = electorateOf(ada, ben);
const frozen = proposalOf(charter, ada, electorate, { term: oneYear, note: "As agreed." });
const frozenHash = toHex(frozen.contentHash);
const ballots = [ada, ben]
  .sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1))
  .map((person) => ballotOf(person, frozen, { statement: `${person.name} signs.` }));
const pen = { privateKey: ada.signing.privateKey, chain: ada.chain, time: startMs, nonce16: seedOf("n").slice(0, 16) };
const reserved = { clause: "c1" as ClauseId, hash: frozenHash, how: "exclude", words: "Not ours." } as const;
const accession = signAccession(
  {
    ...{ proposal: frozen.id, contentHash: frozenHash, card: ada.party.signedCard, reservations: [reserved] },
    ...{ practice: null, statement: "We join." },
  },
  pen,
);
const reservation = signReservation({ ...reserved, consent: frozenHash as JoiningId }, pen);
const response = signResponse({ reservation: frozenHash as ReservationId, choice: "object", reason: "" }, pen);
const about = { proposal: frozen.id };
const evidence = [{ name: "gauge.csv", hash: frozenHash }];
const practice = {
  ...{ clauses: ["c1" as ClauseId], day: "2023-11-14", place: "the weir", words: "At dawn.", evidence },
  witnesses: [{ name: "Marta", party: ben.party.card.id }],
};
const promised = { ...about, clause: "c1" as ClauseId, index: 1, words: "Late.", evidence };
/** What is put on record about an agreed text. */
const records = [
  { name: "an attestation", statement: signAttestation({ ...about, practice }, pen), read: readAttestation },
  {
    name: "a report",
    statement: signReport({ ...promised, outcome: "late", period: ["2023-11-01", "2023-11-30"] }, pen),
    read: readReport,
  },
  {
    name: "an answer",
    statement: signAnswer({ report: frozenHash as ReportId, choice: "agree", words: "" }, pen),
    read: readAnswer,
  },
  {
    name: "a review",
    statement: signReview(
      { ...about, heldOn: "2023-11-14", place: "a", minutes: frozenHash, outcome: "keep", nextOn: "2024-11-14" },
      pen,
    ),
    read: readReview,
  },
  {
    name: "an institution",
    statement: signInstitution(
      { ...about, authority: "Assembly", instrument: "by-law", reference: "7", day: "2024-02-29", text: frozenHash },
      pen,
    ),
    read: readInstitution,
  },
  {
    name: "an endorsement",
    statement: signEndorsement(
      { ...about, contentHash: frozenHash, device: ada.device, name: "Friends", words: "Yes." },
      pen,
    ),
    read: readEndorsement,
  },
] as const;
const opened: Said = {
  kind: "open",
  clause: "wells" as ClauseId,
  ranges: [{ client, clock: 7, length: 4 }],
  quote: "well",
  text: "Whose?",
  mentions: [{ kind: "party", party: ben.party.card.id }],
  suggestion: "del/a.1/a.2+3",
};
const thread = encodeComment(ada.device, opened, seedOf("comment").slice(0, 16));
book.write(ada, envelopeTypes.comment, thread);
const reply: Said = { kind: "reply", thread: commentIdOf(thread), text: "Ours.", mentions: [] };
const comments = [thread, encodeComment(ada.device, reply, seedOf("reply").slice(0, 16))];
const stance = encodeStance({
  clause: opened.clause,
  hash: toHex(seedOf("words")),
  stance: "objects",
  reason: "Not yet.",
  time: startMs,
});
const closing = encodeClosing({ clause: opened.clause, hash: toHex(seedOf("words")), closing: "close", time: startMs });
/** Clauses that random references name do not stand in it. */
const withoutReferences = (node: DocNode): DocNode =>
  node.type === "text"
    ? node
    : { ...node, content: node.content.filter(({ type }) => type !== "reference").map(withoutReferences) };
const contents = [1, 2, 3, 4].map((seed) =>
  contentOf(charter, withoutReferences(randomText(chance(seed))) as CharterText),
);
const jsonOf = (bytes: Bytes): unknown => JSON.parse(readUtf8(bytes) ?? "null");

const governance = [
  openInviteEntry(charter, invite, "party", startMs + dayMs),
  closeInviteEntry(inviteKeyOf("Ben")),
  admitEntry(dina, invite, "party"),
  recoverEntry(spare),
  revokeEntry(cleo),
  removeEntry(ben, 1),
  rotateEntry(seedOf("next key"), ada, ben),
  shareEntry(seedOf("epoch key"), ben),
  { kind: "consent", to: seedOf("a decision"), reason: "" } as const,
].map(encodeEntry);
const link = encodeInviteLink({
  code: "0000-0000-0000-0000",
  addresses: ["192.168.1.20:4242"],
  relay: "wss://relay.example",
  founding: foundingMark(charter),
});
const parseChain = list(parseSigned, { max: 16 });

const codes: readonly string[] = [1, 2, 3].map((n) => createInviteCode(seedOf(`code ${n}`)));

export const sealedDecoders: readonly Decoder[] = [
  {
    name: "a frame",
    valid: [frame],
    read: (bytes) => outcomeOf(openFrame(bytes, epoch), ({ kind, plain }) => sealFrame(kind, plain, epoch, nonce)),
  },
  {
    name: "what a member sealed",
    valid: [block],
    wrap: sealBlock,
    read: (bytes) => outcomeOf(openFrame(bytes, epoch)),
  },
  {
    name: "an envelope",
    valid: book.log().map(({ bytes }) => bytes),
    spoil: (valid, by) => signAs(ada.signing.privateKey)(spoil(valid.map(signedPart), by)),
    read: (bytes) =>
      outcomeOf(readEnvelope(bytes), ({ envelope }) =>
        envelope.device === ada.device ? signEnvelope(envelope, ada.signing.privateKey).bytes : null,
      ),
  },
  {
    name: "an envelope that the ledger judges",
    valid: [book.draft(ada, envelopeTypes.heads, new Uint8Array(0)).bytes],
    spoil: (_, by) =>
      signAs(ada.signing.privateKey)(
        spoil([...envelopes, signedPart(book.draft(ada, envelopeTypes.heads, new Uint8Array(0)).bytes)], by),
      ),
    read(bytes) {
      const read = readEnvelope(bytes);
      return read.ok && book.ledger.judge(read.value).kind === "ready" ? taken() : refused;
    },
  },
  {
    name: "a party's card",
    valid: [bodyOf(encodeCbor(ada.party.signedCard))],
    spoil,
    read: (body) => outcomeOf(readPartyCard([body, sign(body, ada.party.root.privateKey)])),
  },
  {
    name: "a chain of devices",
    valid: [ada.chain, cleo.chain].map(encodeCbor),
    spoil,
    read(bytes) {
      const chain = parseChain(decodeCbor(bytes));
      return chain.ok ? outcomeOf(readDeviceChain(chain.value)) : refused;
    },
  },
  {
    name: "the last card of a chain",
    valid: cleo.chain.slice(1).map(([body]) => body),
    spoil,
    read: (body) => outcomeOf(readDeviceChain([...ada.chain, [body, sign(body, ada.signing.privateKey)]])),
  },
  {
    name: "an invite's code",
    // Each that is well typed costs 8 MiB and some milliseconds.
    share: 0.2,
    valid: codes.map(utf8),
    spoil: (_, by) => utf8(mutateText(codes, by)),
    read: (bytes) => outcomeOf(readInviteCode(readUtf8(bytes) ?? "")),
  },
  {
    name: "a request to join",
    valid: [requestOf(dina, invite, "party"), requestOf(cleo, invite, "delegate")],
    spoil,
    read: (bytes) => outcomeOf(readJoinRequest(bytes)),
  },
  {
    name: "a signed request to join",
    valid: [requestOf(dina, invite, "party")].map(bodyOf),
    spoil,
    wrap: (body) => encodeCbor([body, sign(body, invite.privateKey), sign(body, dina.signing.privateKey)]),
    read: (bytes) => outcomeOf(readJoinRequest(bytes)),
  },
  {
    name: "a request to recover",
    valid: [bodyOf(recoveryOf(spare))],
    spoil,
    wrap: (body) => encodeCbor([body, sign(body, ben.party.root.privateKey), sign(body, spare.signing.privateKey)]),
    read: (bytes) => outcomeOf(readRecovery(bytes)),
  },
  {
    name: "a request to recover by a later sheet",
    valid: [bodyOf(recoveryOf(spareBySheet, true, startMs, null, sheet.pair))],
    spoil,
    wrap: (body) => encodeCbor([body, sign(body, sheet.pair.privateKey), sign(body, spareBySheet.signing.privateKey)]),
    read: (bytes) => outcomeOf(readRecovery(bytes)),
  },
  {
    name: "a question about a key on paper",
    valid: [bodyOf(question)],
    spoil,
    wrap: (body) => encodeCbor([body, sign(body, sheet.pair.privateKey)]),
    read: (bytes) => (readPaperQuestion(bytes) === null ? refused : taken()),
  },
  {
    name: "an invite's link",
    valid: [utf8(link)],
    spoil: (_, by) => utf8(mutateText([link], by)),
    read: (bytes) => outcomeOf(readInviteLink(readUtf8(bytes) ?? "")),
  },
  {
    name: "an entry of governance",
    valid: [genesisOf(ada), ...governance],
    spoil,
    read: (bytes) => outcomeOf(readEntry(bytes), encodeEntry),
  },
  judged(envelopeTypes.session, encodeCbor([sessionClient(charter, ada.device, 40), 40]), encodeCbor([77, -1])),
  judged(envelopeTypes.text, encodeCbor([1, client, 0, 1, Uint8Array.of(0, 0)])),
  judged(envelopeTypes.governance, encodeEntry(openInviteEntry(charter, invite, "party", startMs + dayMs))),
  {
    name: "an entry that the ledger judges",
    valid: governance.slice(0, 1),
    spoil: (_, by) => spoil(governance, by),
    read: (body) => (book.judge(ada, envelopeTypes.governance, body) === "ready" ? taken() : refused),
  },
  judged(envelopeTypes.proposal, frozen.wire),
  judged(envelopeTypes.ballot, ballotOf(ada, proposal)),
  judged(envelopeTypes.comment, ...comments),
  judged(envelopeTypes.stance, stance),
  judged(envelopeTypes.closing, closing),
  judged(envelopeTypes.heads, new Uint8Array(0)),
  {
    name: "a comment",
    valid: comments,
    spoil,
    read: (bytes) => outcomeOf(readComment(bytes)),
  },
  {
    name: "a stance",
    valid: [stance],
    spoil,
    read: (bytes) => outcomeOf(readStance(bytes), encodeStance),
  },
  {
    name: "a closing",
    valid: [closing],
    spoil,
    read: (bytes) => outcomeOf(readClosing(bytes), encodeClosing),
  },
  {
    name: "canonical content",
    valid: contents,
    spoil: (valid, by) =>
      by.int(2) === 0 ? mutate(valid, by) : utf8(JSON.stringify(mutateValue(jsonOf(by.pick(valid)), by)) ?? ""),
    read: (bytes) => outcomeOf(decodeContent(bytes), encodeContent),
  },
  {
    name: "a proposal",
    valid: [bodyOf(frozen.wire)],
    spoil,
    wrap: (header) => encodeCbor([header, sign(header, ada.signing.privateKey), frozen.contentBytes]),
    read: (bytes) => outcomeOf(readProposal(bytes)),
  },
  {
    name: "a ballot",
    valid: [bodyOf(ballotOf(ada, frozen))],
    spoil,
    wrap: signedBy(ada.signing.privateKey),
    read: (bytes) => outcomeOf(readBallot(bytes)),
  },
  {
    name: "an accession",
    valid: [bodyOf(accession)],
    spoil,
    wrap: signedBy(ada.signing.privateKey),
    read: (bytes) => outcomeOf(readAccession(bytes)),
  },
  {
    name: "a reservation",
    valid: [bodyOf(reservation)],
    spoil,
    wrap: signedBy(ada.signing.privateKey),
    read: (bytes) => outcomeOf(readReservation(bytes)),
  },
  {
    name: "a response",
    valid: [bodyOf(response)],
    spoil,
    wrap: signedBy(ada.signing.privateKey),
    read: (bytes) => outcomeOf(readResponse(bytes)),
  },
  ...records.map(({ name, statement: said, read }) => ({
    ...{ name, valid: [bodyOf(said)], spoil, wrap: signedBy(ada.signing.privateKey) },
    read: (bytes: Bytes) => outcomeOf<unknown>(read(bytes)),
  })),
  {
    name: "a certificate",
    valid: [certificateWire(frozen.wire, ballots)],
    spoil,
    read: (bytes) => outcomeOf(verifyCertificate(bytes)),
  },
  step("the first message of a meeting", listener.state, dialer.hello, ...joinMessages, ...recoveries),
  step("what a member has", greeted, have),
  step(
    "a message of a meeting",
    introduced,
    encodeFrameMessage(greetedDialer, charter, frame),
    encodePresenceFrame(greetedDialer, charter, presenceFrame),
    encodeAgreedFrame(greetedDialer, charter, presenceFrame),
    encodeDone(greetedDialer, charter),
    encodeWant(greetedDialer, charter, ben.device),
    ...joinMessages,
  ),
  {
    name: "a message about joining",
    valid: joinMessages,
    spoil,
    read: (bytes) => outcomeOfAny(readJoinMessage(bytes)),
  },
  {
    name: "presence",
    valid: [presenceBody()],
    spoil,
    wrap: (body) => sealFrame(frameKinds.ephemeral, signedBy(ada.signing.privateKey)(body), epoch, nonce),
    read: (bytes) => outcomeOfAny(readPresence(charter, bytes, () => epoch)),
  },
  {
    name: "an agreed text",
    valid: [encodeCbor(["tessera/agreed/1", book.log()[0]?.bytes, certificateWire(frozen.wire, ballots)])],
    spoil,
    wrap: (plain) => sealFrame(frameKinds.ephemeral, plain, epoch, nonce),
    read(bytes) {
      const proof = readAgreed(bytes, () => epoch);
      return proof === null ? refused : outcomeOf(verifyFounded(charter, proof.genesis, proof.certificate));
    },
  },
  {
    name: "a batch on a link",
    valid: [deflateRawSync(encodeBatchList([frame, frame.slice(0, 9)]), { dictionary }) as Bytes],
    spoil,
    wrap: (deflated) => sealBatch(deflated, batchLink, "dialer", epoch, nonce),
    read: (bytes) => outcomeOfAny(batches.unpack(bytes, "dialer", epoch)),
  },
  {
    name: "a welcome",
    valid: [welcomeBytes],
    spoil,
    wrap: (bytes) => sealTo(bytes, dina.sealing.publicKey),
    read: isOpened,
  },
  {
    name: "a sealed welcome",
    valid: [sealTo(welcomeBytes, dina.sealing.publicKey)],
    read: isOpened,
  },
];
