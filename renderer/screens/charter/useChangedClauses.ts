import { useMemo } from "react";
import type { CharterView } from "../../../shared/api/hostApi.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import type { Redline } from "../../../shared/charter/redline.ts";
import { isChanged } from "../../ui/redlineGroups.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { draftPoint, proposalPoint } from "../shell/routes.ts";

const nothing: Redline = { clauses: [], same: true };

/** Clauses of the draft that differ from the text in force. */
export function useChangedClauses(view: CharterView): readonly ClauseId[] {
  const { id: charter, inForce } = view;
  const redline = useLive(
    `changed ${charter} ${inForce ?? ""}`,
    async (api) =>
      inForce === null ? ok(nothing) : await api.compare({ charter, from: proposalPoint(inForce), to: draftPoint }),
    concernsCharter(charter),
  );
  const clauses = redline.phase === "ready" ? redline.value.clauses : nothing.clauses;
  return useMemo(
    () => clauses.filter(isChanged).flatMap((clause) => (clause.after === null ? [] : [clause.after.id])),
    [clauses],
  );
}
