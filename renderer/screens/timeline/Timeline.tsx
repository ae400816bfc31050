import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { everything, filterTimeline, partiesIn } from "../../../shared/api/timelineFilter.ts";
import { dayOf, daysBetween, isDay } from "../../../shared/base/days.ts";
import type { CharterId, PartyId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { readCharterState } from "../charter/state/charterState.ts";
import { mayPropose } from "../charter/state/standing.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { CompareForm } from "./CompareForm.tsx";
import { EntryCard } from "./EntryCard.tsx";
import { Forks } from "./Forks.tsx";
import { dayAt, dueDays, numberOf, readLine } from "./lineModel.ts";
import { OnDay } from "./OnDay.tsx";
import { Rail } from "./Rail.tsx";
import { TimelineFilters } from "./TimelineFilters.tsx";
import { TimelineLine } from "./TimelineLine.tsx";
import { layTimeline } from "./timelineLayout.ts";

export function Timeline({ data }: { readonly data: CharterData }) {
  const { t } = useTranslation();
  const { view, timeline } = data;
  const [filter, setFilter] = useState(everything);
  const parties = useMemo(() => partiesIn(timeline), [timeline]);
  const shown = useMemo(() => filterTimeline(timeline, filter), [timeline, filter]);
  const hasPoints = timeline.length > 0;
  return (
    <div className="timeline">
      <h2 className="visually-hidden">{t("timeline.title")}</h2>
      <InForce data={data} />
      {hasPoints && (
        <>
          <TimelineFilters
            filter={filter}
            parties={parties}
            shown={shown.length}
            of={timeline.length}
            onChange={setFilter}
          />
          <DayOnLine charter={view.id} entries={shown} party={filter.party} />
        </>
      )}
      <Forks charter={view.id} timeline={timeline} isProposer={mayPropose(view)} />
      <div className="timeline-body">
        <Points data={data} entries={shown} />
        {hasPoints && <CompareForm data={data} />}
      </div>
    </div>
  );
}

/** The line, and what is in force on the day that is chosen on it. Moving the day draws nothing else anew. */
function DayOnLine(props: {
  readonly charter: CharterId;
  readonly entries: readonly TimelineEntry[];
  readonly party: PartyId | null;
}) {
  const { charter, entries, party } = props;
  const [today] = useState(() => dayOf(Date.now()));
  const [day, setDay] = useState(() => numberOf(today));
  const promises = useLive(
    `promises ${charter}`,
    (api) => api.getPromises({ charter, days: null }),
    concernsCharter(charter),
  );
  const due = useMemo(() => (promises.phase === "ready" ? dueDays(promises.value) : []), [promises]);
  const model = useMemo(() => readLine(entries, today, due), [entries, today, due]);
  return (
    <div className="line-place">
      <TimelineLine model={model} entries={entries} party={party} day={day} onDay={setDay} />
      <OnDay
        charter={charter}
        day={dayAt(day)}
        party={party}
        onDay={(chosen) => {
          if (isDay(chosen)) setDay(numberOf(chosen));
        }}
      />
    </div>
  );
}

/** Each point is drawn when it comes into sight: the list is as long as the charter is old. */
const Points = memo(function Points(props: { readonly data: CharterData; readonly entries: readonly TimelineEntry[] }) {
  const { data, entries } = props;
  const { t } = useTranslation();
  const layout = useMemo(() => layTimeline(entries), [entries]);
  return (
    <ol className="timeline-rows" aria-label={t("timeline.points")}>
      {layout.rows.map((row, index) => (
        <li className="timeline-row" key={row.entry?.proposal ?? "draft"}>
          <Rail row={row} lanes={layout.lanes} isFirst={index === 0} />
          {row.entry === null ? <DraftCard data={data} /> : <EntryCard data={data} entry={row.entry} />}
        </li>
      ))}
    </ol>
  );
});

/** What is in force, when it ends, and the next step. */
function InForce({ data }: { readonly data: CharterData }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [today] = useState(() => dayOf(Date.now()));
  const { state, endsOn } = readCharterState(data.view, data.timeline);
  const date = endsOn === null ? "" : formats.day(endsOn);
  const daysLeft = endsOn === null ? null : daysBetween(today, endsOn);
  const left = daysLeft !== null && daysLeft >= 0 ? t("timeline.daysLeft", { count: daysLeft }) : undefined;
  const { id: charter } = data.view;
  const propose = (tone: "primary" | "plain", words: string) => (
    <ButtonLink to={routeHash({ screen: "propose", charter, purpose: "new" })} tone={tone}>
      {words}
    </ButtonLink>
  );
  const renew = (tone: "primary" | "plain") => (
    <ButtonLink to={routeHash({ screen: "propose", charter, purpose: "renewal" })} tone={tone}>
      {t("timeline.renew")}
    </ButtonLink>
  );
  const isProposer = mayPropose(data.view);
  const ahead = data.timeline.find((entry) => entry.state === "upcoming");
  const isAhead = ahead !== undefined;
  const notice = () => {
    switch (state) {
      case "draft":
        return (
          <Notice tone="info" title={t("timeline.draftBanner")}>
            {ahead === undefined
              ? t("timeline.empty")
              : t("timeline.ahead", { date: ahead.startsOn === null ? "" : formats.day(ahead.startsOn) })}
          </Notice>
        );
      case "inForce":
        return (
          <Notice
            tone="good"
            title={endsOn === null ? t("timeline.inForceBannerOpen") : t("timeline.inForceBanner", { date })}
          >
            {left}
          </Notice>
        );
      case "due":
        return (
          <Notice tone="warn" title={t("timeline.dueBanner", { date })}>
            {left}
          </Notice>
        );
      case "contested":
        return (
          <Notice tone="warn" title={t("timeline.nothingInForce")}>
            {t("timeline.contestedBanner")}
          </Notice>
        );
      case "lapsed":
        return (
          <Notice tone="bad" title={t("timeline.nothingInForce")}>
            {t("timeline.lapsedBanner", { date })}
          </Notice>
        );
    }
  };
  return (
    <div className="in-force">
      {notice()}
      {isProposer && (
        <div className="row">
          {(state === "draft" || state === "contested") &&
            propose("primary", t(isAhead ? "timeline.amend" : "timeline.propose"))}
          {(state === "inForce" || state === "due") &&
            propose(state === "inForce" ? "primary" : "plain", t("timeline.amend"))}
          {state !== "draft" && state !== "contested" && renew(state === "inForce" ? "plain" : "primary")}
        </div>
      )}
    </div>
  );
}

function DraftCard({ data }: { readonly data: CharterData }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const differs = data.view.draftDiffersIn;
  const said = () => {
    if (differs === null) return data.timeline.length === 0 ? t("timeline.draftFirst") : t("timeline.draftNow");
    if (differs.length === 0) return t("timeline.draftSame");
    return t("timeline.draftDiffers", { count: differs.length, clauses: formats.row(differs.map(words.name)) });
  };
  return (
    <div className="entry draft">
      <h3>{t("timeline.draft")}</h3>
      <p className="hint">{said()}</p>
    </div>
  );
}
