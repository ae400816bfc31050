/** The thread in which frames are tried: `shadow.ts` of each charter, behind messages. Started by frameJudge.ts. */
import { parentPort } from "node:worker_threads";
import type { CharterId } from "../../../shared/base/ids.ts";
import { tessera } from "../../../shared/ledger/program.ts";
import { createSystemRandom, systemLogger } from "../ambient.ts";
import type { FrameVerdict } from "../charter/verdict.ts";
import { openCharterStore } from "../store/charterStore.ts";
import { createDatabasePool } from "../store/databasePool.ts";
import { endRequest, type JudgeAnswer, type JudgeRequest, type LeaveRequest, type ShadowSource } from "./frameJudge.ts";
import { openShadow, type Shadow } from "./shadow.ts";

/** Three file handles each, beside those of the host. */
const openDatabases = 8;
const pool = createDatabasePool(openDatabases);
const shadows = new Map<CharterId, Shadow>();

function shadowOf(source: ShadowSource): Shadow | null {
  const open = shadows.get(source.charter);
  if (open !== undefined) return open;
  const random = createSystemRandom();
  const store = openCharterStore(source.file, { ...source, random }, pool);
  if (!store.ok) return null;
  const shadow = openShadow({
    ...source,
    program: tessera,
    store: store.value,
    random,
    logger: systemLogger,
  });
  if (shadow === null) store.value.close();
  else shadows.set(source.charter, shadow);
  return shadow;
}

function judge({ source, frames }: JudgeRequest): readonly FrameVerdict[] {
  // Once more where somebody was removed since the shadow was made.
  for (let attempt = 0; attempt < 2; attempt++) {
    const shadow = shadowOf(source);
    const verdicts = shadow === null ? null : shadow.judge(frames);
    if (verdicts === null) break;
    if (verdicts !== false) return verdicts;
    shadow?.close();
    shadows.delete(source.charter);
  }
  return frames.map(() => null);
}

function leave(charter: CharterId): readonly FrameVerdict[] {
  const shadow = shadows.get(charter);
  shadow?.close();
  return shadows.delete(charter) ? [null] : [];
}

parentPort?.on("message", (request: JudgeRequest | LeaveRequest | typeof endRequest) => {
  if (request === endRequest) {
    for (const shadow of shadows.values()) shadow?.close();
    shadows.clear();
    parentPort?.close();
    return;
  }
  const verdicts = "leave" in request ? leave(request.leave) : judge(request);
  const answer: JudgeAnswer = { id: request.id, verdicts };
  parentPort?.postMessage(answer);
});
