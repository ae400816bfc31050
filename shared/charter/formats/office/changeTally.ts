/** Who changed how much by the tracked changes of a document, with some of the words. */
import type { ChangesBy } from "../sourceBlocks.ts";

export interface ChangeTally {
  add(kind: "inserted" | "deleted" | "formatted", author: string, words: string): void;
  /** Whoever changed most first. */
  list(): readonly ChangesBy[];
}

const maxExamples = 3;
const maxAuthors = 100;
const exampleCharacters = 120;

export function createChangeTally(): ChangeTally {
  type Counted = { -readonly [Key in keyof ChangesBy]: ChangesBy[Key] };
  const byAuthor = new Map<string, Counted>();
  return {
    add(kind, author, words) {
      // Beyond so many authors they are counted together, under no name.
      const name = byAuthor.size < maxAuthors || byAuthor.has(author) ? author : "";
      const counted = byAuthor.get(name) ?? { author: name, inserted: 0, deleted: 0, formatted: 0, examples: [] };
      byAuthor.set(name, counted);
      counted[kind]++;
      const said = words.replace(/\s+/g, " ").trim();
      if (kind === "formatted" || said === "" || counted.examples.length >= maxExamples) return;
      const isLong = said.length > exampleCharacters;
      const quote = (isLong ? `${said.slice(0, exampleCharacters - 1)}…` : said).toWellFormed();
      counted.examples = [...counted.examples, { op: kind === "inserted" ? "insert" : "delete", words: quote }];
    },
    list: () =>
      [...byAuthor.values()].sort(
        (a, b) => b.inserted + b.deleted + b.formatted - (a.inserted + a.deleted + a.formatted),
      ),
  };
}
