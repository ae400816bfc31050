/**
 * From which session number on this device takes its client ids up again. PROTOCOL.md of the ledger, L41.
 * Owns: that, as it is on disk beside the log. Called by: typing.ts.
 * Invariant: an id below it is never given again, also by the next run of this program.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import { integer, text, tuple } from "../../../shared/base/parse.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { CharterStore } from "../store/charterStore.ts";
import type { ReplicaArgs } from "./replica.ts";

const setting = "sessions";
/** [place of the data directory, first number that may be taken up again]. */
const parseRetired = tuple(text({ max: 1000 }), integer({ min: 0, max: 2 ** 40 }));

type Args = Pick<ReplicaArgs, "charter" | "place" | "storeKey" | "random" | "logger"> & {
  readonly store: Pick<CharterStore, "readSetting" | "writeSetting">;
};

/** `nextNo`: the number from which on none was bound or promised by this data directory. */
export function openRetiredSessions(args: Args, nextNo: () => number) {
  const { charter, place, store, storeKey, random, logger } = args;
  const label = encodeCbor(["tessera/sessions/1", charter]);
  let first = read();

  /** Null in a directory that was copied, put back or made by a program that did not keep it. */
  function read(): number | null {
    const sealed = store.readSetting(setting);
    const plain = sealed === null ? null : openWithNonce(sealed, label, storeKey);
    const parsed = parseRetired(plain === null ? null : decodeCbor(plain));
    return parsed.ok && parsed.value[0] === place ? parsed.value[1] : null;
  }

  /** Whatever was bound or promised until now is retired. Where the disk does not take that, it is for this run. */
  function retireAll(): Result<unknown, HostError> {
    const from = nextNo();
    const sealed = sealWithNonce(encodeCbor([place, from]), label, random.bytes(24), storeKey);
    const kept = store.writeSetting(setting, sealed);
    first = kept.ok ? from : Number.POSITIVE_INFINITY;
    if (!kept.ok) logger.warn("sessions-not-retired", { error: kept.error.kind });
    return kept;
  }

  return {
    first(): number {
      if (first === null) retireAll();
      return first ?? Number.POSITIVE_INFINITY;
    },
    retireAll,
  };
}
