/** One charter: its text, its timeline, proposing and signing. The text stays open behind the other places. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { AgreementScreen } from "../agreement/AgreementScreen.tsx";
import { ForceScreen } from "../agreement/ForceScreen.tsx";
import { BoardScreen } from "../board/BoardScreen.tsx";
import { ConflictsScreen } from "../conflicts/ConflictsScreen.tsx";
import { NewsScreen } from "../news/NewsScreen.tsx";
import { NewsSign } from "../news/NewsSign.tsx";
import { PlaybackScreen } from "../playback/PlaybackScreen.tsx";
import { SessionsScreen } from "../playback/SessionsScreen.tsx";
import { PromisesScreen } from "../promises/PromisesScreen.tsx";
import { ProposeScreen } from "../propose/ProposeScreen.tsx";
import { RecordsScreen } from "../records/RecordsScreen.tsx";
import { Boundary } from "../shell/Boundary.tsx";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { type CharterRoute, routeHash } from "../shell/routes.ts";
import { Waiting } from "../shell/Screen.tsx";
import { SigningTable } from "../signing/SigningTable.tsx";
import { CompareScreen } from "../timeline/CompareScreen.tsx";
import { Timeline } from "../timeline/Timeline.tsx";
import { Arriving } from "./Arriving.tsx";
import { CharterHead } from "./CharterHead.tsx";
import { MembersScreen } from "./people/MembersScreen.tsx";
import type { CharterData } from "./state/charterData.ts";
import { mayWrite } from "./state/standing.ts";
import { TextPane } from "./TextPane.tsx";

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
          <Waiting live={timeline}>
            {(entries) => <Places route={route} data={{ view: shown, timeline: entries }} />}
          </Waiting>
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
function useAgreementTold({ view, timeline }: CharterData, isAtTable: boolean): void {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const waiting = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const agreed = timeline.find(
      ({ state, proposal }) => (state === "inForce" || state === "upcoming") && waiting.current.has(proposal),
    );
    waiting.current = new Set(timeline.filter(({ state }) => state === "open").map(({ proposal }) => proposal));
    // The signing table shows it itself.
    if (agreed !== undefined && !isAtTable) announcer.show(t("signing.agreedTold", { title: view.title }));
  }, [timeline, isAtTable, view.title, announcer, t]);
}

function Places({ route, data }: { readonly route: CharterRoute; readonly data: CharterData }) {
  const isText = route.screen === "charter" && route.pane !== "timeline";
  const [wasText, setWasText] = useState(isText);
  const [suggestions, setSuggestions] = useState(0);
  if (isText && !wasText) setWasText(true);
  useAgreementTold(data, route.screen === "sign");
  return (
    <div className="charter">
      {route.screen !== "news" && <NewsSign charter={data.view.id} />}
      {route.screen === "charter" && (
        <Boundary>
          <CharterHead data={data} pane={route.pane} suggestions={suggestions} />
        </Boundary>
      )}
      {(isText || wasText) && (
        <div className="charter-text-place" hidden={!isText}>
          <Boundary>
            <TextPane
              data={data}
              pane={route.screen === "charter" ? route.pane : "text"}
              clause={route.screen === "charter" ? (route.clause ?? null) : null}
              onSuggestions={setSuggestions}
            />
          </Boundary>
        </div>
      )}
      {/* Another question of one page is no other page. */}
      <Boundary key={route.screen === "force" ? route.screen : routeHash(route)}>
        {route.screen === "charter" && route.pane === "timeline" && <Timeline data={data} />}
        {route.screen === "news" && <NewsScreen view={data.view} />}
        {route.screen === "conflicts" && <ConflictsScreen view={data.view} />}
        {route.screen === "board" && <BoardScreen view={data.view} />}
        {route.screen === "members" && <MembersScreen view={data.view} />}
        {route.screen === "promises" && <PromisesScreen data={data} />}
        {route.screen === "records" && <RecordsScreen data={data} />}
        {route.screen === "sessions" && <SessionsScreen view={data.view} />}
        {route.screen === "playback" && <PlaybackScreen view={data.view} from={route.from} to={route.to} />}
        {route.screen === "compare" && <CompareScreen data={data} from={route.from} to={route.to} />}
        {route.screen === "propose" && (
          <ProposeScreen key={routeHash(route)} data={data} purpose={route.purpose} replaces={route.replaces ?? []} />
        )}
        {route.screen === "sign" && <SigningTable key={route.proposal} data={data} proposal={route.proposal} />}
        {route.screen === "agreement" && <AgreementScreen data={data} proposal={route.proposal} />}
        {route.screen === "force" && <ForceScreen data={data} question={route.question} />}
      </Boundary>
    </div>
  );
}
