import { useTranslation } from "react-i18next";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { FileButton, type PickedFile } from "../../ui/FileDrop.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { HostProgressBar } from "../shell/HostProgressBar.tsx";
import { useAction } from "../shell/hostContext.tsx";

/** Reads a `.tessera` file. What it held, or why it cannot be read, is shown over the page. */
export function ImportBundle({ label }: { readonly label: string }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const read = async (file: PickedFile) => {
    const report = await action.run((api) => api.importBundle({ bytes: file.bytes }));
    if (report !== null) announcer.show(t("library.imported", { count: report.added, title: report.title }));
  };
  return (
    <>
      <FileButton label={label} accept={[".tessera"]} onFile={(file) => void read(file)} />
      <Modal title={label} isOpen={action.isBusy || action.error !== null} onClose={action.forget}>
        {action.isBusy && <HostProgressBar what="import" label={t("library.importing")} />}
        <ErrorNotice error={action.error} />
        {!action.isBusy && (
          <div className="row">
            <Button onPress={action.forget}>{t("app.close")}</Button>
          </div>
        )}
      </Modal>
    </>
  );
}
