import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUtf8, utf8 } from "../../../../shared/base/bytes.ts";
import { parseCharterId } from "../../../../shared/base/ids.ts";
import {
  decodeContent,
  decodeContent1,
  encodeDraft,
  maxContentBytes,
  mendText,
  normaliseText,
  unseenInText,
} from "../../../../shared/charter/text/canonical.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { anyTextArbitrary, article, clause, docOf, element, head, para, said } from "./arbitraryText.ts";

const charter = parseCharterId("ab".repeat(32));
if (charter === null) throw new Error("a charter id");
const contentOf = (text: CharterText) => ({ charter, title: "Accord", language: "en", text });
const jsonOf = (text: CharterText): string => readUtf8(encodeDraft(contentOf(text))) ?? "";

describe("canonical content", () => {
  it("is RFC 8785 JSON with every attribute explicit", () => {
    expect(jsonOf(docOf(article("a1", head(2, "Water"), para("We share."))))).toBe(
      `{"blocks":[{"attrs":{"id":"a1","kind":"article"},"content":[` +
        `{"attrs":{"level":2},"content":[{"marks":[],"text":"Water","type":"text"}],"type":"heading"},` +
        `{"attrs":{},"content":[{"marks":[],"text":"We share.","type":"text"}],"type":"paragraph"}` +
        `],"type":"article"}],"charter":"${charter}","format":"tessera/content/2","language":"en","title":"Accord"}`,
    );
  });

  it("comes back as the normal form of the text, whatever the text", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (text) => {
        const decoded = decodeContent(encodeDraft(contentOf(text)));
        expect(decoded).toEqual({ ok: true, value: contentOf(mendText(text).text) });
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
    const bytes = encodeDraft(contentOf(docOf(article("a1", head(2, "Water"), clause("c1", para("Wé share."))))));
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [1, 0x20, 0x80]) {
        const altered = bytes.slice();
        altered[at] = (altered[at] ?? 0) ^ flip;
        const decoded = decodeContent(altered);
        if (decoded.ok) expect(encodeDraft(decoded.value)).toEqual(altered);
        expect(decoded).not.toEqual(decodeContent(bytes));
      }
  });

  it.each([
    ["notJson", "{"],
    ["notJson", "[]"],
    ["otherFormat", `{"format":"tessera/content/1"}`],
    ["otherFormat", `{"format":"tessera/content/3"}`],
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
      return decodeContent(encodeDraft(contentOf(docOf(node))));
    };
    expect(nested(64).ok).toBe(true);
    expect(nested(65)).toEqual({ ok: false, error: { kind: "tooDeep", limit: 64 } });
    const large = decodeContent(utf8(" ".repeat(maxContentBytes + 1)));
    expect(large.ok ? "accepted" : large.error.kind).toBe("tooLarge");
  });

  it.each(["\u202e", "\u200b", "\u00ad", "\u009b", "\u0007", "\ue000", "\u{e0041}"])(
    "[L12] refuses %j in a text, a title and a link, and names place and character",
    (sign) => {
      const written = jsonOf(docOf(head(2, "One"), para("x")));
      const escaped = JSON.stringify(sign).slice(1, -1);
      const at = (json: string) => decodeContent(utf8(json));
      const code = sign.codePointAt(0);
      expect(at(written.replace(`"text":"x"`, `"text":"x${escaped}"`))).toEqual({
        ok: false,
        error: { kind: "unseen", at: "blocks[1]", code },
      });
      expect(at(written.replace(`"Accord"`, `"Accord${escaped}"`))).toEqual({
        ok: false,
        error: { kind: "unseen", at: "title", code },
      });
      const link = `[{"attrs":{"href":"https://a.org/${escaped}"},"type":"link"}]`;
      expect(at(written.replace(`"marks":[],"text":"x"`, `"marks":${link},"text":"x"`)).ok).toBe(false);
    },
  );

  it("leaves out what a reader cannot see, across marks and breaks, and says what it was and where", () => {
    const broken = docOf(
      clause(
        "c1",
        element("paragraph", {}, [said("na\u202em"), said("e\u200d"), element("hard_break", {}, []), said("\u2069 x")]),
      ),
    );
    expect(unseenInText(broken)).toEqual([
      { clause: "c1", code: 0x202e, isIdle: false },
      { clause: "c1", code: 0x200d, isIdle: true },
      { clause: "c1", code: 0x2069, isIdle: false },
    ]);
    const mended = mendText(broken);
    expect(unseenInText(mended.text)).toEqual([]);
    expect(mended.removed.map(({ code }) => code)).toEqual([0x202e, 0x200d, 0x2069]);
    expect(JSON.stringify(mended.text)).toContain(`"name"`);
  });

  it("keeps a joiner whose letters stand under different marks", () => {
    const joined = docOf(element("paragraph", {}, [said("می\u200c"), said("خواهم", "strong")]));
    expect(mendText(joined)).toEqual({ text: normaliseText(joined), removed: [] });
  });

  it("reads what version 0.1 froze, whatever it holds", () => {
    const now = jsonOf(docOf(para("x")));
    const then = (text: string) =>
      utf8(now.replace("content/2", "content/1").replace(`"text":"x"`, `"text":"${text}"`));
    expect(decodeContent1(then("x\u202ey"))).toMatchObject({ ok: true });
    expect(decodeContent1(then("x\\u0007y"))).toEqual({ ok: false, error: { kind: "notCanonical" } });
    expect(decodeContent(then("x"))).toMatchObject({ ok: false, error: { kind: "otherFormat" } });
  });
});
