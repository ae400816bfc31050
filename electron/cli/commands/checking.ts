/** Whether a draft is ready to be proposed. */
import type { DraftCheck, DraftFindingKind } from "../../../shared/api/drafts.ts";
import { ok } from "../../../shared/base/result.ts";
import { parseTerm } from "../../../shared/charter/parties/term.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import type { Line } from "../print.ts";
import { charterOf } from "./charters.ts";

const findingWords: Readonly<Record<DraftFindingKind, string>> = {
  conflict: "changed by several who did not know of each other",
  openBracket: "in open brackets",
  blank: "blanks not filled in",
  unseen: "signs that nobody sees",
  sameLanguage: "words twice in one language",
  danglingReference: "references to clauses that are not in the text",
  suggestion: "suggestions without an answer",
  objection: "objections of a party",
  emptyClause: "empty",
  unusedDefinition: "a term that is defined and not used",
  otherLength: "says another length than was chosen",
  otherLastDay: "says another last day than was chosen",
  otherNotice: "says another time before the end for its renewal than was chosen",
  oneParty: "your party is alone in this charter",
};

export function findingLines({ findings, canLeaveOut }: DraftCheck): readonly Line[] {
  const lines = findings.map(({ kind, severity, clause, count, words }) => {
    const place = clause === null ? "" : `${`${clause.number} ${clause.heading}`.trim() || clause.id}: `;
    const times = count === 1 ? "" : `, ${count} times`;
    return `${severity === "stops" ? "Stops" : "Note"}: ${place}${findingWords[kind]}${words === "" ? "" : `: “${words}”`}${times}`;
  });
  return canLeaveOut ? [...lines, "All but these clauses can be proposed: --leave-out-open"] : lines;
}

const check: Command = {
  name: "check",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "Say what keeps the draft from being proposed, and what should be looked at first.",
  options: {
    term: { kind: "text", value: "TERM", help: "compare what the words say with 1y, 18m, a last day, or open" },
  },
  run: inHost(async (call, api) => {
    const written = call.text("term");
    const term = written === null ? ok(null) : parseTerm(written);
    if (!term.ok) return misused(`--term "${written}" is none of 1y, 18m, 2027-11-30 and open.`);
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const checked = await api.checkDraft({ charter: charter.value.id, term: term.value });
    if (!checked.ok) return refused(checked.error);
    const lines = findingLines(checked.value);
    return answered(checked.value, lines.length === 0 ? ["Nothing stands in the way."] : lines);
  }),
};

export const checkingCommands: readonly Command[] = [check];
