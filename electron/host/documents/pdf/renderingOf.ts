/** The rendering that a file names among its keywords; where it names none, today's. */
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { renderingVersion } from "./renderings/v2/template.ts";

/** The properties of the file come after everything that people wrote, so the last match is ours. */
const key = "/Keywords (tessera-certificate-";

export function readRendering(pdf: Bytes): number {
  const file = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const at = file.lastIndexOf(key);
  const named = at < 0 ? undefined : file.toString("latin1", at, at + 200).match(/, tessera-rendering-(\d{1,9})/)?.[1];
  return named === undefined ? renderingVersion : Number(named);
}
