/** Six words that people compare aloud. PROTOCOL.md, L23. */
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { compareBytes } from "../../base/bytes.ts";
import { hash } from "../../base/crypto.ts";
import { type CharterId, idBytes, type PartyId } from "../../base/ids.ts";

const phraseWords = 6;
const wordBits = 11;

/** [L23] The same on every device that holds the same charter with the same parties; the order given does not matter. */
export function safetyPhrase(charter: CharterId, parties: readonly PartyId[]): readonly string[] {
  const sorted = parties.map(idBytes).sort(compareBytes);
  const digest = hash("tessera/safety-phrase/1", idBytes(charter), ...sorted);
  const bits = Array.from(digest, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: phraseWords }, (_, index) => {
    const word = wordlist[Number.parseInt(bits.slice(index * wordBits, (index + 1) * wordBits), 2)];
    if (word === undefined) throw new Error("eleven bits name one of 2048 words");
    return word;
  });
}
