/**
 * The desktop. Owns the host, its one window, and the order in which Electron is locked down and then used:
 * sandbox and scheme before `ready`; permissions, protocol and navigation before the first window.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BrowserWindow } from "electron";
import type { HostError } from "../../shared/api/errors.ts";
import { describeError } from "../../shared/api/errorWords.ts";
import type { Host } from "../host/host.ts";
import { answerLockRequests } from "../host/store/lockRequest.ts";
import { answerRequest, appAddress, appScheme, isOwnPage } from "./appProtocol.ts";
import { confineContents, confineSession } from "./confinement.ts";
import type { DesktopParts, MainElectron } from "./desktopParts.ts";
import { menuTemplate } from "./menu.ts";
import { portMainPipe, serveWindow } from "./serveWindow.ts";
import { findSystemStore } from "./systemStore.ts";

/** Resolves when the window is shown, or when this start has ended: another one runs, or the host refused. */
export async function startDesktop(electron: MainElectron, parts: DesktopParts): Promise<void> {
  const { app, dialog, protocol, session } = electron;
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }]);
  app.on("web-contents-created", (_event, contents) => confineContents(contents, electron));
  // Chromium's own files, and the lock that makes a data directory belong to one desktop, lie beside the data.
  // Electron takes only absolute paths.
  const dataDirectory = resolve(parts.dataDirectory);
  const windowDirectory = join(dataDirectory, "window");
  mkdirSync(windowDirectory, { recursive: true, mode: 0o700 });
  app.setPath("userData", windowDirectory);
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();

  let ours: number | null = null;
  confineSession(session.defaultSession, ({ id }) => id === ours);
  protocol.handle(appScheme, (request) => answerRequest(parts.rendererDirectory, request));
  const refuse = (error: HostError): void => {
    const { title, next } = describeError(error, "en");
    dialog.showErrorBox(title, next);
    app.exit(1);
  };
  const systemStore = await findSystemStore(electron.safeStorage, parts.platform);
  const host = await parts.openHost(dataDirectory, systemStore);
  if (!host.ok) return refuse(host.error);

  const lock = async (): Promise<void> => {
    const locked = await host.value.api.lock({});
    if (locked.ok) return;
    const { title, next } = describeError(locked.error, "en");
    dialog.showErrorBox(title, next);
  };
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(menuTemplate(parts.platform, () => void lock())));
  const window = openWindow(electron, parts);
  ours = window.webContents.id;
  handPort(electron, parts, host.value, window);
  app.on("second-instance", () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on("window-all-closed", () => app.quit());
  const stopAnswering = answerLockRequests(dataDirectory, host.value.api);
  closeBeforeQuit(electron, host.value, stopAnswering);
  await window.loadURL(appAddress);
}

function openWindow(electron: MainElectron, parts: DesktopParts): BrowserWindow {
  const window = new electron.BrowserWindow({
    width: 1280,
    height: 860,
    show: false,
    title: "Tessera",
    webPreferences: {
      preload: parts.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  return window;
}

/** One port, to the main frame of this window, showing our page; anyone else who asks gets nothing. */
function handPort(electron: MainElectron, parts: DesktopParts, host: Host, window: BrowserWindow): void {
  let handed = false;
  electron.ipcMain.on("connect-host", (event) => {
    const frame = event.senderFrame;
    const isOurs =
      frame !== null && event.sender.id === window.webContents.id && frame.parent === null && isOwnPage(frame.url);
    if (handed || !isOurs) {
      parts.logger.warn("port.refused", { handed, isOurs });
      return;
    }
    handed = true;
    const { port1, port2 } = new electron.MessageChannelMain();
    serveWindow(host, portMainPipe(port1), parts);
    frame.postMessage("host-port", null, [port2]);
  });
}

/** Everything acknowledged is on disk before the process ends. */
function closeBeforeQuit(electron: MainElectron, host: Host, stopAnswering: () => void): void {
  let closing = false;
  electron.app.on("will-quit", (event) => {
    event.preventDefault();
    if (closing) return;
    closing = true;
    stopAnswering();
    void host.close().finally(() => electron.app.exit(0));
  });
}
