import { useTranslation } from "react-i18next";
import type { CharterId, ProposalId } from "../../../shared/base/ids.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { useAction } from "../shell/hostContext.tsx";

export function ExportPdf({
  charter,
  proposal,
  tone = "plain",
}: {
  readonly charter: CharterId;
  readonly proposal: ProposalId;
  readonly tone?: "primary" | "plain";
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const save = async () => {
    const pdf = await action.run((api) => api.exportPdf({ charter, proposal }));
    if (pdf === null) return;
    saveFile(pdf.name, pdf.bytes, "application/pdf");
    announcer.show(t("timeline.exported", { name: pdf.name }));
  };
  return (
    <>
      <Button tone={tone} isBusy={action.isBusy} onPress={() => void save()}>
        {t(action.isBusy ? "timeline.exporting" : "timeline.pdf")}
      </Button>
      <ErrorNotice error={action.error} />
    </>
  );
}
