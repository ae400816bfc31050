/** [L51] How many of its delegates a party asks for; its own delegates say so here. */
import { useTranslation } from "react-i18next";
import type { PartyView } from "../../../../shared/api/people.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Choice } from "../../../ui/Choice.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";

export function Signers(props: {
  readonly charter: CharterId;
  readonly party: PartyView;
  /** This device speaks for the party. */
  readonly mayAsk: boolean;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const { charter, party, mayAsk } = props;
  const persons = new Set(party.devices.map(({ person }) => person)).size;
  if (!mayAsk || persons < 2)
    return party.signers < 2 ? null : <p className="hint">{t("people.signersAre", { count: party.signers })}</p>;
  const ask = async (count: number) => {
    const done = await action.run(async (api) => asDone(await api.setSigners({ charter, count })));
    if (done === true) announcer.show(t("people.signersAsked", { count }));
  };
  const counts = Array.from({ length: persons }, (_, index) => index + 1);
  return (
    <div className="signers">
      <Choice
        label={t("people.signers")}
        value={String(party.signers)}
        options={counts.map((count) => ({
          value: String(count),
          label: t("people.signersOf", { count, of: persons }),
        }))}
        onChange={(count) => void ask(Number(count))}
      />
      <p className="hint">{t("people.signersHint")}</p>
      <ErrorNotice error={action.error} />
    </div>
  );
}
