/**
 * The one fake of Electron. It knows what the desktop uses and nothing else, and it fails, at the call, on whatever
 * would open a door: an option that weakens a window, a handler set too late, an address that is not ours.
 * A test drives it as Chromium would: it loads pages, asks for permissions, navigates, sends from frames.
 */
import { EventEmitter } from "node:events";
import { isAbsolute } from "node:path";
import { MessageChannel, type MessagePort as NodeMessagePort } from "node:worker_threads";
import type { MenuItemConstructorOptions } from "electron";
import type { MainElectron } from "../../electron/main/desktopParts.ts";

const insecure = (what: string): never => {
  throw new Error(`insecure: ${what}`);
};

/** Reading a member that the fake lacks fails: new use of Electron has to be thought about here first. */
const strict = <T extends object>(name: string, members: T): T =>
  new Proxy(members, {
    get(target, key, receiver) {
      if (typeof key === "string" && key !== "then" && !(key in target))
        throw new Error(`fake electron: no ${name}.${key}`);
      return Reflect.get(target, key, receiver);
    },
  });

/** Node's port under Electron's interface for the main process. */
export function mainPort(port: NodeMessagePort): object {
  const emitter = new EventEmitter();
  port.on("message", (data: unknown) => emitter.emit("message", { data, ports: [] }));
  port.on("close", () => emitter.emit("close"));
  // Electron's ports hold their messages until `start`; Node's start with the first listener.
  const started = new Promise<void>((resolve) => emitter.once("started", () => resolve()));
  return strict("MessagePortMain", {
    on: (event: string, listener: (value: unknown) => void) =>
      emitter.on(event, (value) => void started.then(() => listener(value))),
    start: () => emitter.emit("started"),
    postMessage: (message: unknown) => port.postMessage(message),
    close: () => port.close(),
    nodePort: port,
  });
}

const requiredPreferences: Readonly<Record<string, unknown>> = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
};

interface FakeEvent {
  defaultPrevented: boolean;
  preventDefault(): void;
}

