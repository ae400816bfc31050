import { afterEach, describe, expect, test } from "vitest";
import { defaultRelayLimits } from "../../electron/relay/limits.ts";
import type { RelayStore } from "../../electron/relay/relayStore.ts";
import { createSubscription } from "../../electron/relay/subscription.ts";
import { frameMessages } from "../../electron/relay/webSocketFrames.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { frameIdOf, roomOf } from "../../shared/sync/frameHeader.ts";
import { encodeRelayMessage, readRelayMessage } from "../../shared/sync/relayMessages.ts";
import { steppingClock, until } from "../support/ambient.ts";
import { roomKeys, sealedFrame } from "./rawClient.ts";
import { startTestRelay, type TestRelay } from "./testRelay.ts";

const keys = roomKeys(1);
const room = roomOf(keys.publicKey);
const limits = { ...defaultRelayLimits, lagBytes: 10_000 };
let relay: TestRelay | null = null;
afterEach(() => relay?.remove());

/** The sequence numbers in blocks of WebSocket frames of 126 to 65,535 bytes, and other messages by name. */
function said(blocks: readonly Bytes[]): readonly (number | string)[] {
  const found: (number | string)[] = [];
  for (const block of blocks) {
    for (let at = 0; at < block.length; ) {
      const isLong = block[at + 1] === 126;
      const length = isLong ? (block[at + 2] ?? 0) * 256 + (block[at + 3] ?? 0) : (block[at + 1] ?? 0);
      const from = at + (isLong ? 4 : 2);
      const message = readRelayMessage(block.subarray(from, from + length));
      if (!message.ok) throw new Error(message.error.expected);
      found.push(message.value.kind === "event" ? message.value.seq : message.value.kind);
      at = from + length;
    }
  }
  return found;
}

async function subscribed(around: (store: RelayStore) => RelayStore = (store) => store) {
  relay = await startTestRelay({ around });
  const { store } = relay;
  const clock = steppingClock();
  const written: Bytes[] = [];
  const faults: string[] = [];
  const network = { buffered: 0, drained: (): void => {} };
  let lastSeq = 0;
  const subscription = createSubscription({
    ...{ store, clock, limits, room, afterSeq: 0, lastSeq: () => lastSeq },
    wire: {
      ...{ pause() {}, resume() {}, close() {} },
      write: (block) => written.push(block),
      bufferedBytes: () => network.buffered,
      onDrained: (run) => {
        network.drained = run;
      },
    },
    onFault: (code) => faults.push(code),
  });
  return {
    ...{ subscription, clock, written, faults, network },
    /** Commits one frame and offers it, as the relay does. */
    async commit() {
      const frame = sealedFrame(keys);
      const stored = await store.append([{ room, frameId: frameIdOf(frame), frame }], 1, limits.room);
      const seq = stored[0]?.kind === "stored" ? stored[0].seq : 0;
      const mark = new Uint8Array(8);
      lastSeq = seq;
      const block = frameMessages([encodeRelayMessage({ kind: "event", seq, mark, frame })]);
      subscription.offer({ firstSeq: seq, lastSeq: seq, block });
    },
  };
}

describe("one reader's way through a room", () => {
  test("[R10] [R16] nothing is buffered for a reader that is behind, which later gets it all, in order", async () => {
    const { commit, written, network, faults } = await subscribed();
    await until("caught up", () => written.length === 1);
    // The first is above what a new room's reader expects, and comes from the store.
    await commit();
    await until("the first frame", () => written.length === 2);
    await commit();
    network.buffered = limits.lagBytes + 1;
    for (let count = 0; count < 300; count++) await commit();
    expect(said(written)).toEqual(["caughtUp", 1, 2]);
    network.buffered = 0;
    network.drained();
    await until("all frames", () => said(written).length === 303);
    await commit();
    expect(said(written)).toEqual(["caughtUp", ...Array.from({ length: 303 }, (_, index) => index + 1)]);
    expect(faults).toEqual([]);
  });

  test("[R10] what is committed while the last page is being read is not missed", async () => {
    let finishReading = (): void => {};
    const { commit, written } = await subscribed((store) => ({
      ...store,
      async read(...args) {
        const page = await store.read(...args);
        await new Promise<void>((resolve) => {
          finishReading = resolve;
        });
        return page;
      },
    }));
    await commit();
    await until("the frame, and that there are no more", () => {
      finishReading();
      return written.length === 2;
    });
    expect(said(written)).toEqual([1, "caughtUp"]);
  });

  test("[R16] a reader that is behind has the time of the slowest network, and no longer", async () => {
    const { commit, clock, network, faults, written } = await subscribed();
    await until("caught up", () => written.length === 1);
    network.buffered = 100 * limits.slowestBytesPerSecond;
    await commit();
    clock.advance(limits.stalledMs + 99_000);
    expect(faults).toEqual([]);
    clock.advance(1_000);
    expect(faults).toEqual(["tooSlow"]);
  });

  test("[R11] an ephemeral frame is dropped for a reader that is behind", async () => {
    const { subscription, network, written } = await subscribed();
    await until("caught up", () => written.length === 1);
    const block = frameMessages([encodeRelayMessage({ kind: "ephemeral", frame: sealedFrame(keys) })]);
    network.buffered = limits.lagBytes + 1;
    subscription.offerEphemeral(block);
    network.buffered = 0;
    subscription.offerEphemeral(block);
    expect(said(written)).toEqual(["caughtUp", "ephemeral"]);
  });
});
