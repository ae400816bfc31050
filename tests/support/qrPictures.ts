/** Pictures of QR codes, as pixels, as PNG files and as a camera's film, drawn by the program that draws ours. */
import { crc32, deflateSync } from "node:zlib";
import { encode } from "uqr";
import type { Bytes } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { hash } from "../../shared/base/crypto.ts";

/** As one of the vectors has it. */
export const inviteLink =
  "TESSERA:AGCHARSULFEFARSYGI4VQR2IJJITMMECOEYTSMROGE3DQLRRFYZDAORXGQZDA3S3MZSDAMB2HIYV2ORXGQZDA6A3" +
  "O5ZXGORPF5ZGK3DBPEXGK6DBNVYGYZJPORSXG43FOJQVANOGHPSK5XJTBVDGJO3AJCXRKE5IJETSA";

/** Grey values, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function blank(width: number, height: number, grey = 235): Grey {
  return { width, height, data: new Uint8Array(width * height).fill(grey) };
}

export function drawQr(text: string, pixelsOfModule = 4): Grey {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const side = size * pixelsOfModule;
  const at = (pixel: number): number => Math.floor(pixel / pixelsOfModule);
  const grey = Uint8Array.from({ length: side * side }, (_, index) =>
    data[at(Math.floor(index / side))]?.[at(index % side)] === true ? 20 : 245,
  );
  return { width: side, height: side, data: grey };
}

/** `picture` in the middle of a larger one. */
export function placed(picture: Grey, on: Grey): Grey {
  const data = on.data.slice();
  const left = Math.floor((on.width - picture.width) / 2);
  const top = Math.floor((on.height - picture.height) / 2);
  for (let y = 0; y < picture.height; y++)
    data.set(picture.data.subarray(y * picture.width, (y + 1) * picture.width), (top + y) * on.width + left);
  return { ...on, data };
}

export function pixelsOf({ width, height, data }: Grey) {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (const [index, grey] of data.entries()) rgba.fill(grey, index * 4, index * 4 + 3);
  return { width, height, data: rgba };
}

export function pngChunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.from(type), body]);
  const chunk = Buffer.alloc(head.length + 8);
  chunk.writeUInt32BE(body.length);
  head.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(head), head.length + 4);
  return chunk;
}

export interface PngForm {
  readonly bits: number;
  /** The number that the format has for it. */
  readonly colour: number;
  readonly interlace?: number;
}

/** `lines`: each with its filter before it. */
export function pngOf(
  size: { readonly width: number; readonly height: number },
  form: PngForm,
  lines: Uint8Array,
  more: readonly Buffer[] = [],
): Bytes {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width);
  header.writeUInt32BE(size.height, 4);
  header.set([form.bits, form.colour, 0, 0, form.interlace ?? 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const end = pngChunk("IEND", new Uint8Array());
  return new Uint8Array(
    Buffer.concat([signature, pngChunk("IHDR", header), ...more, pngChunk("IDAT", deflateSync(lines)), end]),
  );
}

export function greyPng(picture: Grey): Bytes {
  const { width, height, data } = picture;
  const lines = new Uint8Array(height * (width + 1));
  for (let y = 0; y < height; y++) lines.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return pngOf(picture, { bits: 8, colour: 0 }, lines);
}

/**
 * A film of pictures of one size, each for as long as it takes to search it, in the form that Chromium's pretended
 * camera shows again and again. Sides are even.
 */
export function filmOf(first: Grey, ...others: readonly Grey[]): Buffer {
  const { width, height } = first;
  const colourless = Buffer.alloc((width * height) / 2, 128);
  const frames = [first, ...others].flatMap(({ data }) =>
    Array.from({ length: 5 }, () => [Buffer.from("FRAME\n"), data, colourless]).flat(),
  );
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\n`), ...frames]);
}

/** An invite's link of a later version: its check holds, and what it says nobody knows yet. */
export function laterLink(): string {
  const body = Uint8Array.of(2, ...encodeCbor(["something new"]));
  const checked = Uint8Array.of(...body, ...hash("tessera/invite-link/1", body).subarray(0, 4));
  const bits = Array.from(checked, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const groups = bits.match(/.{1,5}/g) ?? [];
  return `TESSERA:${groups.map((group) => letters[Number.parseInt(group.padEnd(5, "0"), 2)]).join("")}`;
}
