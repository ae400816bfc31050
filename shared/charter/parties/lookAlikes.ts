/** Names that a reader takes for one another, by the skeletons of Unicode Technical Standard 39. It warns, and judges nothing. */
import { lookAlikePairs } from "./lookAlikeTable.ts";

const prototypes = readPairs();

function readPairs(): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of lookAlikePairs.split("\n")) {
    const [from = "", ...to] = pair;
    pairs.set(from, to.join(""));
  }
  return pairs;
}

/** Equal for names that look alike. Spaces and case are no difference that a reader can be asked to see. */
function skeleton(name: string): string {
  const replaced = [...name.normalize("NFD")].map((sign) => prototypes.get(sign) ?? sign).join("");
  return replaced.normalize("NFD").replace(/\s+/gu, " ").trim().toLowerCase();
}

/** Those of `all` whose name another one has too, or one that looks like it. */
export function lookAlikes<T>(all: readonly T[], nameOf: (one: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = skeleton(nameOf(one));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
