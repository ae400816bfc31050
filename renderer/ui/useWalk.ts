/** Going through what was found, one after the other, by buttons and by the arrow keys. */
import { type FocusEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useAnnounce } from "./announce.tsx";

export interface Walk<E extends HTMLElement> {
  /** What is found has the attribute `data-stop`, and may have the focus. */
  readonly list: RefObject<E | null>;
  /** Null: there is none. */
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
  /** For the list: with a stop in focus, or something in it, the arrow keys go to the one before and the one after. */
  readonly keys: {
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onFocus: (event: FocusEvent) => void;
  };
}

/** `say`: what is read out of a stop, counted from 0. */
export function useWalk<E extends HTMLElement>(count: number, say: (index: number) => string): Walk<E> {
  const announce = useAnnounce();
  const list = useRef<E>(null);
  const [at, setAt] = useState(-1);
  const stops = (): readonly HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>("[data-stop]") ?? [])];
  const indexOf = (target: EventTarget): number =>
    stops().findIndex((stop) => target instanceof Node && stop.contains(target));
  const show = (index: number): void => {
    setAt(index);
    stops()[index]?.focus();
    announce(say(index));
  };
  const go = (index: number): (() => void) | null => (index < 0 || index >= count ? null : () => show(index));
  return {
    list,
    previous: go(Math.min(at, count) - 1),
    next: go(at + 1),
    keys: {
      onKeyDown(event) {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        const from = step === 0 ? -1 : indexOf(event.target);
        const walk = from < 0 ? null : go(from + step);
        if (walk === null) return;
        event.preventDefault();
        walk();
      },
      onFocus(event) {
        const index = indexOf(event.target);
        if (index >= 0) setAt(index);
      },
    },
  };
}
