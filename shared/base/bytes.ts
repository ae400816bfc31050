const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export type Bytes = Uint8Array<ArrayBuffer>;

export const utf8 = (text: string): Bytes => encoder.encode(text);

/** The text of strict UTF-8, or null for anything else. A leading byte order mark is kept as U+FEFF. */
export function readUtf8(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Order by byte value, shorter first where one is a prefix of the other. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const hexOfByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += hexOfByte[byte];
  return text;
}

/** Value of a lower-case hex digit by its character code; 255 for every other. */
const hexDigit = new Uint8Array(256).fill(255);
for (let digit = 0; digit < 16; digit++) hexDigit[digit.toString(16).charCodeAt(0)] = digit;

/** Bytes of a lower-case hex string with an even number of digits, or null. */
export function fromHex(text: string): Bytes | null {
  if (text.length % 2 !== 0) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexDigit[text.charCodeAt(2 * i)] ?? 255;
    const low = hexDigit[text.charCodeAt(2 * i + 1)] ?? 255;
    if (high === 255 || low === 255) return null;
    bytes[i] = high * 16 + low;
  }
  return bytes;
}
