/** Debian's redis-server on loopback, with a directory and a free port of its own, for one test file. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@redis/client";

export interface RedisServer {
  readonly url: string;
  readonly directory: string;
  /** A word of one's own to it, outside the store. */
  ask(...words: readonly string[]): Promise<unknown>;
  /** SIGKILL: what the append-only file has is what it has again after `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops and goes on, deaf meanwhile. */
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** `options` as in redis.conf, "--name value". */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), "tessera-redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const words = ["--bind", "127.0.0.1", "--port", String(port), "--dir", directory, "--save", ""];
    const durable = ["--appendonly", "yes", "--appendfsync", "always"];
    const started = spawn("redis-server", [...words, ...durable, ...options], { stdio: ["ignore", "pipe", "inherit"] });
    child = started;
    await new Promise<void>((resolve, reject) => {
      let said = "";
      started.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("Ready to accept connections")) resolve();
      });
      started.once("exit", () => reject(new Error(said)));
      started.once("error", reject);
    });
  }

  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  await start();
  return {
    ...{ url, directory, start, kill },
    async ask(...words) {
      const client = await createClient({ url }).connect();
      try {
        return await client.sendCommand(words);
      } finally {
        client.destroy();
      }
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async remove() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
