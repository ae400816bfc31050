/** Who wrote in a text, for the eye: one look for each party, and for each person of none. */
import type { Writer } from "../../../../shared/api/authorship.ts";
import type { Author, PartyRef } from "../../../../shared/api/people.ts";
import type { AuthorLook } from "../../../editor/authors.ts";

/** As many as the style sheet has; together they make forty looks. */
const colours = 8;
const lines = 10;

export interface TextAuthor {
  readonly key: string;
  readonly party: Author["party"];
  /** Of somebody of no party; null else. */
  readonly person: string | null;
  readonly look: AuthorLook;
}

/** The parties of the charter first, in their order; the same in every window whose charter has the same members. */
export function readTextAuthors(
  parties: readonly Pick<PartyRef, "id">[],
  writers: readonly Writer[],
): readonly TextAuthor[] {
  const places = new Map<string, number>(parties.map(({ id }, index) => [id, index]));
  const found = new Map(writers.map((writer) => [keyOf(writer), writer]));
  const placeOf = (key: string): number => places.get(key) ?? places.size;
  const sorted = [...found].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return sorted.map(([key, { author }], index) => ({
    key,
    party: author.party,
    person: author.party === null ? author.person : null,
    look: { colour: index % colours, line: index % lines },
  }));
}

export const keyOf = ({ author, device }: Writer): string => author.party?.id ?? device;
