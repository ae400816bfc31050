/**
 * What the window may say about saving. [Honest status] "saved" only when the host has told that everything
 * this window's pair of Yjs clients typed is signed and on disk.
 */
import type { HostError } from "../../shared/api/errors.ts";

export interface Saving {
  /** Yjs clocks of this window's two clients together: how much was typed here. */
  readonly typed: number;
  /** Clock up to which the host has confirmed. */
  readonly confirmed: number;
  /** Why the host could not store the latest change; null after a later success. */
  readonly refused: HostError | null;
}

export const nothingTyped: Saving = { typed: 0, confirmed: 0, refused: null };

export type SavingEvent =
  | { readonly kind: "typed"; readonly clock: number }
  | { readonly kind: "confirmed"; readonly clock: number }
  | { readonly kind: "refused"; readonly error: HostError };

export function stepSaving(state: Saving, event: SavingEvent): Saving {
  switch (event.kind) {
    case "typed":
      return event.clock > state.typed ? { ...state, typed: event.clock } : state;
    case "confirmed":
      return event.clock > state.confirmed ? { ...state, confirmed: event.clock, refused: null } : state;
    case "refused":
      return { ...state, refused: event.error };
  }
}

export type SavedState =
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  | { readonly kind: "notSaved"; readonly error: HostError };

export function readSavedState(saving: Saving): SavedState {
  if (saving.typed <= saving.confirmed) return { kind: "saved" };
  return saving.refused === null ? { kind: "saving" } : { kind: "notSaved", error: saving.refused };
}
