/**
 * A `.tessera` file: frames by USB stick or any other courier. PROTOCOL.md, S10.
 * magic 8 | version u8 | count u32 | (length u32 | frame)* | BLAKE2b-256 of everything before
 */
import { type Bytes, concatBytes, equalBytes, utf8 } from "../base/bytes.ts";
import { plainHash, plainHashInSteps } from "../base/crypto.ts";
import { err, ok, type Result } from "../base/result.ts";

const magic = utf8("TESSERA\n");
const bundleVersion = 1;
const headBytes = magic.length + 5;
const hashBytes = 32;

export type BundleFault =
  | { readonly kind: "damaged"; readonly reason: string }
  | { readonly kind: "newer"; readonly found: number; readonly supported: number };

export function encodeBundle(frames: readonly Bytes[]): Bytes {
  const head = new Uint8Array(headBytes);
  head.set(magic);
  const view = new DataView(head.buffer);
  view.setUint8(magic.length, bundleVersion);
  view.setUint32(magic.length + 1, frames.length);
  const parts: Bytes[] = [head];
  for (const frame of frames) {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, frame.length);
    parts.push(length, frame);
  }
  const body = concatBytes(...parts);
  return concatBytes(body, plainHash(body));
}

/** Nothing of a file that was cut or altered anywhere is handed out. */
export const readBundle = (file: Bytes): Result<readonly Bytes[], BundleFault> =>
  readChecked(file, plainHash(summed(file)));

/** The same of a file that may be large; `between` is awaited after each part of the work. */
export const readBundleInSteps = async (
  file: Bytes,
  between: () => Promise<void>,
): Promise<Result<readonly Bytes[], BundleFault>> => readChecked(file, await plainHashInSteps(summed(file), between));

const summed = (file: Bytes): Bytes => file.subarray(0, Math.max(0, file.length - hashBytes));

function readChecked(file: Bytes, sum: Bytes): Result<readonly Bytes[], BundleFault> {
  const damaged = (reason: string): Result<never, BundleFault> => err({ kind: "damaged", reason });
  if (file.length < headBytes + hashBytes) return damaged("it is too short");
  if (!equalBytes(file.subarray(0, magic.length), magic)) return damaged("it does not begin as a bundle does");
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const version = view.getUint8(magic.length);
  const body = summed(file);
  if (!equalBytes(sum, file.subarray(file.length - hashBytes)))
    return damaged("its checksum does not hold: it was cut or altered");
  if (version !== bundleVersion) return err({ kind: "newer", found: version, supported: bundleVersion });
  const count = view.getUint32(magic.length + 1);
  const frames: Bytes[] = [];
  let at = headBytes;
  while (frames.length < count) {
    if (at + 4 > body.length) return damaged("a frame is missing");
    const length = view.getUint32(at);
    if (at + 4 + length > body.length) return damaged("a frame is cut");
    frames.push(body.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return at === body.length ? ok(frames) : damaged("it goes on after its last frame");
}
