/** Where sides changed the same thing without knowing of each other. */
import type {
  ClauseRef,
  ConflictSideView,
  ConflictView,
  FormView,
  PlaceView,
  Settlement,
} from "../../../shared/api/conflicts.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, refused } from "../command.ts";
import { authorInWords } from "../members.ts";
import type { Line } from "../print.ts";
import { charterOf } from "./charters.ts";

const conflicts: Command = {
  name: "conflicts",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List where several changed the same words without knowing of each other, and settle it.",
  options: {
    settle: { kind: "text", value: "ID", help: "settle this one, with --take or --text" },
    take: {
      kind: "text",
      value: "WHICH",
      help: "1, 2 and so on: as that side has it; as-is: it may stand; both: in brackets",
    },
    text: { kind: "text", value: "WORDS", help: "with --settle: put these words in its place" },
  },
  run: inHost(async (call, api) => {
    const how = settlementOf(call);
    if (!how.ok) return how;
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const conflict = call.text("settle");
    if (conflict !== null && how.value !== null) {
      const settled = await api.settleConflict({ charter: id, conflict, settle: how.value });
      if (!settled.ok) return refused(settled.error);
    }
    const listed = await api.listConflicts({ charter: id });
    if (!listed.ok) return refused(listed.error);
    const said = conflict === null ? [] : ["Settled."];
    return answered({ settled: conflict, conflicts: listed.value }, [...said, ...conflictLines(listed.value)]);
  }),
};

/** Null where nothing is to be settled. */
function settlementOf(call: Call): Result<Settlement | null, Fault> {
  const [conflict, take, words] = [call.text("settle"), call.text("take"), call.text("text")];
  if (conflict === null)
    return take === null && words === null ? ok(null) : misused("Say which conflict with --settle ID.");
  if ((take === null) === (words === null)) return misused("Give one of --take and --text with --settle.");
  if (words !== null) return ok({ kind: "words", words });
  if (take === "as-is") return ok({ kind: "asItStands" });
  if (take === "both") return ok({ kind: "both" });
  if (!/^[1-9]\d{0,3}$/.test(take ?? "")) return misused("Give --take a number of a side, as-is or both.");
  return ok({ kind: "side", side: Number(take) - 1 });
}

function conflictLines(all: readonly ConflictView[]): readonly Line[] {
  if (all.length === 0) return ["Nobody changed the same words without knowing of the other."];
  const head = all.length === 1 ? "1 place was" : `${all.length} places were`;
  return [`${head} changed by several who did not know of each other.`, ...all.flatMap(conflictLinesOf)];
}

export function conflictLinesOf(conflict: ConflictView): readonly Line[] {
  const title: Line = [
    { text: clauseInWords(conflict.clause), style: "strong" },
    { text: `  ${conflict.id}`, style: "quiet" },
  ];
  const sides = conflict.sides.map((side, index): Line => {
    const of = sideInWords(conflict, index);
    return [
      { text: `  ${index + 1}  `, style: "strong" },
      { text: of, style: "plain" },
      { text: `  ${authorAndDay(side)}`, style: "quiet" },
    ];
  });
  if (conflict.kind !== "words") return ["", title, ...sides];
  return [
    "",
    title,
    line("before", conflict.before),
    ...sides,
    [
      { text: "  now: ", style: "quiet" },
      { text: conflict.lead, style: "plain" },
      { text: conflict.now === "" ? "‸" : conflict.now, style: "strong" },
      { text: conflict.tail, style: "plain" },
    ],
  ];
}

const line = (name: string, words: string): Line => [
  { text: `  ${name}: `, style: "quiet" },
  { text: words === "" ? "nothing" : words, style: "plain" },
];

const authorAndDay = ({ author, at }: ConflictSideView): string => `${authorInWords(author)}, ${momentInWords(at)}`;

export const clauseInWords = ({ id, number, heading }: ClauseRef): string =>
  `${number} ${heading}`.trim() || (id === looseId ? "Outside of clauses" : id);

function sideInWords(conflict: ConflictView, index: number): string {
  switch (conflict.kind) {
    case "words": {
      const words = conflict.sides[index]?.words ?? "";
      return words === "" ? "takes it out" : words;
    }
    case "form":
      return formInWords(conflict.sides[index]?.form ?? {}, conflict.words);
    case "cut":
      return conflict.sides[index]?.did === "removed"
        ? "removes the clause (take it: both parts go)"
        : `splits it: “${conflict.words}” stands (take it: both parts stand)`;
    case "place":
      return placeInWords(conflict.sides[index]?.place ?? { inside: null, behind: null });
  }
}

const formInWords = (form: FormView, words: string): string =>
  `${Object.entries(form)
    .map(([name, value]) => `${name} ${value === null || value === "" ? "none" : String(value)}`)
    .join(", ")}: ${words}`;

function placeInWords({ inside, behind }: PlaceView): string {
  if (behind !== null) return `moves it behind ${clauseInWords(behind)}`;
  return inside === null ? "moves it to the beginning" : `moves it to the beginning of ${clauseInWords(inside)}`;
}

export const conflictCommands: readonly Command[] = [conflicts];
