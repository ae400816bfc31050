/** The real y-websocket, unmodified, against a real host behind a real WebSocket server. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import WebSocketClient from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { systemClock } from "../../../electron/host/ambient.ts";
import { loadFold } from "../../../electron/host/charter/fold.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { loadKeys } from "../../../electron/host/keys/identity.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { Platform } from "../../../electron/host/platform.ts";
import { openCharterStore } from "../../../electron/host/store/charterStore.ts";
import { serveWeb, type WebServer } from "../../../electron/web/serveWeb.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor } from "../../../shared/base/cbor.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { tessera } from "../../../shared/ledger/program.ts";
import { recordingLogger, seededRandom } from "../../support/ambient.ts";
import { lastFlow } from "../../support/flowWords.ts";
import { usualPlan } from "../../support/plans.ts";

/** What a person waits for takes a tenth of the time. */
const hastyClock: Clock = { now: systemClock.now, after: (delayMs, run) => systemClock.after(delayMs / 10, run) };

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

interface Person {
  readonly name: string;
  readonly platform: Platform;
  readonly host: Host;
  readonly server: WebServer;
  readonly events: HostEvent[];
}

let root: string;
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tessera-yws-"));
  writeFileSync(join(root, "index.html"), "<!doctype html>");
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(root, { recursive: true, force: true });
});

async function settle(name: string): Promise<Person> {
  const dataDirectory = join(root, name);
  const platform = had(
    await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1", clock: hastyClock }),
  );
  const host = had(await createHost(platform));
  cleanups.push(() => host.close());
  const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
  had(await host.api.createIdentity({ person: name, device: "laptop", party }));
  const [random, logger] = [seededRandom(name.length), recordingLogger()];
  const server = had(await serveWeb({ host, rendererDirectory: root, port: 0, gateway: true, random, logger }));
  cleanups.push(() => server.close());
  const events: HostEvent[] = [];
  host.onEvent((event) => events.push(event));
  return { name, platform, host, server, events };
}

async function found({ host }: Person): Promise<CharterId> {
  const source = {
    kind: "file",
    name: "water.md",
    bytes: new TextEncoder().encode("# Water\n\nWater is for all.\n"),
  } as const;
  return had(await host.api.createCharter({ title: "Water", language: "en", source, policy: usualPolicy })).charter;
}

async function admit(inviter: Person, joiner: Person, charter: CharterId): Promise<string> {
  const { code, addresses } = had(
    await inviter.host.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }),
  );
  const address = addresses[0] ?? "";
  had(await joiner.host.api.join({ code, address, stay: false }));
  return address;
}

interface Client {
  readonly yDoc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** Reasons for which the host closed the connection. */
  readonly closed: readonly string[];
}

function connect(
  serverUrl: string,
  room: string,
  params: Record<string, string>,
  origin: string | null,
  yDoc = new Y.Doc(),
): Client {
  class Socket extends WebSocketClient {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, origin === null ? {} : { origin });
    }
  }
  const provider = new WebsocketProvider(serverUrl, room, yDoc, {
    params,
    disableBc: true,
    WebSocketPolyfill: Socket as unknown as typeof WebSocket,
  });
  const closed: string[] = [];
  provider.on("connection-close", (event) => closed.push(event?.reason ?? ""));
  onTestFinished(() => provider.destroy());
  return { yDoc, provider, closed };
}

async function openWindow({ host, server }: Person, charter: CharterId): Promise<Client> {
  const { clientId, room } = had(await host.api.openText({ charter }));
  const yDoc = new Y.Doc();
  yDoc.clientID = clientId;
  const origin = `http://127.0.0.1:${server.port}`;
  return synced(connect(`ws://127.0.0.1:${server.port}/y`, room, { token: server.token }, origin, yDoc));
}

const openGateway = (
  { server }: Person,
  charter: CharterId,
  layout: Record<string, string> = { layout: "2" },
  yDoc = new Y.Doc(),
): Client => connect(server.gatewayUrl ?? "", charter, { token: server.gatewayToken ?? "", ...layout }, null, yDoc);

async function synced(client: Client): Promise<Client> {
  await vi.waitFor(() => expect(client.provider.synced).toBe(true));
  return client;
}

