import { useTranslation } from "react-i18next";
import type { Practice } from "../../../shared/charter/parties/practice.ts";
import { useFormats } from "../../i18n/formats.ts";
import { EvidenceLines } from "../../ui/HashedFiles.tsx";

/** How a text was observed: day, place, words, witnesses, evidence. `witness`: what somebody who saw it is called. */
export function Observed(props: {
  readonly practice: Practice;
  readonly witness?: (witness: Practice["witnesses"][number]) => string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { day, place, words, witnesses, evidence } = props.practice;
  const { witness = ({ name }) => name } = props;
  return (
    <>
      <p>{t("consent.observed", { day: formats.day(day), place, words })}</p>
      {witnesses.length > 0 && (
        <p className="hint">{t("consent.witnessed", { names: formats.list(witnesses.map(witness)) })}</p>
      )}
      <EvidenceLines files={evidence} />
    </>
  );
}
