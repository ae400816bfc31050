/** What a clause is called in the window's language. Numbers are the same in every language. */
import { useTranslation } from "react-i18next";
import { looseId } from "../../shared/charter/text/clauses.ts";
import type { Clause } from "../../shared/charter/text/model.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";

type Named = Pick<Clause, "id" | "number" | "heading">;

export interface ClauseWords {
  /** "2", "2.1", "A" or "Preamble". */
  label(clause: Named): string;
  /** "2 Shared wells". */
  title(clause: Named): string;
  /** One of the names that the host gives, such as those of `draftDiffersIn`. */
  name(hostName: string): string;
  /** What the host calls the one of these; its id where it is none of them. */
  among(clauses: readonly { readonly id: string; readonly title: string }[], id: string): string;
}

export function useClauseWords(): ClauseWords {
  const { t } = useTranslation();
  const label = (clause: Named): string => {
    if (clause.number !== "") return clause.number;
    return clause.id === looseId ? t("redline.loose") : t("text.preamble");
  };
  const name = (hostName: string): string =>
    hostName === "Preamble" ? t("text.preamble") : hostName === "Title" ? t("redline.loose") : withNumbers(hostName);
  return {
    label,
    title: (clause) =>
      clause.heading === "" || clause.number === "" ? label(clause) : `${label(clause)} ${withNumbers(clause.heading)}`,
    name,
    among: (clauses, id) => name(clauses.find((clause) => clause.id === id)?.title ?? id),
  };
}
