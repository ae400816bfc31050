import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../../../shared/charter/formats/markdown.ts";
import { templates } from "../../../../shared/charter/formats/templates.ts";
import { readClauses } from "../../../../shared/charter/text/clauses.ts";
import { countingIds } from "../text/arbitraryText.ts";

describe("the templates", () => {
  it("are the same agreements in English and Arabic", () => {
    const shapeOf = (language: string) =>
      templates
        .filter((one) => one.language === language)
        .map(({ markdown }) => {
          const read = readMarkdown(markdown, countingIds());
          return read.ok ? readClauses(read.value.text).map((one) => `${one.kind} ${one.number}`) : [];
        });
    expect(shapeOf("ar")).toEqual(shapeOf("en"));
    expect(new Set(templates.map((one) => one.id)).size).toBe(6);
  });

  it.each(templates)("$id has its title, a preamble, articles with clauses and no text outside them", (template) => {
    const read = readMarkdown(template.markdown, countingIds());
    if (!read.ok) throw new Error(read.error.kind);
    expect(read.value.title).toBe(template.title);
    expect(read.value.text.content.slice(1).every((node) => node.type === "article")).toBe(true);
    const clauses = readClauses(read.value.text);
    expect(clauses[0]?.kind).toBe("preamble");
    for (const article of clauses.filter((one) => one.kind === "article")) {
      expect(article.heading).not.toBe("");
      expect(clauses.some((one) => one.number.startsWith(`${article.number}.`))).toBe(true);
    }
  });
});
