// A thread that dies of frames that begin with 13 and never answers those that begin with 14, and does not
// end when it is asked to after one that begins with 15; no verdict on others.
import { parentPort } from "node:worker_threads";

let isDeaf = false;

parentPort.on("message", (message) => {
  if (message === "end") {
    if (!isDeaf) parentPort.close();
    return;
  }
  const { id, frames } = message;
  isDeaf ||= frames.some((frame) => frame[0] === 15);
  if (frames.some((frame) => frame[0] === 13)) process.exit(1);
  if (!frames.some((frame) => frame[0] === 14)) parentPort.postMessage({ id, verdicts: frames.map(() => null) });
});
