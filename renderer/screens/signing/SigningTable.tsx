/**
 * The signing table: the frozen text as the host holds it, what changed, who has signed, and this party's answer.
 * What is signed is what is shown: the ballot carries the fingerprint of the very view on the screen.
 */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { entryDates } from "../../../shared/charter/parties/conditions.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { useConditionWords } from "../charter/state/useConditionWords.ts";
import { useTermWords } from "../charter/state/useTermWords.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { proposalBadges } from "../timeline/EntryCard.tsx";
import { Agreed } from "./Agreed.tsx";
import { Decision } from "./Decision.tsx";
import { FrozenText } from "./FrozenText.tsx";
import { InQuestion } from "./InQuestion.tsx";
import { Signatories } from "./Signatories.tsx";

export function SigningTable({ data, proposal }: { readonly data: CharterData; readonly proposal: ProposalId }) {
  const { t } = useTranslation();
  const { id: charter } = data.view;
  const signing = useLive(
    `signing ${proposal}`,
    (api) => api.getSigning({ charter, proposal }),
    concernsCharter(charter),
  );
  return (
    <Screen
      title={t("signing.title")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          {t("signing.back")}
        </a>
      }
    >
      <Waiting live={signing}>{(view) => <Table data={data} signing={view} />}</Waiting>
    </Screen>
  );
}

/** First and last day, if every party signed today, and until when it can. */
function Days({ entry }: { readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [now] = useState(Date.now);
  const { startsOn, endsOn } = entryDates(entry.conditions, entry.term, now);
  const from = formats.day(startsOn);
  return (
    <>
      <span>
        {endsOn === null ? t("propose.daysOpen", { from }) : t("propose.days", { from, to: formats.day(endsOn) })}
      </span>
      <span>{t("propose.ballotsUntil", { date: formats.day(entry.closesOn) })}</span>
    </>
  );
}

/** What is signed besides the text: the same sentences as before it was proposed. */
function AgreedWords({ signing }: { readonly signing: SigningView }) {
  const { t } = useTranslation();
  const words = useConditionWords();
  const clauseWords = useClauseWords();
  const { entry, clauses } = signing;
  const nameClause = (id: ClauseId): string => clauseWords.among(clauses, id);
  return (
    <section className="paper agreed-on">
      <h2>{t("agreed.title")}</h2>
      <p className="condition-words">{words({ ...entry, nameClause }).join(" ")}</p>
    </section>
  );
}

function Table({ data, signing }: { readonly data: CharterData; readonly signing: SigningView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const termWords = useTermWords();
  const [mine, setMine] = useState<readonly Reserved[]>([]);
  const [isReserving, setReserving] = useState(false);
  const reserving = { mine, onChange: setMine, isOpen: isReserving, onOpen: () => setReserving(true) };
  const { entry } = signing;
  const missing = entry.conditions.entry.at - entry.ratifiedBy.length;
  return (
    <>
      <InQuestion data={data} entry={entry} />
      {entry.state === "unreachable" && (
        <Notice
          tone="bad"
          title={t("signing.unreachable", { parties: formats.list(entry.cannotAnswer.map(({ name }) => name)) })}
          isLive
        >
          {t("signing.unreachableNext")}
        </Notice>
      )}
      {entry.state === "awaiting" && (
        <Notice tone="info" title={t("signing.awaiting", { count: missing })} isLive>
          {t("signing.awaitingNext", { date: formats.day(entry.closesOn) })}
        </Notice>
      )}
      {(entry.state === "inForce" || entry.state === "upcoming") && <Agreed charter={data.view.id} entry={entry} />}
      <div className="signing">
        <div className="signing-text">
          <div className="signing-title">
            <h2 lang={data.view.language}>
              <bdi>{entry.title}</bdi>
            </h2>
            <Badge {...proposalBadges[entry.state]} words={t(`timeline.state.${entry.state}`)} />
          </div>
          <p className="entry-facts">
            <span>{t(`timeline.purpose.${entry.purpose}`)}</span>
            <span>
              {t("signing.term")}: {termWords(entry.term)}
            </span>
            {entry.startsOn === null && <Days entry={entry} />}
          </p>
          {entry.note !== "" && (
            <figure className="note-figure">
              <blockquote className="note" dir="auto">
                {entry.note}
              </blockquote>
              <figcaption className="hint">
                {formats.row([
                  t("signing.note", { person: entry.proposedBy.person }),
                  entry.proposedBy.party.name,
                  formats.dayOf(entry.proposedAt),
                ])}
              </figcaption>
            </figure>
          )}
          {entry.leftOut.length > 0 && (
            <Notice tone="warn" title={t("signing.leftOut", { count: entry.leftOut.length })}>
              <ul className="consequences">
                {entry.leftOut.map(({ clause, title }) => (
                  <li key={clause}>
                    <bdi>{title}</bdi>
                  </li>
                ))}
              </ul>
            </Notice>
          )}
          <AgreedWords signing={signing} />
          <FrozenText signing={signing} language={data.view.language} reserving={reserving} />
        </div>
        <aside className="signing-side">
          {/* What is asked of this party is in sight without scrolling. */}
          {entry.canCast && <Decision data={data} signing={signing} reserving={reserving} />}
          <Signatories
            entry={entry}
            clauses={signing.clauses}
            mine={data.view.parties.find((party) => party.isMine)?.id ?? null}
          />
          <section className="paper">
            <h2>{t("signing.fingerprint")}</h2>
            <Fingerprint hex={entry.contentHash} label={t("signing.fingerprint")} />
            <p className="hint">{t("signing.fingerprintHint")}</p>
          </section>
          {!entry.canCast && <Decision data={data} signing={signing} reserving={reserving} />}
        </aside>
      </div>
    </>
  );
}
