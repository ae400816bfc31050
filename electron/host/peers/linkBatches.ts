/**
 * Frames of one charter on one link, many in a message. PROTOCOL.md, S19.
 * Owns: nothing but what both ends said they have. Called by: meetings.ts.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Random } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { EpochKeys } from "../../../shared/ledger/members/epoch.ts";
import {
  type BatchLink,
  batchDictionary,
  encodeBatchList,
  maxBatchBytes,
  openBatch,
  readBatchList,
  sealBatch,
} from "../../../shared/sync/batch.ts";
import { openFrame, sealLogFrame } from "../../../shared/sync/frame.ts";
import type { Role } from "../../../shared/sync/meeting.ts";

/** Of frames in one message: more are sent while these are taken. */
const goodBatchBytes = 64 * 1024;

export type LinkBatches = ReturnType<typeof createLinkBatches>;

export function createLinkBatches(link: BatchLink, random: Random) {
  return {
    /** The frames in order: as many together as fit, and alone what is large or sealed with another key. */
    pack(frames: readonly Bytes[], from: Role, epoch: EpochKeys): readonly { kind: "batch" | "frame"; bytes: Bytes }[] {
      const packed: { kind: "batch" | "frame"; bytes: Bytes }[] = [];
      const dictionary = batchDictionary(link, epoch);
      let together: Bytes[] = [];
      let size = 0;
      const close = (): void => {
        if (together.length === 0) return;
        const deflated = deflateRawSync(encodeBatchList(together), { dictionary }) as Bytes;
        packed.push({ kind: "batch", bytes: sealBatch(deflated, link, from, epoch, random.bytes(24)) });
        together = [];
        size = 0;
      };
      for (const frame of frames) {
        const opened = frame.length <= maxBatchBytes / 2 ? openFrame(frame, epoch) : null;
        if (!opened?.ok) {
          close();
          packed.push({ kind: "frame", bytes: frame });
          continue;
        }
        if (size + opened.value.plain.length > goodBatchBytes) close();
        together.push(opened.value.plain);
        size += opened.value.plain.length;
      }
      close();
      return packed;
    },
    /** The frames that its envelopes are kept in; null for what is no batch of this link. */
    unpack(sealed: Bytes, from: Role, epoch: EpochKeys): readonly Bytes[] | null {
      const deflated = openBatch(sealed, link, from, epoch);
      const inflated = deflated === null ? null : inflate(deflated, batchDictionary(link, epoch));
      const envelopes = inflated === null ? null : readBatchList(inflated);
      return envelopes?.map((envelope) => sealLogFrame(envelope, epoch)) ?? null;
    },
  };
}

/** Null for what is not deflated, or more than a batch may be. */
function inflate(deflated: Bytes, dictionary: Bytes): Bytes | null {
  try {
    return inflateRawSync(deflated, { dictionary, maxOutputLength: maxBatchBytes }) as Bytes;
  } catch {
    return null;
  }
}
