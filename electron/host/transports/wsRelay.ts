/**
 * Relay rooms over WebSocket (RelayTransport of platform.ts).
 * Owns one WebSocket per open room; the host opens and closes rooms.
 * Invariant: after a successful open, `onClosed` fires exactly once, and nothing fires after it.
 */
import { WebSocket } from "ws";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Random } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { maxRelayMessageBytes, type RoomPlace } from "../../../shared/sync/relayMessages.ts";
import type { RelayRoom, RelayTransport } from "../platform.ts";
import { createRelayConversation, type RelayFault } from "./relayConversation.ts";

export interface WsRelayLimits {
  /** From the first byte to the relay's welcome. */
  readonly openMs: number;
  /** A ping this often; given up after `silentMs` without any byte. */
  readonly pingMs: number;
  readonly silentMs: number;
  /** Given up when frames wait this long and not one is acknowledged. */
  readonly acknowledgeMs: number;
  /** What is on its way out delays answers: the times above grow by what it takes on the slowest network. */
  readonly slowestBytesPerSecond: number;
}

const defaultLimits: WsRelayLimits = {
  openMs: 10_000,
  pingMs: 20_000,
  silentMs: 60_000,
  acknowledgeMs: 60_000,
  slowestBytesPerSecond: 4 * 1024,
};

type OpenArgs = Parameters<RelayTransport["open"]>[0];

export function createWsRelay(args: {
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: WsRelayLimits;
  /** PEM, in place of the certificate authorities that come with Node. */
  readonly trustedCertificates?: string;
}): RelayTransport {
  const { clock, random, trustedCertificates } = args;
  const limits = args.limits ?? defaultLimits;
  return {
    open(room) {
      const url = readRelayUrl(room.url);
      if (url === null)
        return Promise.resolve(
          err({ kind: "badArgument", what: "relay address", expected: "ws://host:port or wss://host:port" }),
        );
      const webSocket = new WebSocket(url, {
        perMessageDeflate: false,
        maxPayload: maxRelayMessageBytes,
        ...(trustedCertificates === undefined ? {} : { ca: trustedCertificates }),
      });
      return converse({ room, webSocket, clock, random, limits });
    },
  };
}

