import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer, type Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import type { PeerLink } from "../../../electron/host/platform.ts";
import { createLaunchCertificate } from "../../../electron/host/transports/launchCertificate.ts";
import { maxLinkMessageBytes } from "../../../electron/host/transports/linkFraming.ts";
import { createTlsDirect, type TlsDirectLimits } from "../../../electron/host/transports/tlsDirect.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { equalBytes, utf8 } from "../../../shared/base/bytes.ts";
import { realClock, recordingLogger, seededRandom, steppingClock, until } from "../../support/ambient.ts";
import { type Gate, openGate } from "../../support/gate.ts";
import { listenTo } from "../../support/pipes.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const transport = (clock: Clock = realClock, limits: Partial<TlsDirectLimits> = {}) =>
  createTlsDirect({ clock, random: seededRandom(8), logger: recordingLogger(), listenHost: "127.0.0.1", limits });
const dialer = transport();

async function listen({ clock = realClock, limits = {} }: { clock?: Clock; limits?: Partial<TlsDirectLimits> } = {}) {
  const links: PeerLink[] = [];
  const listening = await transport(clock, limits).listen(0, null, (link) => links.push(link));
  if (!listening.ok) throw new Error(listening.error.kind);
  cleanups.push(() => listening.value.close());
  return { links, ...listening.value, address: `127.0.0.1:${listening.value.port}` };
}

async function dial(address: string, direct = dialer): Promise<PeerLink> {
  const link = await direct.dial(address);
  if (!link.ok) throw new Error(JSON.stringify(link.error));
  cleanups.push(() => link.value.pipe.close("the test is over"));
  return link.value;
}

async function pair(options?: Parameters<typeof listen>[0], through?: (port: number) => Promise<Gate>) {
  const listener = await listen(options);
  const gate = through === undefined ? null : await through(listener.port);
  const near = await dial(gate?.address ?? listener.address, transport(options?.clock, options?.limits));
  await until("the listener has the link", () => listener.links.length === 1);
  const [far] = listener.links;
  if (far === undefined) throw new Error("there is a link");
  return { near, far, listener };
}

async function gate(port: number): Promise<Gate> {
  const opened = await openGate(port);
  cleanups.push(() => opened.close());
  return opened;
}

