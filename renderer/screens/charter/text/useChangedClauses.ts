import { useMemo, useState } from "react";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { ok } from "../../../../shared/base/result.ts";
import { isChanged, type Redline } from "../../../../shared/charter/compare/redline.ts";
import { useLive } from "../../shell/hostContext.tsx";
import { draftPoint, proposalPoint } from "../../shell/routes.ts";

const nothing: Redline = { clauses: [], same: true };

/** Clauses of the draft that differ from the text in force. */
export function useChangedClauses(view: CharterView): readonly ClauseId[] {
  const { id: charter, inForce } = view;
  // The host says of each change in which clauses the draft differs; the comparison is asked for only when that changes.
  const differs = view.draftDiffersIn?.join() ?? "";
  const redline = useLive(
    `changed ${charter} ${inForce ?? ""} ${differs}`,
    async (api) =>
      inForce === null || differs === ""
        ? ok(nothing)
        : await api.compare({ charter, from: proposalPoint(inForce), to: draftPoint }),
    () => false,
  );
  const [shown, setShown] = useState(nothing);
  // What was marked stays marked until the next answer is there.
  if (redline.phase === "ready" && redline.value !== shown) setShown(redline.value);
  return useMemo(
    () => shown.clauses.filter(isChanged).flatMap((clause) => (clause.after === null ? [] : [clause.after.id])),
    [shown],
  );
}
