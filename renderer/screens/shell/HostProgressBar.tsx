import { useTranslation } from "react-i18next";
import { Progress } from "../../ui/Progress.tsx";
import { useHostProgress } from "./hostContext.tsx";

/** The host's word on one kind of long work, for as long as it is drawn. */
export function HostProgressBar({
  what,
  label,
}: {
  readonly what: "meet" | "relay" | "import" | "read";
  readonly label: string;
}) {
  const { t } = useTranslation();
  const progress = useHostProgress(what);
  const words = () => {
    // What is read is counted in parts of it that nobody knows by name.
    if (progress === null || what === "read") return undefined;
    const { done, total } = progress;
    return total === null ? t("meet.progressSome", { count: done }) : t("meet.progressOf", { done, total });
  };
  const said = words();
  return (
    <Progress
      label={label}
      done={progress?.done ?? 0}
      total={progress?.total ?? null}
      {...(said === undefined ? {} : { words: said })}
    />
  );
}
