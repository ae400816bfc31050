import type { ConflictView } from "../../../../shared/api/conflicts.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { type Live, useLive } from "../../shell/hostContext.tsx";

/** Where sides changed the same thing without knowing of each other, in the order of the text. */
export const useConflicts = (charter: CharterId): Live<readonly ConflictView[]> =>
  useLive(
    `conflicts ${charter}`,
    (api) => api.listConflicts({ charter }),
    (event) => event.kind === "conflictsChanged" && event.charter === charter,
  );
