import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import * as Y from "yjs";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { SystemStore } from "../../electron/host/platform.ts";
import { readExternalLink } from "../../electron/main/confinement.ts";
import { startDesktop } from "../../electron/main/desktop.ts";
import type { DesktopParts } from "../../electron/main/desktopParts.ts";
import { findSystemStore } from "../../electron/main/systemStore.ts";
import { forwardPort } from "../../electron/preload/forwardPort.ts";
import { connectByPort } from "../../renderer/host/connect.ts";
import { stretchCosts } from "../../shared/base/crypto.ts";
import { err, ok } from "../../shared/base/result.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { recordingLogger, seededRandom } from "../support/ambient.ts";
import { createFakeElectron, type FakeOptions, type PermissionAsker } from "../support/fakeElectron.ts";
import { fakePage } from "../support/fakePage.ts";
import { createSmallHost } from "../support/smallHost.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tessera-desktop-"));
  await mkdir(join(directory, "renderer", "assets"), { recursive: true });
  await writeFile(join(directory, "renderer", "index.html"), "<!doctype html><title>Tessera</title>");
  await writeFile(join(directory, "secret.txt"), "the keys");
});
afterEach(() => rm(directory, { recursive: true }));

async function desktop(
  options: FakeOptions & Partial<Pick<DesktopParts, "openHost" | "platform" | "dataDirectory">> = {},
) {
  const fake = createFakeElectron(options);
  const logger = recordingLogger();
  const opened: { readonly host: Host; readonly systemStore: SystemStore | null }[] = [];
  await startDesktop(fake.electron, {
    dataDirectory: options.dataDirectory ?? join(directory, "data"),
    rendererDirectory: join(directory, "renderer"),
    preloadFile: join(directory, "preload.cjs"),
    platform: options.platform ?? "linux",
    random: seededRandom(11),
    logger,
    async openHost(dataDirectory, systemStore) {
      if (options.openHost !== undefined) return options.openHost(dataDirectory, systemStore);
      const host = createSmallHost();
      opened.push({ host, systemStore });
      return ok(host);
    },
  });
  onTestFinished(() => {
    fake.asks.quit();
    for (const { ports } of fake.done.sent) for (const port of ports) port.close();
  });
  return { ...fake, logger, opened };
}

