/** Whose words have which look, who wrote what stands at the caret, and the way to histories: of its clause, of the text. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { Author } from "../../../../shared/api/people.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { routeHash } from "../../shell/routes.ts";
import { ClauseHistoryButton } from "../clause/ClauseHistory.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import type { TextAuthor } from "./authorList.ts";

export function AuthorLegend(props: {
  readonly view: CharterView;
  readonly authors: readonly TextAuthor[];
  /** Who wrote what is selected, or what stands before the caret. */
  readonly here: readonly Author[];
  /** The innermost one with the caret. */
  readonly clause: ClauseId | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { view, authors, here, clause } = props;
  return (
    <section className="author-legend" aria-label={t("authorship.legend")}>
      <ul className="plain-list">
        {authors.map(({ key, party, person, look }) => (
          <li key={key}>
            <span className={`by by-colour-${look.colour} by-line-${look.line}`}>
              <bdi>{party?.name ?? t("authorship.ofNoParty", { person: person ?? "" })}</bdi>
            </span>
          </li>
        ))}
      </ul>
      <p className="author-here" role="status">
        {here.length === 0 ? t("authorship.nobodyHere") : t("authorship.here", { who: formats.list(here.map(author)) })}
      </p>
      {clause === null ? (
        <p className="hint">{t("authorship.noClause")}</p>
      ) : (
        <ClauseHistoryButton view={view} clause={clause} name={null} />
      )}
      <a href={routeHash({ screen: "sessions", charter: view.id })}>{t("playback.title")}</a>
    </section>
  );
}
