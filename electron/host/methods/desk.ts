/** What the handlers of HostApi work with. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Keys } from "../keys/identity.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";
import type { Workplace } from "./workplace.ts";

type Answer<T> = Result<T, HostError> | Promise<Result<T, HostError>>;

export interface Desk {
  readonly platform: Platform;
  readonly emit: (event: HostEvent) => void;
  /** Null while nobody is set up here, or the keys are locked. */
  workplace(): Workplace | null;
  /** Begins to work with these keys, in the place of those before. */
  settle(keys: Keys): Promise<Workplace>;
  /** Ends the work with the present keys, which are wiped. */
  leave(): Promise<void>;
  /** `notSetUp` where there is no workplace. */
  atWork<T>(run: (place: Workplace) => Answer<T>): Promise<Result<T, HostError>>;
  withCharter<T>(
    id: CharterId,
    run: (charter: OpenCharter, place: Workplace) => Answer<T>,
  ): Promise<Result<T, HostError>>;
}

export function createDesk(args: Pick<Desk, "platform" | "emit" | "workplace" | "settle" | "leave">): Desk {
  const atWork: Desk["atWork"] = async (run) => {
    const place = args.workplace();
    return place === null ? err({ kind: "notSetUp" }) : run(place);
  };
  return {
    ...args,
    atWork,
    withCharter: (id, run) =>
      atWork((place) => {
        const charter = place.charters.getReadable(id);
        return charter.ok ? held(charter.value, place, run) : charter;
      }),
  };
}

/** It stays open for as long as that takes. */
async function held<T>(
  charter: OpenCharter,
  place: Workplace,
  run: (charter: OpenCharter, place: Workplace) => Answer<T>,
): Promise<Result<T, HostError>> {
  const release = place.charters.hold(charter);
  try {
    return await run(charter, place);
  } finally {
    release();
  }
}

/** An error where the text of a charter cannot be written here. */
export function writable({ replica }: OpenCharter): Result<null, HostError> {
  const refusal = replica.refusal();
  return refusal === null ? ok(null) : err(refusal);
}

/** An error where nothing can be suggested here. */
export function suggestible({ replica }: OpenCharter): Result<null, HostError> {
  const refusal = replica.suggestRefusal();
  return refusal === null ? ok(null) : err(refusal);
}

/** A file name from a charter's title: letters and digits of any script, nothing that a file system minds. */
export function fileTitle({ replica }: OpenCharter): string {
  const plain = replica
    .ledger()
    .membership()
    .title.normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  return plain.replace(/^-+|-+$/g, "").slice(0, 80) || "charter";
}

/** [L67] An error where everybody is asked to suggest. Who may not write at all is told that instead. */
export function mayEditDirectly(open: OpenCharter): Result<null, HostError> {
  const allowed = writable(open);
  return allowed.ok && open.replica.ledger().asksToSuggest(null) ? err({ kind: "suggestionsAsked" }) : allowed;
}
