/** Terms in calendar days. */
import { addDays, addMonths, daysBetween, isDay } from "../../base/days.ts";
import { check, integer } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";

/** From when and until when a ratified text binds. All dates are calendar dates, `YYYY-MM-DD`. */
export interface Term {
  /** Not before this day. Null: on the day on which it enters into force by its ballots. */
  readonly from: string | null;
  /** Whole months from the beginning. */
  readonly months: number | null;
  /** The last day, instead of `months`. Both null: open-ended. */
  readonly until: string | null;
  /** Days before the end at which renewal is due. */
  readonly noticeDays: number;
}

export interface TermDates {
  /** First day in force. */
  readonly startsOn: string;
  /** Last day in force; null: open-ended. */
  readonly endsOn: string | null;
  /** From this day on renewal is due; null: open-ended. */
  readonly renewFrom: string | null;
}

/** The last millisecond of the year 9999: what replicas judge lies between 1970 and here. */
const maxMoment = 253_402_300_799_999;
/** A claimed time, in milliseconds since 1970. */
export const moment = integer({ min: 0, max: maxMoment });
/** `YYYY-MM-DD`. */
export const date = check("a date as YYYY-MM-DD", (value) => (isDay(value) ? value : null));
const lastDay = "9999-12-31";

/** `earliest`: the first day on which it may begin: the day of the last needed ballot, and what delay was agreed on. */
export function termDates(term: Term, earliest: string): TermDates {
  const startsOn = term.from !== null && term.from > earliest ? term.from : earliest;
  const endsOn = term.until ?? (term.months === null ? null : lastDayOf(startsOn, term.months));
  if (endsOn === null) return { startsOn, endsOn, renewFrom: null };
  const noticeDays = Math.max(0, Math.min(term.noticeDays, daysBetween(startsOn, endsOn)));
  return { startsOn, endsOn, renewFrom: addDays(endsOn, -noticeDays) };
}

/**
 * The last day of a period of whole months: the day before the same date, and where the month lacks that date, its
 * last day. So says Regulation (EEC, Euratom) 1182/71, article 3(2)(c).
 */
function lastDayOf(firstDay: string, months: number): string {
  const sameDate = addMonths(firstDay, months);
  const end = sameDate.slice(8) === firstDay.slice(8) ? addDays(sameDate, -1) : sameDate;
  return end.length > 10 || end > lastDay ? lastDay : end;
}

/** The first day on which a term can end, where a proposal is made on `proposedOn`; null: it is open-ended. */
export function firstPossibleEnd(term: Term, proposedOn: string): string | null {
  if (term.until !== null || term.months === null) return term.until;
  return lastDayOf(term.from !== null && term.from > proposedOn ? term.from : proposedOn, term.months);
}

export const defaultNoticeDays = 60;
const maxMonths = 1200;

/** What people write: "1y", "18m", "2027-11-30" (the last day) or "open". */
export function parseTerm(written: string): Result<Term, { readonly kind: "notATerm"; readonly written: string }> {
  const open: Term = { from: null, months: null, until: null, noticeDays: defaultNoticeDays };
  if (written === "open") return ok(open);
  if (isDay(written)) return ok({ ...open, until: written });
  const span = /^(\d{1,4})([ym])$/.exec(written);
  const months = Number(span?.[1] ?? 0) * (span?.[2] === "y" ? 12 : 1);
  return months >= 1 && months <= maxMonths ? ok({ ...open, months }) : err({ kind: "notATerm", written });
}

/** As `parseTerm` reads it. */
export function writeTerm(term: Term): string {
  if (term.until !== null) return term.until;
  if (term.months === null) return "open";
  return term.months % 12 === 0 ? `${term.months / 12}y` : `${term.months}m`;
}
