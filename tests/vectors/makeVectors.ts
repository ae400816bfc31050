/** Bytes for a second implementer, made from fixed seeds. `node tests/vectors/writeVectors.ts` writes them anew. */
import { type Bytes, toHex, utf8 } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { hash, keyedHash, plainHash, sealingKeyPair } from "../../shared/base/crypto.ts";
import type { EnvelopeHash } from "../../shared/base/ids.ts";
import { encodeCertificate } from "../../shared/ledger/certificate.ts";
import { envelopeTypes, signEnvelope } from "../../shared/ledger/envelope.ts";
import { deriveEpoch, sessionClient } from "../../shared/ledger/epoch.ts";
import { charterIdOf } from "../../shared/ledger/governance.ts";
import {
  createInviteCode,
  inviteMailbox,
  inviteName,
  inviteStatement,
  readInviteCode,
} from "../../shared/ledger/invite.ts";
import { safetyPhrase } from "../../shared/ledger/safetyPhrase.ts";
import { encodeBundle } from "../../shared/sync/bundle.ts";
import { sealFrame } from "../../shared/sync/frame.ts";
import { frameIdOf, frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeInviteLink, foundingMark } from "../../shared/sync/inviteLink.ts";
import { encodeDone, encodeFrameMessage, encodeHave, encodeRefused, startMeeting } from "../../shared/sync/meeting.ts";
import { nearbyTag } from "../../shared/sync/nearbyTag.ts";
import { encodePresence } from "../../shared/sync/presenceFrame.ts";
import {
  ballotOf,
  delegateOf,
  electorateOf,
  founder,
  genesisOf,
  oneYear,
  proposalOf,
  requestOf,
  seedOf,
  startMs,
  words,
} from "../support/builders.ts";

const ada = founder("Ada", "River People");
const ben = founder("Ben", "Hill People");
const cleo = delegateOf(ada, "Cleo");
const genesis = genesisOf(ada);
const charter = charterIdOf(genesis);
const epochKey = seedOf("epoch key");
const epoch = deriveEpoch(epochKey);

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

export function makeLedgerVectors(): unknown {
  const proposal = proposalOf(charter, ada, electorateOf(ada, ben), {
    text: words("Water is for all.", "النهر لنا جميعاً"),
    term: oneYear,
    note: "As we agreed at the spring.",
  });
  const ballots = [ada, ben]
    .sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1))
    .map((person) => ballotOf(person, proposal, { statement: `${person.name} signs.` }));
  const { code, publicKey, privateKey } = invite();
  const mailbox = inviteMailbox({ publicKey, privateKey });
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
      mailboxRoom: toHex(mailbox.room.publicKey),
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
    certificate: toHex(encodeCertificate(proposal.wire, ballots)),
  };
}

export function makeSyncVectors(sealedWelcome: string): unknown {
  const nonce = seedOf("nonce").slice(0, 24);
  const frame = sealFrame(frameKinds.log, signedGenesis.bytes, epoch, nonce);
  const binding = seedOf("binding");
  const { state, hello } = startMeeting({ role: "dialer", binding }, [{ charter, meetKey: epoch.meet }]);
  const place = { device: ada.device, seq: 0, hash: signedGenesis.hash };
  const presence = {
    device: ada.device,
    client: sessionClient(charter, ada.device, 0),
    sessionNo: 0,
    state: '{"user":{}}',
  };
  const { code, publicKey } = invite();
  return {
    epochKey: toHex(epochKey),
    charter,
    frame: {
      nonce: toHex(nonce),
      content: toHex(signedGenesis.bytes),
      frame: toHex(frame),
      id: toHex(frameIdOf(frame)),
    },
    meeting: {
      binding: toHex(binding),
      role: "dialer",
      deviceSeed: toHex(seedOf("Ada signs")),
      hello: toHex(hello),
      have: toHex(encodeHave(state, charter, { id: ada.device, privateKey: ada.signing.privateKey }, [place])),
      frame: toHex(encodeFrameMessage(state, charter, frame.slice(0, 90))),
      done: toHex(encodeDone(state, charter)),
      refused: toHex(encodeRefused("expired", startMs)),
    },
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
    // A sealed box is random: it is kept as it was first made, and opened.
    welcome: {
      sealSeed: toHex(seedOf("Ben seals")),
      sealPublicKey: toHex(sealingKeyPair(seedOf("Ben seals")).publicKey),
      invite: toHex(publicKey),
      sealed: sealedWelcome,
    },
  };
}

/** What the welcome of the vectors is made from. */
export const welcomeParts = { charter, epochKey, joiner: ben, invite };

export const writeJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
