/** Parties that ratified two texts of which neither builds on the other, with the ballots that prove it. */
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { proposalPoint, routeHash } from "../shell/routes.ts";
import { usePointName } from "./usePointName.ts";

/** Nothing where nobody did. */
export function DoubleSigned(props: {
  readonly data: CharterData;
  readonly doubleSigned: TimelineEntry["doubleSigned"];
}) {
  const { data, doubleSigned } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = usePointName(data.timeline);
  if (doubleSigned.length === 0) return null;
  const parties = [...new Set(doubleSigned.map(({ party }) => withNumbers(party.name)))];
  return (
    <Notice tone="bad" title={t("timeline.doubleSigned", { parties: formats.list(parties) })}>
      {doubleSigned.map(({ party, other, ballots: [here, there] }) => (
        <div className="double-signed" key={`${party.id} ${other}`}>
          <p>{t("timeline.doubleProof", { party: withNumbers(party.name) })}</p>
          <dl>
            <div>
              <dt>{t("timeline.proofHere")}</dt>
              <dd>
                <Fingerprint hex={here} label={t("timeline.proofHere")} />
              </dd>
            </div>
            <div>
              <dt>
                {t("timeline.proofThere")}{" "}
                <a href={routeHash({ screen: "sign", charter: data.view.id, proposal: other })}>
                  {nameOf(proposalPoint(other))}
                </a>
              </dt>
              <dd>
                <Fingerprint hex={there} label={t("timeline.proofThere")} />
              </dd>
            </div>
          </dl>
        </div>
      ))}
      <p>{t("timeline.doubleNext")}</p>
    </Notice>
  );
}
