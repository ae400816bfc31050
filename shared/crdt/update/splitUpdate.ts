/** Cuts a long update, such as a pasted megabyte, into short ones that applied in order do the same. */
import type { Bytes } from "../../base/bytes.ts";
import { isSuggesting } from "../../base/clientClass.ts";
import { err, ok, type Result } from "../../base/result.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  type DeletedRange,
  decodeUpdate,
  encodeStruct,
  encodeUpdate,
  noLimits,
  type Structs,
} from "../document/updateBytes.ts";
import { mergeDeletes } from "./mergeUpdates.ts";
import { readOwnReach } from "./ownReach.ts";
import { maxUpdateLength, maxUpdateStructs, type UpdateFault } from "./validateUpdate.ts";

/** Room for the header of an update and for the longest element, format or attribute. */
const leastBytes = 16 * 1024;
const headerBytes = 64;
/** The most bytes that a code unit, and that a deleted range, can take. */
const bytesOfUnit = 3;
const bytesOfRange = 24;

/**
 * Each piece is at most `maxBytes` (at least 16 KiB). Deletions come last. Malformed bytes are a fault, and "tooLarge"
 * is what a suggesting id wrote where nothing of it can stay behind (`readOwnReach`).
 */
export function splitUpdate(update: Bytes, maxBytes: number): Result<readonly Bytes[], UpdateFault> {
  if (maxBytes < leastBytes) throw new Error(`an update cannot be cut below ${leastBytes} bytes`);
  const decoded = decodeUpdate(update, noLimits);
  if ("kind" in decoded) return err(decoded);
  const { client, structs, length, deletes } = decoded;
  if (update.length <= maxBytes && structs.length <= maxUpdateStructs && length <= maxUpdateLength) return ok([update]);
  const longest = Math.floor((maxBytes - leastBytes / 2) / bytesOfUnit);
  const cut = structs.flatMap((whole) => cutString(whole, client ?? 0, Math.min(longest, maxUpdateLength)));
  if (client !== null && isSuggesting(client)) return suggestedPieces({ ...decoded, structs: cut }, maxBytes);
  const ends = findEnds(cut, maxBytes, encodedSize, () => true);
  if (ends === null) return err({ kind: "tooLarge", bytes: update.length });
  return ok([
    ...piecesOf(client, cut, ends).map((piece) => encodeUpdate(piece, [])),
    ...deletePieces(deletes, maxBytes),
  ]);
}

const encodedSize = (struct: DecodedStruct): number => encodeStruct(struct).length;

/** Each with the deletions among its own clocks, cut only where no later part reaches back. */
function suggestedPieces(decoded: DecodedUpdate, maxBytes: number): Result<readonly Bytes[], UpdateFault> {
  const { client, structs } = decoded;
  const reach = readOwnReach(decoded);
  /** The earliest clock that this struct or a later one reaches back to. */
  const reachFrom: number[] = [];
  for (let i = structs.length - 1; i >= 0; i--)
    reachFrom[i] = Math.min(reach[i] ?? 0, reachFrom[i + 1] ?? Number.POSITIVE_INFINITY);
  const ranges = mergeDeletes(decoded.deletes.filter((range) => range.client === client));
  const sizeOf = (struct: DecodedStruct): number =>
    encodedSize(struct) + bytesOfRange * within(ranges, struct.clock, struct.clock + struct.length).length;
  const ends = findEnds(structs, maxBytes, sizeOf, (at) => (reachFrom[at] ?? 0) >= (structs[at]?.clock ?? 0));
  if (ends === null) return err({ kind: "tooLarge", bytes: maxBytes });
  const pieces = piecesOf(client, structs, ends).map((piece) => {
    const last = piece.structs.at(-1);
    return encodeUpdate(piece, within(ranges, piece.clock, last === undefined ? 0 : last.clock + last.length));
  });
  // Nothing that may be refused is dropped.
  const others = [
    ...within(ranges, 0, decoded.clock),
    ...within(ranges, decoded.clock + decoded.length, Number.POSITIVE_INFINITY),
    ...decoded.deletes.filter((range) => range.client !== client),
  ];
  return ok([...pieces, ...deletePieces(others, maxBytes)]);
}

/** The parts of ascending ranges of one client in [from, end). */
function within(ranges: readonly DeletedRange[], from: number, end: number): readonly DeletedRange[] {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range !== undefined && range.clock + range.length <= from) low = middle + 1;
    else high = middle;
  }
  const parts: DeletedRange[] = [];
  for (let i = low; i < ranges.length; i++) {
    const { client, clock, length } = ranges[i] as DeletedRange;
    if (clock >= end) break;
    const start = Math.max(from, clock);
    parts.push({ client, clock: start, length: Math.min(end, clock + length) - start });
  }
  return parts;
}

/** Where pieces end, by index, each as long as may be; null where there is none that fits. */
function findEnds(
  structs: readonly DecodedStruct[],
  maxBytes: number,
  sizeOf: (struct: DecodedStruct) => number,
  canCutBefore: (index: number) => boolean,
): readonly number[] | null {
  const ends: number[] = [];
  const sizes = structs.map(sizeOf);
  for (let start = 0; start < structs.length; ) {
    let end = start;
    let bytes = headerBytes;
    let length = 0;
    for (; end < structs.length && end - start < maxUpdateStructs; end++) {
      bytes += sizes[end] ?? 0;
      length += structs[end]?.length ?? 0;
      if (bytes > maxBytes || length > maxUpdateLength) break;
    }
    while (end > start && end < structs.length && !canCutBefore(end)) end--;
    if (end === start) return null;
    ends.push(end);
    start = end;
  }
  return ends;
}

const piecesOf = (client: number | null, structs: readonly DecodedStruct[], ends: readonly number[]) =>
  ends.map((end, i): Structs => {
    const piece = structs.slice(ends[i - 1] ?? 0, end);
    return { client, clock: piece[0]?.clock ?? 0, structs: piece };
  });

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
