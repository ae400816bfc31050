/**
 * What is known of a charter while it is closed: what the library shows of it, and what peers, relays and codes find it by.
 * Owns: a file beside each closed charter's log, sealed under the store key. Called by: charters.ts.
 * Invariant: a card is there only while its charter is closed, and holds for the files as they were then; one that is
 * missing, spoiled or of other files is as if it had never been, and losing all of them loses nothing.
 */
import { readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { CharterSummary } from "../../../shared/api/library.ts";
import type { DueView } from "../../../shared/api/renewal.ts";
import type { Logger, Random } from "../../../shared/base/ambient.ts";
import { type Bytes, readUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce, wipe } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { attempt } from "../store/database.ts";
import { readFileIfAny } from "../store/files.ts";

/** By which others find a charter, and it is found for them. */
export interface CharterMarks {
  /** The latest first. */
  readonly epochs: readonly { readonly id: Bytes; readonly meet: Bytes; readonly discover: Bytes }[];
  readonly relay: string | null;
  /** When the latest change was made, by its author's clock. */
  readonly changedAt: number;
  /** Names of invites, used and closed ones too. */
  readonly invites: readonly string[];
  /** Parties, and keys of sheets on paper. */
  readonly papers: readonly string[];
}

/** What people see of a charter in the library. */
export interface CharterFace {
  readonly summary: CharterSummary;
  readonly due: readonly DueView[];
  /** Days (`YYYY-MM-DD`) between which it is the same as long as nothing comes; null: for ever. */
  readonly holds: { readonly from: string; readonly to: string } | null;
}

export interface CharterCard extends CharterMarks, CharterFace {
  readonly id: CharterId;
}

/** To be raised with every change of what a card holds. */
const format = 1;
type Written = readonly [
  format: number,
  files: string,
  told: Bytes,
  epochs: readonly (readonly [id: Bytes, meet: Bytes, discover: Bytes])[],
];
type Told = Omit<CharterCard, "epochs">;

const ending = ".card";
const label = (id: CharterId): Bytes => encodeCbor(["tessera/card/1", id]);

/** Changes with what is in a file, with whose it is and who may read it; "" where there is none. */
function stampOf(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.size} ${stats.ctimeNs}`;
}

/** `filesOf`: that of the keys, that of the log, and those that are there only while the log is in use or being mended. */
export function createCards(args: {
  readonly directory: string;
  readonly storeKey: Bytes;
  readonly random: Random;
  readonly logger: Logger;
  readonly filesOf: (id: CharterId) => { readonly lasting: readonly string[]; readonly passing: readonly string[] };
}) {
  const { directory, storeKey, random, logger, filesOf } = args;
  const known = new Map<CharterId, CharterCard>();
  const fileOf = (id: CharterId): string => join(directory, `${id}${ending}`);

  const stampsOf = (id: CharterId): string => filesOf(id).lasting.map(stampOf).join(", ");

  function readFromDisk(id: CharterId): CharterCard | null {
    const sealed = readFileIfAny(fileOf(id));
    const plain = sealed === null ? null : openWithNonce(sealed, label(id), storeKey);
    const written = plain === null ? null : (decodeCbor(plain) as Written | null);
    if (written === null || written[0] !== format || written[1] !== stampsOf(id)) return null;
    const told = JSON.parse(readUtf8(written[2]) ?? "null") as Told | null;
    if (told === null) return null;
    return { ...told, epochs: written[3].map(([of, meet, discover]) => ({ id: of, meet, discover })) };
  }

  return {
    /** Those that are on disk and hold for the files that are there, from now on in memory. */
    load(): void {
      const loaded = attempt(() => {
        const names = new Set(readdirSync(directory));
        for (const name of names) {
          const id = (name.endsWith(ending) ? name.slice(0, -ending.length) : "") as CharterId;
          if (id === "" || filesOf(id).passing.some((file) => names.has(basename(file)))) continue;
          const card = readFromDisk(id);
          if (card !== null) known.set(id, card);
        }
      });
      if (!loaded.ok && loaded.error.kind !== "fileUnusable")
        logger.warn("cards-not-read", { error: loaded.error.kind });
    },
    get: (id: CharterId): CharterCard | null => known.get(id) ?? null,
    /** Of a charter whose log was closed just now. What cannot be kept is made anew by the next start. */
    keep(card: CharterCard): void {
      const { epochs, ...told } = card;
      known.set(card.id, card);
      const written: Written = [
        format,
        stampsOf(card.id),
        utf8(JSON.stringify(told satisfies Told)),
        epochs.map(({ id, meet, discover }) => [id, meet, discover]),
      ];
      const sealed = sealWithNonce(encodeCbor(written), label(card.id), random.bytes(24), storeKey);
      const kept = attempt(() => {
        writeFileSync(`${fileOf(card.id)}.new`, sealed, { mode: 0o600 });
        renameSync(`${fileOf(card.id)}.new`, fileOf(card.id));
      });
      if (!kept.ok) logger.warn("card-not-kept", { error: kept.error.kind });
    },
    /** Before its charter is opened: from then on it does not hold. */
    drop(id: CharterId): void {
      known.delete(id);
      const dropped = attempt(() => rmSync(fileOf(id), { force: true }));
      if (!dropped.ok) logger.warn("card-not-dropped", { error: dropped.error.kind });
    },
    /** Every key in it is overwritten. */
    close(): void {
      for (const { epochs } of known.values())
        for (const { meet, discover } of epochs) {
          wipe(meet);
          wipe(discover);
        }
      known.clear();
    },
  };
}