function converse(args: {
  readonly room: OpenArgs;
  readonly webSocket: WebSocket;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: WsRelayLimits;
}): Promise<Result<RelayRoom, HostError>> {
  const { room, webSocket, clock, random, limits } = args;
  const { promise, resolve } = Promise.withResolvers<Result<RelayRoom, HostError>>();
  let state: "opening" | "open" | "ended" = "opening";
  let heardAt = clock.now();
  let acknowledgedAt = clock.now();
  let cancelTimer = clock.after(limits.openMs, () => fail({ kind: "unreachable", reason: "no answer in time" }));

  const conversation = createRelayConversation({
    ...{ random, roomPublicKey: room.roomPublicKey, roomPrivateKey: room.roomPrivateKey, afterSeq: room.afterSeq },
    known: room.known,
    send: (message) => webSocket.send(message),
    onWelcome: opened,
    onFrame: room.onFrame,
    onEphemeral: (frame) => room.onEphemeral?.(frame),
    onCaughtUp: room.onCaughtUp,
    onReset: () => room.onReset?.(),
  });

  function opened(): void {
    state = "open";
    cancelTimer();
    watch();
    resolve(ok({ put, sendEphemeral: conversation.sendEphemeral, close }));
    // The caller has the room before the first frame comes.
    queueMicrotask(() => {
      if (state === "open") conversation.subscribe();
    });
  }

  function watch(): void {
    cancelTimer = clock.after(limits.pingMs, () => {
      const waitingBytes = conversation.unacknowledgedBytes();
      if (waitingBytes === 0) acknowledgedAt = clock.now();
      const patienceMs = (1000 * waitingBytes) / limits.slowestBytesPerSecond;
      if (clock.now() - heardAt >= limits.silentMs + patienceMs)
        return fail({ kind: "unreachable", reason: "it fell silent" });
      if (clock.now() - acknowledgedAt >= limits.acknowledgeMs + patienceMs)
        return fail({ kind: "unreachable", reason: "it does not acknowledge what it is given" });
      webSocket.ping();
      watch();
    });
  }

  /** The first reason counts; what follows from it is silence. */
  function end(fault: RelayFault, told: HostError | null): void {
    if (state === "ended") return;
    const wasOpen = state === "open";
    state = "ended";
    cancelTimer();
    conversation.end(fault);
    const error = told ?? hostErrorOf(fault, room.url);
    if (!wasOpen) resolve(err(error));
    else queueMicrotask(() => room.onClosed(told));
  }

  function fail(fault: RelayFault): void {
    end(fault, hostErrorOf(fault, room.url));
    webSocket.terminate();
  }

  async function put(frame: Bytes): Promise<Result<RoomPlace, HostError>> {
    const stored = await conversation.put(frame);
    acknowledgedAt = clock.now();
    return stored.ok ? stored : err(hostErrorOf(stored.error, room.url));
  }

  function close(): void {
    end({ kind: "unreachable", reason: "the connection was closed here" }, null);
    webSocket.close();
  }

  const heard = (): void => {
    heardAt = clock.now();
  };
  webSocket.on("open", () => conversation.start());
  // Bytes, not messages: a large one takes its time on a slow network.
  webSocket.on("upgrade", ({ socket }) => webSocket.once("open", () => socket.on("data", heard)));
  webSocket.on("message", (message, isBinary) => {
    if (state === "ended") return;
    const fault: RelayFault | null =
      isBinary && message instanceof Uint8Array
        ? conversation.receive(message)
        : { kind: "garbage", reason: "it sent text" };
    if (fault !== null) fail(fault);
  });
  webSocket.on("unexpected-response", (_request, response) => {
    const status = response.statusCode ?? 0;
    const isRefusal = status === 401 || status === 403 || status === 429 || status === 503;
    fail(
      isRefusal
        ? { kind: "refused", reason: `it answered ${status}` }
        : { kind: "garbage", reason: `it answered ${status}, as a web server does` },
    );
  });
  webSocket.on("error", (error) => fail(socketFault(error)));
  webSocket.on("close", (code) => fail(closeFault(code)));
  return promise;
}

/** ws or wss, and nothing hidden in it; null for anything else. */
function readRelayUrl(text: string): URL | null {
  if (text.length > 2000 || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isRelay = url.protocol === "ws:" || url.protocol === "wss:";
  return isRelay && url.hostname !== "" && url.username === "" && url.password === "" && url.hash === "" ? url : null;
}

function hostErrorOf(fault: RelayFault, url: string): HostError {
  const { reason } = fault;
  switch (fault.kind) {
    case "garbage":
      return { kind: "relayGarbage", url, reason };
    case "refused":
      return { kind: "relayRefused", url, reason };
    case "notStored":
      return { kind: "relayNotStored", url, why: fault.reason };
    case "unreachable":
      return { kind: "relayUnreachable", url, reason };
  }
}

/** Node names failures of the network by code; what has none, or one of these, was said by the other side. */
function socketFault(error: Error & { readonly code?: string }): RelayFault {
  const { code, message } = error;
  const isGarbage = code === undefined || /^(WS_ERR_|HPE_|ERR_SSL_|EPROTO)/.test(code);
  return isGarbage ? { kind: "garbage", reason: message } : { kind: "unreachable", reason: code };
}

/** 1002 to 1010: it took offence at what it was sent (RFC 6455, 7.4.1); not 1006, a lost connection. */
function closeFault(code: number): RelayFault {
  return code >= 1002 && code <= 1010 && code !== 1006 && code !== 1005
    ? { kind: "refused", reason: `it closed with code ${code}` }
    : { kind: "unreachable", reason: "the connection ended" };
}
