import type { RecoverySheet } from "../../../shared/api/hostApi.ts";
import { type Live, useLive } from "../shell/hostContext.tsx";

/** The words that are still to be confirmed; null where there are none. */
export const useSheet = (): Live<RecoverySheet | null> =>
  useLive(
    "sheet",
    (api) => api.getRecoveryWords({}),
    (event) => event.kind === "keysChanged",
  );
