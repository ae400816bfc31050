/** A charter for measuring: one party, one device, and the log of a trace typed in bursts. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Y from "yjs";
import { createSystemRandom, systemClock, systemLogger } from "../../electron/host/ambient.ts";
import { openReplica, type Replica } from "../../electron/host/charter/replica.ts";
import { openCharterStore } from "../../electron/host/store/charterStore.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { sealingKeyPair, signingKeyPair } from "../../shared/base/crypto.ts";
import type { CharterId, DeviceId, PartyId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { createTextDoc, textRoot } from "../../shared/crdt/document/docLayout.ts";
import { clockOf, readFresh } from "../../shared/crdt/update/textDoc.ts";
import { envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { signDeviceCard, signPartyCard } from "../../shared/ledger/members/cards.ts";
import { charterIdOf, encodeEntry, rulesetVersion } from "../../shared/ledger/members/entries.ts";
import { deriveEpoch, type EpochKeys } from "../../shared/ledger/members/epoch.ts";
import { tessera } from "../../shared/ledger/program.ts";
import type { Patch, Trace } from "./traces.ts";

export interface BenchCharter {
  readonly id: CharterId;
  readonly epoch: EpochKeys;
  readonly directory: string;
  /** Opens the charter's log in a file of this name, made where missing; empty before `found`. */
  open(name: string): Replica;
  /** Signs the genesis. */
  found(replica: Replica): void;
  remove(): void;
}

const random = createSystemRandom();

export function createBenchCharter(): BenchCharter {
  const [root, device] = [signingKeyPair(random.bytes(32)), signingKeyPair(random.bytes(32))];
  const partyId = toHex(root.publicKey) as PartyId;
  const deviceId = toHex(device.publicKey) as DeviceId;
  const sealing = sealingKeyPair(random.bytes(32));
  const sealKey = sealing.publicKey;
  const card = { id: deviceId, party: partyId, person: "Ana", name: "laptop", sealKey, issuedAt: 0 };
  const genesis = encodeEntry({
    kind: "genesis",
    nonce: random.bytes(16),
    title: "Benchmark",
    language: "en",
    ruleset: rulesetVersion,
    threshold: "all",
    policy: usualPolicy,
    party: signPartyCard({ id: partyId, name: "Fishers", kind: "community", constituency: "" }, root.privateKey),
    device: [signDeviceCard(card, { id: partyId, privateKey: root.privateKey })],
  });
  const id = charterIdOf(genesis);
  const epochKey = random.bytes(32);
  const epoch = deriveEpoch(epochKey);
  const storeKey = random.bytes(32);
  const directory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  return {
    id,
    epoch,
    directory,
    open(name) {
      const file = join(directory, name);
      const store = openCharterStore(file, { charter: id, storeKey, random }, undefined, { isNew: !existsSync(file) });
      if (!store.ok) throw new Error(store.error.kind);
      const nothing = (): void => undefined;
      const opened = openReplica({
        ...{
          charter: id,
          keys: [epochKey.slice()],
          storeKey,
          store: store.value,
          random,
          logger: systemLogger,
          clock: systemClock,
          program: tessera,
          place: "",
        },
        device: { id: deviceId, privateKey: device.privateKey, sealing },
        tryFrames: null,
        ...{
          onAccepted: nothing,
          onUnsigned: nothing,
          hasPeers: () => true,
          onText: nothing,
          onSaved: nothing,
          onReload: nothing,
          onMended: nothing,
        },
        onNotSaved(error) {
          throw new Error(error.kind);
        },
      });
      if (!opened.ok) throw new Error(opened.error.kind);
      return opened.value;
    },
    found(replica) {
      const founded = replica.append([{ type: envelopeTypes.governance, body: genesis }]);
      if (!founded.ok) throw new Error(founded.error.kind);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Types a trace into a charter in `envelopes` bursts, each signed and committed. */
export function typeTrace(replica: Replica, trace: Trace, envelopes: number): void {
  const typist = createTypist(replica);
  const perBurst = Math.ceil(trace.patches.length / envelopes);
  for (let from = 0; from < trace.patches.length; from += perBurst)
    typist.save(typist.type(trace.patches.slice(from, from + perBurst)));
}

export interface Typist {
  /** What the window sends for these edits. */
  type(patches: readonly Patch[]): Bytes;
  /** What the host does with it: judged, signed, sealed, and on disk when it returns. */
  save(update: Bytes): void;
  /** What it does at a pause: on disk when it returns, and signed where the host signs by itself. */
  rest(update: Bytes): void;
}

/** A window's Yjs document on one paragraph, which begins with its block. */
export function createTypist(replica: Replica): Typist {
  const source = {};
  // A window that goes on with an idle id has the text that was written with it; this one begins with none.
  let client = replica.reserveClient();
  while (clockOf(replica.yDoc(), client) > 0) client = replica.reserveClient();
  const yDoc = createTextDoc(client);
  let sent: Bytes = new Uint8Array(0);
  yDoc.on("update", (update: Uint8Array) => {
    sent = update as Bytes;
  });
  const yText = new Y.XmlText();
  const push = (update: Bytes): void => {
    const fresh = readFresh(replica.yDoc(), update);
    if (fresh === null) throw new Error("what was typed here can be read");
    const pushed = replica.pushTyped(client, fresh, source);
    if (!pushed.ok) throw new Error(pushed.error.reason);
  };
  const typist: Typist = {
    type(patches) {
      yDoc.transact(() => {
        for (const { at, del, ins } of patches) {
          if (del > 0) yText.delete(at + 1, del);
          if (ins !== "") yText.insert(at + 1, ins);
        }
      });
      return sent;
    },
    save(update) {
      push(update);
      save(replica);
    },
    rest(update) {
      push(update);
      replica.rest();
    },
  };
  yDoc.transact(() => {
    textRoot(yDoc).insert(0, [yText]);
    yText.insertEmbed(0, new Y.XmlElement("block"));
  });
  typist.save(sent);
  return typist;
}

function save(replica: Replica): void {
  const saved = replica.flush();
  if (!saved.ok) throw new Error(saved.error.kind);
}

/** Every frame of a log, in its order. */
export function readFrames(replica: Replica): readonly Bytes[] {
  const frames: Bytes[] = [];
  for (let pos = 0; ; ) {
    const batch = replica.framesAfter(pos, 1000);
    const last = batch.at(-1);
    if (last === undefined) return frames;
    frames.push(...batch.map(({ frame }) => frame));
    pos = last.pos;
  }
}
