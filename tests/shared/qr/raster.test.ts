import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bytes, utf8 } from "../../../shared/base/bytes.ts";
import { maxPictureBytes, readRaster } from "../../../shared/qr/raster.ts";
import { blank, drawQr, greyPng, pngOf } from "../../support/qrPictures.ts";

const base64 = (text: string): Bytes => new Uint8Array(Buffer.from(text, "base64"));
const file = (...parts: readonly (string | readonly number[])[]): Bytes =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)))),
  );
const webp = (kind: string, ...rest: readonly number[]): Bytes =>
  file("RIFF", [0, 0, 0, 0], "WEBP", kind, [0, 0, 0, 0], rest, new Array(12).fill(0));

const exif = [0xff, 0xe1, 0x00, 0x06, 1, 2, 3, 4];
const size = [0xff, 0xc2, 0x00, 0x11, 8, 0x01, 0xe0, 0x02, 0x80, 3];
const pictures: readonly (readonly [name: string, type: string, width: number, height: number, Bytes])[] = [
  ["PNG", "image/png", 116, 116, greyPng(drawQr("hello", 4))],
  ["GIF", "image/gif", 1, 1, base64("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")],
  ["JPEG after its other segments", "image/jpeg", 640, 480, file([0xff, 0xd8, ...exif, 0xff, ...exif, ...size])],
  ["WebP", "image/webp", 640, 480, webp("VP8 ", 0, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01)],
  ["WebP without loss", "image/webp", 640, 480, webp("VP8L", 0x2f, 0x7f, 0xc2, 0x77, 0)],
  ["WebP with more", "image/webp", 640, 480, webp("VP8X", 0, 0, 0, 0, 0x7f, 0x02, 0, 0xdf, 0x01, 0)],
];

describe("A picture file", () => {
  it.each(pictures)("is known by its first bytes: %s", (_name, type, width, height, bytes) => {
    expect(readRaster(bytes)).toEqual({ ok: true, value: { type, width, height } });
  });

  it.each<[string, Bytes]>([
    ["an empty file", new Uint8Array()],
    ["SVG", utf8('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ["HTML", utf8("<!doctype html><script>alert(1)</script>")],
    ["PDF", utf8("%PDF-1.7 and more that is long enough")],
    ["HEIC, which browsers do not draw", file([0, 0, 0, 24], "ftypheic", [0, 0, 0, 0], "mif1heic")],
    ["a name and nothing else", file([0x89], "PNG\r\n", [0x1a], "\n")],
    ["nothing wide", pngOf({ width: 0, height: 5 }, { bits: 8, colour: 0 }, new Uint8Array(5))],
    ["JPEG without a size", file([0xff, 0xd8, ...exif, 0xff, 0xda, 0, 4, 0, 0, ...size])],
    ["JPEG of empty segments without end", file([0xff, 0xd8], new Array(3000).fill(0xff))],
  ])("is none that is read: %s", (_name, bytes) => {
    expect(readRaster(bytes)).toEqual({ ok: false, error: { kind: "notAPicture" } });
  });

  it("is refused for what it would unpack to, before it is", () => {
    const vast = pngOf({ width: 60_000, height: 60_000 }, { bits: 8, colour: 6 }, new Uint8Array(9));
    expect(vast.length).toBeLessThan(100);
    const words = { kind: "pictureTooLarge", maxMegabytes: 20, maxMegapixels: 50 };
    for (const bytes of [vast, new Uint8Array(maxPictureBytes + 1)])
      expect(readRaster(bytes)).toEqual({ ok: false, error: words });
  });

  it("never makes the reader throw, cut or altered anywhere", () => {
    const all = [...pictures.map(([, , , , bytes]) => bytes), greyPng(blank(3, 3))];
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.nat(400), fc.nat(60), fc.nat(255), (bytes, cut, at, byte) => {
        const spoiled = bytes.slice(0, cut);
        if (at < spoiled.length) spoiled[at] = byte;
        const read = readRaster(spoiled);
        expect(read.ok || read.error.kind !== undefined).toBe(true);
      }),
      { seed: 21, numRuns: 2_000 },
    );
  });
});
