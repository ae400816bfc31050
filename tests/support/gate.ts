/**
 * A TCP gate between a client and a server, for tests: it can hold, drop, cut and spoil what passes.
 * Owns a listening port and the sockets through it; the test that opened it closes it.
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type Direction = "toServer" | "toClient";

export interface Gate {
  readonly port: number;
  readonly address: string;
  /** Holds bytes back in one or both directions; senders feel it as a slow network. */
  hold(...directions: readonly Direction[]): void;
  /** Lets everything pass again, what was held first. */
  release(): void;
  /** Swallows bytes of one direction from now on: a half-dead connection. */
  drop(direction: Direction): void;
  /** Ends every connection at once, as a pulled cable and a reset do. */
  cut(): void;
  /** Bytes nobody sent, to every client. */
  inject(bytes: Uint8Array): void;
  /** Refuses new connections until `admit`. */
  refuse(): void;
  admit(): void;
  passedBytes(direction: Direction): number;
  connections(): number;
  close(): Promise<void>;
}

interface Passage {
  readonly client: Socket;
  readonly server: Socket;
}

export async function openGate(targetPort: number, targetHost = "127.0.0.1"): Promise<Gate> {
  const passages = new Set<Passage>();
  const passed = { toServer: 0, toClient: 0 };
  const held = new Set<Direction>();
  const dropped = new Set<Direction>();
  let isRefusing = false;

  const listener = createServer({ pauseOnConnect: true }, (client) => {
    if (isRefusing) return void client.resetAndDestroy();
    const server = connect(targetPort, targetHost);
    const passage = { client, server };
    passages.add(passage);
    pass(client, server, "toServer");
    pass(server, client, "toClient");
    const end = (): void => {
      passages.delete(passage);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    apply(passage);
  });

  function pass(from: Socket, to: Socket, direction: Direction): void {
    from.on("data", (bytes) => {
      if (dropped.has(direction)) return;
      passed[direction] += bytes.length;
      if (to.write(bytes)) return;
      from.pause();
      to.once("drain", () => {
        if (!held.has(direction)) from.resume();
      });
    });
    from.on("end", () => to.end());
  }

  function apply({ client, server }: Passage): void {
    if (held.has("toServer")) client.pause();
    else client.resume();
    if (held.has("toClient")) server.pause();
    else server.resume();
  }

  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const cut = (): void => {
    for (const { client, server } of passages) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  };

  return {
    port,
    address: `127.0.0.1:${port}`,
    hold(...directions) {
      for (const direction of directions) held.add(direction);
      for (const passage of passages) apply(passage);
    },
    release() {
      held.clear();
      dropped.clear();
      for (const passage of passages) apply(passage);
    },
    drop: (direction) => void dropped.add(direction),
    cut,
    inject(bytes) {
      for (const { client } of passages) client.write(bytes);
    },
    refuse: () => {
      isRefusing = true;
    },
    admit: () => {
      isRefusing = false;
    },
    passedBytes: (direction) => passed[direction],
    connections: () => passages.size,
    close() {
      cut();
      return new Promise((resolve) => listener.close(() => resolve()));
    },
  };
}
