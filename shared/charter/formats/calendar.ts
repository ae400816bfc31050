/** Days as a calendar file that other programs read: iCalendar, RFC 5545. The same events are always the same text. */

export interface CalendarEvent {
  /** Names it for ever: a program that reads it again changes the one that it has. */
  readonly uid: string;
  /** `YYYY-MM-DD`: it takes the whole day. */
  readonly day: string;
  readonly title: string;
  /** "": nothing. */
  readonly description: string;
  /** Months from one time to the next; 0: once. */
  readonly every: number;
}

/** In the order in which they are given. `writtenAt`: milliseconds since 1970, of all of them. */
export function writeCalendar(events: readonly CalendarEvent[], writtenAt: number): string {
  const stamp = `${new Date(writtenAt).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tessera//Tessera//EN",
    "CALSCALE:GREGORIAN",
    ...events.flatMap((event) => eventLines(event, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

const eventLines = ({ uid, day, title, description, every }: CalendarEvent, stamp: string): readonly string[] => [
  "BEGIN:VEVENT",
  `UID:${escaped(uid)}`,
  `DTSTAMP:${stamp}`,
  `DTSTART;VALUE=DATE:${day.replaceAll("-", "")}`,
  ...(every === 0 ? [] : [`RRULE:${againEvery(every, day)}`]),
  `SUMMARY:${escaped(title)}`,
  ...(description === "" ? [] : [`DESCRIPTION:${escaped(description)}`]),
  "TRANSP:TRANSPARENT",
  "END:VEVENT",
];

/** A rule passes over months that lack the day; a text means their last one: of the days up to it, the last there is. */
function againEvery(months: number, day: string): string {
  const rule = `FREQ=MONTHLY;INTERVAL=${months}`;
  const date = Number(day.slice(8));
  if (date <= shortestMonth) return rule;
  const days = Array.from({ length: date - shortestMonth + 1 }, (_, index) => shortestMonth + index);
  return `${rule};BYMONTHDAY=${days.join(",")};BYSETPOS=-1`;
}

const shortestMonth = 28;

/** 3.3.11. Of control characters only a tab and a line feed may stand. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");

/** Octets of a line, without its end. */
const maxLine = 75;

const encoder = new TextEncoder();

/** 3.1: a long line goes on in lines that begin with a space, and no character is divided. */
function folded(line: string): string {
  let text = "";
  let octets = 0;
  for (const character of line) {
    const { length } = encoder.encode(character);
    if (octets + length > maxLine) {
      text += "\r\n ";
      octets = 1;
    }
    text += character;
    octets += length;
  }
  return text;
}
