import { describe, expect, it } from "vitest";
import { arabicArguments, argumentInWords, englishArguments } from "../../../shared/api/argumentWords.ts";
import { type HostMethod, hostApi, hostMethods } from "../../../shared/api/contract.ts";
import { describeError } from "../../../shared/api/errorWords.ts";

const refusal = (what: string, expected: string) => ({ kind: "badArgument", what, expected }) as const;

describe("A refused argument", () => {
  it.each([
    ["url", "The relay’s address"],
    ["party.name", "The name"],
    ["words[3]", "The 24 words"],
    ["practice.words", "What was done"],
    ["reservations[2].words", "The words of the reservation"],
    ["[1]", "Something that was given"],
    ["", "Something that was given"],
    ["contentHash", "Something that was given"],
    ["--term", '"--term"'],
    ["notes.md", '"notes.md"'],
    ["/home/amina/text.md", '"/home/amina/text.md"'],
  ])("%j is %s to a person", (what, words) => {
    expect(argumentInWords(what, englishArguments)).toBe(words);
  });

  it("of any method of the host is never named as the program names it", () => {
    const named = (method: HostMethod): string => {
      const parsed = hostApi[method]({});
      return parsed.ok ? "" : parsed.error.at;
    };
    for (const method of hostMethods)
      for (const names of [englishArguments, arabicArguments]) {
        const words = argumentInWords(named(method), names);
        expect(words, method).not.toMatch(/[a-z][A-Z]|\[|\./);
      }
  });

  it("is wholly in Arabic where the window is, for what a form can ask", () => {
    for (const expected of [
      "text of 1 to 200 characters",
      "text of 0 to 10000 characters",
      "a whole number from 1 to 8784",
      "a list of 1 to 16",
      "a date as YYYY-MM-DD",
    ]) {
      const { title, next } = describeError(refusal("[1]", expected), "ar");
      expect(`${title} ${next}`).not.toMatch(/[A-Za-z]/);
    }
    expect(describeError(refusal("url", "an address such as wss://relay.example"), "ar").next).toContain(
      "\u2066wss://relay.example\u2069",
    );
  });
});
