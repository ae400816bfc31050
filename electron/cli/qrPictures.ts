/** QR codes as PNG files: the text in one, and files of texts. */
import { PNG } from "pngjs";
import { encode } from "uqr";
import type { HostError } from "../../shared/api/errors.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { readRaster } from "../../shared/qr/raster.ts";
import { readQr, searchOfPicture } from "../../shared/qr/readQr.ts";
import { readFile } from "./files.ts";
import { readPng } from "./readPng.ts";

/** Light modules around a code, and pixels of one. */
const quietModules = 4;
const pixelsOfModule = 6;

export const isPng = (bytes: Bytes): boolean => {
  const raster = readRaster(bytes);
  return raster.ok && raster.value.type === "image/png";
};

/** The text of the QR code in a picture, whatever it says. */
export function readTextIn(path: string): Result<string, HostError> {
  const file = readFile(path);
  if (!file.ok) return file;
  const raster = readRaster(file.value);
  const unfit = (expected: string): Result<never, HostError> => err({ kind: "badArgument", what: path, expected });
  if (!raster.ok && raster.error.kind === "pictureTooLarge") {
    const { maxMegabytes, maxMegapixels } = raster.error;
    return unfit(`a picture of at most ${maxMegabytes} MB and ${maxMegapixels} million pixels`);
  }
  const pixels = raster.ok && raster.value.type === "image/png" ? readPng(file.value) : null;
  if (pixels === null) return unfit("a PNG picture that is whole and not interlaced");
  const text = readQr(pixels, searchOfPicture);
  return text === null ? unfit("a picture in which a QR code can be read") : ok(text);
}

/** A picture of a text, dark on light. */
export function drawPng(text: string): Bytes {
  const { data, size } = encode(text, { ecc: "M", border: quietModules });
  const side = size * pixelsOfModule;
  const at = (pixel: number): number => Math.floor(pixel / pixelsOfModule);
  const picture = new PNG({ width: side, height: side });
  for (let index = 0; index < side * side; index++) {
    const isDark = data[at(Math.floor(index / side))]?.[at(index % side)] === true;
    picture.data.fill(isDark ? 0 : 255, index * 4, index * 4 + 3);
    picture.data[index * 4 + 3] = 255;
  }
  return new Uint8Array(PNG.sync.write(picture, { colorType: 0 }));
}
