import { useTranslation } from "react-i18next";
import type { BundleFor } from "../../../../shared/api/bundles.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { saveFile } from "../../../ui/saveFile.ts";
import { useAction } from "../../shell/hostContext.tsx";

/** Hands a bundle to the person, as a file. */
export function ExportBundle({ charter, wanted }: { readonly charter: CharterId; readonly wanted: BundleFor }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const exportBundle = async () => {
    const bundle = await action.run((api) => api.exportBundle({ charter, for: wanted }));
    if (bundle === null) return;
    saveFile(bundle.name, bundle.bytes, "application/octet-stream");
    announcer.show(t("meet.exported", { count: bundle.changes, name: bundle.name }));
  };
  return (
    <>
      <Button isBusy={action.isBusy} onPress={() => void exportBundle()}>
        {t("meet.export")}
      </Button>
      <ErrorNotice error={action.error} />
    </>
  );
}
