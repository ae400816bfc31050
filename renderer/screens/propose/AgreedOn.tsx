/**
 * What is agreed on besides the words: folded away until somebody wants it otherwise, and always as sentences, which
 * follow every choice.
 */
import { useTranslation } from "react-i18next";
import type { ProposalPreview } from "../../../shared/api/agreements.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { isUsual } from "../../../shared/charter/parties/conditionFacts.ts";
import { type Conditions, conditionFault, plannedConditions } from "../../../shared/charter/parties/conditions.ts";
import type { Clause } from "../../../shared/charter/text/model.ts";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { useConditionWords } from "../charter/state/useConditionWords.ts";
import { ConditionFields } from "./ConditionFields.tsx";
import { type ConditionForm, formOfConditions, readConditions } from "./conditionForm.ts";

export function AgreedOn(props: {
  /** Null: as it is by default. */
  readonly form: ConditionForm | null;
  readonly onChange: (form: ConditionForm | null) => void;
  readonly isTried: boolean;
  /** What holds where nobody chooses. */
  readonly byDefault: Conditions;
  readonly electorate: readonly PartyRef[];
  readonly signers: ProposalPreview["signers"];
  readonly clauses: readonly Clause[];
}) {
  const { t } = useTranslation();
  const { form, onChange, byDefault, electorate, signers, clauses } = props;
  const words = useConditionWords();
  const clauseWords = useClauseWords();
  const count = electorate.length;
  const read = form === null ? null : readConditions(form);
  const chosen = read === null ? byDefault : read.ok ? plannedConditions(read.conditions, count) : null;
  const nameClause = (id: Clause["id"]): string => {
    const clause = clauses.find((one) => one.id === id);
    return clause === undefined ? id : clauseWords.title(clause);
  };
  const isReadable =
    chosen !== null &&
    conditionFault(
      chosen,
      electorate.map(({ id }) => id),
    ) === null;
  return (
    <section className="agreed-on" aria-label={t("agreed.title")}>
      <div className="agreed-on-head">
        <h2>{t("agreed.title")}</h2>
        {form === null ? (
          <Button tone="quiet" onPress={() => onChange(formOfConditions(byDefault, count))}>
            {t("agreed.change")}
          </Button>
        ) : (
          <Button tone="quiet" onPress={() => onChange(null)}>
            {t("agreed.asDefault")}
          </Button>
        )}
      </div>
      {form === null ? (
        <p>{t(isUsual(byDefault, count) ? "agreed.usual" : "agreed.asBefore")}</p>
      ) : (
        <ConditionFields
          form={form}
          faults={props.isTried && read?.ok === false ? read.faults : []}
          onChange={onChange}
          electorate={electorate}
          clauses={clauses}
        />
      )}
      <p className="condition-words" aria-live="polite">
        {isReadable
          ? words({ conditions: chosen, electorate, signers, nameClause }).join(" ")
          : t("agreed.notReadable")}
      </p>
    </section>
  );
}
