/** Reads a QR code as a camera would: from its picture, by a program that is not the one that drew it. */
import { decodeQR } from "qr/decode.js";

const pixelsOfModule = 4;

/** `isDark` by row and column, the light border included. */
export function readQr(isDark: readonly (readonly boolean[])[]): string {
  const height = isDark.length * pixelsOfModule;
  const width = (isDark[0]?.length ?? 0) * pixelsOfModule;
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (isDark[Math.floor(y / pixelsOfModule)]?.[Math.floor(x / pixelsOfModule)] === true)
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
  return decodeQR({ width, height, data }, { timeLimit: 60_000 });
}

/** As a terminal shows it, light on dark, two modules in a sign. */
export function modulesOfBlocks(lines: readonly string[]): readonly (readonly boolean[])[] {
  return lines.flatMap((line) => {
    const signs = [...line];
    return [signs.map((sign) => !"█▀".includes(sign)), signs.map((sign) => !"█▄".includes(sign))];
  });
}