/** Of the last paragraph: what stands behind the last element of the flow. */
const lastWords = (yDoc: Y.Doc): string => lastFlow(yDoc).toString().split(">").at(-1) ?? "";
const write = (yDoc: Y.Doc, words: string): void => lastFlow(yDoc).insert(lastFlow(yDoc).length, words);
/** With a client id that is not the document's own. */
function writeAs(yDoc: Y.Doc, clientID: number, words: string): void {
  const own = yDoc.clientID;
  yDoc.clientID = clientID;
  write(yDoc, words);
  yDoc.clientID = own;
}
const read = (yDoc: Y.Doc): string => yDoc.getXmlFragment("text").toString();

const markdownOf = async ({ host }: Person, charter: CharterId): Promise<string> =>
  had(await host.api.getText({ charter, at: { kind: "draft" } })).markdown;

/** Whose signature stands under what a Yjs client wrote, from the files of a host that has closed. */
function signerOf({ platform }: Person, charter: CharterId, client: number): DeviceId | null {
  const file = join(platform.dataDirectory, "charters", charter);
  const plain = platform.secrets.open(new Uint8Array(readFileSync(`${file}.key`)));
  const [, keys] = decodeCbor(plain ?? new Uint8Array(0)) as readonly [number, readonly Bytes[]];
  const own = had(loadKeys(platform));
  if (own === null) throw new Error("a person was named");
  const { storeKey } = own;
  const store = had(openCharterStore(`${file}.sqlite`, { charter, storeKey, random: platform.random }));
  const device = { id: own.device, privateKey: own.signing.privateKey, sealing: own.sealing };
  const { random, logger } = platform;
  const { ledger } = had(loadFold({ program: tessera, charter, keys, device, storeKey, store, random, logger }));
  const signer = ledger.session(client)?.device ?? null;
  store.close();
  return signer;
}

describe("Windows of one host", () => {
  it("converge, and their words are saved and signed under their own client ids", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const [left, right] = [await openWindow(ada, charter), await openWindow(ada, charter)];
    expect(left.yDoc.clientID).not.toBe(right.yDoc.clientID);
    write(left.yDoc, " Left.");
    await vi.waitFor(() => expect(read(right.yDoc)).toContain("Left."));
    write(right.yDoc, " Right.");
    await vi.waitFor(() => expect(read(left.yDoc)).toContain("Left. Right."));
    expect(read(left.yDoc)).toBe(read(right.yDoc));
    for (const { yDoc } of [left, right])
      await vi.waitFor(() =>
        expect(ada.events).toContainEqual({
          kind: "saved",
          charter,
          clientId: yDoc.clientID,
          clock: Y.getState(yDoc.store, yDoc.clientID),
        }),
      );
    expect(await markdownOf(ada, charter)).toContain("Water is for all. Left. Right.");
    expect([...left.closed, ...right.closed]).toEqual([]);
  });

  it("take up what was typed while they were cut off", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const window = await openWindow(ada, charter);
    window.provider.disconnect();
    write(window.yDoc, " Alone.");
    had(await ada.host.api.editText({ charter, edit: { kind: "insertArticle", after: null, markdown: "## New" } }));
    window.provider.connect();
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("Alone."));
    await vi.waitFor(() => expect(read(window.yDoc)).toContain("New"));
    expect(window.closed.filter((reason) => reason.startsWith("refused"))).toEqual([]);
  });

  it("that write with another's client id are refused, and nothing changes", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const [honest, thief] = [await openWindow(ada, charter), await openWindow(ada, charter)];
    const before = await markdownOf(ada, charter);
    thief.provider.shouldConnect = false;
    writeAs(thief.yDoc, honest.yDoc.clientID, " Stolen.");
    await vi.waitFor(() => expect(thief.closed).toContainEqual(expect.stringContaining("refused")));
    expect(await markdownOf(ada, charter)).toBe(before);
    expect(read(honest.yDoc)).not.toContain("Stolen");
    write(honest.yDoc, " Honest.");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("Honest."));
  });

  it("that write what the schema does not have are refused, and nothing changes", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const window = await openWindow(ada, charter);
    const before = await markdownOf(ada, charter);
    window.provider.shouldConnect = false;
    window.yDoc.getXmlFragment("text").insert(0, [new Y.XmlElement("script")]);
    await vi.waitFor(() => expect(window.closed).toContainEqual(expect.stringContaining("refused")));
    expect(await markdownOf(ada, charter)).toBe(before);
  });
});

