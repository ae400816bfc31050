/** Who suggests, for the eye: a shape and a few letters for each party, so that no colour alone tells them apart. Pure. */
import type { Writer } from "../../../../shared/api/authorship.ts";
import type { PartyRef } from "../../../../shared/api/people.ts";
import { boundWith } from "../../../../shared/base/clientClass.ts";
import { keyOf, readTextAuthors } from "../text/authorList.ts";

export interface Suggester {
  readonly writer: Writer;
  /** "▲ RC" */
  readonly sign: string;
  /** Number of a colour of the style sheet. */
  readonly colour: number;
}

const shapes = ["▲", "■", "◆", "●", "★", "▼", "✚", "◐", "▶", "✱"] as const;
/** Of somebody of no party. */
const guestShape = "○";

/** By either id of a pair: who edits and who suggests under it is one. */
export function readSuggesters(
  parties: readonly Pick<PartyRef, "id">[],
  writers: readonly Writer[],
): (client: number) => Suggester | null {
  const looks = new Map(readTextAuthors(parties, writers).map(({ key, look }) => [key, look]));
  const found = new Map<number, Suggester>();
  for (const writer of writers) {
    const look = looks.get(keyOf(writer));
    if (look === undefined) continue;
    const { party, person } = writer.author;
    const shape = party === null ? guestShape : (shapes[look.line] ?? shapes[0]);
    found.set(boundWith(writer.client), {
      writer,
      sign: `${shape} ${shortName(party?.name ?? person)}`,
      colour: look.colour,
    });
  }
  return (client) => found.get(boundWith(client)) ?? null;
}

/** The first letters of the first three words that are no particles; where letters have no capitals, the first word. */
export function shortName(name: string): string {
  const words = name.split(/[\s/-]+/u).filter((word) => /\p{L}/u.test(word));
  const capitals = words.filter((word) => /^\P{L}*\p{Lu}/u.test(word));
  if (capitals.length > 0)
    return capitals
      .slice(0, 3)
      .map((word) => /\p{Lu}/u.exec(word)?.[0] ?? "")
      .join("");
  return [...(words[0] ?? "")].slice(0, 8).join("");
}
