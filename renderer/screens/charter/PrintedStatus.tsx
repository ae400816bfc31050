/** What stands above the text on paper: that it is a draft, of when, and what is in force beside it. */
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import { useFormats } from "../../i18n/formats.ts";
import { StateLine } from "./CharterHead.tsx";

export function PrintedStatus({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [printedAt, setPrintedAt] = useState(() => Date.now());
  useEffect(() => {
    // The page is drawn for paper right after this event.
    const take = () => flushSync(() => setPrintedAt(Date.now()));
    addEventListener("beforeprint", take);
    return () => removeEventListener("beforeprint", take);
  }, []);
  const { draftDiffersIn } = view;
  const isAgreed = draftDiffersIn !== null && draftDiffersIn.length === 0;
  const day = formats.dayOf(printedAt);
  return (
    <div className="print-only printed-status">
      <p>{t(isAgreed ? "charter.printedAgreed" : "charter.printedDraft", { day })}</p>
      <StateLine view={view} />
    </div>
  );
}
