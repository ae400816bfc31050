/** The days of a charter that its people keep: of ballots, terms, reviews and promises. Pure. */
import { calendarWords } from "../../../shared/api/calendarWords.ts";
import { addDays } from "../../../shared/base/days.ts";
import type { CalendarEvent } from "../../../shared/charter/formats/calendar.ts";
import { dueDays, type TextPromise } from "../../../shared/charter/text/promises.ts";
import type { PromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import type { Binding } from "../../../shared/ledger/agreements/bindings.ts";
import type { ProposalStanding } from "../../../shared/ledger/agreements/ratification.ts";

export interface CalendarText {
  readonly standing: ProposalStanding;
  readonly nextReviews: readonly string[];
  readonly promises: readonly TextPromise[];
  readonly bindings: readonly Pick<Binding, "party" | "from" | "to">[];
  /** What a clause is called. */
  numberOf(promise: TextPromise): string;
}

/** Ahead of today: of what ends, each time is an event of its own. */
const daysAhead = 3650;
const titleCharacters = 120;

/** In the order of the texts, each event with a name that stays. */
export function calendarEvents(
  texts: readonly CalendarText[],
  language: "en" | "ar",
  promiseWords: PromiseWords,
  today: string,
): readonly CalendarEvent[] {
  const words = calendarWords[language];
  return texts.flatMap(({ standing, nextReviews, promises, bindings, numberOf }): readonly CalendarEvent[] => {
    const { proposal, state, startsOn, endsOn, renewFrom } = standing;
    const { id, title, closesOn } = proposal;
    const event = (what: string, day: string | null, said: string, description = "", every = 0) =>
      day === null ? [] : [{ uid: `${id}-${what}@tessera`, day, title: said, description, every }];
    if (state === "open" || state === "contested" || state === "awaiting")
      return event("closes", closesOn, words.closes(title));
    if (state !== "inForce" && state !== "upcoming") return [];
    return [
      ...event("begins", startsOn, words.begins(title)),
      ...event("renew", renewFrom, words.renew(title)),
      ...event("ends", endsOn, words.ends(title)),
      ...nextReviews.flatMap((day) => event(`review-${day}`, day, words.review(title))),
      ...promises.flatMap((promise) => {
        const { clause, index, by, to, due, every, words: owed } = promise;
        const said = words.due(shortened(owed));
        const description = [promiseWords({ by, to, due, every }, language), words.clause(numberOf(promise)), title];
        const owing = bindings.filter(({ party }) => by === "" || by === "all" || by === party);
        const isOwed = (day: string): boolean =>
          owing.some((one) => one.from <= day && (one.to === null || day <= one.to));
        const name = `promise-${clause}-${index}`;
        const [, last = due] = [addDays(today, daysAhead), due].sort();
        const days = dueDays(promise, startsOn ?? today, last).filter(isOwed);
        const goesOn = every > 0 && owing.some((one) => one.to === null);
        return (goesOn ? days.slice(0, 1) : days).flatMap((day) =>
          event(`${name}-${day}`, day, said, description.join("\n"), goesOn ? every : 0),
        );
      }),
    ];
  });
}

function shortened(text: string): string {
  const [...signs] = text.replace(/\s+/gu, " ");
  return signs.length <= titleCharacters ? signs.join("") : `${signs.slice(0, titleCharacters).join("")}…`;
}
