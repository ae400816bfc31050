import { useTranslation } from "react-i18next";
import type { Reserved } from "../../shared/charter/parties/reserved.ts";
import { Radios } from "./Radios.tsx";

/** Whether a reservation leaves its clause out, or says how it is read. */
export function ReservedHow(props: {
  readonly value: Reserved["how"];
  readonly onChange: (how: Reserved["how"]) => void;
}) {
  const { t } = useTranslation();
  return (
    <Radios
      label={t("consent.how")}
      {...props}
      options={[
        { value: "exclude", label: t("consent.exclude") },
        { value: "interpret", label: t("consent.interpret") },
      ]}
    />
  );
}
