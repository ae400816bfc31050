import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPng } from "../../electron/cli/readPng.ts";
import { readQr, searchOfPicture } from "../../shared/qr/readQr.ts";
import {
  blank,
  drawQr,
  type Grey,
  greyPng,
  inviteLink,
  type PngForm,
  placed,
  pngChunk,
  pngOf,
} from "../support/qrPictures.ts";

/** A line of the picture in a form: what a grey value is written as. */
type Write = (grey: number) => readonly number[];

function linesOf({ width, height, data }: Grey, pixelBytes: number, write: Write): Uint8Array {
  const lineBytes = width * pixelBytes;
  const lines = new Uint8Array(height * (lineBytes + 1));
  const plain = Array.from({ length: height }, (_, y) =>
    Uint8Array.from([...data.subarray(y * width, (y + 1) * width)].flatMap(write)),
  );
  const at = (y: number, x: number): number => (x < 0 ? 0 : (plain[y]?.[x] ?? 0));
  for (let y = 0; y < height; y++) {
    // Each filter in turn.
    const filter = y % 5;
    lines[y * (lineBytes + 1)] = filter;
    for (let x = 0; x < lineBytes; x++) {
      const [a, b, c] = [at(y, x - pixelBytes), at(y - 1, x), at(y - 1, x - pixelBytes)];
      const p = a + b - c;
      const paeth = [a, b, c].reduce((best, one) => (Math.abs(p - one) < Math.abs(p - best) ? one : best));
      lines[y * (lineBytes + 1) + 1 + x] = at(y, x) - ([0, a, b, (a + b) >> 1, paeth][filter] ?? 0);
    }
  }
  return lines;
}

/** Black and white, packed; `sign` is what a dark pixel is written as. */
function packedLines({ width, height, data }: Grey, bits: number, dark: number, light: number): Uint8Array {
  const lineBytes = Math.ceil((width * bits) / 8);
  const lines = new Uint8Array(height * (lineBytes + 1));
  for (const [index, grey] of data.entries()) {
    const [x, y] = [index % width, Math.floor(index / width)];
    const at = y * (lineBytes + 1) + 1 + ((x * bits) >> 3);
    lines[at] = (lines[at] ?? 0) | ((grey < 128 ? dark : light) << (8 - bits - ((x * bits) & 7)));
  }
  return lines;
}

const code = drawQr(inviteLink, 3);
const opaque: Write = (grey) => [grey, grey, grey, 255];
const paper: Write = (grey) => [0, 0, 0, 255 - grey];
const palette = pngChunk("PLTE", Uint8Array.of(0, 0, 0, 9, 9, 9, 250, 250, 250));
const forms: readonly (readonly [string, PngForm, Uint8Array, readonly Buffer[]])[] = [
  ["grey", { bits: 8, colour: 0 }, linesOf(code, 1, (grey) => [grey]), []],
  ["grey of 16 bits", { bits: 16, colour: 0 }, linesOf(code, 2, (grey) => [grey, 0]), []],
  ["grey of one bit", { bits: 1, colour: 0 }, packedLines(code, 1, 0, 1), []],
  ["grey of four bits", { bits: 4, colour: 0 }, packedLines(code, 4, 1, 15), []],
  ["colours", { bits: 8, colour: 2 }, linesOf(code, 3, (grey) => [grey, grey, grey]), []],
  ["colours of 16 bits", { bits: 16, colour: 2 }, linesOf(code, 6, (grey) => [grey, 0, grey, 0, grey, 0]), []],
  ["grey and see-through", { bits: 8, colour: 4 }, linesOf(code, 2, (grey) => [grey, 255]), []],
  ["colours and see-through", { bits: 8, colour: 6 }, linesOf(code, 4, opaque), []],
  ["black on nothing", { bits: 8, colour: 6 }, linesOf(code, 4, paper), []],
  ["a palette of two bits", { bits: 2, colour: 3 }, packedLines(code, 2, 1, 2), [palette]],
];

describe("A PNG file", () => {
  it.each(forms)("is read in every form: %s", (_name, form, lines, more) => {
    const pixels = readPng(pngOf(code, form, lines, more));
    expect(pixels).toMatchObject({ width: code.width, height: code.height });
    expect(pixels === null ? null : readQr(pixels, searchOfPicture)).toBe(inviteLink);
  });

  it("larger than what is searched is averaged down, and its code still read", () => {
    const pixels = readPng(greyPng(placed(drawQr(inviteLink, 14), blank(3840, 2160, 90))));
    expect(pixels).toMatchObject({ width: 1280, height: 720 });
    expect(pixels === null ? null : readQr(pixels, searchOfPicture)).toBe(inviteLink);
  });

  it("that unpacks to more than it says, or is of a form that is not read, is none", () => {
    const form = { bits: 8, colour: 0 };
    const size = { width: 4, height: 4 };
    const bomb = new Uint8Array(50_000_000);
    expect(deflateSync(bomb).length).toBeLessThan(60_000);
    for (const bad of [
      pngOf(size, form, bomb),
      pngOf(size, { ...form, interlace: 1 }, new Uint8Array(20)),
      pngOf(size, { bits: 3, colour: 0 }, new Uint8Array(20)),
      pngOf(size, { bits: 8, colour: 1 }, new Uint8Array(20)),
      pngOf(size, form, new Uint8Array(20).fill(9)),
      new Uint8Array(8),
    ])
      expect(readPng(bad)).toBeNull();
  });

  it("never makes the reader throw, cut or altered anywhere", () => {
    const small = greyPng(drawQr("hello", 1));
    fc.assert(
      fc.property(fc.nat(small.length), fc.nat(small.length - 1), fc.nat(255), (cut, at, byte) => {
        const spoiled = small.slice(0, cut === 0 ? small.length : cut);
        if (at < spoiled.length && (at < 16 || at > 23)) spoiled[at] = byte;
        const pixels = readPng(spoiled);
        expect(pixels === null || pixels.width > 0).toBe(true);
      }),
      { seed: 22, numRuns: 1_000 },
    );
  });
});
