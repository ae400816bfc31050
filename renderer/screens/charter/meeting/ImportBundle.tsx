import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BundlePreview } from "../../../../shared/api/bundles.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { FileButton, type PickedFile } from "../../../ui/FileDrop.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { HostProgressBar } from "../../shell/HostProgressBar.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { BundleContents } from "./BundleContents.tsx";
import { ReadCodes } from "./ReadCodes.tsx";

/** Shows what a `.tessera` file or a sequence of QR codes holds, or why it cannot be read, and takes it in only when the person says so. */
export function ImportBundle({ label }: { readonly label: string }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [shown, setShown] = useState<{ readonly file: PickedFile; readonly preview: BundlePreview } | null>(null);
  const [isReading, setReading] = useState(false);
  const look = async (file: PickedFile) => {
    const preview = await action.run((api) => api.previewBundle({ bytes: file.bytes }));
    if (preview !== null) setShown({ file, preview });
  };
  const leave = () => {
    action.forget();
    setShown(null);
  };
  const takeIn = async ({ bytes }: PickedFile) => {
    const report = await action.run((api) => api.importBundle({ bytes }));
    if (report === null) return;
    setShown(null);
    announcer.show(t("library.imported", { count: report.added - report.receipts, title: report.title }));
  };
  const bringsNews = shown !== null && shown.preview.added > 0;
  return (
    <>
      <FileButton label={label} accept={[".tessera"]} onFile={(file) => void look(file)} />
      <Button onPress={() => setReading(true)}>
        <Icon name="camera" />
        {t("codes.read")}
      </Button>
      {isReading && (
        <ReadCodes
          onBundle={(bytes) => {
            setReading(false);
            void look({ name: t("codes.brought"), bytes });
          }}
          onClose={() => setReading(false)}
        />
      )}
      <Modal
        title={shown?.file.name ?? label}
        isOpen={action.isBusy || action.error !== null || shown !== null}
        onClose={leave}
      >
        {shown !== null && <BundleContents preview={shown.preview} />}
        {action.isBusy && <HostProgressBar what="import" label={t("library.importing")} />}
        <ErrorNotice error={action.error} />
        <div className="row">
          {bringsNews && (
            <Button tone="primary" isBusy={action.isBusy} onPress={() => void takeIn(shown.file)}>
              {t("bundle.takeIn")}
            </Button>
          )}
          {!action.isBusy && <Button onPress={leave}>{t(bringsNews ? "bundle.leave" : "app.close")}</Button>}
        </div>
      </Modal>
    </>
  );
}
