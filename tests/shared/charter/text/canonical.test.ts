import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUtf8, utf8 } from "../../../../shared/base/bytes.ts";
import { parseCharterId } from "../../../../shared/base/ids.ts";
import { settle } from "../../../../shared/charter/draft/settle.ts";
import {
  decodeContent,
  encodeDraft,
  mendText,
  normaliseText,
  openContent,
  unseenInText,
} from "../../../../shared/charter/text/canonical.ts";
import { decodeContent1 } from "../../../../shared/charter/text/content1.ts";
import { maxContentBytes } from "../../../../shared/charter/text/contentForm.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { anyTextArbitrary, article, body, clause, docOf, element, head, para, said } from "./arbitraryText.ts";

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
        const bytes = encodeDraft(contentOf(text));
        const decoded = decodeContent(bytes);
        if (decoded.ok) expect(openContent(bytes)).toEqual(decoded.value.text);
        if (settle(text, "en", []).ok) expect(decoded).toEqual({ ok: true, value: contentOf(mendText(text).text) });
        else
          expect(decoded).toMatchObject({
            ok: false,
            error: { kind: expect.stringMatching(/^(?:sameLanguage|danglingReference)$/) },
          });
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

  it("[C16] has further languages by their tags, before the clauses inside, whatever their order in the draft", () => {
    const draft = docOf(
      article("a", clause("c"), body("pt-br", para("Água.")), para("Water."), body("AR", para("ماء")), para("End.")),
    );
    const normal = normaliseText(draft);
    const [first] = normal.content;
    const inside = first?.type === "article" ? first.content : [];
    expect(inside.map((node) => [node.type, node.type === "body" ? node.attrs.lang : null])).toEqual([
      ["body", "ar"],
      ["body", "pt-BR"],
      ["clause", null],
      ["paragraph", null],
      ["paragraph", null],
    ]);
    const twice = docOf(clause("c", body("fr", para("un")), body("de"), body("FR", para("deux"))));
    expect(normaliseText(twice).content[0]).toMatchObject({
      content: [body("de"), body("fr", para("un")), body("fr", para("deux"))],
    });
  });

  it("[C16] names the body that says a clause again in one language", () => {
    const twice = docOf(para("x"), clause("c", clause("d", body("fr"), body("fr"))));
    expect(decodeContent(encodeDraft(contentOf(twice)))).toEqual({
      ok: false,
      error: { kind: "sameLanguage", at: "blocks[1].content[0].content[1]", language: "fr" },
    });
    const own = docOf(clause("c", body("en")));
    expect(decodeContent(encodeDraft(contentOf(own)))).toMatchObject({
      ok: false,
      error: { kind: "sameLanguage", at: "blocks[0].content[0]" },
    });
  });

  it("[C17] names the certificate of a clause, or none", () => {
    const source = "0f".repeat(32);
    expect(jsonOf(docOf(element("clause", { id: "c", source }, [])))).toContain(`"source":"${source}"`);
    for (const none of [null, "", source.toUpperCase(), source.slice(2)])
      expect(jsonOf(docOf(element("clause", { id: "c", source: none }, [])))).toContain(`"source":""`);
  });

  it.each([
    ["a clause in an item", element("bullet_list", {}, [element("list_item", {}, [clause("c")])])],
    [
      "a clause in a cell",
      element("table", {}, [element("table_row", {}, [element("table_cell", {}, [clause("c")])])]),
    ],
    ["an article in a clause", clause("c", article("a"))],
    ["an article in an article", article("b", article("a"))],
    ["a clause in a further language", clause("c", body("fr", clause("d")))],
    ["a language in a language", clause("c", body("fr", body("de")))],
    ["a language of no clause", body("fr", para("x"))],
  ])("[C11] does not hold %s", (_name, node) => {
    expect(decodeContent(encodeDraft(contentOf(docOf(node))))).toMatchObject({ ok: false, error: { kind: "unknown" } });
  });

  it("reads what version 0.1 froze by its own table: clauses in lists, articles in clauses, and nothing newer", () => {
    const then = (blocks: unknown): Uint8Array =>
      utf8(
        `{"blocks":${JSON.stringify(blocks)},"charter":"${charter}","format":"tessera/content/1","language":"en","title":"t"}`,
      );
    const node = (type: string, attrs: object, ...content: readonly object[]) => ({ attrs, content, type });
    const item = node("bullet_list", {}, node("list_item", {}, node("clause", { id: "c" })));
    const nested = node("clause", { id: "d" }, node("article", { id: "e", kind: "annex" }, item));
    expect(decodeContent1(then([nested]))).toMatchObject({
      ok: true,
      value: { text: { content: [{ type: "clause" }] } },
    });
    expect(decodeContent1(then([node("clause", { id: "d", source: "" })]))).toMatchObject({ ok: false });
    expect(decodeContent1(then([node("clause", { id: "d" }, node("body", { lang: "fr" }))]))).toMatchObject({
      ok: false,
    });
  });

  it("reads what version 0.1 froze, whatever it holds", () => {
    const now = jsonOf(docOf(para("x")));
    const then = (text: string) =>
      utf8(now.replace("content/2", "content/1").replace(`"text":"x"`, `"text":"${text}"`));
    expect(decodeContent1(then("x\u202ey"))).toMatchObject({ ok: true });
    expect(decodeContent1(then("x\\u0007y"))).toEqual({ ok: false, error: { kind: "notCanonical" } });
    expect(decodeContent(then("x"))).toMatchObject({ ok: false, error: { kind: "otherFormat" } });
  });

  it("[C20] judges the words of a note by themselves, finds them, and takes them out", () => {
    const note = element("footnote", {}, [said("a\u202eb")]);
    const text = docOf(clause("c", element("paragraph", {}, [said("x"), note])));
    expect(unseenInText(text)).toEqual([{ clause: "c", code: 0x202e, isIdle: false }]);
    expect(decodeContent(encodeDraft(contentOf(text)))).toMatchObject({ ok: true });
    expect(JSON.stringify(mendText(text).text)).toContain('"ab"');
    expect(mendText(text).removed.map(({ code }) => code)).toEqual([0x202e]);
    // Nothing on one side of a note helps what stands on the other: neither joins, nor makes a figure of a sign.
    const apart = (inside: string, around: string) =>
      docOf(clause("c", element("paragraph", {}, [said(around), element("footnote", {}, [said(inside)])])));
    expect(unseenInText(apart("\ufe0f\u20e3", "1")).map(({ code }) => code)).toEqual([0xfe0f]);
    expect(unseenInText(apart("x", "שלום \u200f1"))).toEqual([]);
    expect(unseenInText(apart("\u200f1", "שלום")).map(({ code }) => code)).toEqual([0x200f]);
  });
});
