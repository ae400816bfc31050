/** RFC 5545: calendar files that other programs read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CalendarEvent, writeCalendar } from "../../../../shared/charter/formats/calendar.ts";

const writtenAt = Date.UTC(2027, 3, 2, 8, 5, 9, 750);
const event: CalendarEvent = {
  uid: "c1-0@5e5e",
  day: "2027-05-01",
  title: "Clear the canal",
  description: "",
  every: 0,
};
const octets = (text: string): number => new TextEncoder().encode(text).length;
const unfolded = (text: string): readonly string[] => text.replaceAll("\r\n ", "").split("\r\n").slice(0, -1);
const lineOf = (name: string, changed: Partial<CalendarEvent>): string | undefined =>
  unfolded(writeCalendar([{ ...event, ...changed }], writtenAt)).find((line) => line.startsWith(name));

describe("a calendar file", () => {
  it("has its days as whole days, with the moment at which it was written, and ends each line by CR LF", () => {
    expect(writeCalendar([{ ...event, every: 12, description: "By all" }], writtenAt)).toBe(
      [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tessera//Tessera//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:c1-0@5e5e",
        "DTSTAMP:20270402T080509Z",
        "DTSTART;VALUE=DATE:20270501",
        "RRULE:FREQ=MONTHLY;INTERVAL=12",
        "SUMMARY:Clear the canal",
        "DESCRIPTION:By all",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
      ].join("\r\n"),
    );
  });

  it("comes again where it does, on the last day of a month that lacks the day", () => {
    expect(lineOf("RRULE", {})).toBeUndefined();
    expect(lineOf("RRULE", { every: 1, day: "2027-01-28" })).toBe("RRULE:FREQ=MONTHLY;INTERVAL=1");
    expect(lineOf("RRULE", { every: 3, day: "2027-01-29" })).toBe(
      "RRULE:FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29;BYSETPOS=-1",
    );
    expect(lineOf("RRULE", { every: 12, day: "2027-01-31" })).toBe(
      "RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    );
  });

  it("escapes what has a meaning in it, and has no line that its words made", () => {
    expect(lineOf("SUMMARY", { title: 'a\\b; c, d: "e"\r\nEND:VEVENT\rf\ng\u0007\u007f' })).toBe(
      'SUMMARY:a\\\\b\\; c\\, d: "e"\\nEND:VEVENT\\nf\\ng',
    );
    expect(lineOf("DESCRIPTION", { description: "one\ntwo" })).toBe("DESCRIPTION:one\\ntwo");
  });

  it("folds at 75 octets, and divides no character", () => {
    const title = `${"x".repeat(66)}é${"ᓯᑯ".repeat(30)}🌾${"النهر ".repeat(20)}`;
    const lines = writeCalendar([{ ...event, title }], writtenAt).split("\r\n");
    expect(lines.filter((line) => octets(line) > 75)).toEqual([]);
    expect(lines.find((line) => line.startsWith("SUMMARY"))).toBe(`SUMMARY:${"x".repeat(66)}`);
    expect(lineOf("SUMMARY", { title })).toBe(`SUMMARY:${title}`);
    expect(lineOf("SUMMARY", { title: "x".repeat(67) })).toHaveLength(75);
    expect(writeCalendar([{ ...event, title: "x".repeat(67) }], writtenAt)).not.toContain("\r\n ");
  });

  it("is the same for the same events, keeps its lines whatever is said, and is empty without any", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ title: fc.string({ unit: "binary" }), description: fc.string() })), (said) => {
        const events = said.map((one) => ({ ...event, ...one }));
        const text = writeCalendar(events, writtenAt);
        expect(writeCalendar(events, writtenAt)).toBe(text);
        expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
        const lines = text.split("\r\n");
        expect(lines.filter((line) => octets(line) > 75)).toEqual([]);
        expect(unfolded(text).filter((line) => line === "BEGIN:VEVENT")).toHaveLength(said.length);
        expect(unfolded(text).every((line) => /^[A-Z]+[:;]/.test(line))).toBe(true);
      }),
    );
    expect(unfolded(writeCalendar([], 0))).toHaveLength(5);
  });
});
