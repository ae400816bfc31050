/** Dates, times and lists in the window's language. */
import { useTranslation } from "react-i18next";
import { impossibleMoment } from "../../shared/api/valueWords.ts";
import { isOnCalendar } from "../../shared/base/days.ts";
import { isolate } from "./isolate.ts";
import { type Language, localeOf, readLanguage } from "./language.ts";

export interface Formats {
  /** A calendar date `YYYY-MM-DD`. */
  day(date: string): string;
  /** A mark of a line of time: "12 Mar", "Mar 2031", "2031". */
  tick(date: string, unit: "day" | "month" | "year"): string;
  /** The calendar date of a moment (milliseconds since 1970). */
  dayOf(moment: number): string;
  /** A moment: the time alone for today, else date and time. */
  moment(moment: number): string;
  /** Within the last six days the day of the week, today the time, else the calendar date. */
  recent(moment: number): string;
  /** "9,996" */
  number(value: number): string;
  /** "a, b and c" */
  list(items: readonly string[]): string;
  /** "a, b, c": clause numbers, and other short names in a row. */
  row(items: readonly string[]): string;
}

const sixDaysMs = 6 * 86_400_000;

export function createFormats(language: Language, now: () => number): Formats {
  const locale = localeOf(language);
  // What others claim may be no date at all, and `Intl` throws for it.
  const total =
    (write: (moment: number) => string) =>
    (moment: number): string =>
      isOnCalendar(moment) ? write(moment) : impossibleMoment[language];
  // A calendar date has no time zone: read and written as UTC.
  const calendar = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const ticks = {
    day: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" }),
    month: new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" }),
    year: new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" }),
  };
  const localDay = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
  const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
  const number = new Intl.NumberFormat(locale);
  const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    day(date) {
      const moment = Date.parse(`${date}T00:00:00Z`);
      return Number.isNaN(moment) ? date : calendar.format(moment);
    },
    tick: (date, unit) => ticks[unit].format(Date.parse(`${date}T00:00:00Z`)),
    dayOf: total((moment) => localDay.format(moment)),
    moment: total((moment) =>
      localDay.format(moment) === localDay.format(now())
        ? time.format(moment)
        : `${localDay.format(moment)}, ${time.format(moment)}`,
    ),
    recent: total((moment) => {
      if (localDay.format(moment) === localDay.format(now())) return time.format(moment);
      return now() - moment < sixDaysMs && moment <= now() ? weekday.format(moment) : localDay.format(moment);
    }),
    number: (value) => number.format(value),
    list: (items) => conjunction.format(items.map((item) => isolate(item, language))),
    row: (items) => items.map((item) => isolate(item, language)).join(language === "ar" ? "، " : ", "),
  };
}

/** Making one takes as long as drawing a hundred cells, and each cell of a board asks for it. */
const made = new Map<Language, Formats>();

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const language = readLanguage(i18n.language);
  const formats = made.get(language) ?? createFormats(language, Date.now);
  made.set(language, formats);
  return formats;
}
