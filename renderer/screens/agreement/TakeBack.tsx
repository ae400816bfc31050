/** A button that takes back what this device's party said: a reservation, an answer, a notice, a consent. */
import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { Sign } from "../shell/Sign.tsx";

export function TakeBack(props: {
  readonly charter: CharterId;
  /** The id of what was said. */
  readonly of: string;
  /** Of the button, where several stand on a page. */
  readonly name: string;
  readonly means: string;
}) {
  const { t } = useTranslation();
  return (
    <Sign
      label={t("agreement.takeBack")}
      name={props.name}
      tone="quiet"
      title={t("agreement.takeBackAsk")}
      means={<p>{props.means}</p>}
      yes={t("agreement.takeBackYes")}
      done={t("agreement.takenBack")}
      call={(reason, clockIsRight) => (api) =>
        api.release({ charter: props.charter, of: props.of, reason, clockIsRight })
      }
    />
  );
}
