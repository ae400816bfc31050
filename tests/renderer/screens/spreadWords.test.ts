import { describe, expect, it } from "vitest";
import { spreadWords, wordCount } from "../../../renderer/screens/welcome/spreadWords.ts";

const empty: readonly string[] = Array.from({ length: wordCount }, () => "");
const sheet = Array.from({ length: wordCount }, (_, index) => `w${String.fromCharCode(97 + index)}`);
const given = (words: readonly string[]) => words.filter((word) => word !== "");

describe("the fields for the words of a sheet", () => {
  it("take what is typed in one of them, and go on after a space", () => {
    expect(spreadWords(empty, 3, "riv")).toEqual({ words: empty.with(3, "riv"), next: 3 });
    expect(spreadWords(empty, 3, "river ")).toEqual({ words: empty.with(3, "river"), next: 4 });
    expect(spreadWords(sheet, 3, "")).toEqual({ words: sheet.with(3, ""), next: 3 });
    expect(spreadWords(sheet, 3, " ")).toEqual({ words: sheet.with(3, ""), next: 3 });
  });

  it("take the whole sheet at once, copied with or without its numbers", () => {
    expect(spreadWords(empty, 0, sheet.join(" ")).words).toEqual(sheet);
    const numbered = sheet.map((word, index) => `${index + 1}. ${word.toUpperCase()}\n`).join("");
    expect(spreadWords(empty, 0, numbered)).toEqual({ words: sheet, next: wordCount - 1 });
  });

  it("take some of it from any field on, and leave the others as they are", () => {
    const { words, next } = spreadWords(sheet, 22, "x y z more");
    expect(words).toEqual([...sheet.slice(0, 22), "x", "y"]);
    expect(next).toBe(wordCount - 1);
    expect(given(spreadWords(empty, 5, "a b").words)).toEqual(["a", "b"]);
  });
});
