/** What was agreed on besides the words, one sentence each, in the window's language. */
import { useTranslation } from "react-i18next";
import {
  type AgreedOn,
  type ConditionFact,
  conditionFacts,
} from "../../../../shared/charter/parties/conditionFacts.ts";
import { type Formats, useFormats } from "../../../i18n/formats.ts";
import type { Translate } from "../../../i18n/i18n.ts";

export const sayCondition = (t: Translate, formats: Formats, { key, count, of, names, days }: ConditionFact): string =>
  t(`conditions.${key}`, {
    ...(count === undefined ? {} : { count }),
    of: of ?? 0,
    names: formats.list(names ?? []),
    days: formats.list((days ?? []).map(formats.day)),
  });

export function useConditionWords(): (agreed: AgreedOn) => readonly string[] {
  const { t } = useTranslation();
  const formats = useFormats();
  return (agreed) => conditionFacts(agreed).map((fact) => sayCondition(t, formats, fact));
}
