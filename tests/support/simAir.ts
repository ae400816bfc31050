/**
 * A local network's multicast in memory: what one says, all whom it reaches hear, when it is delivered.
 * Owns: who is listening and what is on its way.
 */
import type { Announcement, Discovery } from "../../electron/host/platform.ts";
import { ok } from "../../shared/base/result.ts";

type Ears = Parameters<Discovery["open"]>[0];

/** A host's name as the network sees it: the one at which `simNetwork` dials it. */
export const hostOf = (name: string): string => `${name}.test`;

export function createSimAir(reaches: (a: string, b: string) => boolean) {
  const listeners = new Map<string, Ears>();
  const onTheWay: (() => void)[] = [];
  const said: { readonly by: string; readonly announcement: Announcement }[] = [];

  function send(from: string, tell: (ears: Ears, host: string) => void): void {
    for (const name of listeners.keys())
      onTheWay.push(() => {
        const ears = listeners.get(name);
        if (ears !== undefined && reaches(from, name)) tell(ears, hostOf(from));
      });
  }

  function say(name: string): void {
    const announcement = listeners.get(name)?.announcement() ?? null;
    if (announcement === null) return;
    said.push({ by: name, announcement });
    send(name, (ears, host) => ears.onHeard(announcement, host));
  }

  return {
    discovery: (name: string): Discovery => ({
      async open(ears) {
        listeners.set(name, ears);
        return ok({
          say() {
            say(name);
            for (const other of listeners.keys()) if (other !== name && reaches(name, other)) say(other);
          },
          async close() {
            const last = ears.announcement();
            listeners.delete(name);
            if (last !== null) send(name, ({ onLeft }, host) => onLeft(last.instance, host));
          },
        });
      },
    }),
    /** Everything that a stranger on this network could write down. */
    said: said as readonly { readonly by: string; readonly announcement: Announcement }[],
    isOpen: (name: string): boolean => listeners.has(name),
    /** Anybody on the network can say anything. */
    forge(announcement: Announcement, host: string): void {
      send(host, (ears) => ears.onHeard(announcement, host));
    },
    sayGoodbye(instance: string, host: string): void {
      send(host, (ears) => ears.onLeft(instance, host));
    },
    isBusy: (): boolean => onTheWay.length > 0,
    deliver: (): void => onTheWay.shift()?.(),
  };
}
