/** In which order the library shows its charters, and which of them a search finds. Pure. */
import type { CharterSummary } from "../../../shared/api/library.ts";

export const libraryOrders = ["waiting", "changed", "ends"] as const;
export type LibraryOrder = (typeof libraryOrders)[number];

/**
 * waiting: what waits for this party comes first, and where one's part has ended comes last; in between by title. Not by
 * the time of the last change, unless it is asked for: others claim that, and cards would move under the hand.
 * changed: the latest change first. ends: what ends next first, and what has no end last.
 */
export function orderLibrary(
  charters: readonly CharterSummary[],
  language: string,
  by: LibraryOrder = "waiting",
): readonly CharterSummary[] {
  const titles = new Intl.Collator(language, { numeric: true });
  const rank = (one: CharterSummary): number => {
    if (one.hasEnded) return 2;
    return one.waitingForMe + one.consentsForMe > 0 ? 0 : 1;
  };
  const compare = {
    waiting: (a: CharterSummary, b: CharterSummary) => rank(a) - rank(b),
    changed: (a: CharterSummary, b: CharterSummary) => b.changedAt - a.changedAt,
    ends: (a: CharterSummary, b: CharterSummary) => compareDays(a.endsOn, b.endsOn),
  }[by];
  return charters.toSorted((a, b) => compare(a, b) || titles.compare(a.title, b.title) || (a.id < b.id ? -1 : 1));
}

function compareDays(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

const fold = (words: string): string => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Every word of the search stands in the title or in a party's name; accents and capitals do not matter. */
export function findCharters(charters: readonly CharterSummary[], search: string): readonly CharterSummary[] {
  const words = fold(search)
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return charters;
  return charters.filter(({ title, parties }) => {
    const place = fold([title, ...parties.map(({ name }) => name)].join("\n"));
    return words.every((word) => place.includes(word));
  });
}