describe("the desktop window", () => {
  // The fake throws at any option that weakens it, so a window that is shown had none.
  it("is sandboxed and isolated, without Node, and shows only the page of our own scheme", async () => {
    const { done } = await desktop();
    expect(done.sandboxed).toBe(true);
    expect(done.schemes).toEqual([{ scheme: "tessera", privileges: { standard: true, secure: true } }]);
    const [window] = done.windows;
    expect(done.windows).toHaveLength(1);
    expect(window?.loaded).toBe("tessera://app/");
    expect(window?.shown).toBe(true);
    expect(window?.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
  });

  it.each(["media", "geolocation", "notifications", "clipboard-read", "openExternal", "hid", "local-fonts", "unknown"])(
    "is denied the permission %s, asked for or checked",
    async (permission) => {
      const { asks } = await desktop();
      expect(await asks.permission(permission)).toBe(false);
      expect(asks.permissionCheck(permission)).toBe(false);
      expect(asks.device()).toBe(false);
    },
  );

  it("may use the camera, and no microphone with it", async () => {
    const { asks } = await desktop();
    expect(await asks.permission("media", { media: ["video"] })).toBe(true);
    expect(asks.permissionCheck("media", { media: ["video"] })).toBe(true);
  });

  it.each<[string, string, PermissionAsker]>([
    ["the microphone", "media", { media: ["audio"] }],
    ["camera and microphone", "media", { media: ["video", "audio"] }],
    ["the screen", "display-capture", { media: ["video"] }],
    ["the camera for another page", "media", { media: ["video"], url: "https://example.org/" }],
    ["the camera for another scheme's page", "media", { media: ["video"], url: "file:///tmp/app/" }],
    ["the camera for a frame", "media", { media: ["video"], subframe: true }],
    ["the camera for another window", "media", { media: ["video"], foreignContents: true }],
  ])("is denied %s", async (_what, permission, asker) => {
    const { asks } = await desktop();
    expect(await asks.permission(permission, asker)).toBe(false);
    expect(asks.permissionCheck(permission, asker)).toBe(false);
  });

  it.each([
    "https://example.org/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "tessera://app/other",
    "data:text/html,x",
  ])("never leaves its page for %s", async (url) => {
    const { asks, done } = await desktop();
    expect(asks.navigation(url)).toBe(true);
    expect(asks.navigation(url, false)).toBe(true);
    expect(asks.turn("will-redirect", url)).toBe(true);
    expect(asks.turn("will-attach-webview", url)).toBe(true);
    expect(asks.windowOpen(url)).toBe("deny");
    expect(done.windows).toHaveLength(1);
    expect(done.opened).toEqual([]);
  });

  it.each<[string, boolean]>([
    ["tessera://app/assets/window.js", true],
    ["blob:tessera://app/5f1c", true],
    ["data:image/png;base64,AA==", true],
    ["data:text/html,x", false],
    ["https://redirector.gvt1.com/edgedl/chrome/dict/en.bdic", false],
    ["http://127.0.0.1:8080/", false],
    ["ws://127.0.0.1:8080/", false],
    ["file:///etc/passwd", false],
    ["tessera://evil/", false],
  ])("reaches %s: %s", async (url, allowed) => {
    expect(await (await desktop()).asks.request(url)).toBe(allowed);
  });

  it("saves only what it made itself", async () => {
    const { asks } = await desktop();
    expect(asks.download("blob:tessera://app/5f1c")).toBe(true);
    expect(asks.download("https://example.org/x.exe")).toBe(false);
    expect(asks.download("blob:https://example.org/5f1c")).toBe(false);
  });

  it("has a menu of standard roles, without reload or developer tools", async () => {
    for (const platform of ["linux", "darwin"] as const) {
      const { done } = await desktop({ platform });
      const words = JSON.stringify(done.menus);
      expect(words).toContain("editMenu");
      expect(words.includes("appMenu")).toBe(platform === "darwin");
      expect(words).not.toMatch(/reload|toggleDevTools|viewMenu/i);
    }
  });
});

describe("external links", () => {
  it.each<[string, string | null]>([
    ["https://example.org/a b", "https://example.org/a%20b"],
    ["HTTPS://EXAMPLE.org", "https://example.org/"],
    ["https://bücher.example/", "https://xn--bcher-kva.example/"],
    ["mailto:a@example.org", "mailto:a@example.org"],
    ["http://example.org/", "http://example.org/"],
    ["https://good.example@evil.example/", null],
    ["javascript:alert(1)", null],
    ["file:///etc/passwd", null],
    ["smb://host/share", null],
    ["ms-msdt:/id", null],
    ["//example.org", null],
    ["not an address", null],
  ])("%s becomes %s", (given, expected) => {
    expect(readExternalLink(given)).toBe(expected);
  });

  it("are opened by the system only after the person has read the whole address and agreed", async () => {
    const willing = await desktop({ answer: 1 });
    expect(willing.asks.windowOpen("https://example.org/a b?c=d")).toBe("deny");
    await vi.waitFor(() => expect(willing.done.opened).toEqual(["https://example.org/a%20b?c=d"]));
    expect(willing.done.asked[0]?.detail).toBe("https://example.org/a%20b?c=d");
    const unwilling = await desktop({ answer: 0 });
    unwilling.asks.navigation("https://example.org/");
    await vi.waitFor(() => expect(unwilling.done.asked).toHaveLength(1));
    unwilling.asks.navigation("https://example.org/", false);
    expect(unwilling.done.asked).toHaveLength(1);
    expect(unwilling.done.opened).toEqual([]);
  });
});

describe("tessera://", () => {
  it("answers with the window's files, under a policy without any network", async () => {
    const { asks } = await desktop();
    const page = await asks.page("tessera://app/");
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("<title>Tessera</title>");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy")?.split("; ");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(page.headers.get("permissions-policy")).toContain("camera=(self), geolocation=(), microphone=()");
  });

  it.each<[string, string, number]>([
    ["GET", "tessera://evil/index.html", 404],
    ["GET", "tessera://app.evil/index.html", 404],
    ["GET", "tessera://user@app/index.html", 404],
    ["GET", "https://app/index.html", 404],
    ["GET", "file:///etc/passwd", 404],
    ["GET", "tessera://app/../secret.txt", 404],
    ["GET", "tessera://app/%2e%2e/secret.txt", 404],
    ["GET", "tessera://app/..%2fsecret.txt", 404],
    ["GET", "tessera://app/assets/..%5c..%5csecret.txt", 404],
    ["GET", "tessera://app/missing.js", 404],
    ["GET", "tessera://[", 400],
    ["GET", "index.html", 400],
    ["POST", "tessera://app/index.html", 405],
    ["HEAD", "tessera://app/index.html", 405],
    ["DELETE", "tessera://app/index.html", 405],
  ])("refuses %s %s with %i", async (method, url, status) => {
    const answer = await (await desktop()).asks.page(url, method);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toBe("");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("the port", () => {
  it("is handed to the page of the window, exactly once", async () => {
    const { asks, done, logger } = await desktop();
    asks.port();
    asks.port();
    expect(done.sent.map(({ channel, ports }) => [channel, ports.length])).toEqual([["host-port", 1]]);
    expect(logger.events).toEqual(["port.refused"]);
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof desktop>>["asks"]["port"]>[0]]>([
    ["a frame inside the page", { subframe: true }],
    ["other contents", { foreignContents: true }],
    ["a frame that is gone", { gone: true }],
    ["a web page", { url: "https://example.org/" }],
    ["another host of the scheme", { url: "tessera://evil/" }],
    ["an empty page", { url: "about:blank" }],
    ["a page that cannot be read", { url: "" }],
  ])("is refused to %s", async (_who, from) => {
    const { asks, done, logger } = await desktop();
    asks.port(from);
    expect(done.sent).toEqual([]);
    expect(logger.events).toEqual(["port.refused"]);
  });

  it("carries the whole wire: page, preload, main, host, and a text by y-websocket", async () => {
    const { asks, done, opened } = await desktop();
    const page = fakePage("tessera://app/");
    const preload = { hear: (_event: { readonly ports: readonly unknown[] }): void => undefined };
    const ipc = {
      once: (_channel: string, listener: (event: { readonly ports: readonly unknown[] }) => void) => {
        preload.hear = listener;
      },
      send: () => asks.port(),
    };
    forwardPort(ipc as unknown as Parameters<typeof forwardPort>[0], page);
    const connecting = connectByPort(page as unknown as Parameters<typeof connectByPort>[0]);
    expect(page.posted).toEqual([{ message: "tessera:connect", targetOrigin: "tessera://app", transfer: [] }]);
    page.say("tessera:connect");
    preload.hear({ ports: done.sent[0]?.ports ?? [] });
    page.say("tessera:port", { source: {}, ports: ["a foreign port"] });
    page.say("tessera:port", { ports: page.posted[1]?.transfer ?? [] });
    const connected = await connecting;
    if (!connected.ok) throw new Error(connected.error);
    const window = connected.value;

    await window.api.createIdentity({ person: "Ahmad", device: "desk", party: null });
    expect(await window.api.getIdentity({})).toEqual(await opened[0]?.host.api.getIdentity({}));
    const made = await window.api.createCharter({
      title: "T",
      language: "en",
      source: { kind: "blank" },
      policy: usualPolicy,
    });
    const text = made.ok ? await window.api.openText({ charter: made.value.charter }) : made;
    if (!text.ok) throw new Error(text.error.kind);
    const yDocs = [new Y.Doc(), new Y.Doc()];
    const providers = yDocs.map((yDoc) => window.connectText(text.value.room, yDoc));
    onTestFinished(() => {
      for (const provider of providers) provider.destroy();
    });
    yDocs[0]?.getText("t").insert(0, "over the port");
    await vi.waitFor(() => expect(yDocs[1]?.getText("t").toString()).toBe("over the port"));

    const closed = new Promise((resolve) => window.onClosed(resolve));
    done.sent[0]?.ports[0]?.close();
    expect(await closed).toBe("the host has gone");
  });
});

describe("starting and ending", () => {
  it("leaves the data directory to the desktop that already has it, and shows that one", async () => {
    const second = await desktop({ firstInstance: false });
    expect(second.done.quit).toBe(1);
    expect(second.done.windows).toEqual([]);
    expect(second.opened).toEqual([]);
    const first = await desktop();
    expect(first.done.paths).toEqual({ userData: join(directory, "data", "window") });
    first.asks.secondInstance();
    expect(first.done.windows[0]?.focused).toBe(1);
  });

  it("takes a data directory that is named from where it was started", async () => {
    const there = relative(process.cwd(), join(directory, "data"));
    const { done } = await desktop({ dataDirectory: there });
    expect(done.paths).toEqual({ userData: join(directory, "data", "window") });
    expect(done.windows[0]?.shown).toBe(true);
  });

  it("says why the host refused, and ends", async () => {
    const { done } = await desktop({
      openHost: async (dataDirectory) => err({ kind: "dataDirectoryBusy", directory: dataDirectory }),
    });
    expect(done.errors).toHaveLength(1);
    expect(done.errors[0]).toContain(join(directory, "data"));
    expect(done.exitCode).toBe(1);
    expect(done.windows).toEqual([]);
  });

  it("ends only when the host has closed, and closes it once", async () => {
    const host = createSmallHost();
    let finish: () => void = () => undefined;
    let closings = 0;
    const close = (): Promise<void> => {
      closings++;
      return new Promise((resolve) => {
        finish = resolve;
      });
    };
    const { asks, done } = await desktop({ openHost: async () => ok({ ...host, close }) });
    expect(asks.quit()).toBe(true);
    expect(asks.quit()).toBe(true);
    expect([closings, done.exitCode]).toEqual([1, null]);
    finish();
    await vi.waitFor(() => expect(done.exitCode).toBe(0));
  });
});

/** The product itself in the desktop, on a directory that outlives it. */
async function realDesktop(options: FakeOptions & { readonly platform?: NodeJS.Platform } = {}) {
  const hosts: Host[] = [];
  const started = await desktop({
    ...options,
    async openHost(dataDirectory, systemStore) {
      const stretchCost = stretchCosts.light;
      const platform = await createNodePlatform({ dataDirectory, systemStore, stretchCost, listenHost: "127.0.0.1" });
      const host = platform.ok ? await createHost(platform.value) : platform;
      if (host.ok) hosts.push(host.value);
      return host;
    },
  });
  const [host] = hosts;
  if (host === undefined) throw new Error(started.done.errors.join());
  onTestFinished(() => host.close());
  return { ...started, host, api: host.api };
}

describe("keys in the desktop", () => {
  const bySystem = { current: null, choice: { kind: "system", passphrase: null } } as const;
  const withSpare = { current: null, choice: { kind: "system", passphrase: "open sesame" } } as const;
  const amina = { person: "Amina", device: "desk", party: null };

  it("are sealed by the system's key store, and opened again at the next start", async () => {
    const first = await realDesktop();
    expect(await first.api.getKeys({})).toMatchObject({ ok: true, value: { systemStore: "gnome_libsecret" } });
    expect((await first.api.protectKeys(bySystem)).ok).toBe(true);
    expect((await first.api.createIdentity(amina)).ok).toBe(true);
    await first.host.close();
    const file = join(directory, "data", "key.sealed");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await readFile(file)).includes("gnome_libsecret")).toBe(true);
    const second = await realDesktop();
    expect(await second.api.getIdentity({})).toMatchObject({ ok: true, value: { person: "Amina", plainKeys: false } });
  });

  it.each([
    ["the plain-text stand-in of Linux", { storageBackend: "basic_text" }],
    ["a store that Electron does not know", { storageBackend: "unknown" }],
    ["a system that has none", { platform: "win32", encryptionAvailable: false }],
    ["Chromium's published password, where no keyring answers", { storeTag: "v10" }],
    ["a keyring that answers only later", { firstTag: "v10" }],
  ] as const)("are never left to %s: a passphrase is asked for", async (_store, options) => {
    const { api } = await realDesktop(options);
    expect(await api.getKeys({})).toMatchObject({ ok: true, value: { protection: null, systemStore: null } });
    expect(await api.protectKeys(bySystem)).toMatchObject({ ok: false, error: { kind: "badArgument" } });
    expect(await api.createIdentity(amina)).toMatchObject({ ok: false, error: { kind: "protectionNotChosen" } });
  });

  it.each([
    ["darwin", "keychain"],
    ["win32", "dpapi"],
  ] as const)("of %s are sealed by its %s", async (platform, systemStore) => {
    const { api } = await realDesktop({ platform, storageBackend: "basic_text", storeTag: "v10" });
    expect(await api.getKeys({})).toMatchObject({ ok: true, value: { systemStore } });
    expect((await api.protectKeys(bySystem)).ok).toBe(true);
  });

  it.each(["v11", "v12"] as const)("on Linux are sealed where the keyring's own key answers (%s)", async (storeTag) => {
    const { api } = await realDesktop({ storeTag });
    expect((await api.protectKeys(bySystem)).ok).toBe(true);
  });

  it("on Linux are neither sealed nor opened by the published password while the keyring comes and goes", async () => {
    const key = new Uint8Array(32).fill(7);
    const keyring = createFakeElectron();
    const published = createFakeElectron({ storeTag: "v10" });
    const sealed = await published.electron.safeStorage.encryptStringAsync("07".repeat(32));
    const store = await findSystemStore(keyring.electron.safeStorage, "linux");
    const own = await store?.seal(key);
    expect(own).toBeInstanceOf(Uint8Array);
    expect(await store?.open(own ?? key)).toEqual(key);
    expect(await store?.open(new Uint8Array(sealed))).toBeNull();
    expect(await store?.open(new Uint8Array())).toBeNull();
    // The keyring is there when it is looked for and gone when the key is to be sealed.
    const leaving = await findSystemStore(
      createFakeElectron({ firstTag: "v11", storeTag: "v10" }).electron.safeStorage,
      "linux",
    );
    expect(await leaving?.seal(key)).toBeNull();
  });

  it.each([
    ["away", { storageBackend: "basic_text" }, null],
    ["another one", { storageBackend: "kwallet6", storeKey: "other" }, "kwallet6"],
    ["changed", { storeKey: "other" }, "gnome_libsecret"],
  ] as const)(
    "stay where they are while the store that sealed them is %s, and the passphrase opens them",
    async (_how, options, found) => {
      const first = await realDesktop();
      await first.api.protectKeys(withSpare);
      await first.api.createIdentity(amina);
      await first.host.close();
      const file = join(directory, "data", "key.sealed");
      const before = await readFile(file);

      const away = await realDesktop(options);
      expect(away.done.windows[0]?.shown).toBe(true);
      const trouble = { kind: "keyStoreChanged", sealedBy: "gnome_libsecret", found };
      expect(await away.api.getKeys({})).toMatchObject({
        ok: true,
        value: { isLocked: true, hasPassphrase: true, trouble },
      });
      expect(await away.api.unlock({ passphrase: null })).toEqual({ ok: false, error: trouble });
      expect(await away.api.getIdentity({})).toMatchObject({ ok: false, error: { kind: "keysLocked" } });
      expect(await away.api.unlock({ passphrase: "open sesame" })).toMatchObject({ ok: true });
      expect(await away.api.getIdentity({})).toMatchObject({ ok: true, value: { person: "Amina" } });
      expect(await readFile(file)).toEqual(before);
    },
  );

  it("are locked from the menu, and unlocked by asking the store again", async () => {
    const { api, asks } = await realDesktop();
    await api.protectKeys(bySystem);
    await api.createIdentity(amina);
    asks.menu("Lock");
    await vi.waitFor(async () => expect(await api.getKeys({})).toMatchObject({ ok: true, value: { isLocked: true } }));
    expect(await api.getIdentity({})).toMatchObject({ ok: false, error: { kind: "keysLocked" } });
    expect((await api.unlock({ passphrase: null })).ok).toBe(true);
    expect(await api.getIdentity({})).toMatchObject({ ok: true, value: { person: "Amina" } });
  });

  it("that cannot be locked now say why", async () => {
    const { done, asks } = await realDesktop();
    asks.menu("Lock");
    await vi.waitFor(() => expect(done.errors).toEqual([expect.stringContaining("what shall protect the keys")]));
  });
});
