import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WordCounts as Counts, Editor } from "../../../editor/createEditor.ts";

/** Counting waits until nobody wrote for so long, and takes a slice of a frame at a time. */
const restMs = 300;
const sliceMs = 5;

/** Words of the clause at the caret and of the charter. */
export function WordCounts({ editor, version }: { readonly editor: Editor; readonly version: number }) {
  const { t } = useTranslation();
  const [counts, setCounts] = useState<Counts | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the text is counted
  useEffect(() => {
    let timer = setTimeout(countOn, restMs);
    function countOn() {
      const counted = editor.countWords(performance.now() + sliceMs);
      if (counted === null) timer = setTimeout(countOn, 0);
      else setCounts(counted);
    }
    return () => clearTimeout(timer);
  }, [editor, version]);
  if (counts === null) return null;
  const { clause, charter } = counts;
  return (
    <p className="word-counts hint">
      {clause !== null && <span>{t("charter.wordsOfClause", { count: clause })}</span>}
      <span>{t("charter.wordsOfCharter", { count: charter })}</span>
    </p>
  );
}
