/** The ways a window reaches its host, each built as the program builds it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import type { MessagePortMain } from "electron";
import WebSocketClient from "ws";
import type { Host } from "../../electron/host/host.ts";
import { portMainPipe, serveWindow } from "../../electron/main/serveWindow.ts";
import { serveWeb } from "../../electron/web/serveWeb.ts";
import { connectByWebSocket } from "../../renderer/host/connect.ts";
import { type HostConnection, hostConnection } from "../../renderer/host/connection.ts";
import { portPipe } from "../../renderer/host/portPipe.ts";
import { portSocket } from "../../renderer/host/portSocket.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import { channels } from "../../shared/base/channels.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { pipePair } from "../../shared/base/pipePair.ts";
import { recordingLogger, seededRandom } from "./ambient.ts";
import { mainPort } from "./fakeElectron.ts";

export interface HostWire {
  readonly api: HostApi;
  onEvent(listener: (event: HostEvent) => void): () => void;
  readonly connectText: HostConnection["connectText"];
  /** Closes the wire, not the host. */
  close(): Promise<void>;
}

export type MakeWire = (host: Host) => Promise<HostWire>;

const ambient = { logger: recordingLogger(), random: seededRandom(1) };

/** The window's half of a port's carrier. */
function overCarrier(carrier: Pipe): HostConnection {
  const opened = channels(carrier);
  const socket = portSocket((url) => opened.open(url));
  return hostConnection(opened.open("api"), { serverUrl: "y", params: {}, socket });
}

/** No wire at all: what a command line or a test does. Text goes over a pair of pipes. */
async function direct(host: Host): Promise<HostWire> {
  const [near, far] = pipePair();
  serveWindow(host, far, ambient);
  return {
    api: host.api,
    onEvent: host.onEvent,
    connectText: overCarrier(near).connectText,
    close: async () => near.close("test over"),
  };
}

async function overPipePair(host: Host): Promise<HostWire> {
  const [near, far] = pipePair();
  serveWindow(host, far, ambient);
  return { ...overCarrier(near), close: async () => near.close("test over") };
}

/** Node's MessageChannel stands in for Electron's. */
async function overMessagePort(host: Host): Promise<HostWire> {
  const { port1, port2 } = new MessageChannel();
  serveWindow(host, portMainPipe(mainPort(port1) as MessagePortMain), ambient);
  const carrier = portPipe(port2 as unknown as MessagePort);
  return { ...overCarrier(carrier), close: async () => carrier.close("test over") };
}

async function overWebSocket(host: Host): Promise<HostWire> {
  const rendererDirectory = await mkdtemp(join(tmpdir(), "tessera-wire-"));
  const served = await serveWeb({ host, rendererDirectory, port: 0, ...ambient });
  if (!served.ok) throw new Error(served.error.kind);
  const connected = await connectByWebSocket(pageAt(served.value.url));
  if (!connected.ok) throw new Error(connected.error);
  return {
    ...connected.value,
    async close() {
      await served.value.close();
      await rm(rendererDirectory, { recursive: true });
    },
  };
}

/** A page opened at `url`, as far as connecting looks at it; its sockets name its origin, as a browser's do. */
export function pageAt(url: string): Window & typeof globalThis {
  const location = new URL(url);
  const kept = new Map<string, string>();
  class PageSocket extends WebSocketClient {
    constructor(address: string | URL) {
      super(address, { origin: location.origin });
      // A browser's socket that fails closes and throws nothing.
      this.on("error", () => undefined);
    }
  }
  return {
    location,
    history: {
      replaceState: (_state: unknown, _title: string, address: string) => {
        location.href = new URL(address, location).href;
      },
    },
    sessionStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    },
    WebSocket: PageSocket,
  } as unknown as Window & typeof globalThis;
}

export const hostWires: readonly (readonly [name: string, make: MakeWire])[] = [
  ["a direct call", direct],
  ["a pair of pipes", overPipePair],
  ["a MessagePort", overMessagePort],
  ["a WebSocket", overWebSocket],
];
