/**
 * The host's API over a pipe. `serveHost` stands at the host, `connectHost` in the window; both own only the calls
 * that are under way. Arguments are parsed before the host sees them; a garbage message ends its own pipe and no other.
 */
import type { Logger, Random } from "../base/ambient.ts";
import { type Bytes, toHex } from "../base/bytes.ts";
import type { ParseFault, Parser } from "../base/parse.ts";
import type { Pipe } from "../base/pipe.ts";
import { err, type Result } from "../base/result.ts";
import { type HostMethod, hostApi, hostMethods } from "./contract.ts";
import type { HostError } from "./errors.ts";
import type { HostApi, HostEvent } from "./hostApi.ts";
import { readToHost, readToWindow, type ToHost, type ToWindow, wireLimits } from "./messages.ts";
import { encodeWire } from "./wire.ts";

/** What a window may reach: a part of the host, so that a test can serve less than all of it. */
export interface ServedHost {
  readonly api: HostApi;
  onEvent(listener: (event: HostEvent) => void): () => void;
}

type Answer = Result<unknown, HostError>;
type Argument<Method extends HostMethod> = Parameters<HostApi[Method]>[0];
type Parsers = { readonly [Method in HostMethod]: Parser<Argument<Method>> };
type Methods = { readonly [Method in HostMethod]: (args: Argument<Method>) => Promise<Answer> };

const parsers: Parsers = hostApi;

async function callMethod<Method extends HostMethod>(api: Methods, method: Method, args: unknown): Promise<Answer> {
  const parsed = parsers[method](args);
  if (parsed.ok) return api[method](parsed.value);
  return err(argumentError(parsed.error));
}

const argumentError = ({ at, expected, unfit }: ParseFault): HostError =>
  unfit === undefined ? { kind: "badArgument", what: at, expected } : { kind: "unfitWords", what: at, ...unfit };

/** The same host for a caller in its own process: every argument is parsed as one from a window is. */
export function checkedApi(api: HostApi): HostApi {
  const methods = hostMethods.map((name) => [name, (args: unknown) => callMethod(api, name, args)]);
  // The same methods under the same names.
  return Object.fromEntries(methods) as HostApi;
}

/** Returns at once; it serves until the pipe closes. */
export function serveHost(
  host: ServedHost,
  pipe: Pipe,
  ambient: { readonly logger: Logger; readonly random: Random },
): void {
  const underWay = new Set<number>();

  /** The log has where it was thrown, never the message of an error, which may quote the text. */
  function answerBug(method: HostMethod, thrown: unknown): Answer {
    const ref = toHex(ambient.random.bytes(6));
    const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
    const where = stack.split("\n").filter((line) => /^\s+at /.test(line));
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    ambient.logger.warn("call.threw", { ref, method, error: name, where: where.slice(0, 4).join(" ").trim() });
    return err({ kind: "internal", ref });
  }

  async function answer(call: ToHost): Promise<void> {
    const result = await callMethod(host.api, call.method, call.args).catch((thrown: unknown) =>
      answerBug(call.method, thrown),
    );
    underWay.delete(call.id);
    pipe.send(encodeAnswer(call, result));
  }

  function encodeAnswer(call: ToHost, result: Answer): Bytes {
    const encode = (value: Answer): Bytes =>
      encodeWire({ kind: "answer", id: call.id, result: value } satisfies ToWindow);
    try {
      const message = encode(result);
      if (message.length <= wireLimits.messageBytes) return message;
      return encode(answerBug(call.method, new RangeError("answer too long")));
    } catch (thrown) {
      return encode(answerBug(call.method, thrown));
    }
  }

  const stopEvents = host.onEvent((event) => pipe.send(encodeWire({ kind: "event", event } satisfies ToWindow)));
  pipe.onClose(stopEvents);
  pipe.onMessage((message) => {
    const call = readToHost(message);
    if (call === null || underWay.has(call.id) || underWay.size >= wireLimits.callsInFlight) {
      ambient.logger.warn("window.garbage", { bytes: message.length, calls: underWay.size });
      pipe.close(call === null ? "not a call" : "too many calls, or one id twice");
      return;
    }
    underWay.add(call.id);
    void answer(call);
  });
}

export interface HostLink {
  readonly api: HostApi;
  /** Returns the unsubscribe. */
  onEvent(listener: (event: HostEvent) => void): () => void;
  /** Once; at once where it is closed already. Calls then and later answer `cancelled`. */
  onClosed(listener: (reason: string) => void): void;
}

export function connectHost(pipe: Pipe): HostLink {
  const pending = new Map<number, (result: Answer) => void>();
  /** Calls beyond what the host takes at once wait here, oldest first. */
  const queued: (() => void)[] = [];
  const eventListeners = new Set<(event: HostEvent) => void>();
  let nextId = 0;
  let closed = false;

  const call = (method: HostMethod, args: unknown): Promise<Answer> =>
    new Promise((resolve) => {
      const start = (): void => {
        if (closed) return resolve(err({ kind: "cancelled" }));
        const message = encodeWire({ kind: "call", id: nextId, method, args } satisfies ToHost);
        if (message.length > wireLimits.messageBytes)
          return resolve(
            err({ kind: "badArgument", what: method, expected: `at most ${wireLimits.messageBytes} bytes` }),
          );
        pending.set(nextId, resolve);
        nextId++;
        pipe.send(message);
      };
      if (pending.size < wireLimits.callsInFlight) start();
      else queued.push(start);
    });

  pipe.onMessage((bytes) => {
    const message = readToWindow(bytes);
    if (message?.kind === "event") {
      for (const listener of [...eventListeners]) listener(message.event);
      return;
    }
    const resolve = message === null ? undefined : pending.get(message.id);
    if (message === null || resolve === undefined) return pipe.close("not an answer");
    pending.delete(message.id);
    while (queued.length > 0 && pending.size < wireLimits.callsInFlight) queued.shift()?.();
    resolve(message.result);
  });
  pipe.onClose(() => {
    closed = true;
    const unanswered = [...pending.values()];
    pending.clear();
    for (const resolve of unanswered) resolve(err({ kind: "cancelled" }));
    for (const start of queued.splice(0)) start();
  });

  const methods = hostMethods.map((method) => [method, (args: unknown) => call(method, args)]);
  return {
    // The answers are the host's own values: the window has no other source, so it checks only their envelope.
    api: Object.fromEntries(methods) as HostApi,
    onEvent(listener) {
      eventListeners.add(listener);
      return () => eventListeners.delete(listener);
    },
    onClosed: (listener) => pipe.onClose(listener),
  };
}
