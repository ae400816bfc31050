/** Locks the keys when nobody has touched any window for a while. Wall-clock time: a suspended machine was idle too. */
import { useEffect } from "react";
import type { WindowHost } from "../../replica/windowHost.ts";
import { readIdleMinutes } from "../shell/preferences.ts";

const lookEveryMs = 5_000;
const touchedKey = "tessera.touched";
/** Storing it costs a little, and typing is fast. */
const noteEveryMs = 1_000;
const touches = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

export function useIdleLock({ api }: WindowHost, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    // Shared by the windows of one browser: the one that is in use keeps the others open.
    let noted = 0;
    const touch = () => {
      const now = Date.now();
      if (now - noted < noteEveryMs) return;
      noted = now;
      localStorage.setItem(touchedKey, String(now));
    };
    touch();
    for (const name of touches) addEventListener(name, touch, { passive: true });
    const timer = setInterval(() => {
      const minutes = readIdleMinutes(localStorage);
      const idleMs = Date.now() - Number(localStorage.getItem(touchedKey));
      if (minutes > 0 && idleMs >= minutes * 60_000) void api.lock({});
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      for (const name of touches) removeEventListener(name, touch);
    };
  }, [api, isOn]);
}
