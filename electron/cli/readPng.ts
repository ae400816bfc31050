/**
 * The pixels of a PNG file, for reading a QR code in it: grey, on white where nothing is, and averaged down to what is
 * searched. Interlaced files are not read: what they unpack to is not bounded beforehand.
 */
import { PNG } from "pngjs";
import type { Bytes } from "../../shared/base/bytes.ts";
import { maxSearchedSide, type Pixels } from "../../shared/qr/readQr.ts";

const white = 255;
type Rgba = readonly [number, number, number, number];
/** In the header, which comes first (RFC 2083, 4.1.1). */
const interlaceAt = 28;

/** Null for a file that is damaged or of a form that is not read. Its size has been judged before: `readRaster`. */
export function readPng(file: Bytes): Pixels | null {
  if (file[interlaceAt] !== 0) return null;
  const picture = unpack(file);
  if (picture === null) return null;
  const { width, height, data } = picture;
  const shrink = createShrink(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const [red, green, blue, alpha] = [data[at], data[at + 1], data[at + 2], data[at + 3]] as Rgba;
      shrink.add(x, y, onWhite(greyOf(red, green, blue), alpha));
    }
  return shrink.pixels();
}

function unpack(file: Bytes): { readonly width: number; readonly height: number; readonly data: Uint8Array } | null {
  try {
    return PNG.sync.read(Buffer.from(file.buffer, file.byteOffset, file.length), { checkCRC: false });
  } catch {
    return null;
  }
}

const greyOf = (red: number, green: number, blue: number): number => (red * 77 + green * 150 + blue * 29) >> 8;
const onWhite = (grey: number, alpha: number): number => white + ((grey - white) * alpha) / 255;

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
