/**
 * What a promise reads as, in the language of the words around it: "‹River Council owes this to all, by 1 May 2027, every
 * 12 months›". The signs around are not the brackets of the parties, which say that words are not agreed (CONTENT.md, C22).
 */
import type { Attrs } from "./model.ts";
import { monthNames } from "./monthNames.ts";

/** What a party is called, by its id; null: nobody here knows it. */
export type NameOf = (party: string) => string | null;

export function namesOf(parties: Iterable<{ readonly id: string; readonly name: string }>): NameOf {
  const names = new Map(Array.from(parties, ({ id, name }) => [id, name]));
  return (party) => names.get(party) ?? null;
}

/** `language`: BCP 47, of a further language that the words around it are in; null: the charter's own. */
export type PromiseWords = (attrs: Attrs, language: string | null) => string;

interface Phrases {
  readonly all: string;
  readonly months: readonly string[];
  /** `by` and `to` are names; null where the promise names none. */
  owes(by: string | null, to: string | null): string;
  due(day: string): string;
  every(months: number): string;
}

const english: Phrases = {
  all: "all",
  months: monthNames.en,
  owes(by, to) {
    if (by === null) return to === null ? "this is owed" : `this is owed to ${to}`;
    const owes = by === this.all ? "all owe this" : `${by} owes this`;
    return to === null ? owes : `${owes} to ${to}`;
  },
  due: (day) => `, by ${day}`,
  every: (months) => (months === 1 ? ", every month" : `, every ${months} months`),
};

const arabic: Phrases = {
  all: "الجميع",
  months: monthNames.ar,
  owes(by, to) {
    const toward = to === null ? "" : ` تجاه ${to}`;
    return by === null ? `هذا التزام${toward}` : `يلتزم ${by} بهذا${toward}`;
  },
  due: (day) => `، في موعد أقصاه ${day}`,
  every(months) {
    if (months === 1) return "، كل شهر";
    if (months === 2) return "، كل شهرين";
    const rest = months % 100;
    if (rest >= 3 && rest <= 10) return `، كل ${months} أشهر`;
    return rest >= 11 ? `، كل ${months} شهرًا` : `، كل ${months} شهر`;
  },
};

const persian: Phrases = {
  all: "همه",
  months: monthNames.fa,
  owes(by, to) {
    const toward = to === null ? "" : ` در برابر ${to}`;
    return by === null ? `این تعهدی${toward} است` : `${by} این را${toward} بر عهده دارد`;
  },
  due: (day) => `، تا ${day}`,
  every: (months) => (months === 1 ? "، هر ماه" : `، هر ${months} ماه`),
};

const hebrew: Phrases = {
  all: "כל הצדדים",
  months: monthNames.he,
  owes: (by, to) => ["זו התחייבות", by === null ? "" : ` של ${by}`, to === null ? "" : ` כלפי ${to}`].join(""),
  due: (day) => `, עד ${day}`,
  every(months) {
    if (months === 1) return ", מדי חודש";
    return months === 2 ? ", מדי חודשיים" : `, מדי ${months} חודשים`;
  },
};

const inLanguage: Readonly<Record<string, Phrases>> = { en: english, ar: arabic, fa: persian, he: hebrew };

const phrasesOf = (language: string): Phrases => inLanguage[language.toLowerCase().split("-")[0] ?? ""] ?? english;

const signs = { before: "‹", behind: "›" } as const;
const shownDigits = 8;

/** `language`: the charter's own. A party without a name is the first 8 digits of its id. */
export function createPromiseWords(language: string, nameOf: NameOf): PromiseWords {
  return ({ by, to, due, every }, further) => {
    const phrases = phrasesOf(further ?? language);
    const named = (party: unknown): string | null => {
      if (typeof party !== "string" || party === "") return null;
      return party === "all" ? phrases.all : (nameOf(party) ?? party.slice(0, shownDigits));
    };
    const owed = phrases.owes(named(by), named(to));
    const day = typeof due === "string" && due !== "" ? phrases.due(dayWords(due, phrases)) : "";
    const again = typeof every === "number" && every > 0 ? phrases.every(every) : "";
    return `${signs.before}${owed}${day}${again}${signs.behind}`;
  };
}

function dayWords(day: string, { months }: Phrases): string {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${months[(month ?? 1) - 1] ?? ""} ${year}`;
}

/** In English, and without any name: where nobody asks whose they are. */
export const unnamedPromises: PromiseWords = createPromiseWords("en", () => null);
