import { useTranslation } from "react-i18next";
import { looseId } from "../../../../shared/charter/text/clauses.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";

export interface NamedClause {
  readonly id: string;
  readonly number: string;
  readonly heading: string;
}

/** "2.1 Shared wells", "Preamble", or what stands outside the clauses. */
export function useClauseName(): (clause: NamedClause) => string {
  const { t } = useTranslation();
  return ({ id, number, heading }) => {
    if (id === looseId) return t("comments.outside");
    return `${number} ${withNumbers(heading)}`.trim() || t("text.preamble");
  };
}
