/** The window: who is here, where they are, and the frame around it. */
import { useEffect, useState } from "react";
import { I18nProvider } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Identity } from "../../shared/api/keys.ts";
import { directionOf, localeOf, readLanguage } from "../i18n/language.ts";
import type { WindowHost } from "../replica/windowHost.ts";
import { AnnounceProvider } from "../ui/announce.tsx";
import { ErrorNotice, Notice } from "../ui/Notice.tsx";
import { TextPane } from "./charter/textPlace.ts";
import { useIdleLock } from "./keys/useIdleLock.ts";
import { Boundary } from "./shell/Boundary.tsx";
import { Frame } from "./shell/Frame.tsx";
import { HostContext } from "./shell/hostContext.tsx";
import { IdentityContext } from "./shell/identityContext.ts";
import { ListeningProvider } from "./shell/listening.tsx";
import { NotFound } from "./shell/NotFound.tsx";
import { place } from "./shell/place.tsx";
import { isTextRoute, type Route } from "./shell/routes.ts";
import { goTo, useRoute } from "./shell/useRoute.ts";
import { PickedPdfProvider } from "./verify/pickedPdf.tsx";
import { type FirstRun, useFirstRun } from "./welcome/useFirstRun.ts";

const CharterScreen = place(async () => (await import("./charter/CharterScreen.tsx")).CharterScreen);
const SettleMove = place(async () => (await import("./keys/SettleMove.tsx")).SettleMove);
const Unlock = place(async () => (await import("./keys/Unlock.tsx")).Unlock);
const JoinCharter = place(async () => (await import("./library/JoinCharter.tsx")).JoinCharter);
const Library = place(async () => (await import("./library/Library.tsx")).Library);
const NewCharter = place(async () => (await import("./library/NewCharter.tsx")).NewCharter);
const Settings = place(async () => (await import("./settings/Settings.tsx")).Settings);
const VerifyScreen = place(async () => (await import("./verify/VerifyScreen.tsx")).VerifyScreen);
const RecoverySheet = place(async () => (await import("./welcome/RecoverySheet.tsx")).RecoverySheet);
const Welcome = place(async () => (await import("./welcome/Welcome.tsx")).Welcome);

/** Begins to load what `route` shows, before anybody is known to be here. */
export function loadPlaceOf(route: Route): void {
  if (!("charter" in route)) return void Library.load();
  void CharterScreen.load();
  if (isTextRoute(route)) void TextPane.load();
}

export function App({ host }: { readonly host: WindowHost }) {
  const { i18n } = useTranslation();
  const language = readLanguage(i18n.language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }, [language]);
  return (
    <I18nProvider locale={localeOf(language)}>
      <HostContext value={host}>
        <AnnounceProvider>
          <PickedPdfProvider>
            <Window host={host} />
          </PickedPdfProvider>
        </AnnounceProvider>
      </HostContext>
    </I18nProvider>
  );
}

function Window({ host }: { readonly host: WindowHost }) {
  const { t } = useTranslation();
  const route = useRoute();
  const firstRun = useFirstRun();
  const [isLost, setLost] = useState(false);
  useEffect(() => host.onClosed(() => setLost(true)), [host]);
  useIdleLock(host, firstRun.phase === "ready" && !firstRun.identity.plainKeys);
  return (
    <Frame identity={firstRun.phase === "ready" ? firstRun.identity : null} route={route}>
      {isLost && (
        <div className="lost-bar">
          <Notice tone="bad" title={t("app.lost")} isLive>
            {t("app.lostNext")}
          </Notice>
        </div>
      )}
      <Boundary key={"charter" in route ? route.charter : route.screen}>
        <Place firstRun={firstRun} route={route} />
      </Boundary>
    </Frame>
  );
}

function Place({ firstRun, route }: { readonly firstRun: FirstRun; readonly route: Route }) {
  const { t } = useTranslation();
  switch (firstRun.phase) {
    case "loading":
      return <p className="calm">{t("app.opening")}</p>;
    case "failed":
      return <ErrorNotice error={firstRun.error} />;
    case "locked":
      if (route.screen === "verify") return <VerifyScreen />;
      return firstRun.keys.isMoved ? <SettleMove /> : <Unlock keys={firstRun.keys} />;
    case "nobody":
      return route.screen === "verify" ? (
        <VerifyScreen />
      ) : (
        <Welcome keys={firstRun.keys} onBegin={firstRun.onBegin} onCreated={firstRun.onCreated} />
      );
    case "words":
      return <RecoverySheet identity={firstRun.identity} onDone={firstRun.onWritten} />;
    case "ready":
      return (
        <IdentityContext value={firstRun.identity}>
          <ListeningProvider>
            <Room route={route} identity={firstRun.identity} />
          </ListeningProvider>
        </IdentityContext>
      );
  }
}

function Room({ route, identity }: { readonly route: Route; readonly identity: Identity }) {
  switch (route.screen) {
    case "library":
      return <Library />;
    case "new":
      return <NewCharter />;
    case "join":
      return <JoinCharter />;
    case "verify":
      return <VerifyScreen />;
    case "settings":
      return <Settings />;
    case "sheet":
      return <RecoverySheet identity={identity} onDone={() => goTo({ screen: "library" })} />;
    case "unknown":
      return <NotFound />;
    default:
      return <CharterScreen key={route.charter} route={route} />;
  }
}
