import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { BundleFor } from "../../../../shared/api/bundles.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Button } from "../../../ui/Button.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { QrCode } from "../../../ui/QrCode.tsx";
import { useAction } from "../../shell/hostContext.tsx";

/** Long enough for a camera that searches some eight times a second, to meet each code several times. */
const shownMs = 700;

/** A small bundle as QR codes, one after another, until the other's camera has all of them. */
export function ShowCodes({ charter, wanted }: { readonly charter: CharterId; readonly wanted: BundleFor }) {
  const { t } = useTranslation();
  const action = useAction();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const show = async () => {
    const exported = await action.run((api) => api.exportCodes({ charter, for: wanted }));
    if (exported !== null) setCodes(exported.codes);
  };
  return (
    <>
      <Button isBusy={action.isBusy} onPress={() => void show()}>
        {t("codes.show")}
      </Button>
      <ErrorNotice error={action.error} />
      <Modal title={t("codes.showTitle")} isOpen={codes !== null} onClose={() => setCodes(null)}>
        {codes !== null && <Turning codes={codes} />}
        <div className="row">
          <Button onPress={() => setCodes(null)}>{t("app.close")}</Button>
        </div>
      </Modal>
    </>
  );
}

function Turning({ codes }: { readonly codes: readonly string[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [at, setAt] = useState(0);
  const [isTurning, setTurning] = useState(
    () => codes.length > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches,
  );
  const turn = (by: number) => setAt((last) => (last + by + codes.length) % codes.length);
  useEffect(() => {
    if (!isTurning) return;
    const timer = setInterval(() => setAt((last) => (last + 1) % codes.length), shownMs);
    return () => clearInterval(timer);
  }, [isTurning, codes]);
  const which = t("codes.which", { number: formats.number(at + 1), all: formats.number(codes.length) });
  const step = (by: number) => {
    setTurning(false);
    turn(by);
  };
  return (
    <div className="codes">
      <p>{t("codes.showHint")}</p>
      <QrCode text={codes[at] ?? ""} label={which} />
      <p className="codes-which" role={isTurning ? undefined : "status"}>
        {which}
      </p>
      {codes.length > 1 && (
        <div className="row">
          <Button onPress={() => step(-1)}>{t("codes.before")}</Button>
          <Button onPress={() => setTurning(!isTurning)}>{t(isTurning ? "codes.stop" : "codes.turn")}</Button>
          <Button onPress={() => step(1)}>{t("codes.next")}</Button>
        </div>
      )}
    </div>
  );
}
