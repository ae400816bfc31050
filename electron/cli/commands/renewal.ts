/** What parties look back on when they renew, and what is due. */
import type { DueView, LookBack, PromiseCountsView } from "../../../shared/api/renewal.ts";
import { answered, type Command, inHost, refused } from "../command.ts";
import { because } from "../members.ts";
import { type Line, short, table } from "../print.ts";
import { charterOf } from "./charters.ts";
import { named } from "./given.ts";
import { promiseWords, whomIn } from "./promises.ts";

const lookBack: Command = {
  name: "look-back",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Look back before a renewal: each clause across terms, its reservations and promises, each party's burden.",
  options: {},
  run: inHost(async (call, api) => {
    const found = await named(call, api, 1);
    if (!found.ok) return found;
    const { charter, entry } = found.value;
    const view = await api.getLookBack({ charter, proposal: entry.proposal });
    return view.ok ? answered(view.value, lookBackLines(view.value)) : refused(view.error);
  }),
};

const due: Command = {
  name: "due",
  operands: "[CHARTER]",
  minOperands: 0,
  maxOperands: 1,
  summary: "List what the next 30 days ask of your party or of all, and what is over and still open.",
  options: {},
  run: inHost(async (call, api) => {
    const charter = call.positionals.length === 0 ? null : await charterOf(call, api);
    if (charter?.ok === false) return refused(charter.error);
    const all = await api.listDue({});
    if (!all.ok) return refused(all.error);
    const listed = await api.listCharters({});
    if (!listed.ok) return refused(listed.error);
    const shown = all.value.filter((one) => charter === null || one.charter === charter.value.id);
    const titles = new Map(listed.value.map(({ id, title }) => [id, title]));
    const lines = table(shown.map((one) => [one.day, titles.get(one.charter) ?? "", dueWords(one)]));
    return answered(shown, lines.length === 0 ? ["Nothing is due in the next 30 days."] : lines);
  }),
};

function dueWords({ kind, party, words, clause, times, isOver }: DueView): string {
  const again = times > 1 ? `, ${times} times until then` : "";
  switch (kind) {
    case "renew":
      return "time to renew: the text ends";
    case "review":
      return isOver ? "the parties were to meet about it" : "the parties meet about it";
    case "leave":
      return `${whomIn(party)} leaves`;
    case "promise":
      return `${isOver ? "overdue" : "due"}${again}: ${clause?.number ?? ""} ${party === null ? "" : `${whomIn(party)} owes `}“${words}”`;
  }
}

// ---- lines

const countWords: Readonly<Record<keyof PromiseCountsView, string>> = {
  done: "done",
  partly: "partly",
  failed: "failed",
  disputed: "disputed",
  settled: "settled",
  overdue: "overdue",
  due: "to come",
};

const counted = (counts: PromiseCountsView): string =>
  Object.entries(countWords)
    .flatMap(([state, word]) => {
      const count = counts[state as keyof PromiseCountsView];
      return count === 0 ? [] : [`${count} ${word}`];
    })
    .join(", ");

const reservedWords = { exclude: "leaves it out for itself", interpret: "reads it in its own way" } as const;

function lookBackLines({ terms, clauses, parties }: LookBack): readonly Line[] {
  const head = terms.map(({ proposal, purpose, startsOn, endsOn }, index) => [
    `${index + 1}`,
    short(proposal),
    purpose,
    startsOn === null ? "" : `${startsOn} to ${endsOn ?? "open"}`,
  ]);
  const fates = table([
    ["", ...terms.map((_, index) => `${index + 1}`)],
    ...clauses.map(({ title, fates: of }) => [title, ...of.map((fate) => (fate === "absent" ? "-" : fate))]),
  ]);
  const said = clauses.flatMap(({ title, reservations, promises }): readonly Line[] =>
    reservations.length + promises.length === 0
      ? []
      : [
          "",
          [{ text: title, style: "strong" }],
          ...reservations.map(({ party, how, words }) => `  ${party.name} ${reservedWords[how]}${because(words)}`),
          ...promises.map((one) => `  ${promiseWords(one)}: ${counted(one.counts) || "not due in these terms"}`),
        ],
  );
  const burdens = parties.map(({ party, promises, reservations }) => [
    party.name,
    [counted(promises), reservations === 0 ? "" : `${reservations} reserved`].filter(Boolean).join(", ") || "nothing",
  ]);
  return [...table(head), "", ...fates, ...said, "", "What each party carries", ...table(burdens)];
}

export const renewalCommands: readonly Command[] = [lookBack, due];
