/**
 * `.tessera` files: a charter, or what somebody lacks of it, by any courier. PROTOCOL.md of sync, S10 and S17.
 * Called by: methods/.
 */

import type { BundleFor, BundlePreview, BundleReport } from "../../../shared/api/bundles.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../../shared/base/bytes.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import type { ChainId, Vector } from "../../../shared/ledger/log/chains.ts";
import { encodeBundle, readBundleInSteps } from "../../../shared/sync/bundle.ts";
import { readFrameHeader } from "../../../shared/sync/frameHeader.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { Keys } from "../keys/identity.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import { countMissing, scanFrames } from "./bundleScan.ts";
import { readPreview } from "./bundleView.ts";

const readBatch = 256;

interface OpenFile {
  readonly charter: OpenCharter;
  readonly frames: readonly Bytes[];
}

export function createBundles(charters: Charters, keys: Pick<Keys, "device" | "sealing">) {
  /** The charter of the first frame of which a key is held here: later ones may bring their key with them. */
  async function open(file: Bytes): Promise<Result<OpenFile, HostError>> {
    const read = await readBundleInSteps(file, breathe);
    if (!read.ok)
      return read.error.kind === "newer"
        ? err({ kind: "bundleNewer", found: read.error.found, supported: read.error.supported })
        : err({ kind: "bundleDamaged", reason: read.error.reason });
    const frames = read.value;
    if (frames.length === 0) return err({ kind: "bundleDamaged", reason: "it carries nothing" });
    await charters.survey();
    const held = charters.marks();
    const tried = new Set<string>();
    let newer: HostError | null = null;
    for (const frame of frames) {
      const header = readFrameHeader(frame);
      if (!header.ok && header.error.kind === "newerFormat")
        newer ??= { kind: "bundleNewer", found: header.error.found, supported: header.error.supported };
      if (!header.ok) continue;
      const { keyId } = header.value;
      const charter = tried.has(toHex(keyId))
        ? undefined
        : held.find(({ epochs }) => epochs.some((epoch) => equalBytes(epoch.id, keyId)));
      if (charter !== undefined) {
        const opened = charters.get(charter.id);
        return opened.ok ? ok({ charter: opened.value, frames }) : opened;
      }
      tried.add(toHex(keyId));
    }
    if (newer !== null) return err(newer);
    return err(tried.size > 0 ? { kind: "bundleForeign" } : { kind: "bundleDamaged", reason: "it has no frames" });
  }

  /** What receipts say is held where the file goes; null where nobody can be asked about. */
  function heldThere(ledger: Ledger, wanted: BundleFor): Vector | null {
    const others = [...ledger.membership().devices.keys()].filter((device) => device !== keys.device);
    const of = (device: DeviceId): Vector => ledger.headVector(device) ?? new Map();
    switch (wanted.kind) {
      case "everything":
        return new Map();
      case "device":
        return others.includes(wanted.device) ? of(wanted.device) : null;
      case "unshared":
        return union(others.map(of));
    }
  }

  return {
    export(
      { replica }: OpenCharter,
      wanted: BundleFor,
    ): Result<{ bytes: Bytes; changes: number; heldThere: number }, HostError> {
      const flushed = replica.flush();
      if (!flushed.ok) return flushed;
      // The reader of the file learns from it what is held here.
      replica.acknowledge();
      const ledger = replica.ledger();
      const held = heldThere(ledger, wanted);
      if (held === null)
        return err({ kind: "badArgument", what: "device", expected: "another device of this charter's members" });
      const frames: Bytes[] = [];
      for (let pos = 0; ; ) {
        const batch = replica.framesAfter(pos, readBatch);
        const last = batch.at(-1);
        if (last === undefined) break;
        for (const { chain, seq, frame } of batch) if (seq > (held.get(chain)?.[0] ?? -1)) frames.push(frame);
        pos = last.pos;
      }
      if (frames.length === 0) return err({ kind: "bundleEmpty" });
      const known = [...held.values()].reduce((sum, [, substance]) => sum + substance, 0);
      return ok({ bytes: encodeBundle(frames), changes: ledger.substance() - known, heldThere: known });
    },

    async preview(file: Bytes): Promise<Result<BundlePreview, HostError>> {
      const opened = await open(file);
      if (!opened.ok) return opened;
      const { charter, frames } = opened.value;
      return ok(readPreview(charter, frames.length, await scanFrames(charter.replica, frames, keys)));
    },

    /** [S10] The whole file is checked before anything of it is applied. */
    async import(file: Bytes): Promise<Result<BundleReport, HostError>> {
      const opened = await open(file);
      if (!opened.ok) return opened;
      const { charter, frames } = opened.value;
      const { replica } = charter;
      const before = replica.ledger().substance();
      const received = await replica.receive(frames, null);
      if (!received.ok) return received;
      const changes = replica.ledger().substance() - before;
      const { added, alreadyHeld, newer, left } = received.value;
      const waiting = left.waiting.length;
      const missing = await countMissing(replica.ledger(), { byId: replica.epochById }, left.waiting);
      if (added === 0 && waiting > 0) return err({ kind: "bundleIncomplete", missing });
      if (added > 0) replica.acknowledge();
      return ok({
        charter: charter.id,
        title: replica.ledger().membership().title,
        inFile: frames.length,
        added,
        receipts: Math.max(0, added - changes),
        ...{ alreadyHeld, waiting, missing, unopened: left.unopened, newer },
        refused: received.value.refused - left.unopened,
      });
    },
  };
}

/** Whatever is in any of them. */
function union(vectors: readonly Vector[]): Vector {
  const all = new Map<ChainId, readonly [seq: number, substance: number]>();
  for (const vector of vectors)
    for (const [chain, upTo] of vector) {
      const known = all.get(chain);
      if (known === undefined || known[0] < upTo[0]) all.set(chain, upTo);
    }
  return all;
}
