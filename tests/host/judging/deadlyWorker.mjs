// A thread that dies of frames that begin with 13 and never answers those that begin with 14; no verdict on others.
import { parentPort } from "node:worker_threads";

parentPort.on("message", ({ id, frames }) => {
  if (frames.some((frame) => frame[0] === 13)) process.exit(1);
  if (!frames.some((frame) => frame[0] === 14)) parentPort.postMessage({ id, verdicts: frames.map(() => null) });
});
