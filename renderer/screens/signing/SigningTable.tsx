/**
 * The signing table: the frozen text as the host holds it, what changed, who has signed, and this party's answer.
 * What is signed is what is shown: the ballot carries the fingerprint of the very view on the screen.
 */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { termDates } from "../../../shared/charter/parties/term.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
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
  const { startsOn, endsOn } = termDates(entry.term, now);
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

function Table({ data, signing }: { readonly data: CharterData; readonly signing: SigningView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const termWords = useTermWords();
  const { entry } = signing;
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
          <FrozenText signing={signing} language={data.view.language} />
        </div>
        <aside className="signing-side">
          {/* What is asked of this party is in sight without scrolling. */}
          {entry.canCast && <Decision data={data} entry={entry} />}
          <Signatories entry={entry} mine={data.view.parties.find((party) => party.isMine)?.id ?? null} />
          <section className="paper">
            <h2>{t("signing.fingerprint")}</h2>
            <Fingerprint hex={entry.contentHash} label={t("signing.fingerprint")} />
            <p className="hint">{t("signing.fingerprintHint")}</p>
          </section>
          {!entry.canCast && <Decision data={data} entry={entry} />}
        </aside>
      </div>
    </>
  );
}
