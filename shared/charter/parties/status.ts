/** What a party did with a text, as a depositary prints it. PROTOCOL.md, L59. */
export interface Status {
  /** `bound`: by the others' ratification. `waits`: it acceded, and too few have consented. */
  readonly action: "ratified" | "acceded" | "waits" | "declined" | "bound" | "none";
  /** The day of its own last act, not of others' consents; null where there was none. */
  readonly on: string | null;
  /** From which day it is bound; null: it is not. */
  readonly effect: string | null;
  /** The last day; null: open-ended, or it is not bound. */
  readonly until: string | null;
  /** `notice`: the day on which it said so. */
  readonly left: {
    readonly how: "withdrew" | "departed" | "removed";
    readonly notice: string;
    readonly effect: string | null;
  } | null;
}
