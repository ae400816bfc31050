/** What stands for a file that stays with whoever has it. */
import { toHex } from "../../shared/base/bytes.ts";
import type { Evidence } from "../../shared/charter/parties/practice.ts";

/** Its name and SHA-256. The file itself is only read here. */
export async function readEvidence(file: File): Promise<Evidence> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return { name: file.name, hash: toHex(digest) };
}

/** One more file; the same one counts once. */
export const withFile = (files: readonly Evidence[], added: Evidence): readonly Evidence[] => [
  ...files.filter(({ hash }) => hash !== added.hash),
  added,
];
