import { describe, expect, it } from "vitest";
import { confineSession } from "../../electron/main/confinement.ts";
import { createFakeElectron } from "../support/fakeElectron.ts";

const secure = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
};

async function readyFake() {
  const fake = createFakeElectron();
  fake.electron.app.enableSandbox();
  await fake.electron.app.whenReady();
  return fake.electron;
}

describe("the fake electron", () => {
  it.each([
    { sandbox: false },
    { contextIsolation: false },
    { nodeIntegration: true },
    { webSecurity: false },
    { webviewTag: true },
    { spellcheck: true },
    { nodeIntegrationInWorker: true },
    { nodeIntegrationInSubFrames: true },
    { allowRunningInsecureContent: true },
    { experimentalFeatures: true },
    { enableBlinkFeatures: "CSSVariables" },
    { partition: "persist:other" },
  ])("fails on a window with %j", async (weaker) => {
    const { BrowserWindow, session } = await readyFake();
    confineSession(session.defaultSession, () => true);
    expect(() => new BrowserWindow({ webPreferences: { ...secure, ...weaker } })).toThrow(/insecure: webPreferences/);
  });

  it("fails on a window whose options or handlers are missing", async () => {
    const { BrowserWindow, session } = await readyFake();
    expect(() => new BrowserWindow({ webPreferences: secure })).toThrow("before its permissionRequest handler");
    confineSession(session.defaultSession, () => true);
    expect(() => new BrowserWindow({})).toThrow("webPreferences.sandbox");
    // Nobody has answered web-contents-created.
    expect(() => new BrowserWindow({ webPreferences: secure })).toThrow("window.open is not denied");
  });

  it("fails on what comes too late, or asks for more than it needs", async () => {
    const { app, protocol, session, shell } = await readyFake();
    expect(() => app.enableSandbox()).toThrow("too late");
    expect(() => app.setPath("userData", "/tmp")).toThrow("too late");
    expect(() => protocol.registerSchemesAsPrivileged([])).toThrow("too late");
    expect(() => session.defaultSession.setPermissionRequestHandler(null)).toThrow("removed");
    expect(() => session.defaultSession.setSpellCheckerEnabled(true)).toThrow("dictionaries");
    await expect(shell.openExternal("file:///etc/passwd")).rejects.toThrow("insecure");
    await expect(shell.openExternal("https://example.org/")).rejects.toThrow("did not read");
    await expect(createFakeElectron().electron.app.whenReady()).rejects.toThrow("without a sandbox");
    const early = createFakeElectron().electron.protocol;
    const scheme = { scheme: "x", privileges: { bypassCSP: true } };
    expect(() => early.registerSchemesAsPrivileged([scheme])).toThrow("may bypassCSP");
  });

  it("fails on a part of Electron that nobody has thought about here", async () => {
    const electron = await readyFake();
    expect(() => electron.app.commandLine).toThrow("no app.commandLine");
    expect(() => Reflect.get(electron, "webContents")).toThrow("no electron.webContents");
  });
});
