/** What the load tests drive: relays as processes, and members that come again wherever a relay still runs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createWsRelay } from "../../electron/host/transports/wsRelay.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { KeyPair } from "../../shared/base/crypto.ts";
import { frameIdOf } from "../../shared/sync/frameHeader.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";
import { realClock, seededRandom } from "../support/ambient.ts";

export interface RelayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it printed. */
  said(): string;
  /** Greatest resident memory so far. */
  peakBytes(): number;
  kill(): Promise<void>;
}

export async function startRelayProcess(...args: readonly string[]): Promise<RelayProcess> {
  const script = join(import.meta.dirname, "relayProcess.ts");
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [url] = await once(createInterface(child.stdout), "line");
  return {
    child,
    url: String(url),
    said: () => said,
    peakBytes: () => 1024 * Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/^VmHWM:\s+(\d+)/m)?.[1]),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

export interface Member {
  /** Ids of the frames it was delivered, in order. */
  readonly delivered: readonly string[];
  readonly acknowledged: ReadonlySet<string>;
  /** Connections it has had. */
  visits(): number;
  /** Resolves once every one of the frames is acknowledged, through however many connections. */
  putAll(frames: readonly Bytes[]): Promise<void>;
  leave(): void;
}

export const nameOf = (frame: Bytes): string => Buffer.from(frameIdOf(frame)).toString("hex");

/** Reads one room from its beginning, at the first of the addresses that answers, and comes again when it is sent away. */
export function joinRoom(keys: KeyPair, urls: readonly string[], seed: number): Member {
  const transport = createWsRelay({ clock: realClock, random: seededRandom(seed) });
  const delivered: string[] = [];
  const acknowledged = new Set<string>();
  let known: RoomPlace | null = null;
  let visits = 0;
  let hasLeft = false;
  let room = visit();

  async function open(url: string) {
    return transport.open({
      ...{ url, roomPublicKey: keys.publicKey, roomPrivateKey: keys.privateKey, known },
      afterSeq: known?.seq ?? 0,
      onFrame(frame, place) {
        delivered.push(nameOf(frame));
        known = place;
      },
      onCaughtUp() {},
      onClosed() {
        if (!hasLeft) room = visit();
      },
    });
  }

  async function visit() {
    for (let turn = 0; ; turn++) {
      const opened = await open(urls[turn % urls.length] ?? "");
      if (opened.ok) {
        visits += 1;
        return opened.value;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return {
    ...{ delivered, acknowledged, visits: () => visits },
    async putAll(frames) {
      await Promise.all(
        frames.map(async (frame) => {
          while (!(await (await room).put(frame)).ok) await new Promise((resolve) => setImmediate(resolve));
          acknowledged.add(nameOf(frame));
        }),
      );
    },
    leave() {
      hasLeft = true;
      void room.then((open) => open.close());
    },
  };
}
