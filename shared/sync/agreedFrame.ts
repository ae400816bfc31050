/**
 * The text that the parties agreed on, for a newcomer to read while the log is on its way: the charter's genesis and a
 * certificate, sealed as an ephemeral frame. Nobody signs it, since all in it proves itself. PROTOCOL.md, S18.
 */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { bytes, oneOf, tuple } from "../base/parse.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openEphemeral, sealEphemeral } from "./ephemeralFrame.ts";
import { maxFrameBytes } from "./frameHeader.ts";

export interface AgreedProof {
  /** The signed envelope, as it stands in the log. */
  readonly genesis: Bytes;
  readonly certificate: Bytes;
}

const domain = "tessera/agreed/1";
const parseAgreed = tuple(oneOf(domain), bytes({ max: maxFrameBytes }), bytes({ max: maxFrameBytes }));

/** Null where it does not fit in a frame. */
export function encodeAgreed({ genesis, certificate }: AgreedProof, epoch: EpochKeys, nonce24: Bytes): Bytes | null {
  const frame = sealEphemeral(encodeCbor([domain, genesis, certificate]), epoch, nonce24);
  return frame.length <= maxFrameBytes ? frame : null;
}

/** Null for what is no such frame. What it holds is judged by `verifyFounded`. */
export function readAgreed(frame: Bytes, epochOf: (keyId: Bytes) => EpochKeys | null): AgreedProof | null {
  const plain = openEphemeral(frame, epochOf);
  const parsed = plain === null ? null : parseAgreed(decodeCbor(plain));
  if (!parsed?.ok) return null;
  const [, genesis, certificate] = parsed.value;
  return { genesis, certificate };
}
