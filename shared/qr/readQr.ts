/**
 * The text of a QR code in a picture. The decoder is bought; what is ours is the bound on its work.
 * Nothing is done with a text here: whoever reads one hands it to the parser of what it should be.
 */
import { decodeQR } from "qr/decode.js";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row from the top. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * The longer side that a picture is scaled down to before it is searched. What a picture made to be hard costs grows
 * faster than its pixels: 3 seconds at this size, 18 at 2048. An invite's code is read from an eighth of the width.
 */
export const maxSearchedSide = 1280;

/**
 * How hard to look. Beyond one look, which every picture gets, there are `tries` at most, and none
 * begins after `retryMs`.
 */
export interface Search {
  readonly tries: number;
  readonly retryMs: number;
}

/** One of many pictures: the next one comes soon. */
export const searchOfFrame: Search = { tries: 2, retryMs: 30 };
export const searchOfPicture: Search = { tries: 8, retryMs: 800 };

/** Null where no code is readable. A picture of another size than it says, or above the bound, holds none. */
export function readQr({ width, height, data }: Pixels, { tries, retryMs }: Search): string | null {
  const isSound = [width, height].every((side) => Number.isSafeInteger(side) && side > 0 && side <= maxSearchedSide);
  if (!isSound || data.length !== width * height * 4) return null;
  try {
    return decodeQR({ width, height, data }, { format: "RGBA", effort: tries, timeLimit: retryMs });
  } catch {
    // Its only way to say that there is no code, or that one is spoiled.
    return null;
  }
}

/** The size at which a picture is searched: never larger than it is. */
export function searchedSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, maxSearchedSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
