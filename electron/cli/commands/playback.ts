/** The sessions in which a text was written, and one of them played again. */
import type {
  PlaybackStepView,
  PlayedClauseView,
  SessionListView,
  SessionView,
} from "../../../shared/api/authorship.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { answered, type Command, inHost, misused, refused } from "../command.ts";
import { authorInWords } from "../members.ts";
import { eventsInWords, isChangeNumber } from "../played.ts";
import { blockLines, type Line, table } from "../print.ts";
import { charterOf } from "./charters.ts";

const countOf = (count: number, one: string, more: string): string => (count === 1 ? `1 ${one}` : `${count} ${more}`);

// ---- sessions -----------------------------------------------------------------------------------

const sessions: Command = {
  name: "sessions",
  operands: "CHARTER",
  minOperands: 1,
  maxOperands: 1,
  summary: "List the sessions in which the draft was written, the newest first: when, by whom, how much.",
  options: { before: { kind: "text", value: "SESSION", help: "only those before this one, by its number" } },
  run: inHost(async (call, api) => {
    const before = call.text("before");
    if (before !== null && !isChangeNumber(before)) return misused("Give --before a number as `sessions` shows it.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const listed = await api.listSessions({
      charter: charter.value.id,
      before: before === null ? null : Number(before),
    });
    return listed.ok ? answered(listed.value, sessionLines(listed.value)) : refused(listed.error);
  }),
};

function sessionLines({ sessions: listed, older }: SessionListView): readonly Line[] {
  if (listed.length === 0) return ["Nothing was written."];
  const more = older === null ? [] : ["", `There is more: --before ${older}`];
  return [...table(listed.map((one) => [String(one.from), ...sessionWords(one)])), ...more];
}

const sessionWords = ({ firstAt, lastAt, changes, clauses, by }: SessionView): readonly string[] => [
  [...new Set([firstAt, lastAt].map((at) => momentInWords(at)))].join(" to "),
  `${countOf(changes, "change", "changes")} in ${countOf(clauses, "clause", "clauses")}`,
  by.map(({ author, changes: made }) => `${authorInWords(author)}: ${made}`).join(", "),
];

// ---- playback -----------------------------------------------------------------------------------

const playback: Command = {
  name: "playback",
  operands: "CHARTER [SESSION]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Play a session of writing again, step by step: who, when, and what became of which clause.",
  options: {},
  run: inHost(async (call, api) => {
    const wanted = call.positionals[1];
    if (wanted !== undefined && !isChangeNumber(wanted))
      return misused("Give SESSION as a number that `sessions` shows; none for the newest.");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const session = await findSession(api, id, wanted === undefined ? null : Number(wanted));
    if (!session.ok) return refused(session.error);
    if (session.value === null) return answered({ session: null, steps: [] }, ["Nothing was written."]);
    const steps = await readAll(api, id, session.value);
    if (!steps.ok) return refused(steps.error);
    return answered({ session: session.value, steps: steps.value }, [
      [{ text: sessionWords(session.value).join("  "), style: "strong" }],
      ...steps.value.flatMap(stepLines),
    ]);
  }),
};

/** The one that a change is in; null: the newest. None where nothing was written. */
async function findSession(
  api: HostApi,
  charter: CharterId,
  change: number | null,
): Promise<Result<SessionView | null, HostError>> {
  const listed = await api.listSessions({ charter, before: change === null ? null : change + 1 });
  if (!listed.ok) return listed;
  const found = listed.value.sessions[0];
  if (change === null) return ok(found ?? null);
  return found !== undefined && found.to >= change
    ? ok(found)
    : { ok: false, error: { kind: "changeNotFound", change } };
}

async function readAll(
  api: HostApi,
  charter: CharterId,
  { from, to }: SessionView,
): Promise<Result<readonly PlaybackStepView[], HostError>> {
  const steps: PlaybackStepView[] = [];
  for (;;) {
    const page = await api.getPlayback({ charter, from, to, skip: steps.length });
    if (!page.ok) return page;
    steps.push(...page.value.steps);
    if (page.value.steps.length === 0 || steps.length >= page.value.count) return ok(steps);
  }
}

const stepLines = ({ from, to, author, at, clauses, more }: PlaybackStepView): readonly Line[] => [
  "",
  [
    { text: `${momentInWords(at)}  ${authorInWords(author)}`, style: "plain" },
    { text: from === to ? `  change ${to}` : `  changes ${from} to ${to}`, style: "quiet" },
  ],
  ...(clauses.length === 0 ? [[{ text: "  the text reads as before", style: "quiet" } as const]] : []),
  ...clauses.flatMap(clauseLines),
  ...(more === 0 ? [] : [`  and ${countOf(more, "more clause", "more clauses")}: text --after-change ${to}`]),
];

const clauseLines = ({ id, kind, number, heading, events, blocks }: PlayedClauseView): readonly Line[] => [
  [
    { text: `  ${nameOf(id, kind, `${number} ${heading}`.trim())}  `, style: "strong" },
    { text: eventsInWords(events), style: "quiet" },
  ],
  ...blockLines(blocks.filter(({ op }) => op !== "same")),
];

function nameOf(id: PlayedClauseView["id"], kind: PlayedClauseView["kind"], title: string): string {
  if (id === looseId) return "Title";
  return title !== "" ? title : kind === "preamble" ? "Preamble" : id;
}

export const playbackCommands: readonly Command[] = [sessions, playback];