const newEvent = <T extends object>(detail: T): T & FakeEvent => {
  const event = {
    ...detail,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
};

export interface SentPort {
  readonly channel: string;
  readonly ports: readonly NodeMessagePort[];
}

export interface FakeOptions {
  readonly storageBackend?: string;
  readonly encryptionAvailable?: boolean;
  /**
   * What Chromium puts before what it seals. `v10` on Linux: no keyring answered, and its published password was taken,
   * while Electron goes on saying that it can encrypt and which desktop this is.
   */
  readonly storeTag?: "v10" | "v11" | "v12";
  /** The tag of the first sealing alone. */
  readonly firstTag?: "v10" | "v11" | "v12";
  /** A key store with another key opens nothing that the first one sealed. */
  readonly storeKey?: string;
  readonly firstInstance?: boolean;
  /** Which button the person presses in every message box. */
  readonly answer?: number;
}

/** Who asks for a permission; what is left out is as our own window's page has it, and no device is wanted. */
export interface PermissionAsker {
  readonly url?: string;
  readonly subframe?: boolean;
  readonly foreignContents?: boolean;
  readonly media?: readonly ("video" | "audio")[];
}
const ownAsker = { url: "tessera://app/", subframe: false, media: [] as readonly ("video" | "audio")[] };

type Handler = (...args: never[]) => unknown;

export function createFakeElectron(options: FakeOptions = {}) {
  const done = {
    sandboxed: false,
    ready: false,
    quit: 0,
    exitCode: null as number | null,
    schemes: [] as unknown[],
    opened: [] as string[],
    asked: [] as { readonly detail?: string }[],
    errors: [] as string[],
    paths: {} as Record<string, string>,
    menus: [] as unknown[],
    windows: [] as FakeWindow[],
    sent: [] as SentPort[],
  };
  const { storeKey = "first", storeTag = "v11" } = options;
  let firstTag = options.firstTag ?? null;
  const sealWith = (tag: string, text: string): Buffer =>
    Buffer.from(`${tag}${tag === "v10" ? "published" : storeKey}:${Buffer.from(text).toString("base64")}`);
  const sessionHandlers = new Map<string, Handler>();
  const protocolHandlers = new Map<string, (request: { method: string; url: string }) => Promise<Response>>();
  const appEvents = new EventEmitter();
  const ipcEvents = new EventEmitter();
  const sessionEvents = new EventEmitter();

  const app = strict("app", {
    enableSandbox() {
      if (done.ready) insecure("the sandbox is enabled too late");
      done.sandboxed = true;
    },
    on: (event: string, listener: Handler) => appEvents.on(event, listener as () => void),
    setPath(name: string, path: string) {
      if (done.ready) insecure(`path ${name} is set too late`);
      if (!isAbsolute(path)) throw new Error("Path must be absolute");
      done.paths[name] = path;
    },
    requestSingleInstanceLock: () => options.firstInstance ?? true,
    async whenReady() {
      if (!done.sandboxed) insecure("ready without a sandbox");
      done.ready = true;
    },
    quit: () => {
      done.quit++;
    },
    exit: (code: number) => {
      done.exitCode = code;
    },
  });

  const protocol = strict("protocol", {
    registerSchemesAsPrivileged(
      schemes: readonly { readonly scheme: string; readonly privileges: Record<string, boolean> }[],
    ) {
      if (done.ready) insecure("schemes are registered too late");
      for (const { scheme, privileges } of schemes)
        for (const [privilege, on] of Object.entries(privileges))
          if (on && privilege !== "standard" && privilege !== "secure") insecure(`${scheme} may ${privilege}`);
      done.schemes.push(...schemes);
    },
    handle: (scheme: string, handler: (request: { method: string; url: string }) => Promise<Response>) =>
      protocolHandlers.set(scheme, handler),
  });

  const setter = (name: string) => (handler: Handler | null) => {
    if (handler === null) return insecure(`${name} is removed`);
    sessionHandlers.set(name, handler);
  };
  const defaultSession = strict("session", {
    setPermissionRequestHandler: setter("permissionRequest"),
    setPermissionCheckHandler: setter("permissionCheck"),
    setDevicePermissionHandler: setter("devicePermission"),
    setSpellCheckerEnabled: (on: boolean) => on && insecure("the spell checker fetches dictionaries"),
    webRequest: strict("webRequest", { onBeforeRequest: setter("beforeRequest") }),
    on: (event: string, listener: Handler) => sessionEvents.on(event, listener as () => void),
  });

  class FakeContents extends EventEmitter {
    readonly id: number;
    openHandler: ((details: { url: string }) => { action: string }) | null = null;
    readonly mainFrame: FakeFrame;
    constructor(id: number) {
      super();
      this.id = id;
      this.mainFrame = newFrame("about:blank", null);
    }
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
      this.openHandler = handler;
    }
  }

  interface FakeFrame {
    url: string;
    readonly parent: FakeFrame | null;
    postMessage(channel: string, message: unknown, ports: readonly { readonly nodePort: NodeMessagePort }[]): void;
  }

  const newFrame = (url: string, parent: FakeFrame | null): FakeFrame => ({
    url,
    parent,
    postMessage: (channel, _message, ports) =>
      done.sent.push({ channel, ports: ports.map(({ nodePort }) => nodePort) }),
  });

  class FakeWindow extends EventEmitter {
    readonly options: Readonly<Record<string, unknown>>;
    readonly webContents: FakeContents;
    shown = false;
    focused = 0;
    loaded: string | null = null;
    constructor(given: { readonly webPreferences?: Readonly<Record<string, unknown>> }) {
      super();
      if (!done.ready) insecure("a window before ready");
      for (const name of ["permissionRequest", "permissionCheck", "devicePermission", "beforeRequest"])
        if (!sessionHandlers.has(name)) insecure(`a window before its ${name} handler`);
      const preferences = given.webPreferences ?? {};
      for (const [name, value] of Object.entries(requiredPreferences))
        if (preferences[name] !== value) insecure(`webPreferences.${name} is not ${value}`);
      for (const name of Object.keys(preferences))
        if (!(name in requiredPreferences) && name !== "preload") insecure(`webPreferences.${name} is unknown here`);
      this.options = given;
      this.webContents = new FakeContents(done.windows.length + 1);
      done.windows.push(this);
      appEvents.emit("web-contents-created", newEvent({}), this.webContents);
      if (this.webContents.openHandler === null) insecure("window.open is not denied");
    }
    async loadURL(url: string): Promise<void> {
      if (url !== "tessera://app/") insecure(`the window loads ${url}`);
      this.loaded = url;
      this.webContents.mainFrame.url = url;
      this.emit("ready-to-show");
    }
    show(): void {
      this.shown = true;
    }
    isMinimized(): boolean {
      return false;
    }
    focus(): void {
      this.focused++;
    }
  }

  class MessageChannelMain {
    readonly port1: object;
    readonly port2: object;
    constructor() {
      const { port1, port2 } = new MessageChannel();
      this.port1 = mainPort(port1);
      this.port2 = { nodePort: port2 };
    }
  }

  const electron = {
    app,
    protocol,
    session: strict("session", { defaultSession }),
    BrowserWindow: FakeWindow,
    MessageChannelMain,
    ipcMain: strict("ipcMain", {
      on: (channel: string, listener: Handler) => ipcEvents.on(channel, listener as () => void),
    }),
    Menu: strict("Menu", {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => done.menus.push(menu),
    }),
    dialog: strict("dialog", {
      showErrorBox: (title: string, next: string) => done.errors.push(`${title} ${next}`),
      showMessageBox: async (box: { readonly detail?: string }) => {
        done.asked.push(box);
        return { response: options.answer ?? 0 };
      },
    }),
    shell: strict("shell", {
      openExternal: async (url: string) => {
        if (!/^(https?|mailto):/.test(url)) insecure(`the system opens ${url}`);
        if (done.asked.at(-1)?.detail !== url) insecure("an address that the person did not read");
        done.opened.push(url);
      },
    }),
    safeStorage: strict("safeStorage", {
      getSelectedStorageBackend: () => options.storageBackend ?? "gnome_libsecret",
      isAsyncEncryptionAvailable: async () => options.encryptionAvailable ?? true,
      encryptStringAsync: async (text: string) => {
        const tag = firstTag ?? storeTag;
        firstTag = null;
        return sealWith(tag, text);
      },
      // Chromium opens by whichever key the tag names, the published one too.
      decryptStringAsync: async (sealed: Buffer) => {
        const [, tag, by, body] = /^(v1[012])(.*):(.*)$/.exec(sealed.toString()) ?? [];
        if (body === undefined || by !== (tag === "v10" ? "published" : storeKey)) throw new Error("not sealed here");
        return { result: Buffer.from(body, "base64").toString(), shouldReEncrypt: false };
      },
    }),
  };

  const handlerOf = (name: string): Handler => {
    const handler = sessionHandlers.get(name);
    if (handler === undefined) throw new Error(`no ${name} handler`);
    return handler;
  };
  const contents = (): FakeContents => {
    const [window] = done.windows;
    if (window === undefined) throw new Error("no window");
    return window.webContents;
  };

  const askerContents = ({ foreignContents = false }: PermissionAsker): { readonly id: number } =>
    foreignContents ? { id: contents().id + 1 } : contents();

  return {
    // The fake has the members that MainElectron names and no others.
    electron: strict("electron", electron) as unknown as MainElectron,
    done,
    /** What Chromium would ask or do. */
    asks: {
      permission: (permission: string, asker: PermissionAsker = {}): Promise<boolean> => {
        const { url, subframe, media } = { ...ownAsker, ...asker };
        const details = { requestingUrl: url, securityOrigin: url, isMainFrame: !subframe, mediaTypes: media };
        return new Promise((resolve) =>
          handlerOf("permissionRequest")(...([askerContents(asker), permission, resolve, details] as never[])),
        );
      },
      permissionCheck: (permission: string, asker: PermissionAsker = {}) => {
        const { url, subframe, media } = { ...ownAsker, ...asker };
        const mediaType = media.length === 1 ? media[0] : "unknown";
        const details = { requestingUrl: url, securityOrigin: url, isMainFrame: !subframe, mediaType };
        return handlerOf("permissionCheck")(...([askerContents(asker), permission, url, details] as never[]));
      },
      device: () => handlerOf("devicePermission")(...([{}] as never[])),
      request: (url: string): Promise<boolean> =>
        new Promise((resolve) =>
          handlerOf("beforeRequest")(...([{ url }, ({ cancel }: { cancel: boolean }) => resolve(!cancel)] as never[])),
        ),
      page: async (url: string, method = "GET") => {
        const handler = protocolHandlers.get("tessera");
        if (handler === undefined) throw new Error("no protocol handler");
        return handler({ url, method });
      },
      /**
       * True where the page stays where it is. As Electron asks: `will-frame-navigate` of every frame, and
       * `will-navigate` only of the main one, and only where nobody prevented the first.
       */
      navigation: (url: string, isMainFrame = true) => {
        const inFrame = newEvent({ url, isMainFrame });
        contents().emit("will-frame-navigate", inFrame);
        if (inFrame.defaultPrevented || !isMainFrame) return inFrame.defaultPrevented;
        const asked = newEvent({ url });
        contents().emit("will-navigate", asked);
        return asked.defaultPrevented;
      },
      /** True where it is prevented. */
      turn: (event: "will-redirect" | "will-attach-webview", url: string) => {
        const asked = newEvent({ url });
        contents().emit(event, asked);
        return asked.defaultPrevented;
      },
      windowOpen: (url: string) => contents().openHandler?.({ url }).action,
      download: (url: string) => {
        const asked = newEvent({});
        sessionEvents.emit("will-download", asked, { getURL: () => url });
        return !asked.defaultPrevented;
      },
      port: (
        from: {
          readonly url?: string;
          readonly subframe?: boolean;
          readonly foreignContents?: boolean;
          readonly gone?: boolean;
        } = {},
      ) => {
        const { id, mainFrame } = contents();
        if (from.url !== undefined) mainFrame.url = from.url;
        const senderFrame = from.subframe === true ? newFrame(mainFrame.url, mainFrame) : mainFrame;
        ipcEvents.emit("connect-host", {
          sender: { id: from.foreignContents === true ? id + 1 : id },
          senderFrame: from.gone === true ? null : senderFrame,
        });
      },
      quit: () => {
        const event = newEvent({});
        appEvents.emit("will-quit", event);
        return event.defaultPrevented;
      },
      menu: (label: string) => {
        const items = (done.menus.flat() as MenuItemConstructorOptions[]).flatMap(({ submenu }) =>
          Array.isArray(submenu) ? submenu : [],
        );
        const item = items.find((one) => one.label === label);
        if (item?.click === undefined) throw new Error(`no menu item ${label}`);
        (item.click as () => void)();
      },
      secondInstance: () => appEvents.emit("second-instance"),
    },
  };
}
