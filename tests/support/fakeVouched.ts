/** A text that somebody else vouches for, for the scenes in which there is one. */
import type { VouchedView } from "../../shared/api/library.ts";
import type { DeviceId } from "../../shared/base/ids.ts";
import { forged } from "./fakeCharters.ts";

export function fakeVouched(scene: string, now: number): VouchedView | null {
  if (scene !== "vouched" && scene !== "falselyVouched") return null;
  return {
    by: { device: forged("device", 4) as DeviceId, person: "Omar Haddad" },
    at: now - 60_000,
    progress: scene === "vouched" ? { read: 3_120, of: 9_996 } : null,
    isFalse: scene === "falselyVouched",
  };
}
