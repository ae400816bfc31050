/** Whether somebody has been named on this device yet. The recovery words live only here, until written down. */
import { useState } from "react";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Identity } from "../../../shared/api/hostApi.ts";
import { useLive } from "../shell/hostContext.tsx";

export interface Created {
  readonly identity: Identity;
  readonly recoveryWords: readonly string[] | null;
}

export type FirstRun =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly error: HostError }
  | { readonly phase: "nobody"; readonly onCreated: (created: Created) => void }
  | {
      readonly phase: "words";
      readonly identity: Identity;
      /** Null for a delegate without a party of their own; then only the warning about plain keys is shown. */
      readonly words: readonly string[] | null;
      readonly onWritten: () => void;
    }
  | { readonly phase: "ready"; readonly identity: Identity };

export function useFirstRun(): FirstRun {
  const stored = useLive(
    "identity",
    (api) => api.getIdentity({}),
    () => false,
  );
  const [created, setCreated] = useState<Created | null>(null);
  const [isWritten, setWritten] = useState(false);
  if (created !== null) {
    const { identity, recoveryWords } = created;
    if (isWritten || (recoveryWords === null && !identity.plainKeys)) return { phase: "ready", identity };
    return { phase: "words", identity, words: recoveryWords, onWritten: () => setWritten(true) };
  }
  if (stored.phase !== "ready") return stored;
  if (stored.value !== null) return { phase: "ready", identity: stored.value };
  return { phase: "nobody", onCreated: setCreated };
}
