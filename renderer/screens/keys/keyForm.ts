/** What a person says about the protection of their keys, and whether that is complete. */
import { useState } from "react";
import type { KeyChoice, KeyView } from "../../../shared/api/keys.ts";

export interface KeyWish {
  readonly kind: KeyChoice["kind"];
  readonly passphrase: string;
  readonly again: string;
  /** They have read what a plain file means. */
  readonly knowsPlain: boolean;
}

/** As the host has it. */
export const shortestPassphrase = 8;

export type KeyFault = "tooShort" | "differs" | "plainUnread";

export function faultOf({ kind, passphrase, again, knowsPlain }: KeyWish): KeyFault | null {
  if (kind === "plain") return knowsPlain ? null : "plainUnread";
  if (kind === "system" && passphrase === "" && again === "") return null;
  if ([...passphrase].length < shortestPassphrase) return "tooShort";
  return passphrase === again ? null : "differs";
}

export function choiceOf(wish: KeyWish): KeyChoice | null {
  if (faultOf(wish) !== null) return null;
  const { kind, passphrase } = wish;
  if (kind === "plain") return { kind };
  return kind === "system" ? { kind, passphrase: passphrase === "" ? null : passphrase } : { kind, passphrase };
}

export interface KeyForm {
  readonly wish: KeyWish;
  change(part: Partial<KeyWish>): void;
  clear(): void;
}

export function useKeyForm({ systemStore }: KeyView): KeyForm {
  const empty: KeyWish = {
    kind: systemStore === null ? "passphrase" : "system",
    passphrase: "",
    again: "",
    knowsPlain: false,
  };
  const [wish, setWish] = useState(empty);
  return { wish, change: (part) => setWish((last) => ({ ...last, ...part })), clear: () => setWish(empty) };
}
