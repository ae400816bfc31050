/** One charter: its text, its timeline, proposing and signing. The text stays open behind the other places. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { NewsSign } from "../news/NewsSign.tsx";
import { Boundary } from "../shell/Boundary.tsx";
import { concernsCharter, type Live, useLive } from "../shell/hostContext.tsx";
import { place } from "../shell/place.tsx";
import { type CharterRoute, isTextRoute, routeHash } from "../shell/routes.ts";
import { Waiting } from "../shell/Screen.tsx";
import { CharterHead } from "./CharterHead.tsx";
import type { CharterData } from "./state/charterData.ts";
import { mayWrite } from "./state/standing.ts";
import { TextPane } from "./textPlace.ts";

const AgreementScreen = place(async () => (await import("../agreement/AgreementScreen.tsx")).AgreementScreen);
const ForceScreen = place(async () => (await import("../agreement/ForceScreen.tsx")).ForceScreen);
const BoardScreen = place(async () => (await import("../board/BoardScreen.tsx")).BoardScreen);
const ConflictsScreen = place(async () => (await import("../conflicts/ConflictsScreen.tsx")).ConflictsScreen);
const NewsScreen = place(async () => (await import("../news/NewsScreen.tsx")).NewsScreen);
const PlaybackScreen = place(async () => (await import("../playback/PlaybackScreen.tsx")).PlaybackScreen);
const SessionsScreen = place(async () => (await import("../playback/SessionsScreen.tsx")).SessionsScreen);
const PromisesScreen = place(async () => (await import("../promises/PromisesScreen.tsx")).PromisesScreen);
const ProposeScreen = place(async () => (await import("../propose/ProposeScreen.tsx")).ProposeScreen);
const RecordsScreen = place(async () => (await import("../records/RecordsScreen.tsx")).RecordsScreen);
const SigningTable = place(async () => (await import("../signing/SigningTable.tsx")).SigningTable);
const CompareScreen = place(async () => (await import("../timeline/CompareScreen.tsx")).CompareScreen);
const Timeline = place(async () => (await import("../timeline/Timeline.tsx")).Timeline);
const Arriving = place(async () => (await import("./Arriving.tsx")).Arriving);
const MembersScreen = place(async () => (await import("./people/MembersScreen.tsx")).MembersScreen);

export function CharterScreen({ route }: { readonly route: CharterRoute }) {
  const { charter } = route;
  const concerns = concernsCharter(charter);
  const view = useLive(`charter ${charter}`, (api) => api.getCharter({ charter }), concerns);
  const timeline = useLive(`timeline ${charter}`, (api) => api.getTimeline({ charter }), concerns);
  useArrivalTold(view.phase === "ready" ? view.value : null);
  return (
    <Waiting live={view}>
      {(shown) =>
        shown.arriving !== null ? (
          <Arriving view={shown} arriving={shown.arriving} />
        ) : (
          <Places route={route} view={shown} timeline={timeline} />
        )
      }
    </Waiting>
  );
}

/** Says once that everything is here. */
function useArrivalTold(view: CharterView | null): void {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const wasArriving = useRef(false);
  useEffect(() => {
    if (view === null) return;
    if (wasArriving.current && view.arriving === null)
      announcer.show(t(mayWrite(view) ? "arriving.done" : "arriving.doneRead"));
    wasArriving.current = view.arriving !== null;
  }, [view, announcer, t]);
}

/** Says it wherever the person is in the charter: the last ballot may arrive while they write. */
function useAgreementTold(view: CharterView, timeline: readonly TimelineEntry[] | null, isAtTable: boolean): void {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const waiting = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (timeline === null) return;
    const agreed = timeline.find(
      ({ state, proposal }) => (state === "inForce" || state === "upcoming") && waiting.current.has(proposal),
    );
    waiting.current = new Set(timeline.filter(({ state }) => state === "open").map(({ proposal }) => proposal));
    // The signing table shows it itself.
    if (agreed !== undefined && !isAtTable) announcer.show(t("signing.agreedTold", { title: view.title }));
  }, [timeline, isAtTable, view.title, announcer, t]);
}

/** The text waits for the charter alone, not for its timeline. */
function Places(props: {
  readonly route: CharterRoute;
  readonly view: CharterView;
  readonly timeline: Live<readonly TimelineEntry[]>;
}) {
  const { route, view } = props;
  const timeline = props.timeline.phase === "ready" ? props.timeline.value : null;
  const isText = isTextRoute(route);
  const [wasText, setWasText] = useState(isText);
  const [suggestions, setSuggestions] = useState(0);
  if (isText && !wasText) setWasText(true);
  useAgreementTold(view, timeline, route.screen === "sign");
  return (
    <div className="charter">
      {route.screen !== "news" && <NewsSign charter={view.id} />}
      {route.screen === "charter" && (
        <Boundary>
          <CharterHead view={view} timeline={timeline} pane={route.pane} suggestions={suggestions} />
        </Boundary>
      )}
      {(isText || wasText) && (
        <div className="charter-text-place" hidden={!isText}>
          <Boundary>
            <TextPane
              view={view}
              pane={route.screen === "charter" ? route.pane : "text"}
              clause={route.screen === "charter" ? (route.clause ?? null) : null}
              onSuggestions={setSuggestions}
            />
          </Boundary>
        </div>
      )}
      {/* Another question of one page is no other page. */}
      <Boundary key={route.screen === "force" ? route.screen : routeHash(route)}>
        {isText ? (
          props.timeline.phase === "failed" && <ErrorNotice error={props.timeline.error} />
        ) : (
          <Waiting live={props.timeline}>
            {(entries) => <Place route={route} data={{ view, timeline: entries }} />}
          </Waiting>
        )}
      </Boundary>
    </div>
  );
}

function Place({ route, data }: { readonly route: CharterRoute; readonly data: CharterData }) {
  switch (route.screen) {
    case "charter":
      return <Timeline data={data} />;
    case "news":
      return <NewsScreen view={data.view} />;
    case "conflicts":
      return <ConflictsScreen view={data.view} />;
    case "board":
      return <BoardScreen view={data.view} />;
    case "members":
      return <MembersScreen view={data.view} />;
    case "promises":
      return <PromisesScreen data={data} />;
    case "records":
      return <RecordsScreen data={data} />;
    case "sessions":
      return <SessionsScreen view={data.view} />;
    case "playback":
      return <PlaybackScreen view={data.view} from={route.from} to={route.to} />;
    case "compare":
      return <CompareScreen data={data} from={route.from} to={route.to} />;
    case "propose":
      return (
        <ProposeScreen key={routeHash(route)} data={data} purpose={route.purpose} replaces={route.replaces ?? []} />
      );
    case "sign":
      return <SigningTable key={route.proposal} data={data} proposal={route.proposal} />;
    case "agreement":
      return <AgreementScreen data={data} proposal={route.proposal} />;
    case "force":
      return <ForceScreen data={data} question={route.question} />;
  }
}
