/**
 * Direct sync over loopback TLS, the sender in a process of its own, against the same work in a loop:
 * each envelope sealed, opened, verified, judged and applied, without network and without disk.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSystemRandom } from "../../electron/host/ambient.ts";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { applyUpdate, transact } from "../../shared/crdt/update/textDoc.ts";
import { judgeUpdate, readUpdate } from "../../shared/crdt/update/validateUpdate.ts";
import { createLedger } from "../../shared/ledger/ledger.ts";
import type { Accepted } from "../../shared/ledger/log/chains.ts";
import { readEnvelope } from "../../shared/ledger/log/envelope.ts";
import { deriveEpoch } from "../../shared/ledger/members/epoch.ts";
import { openFrame, sealFrame } from "../../shared/sync/frame.ts";
import { compareSides, type Figure, milliseconds, summarise, timed } from "./measure.ts";

/** What the sender's process says when it listens. */
export interface SenderReady {
  readonly address: string;
  readonly charter: CharterId;
  readonly epochKey: Bytes;
  readonly frames: readonly Bytes[];
}

export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const settledMs = 1000;

export async function measureSyncing(
  traces: string | null,
  envelopes: number,
  rounds: number,
): Promise<readonly Figure[]> {
  const sender = fork(fileURLToPath(new URL("syncSender.ts", import.meta.url)), [String(envelopes), traces ?? ""], {
    serialization: "advanced",
  });
  try {
    const [ready] = (await once(sender, "message")) as [SenderReady];
    const directory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
    try {
      let round = 0;
      const readable: number[] = [];
      const network = async (): Promise<number> => {
        const platform = must(
          await createNodePlatform({ plainKeys: true, dataDirectory: join(directory, String(round++)) }),
        );
        const host = must(await createHost(platform));
        let readableAt: number | null = null;
        host.onEvent((event) => {
          if (event.kind === "arriving" && event.proposal !== null) readableAt ??= performance.now();
        });
        must(await host.api.createIdentity({ person: "Ben", device: `bench ${round}`, party: null }));
        sender.send("invite");
        const [code] = (await once(sender, "message")) as [string];
        // Somebody has opened the program and typed the code meanwhile.
        await new Promise((resolve) => setTimeout(resolve, settledMs));
        const begunAt = performance.now();
        // The admission comes first and its cost is a few envelopes; the log follows by the same meeting.
        const spent = await timed(
          async () => void must(await host.api.join({ code, address: ready.address, stay: false })),
        );
        if (readableAt === null) throw new Error("a newcomer to a long log reads the agreed text first");
        readable.push(readableAt - begunAt);
        await host.close();
        return spent;
      };
      const loop = (): Promise<number> => timed(() => void runLoop(ready));
      await loop();
      const { ratio, ours, theirs } = await compareSides(rounds, network, loop);
      const shown = summarise(readable);
      const count = ready.frames.length.toLocaleString("en");
      return [
        {
          name: `Direct sync of ${count} envelopes over TLS, stored, of sealing, opening, verifying and judging them in a loop`,
          ratio: ratio.median,
          spread: ratio.spread,
          goal: { atMost: 1.3 },
          detail: `${milliseconds(ours)} of ${milliseconds(theirs)}`,
        },
        {
          name: `From joining until the agreed text can be read, verified, of the loop over ${count} envelopes`,
          ratio: shown.median / theirs.median,
          spread: shown.spread,
          goal: { atMost: 0.1 },
          detail: `${milliseconds(shown)} of ${milliseconds(theirs)}`,
        },
      ];
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  } finally {
    sender.kill();
  }
}

function runLoop({ charter, epochKey, frames }: SenderReady): void {
  const epoch = deriveEpoch(epochKey);
  const random = createSystemRandom();
  const accepted = new Map<string, Accepted>();
  const ledger = createLedger(
    charter,
    { find: (chain, seq) => accepted.get(`${chain} ${seq}`) ?? null, clockAt: () => 0 },
    null,
  );
  const yDoc = createTextDoc();
  const origin = {};
  const refuse = (what: string): never => {
    throw new Error(`the loop refused: ${what}`);
  };
  transact(
    yDoc,
    () => {
      for (const stored of frames) {
        const plain = openFrame(stored, epoch);
        if (!plain.ok) return refuse(plain.error.kind);
        const opened = openFrame(sealFrame(0, plain.value.plain, epoch, random.bytes(24)), epoch);
        const read = opened.ok ? readEnvelope(opened.value.plain) : opened;
        if (!read.ok) return refuse(read.error.kind);
        const judged = ledger.judge(read.value);
        if (judged.kind !== "ready") return refuse(judged.kind);
        if (judged.text !== null) {
          const { client, from: nextClock, update } = judged.text;
          const decoded = readUpdate(update);
          const verdict = decoded.ok
            ? judgeUpdate(decoded.value, yDoc, { client, nextClock, known: judged.known })
            : decoded;
          if (!verdict.ok) return refuse(verdict.error.kind);
          applyUpdate(yDoc, update, origin);
        }
        ledger.accept(judged, read.value.envelope);
        accepted.set(`${judged.accepted.chain} ${judged.accepted.place.seq}`, judged.accepted);
      }
    },
    origin,
  );
}
