/** Where sides changed the same thing without knowing of each other, and how it is settled. */
import type { CharterId, ClauseId, DeviceId } from "../base/ids.ts";
import { integer, object, oneOf, text, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { type ArgumentsOf, charter, limits, matching } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author } from "./people.ts";

/** Letters of the text by their Yjs ids, `length` of them from `clock` on. */
export interface LetterRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** As the text is stored, parties by their names; null: it has no such attribute. */
export type FormView = Readonly<Record<string, string | number | boolean | null>>;

export interface ClauseRef {
  readonly id: ClauseId;
  readonly number: string;
  readonly heading: string;
}

/** Inside which clause (null: the text itself), and right behind which one (null: it is the first there). */
export interface PlaceView {
  readonly inside: ClauseRef | null;
  readonly behind: ClauseRef | null;
}

/** One of those who did not know of each other. */
export interface ConflictSideView {
  readonly author: Author;
  readonly device: DeviceId;
  /** Signed changes, and when the newest of them was made; claimed, not proven. */
  readonly changes: number;
  readonly at: number;
}

interface ConflictBase {
  /** Another one as soon as somebody changes the same thing once more. */
  readonly id: string;
  /** Id "loose": outside of clauses. */
  readonly clause: ClauseRef;
}

export interface WordConflictView extends ConflictBase {
  readonly kind: "words";
  /** As all of them knew it. */
  readonly before: string;
  /** What became of it: nobody wrote that. */
  readonly now: string;
  /** By the name of the device, the same everywhere. */
  readonly sides: readonly (ConflictSideView & { readonly words: string })[];
  /** What stands right before and behind it. */
  readonly lead: string;
  readonly tail: string;
  /** What is seen of it, in order. */
  readonly shown: readonly LetterRange[];
}

export interface FormConflictView extends ConflictBase {
  readonly kind: "form";
  /** The beginning of what has the form. */
  readonly words: string;
  readonly before: FormView;
  readonly now: FormView;
  readonly sides: readonly (ConflictSideView & { readonly form: FormView })[];
}

/** The clause itself was moved. */
export interface PlaceConflictView extends ConflictBase {
  readonly kind: "place";
  readonly sides: readonly (ConflictSideView & { readonly place: PlaceView })[];
}

/** One cut a clause in two, another removed it: the clause is what was cut off, and stands. */
export interface CutConflictView extends ConflictBase {
  readonly kind: "cut";
  /** How it begins. */
  readonly words: string;
  readonly sides: readonly (ConflictSideView & { readonly did: "cut" | "removed" })[];
}

export type ConflictView = WordConflictView | FormConflictView | PlaceConflictView | CutConflictView;

export type Settlement =
  /** As one side has it, counted from 0: of a clause that was cut and removed, both clauses, or none. */
  | { readonly kind: "side"; readonly side: number }
  | { readonly kind: "asItStands" }
  /** In brackets, each as an alternative. Of words only. */
  | { readonly kind: "both" }
  /** Of words only. */
  | { readonly kind: "words"; readonly words: string };

export interface ConflictsApi {
  /** In the order of the text. */
  listConflicts(args: { readonly charter: CharterId }): Promise<Result<readonly ConflictView[], HostError>>;
  /** As this person's edit: whoever receives it sees the conflict no more. */
  settleConflict(args: {
    readonly charter: CharterId;
    readonly conflict: string;
    readonly settle: Settlement;
  }): Promise<Result<null, HostError>>;
}

const most = { sides: 10_000 } as const;

export const conflictsArguments = {
  listConflicts: object({ charter }),
  settleConflict: object({
    charter,
    conflict: matching("the id of a conflict", /^[wfpc]-[0-9a-z]{1,11}-[0-9a-z]{1,11}-[0-9a-z]{1,11}$/),
    settle: variants({
      side: object({ kind: oneOf("side"), side: integer({ min: 0, max: most.sides }) }),
      asItStands: object({ kind: oneOf("asItStands") }),
      both: object({ kind: oneOf("both") }),
      words: object({ kind: oneOf("words"), words: text({ max: limits.markdownCharacters }) }),
    }),
  }),
} as const satisfies ArgumentsOf<ConflictsApi>;
