import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createMessageCutter,
  frameLinkMessages,
  linkGoodbye,
  linkPing,
  maxLinkMessageBytes,
} from "../../../electron/host/transports/linkFraming.ts";
import { concatBytes } from "../../../shared/base/bytes.ts";

const block = (messages: readonly Uint8Array[]): Uint8Array =>
  frameLinkMessages(
    messages,
    messages.reduce((sum, { length }) => sum + length, 0),
  );

describe("link framing", () => {
  test("gives back the messages however the stream is cut, pings left out", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        fc.nat(20),
        (messages, steps, pingAt) => {
          const stream = concatBytes(block(messages.slice(0, pingAt)), linkPing(), block(messages.slice(pingAt)));
          const received: Uint8Array[] = [];
          const cutter = createMessageCutter((message) => received.push(message));
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const step = steps[turn % steps.length] ?? 1;
            expect(cutter.push(stream.subarray(at, at + step))).toBe(true);
            at += step;
          }
          expect(received).toEqual(messages);
        },
      ),
      { seed: 3 },
    );
  });

  test("takes a message of exactly the bound and refuses the announcement of a longer one", () => {
    const received: number[] = [];
    const announcement = new Uint8Array(4);
    new DataView(announcement.buffer).setUint32(0, maxLinkMessageBytes + 1);
    const cutter = createMessageCutter((message) => received.push(message.length));
    expect(cutter.push(block([new Uint8Array(maxLinkMessageBytes)]))).toBe(true);
    expect(received).toEqual([maxLinkMessageBytes]);
    expect(cutter.push(announcement)).toBe(false);
    expect(createMessageCutter(() => {}).push(Uint8Array.of(0xff, 0xff, 0xff, 0xfd))).toBe(false);
  });

  test("tells a goodbye from a message and a ping", () => {
    const heard: string[] = [];
    const cutter = createMessageCutter(
      (message) => heard.push(`message ${message.length}`),
      () => heard.push("goodbye"),
    );
    for (const byte of concatBytes(linkPing(), block([Uint8Array.of(7)]), linkGoodbye()))
      expect(cutter.push(Uint8Array.of(byte))).toBe(true);
    expect(heard).toEqual(["message 1", "goodbye"]);
  });

  test("gives each message memory of its own", () => {
    const received: Uint8Array[] = [];
    const stream = Buffer.from(block([Uint8Array.of(1, 2, 3)]));
    createMessageCutter((message) => received.push(message)).push(stream);
    stream.fill(0);
    expect(received).toEqual([Uint8Array.of(1, 2, 3)]);
  });
});
