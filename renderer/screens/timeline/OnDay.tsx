/** What is in force on the day chosen on the line, by what the host holds. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterId, PartyId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Field } from "../../ui/Field.tsx";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Waiting } from "../shell/Screen.tsx";

/** The day has to stand still for so long before the host is asked. */
const settleMs = 150;

interface OnDayProps {
  readonly charter: CharterId;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly party: PartyId | null;
  readonly onDay: (day: string) => void;
}

export function OnDay({ charter, day, party, onDay }: OnDayProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const on = useSettled(day);
  const force = useLive(
    `force ${charter} ${on} ${party ?? ""}`,
    (api) => api.getForce({ charter, on, party, other: null, knownOn: null }),
    concernsCharter(charter),
  );
  return (
    <section className="on-day paper" aria-label={t("line.onDayTitle")}>
      <Field label={t("line.day")} type="date" value={day} onChange={onDay} />
      <Waiting live={force}>
        {(answer) => (
          <ul className="on-day-texts">
            {answer.inForce.length === 0 && <li>{t("line.nothingOn", { day: formats.day(answer.on) })}</li>}
            {answer.inForce.map(({ proposal, title, from, to, bound, excluded, interpreted, elsewhere }) => {
              const reserved = excluded.length + interpreted.length + elsewhere.length;
              return (
                <li key={proposal}>
                  <a href={routeHash({ screen: "agreement", charter, proposal })}>
                    <bdi>{title}</bdi>
                  </a>
                  <span>
                    {to === null
                      ? t("line.holdsFrom", { from: formats.day(from) })
                      : t("line.holds", { from: formats.day(from), to: formats.day(to) })}
                  </span>
                  <span className="hint">
                    {t("line.between", { parties: formats.list(bound.map((one) => one.party.name)) })}
                  </span>
                  {reserved > 0 && <span className="hint">{t("line.reserved", { count: reserved })}</span>}
                </li>
              );
            })}
          </ul>
        )}
      </Waiting>
      <a href={routeHash({ screen: "force", charter, question: { on: day, party, other: null, knownOn: null } })}>
        {t("line.more")}
      </a>
    </section>
  );
}

function useSettled(day: string): string {
  const [settled, setSettled] = useState(day);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(day), settleMs);
    return () => clearTimeout(timer);
  }, [day]);
  return settled;
}
