/**
 * Whether others can begin a meeting with this device.
 * The host knows, and says when it changes; what is stored here is only the wish to accept meetings at the next start.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from "react";
import type { HostError } from "../../../shared/api/errors.ts";
import { asDone, useAction, useHost, useLive } from "./hostContext.tsx";
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
  const live = useLive(
    "listening",
    (host) => host.getListening({}),
    (event) => event.kind === "listeningChanged",
  );
  const addresses = live.phase === "ready" && live.value.addresses.length > 0 ? live.value.addresses : null;
  useEffect(() => {
    const wish = readListen(localStorage);
    if (wish !== null) void api.listen({ port: wish.port, host: null });
  }, [api]);
  const listening = useMemo<Listening>(
    () => ({
      addresses,
      isBusy,
      error,
      async start(port) {
        const started = await run((host) => host.listen({ port, host: null }));
        if (started === null) return null;
        storeListen(localStorage, { port });
        return started.addresses;
      },
      async stop() {
        if ((await run((host) => host.stopListening({}).then(asDone))) !== null) storeListen(localStorage, null);
      },
    }),
    [addresses, isBusy, error, run],
  );
  return <ListeningContext value={listening}>{children}</ListeningContext>;
}
