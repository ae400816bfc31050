/** Bytes for a second implementer, made from fixed seeds. `node tests/vectors/writeVectors.ts` writes them anew. */
import { type Bytes, concatBytes, fromHex, toHex, utf8 } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { hash, keyedHash, plainHash, sealingKeyPair } from "../../shared/base/crypto.ts";
import { type EnvelopeHash, idBytes } from "../../shared/base/ids.ts";
import { encodeCertificate } from "../../shared/ledger/agreements/certificate.ts";
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
import { readBallot } from "../../shared/ledger/statements/ballot.ts";
import { signConfirmation } from "../../shared/ledger/statements/confirmation.ts";
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
    certificate: encodeCertificate(proposal.wire, ballots, [confirmation]),
  };
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
