/** A page's window, as far as handing over a port touches it. */
import type { Page, PageMessage } from "../../electron/preload/forwardPort.ts";

interface Posted {
  readonly message: unknown;
  readonly targetOrigin: string;
  readonly transfer: readonly unknown[];
}

export interface FakePage extends Page {
  readonly posted: readonly Posted[];
  /** A message arrives at the window: from the window itself unless `source` says otherwise. */
  say(data: unknown, from?: { readonly source?: unknown; readonly ports?: readonly unknown[] }): void;
}

export function fakePage(url: string): FakePage {
  const { protocol, host, pathname } = new URL(url);
  const listeners = new Set<(event: PageMessage) => void>();
  const posted: Posted[] = [];
  const page: FakePage = {
    location: { origin: `${protocol}//${host}`, protocol, host, pathname } as Page["location"],
    posted,
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
    postMessage: (message, targetOrigin, transfer = []) => posted.push({ message, targetOrigin, transfer }),
    say(data, from = {}) {
      const event = { data, source: "source" in from ? from.source : page, ports: from.ports ?? [] };
      for (const listener of [...listeners]) listener(event);
    },
  };
  return page;
}
