import type { Bytes } from "../../shared/base/bytes.ts";

/** Hands a file to the platform, which asks where to keep it or puts it among the downloads. */
export function saveFile(name: string, bytes: Bytes, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has taken the bytes by the time this task ends.
  queueMicrotask(() => URL.revokeObjectURL(address));
}
