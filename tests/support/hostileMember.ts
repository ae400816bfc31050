/**
 * A member's device in the hands of somebody who writes whatever they like: its keys are good, the program is not ours.
 * Whatever `forge` makes is refused, waits for ever, or is held and left out, at every honest host alike.
 */

import * as Y from "yjs";
import type { Platform } from "../../electron/host/platform.ts";
import { type Bytes, concatBytes, toHex } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import type { CharterId, DeviceId, EnvelopeHash } from "../../shared/base/ids.ts";
import { heldProposals } from "../../shared/ledger/agreements/agreements.ts";
import { type Envelope, envelopeTypes, signEnvelope } from "../../shared/ledger/log/envelope.ts";
import { encodeEntry } from "../../shared/ledger/members/entries.ts";
import { type EpochKeys, sessionClient } from "../../shared/ledger/members/epoch.ts";
import { signBallot } from "../../shared/ledger/statements/ballot.ts";
import { sealFrame } from "../../shared/sync/frame.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import type { Chance } from "../shared/crdt/support/chance.ts";
import { admitEntry, founder, inviteKeyOf, proposalOf, seedOf } from "./builders.ts";
import { openKept } from "./keptCharter.ts";

export interface HostileMember {
  readonly epoch: EpochKeys;
  /** An honest session, which the forgeries build on. */
  readonly opening: Bytes;
  /** The Yjs client of that session: it has written nothing. */
  readonly client: number;
  readonly device: { readonly id: DeviceId; readonly privateKey: Bytes };
  forge(): Bytes;
  /** A frame with whatever they sign, on everything they held. */
  entry(type: number, body: Bytes, changes?: Partial<Envelope>): Bytes;
  /** A frame with a text by their own client. */
  text(from: number, end: number, update: Uint8Array): Bytes;
  /** An update as a stock Yjs makes it, with no regard for the schema. */
  vandalise(write: (yText: Y.XmlFragment) => void): Uint8Array;
}

