/** What parties look at before they renew: what each carries, side by side, and what became of a clause until now. */
import { useTranslation } from "react-i18next";
import type { ClauseLookBack, LookBack, PromiseCountsView } from "../../../shared/api/renewal.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";

const columns = [
  { words: "lookBack.kept", states: ["done", "settled"] },
  { words: "lookBack.notKept", states: ["partly", "failed"] },
  { words: "lookBack.open", states: ["disputed"] },
  { words: "lookBack.overdue", states: ["overdue"] },
  { words: "lookBack.ahead", states: ["due"] },
] as const;

/** Nothing where no party promised or reserved anything. */
export function Burdens({ lookBack: { parties } }: { readonly lookBack: LookBack }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isEmpty = parties.every(
    ({ promises, reservations }) => reservations === 0 && Object.values(promises).every((count) => count === 0),
  );
  if (isEmpty) return null;
  return (
    <section className="paper">
      <h2>{t("lookBack.burdens")}</h2>
      <p className="hint">{t("lookBack.burdensHint")}</p>
      <table className="status-table burdens">
        <thead>
          <tr>
            <th scope="col">{t("lookBack.party")}</th>
            {columns.map(({ words }) => (
              <th scope="col" key={words}>
                {t(words)}
              </th>
            ))}
            <th scope="col">{t("lookBack.reserved")}</th>
          </tr>
        </thead>
        <tbody>
          {parties.map(({ party, promises, reservations }) => (
            <tr key={party.id}>
              <th scope="row">
                <bdi>{withNumbers(party.name)}</bdi>
              </th>
              {columns.map(({ words, states }) => (
                <td key={words} data-label={t(words)}>
                  {formats.number(states.reduce((sum, state) => sum + promises[state], 0))}
                </td>
              ))}
              <td data-label={t("lookBack.reserved")}>{formats.number(reservations)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const told = ["done", "partly", "failed", "disputed", "settled", "overdue", "due"] as const;

/** The terms in which a clause came, changed or went; what is reserved of it, and how often its promises were kept. */
export function ClauseUntilNow(props: {
  readonly terms: LookBack["terms"];
  /** Undefined: no text until now has it. */
  readonly clause: ClauseLookBack | undefined;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { terms, clause } = props;
  if (clause === undefined) return null;
  const turns = clause.fates.flatMap((fate, index) => {
    const startsOn = terms[index]?.startsOn ?? null;
    return fate === "same" || fate === "absent" || startsOn === null
      ? []
      : [t("lookBack.inTerm", { term: formats.day(startsOn), fate: t(`lookBack.fates.${fate}`) })];
  });
  const counted = (counts: PromiseCountsView): string =>
    formats.row(
      told.flatMap((state) =>
        counts[state] === 0 ? [] : [t(`lookBack.count.${state}`, { times: formats.number(counts[state]) })],
      ),
    ) || t("lookBack.noTimes");
  const whom = (party: ClauseLookBack["promises"][number]["by"]): string =>
    party === null ? t("promises.nobody") : party === "all" ? t("promises.all") : withNumbers(party.name);
  return (
    <ul className="until-now">
      {terms.length > 1 && turns.length > 0 && <li>{formats.row(turns)}</li>}
      {clause.reservations.map(({ id, party, how, words }) => (
        <li key={id}>
          {t(how === "exclude" ? "lookBack.excluded" : "lookBack.interpreted", { party: withNumbers(party.name) })}
          {words !== "" && (
            <>
              : <q dir="auto">{withNumbers(words)}</q>
            </>
          )}
        </li>
      ))}
      {clause.promises.map(({ by, to, due, every, words, counts }) => (
        <li key={JSON.stringify([by, to, due, every, words])}>
          {to === null
            ? t("lookBack.promised", { party: whom(by), counts: counted(counts) })
            : t("lookBack.promisedTo", { party: whom(by), other: whom(to), counts: counted(counts) })}
        </li>
      ))}
    </ul>
  );
}
