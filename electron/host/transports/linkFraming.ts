/**
 * Messages in a stream of bytes: a length (4 bytes, big endian) and the message.
 * The length 2^32 - 1 is a ping: it has no message and says only that its sender is alive. 2^32 - 2 is a goodbye:
 * its sender ends the link on purpose. A stream that ends without one was cut.
 */
import type { Bytes } from "../../../shared/base/bytes.ts";

export const maxLinkMessageBytes = 5 * 1024 * 1024;
const lengthBytes = 4;
const pingMark = 0xffffffff;
const goodbyeMark = 0xfffffffe;

/** All messages in one block; their order is kept. */
export function frameLinkMessages(messages: readonly Uint8Array[], totalBytes: number): Bytes {
  const block = new Uint8Array(totalBytes + lengthBytes * messages.length);
  const view = new DataView(block.buffer);
  let at = 0;
  for (const message of messages) {
    view.setUint32(at, message.length);
    block.set(message, at + lengthBytes);
    at += lengthBytes + message.length;
  }
  return block;
}

export const linkPing = (): Bytes => Uint8Array.of(0xff, 0xff, 0xff, 0xff);
export const linkGoodbye = (): Bytes => Uint8Array.of(0xff, 0xff, 0xff, 0xfe);

/**
 * Cuts a stream into messages, each in memory of its own.
 * Owns the message that has not fully arrived. False from `push`: a length above the bound, the stream is worthless.
 */
export function createMessageCutter(
  onMessage: (message: Bytes) => void,
  onGoodbye: () => void = () => undefined,
): { push(chunk: Uint8Array): boolean } {
  let length = 0;
  let lengthRead = 0;
  let body: Bytes | null = null;
  let bodyRead = 0;

  /** The number of bytes used; null for a length above the bound. */
  function readLength(chunk: Uint8Array, from: number): number | null {
    let at = from;
    while (lengthRead < lengthBytes && at < chunk.length) {
      length = length * 256 + (chunk[at] ?? 0);
      lengthRead += 1;
      at += 1;
    }
    if (lengthRead < lengthBytes) return at;
    const found = length;
    length = 0;
    lengthRead = 0;
    if (found === pingMark) return at;
    if (found === goodbyeMark) {
      onGoodbye();
      return at;
    }
    if (found > maxLinkMessageBytes) return null;
    if (found === 0) onMessage(new Uint8Array(0));
    else body = new Uint8Array(found);
    return at;
  }

  function readBody(into: Bytes, chunk: Uint8Array, from: number): number {
    const taken = Math.min(into.length - bodyRead, chunk.length - from);
    into.set(chunk.subarray(from, from + taken), bodyRead);
    bodyRead += taken;
    if (bodyRead === into.length) {
      body = null;
      bodyRead = 0;
      onMessage(into);
    }
    return from + taken;
  }

  return {
    push(chunk) {
      let at: number | null = 0;
      while (at !== null && at < chunk.length) at = body === null ? readLength(chunk, at) : readBody(body, chunk, at);
      return at !== null;
    },
  };
}