/** `platform`: of a host that is a member and has been closed. */
export function createHostileMember(platform: Platform, charter: CharterId, by: Chance): HostileMember {
  const { fold, store, device, signing } = openKept(platform, charter);
  const { random, clock } = platform;
  const { ledger, keyring, yDoc } = fold;
  const epoch = keyring.at(ledger.membership()) ?? keyring.founding();
  const member = ledger.membership().devices.get(device);
  if (member === undefined) throw new Error("no member lives here");

  const seal = (bytes: Bytes): Bytes => sealFrame(frameKinds.log, bytes, epoch, random.bytes(24));
  const sessionNo = ledger.nextSessionNo(device);
  const client = sessionClient(charter, device, sessionNo);
  const session = ledger.draft(device, epoch.id, envelopeTypes.session, encodeCbor([client, sessionNo]), clock.now());
  const signed = signEnvelope(session, signing.privateKey);
  const judged = ledger.judge({ envelope: session, hash: signed.hash });
  if (judged.kind !== "ready") throw new Error("an honest session is accepted");
  ledger.accept(judged, session);
  const opening = seal(signed.bytes);

  const draft = (type: number, body: Bytes, changes: Partial<Envelope> = {}): Envelope => ({
    ...ledger.draft(device, epoch.id, type, body, clock.now()),
    ...changes,
  });
  const frameOf = (envelope: Envelope): Bytes => seal(signEnvelope(envelope, signing.privateKey).bytes);
  const text = (as: number, from: number, end: number, update: Uint8Array): Bytes =>
    frameOf(draft(envelopeTypes.text, encodeCbor([1, as, from, end, update])));

  /** What a stock Yjs would write on this text, with no regard for the schema. */
  function vandalise(as: number, write: (yText: Y.XmlFragment) => void): Uint8Array {
    const copy = new Y.Doc({ gc: false });
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(yDoc));
    copy.clientID = as;
    const before = Y.encodeStateVector(copy);
    write(copy.getXmlFragment("text"));
    return Y.encodeStateAsUpdate(copy, before);
  }
  const script = (yText: Y.XmlFragment): void => yText.insert(0, [new Y.XmlElement("script")]);
  const others = (): readonly number[] =>
    ledger
      .snapshot()
      .bindings.map(({ client: of }) => of)
      .filter((of) => of !== client);
  const victim = (): DeviceId => by.pick([...ledger.membership().devices.keys()].filter((other) => other !== device));

  const forgeries: readonly (() => Bytes)[] = [
    () => text(client, 0, 1, Uint8Array.of(1, 2, 3, by.int(256))),
    () => text(client, 0, 1, random.bytes(1 + by.int(200))),
    () => text(client, 0, 1, vandalise(client, script)),
    () =>
      text(
        client,
        0,
        1,
        vandalise(client, (yText) => yText.insert(0, [new Y.XmlElement("block")])),
      ),
    () =>
      text(
        client,
        0,
        2,
        vandalise(client, (yText) => (yText.get(0) as Y.XmlElement).setAttribute("onload", "x")),
      ),
    // Nothing but an end that is not where it ends.
    () =>
      text(
        client,
        0,
        9,
        vandalise(client, (yText) => yText.delete(0, 1)),
      ),
    // Deletes what was never written.
    () => text(client, 0, 0, Uint8Array.of(0, 1, client & 0x7f, 1, 0, 0x7f)),
    () => {
      const as = by.pick(others());
      const clockOf = ledger.session(as)?.clock ?? 0;
      return text(as, clockOf, clockOf + 1, vandalise(as, script));
    },
    () => text(77, 0, 1, vandalise(77, script)),
    () => frameOf(draft(envelopeTypes.session, encodeCbor([sessionClient(charter, victim(), by.int(50)), -1]))),
    () => frameOf(draft(envelopeTypes.session, encodeCbor([sessionClient(charter, victim(), 1000), 1000]))),
    () => frameOf(draft(envelopeTypes.heads, new Uint8Array(0), { governance: [] })),
    () => frameOf(draft(envelopeTypes.heads, Uint8Array.of(1))),
    () =>
      frameOf(
        draft(envelopeTypes.heads, new Uint8Array(0), { seq: 4000, prev: toHex(random.bytes(32)) as EnvelopeHash }),
      ),
    () => {
      const dep = { device: victim(), seq: 100_000, hash: toHex(random.bytes(32)) as EnvelopeHash };
      return frameOf(draft(envelopeTypes.heads, new Uint8Array(0), { deps: [dep] }));
    },
    () => {
      const stranger = founder(`Stranger ${by.int(1000)}`);
      const invite = inviteKeyOf(stranger.name);
      return frameOf(draft(envelopeTypes.governance, encodeEntry(admitEntry(stranger, invite, "party"))));
    },
    () => {
      const electorate = [...ledger.membership().parties.values()].filter(({ card }) => card.id === member.card.party);
      const { card, chain } = member;
      const party = { card: electorate[0]?.card, signedCard: electorate[0]?.signed };
      const me = { ...founder("me"), name: card.person, device, signing, card, chain, party } as ReturnType<
        typeof founder
      >;
      return frameOf(
        draft(
          envelopeTypes.proposal,
          proposalOf(
            charter,
            me,
            electorate.map(({ signed: of }) => of),
          ).wire,
        ),
      );
    },
    () => {
      const known = heldProposals(ledger)[0]?.[0];
      const ballot = { proposal: known?.id ?? (toHex(seedOf("none")) as never), contentHash: seedOf("another text") };
      const wire = signBallot(
        { ...ballot, choice: "ratify", reservations: [], practice: null, statement: "", time: 0 },
        signing.privateKey,
        member.chain,
      );
      return frameOf(draft(envelopeTypes.ballot, wire));
    },
    () => {
      const stranger = founder(`Stranger ${by.int(1000)}`);
      const envelope = {
        ...draft(envelopeTypes.heads, new Uint8Array(0)),
        device: stranger.device,
        seq: 0,
        prev: null,
      };
      return seal(signEnvelope(envelope, stranger.signing.privateKey).bytes);
    },
    // In somebody else's name, signed by nobody.
    () => {
      const envelope = { ...draft(envelopeTypes.heads, new Uint8Array(0)), device: victim() };
      return seal(signEnvelope(envelope, signing.privateKey).bytes);
    },
    () => seal(random.bytes(by.int(500))),
    () => seal(concatBytes(random.bytes(64), encodeCbor(["tessera/envelope/1"]))),
    () => frameOf(draft(envelopeTypes.heads, new Uint8Array(0), { epoch: random.bytes(16) })),
    () => random.bytes(330),
  ];

  store.close();
  return {
    ...{ epoch, opening, client, device: { id: device, privateKey: signing.privateKey } },
    forge: () => by.pick(forgeries)(),
    entry: (type, body, changes) => frameOf(draft(type, body, changes)),
    text: (from, end, update) => text(client, from, end, update),
    vandalise: (write) => vandalise(client, write),
  };
}
