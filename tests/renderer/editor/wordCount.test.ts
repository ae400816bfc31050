import { describe, expect, it } from "vitest";
import { createWordCount } from "../../../renderer/editor/wordCount.ts";
import { schema } from "../../../shared/charter/text/schema.ts";

const p = (text: string) => schema.node("paragraph", null, text === "" ? [] : [schema.text(text)]);
const clause = (...blocks: ReturnType<typeof p>[]) => schema.node("clause", { id: "c" }, blocks);
const doc = (...blocks: ReturnType<typeof p>[]) => schema.node("doc", null, blocks);
const always = Number.POSITIVE_INFINITY;

describe("words of a text", () => {
  it.each([
    ["", 0],
    [" – … ", 0],
    ["The wells don't dry up: 3.5 of 4.", 8],
    ["الآبارُ مشتركةٌ", 2],
    ["水と土", 3],
    ["two\u00a0wells, well-being", 3],
    ["😀 well", 1],
  ])("are counted as they are compared: %j", (text, count) => {
    expect(createWordCount()(doc(p(text)), always)).toBe(count);
  });

  it("are those of all that stands in it, and a break parts two", () => {
    const broken = schema.node("paragraph", null, [schema.text("one"), schema.node("hard_break"), schema.text("two")]);
    expect(createWordCount()(doc(clause(p("one two"), clause(broken)), p("three")), always)).toBe(5);
  });

  it("are counted in as many parts as it takes, and never twice", () => {
    const count = createWordCount();
    const text = doc(...Array.from({ length: 50 }, () => clause(p("one two three"))));
    expect(count(text, 0)).toBe(null);
    for (const child of text.children) expect(count(child, always)).toBe(3);
    expect(count(text, always)).toBe(150);
    // What is known takes no time.
    expect(count(text, 0)).toBe(150);
  });
});
