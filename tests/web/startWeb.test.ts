import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openCommand } from "../../electron/web/openBrowser.ts";
import { startWeb, type WebParts, webUsage } from "../../electron/web/startWeb.ts";
import { connectByWebSocket } from "../../renderer/host/connect.ts";
import { err, ok } from "../../shared/base/result.ts";
import { recordingLogger, seededRandom } from "../support/ambient.ts";
import { pageAt } from "../support/hostWires.ts";
import { createSmallHost } from "../support/smallHost.ts";

let rendererDirectory: string;
beforeEach(async () => {
  rendererDirectory = await mkdtemp(join(tmpdir(), "tessera-start-"));
  await writeFile(join(rendererDirectory, "index.html"), "<!doctype html>");
});
afterEach(() => rm(rendererDirectory, { recursive: true }));

async function start(argv: readonly string[], parts: Partial<WebParts> = {}) {
  const said = {
    printed: [] as string[],
    opened: [] as string[],
    dataDirectories: [] as string[],
    order: [] as string[],
  };
  const started = await startWeb(argv, {
    defaultDataDirectory: "/the/default",
    rendererDirectory,
    async openHost(dataDirectory) {
      said.dataDirectories.push(dataDirectory);
      const host = createSmallHost();
      return ok({
        ...host,
        async close() {
          said.order.push("host closed");
          await host.close();
        },
      });
    },
    random: seededRandom(8),
    logger: recordingLogger(),
    print: (line) => said.printed.push(line),
    openBrowser: (url) => said.opened.push(url),
    ...parts,
  });
  if (started.ok) onTestFinished(() => started.value.close());
  return { started, said };
}

describe("starting browser mode", () => {
  it("prints the window's address, opens it, and serves the host there", async () => {
    const { started, said } = await start([]);
    if (!started.ok) throw new Error(started.error.words);
    const { url } = started.value.server;
    expect(said.printed).toEqual([`Tessera: ${url}`]);
    expect(said.opened).toEqual([url]);
    expect(said.dataDirectories).toEqual(["/the/default"]);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[A-Za-z0-9_-]{43}$/);
    const window = await connectByWebSocket(pageAt(url));
    expect(window.ok && (await window.value.api.getIdentity({}))).toEqual(ok(null));
  });

  it("opens nothing with --no-open, and keeps data where --data says", async () => {
    const { said } = await start(["--no-open", "--data", "/elsewhere"]);
    expect(said.opened).toEqual([]);
    expect(said.dataDirectories).toEqual(["/elsewhere"]);
  });

  it("opens the gateway only when asked, and prints how to reach it", async () => {
    const { started, said } = await start(["--gateway", "--no-open"]);
    if (!started.ok) throw new Error(started.error.words);
    const { gatewayUrl, gatewayToken } = started.value.server;
    expect(said.printed[1]).toBe(`Gateway: ${gatewayUrl} token ${gatewayToken}`);
    const plain = await start(["--no-open"]);
    expect(plain.started.ok && plain.started.value.server.gatewayUrl).toBeNull();
  });

  it.each([[["--port", "x"]], [["--port", "65536"]], [["--port=-1"]], [["--data", ""]], [["--date", "x"]], [["file"]]])(
    "says how it is used where it is used wrongly: %j",
    async (argv) => {
      const { started, said } = await start(argv);
      expect(started).toEqual(err({ exitCode: 2, words: webUsage }));
      expect(said.dataDirectories).toEqual([]);
    },
  );

  it("says that the window is not built before it touches any data", async () => {
    const { started, said } = await start([], { rendererDirectory: join(rendererDirectory, "missing") });
    expect(started).toMatchObject({ ok: false, error: { exitCode: 1 } });
    expect(!started.ok && started.error.words).toContain("npm run build");
    expect(said.dataDirectories).toEqual([]);
  });

  it("says in words why the host refused", async () => {
    const directory = "/home/somebody/their-data";
    const { started } = await start([], { openHost: async () => err({ kind: "dataDirectoryBusy", directory }) });
    expect(started).toMatchObject({ ok: false, error: { exitCode: 1 } });
    expect(!started.ok && started.error.words).toContain(directory);
  });

  it("says which port is taken, and leaves the data directory free", async () => {
    const first = await start(["--no-open"]);
    if (!first.started.ok) throw new Error(first.started.error.words);
    const port = String(first.started.value.server.port);
    const second = await start(["--no-open", "--port", port]);
    expect(second.started).toMatchObject({ ok: false, error: { exitCode: 1 } });
    expect(!second.started.ok && second.started.error.words).toContain(port);
    expect(second.said.order).toEqual(["host closed"]);
  });

  it("frees the port and closes the host when it is closed", async () => {
    const { started, said } = await start(["--no-open"]);
    if (!started.ok) throw new Error(started.error.words);
    await started.value.close();
    expect(said.order).toEqual(["host closed"]);
    const again = await start(["--no-open", "--port", String(started.value.server.port)]);
    expect(again.started.ok).toBe(true);
  });
});

describe("opening the browser", () => {
  it.each([
    ["linux", {}, []],
    ["linux", { DISPLAY: ":0" }, ["xdg-open"]],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open"]],
    ["darwin", {}, ["open"]],
    ["win32", {}, ["rundll32", "url.dll,FileProtocolHandler"]],
  ] as const)("on %s with %j is done by %j", (platform, env, expected) => {
    expect(openCommand({ platform, env })).toEqual(expected);
  });
});
