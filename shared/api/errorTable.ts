/** What the words for errors are made of: one entry for each kind, in each language. */
import type { HostError } from "./errors.ts";

export interface ErrorWords {
  /** What happened, in one sentence. */
  readonly title: string;
  /** What is safe and what to do, in one or two sentences. */
  readonly next: string;
}

/** One entry for each kind of error; a missing one does not compile. */
export type ErrorTable = {
  readonly [Kind in HostError["kind"]]: (error: Extract<HostError, { readonly kind: Kind }>) => ErrorWords;
};
