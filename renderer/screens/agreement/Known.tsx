/** How far what is held reaches, party by party, and what nobody here can know. */
import { useTranslation } from "react-i18next";
import type { KnownTo } from "../../../shared/api/force.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { useFormats } from "../../i18n/formats.ts";

export function Known(props: {
  readonly knownTo: KnownTo;
  /** Asked about as of this day; null: now. */
  readonly knownOn?: string | null;
  /** Whose silence would matter. */
  readonly parties?: readonly PartyRef[];
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { knownTo, knownOn = null, parties = [] } = props;
  const unheard = parties.filter(({ id }) => !knownTo.some(({ party }) => party.id === id)).map(({ name }) => name);
  return (
    <div className="known">
      <p>
        {knownOn === null ? t("agreement.known") : t("agreement.knownOn", { day: formats.day(knownOn) })}{" "}
        {knownTo.length === 0
          ? t("agreement.nothingHeld")
          : formats.list(
              knownTo.map(({ party, day }) => t("agreement.knownTo", { party: party.name, day: formats.day(day) })),
            )}
      </p>
      {unheard.length > 0 && <p>{t("agreement.unheard", { parties: formats.list(unheard) })}</p>}
      <p className="hint">{t("agreement.notKnown")}</p>
    </div>
  );
}
