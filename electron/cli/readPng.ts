/**
 * The pixels of a PNG file (RFC 2083), for reading a QR code in it: grey, on white where nothing is, and averaged
 * down to what is searched. Node unpacks; what is ours is the filters and how pixels lie. Interlaced files are none.
 */
import { inflateSync } from "node:zlib";
import type { Bytes } from "../../shared/base/bytes.ts";
import { maxSearchedSide, type Pixels } from "../../shared/qr/readQr.ts";

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly colour: Colour;
}
type Colour = "grey" | "rgb" | "palette" | "greyAlpha" | "rgba";

const colours: Readonly<Record<number, Colour>> = { 0: "grey", 2: "rgb", 3: "palette", 4: "greyAlpha", 6: "rgba" };
const samplesOf: Readonly<Record<Colour, number>> = { grey: 1, rgb: 3, palette: 1, greyAlpha: 2, rgba: 4 };
const white = 255;

/** Null for a file that is damaged or of a form that is not read. Its size has been judged before: `readRaster`. */
export function readPng(file: Bytes): Pixels | null {
  const chunks = readChunks(file);
  const layout = readLayout(chunks.find(({ type }) => type === "IHDR")?.body);
  if (layout === null) return null;
  const lineBytes = Math.ceil((layout.width * samplesOf[layout.colour] * layout.bits) / 8);
  const packed = Buffer.concat(chunks.filter(({ type }) => type === "IDAT").map(({ body }) => body));
  const lines = inflate(packed, layout.height * (lineBytes + 1));
  if (lines === null) return null;
  const greyAt = greyReader(layout, chunks);
  const shrink = createShrink(layout.width, layout.height);
  const pixelBytes = Math.max(1, (samplesOf[layout.colour] * layout.bits) / 8);
  let above: Uint8Array = new Uint8Array(lineBytes);
  for (let y = 0; y < layout.height; y++) {
    const at = y * (lineBytes + 1);
    const line = lines.subarray(at + 1, at + 1 + lineBytes);
    if (!unfilter(lines[at] as number, line, above, pixelBytes)) return null;
    for (let x = 0; x < layout.width; x++) shrink.add(x, y, greyAt(line, x));
    above = line;
  }
  return shrink.pixels();
}

interface Chunk {
  readonly type: string;
  readonly body: Bytes;
}

function readChunks(file: Bytes): readonly Chunk[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  // Length, type, body, check: the check is left to what is unpacked, and to the code's own.
  for (let at = 8; at + 12 <= file.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > file.length) return [];
    chunks.push({
      type: String.fromCharCode(...file.subarray(at + 4, at + 8)),
      body: file.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function readLayout(header: Bytes | undefined): Layout | null {
  if (header === undefined || header.length !== 13) return null;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits = 0, kind = 0, packing, filter, interlace] = header.subarray(8);
  const colour = colours[kind];
  const isKnown = packing === 0 && filter === 0 && interlace === 0 && width > 0 && height > 0;
  if (colour === undefined || !isKnown) return null;
  const allowed = colour === "grey" ? [1, 2, 4, 8, 16] : colour === "palette" ? [1, 2, 4, 8] : [8, 16];
  return allowed.includes(bits) ? { width, height, bits, colour } : null;
}

/** Null unless it is exactly `bytes` long: a file that says less than it unpacks to is not unpacked. */
function inflate(packed: Uint8Array, bytes: number): Uint8Array | null {
  try {
    const unpacked = inflateSync(packed, { maxOutputLength: bytes });
    return unpacked.length === bytes ? unpacked : null;
  } catch {
    return null;
  }
}

/** Undoes a line's filter, in place; false for a filter that there is not. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, pixelBytes: number): boolean {
  if (filter > 4) return false;
  for (let at = 0; at < line.length; at++) {
    const left = at < pixelBytes ? 0 : (line[at - pixelBytes] as number);
    const up = above[at] as number;
    const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] as number);
    line[at] = (line[at] as number) + guess(filter, left, up, corner);
  }
  return true;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  return filter === 4 ? nearest(left, up, corner) : 0;
}

/** Paeth's guess: of the three neighbours the one nearest to left + up - corner. */
function nearest(left: number, up: number, corner: number): number {
  const fromLeft = Math.abs(up - corner);
  const fromUp = Math.abs(left - corner);
  const fromCorner = Math.abs(left + up - 2 * corner);
  if (fromLeft <= fromUp && fromLeft <= fromCorner) return left;
  return fromUp <= fromCorner ? up : corner;
}

const greyOf = (red: number, green: number, blue: number): number => (red * 77 + green * 150 + blue * 29) >> 8;
const onWhite = (grey: number, alpha: number): number => white + ((grey - white) * alpha) / 255;

/** Of 16 bits the upper 8 are enough. */
function greyReader({ bits, colour }: Layout, chunks: readonly Chunk[]): (line: Uint8Array, x: number) => number {
  const step = bits === 16 ? 2 : 1;
  const byte = (line: Uint8Array, x: number, sample: number): number =>
    line[(x * samplesOf[colour] + sample) * step] as number;
  const few = (line: Uint8Array, x: number): number =>
    ((line[(x * bits) >> 3] as number) >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1);
  switch (colour) {
    case "grey":
      return bits < 8 ? (line, x) => (few(line, x) * 255) / ((1 << bits) - 1) : (line, x) => byte(line, x, 0);
    case "greyAlpha":
      return (line, x) => onWhite(byte(line, x, 0), byte(line, x, 1));
    case "rgb":
      return (line, x) => greyOf(byte(line, x, 0), byte(line, x, 1), byte(line, x, 2));
    case "rgba":
      return (line, x) => onWhite(greyOf(byte(line, x, 0), byte(line, x, 1), byte(line, x, 2)), byte(line, x, 3));
    case "palette": {
      const entries = chunks.find(({ type }) => type === "PLTE")?.body ?? new Uint8Array();
      const alphas = chunks.find(({ type }) => type === "tRNS")?.body ?? new Uint8Array();
      const greys = Array.from({ length: 256 }, (_, index) => {
        const [red = 0, green = 0, blue = 0] = entries.subarray(index * 3, index * 3 + 3);
        return onWhite(greyOf(red, green, blue), alphas[index] ?? 255);
      });
      return (line, x) => greys[few(line, x)] as number;
    }
  }
}

/** Averages squares of pixels, as small ones as bring the longer side within what is searched. */
function createShrink(width: number, height: number) {
  const side = Math.ceil(Math.max(width, height) / maxSearchedSide);
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const sums = new Float32Array(columns * rows);
  const across = (index: number, all: number): number => Math.min(side, all - index * side);
  return {
    add(x: number, y: number, grey: number): void {
      const at = Math.floor(y / side) * columns + Math.floor(x / side);
      sums[at] = (sums[at] as number) + grey;
    },
    pixels(): Pixels {
      const data = new Uint8Array(columns * rows * 4).fill(255);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          const at = row * columns + column;
          const grey = (sums[at] as number) / (across(column, width) * across(row, height));
          data.fill(Math.round(grey), at * 4, at * 4 + 3);
        }
      return { width: columns, height: rows, data };
    },
  };
}
