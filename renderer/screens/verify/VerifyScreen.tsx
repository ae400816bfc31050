import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VerifyReport } from "../../../shared/api/documents.ts";
import { useAnnounce, useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import type { PickedFile } from "../../ui/FileDrop.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { useAction } from "../shell/hostContext.tsx";
import { Screen } from "../shell/Screen.tsx";
import { PdfDrop } from "./PdfDrop.tsx";
import { usePickedPdf } from "./pickedPdf.tsx";
import { VerifyReportView, verdictOf } from "./VerifyReportView.tsx";

export function VerifyScreen() {
  const { t } = useTranslation();
  const picked = usePickedPdf();
  return (
    <Screen title={t("verify.title")} lead={t("verify.lead")}>
      {picked.file === null ? (
        <PdfDrop />
      ) : (
        <>
          <Check key={`${picked.file.name} ${picked.file.bytes.length}`} file={picked.file} />
          <div className="row">
            <Button onPress={() => picked.pick(null)}>{t("verify.another")}</Button>
          </div>
        </>
      )}
    </Screen>
  );
}

/** One more seal, by this device, on a file that was found valid. */
function AddSeal({ file }: { readonly file: PickedFile }) {
  const { t } = useTranslation();
  const picked = usePickedPdf();
  const announcer = useAnnouncer();
  const { run, isBusy, error } = useAction();
  const seal = async () => {
    const sealed = await run((api) => api.sealPdf({ bytes: file.bytes }));
    if (sealed === null) return;
    saveFile(file.name, sealed.bytes, "application/pdf");
    announcer.show(t("verify.sealed", { name: file.name }));
    picked.pick({ name: file.name, bytes: sealed.bytes });
  };
  return (
    <section className="paper">
      <p className="hint">{t("verify.addSealHint")}</p>
      <Button isBusy={isBusy} onPress={() => void seal()}>
        {t("verify.addSeal")}
      </Button>
      <ErrorNotice error={error} />
    </section>
  );
}

function Check({ file }: { readonly file: PickedFile }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { run, isBusy, error } = useAction();
  const [report, setReport] = useState<VerifyReport | null>(null);
  useEffect(() => {
    let closed = false;
    setReport(null);
    void run((api) => api.verifyPdf({ bytes: file.bytes })).then((value) => {
      if (closed || value === null) return;
      setReport(value);
      announce(t(`verify.${verdictOf(value)}`));
    });
    return () => {
      closed = true;
    };
  }, [file, run, announce, t]);
  return (
    <>
      {isBusy && <Progress label={t("verify.checking", { name: file.name })} done={0} total={null} />}
      <ErrorNotice error={error} />
      {report !== null && <VerifyReportView file={file.name} report={report} />}
      {report?.valid === true && <AddSeal file={file} />}
    </>
  );
}
