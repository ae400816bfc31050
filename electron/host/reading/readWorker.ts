/** The thread in which long texts are read: one request, its progress, one answer. Started by textReader.ts. */
import { parentPort } from "node:worker_threads";
import { newClauseId } from "../../../shared/charter/text/clauseId.ts";
import { createSystemRandom } from "../ambient.ts";
import { editText, readSourceFile, type TextBuilding } from "./readTexts.ts";
import type { ReadAnswer, ReadRequest } from "./textReader.ts";

const random = createSystemRandom();
const say = (answer: ReadAnswer): void => parentPort?.postMessage(answer);
const building: TextBuilding = {
  newId: () => newClauseId(random.bytes),
  onProgress: (done, total) => say({ kind: "progress", done, total }),
};

parentPort?.on("message", (request: ReadRequest) => {
  const answer =
    request.kind === "file" ? readSourceFile(request.file, building) : editText(request.text, request.edit, building);
  say({ kind: "answer", answer });
});
