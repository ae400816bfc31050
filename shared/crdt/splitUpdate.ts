/** Cuts a long update, such as a pasted megabyte, into short ones that applied in order do the same. */
import type { Bytes } from "../base/bytes.ts";
import { err, ok, type Result } from "../base/result.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  type DeletedRange,
  decodeUpdate,
  encodeStruct,
  encodeUpdate,
  noLimits,
} from "./updateBytes.ts";
import { maxUpdateLength, maxUpdateStructs, type UpdateFault } from "./validateUpdate.ts";

/** Room for the header of an update and for the longest element, format or attribute. */
const leastBytes = 16 * 1024;
const headerBytes = 32;
/** The most bytes that a code unit, and that a deleted range, can take. */
const bytesOfUnit = 3;
const bytesOfRange = 24;

/** Each piece is at most `maxBytes` (at least 16 KiB). Deletions come last. Malformed bytes are a fault. */
export function splitUpdate(update: Bytes, maxBytes: number): Result<readonly Bytes[], UpdateFault> {
  if (maxBytes < leastBytes) throw new Error(`an update cannot be cut below ${leastBytes} bytes`);
  const decoded = decodeUpdate(update, noLimits);
  if ("kind" in decoded) return err(decoded);
  const isShort =
    update.length <= maxBytes && decoded.structs.length <= maxUpdateStructs && decoded.length <= maxUpdateLength;
  return ok(isShort ? [update] : [...structPieces(decoded, maxBytes), ...deletePieces(decoded.deletes, maxBytes)]);
}

function structPieces({ client, structs }: DecodedUpdate, maxBytes: number): readonly Bytes[] {
  const pieces: Bytes[] = [];
  let piece: DecodedStruct[] = [];
  let bytes = headerBytes;
  let length = 0;
  const close = (): void => {
    if (piece.length > 0) pieces.push(encodeUpdate({ client, clock: piece[0]?.clock ?? 0, structs: piece }, []));
    piece = [];
    bytes = headerBytes;
    length = 0;
  };
  const longest = Math.floor((maxBytes - leastBytes / 2) / bytesOfUnit);
  for (const struct of structs.flatMap((whole) => cutString(whole, client ?? 0, Math.min(longest, maxUpdateLength)))) {
    const size = encodeStruct(struct).length;
    if (bytes + size > maxBytes || piece.length === maxUpdateStructs || length + struct.length > maxUpdateLength)
      close();
    piece.push(struct);
    bytes += size;
    length += struct.length;
  }
  close();
  return pieces;
}

/** A string of several updates, each part beside the one before it, never through a surrogate pair. */
function cutString(struct: DecodedStruct, client: number, longest: number): readonly DecodedStruct[] {
  const { content, clock } = struct;
  if (content.kind !== "string" || content.text.length <= longest) return [struct];
  const parts: DecodedStruct[] = [];
  for (let at = 0; at < content.text.length; ) {
    const isInPair = /[\ud800-\udbff]/.test(content.text.charAt(at + longest - 1));
    const text = content.text.slice(at, at + (isInPair ? longest - 1 : longest));
    const beside = { origin: { client, clock: clock + at - 1 }, parent: null, attr: null };
    const place = at === 0 ? {} : beside;
    parts.push({ ...struct, ...place, clock: clock + at, length: text.length, content: { kind: "string", text } });
    at += text.length;
  }
  return parts;
}

function deletePieces(deletes: readonly DeletedRange[], maxBytes: number): readonly Bytes[] {
  const perPiece = Math.floor((maxBytes - headerBytes) / bytesOfRange);
  const pieces: Bytes[] = [];
  for (let at = 0; at < deletes.length; at += perPiece)
    pieces.push(encodeUpdate({ client: null, clock: 0, structs: [] }, deletes.slice(at, at + perPiece)));
  return pieces;
}
