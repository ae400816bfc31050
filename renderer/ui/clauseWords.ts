/** What a clause is called in the window's language. Numbers are the same in every language. */
import { useTranslation } from "react-i18next";
import { looseId } from "../../shared/charter/text/clauses.ts";
import type { Clause } from "../../shared/charter/text/model.ts";
import { withNumbers } from "../../shared/charter/text/seen.ts";

export interface ClauseWords {
  /** "2", "2.1", "A" or "Preamble". */
  label(clause: Clause): string;
  /** "2 Shared wells". */
  title(clause: Clause): string;
  /** One of the names that the host gives, such as those of `draftDiffersIn`. */
  name(hostName: string): string;
}

export function useClauseWords(): ClauseWords {
  const { t } = useTranslation();
  const label = (clause: Clause): string => {
    if (clause.number !== "") return clause.number;
    return clause.id === looseId ? t("redline.loose") : t("text.preamble");
  };
  return {
    label,
    title: (clause) =>
      clause.heading === "" || clause.number === "" ? label(clause) : `${label(clause)} ${withNumbers(clause.heading)}`,
    name: (hostName) =>
      hostName === "Preamble" ? t("text.preamble") : hostName === "Title" ? t("redline.loose") : withNumbers(hostName),
  };
}
