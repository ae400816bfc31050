import { wordlist } from "@scure/bip39/wordlists/english.js";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../shared/base/bytes.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { safetyPhrase } from "../../../shared/ledger/members/safetyPhrase.ts";
import { founder, seedOf } from "../../support/builders.ts";

const [ada, ben, cleo] = ["Ada", "Ben", "Cleo"].map((name) => founder(name, `${name}'s people`).party.card.id);
if (ada === undefined || ben === undefined || cleo === undefined) throw new Error("three founders are three");
const charter = toHex(seedOf("a charter")) as CharterId;
const other = toHex(seedOf("another charter")) as CharterId;

describe("The safety phrase", () => {
  it("[L23] is six words of the list, the same in whatever order the parties are known", () => {
    const phrase = safetyPhrase(charter, [ada, ben, cleo]);
    expect(phrase).toHaveLength(6);
    expect(phrase.filter((word) => !wordlist.includes(word))).toEqual([]);
    expect(safetyPhrase(charter, [cleo, ada, ben])).toEqual(phrase);
  });

  it("[L23] is another for another charter, and when a party comes, goes or is replaced", () => {
    const phrases = [
      safetyPhrase(charter, [ada]),
      safetyPhrase(charter, [ada, ben]),
      safetyPhrase(charter, [ada, cleo]),
      safetyPhrase(charter, [ada, ben, cleo]),
      safetyPhrase(other, [ada, ben]),
    ].map((words) => words.join(" "));
    expect(new Set(phrases).size).toBe(phrases.length);
  });
});
