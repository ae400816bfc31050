import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import { normaliseText } from "../../../../shared/charter/text/canonical.ts";
import { clauseForm, clauseHash } from "../../../../shared/charter/text/clauseHash.ts";
import { placeClauses, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { anyTextArbitrary } from "./arbitraryText.ts";

const vectors = JSON.parse(readFileSync(new URL("../../../vectors/content.json", import.meta.url), "utf8"));
const line = (text: string, ...marks: readonly { type: "strong"; attrs: object }[]): ElementNode =>
  ({ type: "paragraph", attrs: {}, content: [{ type: "text", text, marks }] }) as ElementNode;
const clause = (id: string, ...content: readonly DocNode[]): ElementNode => ({
  type: "clause",
  attrs: { id, source: "" },
  content,
});
const wells = clause("wells", line("Wells are open."));

describe("The hash of a clause", () => {
  it("[C21] is that of the vectors, and of exactly what its form says", () => {
    expect(vectors.clauses.length).toBeGreaterThan(10);
    for (const { name, clause: id, words, sha256: hash } of vectors.clauses) {
      const draft = vectors.contents.find((one: { name: string }) => one.name === name).draft;
      const found = readClauses({ type: "doc", attrs: {}, content: draft }).find((one) => one.id === id);
      if (found === undefined) throw new Error(`${name} has ${id}`);
      expect(clauseForm(found.node)).toBe(words);
      expect(clauseHash(found.node)).toBe(hash);
      expect(toHex(sha256(new TextEncoder().encode(words)))).toBe(hash);
    }
  });

  it("[C21] does not change with the id, the source, the number, the clauses inside, or where it stands", () => {
    const hash = clauseHash(wells);
    expect(clauseHash(clause("other", line("Wells are open.")))).toBe(hash);
    expect(clauseHash({ ...wells, attrs: { id: "wells", source: "ab".repeat(32) } })).toBe(hash);
    expect(clauseHash(clause("wells", line("Wells are open."), clause("in", line("Inside."))))).toBe(hash);
    const text: CharterText = {
      type: "doc",
      attrs: {},
      content: [clause("first", line("First.")), clause("holds", line("Holds."), wells)],
    };
    expect(readClauses(text).map(({ number, node }) => [number, clauseHash(node) === hash])).toEqual([
      ["1", false],
      ["2", false],
      ["2.1", true],
    ]);
  });

  it("[C21] changes with a word, a mark, a list, a block, a further language and the kind", () => {
    const own = [
      wells,
      clause("wells", line("Wells are shut.")),
      clause("wells", line("Wells are open."), line("")),
      clause("wells", line("Wells are open.", { type: "strong", attrs: {} })),
      clause("wells", { type: "heading", attrs: { level: 2 }, content: line("Wells are open.").content }),
      clause("wells", {
        type: "bullet_list",
        attrs: {},
        content: [{ type: "list_item", attrs: {}, content: [line("Wells are open.")] }],
      }),
      clause("wells", line("Wells are open."), { type: "body", attrs: { lang: "fr" }, content: [line("Ouverts.")] }),
      { type: "article", attrs: { id: "wells", kind: "article" }, content: wells.content } as const,
      { type: "article", attrs: { id: "wells", kind: "annex" }, content: wells.content } as const,
    ];
    expect(new Set(own.map(clauseHash)).size).toBe(own.length);
  });

  it("[C21] is the same of a draft and of what it becomes", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (text) => {
        const hashes = (of: CharterText) => placeClauses(of).map(({ clause: { node } }) => clauseHash(node));
        expect(hashes(normaliseText(text))).toEqual(hashes(text));
      }),
      { numRuns: 60 },
    );
  });
});
