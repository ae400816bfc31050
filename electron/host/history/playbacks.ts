/**
 * The writing of a text told session by session, and played again step by step.
 * Called by: methods/authorship.ts. Owns: how many clauses each session changed, for as long as its changes are the same;
 * everything else is read anew from the document and the signed changes.
 */
import {
  maxPlaybackSteps,
  maxSessions,
  maxStepClauses,
  type PlaybackStepView,
  type PlaybackView,
  type PlayedClauseView,
  type SessionListView,
  type SessionView,
} from "../../../shared/api/authorship.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { PromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import type { ChangeSpan } from "../../../shared/crdt/history/clauseEvents.ts";
import { createPlayback, type PlayedClause } from "../../../shared/crdt/history/playback.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import { blocksBetween, eventViews } from "./clauseViews.ts";
import { type Run, readSessions, readSteps } from "./sessions.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

type LabelOf = (id: string) => string;

export function createPlaybacks(changesOf: (charter: OpenCharter) => SignedChanges) {
  /** By the first change of a session, which is another object as soon as what is left out is another. */
  const counts = new WeakMap<SignedChange, { readonly to: number; readonly clauses: number }>();

  const countOf = (run: Run): number | null => {
    const known = counts.get(run[0]);
    return known?.to === lastOf(run).no ? known.clauses : null;
  };

  async function listSessions(
    charter: OpenCharter,
    before: number | null,
  ): Promise<Result<SessionListView, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const found = readSessions(changes.all()).filter(([first]) => before === null || first.no < before);
    const page = found.slice(-maxSessions);
    const uncounted = page.filter((run) => countOf(run) === null);
    const counted = await playAll(charter, uncounted, (run, played) =>
      counts.set(run[0], { to: lastOf(run).no, clauses: played.length }),
    );
    if (!counted.ok) return counted;
    const sessions = page.map((run) => sessionView(charter, run, countOf(run) ?? 0));
    const older = found.length > page.length ? (page[0]?.[0].no ?? null) : null;
    return ok({ sessions: sessions.toReversed(), older });
  }

  async function read(charter: OpenCharter, span: ChangeSpan, skip: number): Promise<Result<PlaybackView, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const within = changes.all().filter(({ no }) => no >= span.from && no <= span.to);
    if (within[0]?.no !== span.from) return err({ kind: "changeNotFound", change: span.from });
    const steps = readSteps(within);
    const page = steps.slice(skip, skip + maxPlaybackSteps);
    const played = await playAll(charter, page, (run, clauses, labelOf) => stepView(charter, run, clauses, labelOf));
    return played.ok ? ok({ count: steps.length, steps: played.value }) : played;
  }

  /** Others get their turn between runs. What they write meanwhile comes after all runs; the document is read anew. */
  async function playAll<T>(
    charter: OpenCharter,
    runs: readonly Run[],
    view: (run: Run, played: readonly PlayedClause[], labelOf: LabelOf) => T,
  ): Promise<Result<readonly T[], HostError>> {
    const { replica } = charter;
    const changes = changesOf(charter);
    const views: T[] = [];
    for (let run = runs[0]; run !== undefined; run = runs[views.length]) {
      const caught = await changes.catchUp();
      if (!caught.ok) return caught;
      const version = replica.textVersion();
      const playback = createPlayback(replica.yDoc(), changes.ranges(), changes.all(), run[0].no);
      for (; run !== undefined && version === replica.textVersion(); run = runs[views.length]) {
        views.push(view(run, playback.play(spanOf(run)), playback.labelOf));
        await new Promise((resolve) => setImmediate(resolve));
        if (replica.isClosed()) return err({ kind: "cancelled" });
      }
    }
    return ok(views);
  }

  return { listSessions, read };
}

const spanOf = (run: Run): ChangeSpan => ({ from: run[0].no, to: lastOf(run).no });
const lastOf = (run: Run): SignedChange => run.at(-1) ?? run[0];

function sessionView(charter: OpenCharter, run: Run, clauses: number): SessionView {
  const times = run.map(({ time }) => time);
  const byDevice = [...Map.groupBy(run, ({ device }) => device)];
  const people = Map.groupBy(
    byDevice.map(([device, made]) => ({ device, author: authorOf(charter, device), changes: made.length })),
    // Who is of no party is known by the device alone.
    ({ device, author: { party, person } }) => (party === null ? device : `${party.id} ${person}`),
  );
  return {
    ...spanOf(run),
    firstAt: times.reduce((a, b) => Math.min(a, b)),
    lastAt: times.reduce((a, b) => Math.max(a, b)),
    changes: run.length,
    steps: readSteps(run).length,
    clauses,
    by: [...people.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [{ author: first.author, changes: others.reduce((sum, { changes }) => sum + changes, first.changes) }],
    ),
  };
}

function stepView(charter: OpenCharter, run: Run, played: readonly PlayedClause[], labelOf: LabelOf): PlaybackStepView {
  const { device, time } = lastOf(run);
  const shown = played.slice(0, maxStepClauses);
  return {
    ...spanOf(run),
    changes: run.length,
    author: authorOf(charter, device),
    device,
    at: time,
    clauses: shown.map((clause) => clauseView(clause, labelOf, promiseWordsIn(charter))),
    more: played.length - shown.length,
  };
}

const clauseView = (
  { id, kind, number, heading, events, before, after }: PlayedClause,
  labelOf: LabelOf,
  promise: PromiseWords,
): PlayedClauseView => ({
  ...{ id, kind, number, heading },
  events: eventViews(events, labelOf),
  blocks: blocksBetween(before, after, promise),
  stands: after !== null,
});
