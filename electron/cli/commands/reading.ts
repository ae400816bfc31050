/** What arrived while its reader was away, and text that lost its place. */

import type { LostTextView, UnreadChanges, UnreadView } from "../../../shared/api/history.ts";
import type { Author } from "../../../shared/api/people.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { type Line, redlineLines, redlineValue } from "../print.ts";
import { charterOf } from "./charters.ts";

const nameOf = ({ person, party }: Author): string => (party === null ? person : `${person} (${party.name})`);

const changesValue = ({ author, device, changes, latestAt }: UnreadChanges) => ({ author, device, changes, latestAt });

const countOf = (count: number, one: string, more: string): string => (count === 1 ? `1 ${one}` : `${count} ${more}`);

const away: Command = {
  name: "away",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Show what others changed since you read the text, clause by clause, and who changed it.",
  options: { "mark-read": { kind: "flag", help: "say that you have read all of it" } },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const found = await api.getUnread({ charter: id });
    if (!found.ok) return refused(found.error);
    const { since, upTo, changes, by, clauses } = found.value;
    if (call.flag("mark-read")) {
      const marked = await api.markRead({ charter: id, clause: null, upTo });
      if (!marked.ok) return refused(marked.error);
    }
    const value = {
      since,
      changes,
      by: by.map(changesValue),
      clauses: clauses.map(({ redline, by: authors }) => ({
        ...redlineValue(redline),
        by: authors.map(changesValue),
      })),
      markedRead: call.flag("mark-read"),
    };
    return answered(value, [...awayLines(found.value), ...(call.flag("mark-read") ? ["", "Marked as read."] : [])]);
  }),
};

function awayLines({ since, changes, by, clauses }: UnreadView): readonly Line[] {
  if (clauses.length === 0) return ["Nothing arrived that you have not read."];
  const from = since === null ? "" : ` since ${momentInWords(since)}`;
  const head = `${countOf(changes, "change", "changes")} in ${countOf(clauses.length, "clause", "clauses")} arrived${from}.`;
  const people = by.map(
    (one) =>
      `  ${nameOf(one.author)}: ${countOf(one.changes, "change", "changes")}, the newest of ${momentInWords(one.latestAt)}`,
  );
  const shown = clauses.flatMap(({ redline, by: authors }): readonly Line[] => [
    "",
    ...redlineLines([redline]),
    [{ text: `    by ${authors.map(({ author }) => nameOf(author)).join(", ")}`, style: "quiet" }],
  ]);
  return [head, ...people, ...shown];
}

const lost: Command = {
  name: "lost",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List text that lost its place: written into what somebody else deleted meanwhile.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const listed = await api.getLostText({ charter: charter.value.id });
    if (!listed.ok) return refused(listed.error);
    const lines = listed.value.flatMap((item, index) => [...(index === 0 ? [] : [""]), ...lostLines(item)]);
    return answered(listed.value, lines.length === 0 ? ["No text lost its place."] : lines);
  }),
};

const reasons: Readonly<Record<LostTextView["why"], string>> = {
  clauseDeleted: "what it stood in was deleted",
  deviceEnded: "its device was ended",
  equivocated: "its device signed two different things",
  leftOut: "it stood beside text that is left out, or is no text of the rules",
};

function lostLines({ id, why, ended, by, at, clause, blocks }: LostTextView): readonly Line[] {
  const place = clause === null ? "" : ` from ${`${clause.number} ${clause.heading}`.trim() || "a clause"}`;
  const endedBy = ended === null ? "" : ` on ${momentInWords(ended.at)} by ${nameOf(ended.by)}`;
  return [
    [
      { text: id, style: "strong" },
      { text: `${place}, by ${nameOf(by)}, ${momentInWords(at)}: ${reasons[why]}${endedBy}`, style: "quiet" },
    ],
    ...blocks.map(
      ({ runs }): Line => [
        { text: "    ", style: "plain" },
        ...runs.map(({ op, text }) => ({ text, style: op === "insert" ? "added" : "plain" }) as const),
      ],
    ),
  ];
}

const restoreLost: Command = {
  name: "restore-lost",
  operands: "CHARTER ITEM",
  minOperands: 2,
  maxOperands: 2,
  summary: "Put text that lost its place back into the text, as your own edit; ITEM as `lost` lists it.",
  options: { dismiss: { kind: "flag", help: "do not put it back: offer it on this device no more" } },
  run: inHost(async (call, api) => {
    const [, item] = call.positionals;
    if (item === undefined || !/^[A-Za-z0-9-]{1,120}$/.test(item))
      return misused("Give ITEM as `tessera lost` lists it.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const args = { charter: charter.value.id, item };
    const isDismissed = call.flag("dismiss");
    const done = isDismissed ? await api.dismissLostText(args) : await api.restoreLostText(args);
    if (!done.ok) return refused(done.error);
    return answered({ item, restored: !isDismissed }, [isDismissed ? `Dismissed: ${item}` : `Put back: ${item}`]);
  }),
};

export const readingCommands: readonly Command[] = [away, lost, restoreLost];
