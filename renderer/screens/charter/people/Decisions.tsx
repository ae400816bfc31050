import { useTranslation } from "react-i18next";
import type { DecisionView } from "../../../../shared/api/people.ts";
import type { AlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Button } from "../../../ui/Button.tsx";
import { Tokens } from "../../../ui/Tokens.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import { AlikeNote } from "./AlikeNote.tsx";

/** What waits for parties to consent: who asked, why, and who has consented so far. */
export function Decisions(props: {
  readonly decisions: readonly DecisionView[];
  readonly alike: AlikeMembers;
  readonly onConsent: (decision: DecisionView) => void;
}) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t("membership.decisions")}</h3>
      <ul className="plain-list">
        {props.decisions.map((decision) => (
          <li key={decision.id} className="waiting-decision">
            <Decision decision={decision} alike={props.alike} onConsent={() => props.onConsent(decision)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decision(props: {
  readonly decision: DecisionView;
  readonly alike: AlikeMembers;
  readonly onConsent: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { decision, alike, onConsent } = props;
  const { by, consented, needed, electorate, party, ruleset, suggest } = decision;
  const title =
    party !== null
      ? t("membership.decisionRemove", { party: party.name })
      : ruleset !== null
        ? t("membership.decisionAdopt", { number: ruleset.number })
        : suggest !== null
          ? t(`policy.suggesters.${suggest}`)
          : t("membership.decisionAdmit");
  const silent = electorate.filter(({ id }) => !consented.some((one) => one.id === id));
  return (
    <>
      <h4>{title}</h4>
      {party !== null && <AlikeNote others={alike.likeParty(party.id)} />}
      <p className="hint">{t("membership.askedBy", { by: author(by), when: formats.moment(decision.at) })}</p>
      <AlikeNote others={alike.likePerson(by.person, by.party?.id ?? null)} />
      {ruleset?.isKnown === false && <p>{t("membership.adoptUnknown")}</p>}
      {decision.reason !== "" && (
        <blockquote className="note" dir="auto">
          {decision.reason}
        </blockquote>
      )}
      <p className="tally">
        <Tokens laid={consented.length} needed={needed} />
        {t("membership.tally", { done: consented.length, needed })}
      </p>
      <p className="hint">
        {consented.length > 0 &&
          t("membership.consentedBy", { parties: formats.list(consented.map(({ name }) => name)) })}{" "}
        {silent.length > 0 && t("membership.silent", { parties: formats.list(silent.map(({ name }) => name)) })}
      </p>
      {decision.canConsent && (
        <div className="row">
          <Button onPress={onConsent} aria-label={`${t("membership.consent")}: ${title}`}>
            {t("membership.consent")}
          </Button>
        </div>
      )}
    </>
  );
}
