/** The PDF to be checked, carried from wherever it was dropped to the screen that checks it. */
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { PickedFile } from "../../ui/FileDrop.tsx";

interface PickedPdf {
  readonly file: PickedFile | null;
  pick(file: PickedFile | null): void;
}

const PickedPdfContext = createContext<PickedPdf>({ file: null, pick: () => {} });

export const usePickedPdf = (): PickedPdf => useContext(PickedPdfContext);

export function PickedPdfProvider({ children }: { readonly children: ReactNode }) {
  const [file, pick] = useState<PickedFile | null>(null);
  const picked = useMemo(() => ({ file, pick }), [file]);
  return <PickedPdfContext value={picked}>{children}</PickedPdfContext>;
}
