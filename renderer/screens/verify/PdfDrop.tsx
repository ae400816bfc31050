import { useTranslation } from "react-i18next";
import { FileDrop } from "../../ui/FileDrop.tsx";
import { usePickedPdf } from "./pickedPdf.tsx";

/** Where a PDF is dropped to be checked. */
export function PdfDrop({ onPicked }: { readonly onPicked?: () => void }) {
  const { t } = useTranslation();
  const picked = usePickedPdf();
  return (
    <FileDrop
      words={t("drop.pdf")}
      button={t("drop.pdfButton")}
      accept={[".pdf"]}
      onFile={(file) => {
        picked.pick(file);
        onPicked?.();
      }}
    />
  );
}
