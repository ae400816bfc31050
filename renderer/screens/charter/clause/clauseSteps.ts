/** The steps of a clause's history, as pages of them come and new ones are made. */
import type { ClauseStepView } from "../../../../shared/api/authorship.ts";

/** Each change once, the newest first: whatever was seen stays, however pages overlap. */
export function joinSteps(
  known: readonly ClauseStepView[],
  more: readonly ClauseStepView[],
): readonly ClauseStepView[] {
  const byChange = new Map([...known, ...more].map((step) => [step.change, step]));
  return [...byChange.values()].sort((a, b) => b.change - a.change);
}
