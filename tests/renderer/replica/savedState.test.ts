import { describe, expect, it } from "vitest";
import {
  nothingTyped,
  readSavedState,
  type SavedState,
  type SavingEvent,
  stepSaving,
} from "../../../renderer/replica/savedState.ts";

const full = { kind: "storeFull" } as const;
const typed = (clock: number): SavingEvent => ({ kind: "typed", clock });
const confirmed = (clock: number): SavingEvent => ({ kind: "confirmed", clock });
const refused: SavingEvent = { kind: "refused", error: full };

const said = (...events: readonly SavingEvent[]): SavedState => readSavedState(events.reduce(stepSaving, nothingTyped));

describe("what the window says about saving", () => {
  it("is saved before anything is typed", () => {
    expect(said()).toEqual({ kind: "saved" });
  });

  it("is saved only once the host has confirmed the last key", () => {
    expect(said(typed(3), typed(5), confirmed(3))).toEqual({ kind: "saving" });
    expect(said(typed(3), typed(5), confirmed(3), confirmed(5))).toEqual({ kind: "saved" });
  });

  it("is not fooled by confirmations out of order", () => {
    expect(said(typed(9), confirmed(9), confirmed(4))).toEqual({ kind: "saved" });
    expect(said(typed(9), confirmed(4), typed(2))).toEqual({ kind: "saving" });
  });

  it("says why a change could not be stored, until a later one is", () => {
    expect(said(typed(3), refused)).toEqual({ kind: "notSaved", error: full });
    expect(said(typed(3), refused, typed(4))).toEqual({ kind: "notSaved", error: full });
    expect(said(typed(3), refused, confirmed(3))).toEqual({ kind: "saved" });
    expect(said(typed(3), refused, confirmed(3), typed(6))).toEqual({ kind: "saving" });
  });
});