describe("The gateway", () => {
  it("lets a stock client write, signed by this device, and its words reach another host", async () => {
    const [ada, ben] = [await settle("Ada"), await settle("Ben")];
    const charter = await found(ada);
    const address = await admit(ada, ben, charter);
    const stock = await synced(openGateway(ada, charter));
    write(stock.yDoc, " By a script.");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("By a script."));
    had(await ben.host.api.meet({ address, stay: false }));
    expect(await markdownOf(ben, charter)).toContain("Water is for all. By a script.");
    const { device } = had(await ada.host.api.getIdentity({})) ?? {};
    await ben.host.close();
    had(await ben.platform.secrets.unlock(null));
    expect(signerOf(ben, charter, stock.yDoc.clientID)).toBe(device?.id);
    expect(stock.closed).toEqual([]);
  });

  it.each([
    ["no layout", {}],
    ["the layout of an earlier version", { layout: "1" }],
    ["a layout that is none", { layout: "02" }],
  ])(
    "lets a client whose address names %s read and be seen, and write nothing",
    async (_, layout: Record<string, string>) => {
      const ada = await settle("Ada");
      const charter = await found(ada);
      const [window, stock] = [await openWindow(ada, charter), await synced(openGateway(ada, charter, layout))];
      write(window.yDoc, " Read.");
      await vi.waitFor(() => expect(read(stock.yDoc)).toContain("Read."));
      stock.provider.awareness.setLocalStateField("user", { name: "A script", color: "#00f" });
      const seenBy = ({ provider }: Client, other: Client) =>
        provider.awareness.getStates().get(other.yDoc.clientID)?.user;
      await vi.waitFor(() => expect(seenBy(window, stock)).toMatchObject({ name: "Ada" }));
      window.provider.awareness.setLocalStateField("user", { name: "Ada", color: "#f00" });
      await vi.waitFor(() => expect(seenBy(stock, window)).toMatchObject({ name: "Ada" }));
      expect(stock.closed).toEqual([]);

      const before = await markdownOf(ada, charter);
      stock.provider.shouldConnect = false;
      write(stock.yDoc, " By a script.");
      await vi.waitFor(() =>
        expect(stock.closed).toEqual(["refused: this address is for reading; name layout=2 to write"]),
      );
      expect(await markdownOf(ada, charter)).toBe(before);
      expect(read(window.yDoc)).not.toContain("By a script.");
    },
  );

  it("refuses a client id that is somebody's, or that could be derived", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const window = await openWindow(ada, charter);
    write(window.yDoc, " Mine.");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("Mine."));
    const before = await markdownOf(ada, charter);
    for (const clientID of [window.yDoc.clientID, 2 ** 52 + 12_345, 2 ** 32]) {
      const client = await synced(openGateway(ada, charter));
      client.provider.shouldConnect = false;
      writeAs(client.yDoc, clientID, " Theirs.");
      await vi.waitFor(() => expect(client.closed).toContainEqual(expect.stringContaining("refused")));
    }
    expect(await markdownOf(ada, charter)).toBe(before);
  });

  it("keeps a client to the id that it began with", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const client = await synced(openGateway(ada, charter));
    write(client.yDoc, " First.");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("First."));
    client.provider.shouldConnect = false;
    writeAs(client.yDoc, 4_000_000_001, " Second.");
    await vi.waitFor(() => expect(client.closed).toContainEqual(expect.stringContaining("refused")));
    expect(await markdownOf(ada, charter)).not.toContain("Second.");
  });

  it("lets no two clients write under one id at a time", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const [first, second] = [await synced(openGateway(ada, charter)), await synced(openGateway(ada, charter))];
    write(first.yDoc, " First.");
    await vi.waitFor(() => expect(read(second.yDoc)).toContain("First."));
    second.provider.shouldConnect = false;
    writeAs(second.yDoc, first.yDoc.clientID, " Second.");
    await vi.waitFor(() => expect(second.closed).toContainEqual(expect.stringContaining("refused")));
    expect(await markdownOf(ada, charter)).not.toContain("Second.");
  });

  it("lets a client come back after a break and go on", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const client = await synced(openGateway(ada, charter));
    write(client.yDoc, " First.");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("First."));
    client.provider.disconnect();
    write(client.yDoc, " Meanwhile.");
    client.provider.connect();
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("First. Meanwhile."));
  });
});

