/** The signed statements that something follows from; each opens to what it says, by whom, and its own number. */
import { useTranslation } from "react-i18next";
import type { Reason } from "../../../shared/api/force.ts";
import { inFours } from "../../../shared/base/fingerprint.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useForceWords } from "../../ui/useForceWords.ts";

export function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useForceWords();
  return (
    <ol className="reasons">
      {reasons.map(({ id, kind, party, person, saidAt, words: said }) => (
        <li key={id}>
          <details>
            <summary>
              <strong>{words.reasons[kind]}</strong> · <bdi>{party.name}</bdi> · {formats.dayOf(saidAt)}
            </summary>
            {said !== "" && (
              <blockquote className="note" dir="auto">
                {said}
              </blockquote>
            )}
            <p className="hint">
              {t("agreement.signedBy", { person, party: party.name, when: formats.moment(saidAt) })}
            </p>
            <p className="hint">
              {t("agreement.statementId")}{" "}
              <code dir="ltr" className="statement-id">
                {inFours(id)}
              </code>
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}
