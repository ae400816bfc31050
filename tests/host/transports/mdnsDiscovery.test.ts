/** Real multicast on this machine's loopback. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import * as packets from "dns-packet";
import { afterEach, describe, expect, it } from "vitest";
import type { Announcement } from "../../../electron/host/platform.ts";
import { createMdnsDiscovery } from "../../../electron/host/transports/mdnsDiscovery.ts";
import { nearbyService, writeNearbyRecords } from "../../../electron/host/transports/nearbyRecords.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { realClock, recordingLogger, seededRandom, until } from "../../support/ambient.ts";

const group = "224.0.0.251";
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** One that nobody else uses, so that tests at the same time do not hear each other. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

async function device(port: number, own: Announcement | null) {
  const heard = new Map<string, { readonly announcement: Announcement; readonly host: string }>();
  const left: string[] = [];
  const discovery = createMdnsDiscovery({ clock: realClock, logger: recordingLogger(), onlyHost: "127.0.0.1", port });
  const opened = await discovery.open({
    announcement: () => own,
    onHeard: (announcement, host) => heard.set(announcement.instance, { announcement, host }),
    onLeft: (instance) => left.push(instance),
  });
  if (!opened.ok) throw new Error(`no multicast on this machine's loopback: ${JSON.stringify(opened.error)}`);
  cleanups.push(() => opened.value.close());
  return { ...opened.value, heard, left };
}

const random = seededRandom(5);
const announcement = (instance: string): Announcement => ({
  instance,
  port: 7420,
  tags: [random.bytes(8), random.bytes(8)],
});
const ada = announcement("aaaaaaaaaaaaaaaa");
const ben = announcement("bbbbbbbbbbbbbbbb");

describe("Discovery by multicast", () => {
  it("[S11] lets two devices of one network hear each other's announcements and goodbyes", async () => {
    const port = await freePort();
    const near = await device(port, ada);
    const far = await device(port, ben);
    far.say();
    await until("both have heard", () => near.heard.has(ben.instance) && far.heard.has(ada.instance));
    const { announcement: said, host } = near.heard.get(ben.instance) ?? { announcement: ada, host: "" };
    expect(host).toBe("127.0.0.1");
    expect(said.port).toBe(ben.port);
    expect(said.tags.map(toHex)).toEqual(ben.tags.map(toHex));
    await far.close();
    await until("the goodbye arrives", () => near.left.includes(ben.instance));
  });

  it("[S11] answers who asks, and says nothing of a device that has nothing to say", async () => {
    const port = await freePort();
    const silent = await device(port, null);
    const near = await device(port, ada);
    silent.say();
    await until("the one asked answers", () => silent.heard.has(ada.instance));
    expect([...near.heard.keys()]).toEqual([ada.instance]);
  });

  it("survives whatever is sent to its port", async () => {
    const port = await freePort();
    const near = await device(port, ada);
    const stranger = createSocket({ type: "udp4", reuseAddr: true });
    stranger.bind(0, "127.0.0.1");
    await once(stranger, "listening");
    stranger.setMulticastInterface("127.0.0.1");
    cleanups.push(() => stranger.close());
    const send = (bytes: Uint8Array): Promise<void> =>
      new Promise((resolve) => stranger.send(bytes, port, group, () => resolve()));
    const good = packets.encode({ type: "response", answers: writeNearbyRecords(ben, 120) });
    const noise = Array.from({ length: 40 }, (_, n) => seededRandom(n).bytes(1 + ((n * 37) % 600)));
    const cut = Array.from({ length: 20 }, (_, n) => good.subarray(0, n * 7));
    for (const bytes of [...noise, ...cut]) await send(bytes);
    await send(packets.encode({ type: "query", questions: [{ name: nearbyService.toUpperCase(), type: "PTR" }] }));
    // A flood may have used up the second: the good one is sent until it is heard.
    let sending = true;
    const sender = (async () => {
      while (sending) {
        await send(good);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await until("the good one is heard among them", () => near.heard.has(ben.instance));
    sending = false;
    await sender;
  });

  it("is closed twice without harm, and says nothing afterwards", async () => {
    const near = await device(await freePort(), ada);
    await near.close();
    near.say();
    await near.close();
    expect([...near.heard.keys()]).toEqual([]);
  });
});
