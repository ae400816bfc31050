/** What a party keeps for itself of a text that it consents to. */
import type { ClauseId } from "../../base/ids.ts";

export interface Reserved {
  readonly clause: ClauseId;
  /** [C21] Of the words that it is about, in hex. */
  readonly hash: string;
  /** It takes the clause out for itself, or says how it reads it. */
  readonly how: "exclude" | "interpret";
  readonly words: string;
}

/** In one consent. */
export const maxReservations = 256;
