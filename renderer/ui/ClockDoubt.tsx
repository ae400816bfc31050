/** Shown where the host refused to sign by a clock that looks wrong: the person may say that it is right. */
import { useTranslation } from "react-i18next";
import type { HostError } from "../../shared/api/errors.ts";
import { Button } from "./Button.tsx";

export function ClockDoubt(props: {
  readonly error: HostError | null;
  readonly isBusy: boolean;
  readonly onSign: () => void;
}) {
  const { t } = useTranslation();
  if (props.error?.kind !== "clockDoubtful") return null;
  return (
    <div className="row">
      <Button isBusy={props.isBusy} onPress={props.onSign}>
        {t("signing.clockIsRight")}
      </Button>
    </div>
  );
}
