/**
 * What became of one clause, change by change, and the text as it was after any of them.
 * Called by: methods/authorship.ts, methods/texts.ts. Owns nothing: each answer is read anew.
 */
import { type ClauseHistoryView, type ClauseStepView, maxClauseSteps } from "../../../shared/api/authorship.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { clauseLabel, readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { type ClauseLife, type ClauseStep, readClauseLife } from "../../../shared/crdt/history/clauseLife.ts";
import { sightBefore } from "../../../shared/crdt/history/unread.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import { alone, blocksBetween, eventViews } from "./clauseViews.ts";
import type { DirectEdits } from "./directEdits.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

export function createClauseHistories(changesOf: (charter: OpenCharter) => SignedChanges, { isDirect }: DirectEdits) {
  async function read(
    charter: OpenCharter,
    clause: ClauseId,
    before: number | null,
  ): Promise<Result<ClauseHistoryView, HostError>> {
    const changes = changesOf(charter);
    const steps: ClauseStep[] = [];
    let next = before ?? Number.MAX_SAFE_INTEGER;
    for (;;) {
      const caught = await changes.catchUp();
      if (!caught.ok) return caught;
      const { replica } = charter;
      const version = replica.textVersion();
      const life = readClauseLife(replica.yDoc(), changes.ranges(), clause);
      if (life === null) return err({ kind: "clauseNotFound", clause });
      let isFirst = false;
      while (!isFirst && steps.length <= maxClauseSteps && version === replica.textVersion()) {
        const step = life.stepBefore(next);
        isFirst = step === null;
        if (step !== null) {
          steps.push(step);
          next = step.change;
        }
        await new Promise((resolve) => setImmediate(resolve));
        if (replica.isClosed()) return err({ kind: "cancelled" });
      }
      // Somebody wrote meanwhile: what is read of the document counts no more; the steps that were found do.
      if (version === replica.textVersion()) return ok(viewOf(charter, changes, clause, life, steps, isDirect));
    }
  }

  /** The text as it was right after one change, with all that this device took before it. */
  async function textAfter(charter: OpenCharter, change: number): Promise<Result<CharterText, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    if (!changes.all().some(({ no }) => no === change)) return err({ kind: "changeNotFound", change });
    const yDoc = charter.replica.yDoc();
    return ok(readText(yDoc, sightBefore(yDoc, changes.ranges(), change + 1)).text);
  }

  return { read, textAfter };
}

function viewOf(
  charter: OpenCharter,
  changes: SignedChanges,
  clause: ClauseId,
  { latest, stands }: ClauseLife,
  found: readonly ClauseStep[],
  isDirect: DirectEdits["isDirect"],
): ClauseHistoryView {
  const clauses = readClauses(charter.replica.readText());
  const labels = new Map<string, string>(clauses.map((one) => [one.id, clauseLabel(one)]));
  const standing = clauses.find(({ id }) => id === clause);
  const [last] = latest === null ? [] : readClauses(alone(latest));
  const byNo = new Map(changes.all().map((change) => [change.no, change]));
  const steps = found.slice(0, maxClauseSteps).flatMap((step): readonly ClauseStepView[] => {
    const change = byNo.get(step.change);
    return change === undefined
      ? []
      : [{ ...stepView(charter, change, step, labels), isDirect: isDirect(charter, change) }];
  });
  return {
    id: clause,
    number: standing?.number ?? "",
    heading: standing?.heading ?? last?.heading ?? "",
    stands,
    steps,
    older: found.length > maxClauseSteps ? (steps.at(-1)?.change ?? null) : null,
  };
}

function stepView(
  charter: OpenCharter,
  { no, device, time }: SignedChange,
  { events, before, after }: ClauseStep,
  labels: ReadonlyMap<string, string>,
): Omit<ClauseStepView, "isDirect"> {
  return {
    change: no,
    author: authorOf(charter, device),
    device,
    at: time,
    events: eventViews(events, (id) => labels.get(id) ?? ""),
    blocks: blocksBetween(before, after, promiseWordsIn(charter)),
    stands: after !== null,
  };
}
