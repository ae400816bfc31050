/**
 * Unmasked binary WebSocket frames (RFC 6455, 5.2), made once and written to every reader:
 * `ws` would build and write a header for each reader and each message anew.
 */
import type { Bytes } from "../../shared/base/bytes.ts";

const finalBinary = 0x82;

const headerBytes = (payloadBytes: number): number => (payloadBytes < 126 ? 2 : payloadBytes < 0x10000 ? 4 : 10);

/** All messages as one block of frames. */
export function frameMessages(messages: readonly Uint8Array[]): Bytes {
  let total = 0;
  for (const message of messages) total += headerBytes(message.length) + message.length;
  const block = new Uint8Array(total);
  const view = new DataView(block.buffer);
  let at = 0;
  for (const message of messages) {
    const header = headerBytes(message.length);
    block[at] = finalBinary;
    if (header === 2) block[at + 1] = message.length;
    else if (header === 4) {
      block[at + 1] = 126;
      view.setUint16(at + 2, message.length);
    } else {
      block[at + 1] = 127;
      view.setBigUint64(at + 2, BigInt(message.length));
    }
    block.set(message, at + header);
    at += header + message.length;
  }
  return block;
}
