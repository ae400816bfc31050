/**
 * The status of the texts of the five years, written by hand in the manner of the Multilateral Treaties Deposited with the
 * Secretary-General (treaties.un.org): participants in alphabetical order; each act with its day, an accession marked "a";
 * the day of entry into force for that participant; who left stays, in brackets, with the day of the notice and of its
 * effect; declarations and reservations under the table, with objections to them. Beside these the last day on which the
 * text binds, which a depositary of texts with terms has to add. Worked out from the terms (three of four, thirty days,
 * fourteen for who joins later, sixty of notice; then four of five) with a calendar, without the program.
 */
import type { StatusTableView } from "../../../../shared/api/force.ts";
import { names, reserved, type Text, understood } from "./fiveYears.ts";

const { fishers, guardians, herders, millers, town } = names;

export const statusTables = {
  first: [
    // The fifteenth of March is the third ratification; thirty days later is the fourteenth of April.
    `${fishers} | 2021-03-10 | 2021-04-14 | 2022-04-13`,
    // 2 May is after that day: fourteen days of its own.
    `${guardians} | 2021-05-02 | 2021-05-16 | 2022-04-13`,
    `${herders} | 2021-03-12 | 2021-04-14 | 2022-04-13`,
    // Sixty days from the first of September are over on 31 October, the first day without the millers.
    `${millers} | 2021-03-15 | 2021-04-14 | 2021-10-30 | [notice 2021-09-01, effect 2021-10-31]`,
    // The day is that of the accession; the consent of 12 January gave it effect, fourteen days later.
    `${millers} | 2022-01-10 a | 2022-01-26 | 2022-04-13`,
    // Acceded on 1 July, consented to on 10 July, plus fourteen days.
    `${town} | 2021-07-01 a | 2021-07-24 | 2022-04-13`,
    `${herders}, reservation to 2.1 of 2021-03-12: “${reserved}”`,
    `    Objection: ${millers}, precluding entry into force between the two`,
  ],
  renewal: [
    // Four of five by 2 March 2022; it begins the day after the old end, and runs two years. Whoever joined the amendment
    // is bound by that from 10 July 2023; the millers, who joined it on 1 September, fourteen days after that.
    `${fishers} | 2022-02-15 | 2022-04-14 | 2023-07-09`,
    `${guardians} | 2022-03-01 | 2022-04-14 | 2023-07-09`,
    `${herders} | 2022-02-25 | 2022-04-14 | 2023-07-09`,
    `${millers} | 2022-03-05 | 2022-04-14 | 2023-09-14`,
    `${town} | 2022-03-02 | 2022-04-14 | 2023-07-09`,
    `${town}, declaration on 1.1 of 2022-03-02: “${understood}”`,
  ],
  // Signed by two of five each, and never in force.
  byFishers: [
    `${fishers} | 2023-05-02 | – | –`,
    `${guardians} | 2023-05-02 | – | –`,
    `${herders} | – | – | –`,
    `${millers} | – | – | –`,
    `${town} | – | – | –`,
  ],
  byHerders: [
    `${fishers} | – | – | –`,
    `${guardians} | – | – | –`,
    `${herders} | 2023-05-03 | – | –`,
    `${millers} | 2023-05-03 | – | –`,
    `${town} | – | – | –`,
  ],
  amendment: [
    // The fourth of five is the town, on 10 June 2023; thirty days later is 10 July. It keeps the end of what it amends.
    `${fishers} | 2023-06-05 | 2023-07-10 | 2024-04-13`,
    `${guardians} | 2023-06-02 | 2023-07-10 | 2024-04-13`,
    `${herders} | 2023-06-08 | 2023-07-10 | 2024-04-13`,
    `${millers} | 2023-09-01 | 2023-09-15 | 2024-04-13`,
    `${town} | 2023-06-10 | 2023-07-10 | 2024-04-13`,
  ],
  second: [
    // The fourth is the town, on 3 June 2024: in force on 3 July. The millers' own day and fourteen days are 19 June, and
    // nobody is bound before the text.
    `${fishers} | 2024-05-20 | 2024-07-03 | 2026-07-02`,
    `${guardians} | 2024-05-22 | 2024-07-03 | 2026-07-02`,
    `${herders} | 2024-05-25 | 2024-07-03 | 2026-07-02`,
    `${millers} | 2024-06-05 | 2024-07-03 | 2026-07-02`,
    `${town} | 2024-06-03 | 2024-07-03 | 2026-07-02`,
  ],
} as const satisfies Readonly<Record<Text, readonly string[]>>;

/** What the product shows, in the same words. */
export function statusLinesOf({ rows }: StatusTableView): readonly string[] {
  const lines = rows.map(({ party, action, on, effect, until, left }) => {
    if (action !== "ratified" && action !== "acceded" && action !== "none")
      throw new Error(`nobody here has ${action}`);
    const act = on === null ? "–" : `${on}${action === "acceded" ? " a" : ""}`;
    const gone =
      left === null ? [] : [`[${left.how === "withdrew" ? "notice" : left.how} ${left.notice}, effect ${left.effect}]`];
    return [party.name, act, effect ?? "–", until ?? "–", ...gone].join(" | ");
  });
  const declared = rows.flatMap(({ declarations }) =>
    declarations.flatMap(({ party, how, clauseTitle, words, madeOn, objections }) => [
      `${party.name}, ${how === "exclude" ? "reservation to" : "declaration on"} ${clauseTitle} of ${madeOn}: “${words}”`,
      ...objections.map(
        (one) =>
          `    Objection: ${one.party.name}${one.hasRelations ? "" : ", precluding entry into force between the two"}`,
      ),
    ]),
  );
  return [...lines, ...declared];
}
