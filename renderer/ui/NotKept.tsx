import { useTranslation } from "react-i18next";
import type { NotKeptList } from "../../shared/charter/formats/notKept.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";

/** What a file says and the text of a charter cannot, line by line, or paragraph by paragraph. */
export function NotKept({ list }: { readonly list: NotKeptList }) {
  const { t } = useTranslation();
  const more = list.notKeptCount - list.notKept.length;
  return (
    <ul className="plain-list not-kept" aria-label={t("notKept.label")}>
      {list.notKept.map((one) => (
        <li key={`${one.kind} ${one.line} ${one.quote}`}>
          {t(`notKept.${one.kind}`)}{" "}
          <span className="hint">{t(`notKept.${one.unit ?? "line"}`, { line: one.line })}</span>
          {one.quote !== "" && (
            <q className="not-kept-words" dir="auto">
              {withNumbers(one.quote)}
            </q>
          )}
        </li>
      ))}
      {more > 0 && <li className="hint">{t("notKept.more", { count: more })}</li>}
    </ul>
  );
}