async function tcpServer(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    cleanups.push(() => socket.destroy());
    socket.on("error", () => socket.destroy());
    onSocket(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function tlsServer(options: { minVersion?: "TLSv1.2"; maxVersion?: "TLSv1.2"; ALPNProtocols?: string[] }) {
  const { certificate, key } = await createLaunchCertificate(realClock, seededRandom(9));
  const server = createTlsServer({ cert: certificate, key, ...options }, (socket) => socket.on("error", () => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a direct link", () => {
  test("has one binding at both ends, and another for every link", async () => {
    const { near, far, listener } = await pair();
    expect(near.binding.length).toBe(32);
    expect(equalBytes(near.binding, far.binding)).toBe(true);
    const second = await dial(listener.address);
    expect(equalBytes(second.binding, near.binding)).toBe(false);
  });

  test("knows its roles and addresses", async () => {
    const { near, far, listener } = await pair();
    expect([near.role, far.role]).toEqual(["dialer", "listener"]);
    expect(near.remoteAddress).toBe(listener.address);
    expect(far.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(listener.addresses).toEqual([listener.address]);
  });

  test("has a different binding at each end where somebody stands between", async () => {
    const listener = await listen();
    const middle = await listen();
    const near = await dial(middle.address);
    await dial(listener.address);
    await until("both have links", () => middle.links.length + listener.links.length === 2);
    const far = listener.links[0];
    expect(far && equalBytes(near.binding, far.binding)).toBe(false);
  });

  test("carries messages both ways in order, empty and of the largest size included", async () => {
    const { near, far } = await pair();
    const [atNear, atFar] = [listenTo(near.pipe), listenTo(far.pipe)];
    const random = seededRandom(10);
    const sent = [0, 1, 65_535, 65_536, 300, maxLinkMessageBytes, 5].map((size) => random.bytes(size));
    for (const message of sent) {
      near.pipe.send(message);
      far.pipe.send(message);
    }
    await until("all arrive", () => atNear.messages.length + atFar.messages.length === 2 * sent.length);
    for (const { messages } of [atNear, atFar])
      expect(messages.map((message, index) => Buffer.compare(message, sent[index] ?? Buffer.alloc(0)))).toEqual(
        sent.map(() => 0),
      );
  });

  test("refuses to send above the bound: that is a mistake of this program", async () => {
    const { near } = await pair();
    expect(() => near.pipe.send(new Uint8Array(maxLinkMessageBytes + 1))).toThrow();
  });

  test("keeps what came before anybody listened, without reading on", async () => {
    const { near, far } = await pair();
    for (const text of ["one", "two", "three"]) near.pipe.send(utf8(text));
    const marker = await pair();
    const seen = listenTo(marker.far.pipe);
    marker.near.pipe.send(utf8("a turn of the network later"));
    await until("it arrives", () => seen.messages.length === 1);
    const late = listenTo(far.pipe);
    await until("all arrive", () => late.texts.length === 3);
    expect(late.texts).toEqual(["one", "two", "three"]);
  });

  test("carries ten thousand small messages in few writes", async () => {
    const listener = await listen();
    const through = await gate(listener.port);
    const near = await dial(through.address);
    await until("the listener has the link", () => listener.links.length === 1);
    let received = 0;
    listener.links[0]?.pipe.onMessage(() => {
      received += 1;
    });
    const before = through.passedBytes("toServer");
    const message = new Uint8Array(300);
    for (let count = 0; count < 10_000; count++) near.pipe.send(message);
    await until("all arrive", () => received === 10_000);
    // One TLS record holds 16 KiB: alone in a record each, they would need 10,000 times 22 bytes more.
    expect(through.passedBytes("toServer") - before).toBeLessThan(10_000 * 304 * 1.01);
  });

  test("closing says why here, and ends the other side after what was sent", async () => {
    const { near, far } = await pair();
    const [atNear, atFar] = [listenTo(near.pipe), listenTo(far.pipe)];
    near.pipe.send(utf8("last words"));
    near.pipe.close("we are done");
    near.pipe.send(utf8("never said"));
    await until("the other side ends", () => atFar.closed.length === 1);
    expect(atFar.texts).toEqual(["last words"]);
    expect(atFar.closed).toEqual(["the other side closed the connection"]);
    expect(atNear.closed).toEqual(["we are done"]);
  });

  test("a cut connection ends both sides", async () => {
    let opened: Gate | null = null;
    const { near, far } = await pair({}, async (port) => {
      opened = await gate(port);
      return opened;
    });
    const ends = [listenTo(near.pipe), listenTo(far.pipe)];
    (opened as Gate | null)?.cut();
    await until("both end", () => ends.every(({ closed }) => closed.length === 1));
    for (const { closed } of ends) expect(closed[0]).toMatch(/^the connection was lost/);
  });

  test("garbage in the stream ends the link", async () => {
    const listener = await listen();
    const through = await gate(listener.port);
    const near = await dial(through.address);
    const seen = listenTo(near.pipe);
    through.inject(utf8("220 mail.example ESMTP ready, what is this\r\n"));
    await until("it ends", () => seen.closed.length === 1);
    expect(seen.messages).toEqual([]);
  });

  test("a message announced above the bound ends the link", async () => {
    const listener = await listen();
    const socket = connectTls({
      ...{ host: "127.0.0.1", port: listener.port, ALPNProtocols: ["tessera/link/1"], rejectUnauthorized: false },
    });
    socket.on("error", () => {});
    cleanups.push(() => socket.destroy());
    await until("the listener has the link", () => listener.links.length === 1);
    const [link] = listener.links;
    const seen = link && listenTo(link.pipe);
    socket.write(Uint8Array.of(0x7f, 0, 0, 0));
    await until("it ends", () => seen?.closed.length === 1);
    expect(seen?.closed).toEqual(["the other side announced a message above the bound"]);
  });

  test("a peer that does not read is given up at the bound of the queue", async () => {
    const { near } = await pair({ limits: { queuedBytes: 8 * 1024 * 1024 } });
    const seen = listenTo(near.pipe);
    const megabyte = new Uint8Array(1024 * 1024);
    for (let count = 0; count < 64 && seen.closed.length === 0; count++) {
      near.pipe.send(megabyte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen.closed).toEqual(["the other side reads too slowly"]);
  });

  test("pings keep a quiet link alive, and a half-dead one ends after a minute", async () => {
    const clock = steppingClock();
    const listener = await listen({ clock });
    const through = await gate(listener.port);
    const near = await dial(through.address, transport(clock));
    await until("the listener has the link", () => listener.links.length === 1);
    const [far] = listener.links;
    const [atNear, atFar] = [listenTo(near.pipe), far && listenTo(far.pipe)];
    for (let minute = 0; minute < 15; minute++) {
      const before = [through.passedBytes("toServer"), through.passedBytes("toClient")] as const;
      clock.advance(20_000);
      await until("pings pass both ways", () => {
        const [toServer, toClient] = before;
        return through.passedBytes("toServer") > toServer && through.passedBytes("toClient") > toClient;
      });
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect([atNear.closed, atFar?.closed]).toEqual([[], []]);
    expect([atNear.messages, atFar?.messages]).toEqual([[], []]);

    through.drop("toClient");
    for (let step = 0; step < 4; step++) {
      clock.advance(20_000);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(atNear.closed).toEqual(["the connection was lost: the other side fell silent"]);
    await until("the other side ends too", () => atFar?.closed.length === 1);
  });
});

describe("dialling", () => {
  test("a closed port is unreachable", async () => {
    const { port, close } = await listen();
    await close();
    expect(await dialer.dial(`127.0.0.1:${port}`)).toEqual({
      ok: false,
      error: { kind: "peerUnreachable", address: `127.0.0.1:${port}`, reason: "ECONNREFUSED" },
    });
  });

  test("an address without host or port is a bad argument", async () => {
    for (const address of [":4040", "host", "", "::1:4040"])
      expect(await dialer.dial(address)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "address" } });
  });

  test("something that is not TLS is garbage", async () => {
    const mail = await tcpServer((socket) => socket.write("220 mail.example ESMTP ready\r\n"));
    expect(await dialer.dial(mail)).toMatchObject({ ok: false, error: { kind: "peerGarbage", address: mail } });
    const web = await tcpServer((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    expect(await dialer.dial(web)).toMatchObject({ ok: false, error: { kind: "peerGarbage" } });
  });

  test("another program that speaks TLS is garbage", async () => {
    for (const options of [{}, { ALPNProtocols: ["h2"] }, { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const])
      expect(await dialer.dial(await tlsServer(options))).toMatchObject({ ok: false, error: { kind: "peerGarbage" } });
  });

  test("something that hangs up at once is unreachable", async () => {
    const address = await tcpServer((socket) => socket.destroy());
    expect(await dialer.dial(address)).toMatchObject({ ok: false, error: { kind: "peerUnreachable" } });
  });

  test("something that never answers is unreachable after eight seconds", async () => {
    const clock = steppingClock();
    let connected = false;
    const address = await tcpServer(() => {
      connected = true;
    });
    const dialling = transport(clock).dial(address);
    await until("the connection stands", () => connected);
    clock.advance(7_999);
    clock.advance(1);
    expect(await dialling).toEqual({
      ok: false,
      error: { kind: "peerUnreachable", address, reason: "no answer in time" },
    });
  });
});

describe("listening", () => {
  test("a port that is taken cannot be listened on", async () => {
    const { port } = await listen();
    expect(await transport().listen(port, null, () => {})).toEqual({
      ok: false,
      error: { kind: "cannotListen", port, reason: "EADDRINUSE" },
    });
  });

  test("listens at the address it is given, and refuses what is none or not this machine's", async () => {
    const everywhere = createTlsDirect({ clock: realClock, random: seededRandom(8), logger: recordingLogger() });
    const listening = await everywhere.listen(0, "127.0.0.2", () => {});
    if (!listening.ok) throw new Error(listening.error.kind);
    cleanups.push(() => listening.value.close());
    const { port, addresses } = listening.value;
    expect(addresses).toEqual([`127.0.0.2:${port}`]);
    expect((await dial(`127.0.0.2:${port}`)).role).toBe("dialer");
    expect(await dialer.dial(`127.0.0.1:${port}`)).toMatchObject({ ok: false, error: { kind: "peerUnreachable" } });
    for (const host of ["relay.example", "127.0.0.1:80", ""])
      expect(await everywhere.listen(0, host, () => {})).toMatchObject({ ok: false, error: { kind: "badArgument" } });
    expect(await everywhere.listen(0, "192.0.2.1", () => {})).toMatchObject({
      ok: false,
      error: { kind: "cannotListen", reason: "EADDRNOTAVAIL" },
    });
  });

  test("on every network tells this machine's addresses, loopback last", async () => {
    const everywhere = createTlsDirect({ clock: realClock, random: seededRandom(8), logger: recordingLogger() });
    const listening = await everywhere.listen(0, null, () => {});
    if (!listening.ok) throw new Error(listening.error.kind);
    cleanups.push(() => listening.value.close());
    expect(listening.value.addresses).toContain(`127.0.0.1:${listening.value.port}`);
    expect((await dial(`127.0.0.1:${listening.value.port}`)).role).toBe("dialer");
  });

  test("[S20] one stranger too many costs the oldest stranger of its address its place, and never a member", async () => {
    const { address, links } = await listen({ limits: { linksPerAddress: 2, members: 2 } });
    const members = [listenTo((await dial(address)).pipe)];
    await until("it is accepted", () => links.length === 1);
    links[0]?.keepPlace?.();
    const strangers: ReturnType<typeof listenTo>[] = [];
    for (let count = 2; count <= 5; count++) {
      strangers.push(listenTo((await dial(address)).pipe));
      await until("it is accepted", () => links.length === count);
    }
    await until("two of them ended", () => strangers.filter(({ closed }) => closed.length === 1).length === 2);
    expect([...members, ...strangers].map(({ closed }) => closed.length)).toEqual([0, 1, 1, 0, 0]);
    links[3]?.keepPlace?.();
    // As many members as there may be: one that shows itself only now ends.
    links[4]?.keepPlace?.();
    await until("it ended", () => strangers[3]?.closed.length === 1);
    expect([...members, ...strangers].map(({ closed }) => closed.length)).toEqual([0, 1, 1, 0, 1]);
  });

  test("[S20] in all, no more strangers than the bound", async () => {
    const { address, links } = await listen({ limits: { links: 1 } });
    const first = listenTo((await dial(address)).pipe);
    await until("it is accepted", () => links.length === 1);
    const second = listenTo((await dial(address)).pipe);
    await until("the first has ended", () => first.closed.length === 1);
    expect(second.closed).toEqual([]);
  });

  test("ends a connection that does not finish the handshake in time", async () => {
    const clock = steppingClock();
    const { port } = await listen({ clock });
    const socket = connectTcp(port, "127.0.0.1");
    let isClosed = false;
    socket.on("error", () => {});
    socket.on("close", () => {
      isClosed = true;
    });
    socket.resume();
    await once(socket, "connect");
    await until("it is ended", () => {
      clock.advance(8_000);
      return isClosed;
    });
  });

  test("survives garbage, older TLS and other programs, and hands none of them over", async () => {
    const { links, port, address } = await listen();
    for (const options of [{}, { ALPNProtocols: ["h2"] }, { maxVersion: "TLSv1.2" } as const]) {
      const socket = connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
      socket.on("error", () => {});
      await new Promise((resolve) => socket.once("close", resolve));
    }
    const plain = connectTcp(port, "127.0.0.1");
    plain.on("error", () => {});
    plain.end("GET / HTTP/1.1\r\n\r\n");
    plain.resume();
    await new Promise((resolve) => plain.once("close", resolve));
    expect(links).toEqual([]);
    await dial(address);
  });

  test("closing ends the links it accepted and frees the port", async () => {
    const { near, listener } = await pair();
    const seen = listenTo(near.pipe);
    await listener.close();
    await until("the link ends", () => seen.closed.length === 1);
    const again = await transport().listen(listener.port, null, () => {});
    expect(again.ok).toBe(true);
    if (again.ok) await again.value.close();
  });
});
