import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { createConnection, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import WebSocketClient from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Host } from "../../electron/host/host.ts";
import { serveWeb, type WebServer, webLimits } from "../../electron/web/serveWeb.ts";
import { connectByWebSocket } from "../../renderer/host/connect.ts";
import { type CharterId, parseCharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { recordingLogger, seededRandom } from "../support/ambient.ts";
import { pageAt } from "../support/hostWires.ts";
import { createSmallHost } from "../support/smallHost.ts";

let directory: string;
let host: Host;
let server: WebServer;
const logger = recordingLogger();

async function serve(args: { readonly gateway?: boolean; readonly port?: number; readonly seed?: number } = {}) {
  const served = await serveWeb({
    host,
    rendererDirectory: join(directory, "renderer"),
    port: args.port ?? 0,
    gateway: args.gateway ?? false,
    random: seededRandom(args.seed ?? 5),
    logger,
  });
  if (!served.ok) throw new Error(served.error.kind);
  onTestFinished(() => served.value.close());
  return served.value;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tessera-web-"));
  await mkdir(join(directory, "renderer", "assets"), { recursive: true });
  await writeFile(join(directory, "renderer", "index.html"), "<!doctype html><title>Tessera</title>");
  await writeFile(join(directory, "renderer", "assets", "window-1a2b.js"), "export const a = 1;");
  await writeFile(join(directory, "renderer", "assets", "notes.exe"), "not a window's file");
  await writeFile(join(directory, "secret.txt"), "the keys");
  await symlink(join(directory, "secret.txt"), join(directory, "renderer", "assets", "link.txt"));
  host = createSmallHost();
  server = await serve();
});
afterEach(async () => {
  await host.close();
  await rm(directory, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A plain request: no client in between tidies the path or the headers. */
function ask(path: string, with_: { readonly method?: string; readonly host?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port: server.port,
        path,
        method: with_.method ?? "GET",
        headers: with_.host === undefined ? {} : { host: with_.host },
      },
      (response) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}

/** The status of a refused upgrade, or "open". */
function knock(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number | "open"> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocketClient(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on("open", () => {
      resolve("open");
      socket.close();
    });
    socket.on("error", (error) => {
      if (socket.readyState !== WebSocketClient.CLOSING) reject(error);
    });
  });
}

const own = (): Readonly<Record<string, string>> => ({ origin: `http://127.0.0.1:${server.port}` });

describe("the window's files", () => {
  it("are served with their types, never guessed at, and under the strict policy", async () => {
    const page = await ask("/");
    expect(page.status).toBe(200);
    expect(page.body).toContain("<title>Tessera</title>");
    expect(page.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = String(page.headers["content-security-policy"]).split("; ");
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "font-src 'self'",
      `connect-src 'self' ws://127.0.0.1:${server.port}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types ProseMirrorClipboard",
    ]);
    const script = await ask("/assets/window-1a2b.js?v=1");
    expect(script).toMatchObject({ status: 200, body: "export const a = 1;" });
    expect(script.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(script.headers["cache-control"]).toContain("immutable");
  });

  it("answer HEAD without a body", async () => {
    expect(await ask("/index.html", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("refuse %s", async (method) => {
    expect((await ask("/index.html", { method })).status).toBe(405);
  });

  it.each([
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/..%5csecret.txt",
    "//secret.txt",
    "/assets/link.txt",
    "/assets/notes.exe",
    "/assets",
    "/index.html%00.js",
    "/%ff.js",
    "/missing.js",
    "http://127.0.0.1/secret.txt",
  ])("are never found outside the window's directory: %s", async (path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe("");
  });

  it.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80", "localhost.evil.example:80"])(
    "are refused to a page that calls this machine %j (DNS rebinding)",
    async (name) => {
      expect(await ask("/index.html", { host: name })).toMatchObject({ status: 403, body: "" });
    },
  );

  it("are served under the name localhost too", async () => {
    expect((await ask("/index.html", { host: `localhost:${server.port}` })).status).toBe(200);
  });
});

describe("a WebSocket", () => {
  it("opens with this launch's token, from a page of ours", async () => {
    expect(await knock(`/api?token=${server.token}`, own())).toBe("open");
    const localhost = { host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` };
    expect(await knock(`/api?token=${server.token}`, localhost)).toBe("open");
  });

  it.each<[string, (token: string) => string, () => Readonly<Record<string, string>>, number]>([
    ["without a token", () => "/api", own, 401],
    ["with an empty token", () => "/api?token=", own, 401],
    ["with another token of the same length", (token) => `/api?token=${[...token].reverse().join("")}`, own, 401],
    ["with a longer token", (token) => `/api?token=${token}a`, own, 401],
    ["for a text without a token", () => "/y/room", own, 401],
    ["without an origin", (token) => `/api?token=${token}`, () => ({}), 403],
    ["from a foreign page", (token) => `/api?token=${token}`, () => ({ origin: "https://evil.example" }), 403],
    [
      "from another port of this machine",
      (token) => `/api?token=${token}`,
      () => ({ origin: "http://127.0.0.1:1" }),
      403,
    ],
    [
      "from a page of ours under another name",
      (token) => `/api?token=${token}`,
      () => ({ origin: `http://localhost:${server.port}` }),
      403,
    ],
    ["from a sandboxed page", (token) => `/y/room?token=${token}`, () => ({ origin: "null" }), 403],
    ["for a foreign host", (token) => `/api?token=${token}`, () => ({ ...own(), host: "evil.example" }), 403],
    ["for another path", (token) => `/admin?token=${token}`, own, 404],
    ["for a text without a room", (token) => `/y/?token=${token}`, own, 404],
    ["for a room too long", (token) => `/y/${"r".repeat(201)}?token=${token}`, own, 404],
    ["for a room that is no text", (token) => `/y/%ff?token=${token}`, own, 400],
    ["for the gateway, where there is none", (token) => `/gateway/room?token=${token}`, own, 404],
  ])("is refused %s", async (_why, path, headers, status) => {
    expect(await knock(path(server.token), headers())).toBe(status);
  });

  it("is refused on another launch's token", async () => {
    const other = await serve({ seed: 6 });
    expect(other.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(other.token).not.toBe(server.token);
    expect(await knock(`/api?token=${other.token}`, own())).toBe(401);
  });

  it("is refused beyond the number that a person's windows can need", async () => {
    const sockets = Array.from({ length: webLimits.sockets }, () => openSocket(`/api?token=${server.token}`));
    await Promise.all(sockets);
    expect(await knock(`/api?token=${server.token}`, own())).toBe(503);
  });

  it("has its place also where a gateway's clients fill theirs", async () => {
    const charter = await newCharter();
    const withGateway = await serve({ gateway: true, seed: 8 });
    server = withGateway;
    const path = `/gateway/${charter}?token=${withGateway.gatewayToken}`;
    await Promise.all(Array.from({ length: webLimits.gatewaySockets }, () => openSocket(path)));
    expect(await knock(path, own())).toBe(503);
    expect(await knock(`/api?token=${server.token}`, own())).toBe("open");
  });

  it("is closed, alone, when it says garbage or text instead of bytes", async () => {
    const good = await connectByWebSocket(pageAt(server.url));
    for (const garbage of [Buffer.from("hello"), "text"]) {
      const socket = await openSocket(`/api?token=${server.token}`);
      const closed = new Promise((resolve) => socket.on("close", (code, reason) => resolve([code, reason.toString()])));
      socket.send(garbage);
      expect(await closed).toEqual([4500, typeof garbage === "string" ? "not bytes" : "not a call"]);
    }
    expect(good.ok && (await good.value.api.getIdentity({}))).toEqual({ ok: true, value: null });
  });

  it("is closed when one message is longer than any can be", async () => {
    const socket = await openSocket(`/y/room-of-nobody?token=${server.token}`);
    const refused = new Promise((resolve) => socket.on("close", resolve));
    expect(await refused).toBe(4400);
    const api = await openSocket(`/api?token=${server.token}`);
    const closed = new Promise((resolve) => api.on("close", resolve));
    api.on("error", () => undefined);
    api.send(new Uint8Array(webLimits.apiBytes + 1));
    expect(await closed).toBe(1009);
  });

  it("is cut off when it does not read what it is sent", async () => {
    const charter = await newCharter();
    const closed = vi.fn();
    const { connectText } = host;
    const flood = {
      ...host,
      connectText: (room, pipe, as) => {
        pipe.onClose(closed);
        const message = new Uint8Array(8 * 1024 * 1024);
        const fill = (): void => {
          if (closed.mock.calls.length > 0) return;
          pipe.send(message);
          setImmediate(fill);
        };
        fill();
        return connectText(room, pipe, as);
      },
    } satisfies Host;
    const served = await serveWeb({
      host: flood,
      rendererDirectory: directory,
      port: 0,
      random: seededRandom(1),
      logger,
    });
    if (!served.ok) throw new Error(served.error.kind);
    onTestFinished(() => served.value.close());
    const deaf = await rawUpgrade(served.value, `/y/${charter}?token=${served.value.token}`);
    deaf.pause();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledWith("the reader is too slow"), { timeout: 10_000 });
    deaf.destroy();
  });

  it("that dies leaves the host serving the others", async () => {
    const socket = await openSocket(`/api?token=${server.token}`);
    socket.terminate();
    expect(await knock(`/api?token=${server.token}`, own())).toBe("open");
  });
});

describe("a window after its host is gone", () => {
  it("is told so, gives up its texts and cancels its calls, and retries nothing for ever", async () => {
    const charter = await newCharter();
    const connected = await connectByWebSocket(pageAt(server.url));
    if (!connected.ok) throw new Error(connected.error);
    const window = connected.value;
    const yDoc = new Y.Doc();
    const provider = window.connectText(charter, yDoc);
    onTestFinished(() => provider.destroy());
    await vi.waitFor(() => expect(provider.synced).toBe(true));
    const apiClosed = new Promise((resolve) => window.onClosed(resolve));
    const textClosed = new Promise((resolve) => provider.on("closed", resolve));
    await server.close();
    await serve({ port: server.port, seed: 99 });
    expect(await apiClosed).toBe("the host has gone");
    await textClosed;
    expect(provider.shouldConnect).toBe(false);
    expect(await window.api.getIdentity({})).toEqual({ ok: false, error: { kind: "cancelled" } });
  });

  it("is refused with its old token, and says so", async () => {
    const page = pageAt(server.url);
    expect((await connectByWebSocket(page)).ok).toBe(true);
    expect(page.location.hash).toBe("");
    await server.close();
    await serve({ port: server.port, seed: 99 });
    expect(await connectByWebSocket(page)).toEqual({ ok: false, error: "refused" });
  });

  it("says that it has no token where it was opened without one", async () => {
    expect(await connectByWebSocket(pageAt(`http://127.0.0.1:${server.port}/`))).toEqual({
      ok: false,
      error: "noToken",
    });
  });
});

describe("the gateway", () => {
  it("lets a stock y-websocket client in with its own token, and no other", async () => {
    const charter = await newCharter();
    const withGateway = await serve({ gateway: true, seed: 7 });
    server = withGateway;
    const { gatewayUrl, gatewayToken } = withGateway;
    if (gatewayUrl === null || gatewayToken === null) throw new Error("no gateway");
    expect(gatewayUrl).toBe(`ws://127.0.0.1:${withGateway.port}/gateway`);
    const texts = [new Y.Doc(), new Y.Doc()].map((yDoc) => {
      const provider = new WebsocketProvider(gatewayUrl, charter, yDoc, {
        params: { token: gatewayToken },
        disableBc: true,
      });
      onTestFinished(() => provider.destroy());
      return yDoc.getText("t");
    });
    texts[0]?.insert(0, "written by a script");
    await vi.waitFor(() => expect(texts[1]?.toString()).toBe("written by a script"));

    expect(await knock(`/gateway/${charter}?token=${gatewayToken}`, own())).toBe("open");
    expect(await knock(`/gateway/${charter}?token=${gatewayToken}`, { origin: "https://evil.example" })).toBe(403);
    expect(await knock(`/gateway/${charter}?token=${withGateway.token}`)).toBe(401);
    expect(await knock(`/gateway/${charter}`)).toBe(401);
    expect(await knock(`/api?token=${gatewayToken}`, own())).toBe(401);
    expect(await knock(`/y/${charter}?token=${gatewayToken}`, own())).toBe(401);
  });
});

describe("the server", () => {
  it("listens on the loopback address only", async () => {
    const elsewhere = await new Promise((resolve) => {
      const socket = createConnection({ host: "127.0.0.2", port: server.port });
      socket.on("connect", () => resolve("connected"));
      socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(elsewhere).toBe("ECONNREFUSED");
  });

  it("says which port is taken", async () => {
    const args = { host, rendererDirectory: directory, random: seededRandom(1), logger };
    expect(await serveWeb({ ...args, port: server.port })).toEqual({
      ok: false,
      error: { kind: "cannotListen", port: server.port, reason: "EADDRINUSE" },
    });
  });

  it("never writes a token to its log", () => {
    expect(logger.events).toContain("web.refused");
    expect(logger.lines.join()).not.toMatch(/[A-Za-z0-9_-]{43}/);
  });
});

async function newCharter(): Promise<CharterId> {
  await host.api.createIdentity({ person: "A", device: "d", party: null });
  const made = await host.api.createCharter({
    title: "T",
    language: "en",
    source: { kind: "blank" },
    policy: usualPolicy,
  });
  const id = made.ok ? parseCharterId(made.value.charter) : null;
  if (id === null) throw new Error("no charter");
  return id;
}

function openSocket(path: string): Promise<WebSocketClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocketClient(`ws://127.0.0.1:${server.port}${path}`, { headers: own() });
    onTestFinished(() => socket.terminate());
    socket.on("open", () => resolve(socket));
    socket.on("error", reject);
  });
}

/** A client that shakes hands and then never reads. */
function rawUpgrade(at: WebServer, path: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port: at.port });
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${at.port}`,
      `Origin: http://127.0.0.1:${at.port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    socket.once("data", () => resolve(socket));
    socket.on("error", () => undefined);
  });
}
