import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { ProposalState } from "../../../shared/charter/parties/proposalState.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { ButtonLink } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import type { IconName } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { draftPoint, proposalPoint, routeHash } from "../shell/routes.ts";
import { DoubleSigned } from "./DoubleSigned.tsx";
import { ExportPdf } from "./ExportPdf.tsx";
import { isRatified } from "./timelineLayout.ts";

export const proposalBadges: Readonly<Record<ProposalState, { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  open: { tone: "open", icon: "pen" },
  awaiting: { tone: "open", icon: "clock" },
  upcoming: { tone: "good", icon: "clock" },
  inForce: { tone: "good", icon: "seal" },
  superseded: { tone: "neutral", icon: "check" },
  lapsed: { tone: "bad", icon: "alert" },
  declined: { tone: "bad", icon: "cross" },
  withdrawn: { tone: "neutral", icon: "cross" },
  contested: { tone: "warn", icon: "alert" },
  closed: { tone: "neutral", icon: "clock" },
  unreachable: { tone: "bad", icon: "cross" },
};

export function EntryCard({ data, entry }: { readonly data: CharterData; readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { id: charter } = data.view;
  const ratified = isRatified(entry);
  const purpose = t(`timeline.purpose.${entry.purpose}`);
  return (
    <article className={`entry ${entry.state}`} aria-label={`${purpose}, ${formats.dayOf(entry.proposedAt)}`}>
      <div className="entry-head">
        <h3>{purpose}</h3>
        <Badge {...proposalBadges[entry.state]} words={t(`timeline.state.${entry.state}`)} />
      </div>
      <p className="entry-facts">
        <TermWords entry={entry} />
        <span>
          {entry.ratifiedAt !== null
            ? t("timeline.ratified", { date: formats.dayOf(entry.ratifiedAt) })
            : t("timeline.ballots", {
                done: entry.ratifiedBy.length,
                needed: entry.conditions.needed,
              })}
        </span>
      </p>
      {entry.startsOn === null &&
        (entry.state === "open" || entry.state === "contested" || entry.state === "awaiting") && (
          <p className="hint">{t("propose.ballotsUntil", { date: formats.day(entry.closesOn) })}</p>
        )}
      <p className="hint">
        {t("timeline.proposed", {
          date: formats.dayOf(entry.proposedAt),
          person: entry.proposedBy.person,
          party: entry.proposedBy.party.name,
        })}
      </p>
      {entry.note !== "" && (
        <blockquote className="note" dir="auto">
          {entry.note}
        </blockquote>
      )}
      <ClauseFates entry={entry} />
      {entry.resumedOn !== null && entry.endsOn !== null && (
        <Notice
          tone="warn"
          title={t("timeline.gap", { end: formats.day(entry.endsOn), resumed: formats.day(entry.resumedOn) })}
        />
      )}
      {entry.binds.map(
        ({ party, from, to, left }) =>
          left !== null && (
            <Notice
              key={`${party.id} ${from}`}
              tone="warn"
              title={t(left.how === "withdrew" ? "timeline.boundWithdrew" : "timeline.boundRemoved", {
                party: party.name,
                from: formats.day(from),
                to: to === null ? "" : formats.day(to),
              })}
            >
              {left.reason === "" ? undefined : left.reason}
            </Notice>
          ),
      )}
      {entry.state === "contested" && <Notice tone="warn" title={t("timeline.contestedBanner")} />}
      {entry.state === "unreachable" && (
        <Notice
          tone="bad"
          title={t("signing.unreachable", { parties: formats.list(entry.cannotAnswer.map(({ name }) => name)) })}
        >
          {t("signing.unreachableNext")}
        </Notice>
      )}
      {entry.competing !== null && (
        <Notice tone="warn" title={t("timeline.competing", { count: entry.competing.with.length })} />
      )}
      <DoubleSigned data={data} doubleSigned={entry.doubleSigned} />
      <div className="row">
        <ButtonLink
          to={routeHash({ screen: "sign", charter, proposal: entry.proposal })}
          tone={entry.canCast ? "primary" : "plain"}
        >
          {t(entry.canCast ? "timeline.sign" : "timeline.open")}
        </ButtonLink>
        {entry.parent !== null && (
          <ButtonLink
            to={routeHash({
              screen: "compare",
              charter,
              from: proposalPoint(entry.parent),
              to: proposalPoint(entry.proposal),
            })}
          >
            {t("timeline.changes")}
          </ButtonLink>
        )}
        <ButtonLink to={routeHash({ screen: "compare", charter, from: proposalPoint(entry.proposal), to: draftPoint })}>
          {t("timeline.withDraft")}
        </ButtonLink>
        {ratified && (
          <ButtonLink to={routeHash({ screen: "agreement", charter, proposal: entry.proposal })}>
            {t("agreement.go")}
          </ButtonLink>
        )}
        {ratified && <ExportPdf charter={charter} proposal={entry.proposal} />}
        {ratified && (
          <>
            <ButtonLink to={routeHash({ screen: "promises", charter })} tone="quiet">
              {t("promises.link")}
            </ButtonLink>
            <ButtonLink to={routeHash({ screen: "records", charter })} tone="quiet">
              {t("records.link")}
            </ButtonLink>
          </>
        )}
      </div>
    </article>
  );
}

function TermWords({ entry }: { readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (entry.startsOn === null) return null;
  const from = formats.day(entry.startsOn);
  // Replaced before its first day.
  if (entry.state === "superseded" && entry.endedOn === null) return <span>{t("timeline.neverBegan", { from })}</span>;
  const end = entry.endedOn ?? entry.endsOn;
  if (end === null) return <span>{t("timeline.termOpen", { from })}</span>;
  const to = formats.day(end);
  const isOver = entry.state === "superseded" || entry.state === "lapsed";
  return <span>{t(isOver ? "timeline.termOver" : "timeline.term", { from, to })}</span>;
}

/** "12 carried over · amended: 2, 5 · new: 7" */
function ClauseFates({ entry }: { readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  if (entry.clauses === null) return null;
  const { carriedOver, amended, dropped, added } = entry.clauses;
  const named = (clauses: readonly string[]) => formats.row(clauses.map(words.name));
  const parts = [
    ...(carriedOver.length > 0 ? [t("timeline.carried", { count: carriedOver.length })] : []),
    ...(amended.length > 0 ? [t("timeline.amended", { clauses: named(amended) })] : []),
    ...(dropped.length > 0 ? [t("timeline.dropped", { clauses: named(dropped) })] : []),
    ...(added.length > 0 ? [t("timeline.added", { clauses: named(added) })] : []),
  ];
  return <p className="fates">{parts.join(" · ")}</p>;
}
