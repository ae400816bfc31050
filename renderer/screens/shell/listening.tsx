/**
 * Whether others can begin a meeting with this device.
 * Owns the addresses that the host answered; asks for them again at the start where meetings were accepted before.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { HostError } from "../../../shared/api/errors.ts";
import { useAction, useHost } from "./hostContext.tsx";
import { readListen, storeListen } from "./preferences.ts";

export interface Listening {
  /** Null: meetings are not accepted. */
  readonly addresses: readonly string[] | null;
  readonly isBusy: boolean;
  readonly error: HostError | null;
  start(port: number | null): Promise<readonly string[] | null>;
  stop(): Promise<void>;
}

const ListeningContext = createContext<Listening | null>(null);

export function useListening(): Listening {
  const listening = useContext(ListeningContext);
  if (listening === null) throw new Error("a screen is drawn inside ListeningProvider");
  return listening;
}

export function ListeningProvider({ children }: { readonly children: ReactNode }) {
  const { api } = useHost();
  const { run, isBusy, error } = useAction();
  const [addresses, setAddresses] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const stored = readListen(localStorage);
    if (stored === null) return;
    let closed = false;
    void api.listen({ port: stored.port }).then((result) => {
      if (!closed && result.ok) setAddresses(result.value.addresses);
    });
    return () => {
      closed = true;
    };
  }, [api]);
  const listening = useMemo<Listening>(
    () => ({
      addresses,
      isBusy,
      error,
      async start(port) {
        const started = await run((host) => host.listen({ port }));
        if (started === null) return null;
        storeListen(localStorage, { port });
        setAddresses(started.addresses);
        return started.addresses;
      },
      async stop() {
        if ((await run((host) => host.stopListening({}).then(asTrue))) === null) return;
        storeListen(localStorage, null);
        setAddresses(null);
      },
    }),
    [addresses, isBusy, error, run],
  );
  return <ListeningContext value={listening}>{children}</ListeningContext>;
}

/** Tells "done" from "failed" where the answer itself is null. */
const asTrue = <E,>(result: { readonly ok: true; readonly value: null } | { readonly ok: false; readonly error: E }) =>
  result.ok ? ({ ok: true, value: true } as const) : result;
