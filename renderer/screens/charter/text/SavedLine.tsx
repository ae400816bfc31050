import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { describeError } from "../../../../shared/api/errorWords.ts";
import { readLanguage } from "../../../i18n/language.ts";
import type { SavedState } from "../../../replica/savedState.ts";
import { Icon } from "../../../ui/Icon.tsx";

/** What is on disk, and nothing more than that. Leaving the window with anything unsaved asks first. */
export function SavedLine({
  saved,
  isConnected,
  isHostLost,
}: {
  readonly saved: SavedState;
  readonly isConnected: boolean;
  /** It is not called again: another start has another key. */
  readonly isHostLost: boolean;
}) {
  const { t, i18n } = useTranslation();
  const isSaved = saved.kind === "saved";
  useEffect(() => {
    if (isSaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isSaved]);

  if (saved.kind === "notSaved") {
    const { title, next } = describeError(saved.error, readLanguage(i18n.language));
    return (
      <div className="saved-line bad" role="alert">
        <Icon name="alert" />
        <span>
          <strong>{t("charter.notSaved", { why: title })}</strong> {next} {t("charter.notSavedNext")}
        </span>
      </div>
    );
  }
  if (!isConnected)
    return (
      // Of a lost host the window's own alert tells; twice would be noise to whoever listens.
      <div className="saved-line warn" role={isHostLost ? undefined : "alert"}>
        <Icon name="alert" />
        <span>{t(isHostLost ? "app.lost" : "charter.hostLost")}</span>
      </div>
    );
  return (
    <div className={`saved-line ${saved.kind}`}>
      <Icon name={isSaved ? "check" : "clock"} />
      <span>{t(isSaved ? "charter.saved" : "charter.saving")}</span>
    </div>
  );
}
