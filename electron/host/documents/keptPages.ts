/**
 * Pages of ratified texts that were drawn once: what they show never changes, and drawing takes its time.
 * Owns: the folder of them, each sealed under the store key, in a file whose name tells nothing. Called by:
 * methods/documents.ts, agreements/pagesAhead.ts. Invariant: a file that is missing, spoiled or another's is as if it had never been; losing all
 * of them loses nothing.
 */
import { readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Logger, Random } from "../../../shared/base/ambient.ts";
import { type Bytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { keyedHash, openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { attempt } from "../store/database.ts";
import { makeDirectory, readFileIfAny, writeFileDurably } from "../store/files.ts";
import { currentRendering } from "./pdf/pdfEngine.ts";

export type KeptPages = ReturnType<typeof createKeptPages>;

const ending = ".pages";
/** Some hundred texts of thirty pages. */
const mostBytes = 64 * 1024 * 1024;

/** Everything that today's pages of a ratified text are a function of. */
export const drawnOf = (certificate: Bytes, dossier: Bytes | null): readonly Bytes[] => [
  Uint8Array.of(currentRendering),
  certificate,
  dossier ?? new Uint8Array(0),
];

export function createKeptPages(args: {
  readonly dataDirectory: string;
  readonly storeKey: Bytes;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxBytes?: number;
}) {
  const { storeKey, random, clock, logger, maxBytes = mostBytes } = args;
  const directory = join(args.dataDirectory, "pages");

  /** `of`: everything that the pages are a function of. */
  const nameOf = (of: readonly Bytes[]): string => toHex(keyedHash(storeKey, "tessera/drawn-pages/1", ...of));
  const fileOf = (name: string): string => join(directory, `${name}${ending}`);

  /** Whichever was asked for last stays longest. */
  function markUsed(name: string): void {
    const now = clock.now() / 1000;
    utimesSync(fileOf(name), now, now);
  }

  function read(name: string): Bytes | null {
    const found = attempt(() => {
      const sealed = readFileIfAny(fileOf(name));
      const pages = sealed === null ? null : openWithNonce(sealed, utf8(name), storeKey);
      if (pages !== null) markUsed(name);
      return pages;
    });
    return found.ok ? found.value : null;
  }

  function keep(name: string, pages: Bytes): void {
    if (pages.length > maxBytes / 2) return;
    const made = makeDirectory(directory);
    const sealed = sealWithNonce(pages, utf8(name), random.bytes(24), storeKey);
    const kept = made.ok ? writeFileDurably(fileOf(name), sealed) : made;
    const swept = kept.ok
      ? attempt(() => {
          markUsed(name);
          sweep();
        })
      : kept;
    if (!swept.ok) logger.warn("pages-not-kept", { error: swept.error.kind });
  }

  /** Gives up those that nobody asked for longest. */
  function sweep(): void {
    const files = readdirSync(directory)
      .filter((file) => file.endsWith(ending))
      .map((file) => ({ file, ...statOf(join(directory, file)) }))
      .sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const { file, size } of files) {
      bytes += size;
      if (bytes > maxBytes) rmSync(join(directory, file));
    }
  }

  return {
    /** The pages of `of` as they were drawn before, else drawn now, and kept where that went well. */
    async drawn<Fault>(of: readonly Bytes[], draw: () => Promise<Result<Bytes, Fault>>): Promise<Result<Bytes, Fault>> {
      const name = nameOf(of);
      const before = read(name);
      if (before !== null) return ok(before);
      const pages = await draw();
      if (pages.ok) keep(name, pages.value);
      return pages;
    },
  };
}

function statOf(file: string): { readonly size: number; readonly usedAt: number } {
  const { size, mtimeMs } = statSync(file);
  return { size, usedAt: mtimeMs };
}
