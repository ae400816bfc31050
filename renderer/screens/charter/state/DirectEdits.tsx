/** That everybody is asked to suggest, and who edited directly all the same: told to everybody alike. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { concernsCharter, useLive } from "../../shell/hostContext.tsx";
import { useAuthor } from "./useAuthor.ts";

export function DirectEdits({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { id: charter } = view;
  const edits = useLive(
    `direct edits ${charter}`,
    (api) => api.listDirectEdits({ charter }),
    (event) => concernsCharter(charter)(event) || (event.kind === "newsChanged" && event.charter === charter),
  );
  const listed = edits.phase === "ready" ? edits.value : [];
  if (!view.asksToSuggest && listed.length === 0) return null;
  return (
    <section className="direct-edits" aria-label={t("suggestions.directly.list")}>
      {view.asksToSuggest && <p className="hint">{t("suggestions.directly.asked")}</p>}
      {listed.map(({ author: by, device, changes, latestAt, clauses }) => (
        <p key={device}>
          {t("suggestions.directly.by", { count: changes, by: author(by), when: formats.moment(latestAt) })}
          {clauses.length > 0 &&
            ` ${t("suggestions.directly.in", { clauses: formats.list(clauses.map(withNumbers)) })}`}
        </p>
      ))}
    </section>
  );
}
