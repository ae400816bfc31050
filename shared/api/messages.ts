/** What a window and its host say to each other: one message (wire.ts) to a pipe message. */
import { check, integer, object, oneOf, type Parsed, type Parser, variants } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { parseHostMethod } from "./contract.ts";
import type { HostError } from "./errors.ts";
import type { HostEvent } from "./hostApi.ts";
import { decodeWire } from "./wire.ts";

export const wireLimits = { messageBytes: 80 * 1024 * 1024, callsInFlight: 256 } as const;

const callId = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anything: Parser<unknown> = (value, at = "") =>
  value === undefined ? err({ at, expected: "a value" }) : ok(value);

/** The window trusts its host for what is inside; this only keeps a broken stream from passing as an answer. */
const result = check("a result", (value) => {
  if (typeof value !== "object" || value === null || !("ok" in value)) return null;
  if (value.ok === true && "value" in value) return ok(value.value);
  const failed = value.ok === false && "error" in value && typeof value.error === "object" && value.error !== null;
  return failed && "kind" in (value.error as object) ? (value as Result<never, HostError>) : null;
});
const event = check("an event", (value) =>
  typeof value === "object" && value !== null && "kind" in value ? (value as HostEvent) : null,
);

/** The arguments stay unknown until the method's own parser has read them. */
const toHost = object({ kind: oneOf("call"), id: callId, method: parseHostMethod, args: anything });
const toWindow = variants({
  answer: object({ kind: oneOf("answer"), id: callId, result }),
  event: object({ kind: oneOf("event"), event }),
});

export type ToHost = Parsed<typeof toHost>;
export type ToWindow = Parsed<typeof toWindow>;

/** Null for garbage. */
const read =
  <T>(parser: Parser<T>) =>
  (message: Uint8Array): T | null => {
    if (message.length > wireLimits.messageBytes) return null;
    const parsed = parser(decodeWire(message));
    return parsed.ok ? parsed.value : null;
  };

export const readToHost = read(toHost);
export const readToWindow = read(toWindow);
