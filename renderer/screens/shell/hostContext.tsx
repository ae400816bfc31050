/** The window's one host, and the two ways screens use it: reading what may change, and doing something. */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from "react";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { WindowHost } from "../../replica/windowHost.ts";

export const HostContext = createContext<WindowHost | null>(null);

export function useHost(): WindowHost {
  const host = useContext(HostContext);
  if (host === null) throw new Error("a screen is drawn inside HostContext");
  return host;
}

export type Live<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "ready"; readonly value: T }
  | { readonly phase: "failed"; readonly error: HostError };

export type Read<T> = (api: HostApi) => Promise<Result<T, HostError>>;

/**
 * What `read` answers, read again whenever an event concerns it. One read at a time: events that come meanwhile
 * lead to one more. `key` says what is read; another key begins anew. A later failure keeps the value shown.
 */
export function useLive<T>(key: string, read: Read<T>, concerns: (event: HostEvent) => boolean): Live<T> {
  const host = useHost();
  const [live, setLive] = useState<{ readonly key: string; readonly value: Live<T> }>({
    key,
    value: { phase: "loading" },
  });
  const latest = useRef({ read, concerns });
  latest.current = { read, concerns };

  useEffect(() => {
    let closed = false;
    let reading = false;
    let again = false;
    const readNow = async () => {
      if (reading) {
        again = true;
        return;
      }
      reading = true;
      do {
        again = false;
        const result = await latest.current.read(host.api);
        if (closed) return;
        setLive((last) => {
          if (result.ok) return { key, value: { phase: "ready", value: result.value } };
          return last.key === key && last.value.phase === "ready"
            ? last
            : { key, value: { phase: "failed", error: result.error } };
        });
      } while (again);
      reading = false;
    };
    void readNow();
    const stop = host.onEvent((event) => {
      if (latest.current.concerns(event)) void readNow();
    });
    return () => {
      closed = true;
      stop();
    };
  }, [host, key]);

  return live.key === key ? live.value : { phase: "loading" };
}

export const concernsCharter =
  (charter: CharterId) =>
  (event: HostEvent): boolean =>
    event.kind === "charterChanged" && event.charter === charter;

export const concernsLibrary = (event: HostEvent): boolean =>
  event.kind === "libraryChanged" || event.kind === "charterChanged" || event.kind === "newsChanged";

export interface Action {
  readonly isBusy: boolean;
  readonly error: HostError | null;
  /** Calls the host unless a call is under way; null where it failed or was not made. */
  run<T>(call: Read<T>): Promise<T | null>;
  forget(): void;
}

/** One thing a person does: busy while it lasts, with its error kept for showing. */
export function useAction(): Action {
  const { api } = useHost();
  const [state, setState] = useState<{ readonly isBusy: boolean; readonly error: HostError | null }>({
    isBusy: false,
    error: null,
  });
  const busy = useRef(false);
  const run = useCallback(
    async <T,>(call: Read<T>): Promise<T | null> => {
      if (busy.current) return null;
      busy.current = true;
      setState({ isBusy: true, error: null });
      const result = await call(api);
      busy.current = false;
      setState({ isBusy: false, error: result.ok ? null : result.error });
      return result.ok ? result.value : null;
    },
    [api],
  );
  const forget = useCallback(() => setState((last) => ({ ...last, error: null })), []);
  return { ...state, run, forget };
}

/** For calls that answer null: tells "done" from "failed" where `run` does. */
export const asDone = (result: Result<null, HostError>): Result<true, HostError> =>
  result.ok ? { ok: true, value: true } : result;

export interface HostProgress {
  readonly done: number;
  readonly total: number | null;
}

/** The latest word on long work of one kind; null before the first. */
export function useHostProgress(what: "meet" | "relay" | "import" | "read"): HostProgress | null {
  const host = useHost();
  const [progress, setProgress] = useState<HostProgress | null>(null);
  useEffect(
    () =>
      host.onEvent((event) => {
        if (event.kind === "progress" && event.what === what) setProgress({ done: event.done, total: event.total });
      }),
    [host, what],
  );
  return progress;
}
