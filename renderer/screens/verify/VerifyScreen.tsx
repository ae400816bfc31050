import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VerifyReport } from "../../../shared/api/hostApi.ts";
import { useAnnounce } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import type { PickedFile } from "../../ui/FileDrop.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { Screen } from "../shell/Screen.tsx";
import { PdfDrop } from "./PdfDrop.tsx";
import { usePickedPdf } from "./pickedPdf.tsx";
import { VerifyReportView } from "./VerifyReportView.tsx";

export function VerifyScreen() {
  const { t } = useTranslation();
  const picked = usePickedPdf();
  return (
    <Screen title={t("verify.title")} lead={t("verify.lead")}>
      {picked.file === null ? (
        <PdfDrop />
      ) : (
        <>
          <Check key={picked.file.name} file={picked.file} />
          <div className="row">
            <Button onPress={() => picked.pick(null)}>{t("verify.another")}</Button>
          </div>
        </>
      )}
    </Screen>
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
      announce(t(value.valid ? "verify.valid" : "verify.invalid"));
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
    </>
  );
}
