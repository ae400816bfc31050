/** `.tessera` files: everything of a charter, by any courier. */
import type { HostError } from "../../shared/api/errors.ts";
import type { BundleReport } from "../../shared/api/hostApi.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { encodeBundle, readBundle } from "../../shared/sync/bundle.ts";
import { readFrameHeader } from "../../shared/sync/frameHeader.ts";
import type { Charters, OpenCharter } from "./charters.ts";

const readBatch = 256;

export type Bundles = ReturnType<typeof createBundles>;

export function createBundles(charters: Charters) {
  return {
    export(charter: OpenCharter): Result<{ bytes: Bytes; changes: number }, HostError> {
      const flushed = charter.replica.flush();
      if (!flushed.ok) return flushed;
      const frames: Bytes[] = [];
      for (let pos = 0; ; ) {
        const batch = charter.replica.store.framesAfter(pos, readBatch);
        const last = batch.at(-1);
        if (last === undefined) break;
        frames.push(...batch.map(({ frame }) => frame));
        pos = last.pos;
      }
      return ok({ bytes: encodeBundle(frames), changes: charter.replica.ledger().substance() });
    },

    /** The whole file is checked before anything of it is applied, and all of it is applied in one commit. */
    import(file: Bytes): Result<BundleReport & { readonly charter: OpenCharter["id"] }, HostError> {
      const read = readBundle(file);
      if (!read.ok)
        return read.error.kind === "newer"
          ? err({ kind: "bundleNewer", found: read.error.found, supported: read.error.supported })
          : err({ kind: "bundleDamaged", reason: read.error.reason });
      const frames = read.value;
      const first = frames[0];
      if (first === undefined) return err({ kind: "bundleDamaged", reason: "it carries nothing" });
      const header = readFrameHeader(first);
      if (!header.ok)
        return header.error.kind === "newerFormat"
          ? err({ kind: "bundleNewer", found: header.error.found, supported: header.error.supported })
          : err({ kind: "bundleDamaged", reason: "its first frame is malformed" });
      const charter = charters.all().find(({ replica }) => replica.epochById(header.value.keyId) !== null);
      if (charter === undefined) return err({ kind: "bundleForeign" });
      const { replica } = charter;
      const before = replica.ledger().size();
      const received = replica.receive(frames, null);
      if (!received.ok) return received;
      const added = replica.ledger().size() - before;
      if (added > 0) replica.acknowledge();
      return ok({
        charter: charter.id,
        title: replica.ledger().membership().title,
        inFile: frames.length,
        added,
        alreadyHeld: received.value.alreadyHeld,
      });
    },
  };
}
