/** Where sides changed the same thing without knowing of each other. */
import type { ConflictsApi } from "../../../shared/api/conflicts.ts";
import { type Desk, writable } from "./desk.ts";

export const conflictsMethods = ({ withCharter }: Desk): ConflictsApi => ({
  listConflicts: ({ charter }) => withCharter(charter, (open, { conflicts }) => conflicts.list(open)),
  settleConflict: ({ charter, conflict, settle }) =>
    withCharter(charter, async (open, { conflicts }) => {
      const allowed = writable(open);
      return allowed.ok ? conflicts.settle(open, conflict, settle) : allowed;
    }),
});
