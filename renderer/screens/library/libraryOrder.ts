/** In which order the library shows its charters, and which of them a search finds. Pure. */
import type { CharterSummary } from "../../../shared/api/library.ts";

/**
 * What waits for this party comes first, and where one's part has ended comes last; in between by title. Not by the
 * time of the last change: others claim that, and cards would move under the hand.
 */
export function orderLibrary(charters: readonly CharterSummary[], language: string): readonly CharterSummary[] {
  const titles = new Intl.Collator(language, { numeric: true });
  const rank = (one: CharterSummary): number => {
    if (one.hasEnded) return 2;
    return one.waitingForMe + one.consentsForMe > 0 ? 0 : 1;
  };
  return charters.toSorted((a, b) => rank(a) - rank(b) || titles.compare(a.title, b.title) || (a.id < b.id ? -1 : 1));
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
