/** Whether somebody has been named on this device yet, and whether the words of a new party are to be shown. */
import { useState } from "react";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Identity, KeyView } from "../../../shared/api/keys.ts";
import { ok } from "../../../shared/base/result.ts";
import { useLive } from "../shell/hostContext.tsx";

export interface Created {
  readonly identity: Identity;
  /** Of a party whose key has just been made. */
  readonly isFounder: boolean;
}

export type FirstRun =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly error: HostError }
  | { readonly phase: "locked"; readonly keys: KeyView }
  | {
      readonly phase: "nobody";
      readonly keys: KeyView;
      /** From now on it is this window that names somebody, and `onCreated` says when. */
      readonly onBegin: () => void;
      readonly onCreated: (created: Created) => void;
    }
  | {
      readonly phase: "words";
      readonly identity: Identity;
      readonly onWritten: () => void;
    }
  | { readonly phase: "ready"; readonly identity: Identity };

export function useFirstRun(): FirstRun {
  const stored = useLive(
    "identity",
    async (api) => {
      const keys = await api.getKeys({});
      if (!keys.ok || keys.value.isLocked) return keys.ok ? ok({ keys: keys.value, identity: null }) : keys;
      const identity = await api.getIdentity({});
      return identity.ok ? ok({ keys: keys.value, identity: identity.value }) : identity;
    },
    (event) => event.kind === "keysChanged",
  );
  const [isBegun, setBegun] = useState(false);
  const [created, setCreated] = useState<Created | null>(null);
  const [isWritten, setWritten] = useState(false);
  if (stored.phase !== "ready") return stored;
  const { keys } = stored.value;
  if (keys.isLocked) return { phase: "locked", keys };
  // The host may know the identity before it has answered who made it: what came back is still to be shown.
  const identity = isBegun && created === null ? null : (stored.value.identity ?? created?.identity ?? null);
  if (identity === null) return { phase: "nobody", keys, onBegin: () => setBegun(true), onCreated: setCreated };
  if (created === null || !created.isFounder || isWritten) return { phase: "ready", identity };
  return { phase: "words", identity, onWritten: () => setWritten(true) };
}
