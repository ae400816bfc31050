/** The thread in which long texts are read: one request, its progress, one answer. Started by textReader.ts. */
import { parentPort } from "node:worker_threads";
import { newClauseId } from "../../../shared/charter/text/clauseId.ts";
import { createSystemRandom } from "../ambient.ts";
import { editText, importFile, previewFile, readSourceFile, type TextBuilding } from "./readTexts.ts";
import type { ReadAnswer, ReadRequest } from "./textReader.ts";

const random = createSystemRandom();
const say = (answer: ReadAnswer): void => parentPort?.postMessage(answer);
const building: TextBuilding = {
  newId: () => newClauseId(random.bytes),
  onProgress: (done, total) => say({ kind: "progress", done, total }),
};

function read(request: ReadRequest): Extract<ReadAnswer, { readonly kind: "answer" }>["answer"] {
  switch (request.kind) {
    case "file":
      return readSourceFile(request.file, building);
    case "preview":
      return previewFile(request.file, building);
    case "import":
      return importFile(request.text, request.file, request.place, building);
    case "edit":
      return editText(request.text, request.edit, building);
  }
}

parentPort?.on("message", (request: ReadRequest) => {
  say({ kind: "answer", answer: read(request) });
});
