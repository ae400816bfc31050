/** Calendar days: `YYYY-MM-DD` of the proleptic Gregorian calendar; no zone, no locale, no clock. They compare as strings. */

const dayMs = 86_400_000;
/** 0001-01-01 and the day after 9999-12-31, in days since 1970. */
const firstDayNumber = -719_162;
const endDayNumber = 2_932_897;

/** Whether a claimed time (milliseconds since 1970) lies on a day that can be written `YYYY-MM-DD`. */
export const isOnCalendar = (moment: number): boolean =>
  moment >= firstDayNumber * dayMs && moment < endDayNumber * dayMs;

/** The UTC day of a moment (milliseconds since 1970); the first or last day there is for what lies beyond them. */
export const dayOf = (moment: number): string =>
  fromDayNumber(Math.min(Math.max(Math.floor(moment / dayMs), firstDayNumber), endDayNumber - 1));

/** True for a day that exists, years 0001 to 9999. Days compare as strings. */
export function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value < "0001-01-01") return false;
  const { year, month, day } = partsOf(value);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

/** The same day of a later month, or that month's last day where it is shorter. */
export function addMonths(from: string, months: number): string {
  const { year, month, day } = partsOf(from);
  const count = year * 12 + (month - 1) + months;
  const toYear = Math.floor(count / 12);
  const toMonth = (count % 12) + 1;
  return format(toYear, toMonth, Math.min(day, daysIn(toYear, toMonth)));
}

export const addDays = (from: string, days: number): string => fromDayNumber(dayNumber(from) + days);

/** Days from one day to another; negative where the second is earlier. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from);

function partsOf(value: string): { readonly year: number; readonly month: number; readonly day: number } {
  return { year: Number(value.slice(0, 4)), month: Number(value.slice(5, 7)), day: Number(value.slice(8, 10)) };
}

const format = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01. The year is counted from March, so that the leap day comes last. */
function dayNumber(value: string): number {
  const { year, month, day } = partsOf(value);
  const marchYear = month <= 2 ? year - 1 : year;
  const marchMonth = month <= 2 ? month + 9 : month - 3;
  const leaps = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leaps + Math.floor((marchMonth * 153 + 2) / 5) + day - 1 - 719_468;
}

function fromDayNumber(count: number): string {
  const days = count + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return format(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** Of two days, as `YYYY-MM-DD`. */
export function laterDay(one: string, other: string): string {
  if (one < other) return other;
  return one;
}

/** Of two days; null is one that never comes. */
export const earlierDay = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;
