/** What an alternative is called, as in treaty practice: "Alt. 2", or "3.1 bis" where it is all the words of its clause. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

const again = ["bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"] as const;

/** `label`: as the text has it; `index`: from 0. */
export function useAlternativeName(): (label: string, index: number) => string {
  const { t } = useTranslation();
  return useCallback(
    (label, index) => {
      if (label.startsWith("Alt. ")) return t("brackets.alternative", { number: index + 1 });
      const suffix = again.find((one) => label.endsWith(` ${one}`));
      return suffix === undefined ? label : `${label.slice(0, -suffix.length)}${t(`brackets.again.${suffix}`)}`;
    },
    [t],
  );
}
