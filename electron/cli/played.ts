/** What happened to a clause, in words, for every command that tells of changes; and how changes are named. */
import type { ClauseEventView } from "../../shared/api/authorship.ts";

/** The number of a change, as a person types it. */
export const isChangeNumber = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);

const eventWords: Readonly<Record<ClauseEventView["kind"], (other: string) => string>> = {
  added: () => "new",
  removed: () => "removed",
  broughtBack: () => "brought back",
  moved: () => "moved",
  words: () => "other words",
  splitFrom: (other) => `split from ${other}`,
  splitOff: (other) => `${other} split off`,
  joinedInto: (other) => `joined to ${other}`,
  joinedFrom: (other) => `${other} joined to it`,
};

export const eventsInWords = (events: readonly ClauseEventView[]): string => events.map(eventInWords).join(", ");

function eventInWords(event: ClauseEventView): string {
  const other = "other" in event ? event.other : null;
  return eventWords[event.kind](other === null ? "" : other.label !== "" ? other.label : `clause ${other.id}`);
}
