/** The thread in which pages are drawn ahead: one certificate, one answer. Started by drawThread.ts. */
import { parentPort } from "node:worker_threads";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import type { DrawAnswer, DrawRequest } from "./drawThread.ts";
import { createFaces } from "./pdf/faces.ts";
import { createPdfEngine } from "./pdf/pdfEngine.ts";

async function draw({ certificate, faceDirectory }: DrawRequest): Promise<DrawAnswer> {
  const view = verifyCertificate(certificate);
  if (!view.ok) return null;
  const engine = createPdfEngine(createFaces(faceDirectory));
  const drawn = await engine.renderCertificatePdf(view.value, { certificateBytes: certificate });
  return drawn.ok ? drawn.value : null;
}

parentPort?.on("message", async (request: DrawRequest) => {
  parentPort?.postMessage(await draw(request));
});
