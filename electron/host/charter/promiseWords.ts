/** What promises of a charter read as: in its language, with the names of its parties. */
import { createPromiseWords, namesOf, type PromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import type { Replica } from "./replica.ts";

export function promiseWordsIn({ replica }: { readonly replica: Replica }): PromiseWords {
  const { language, parties } = replica.ledger().membership();
  return createPromiseWords(language, namesOf(Array.from(parties.values(), ({ card }) => card)));
}
