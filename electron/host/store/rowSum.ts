/** A sum over a row of the log: a disk that gives back other bytes than it was given does not say so. */
import { crc32 } from "node:zlib";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { ChainId } from "../../../shared/ledger/log/chains.ts";

export const rowSum = (row: {
  readonly chain: ChainId;
  readonly seq: number;
  readonly type: number;
  readonly client: number | null;
  readonly clock: number | null;
  readonly accepted: Bytes;
  readonly kept: Bytes;
}): number => {
  const { chain, seq, type, client, clock, accepted, kept } = row;
  return crc32(kept, crc32(accepted, crc32(`${chain} ${seq} ${type} ${client} ${clock}`)));
};
