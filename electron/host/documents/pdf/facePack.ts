/** A `.tessera-faces` file: faces for scripts that do not come with the program, in one file for a USB stick. */
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../../shared/base/cbor.ts";
import { bytes, list, oneOf, text, tuple } from "../../../../shared/base/parse.ts";

const domain = "tessera/faces/1";
const maxPackBytes = 64 * 1024 * 1024;
const parsePack = tuple(
  oneOf(domain),
  list(tuple(text({ max: 200 }), bytes({ max: maxPackBytes })), { min: 1, max: 64 }),
);

export const encodeFacePack = (faces: readonly { readonly file: string; readonly bytes: Uint8Array }[]): Bytes =>
  encodeCbor([domain, faces.map((face) => [face.file, new Uint8Array(face.bytes)])]);

/** The faces in it; null where it is no such file. */
export function decodeFacePack(pack: Uint8Array): readonly Uint8Array[] | null {
  const parsed = pack.length > maxPackBytes ? null : parsePack(decodeCbor(pack));
  return parsed?.ok ? parsed.value[1].map(([, face]) => face) : null;
}
