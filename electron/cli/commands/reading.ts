/** Text that lost its place. */
import type { LostTextView } from "../../../shared/api/history.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { authorInWords } from "../members.ts";
import type { Line } from "../print.ts";
import { charterOf } from "./charters.ts";

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
  const endedBy = ended === null ? "" : ` on ${momentInWords(ended.at)} by ${authorInWords(ended.by)}`;
  return [
    [
      { text: id, style: "strong" },
      { text: `${place}, by ${authorInWords(by)}, ${momentInWords(at)}: ${reasons[why]}${endedBy}`, style: "quiet" },
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

export const readingCommands: readonly Command[] = [lost, restoreLost];
