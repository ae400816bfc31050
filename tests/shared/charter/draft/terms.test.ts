import { describe, expect, it } from "vitest";
import { readTerms } from "../../../../shared/charter/draft/terms.ts";
import type { DocNode } from "../../../../shared/charter/text/model.ts";
import { article, body, clause, docOf, element, head, para, preamble, said } from "../text/arbitraryText.ts";

const line = (...content: readonly DocNode[]) => element("paragraph", {}, content);
const defined = (words: string) => said(words, "definition");
const term = (words: string) => said(words, "term");

describe("The terms of a text", () => {
  it("are what it defines, where, and where the words stand elsewhere, marked or plain", () => {
    const text = docOf(
      preamble(
        "p",
        line(said("A "), defined("“Water Council”"), said(" meets; a "), defined("well"), said(" is a hole.")),
      ),
      article("a", head(2, "The WELL"), clause("c1", line(term("Water  Council"), said(" opens each well.")))),
      clause("c2", para("Wells, well-kept, farewell. The water council.")),
      clause("c3", line(said("x"), element("footnote", {}, [said("as the Well")]))),
    );
    expect(readTerms(text)).toEqual({
      defined: [
        {
          words: "Water Council",
          definedIn: ["p"],
          uses: [
            { clause: "c1", isMarked: true },
            { clause: "c2", isMarked: false },
          ],
        },
        {
          words: "well",
          definedIn: ["p"],
          uses: [
            { clause: "a", isMarked: false },
            { clause: "c1", isMarked: false },
            { clause: "c2", isMarked: false },
            { clause: "c3", isMarked: false },
          ],
        },
      ],
      warnings: [],
    });
  });

  it("warn of what is defined and not used, used and not defined, and defined twice", () => {
    const text = docOf(
      line(defined("Herds")),
      clause("c1", line(defined("well"), said(" and "), term("spring"), said(", "), term("Spring"))),
      clause("c2", line(defined("Well"))),
    );
    expect(readTerms(text).warnings).toEqual([
      { kind: "unusedDefinition", words: "Herds", clause: null },
      { kind: "unusedDefinition", words: "well", clause: "c1" },
      { kind: "definedTwice", words: "well", clauses: ["c1", "c2"] },
      { kind: "undefinedTerm", words: "spring", clause: "c1" },
    ]);
  });

  it("are words as people mean them: in capitals, with harakat, in further languages, in other marks", () => {
    const text = docOf(
      clause(
        "c1",
        line(said("wa", "definition", "strong"), said("ter", "definition"), said(" is "), defined("水")),
        body("ar", line(defined("الماء"))),
      ),
      clause("c2", para("WATER, 井水共有"), body("ar", para("إن المَاءَ للجميع"))),
    );
    const { defined: found, warnings } = readTerms(text);
    expect(found.map(({ words, uses }) => [words, uses.map(({ clause: where }) => where)])).toEqual([
      ["water", ["c2"]],
      ["水", ["c2"]],
      ["الماء", ["c2"]],
    ]);
    expect(warnings).toEqual([]);
  });

  it("of which the longer is meant, where one stands in another", () => {
    const text = docOf(
      clause("c1", line(defined("council"), said(", "), defined("water council"))),
      clause("c2", para("The water council met.")),
    );
    expect(readTerms(text).defined.map(({ words, uses }) => [words, uses.length])).toEqual([
      ["council", 0],
      ["water council", 1],
    ]);
  });

  it("are read once each, however many there are", () => {
    const many = Array.from({ length: 4000 }, (_, at) =>
      clause(`c${at}`, line(defined(`term${at} of many`), said(` and term${(at + 1) % 4000} of many`))),
    );
    const from = process.threadCpuUsage();
    const { defined: found, warnings } = readTerms(docOf(...many));
    const { user, system } = process.threadCpuUsage(from);
    expect(found.every(({ uses }) => uses.length === 1)).toBe(true);
    expect(warnings).toEqual([]);
    expect((user + system) / 1_000_000).toBeLessThan(4);
  });
});