describe("[C9] What nobody sees, written by a stock client", () => {
  const propose = ({ host }: Person, charter: CharterId) => {
    const term = { from: null, months: 12, until: null, noticeDays: 60 } as const;
    return host.api.propose({ charter, term, note: "", purpose: null, ...usualPlan, supersedes: null });
  };

  it("is mended by the host, in the client's own document too, so that the text can be proposed", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const [window, stock] = [await openWindow(ada, charter), await synced(openGateway(ada, charter))];
    write(stock.yDoc, " \u0093No\u0094\u202e one.\u000b");
    write(stock.yDoc, "Two\u{e0041} things\ue000. \u2067Open \u2602\ufe0f");
    const mended = "Water is for all. “No” one. Two things. \u2067Open \u2602\ufe0f";
    for (const { yDoc } of [stock, window]) await vi.waitFor(() => expect(lastWords(yDoc)).toBe(mended));
    // The isolate waits for its end, and is taken out when it does not come.
    await vi.waitFor(() => expect(lastWords(stock.yDoc)).toBe(mended.replace("\u2067", "")));
    write(stock.yDoc, " Sun.");
    await vi.waitFor(() => expect(lastFlow(window.yDoc).toString()).toContain("\ufe0f Sun."));
    had(await propose(ada, charter));
    expect(stock.closed).toEqual([]);
  });

  it("goes when its client goes, and takes nothing with it that others wrote meanwhile", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const [window, stock] = [await openWindow(ada, charter), await synced(openGateway(ada, charter))];
    write(stock.yDoc, " \u2067A\u2067B");
    await vi.waitFor(() => expect(read(window.yDoc)).toContain("A\u2067B"));
    lastFlow(window.yDoc).insert(lastFlow(window.yDoc).length - 2, "between");
    await vi.waitFor(() => expect(read(stock.yDoc)).toContain("Abetween"));
    stock.provider.destroy();
    await vi.waitFor(() => expect(lastWords(window.yDoc)).toBe("Water is for all. AbetweenB"));
    had(await propose(ada, charter));
  });

  it("stays what a window wrote: its editor has mended it, or shows it", async () => {
    const ada = await settle("Ada");
    const charter = await found(ada);
    const window = await openWindow(ada, charter);
    write(window.yDoc, " A\u202eB");
    await vi.waitFor(async () => expect(await markdownOf(ada, charter)).toContain("B"));
    expect(await propose(ada, charter)).toMatchObject({ ok: false, error: { kind: "textUnseen" } });
    expect(lastFlow(window.yDoc).toString()).toContain("A\u202eB");
  });
});

describe("Presence", () => {
  const namesSeenBy = ({ provider, yDoc }: Client): readonly string[] =>
    [...provider.awareness.getStates()]
      .filter(([client]) => client !== yDoc.clientID)
      .map(([, state]) => state.user?.name);

  it("[S9] arrives at the other host under the member's true name, goes with its window and comes back", async () => {
    const [ada, ben] = [await settle("Ada"), await settle("Ben")];
    const charter = await found(ada);
    const address = await admit(ada, ben, charter);
    had(await ben.host.api.meet({ address, stay: true }));
    const [window, far] = [await openWindow(ada, charter), await openWindow(ben, charter)];
    window.provider.awareness.setLocalStateField("user", { name: "Somebody Else", color: "#f00" });
    await vi.waitFor(() => expect(namesSeenBy(far)).toEqual(["Ada"]));
    window.provider.disconnect();
    await vi.waitFor(() => expect(namesSeenBy(far)).toEqual([]));
    window.provider.connect();
    await vi.waitFor(() => expect(namesSeenBy(far)).toEqual(["Ada"]));
  });
});
