/**
 * Takes an attached file out of a PDF that nobody has checked yet. It reads only the form our renderer writes:
 * what else a hostile file holds does not matter, since every byte is compared with a new rendering afterwards.
 */
import { inflateSync } from "node:zlib";
import type { Bytes } from "../../../../shared/base/bytes.ts";

/** An attached file holds no more, inflated. */
const maxAttachedBytes = 16 * 1024 * 1024;
const maxObjectHeadBytes = 1024;

/** The attached file of that name (letters and dots only), or null. */
export function readAttachment(pdf: Uint8Array, name: string): Bytes | null {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const specification = headAt(file, file.indexOf(`/Type /Filespec\n  /F (${name})\n`));
  const object = specification?.match(/\/EF <<\n {4}\/F (\d{1,9}) 0 R\n/)?.[1];
  if (object === undefined) return null;
  const start = file.indexOf(`\n${object} 0 obj\n<<\n`);
  const head = headAt(file, start)?.match(/^.*?\n>>\nstream\n/s)?.[0];
  const length = head?.match(/\n {2}\/Length (\d{1,9})\n/)?.[1];
  if (head === undefined || length === undefined || !head.includes("/Type /EmbeddedFile\n")) return null;
  const from = start + head.length;
  const stored = file.subarray(from, from + Number(length));
  if (stored.length !== Number(length)) return null;
  if (!head.includes("/Filter ")) return new Uint8Array(stored);
  try {
    return new Uint8Array(inflateSync(stored, { maxOutputLength: maxAttachedBytes }));
  } catch {
    return null;
  }
}

const headAt = (file: Buffer, at: number): string | null =>
  at < 0 ? null : file.toString("latin1", at, at + maxObjectHeadBytes);
