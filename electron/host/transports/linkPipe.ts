/**
 * A Pipe over one socket to a peer.
 * Owns the socket from the handshake to its end; tlsDirect.ts makes it, whoever got the link closes it.
 * Invariant: what waits to be sent never exceeds the bound, and nothing is read before somebody listens.
 *
 * The bytes of a message belong to the pipe once sent: they are copied when this turn of the event loop ends.
 */
import type { Socket } from "node:net";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { createInbox } from "../../../shared/base/inbox.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { linkLost } from "../platform.ts";
import { createMessageCutter, frameLinkMessages, linkGoodbye, linkPing, maxLinkMessageBytes } from "./linkFraming.ts";

/** Small messages leave together in blocks of about this size. */
const blockBytes = 64 * 1024;
const goodbyeMs = 5_000;
const theyClosed = "the other side closed the connection";

export interface LinkLimits {
  /** What may wait for a peer that reads slowly. */
  readonly queuedBytes: number;
  /** A ping whenever nothing else was sent for this long. */
  readonly pingMs: number;
  /** A peer that says nothing for this long is gone. */
  readonly silentMs: number;
}

export const defaultLinkLimits: LinkLimits = { queuedBytes: 64 * 1024 * 1024, pingMs: 20_000, silentMs: 60_000 };

export function createLinkPipe(socket: Socket, clock: Clock, limits: LinkLimits): Pipe {
  const inbox = createInbox();
  const cutter = createMessageCutter(inbox.deliver, () => {
    saidGoodbye = true;
  });
  let saidGoodbye = false;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let isFlushPlanned = false;
  let isListening = false;
  let sentSinceTick = false;
  let heardAt = clock.now();
  let cancelTick = (): void => {};

  function flush(): void {
    if (waiting.length === 0 || socket.destroyed) return;
    socket.write(frameLinkMessages(waiting, waitingBytes));
    waiting = [];
    waitingBytes = 0;
    sentSinceTick = true;
  }

  function flushSoon(): void {
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    setImmediate(() => {
      isFlushPlanned = false;
      flush();
    });
  }

  function tick(): void {
    if (isListening && clock.now() - heardAt >= limits.silentMs)
      return breakOff(`${linkLost}: the other side fell silent`);
    if (!sentSinceTick && socket.writableLength === 0) socket.write(linkPing());
    sentSinceTick = false;
    cancelTick = clock.after(limits.pingMs, tick);
  }

  /** Without a goodbye: the other side is gone, or not to be listened to any more. */
  function breakOff(reason: string): void {
    cancelTick();
    socket.destroy();
    inbox.close(reason);
  }

  function ended(reason: string): void {
    cancelTick();
    inbox.end(reason);
  }

  socket.setNoDelay(true);
  socket.pause();
  socket.on("data", (chunk) => {
    heardAt = clock.now();
    if (!inbox.isOpen()) return;
    if (!cutter.push(chunk)) breakOff("the other side announced a message above the bound");
  });
  socket.on("error", (error: NodeJS.ErrnoException) =>
    ended(saidGoodbye ? theyClosed : `${linkLost} (${error.code ?? error.message})`),
  );
  socket.on("close", () => ended(saidGoodbye ? theyClosed : `${linkLost}: it ended without a goodbye`));
  cancelTick = clock.after(limits.pingMs, tick);

  return {
    send(message) {
      if (!inbox.isOpen()) return;
      if (message.length > maxLinkMessageBytes)
        throw new Error(`a message of a link has at most ${maxLinkMessageBytes} bytes`);
      waiting.push(message);
      waitingBytes += message.length;
      if (waitingBytes + socket.writableLength > limits.queuedBytes) breakOff("the other side reads too slowly");
      else if (waitingBytes >= blockBytes) flush();
      else flushSoon();
    },
    onMessage(listener: (message: Bytes) => void) {
      inbox.onMessage(listener);
      if (isListening) return;
      isListening = true;
      heardAt = clock.now();
      socket.resume();
    },
    onClose: inbox.onClose,
    close(reason) {
      if (!inbox.isOpen()) return inbox.close(reason);
      cancelTick();
      flush();
      socket.end(linkGoodbye());
      // Reads on without listening, so that the other side's end is seen; one that never ends is cut off.
      socket.resume();
      socket.once(
        "close",
        clock.after(goodbyeMs, () => socket.destroy()),
      );
      inbox.close(reason);
    },
  };
}
