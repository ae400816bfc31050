/** A ledger's state as bytes, for this device's own sealed cache: never sent, never trusted from anybody else. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import type { DeviceId } from "../base/ids.ts";
import type { Accepted, LedgerSnapshot } from "./ledger.ts";

const version = 1;

type Flat = Omit<Accepted, "vector"> & { readonly vector: readonly (readonly [DeviceId, readonly [number, number]])[] };
type FlatSnapshot = Omit<LedgerSnapshot, "devices"> & { readonly devices: readonly (readonly [Flat, number])[] };

export function encodeSnapshot(snapshot: LedgerSnapshot): Bytes {
  const devices = snapshot.devices.map(
    ([head, lastSessionNo]) => [{ ...head, vector: [...head.vector] }, lastSessionNo] as const,
  );
  return encodeCbor([version, { ...snapshot, devices }]);
}

/** Null for another version's: the caller folds the log again. */
export function decodeSnapshot(bytes: Bytes): LedgerSnapshot | null {
  const decoded = decodeCbor(bytes) as readonly [number, FlatSnapshot] | null;
  if (!Array.isArray(decoded) || decoded[0] !== version) return null;
  const [, flat] = decoded as readonly [number, FlatSnapshot];
  const devices = flat.devices.map(
    ([head, lastSessionNo]) => [{ ...head, vector: new Map(head.vector) }, lastSessionNo] as const,
  );
  return { ...flat, devices };
}
