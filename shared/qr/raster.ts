/**
 * What kind of picture a file is and how large, by its first bytes: whatever its name says, and before anything
 * unpacks it. A few kilobytes can say that they are a picture of gigabytes.
 */
import type { Bytes } from "../base/bytes.ts";
import { err, ok, type Result } from "../base/result.ts";

export interface Raster {
  readonly type: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  readonly width: number;
  readonly height: number;
}

export type RasterFault =
  /** Of no kind that is read here: drawings with code in them, such as SVG, are none. */
  | { readonly kind: "notAPicture" }
  | { readonly kind: "pictureTooLarge"; readonly maxMegabytes: number; readonly maxMegapixels: number };

export const maxPictureBytes = 20 * 1024 * 1024;
/** The largest that the cameras of phones usually make. */
const maxPixels = 50_000_000;

export const pictureTooLarge: RasterFault = {
  kind: "pictureTooLarge",
  maxMegabytes: maxPictureBytes / 1024 / 1024,
  maxMegapixels: maxPixels / 1_000_000,
};

/** The kind and size of a picture that may be unpacked. */
export function readRaster(file: Bytes): Result<Raster, RasterFault> {
  if (file.length > maxPictureBytes) return err(pictureTooLarge);
  const raster = readPngSize(file) ?? readJpegSize(file) ?? readWebpSize(file) ?? readGifSize(file);
  if (raster === null || raster.width === 0 || raster.height === 0) return err({ kind: "notAPicture" });
  return raster.width * raster.height > maxPixels ? err(pictureTooLarge) : ok(raster);
}

const begins = (file: Bytes, at: number, ...signs: readonly (number | string)[]): boolean => {
  const wanted = signs.flatMap((sign) => (typeof sign === "number" ? [sign] : [...sign].map((c) => c.charCodeAt(0))));
  return wanted.every((byte, index) => file[at + index] === byte);
};

const viewOf = (file: Bytes): DataView => new DataView(file.buffer, file.byteOffset, file.byteLength);

function readPngSize(file: Bytes): Raster | null {
  if (file.length < 24 || !begins(file, 0, 0x89, "PNG\r\n", 0x1a, "\n") || !begins(file, 12, "IHDR")) return null;
  return { type: "image/png", width: viewOf(file).getUint32(16), height: viewOf(file).getUint32(20) };
}

function readGifSize(file: Bytes): Raster | null {
  if (file.length < 10 || !(begins(file, 0, "GIF87a") || begins(file, 0, "GIF89a"))) return null;
  return { type: "image/gif", width: viewOf(file).getUint16(6, true), height: viewOf(file).getUint16(8, true) };
}

function readJpegSize(file: Bytes): Raster | null {
  if (!begins(file, 0, 0xff, 0xd8, 0xff)) return null;
  const view = viewOf(file);
  // From one segment to the next, each at least four bytes long, until the one that says the size.
  for (let at = 2; at + 9 <= file.length && file[at] === 0xff; ) {
    const marker = file[at + 1] as number;
    const saysSize = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (saysSize) return { type: "image/jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // The picture itself begins, and nothing has said its size.
    if (marker === 0xda || marker === 0xd9) return null;
    at += marker === 0xff ? 1 : 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

function readWebpSize(file: Bytes): Raster | null {
  if (file.length < 30 || !begins(file, 0, "RIFF") || !begins(file, 8, "WEBP")) return null;
  const view = viewOf(file);
  const sized = (width: number, height: number): Raster => ({ type: "image/webp", width, height });
  if (begins(file, 12, "VP8X")) {
    const side = (at: number): number => 1 + view.getUint16(at, true) + ((file[at + 2] as number) << 16);
    return sized(side(24), side(27));
  }
  if (begins(file, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return sized(1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
  }
  if (begins(file, 12, "VP8 ")) return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  return null;
}
