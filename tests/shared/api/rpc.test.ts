import { describe, expect, it } from "vitest";
import type { HostApi, HostEvent } from "../../../shared/api/hostApi.ts";
import { wireLimits } from "../../../shared/api/messages.ts";
import { connectHost, serveHost } from "../../../shared/api/rpc.ts";
import { decodeWire, encodeWire } from "../../../shared/api/wire.ts";
import { type Bytes, utf8 } from "../../../shared/base/bytes.ts";
import { type CharterId, parseCharterId } from "../../../shared/base/ids.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { recordingLogger, seededRandom } from "../../support/ambient.ts";
import { listenTo, settle } from "../../support/pipes.ts";
import { createSmallHost } from "../../support/smallHost.ts";

/** A served host with some methods of its own, and a raw end to speak to it without a client. */
function served(methods: Partial<HostApi> = {}) {
  const logger = recordingLogger();
  const listeners = new Set<(event: HostEvent) => void>();
  const host = {
    api: { ...createSmallHost().api, ...methods },
    onEvent: (listener: (event: HostEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const [near, far] = pipePair();
  serveHost(host, far, { logger, random: seededRandom(3) });
  return { near, far, logger, listeners };
}

const charterId = (): CharterId => {
  const id = parseCharterId("c".repeat(64));
  if (id === null) throw new Error("64 hex digits are an id");
  return id;
};

describe("serveHost", () => {
  it("parses arguments before the host sees them, and names what is wrong", async () => {
    let reached = 0;
    const { near } = served({
      getCharter: async () => {
        reached++;
        return err({ kind: "notSetUp" });
      },
    });
    const { api } = connectHost(near);
    const answer = await api.getCharter(JSON.parse('{"charter":"not an id"}'));
    expect(answer).toEqual({ ok: false, error: { kind: "badArgument", what: "charter", expected: "a charter id" } });
    expect(await api.getCharter(JSON.parse("{}"))).toMatchObject({ error: { kind: "badArgument", what: "charter" } });
    expect(reached).toBe(0);
  });

  it("answers a throw as internal, and logs where it was thrown but not what it said", async () => {
    const { near, logger } = served({
      listCharters: async () => {
        throw new RangeError("the text of the treaty");
      },
    });
    const answer = await connectHost(near).api.listCharters({});
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: "internal", ref: expect.stringMatching(/^[0-9a-f]{12}$/) },
    });
    const ref = !answer.ok && answer.error.kind === "internal" ? answer.error.ref : "";
    expect(logger.events).toEqual(["call.threw"]);
    expect(logger.lines.join()).toContain(ref);
    expect(logger.lines.join()).toContain("rpc.test.ts");
    expect(logger.lines.join()).not.toContain("treaty");
  });

  it("answers a value that has no encoding as internal", async () => {
    const { near, logger } = served({ listTemplates: async () => ok(JSON.parse("[]", () => undefined)) });
    expect(await connectHost(near).api.listTemplates({})).toMatchObject({ ok: false, error: { kind: "internal" } });
    expect(logger.events).toEqual(["call.threw"]);
  });

  it.each<[string, Bytes]>([
    ["bytes that are no message", utf8("hello")],
    ["nothing", new Uint8Array()],
    ["an unknown method", encodeWire({ kind: "call", id: 0, method: "toString", args: {} })],
    ["a method of every object", encodeWire({ kind: "call", id: 0, method: "constructor", args: {} })],
    ["a call without arguments", encodeWire({ kind: "call", id: 0, method: "getIdentity" })],
    ["a call with a key too many", encodeWire({ kind: "call", id: 0, method: "getIdentity", args: {}, extra: 1 })],
    ["a negative id", encodeWire({ kind: "call", id: -1, method: "getIdentity", args: {} })],
    ["what only a host says", encodeWire({ kind: "event", event: { kind: "libraryChanged" } })],
    [
      "a call in the prototype",
      encodeWire(JSON.parse('{"__proto__":{"kind":"call","id":0,"method":"getIdentity","args":{}}}')),
    ],
    ["two calls in one message", new Uint8Array([...call(0), ...call(1)])],
  ])("ends the pipe of one who says garbage: %s", async (_what, message) => {
    const { near, listeners } = served();
    const other = served();
    const heard = listenTo(near);
    near.send(message);
    await settle();
    expect(heard.closed).toEqual(["not a call"]);
    expect(heard.messages).toEqual([]);
    expect(listeners.size).toBe(0);
    expect(await connectHost(other.near).api.getIdentity({})).toEqual(ok(null));
  });

  it("ends the pipe of one who uses an id twice at once, or has too many calls under way", async () => {
    const never = new Promise<never>(() => undefined);
    for (const ids of [[4, 4], Array.from({ length: wireLimits.callsInFlight + 1 }, (_, id) => id)]) {
      const { near } = served({ getIdentity: () => never });
      const heard = listenTo(near);
      for (const id of ids) near.send(call(id));
      await settle();
      expect(heard.closed).toEqual(["too many calls, or one id twice"]);
    }
  });

  it("stops telling events when the pipe closes", async () => {
    const { near, listeners } = served();
    expect(listeners.size).toBe(1);
    near.close("window closed");
    await settle();
    expect(listeners.size).toBe(0);
  });
});

