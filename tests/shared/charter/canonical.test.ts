import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUtf8, utf8 } from "../../../shared/base/bytes.ts";
import { parseCharterId } from "../../../shared/base/ids.ts";
import { decodeContent, encodeContent, maxContentBytes, normaliseText } from "../../../shared/charter/canonical.ts";
import type { CharterText } from "../../../shared/charter/model.ts";
import { schema } from "../../../shared/charter/schema.ts";
import { anyTextArbitrary, article, clause, docOf, element, head, para, said } from "./arbitraryText.ts";

const charter = parseCharterId("ab".repeat(32));
if (charter === null) throw new Error("a charter id");
const contentOf = (text: CharterText) => ({ charter, title: "Accord", language: "en", text });
const jsonOf = (text: CharterText): string => readUtf8(encodeContent(contentOf(text))) ?? "";

describe("canonical content", () => {
  it("is RFC 8785 JSON with every attribute explicit", () => {
    expect(jsonOf(docOf(article("a1", head(2, "Water"), para("We share."))))).toBe(
      `{"blocks":[{"attrs":{"id":"a1","kind":"article"},"content":[` +
        `{"attrs":{"level":2},"content":[{"marks":[],"text":"Water","type":"text"}],"type":"heading"},` +
        `{"attrs":{},"content":[{"marks":[],"text":"We share.","type":"text"}],"type":"paragraph"}` +
        `],"type":"article"}],"charter":"${charter}","format":"tessera/content/1","language":"en","title":"Accord"}`,
    );
  });

  it("comes back as the normal form of the text, whatever the text", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (text) => {
        const decoded = decodeContent(encodeContent(contentOf(text)));
        expect(decoded).toEqual({ ok: true, value: contentOf(normaliseText(text)) });
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("has the same bytes for texts that read the same", () => {
    const split = docOf(
      element("paragraph", {}, [said("caf"), said("e\u0301", "strong", "em"), said("s", "em", "strong"), said("")]),
    );
    const joined = docOf(element("paragraph", {}, [said("caf"), said("\u00e9s", "em", "strong")]));
    expect(jsonOf(split)).toBe(jsonOf(joined));
  });

  it("drops links that lead anywhere but to the web or to mail", () => {
    const linked = (href: string) =>
      docOf(element("paragraph", {}, [{ type: "text", text: "x", marks: [{ type: "link", attrs: { href } }] }]));
    const kept = (href: string) => jsonOf(linked(href)).includes("link");
    expect(["https://a.org", "http://a.org", "mailto:a@b.org"].map(kept)).toEqual([true, true, true]);
    expect(
      ["javascript:alert(1)", "java\nscript:x", "data:text/html,x", "https://a b", "file:///etc", "", "//a.org"].map(
        kept,
      ),
    ).toEqual([false, false, false, false, false, false, false]);
  });

  it("is a normal form: normalising twice changes nothing, and the editor's schema accepts it", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (text) => {
        const normal = normaliseText(text);
        expect(normaliseText(normal)).toEqual(normal);
        schema.nodeFromJSON(JSON.parse(JSON.stringify(normal))).check();
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("is refused when any byte of it is changed into something that is not another canonical content", () => {
    const bytes = encodeContent(contentOf(docOf(article("a1", head(2, "Water"), clause("c1", para("Wé share."))))));
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [1, 0x20, 0x80]) {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ flip;
        const decoded = decodeContent(altered);
        if (decoded.ok) expect(encodeContent(decoded.value)).toEqual(altered);
        expect(decoded).not.toEqual(decodeContent(bytes));
      }
  });

  it.each([
    ["notJson", "{"],
    ["notJson", "[]"],
    ["otherFormat", `{"format":"tessera/content/2"}`],
    ["unknown", jsonOf(docOf(para("x"))).replace(`"paragraph"`, `"script"`)],
    ["unknown", jsonOf(docOf(para("x"))).replace(`"attrs":{}`, `"attrs":{"onclick":"x"}`)],
    ["unknown", jsonOf(docOf(para("x"))).replace(`"marks":[]`, `"marks":[{"attrs":{},"type":"script"}]`)],
    [
      "unknown",
      jsonOf(docOf(para("x"))).replace(`"marks":[]`, `"marks":[{"attrs":{"href":"javascript:1"},"type":"link"}]`),
    ],
    ["unknown", jsonOf(docOf(para("x"))).replace(`"language":"en"`, `"language":"<b>"`)],
    ["notCanonical", ` ${jsonOf(docOf(para("x")))}`],
    ["notCanonical", jsonOf(docOf(para("x"))).replace("{", `{"a":1,`)],
    ["notCanonical", jsonOf(docOf(para("é"))).replace("é", "e\u0301")],
    ["notCanonical", jsonOf(docOf(head(2, "x"))).replace(`"level":2`, `"level":2.0`)],
    ["notCanonical", jsonOf(docOf(clause("a"), clause("b"))).replace(`"id":"b"`, `"id":"a"`)],
  ])("is refused as %s: %s", (kind, json) => {
    const decoded = decodeContent(utf8(json));
    expect(decoded.ok ? "accepted" : decoded.error.kind).toBe(kind);
  });

  it("is refused beyond 64 levels and beyond 8 MiB", () => {
    const nested = (levels: number) => {
      let node = para("");
      for (let i = 1; i < levels; i++) node = element("clause", { id: `c${i}` }, [node]);
      return decodeContent(encodeContent(contentOf(docOf(node))));
    };
    expect(nested(64).ok).toBe(true);
    expect(nested(65)).toEqual({ ok: false, error: { kind: "tooDeep", limit: 64 } });
    const large = decodeContent(utf8(" ".repeat(maxContentBytes + 1)));
    expect(large.ok ? "accepted" : large.error.kind).toBe("tooLarge");
  });
});
