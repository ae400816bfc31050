import { describe, expect, it } from "vitest";
import { maxSearchedSide, readQr, searchedSize, searchOfFrame, searchOfPicture } from "../../../shared/qr/readQr.ts";
import { readInviteLink } from "../../../shared/sync/inviteLink.ts";
import { seededRandom } from "../../support/ambient.ts";
import { blank, drawQr, type Grey, inviteLink, laterLink, pixelsOf, placed } from "../../support/qrPictures.ts";

const read = (picture: Grey, search = searchOfPicture): string | null => readQr(pixelsOf(picture), search);

const turned = ({ width, height, data }: Grey): Grey => ({
  ...{ width: height, height: width },
  data: data.map((_, at) => data[(height - 1 - (at % height)) * width + Math.floor(at / height)] ?? 0),
});

describe("A QR code", () => {
  it("is read from a screenshot, from a small corner of one, and on its side", () => {
    const code = drawQr(inviteLink, 3);
    for (const picture of [code, placed(code, blank(1280, 720, 90)), turned(code)])
      expect(read(picture)).toBe(inviteLink);
  });

  it("is read from one picture of a camera, grey and noisy as it is", () => {
    const { width, height, data } = placed(drawQr(inviteLink, 5), blank(640, 480, 140));
    const noise = seededRandom(7).bytes(data.length);
    const seen = { width, height, data: data.map((grey, at) => 50 + grey * 0.5 + (noise[at] ?? 0) / 8) };
    expect(read(seen, searchOfFrame)).toBe(inviteLink);
  });

  it("is not invented: an empty picture, noise and half a code hold none", () => {
    const noise = { width: 640, height: 480, data: new Uint8Array(seededRandom(3).bytes(640 * 480)) };
    const whole = drawQr(inviteLink);
    const half = { ...whole, height: whole.height >> 1, data: whole.data.slice(0, whole.width * (whole.height >> 1)) };
    for (const picture of [blank(640, 480), blank(1, 1), noise, half]) expect(read(picture)).toBeNull();
  });

  it("with too much of it covered is none, rather than another text", () => {
    const code = drawQr(inviteLink);
    const stain = blank(Math.round(code.width * 0.5), Math.round(code.height * 0.5));
    expect(read(placed(stain, code))).toBeNull();
  });

  it("[S12] of something else, or of a later version, is told from an invitation by its text", () => {
    const texts = ["https://example.org/join?TESSERA:AAAA", "WIFI:S:net;P:secret;;", "tessera", "‮TESSERA:AAAA", "\0"];
    for (const text of texts) {
      const said = read(drawQr(text));
      expect(said).toBe(text);
      expect(readInviteLink(said ?? "")).toEqual({ ok: false, error: { kind: "notALink" } });
    }
    expect(readInviteLink(read(drawQr(laterLink())) ?? "")).toEqual({
      ok: false,
      error: { kind: "newer", found: 2, supported: 1 },
    });
  });

  it("is not looked for in what is larger than the bound, or of another size than it says", () => {
    const pixels = pixelsOf(drawQr(inviteLink));
    for (const wrong of [
      { ...pixels, width: pixels.width + 1 },
      { ...pixels, width: 0 },
      { ...pixels, width: 0.5 },
      { ...pixels, width: Number.NaN },
      { ...pixels, data: pixels.data.subarray(1) },
      pixelsOf(blank(maxSearchedSide + 1, 2)),
    ])
      expect(readQr(wrong, searchOfPicture)).toBeNull();
  });

  it("takes seconds at most to look for, in a picture full of what every code begins with", () => {
    const finders = drawQr("A", 1);
    const side = maxSearchedSide;
    const data = Uint8Array.from({ length: side * side }, (_, at) => {
      const [x, y] = [at % side, Math.floor(at / side)];
      return finders.data[(4 + (y % 8)) * finders.width + 4 + (x % 8)] ?? 255;
    });
    const began = performance.now();
    expect(read({ width: side, height: side, data })).toBeNull();
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});

describe("The size that is searched", () => {
  it("is the picture's own where it fits, and never larger than the bound nor nothing", () => {
    expect(searchedSize(640, 480)).toEqual({ width: 640, height: 480 });
    expect(searchedSize(8192, 6144)).toEqual({ width: 1280, height: 960 });
    expect(searchedSize(50_000_000, 1)).toEqual({ width: 1280, height: 1 });
  });
});