describe("connectHost", () => {
  it("answers cancelled to what is under way when the pipe closes, and to every later call", async () => {
    const never = new Promise<never>(() => undefined);
    const { near, far } = served({ getIdentity: () => never });
    const link = connectHost(near);
    const reasons: string[] = [];
    link.onClosed((reason) => reasons.push(reason));
    const calls = Array.from({ length: wireLimits.callsInFlight + 5 }, () => link.api.getIdentity({}));
    far.close("the host stops");
    expect(await Promise.all(calls)).toEqual(calls.map(() => err({ kind: "cancelled" })));
    expect(await link.api.listCharters({})).toEqual(err({ kind: "cancelled" }));
    link.onClosed((reason) => reasons.push(reason));
    expect(reasons).toEqual(["the host stops", "the host stops"]);
  });

  it("keeps calls beyond the host's limit until there is room", async () => {
    const waiting: (() => void)[] = [];
    const { near } = served({ getIdentity: () => new Promise((resolve) => waiting.push(() => resolve(ok(null)))) });
    const { api } = connectHost(near);
    const calls = Array.from({ length: wireLimits.callsInFlight + 40 }, () => api.getIdentity({}));
    await settle();
    expect(waiting).toHaveLength(wireLimits.callsInFlight);
    while (waiting.length > 0) {
      for (const answer of waiting.splice(0)) answer();
      await settle();
    }
    expect(await Promise.all(calls)).toEqual(calls.map(() => ok(null)));
  });

  it("refuses a message that is too long without losing the pipe", async () => {
    const { near } = served();
    const { api } = connectHost(near);
    const bytes = new Uint8Array(wireLimits.messageBytes);
    expect(await api.importBundle({ bytes })).toMatchObject({ ok: false, error: { kind: "badArgument" } });
    expect(await api.getIdentity({})).toEqual(ok(null));
  });

  it("sends calls with everything that whoever answers needs", async () => {
    const [near, far] = pipePair();
    const heard = listenTo(far);
    void connectHost(near).api.openText({ charter: charterId() });
    await settle();
    expect(heard.messages.map(decodeWire)).toEqual([
      { kind: "call", id: 0, method: "openText", args: { charter: charterId() } },
    ]);
  });

  it.each<[string, unknown]>([
    ["an answer to nothing", { kind: "answer", id: 9, result: { ok: true, value: null } }],
    ["an answer that is no result", { kind: "answer", id: 0, result: { ok: true } }],
    ["a failure without a kind", { kind: "answer", id: 0, result: { ok: false, error: {} } }],
    ["an event without a kind", { kind: "event", event: {} }],
    ["a call", { kind: "call", id: 0, method: "getIdentity", args: {} }],
    ["null", null],
  ])("closes where the host says garbage: %s", async (_what, message) => {
    const [near, far] = pipePair();
    const link = connectHost(near);
    const pending = link.api.getIdentity({});
    far.send(encodeWire(message));
    expect(await pending).toEqual(err({ kind: "cancelled" }));
    expect(listenTo(far).closed).toEqual(["not an answer"]);
  });
});

function call(id: number): Bytes {
  return encodeWire({ kind: "call", id, method: "getIdentity", args: {} });
}
