import { useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VerifyReport } from "../../../shared/api/documents.ts";
import { useAnnounce, useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import type { PickedFile } from "../../ui/FileDrop.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { useAction } from "../shell/hostContext.tsx";
import { IdentityContext } from "../shell/identityContext.ts";
import { Screen } from "../shell/Screen.tsx";
import { Sign } from "../shell/Sign.tsx";
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

/** Joins the text of a valid PDF: into a file that any member of its charter enters. */
function Join({ file, report }: { readonly file: PickedFile; readonly report: VerifyReport }) {
  const { t } = useTranslation();
  const identity = useContext(IdentityContext);
  const [written, setWritten] = useState<string | null>(null);
  const { title, accession } = report;
  const party = identity?.party?.name;
  if (party === undefined) return null;
  return (
    <section className="paper">
      <p className="hint">{t("verify.joinHint")}</p>
      <Sign
        label={t("agreement.join")}
        title={t("agreement.joinAsk", { party })}
        means={
          <p>
            {t("agreement.joinMeans", { party, title })}{" "}
            {accession === "open" ? t("agreement.joinOpen") : t("agreement.joinConsents", { count: Number(accession) })}
          </p>
        }
        yes={t("agreement.joinYes")}
        done={t("verify.joinDone")}
        words={t("signing.statementLabel")}
        maxLength={4000}
        call={(statement) => async (api) => {
          const joined = await api.writeAccession({ pdf: file.bytes, reservations: [], practice: null, statement });
          if (!joined.ok) return joined;
          saveFile(joined.value.name, joined.value.bytes, "application/octet-stream");
          setWritten(joined.value.name);
          return joined;
        }}
      />
      {written !== null && (
        <Notice tone="good" title={t("agreement.saved", { name: written })}>
          {t("verify.joinNext")}
        </Notice>
      )}
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
      {report?.valid === true && report.accession !== null && report.accession !== "closed" && (
        <Join file={file} report={report} />
      )}
    </>
  );
}
