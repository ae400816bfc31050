import { useRef } from "react";
import type { RecoverySheet } from "../../../shared/api/keys.ts";
import type { RecoveryLanguage } from "../../../shared/base/recoveryLanguages.ts";
import { type Live, useLive } from "../shell/hostContext.tsx";

/**
 * The words that are still to be confirmed; null where there are none. Those of the language before are shown until
 * those of another are here, so that whoever chooses keeps their place.
 */
export function useSheet(language: RecoveryLanguage): Live<RecoverySheet | null> {
  const live = useLive(
    `sheet ${language}`,
    (api) => api.getRecoveryWords({ language }),
    (event) => event.kind === "keysChanged",
  );
  const shown = useRef(live);
  if (live.phase !== "loading") shown.current = live;
  return shown.current;
}
