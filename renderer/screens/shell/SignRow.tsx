import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { ClockDoubt } from "../../ui/ClockDoubt.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import type { useAction } from "./hostContext.tsx";

/** What stood in the way, whether the clock is right, and the button that signs; the children stand beside it. */
export function SignRow(props: {
  readonly action: Pick<ReturnType<typeof useAction>, "error" | "isBusy">;
  readonly tone?: "primary" | "danger";
  readonly yes: string;
  readonly onSign: (clockIsRight: boolean) => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { action, onSign } = props;
  return (
    <>
      <ErrorNotice error={action.error} />
      <ClockDoubt error={action.error} isBusy={action.isBusy} onSign={() => onSign(true)} />
      <div className="row">
        <Button tone={props.tone ?? "primary"} isBusy={action.isBusy} onPress={() => onSign(false)}>
          {action.isBusy ? t("signing.signing") : props.yes}
        </Button>
        {props.children}
      </div>
    </>
  );
}
