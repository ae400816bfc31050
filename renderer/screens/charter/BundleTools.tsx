import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/hostApi.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { ImportBundle } from "../library/ImportBundle.tsx";
import { useAction } from "../shell/hostContext.tsx";

export function BundleTools({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const exportBundle = async () => {
    const bundle = await action.run((api) => api.exportBundle({ charter: view.id }));
    if (bundle === null) return;
    saveFile(bundle.name, bundle.bytes, "application/octet-stream");
    announcer.show(t("meet.exported", { count: bundle.changes, name: bundle.name }));
  };
  return (
    <section>
      <h3>{t("meet.bundleTitle")}</h3>
      <div className="row">
        <Button isBusy={action.isBusy} onPress={() => void exportBundle()}>
          {t("meet.export")}
        </Button>
        <ImportBundle label={t("meet.import")} />
      </div>
      <ErrorNotice error={action.error} />
    </section>
  );
}
