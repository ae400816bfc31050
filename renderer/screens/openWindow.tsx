import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import type { Result } from "../../shared/base/result.ts";
import type { ConnectFault } from "../host/connect.ts";
import type { HostConnection } from "../host/connection.ts";
import { loadLanguage, startWords } from "../i18n/i18n.ts";
import { directionOf, languages, storedLanguage } from "../i18n/language.ts";
import { windowHost } from "../replica/windowHost.ts";
import { App, loadPlaceOf } from "./App.tsx";
import { NoHost } from "./shell/NoHost.tsx";
import { loadPlaces } from "./shell/place.tsx";
import { parseRoute } from "./shell/routes.ts";

/** Milliseconds after which the rest of the window is loaded, so that it is there once the host has gone. */
const restAfterMs = 3000;

/** Draws the window into `root`, in the language chosen before. */
export async function openWindow(
  root: HTMLElement,
  connecting: Promise<Result<HostConnection, ConnectFault>>,
): Promise<void> {
  const language = storedLanguage(localStorage, navigator.language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  loadPlaceOf(parseRoute(location.hash));
  const [words, connection] = await Promise.all([startWords(language), connecting]);
  const draw = (window: ReactNode): void =>
    createRoot(root).render(<I18nextProvider i18n={words}>{window}</I18nextProvider>);
  if (!connection.ok) return draw(<NoHost fault={connection.error} />);
  const host = windowHost(connection.value);
  draw(<App host={host} />);
  let isHere = true;
  host.onClosed(() => {
    isHere = false;
  });
  setTimeout(async () => {
    await loadPlaces(() => isHere);
    // It is tried again where somebody chooses it.
    if (isHere) for (const one of languages) await loadLanguage(words, one).catch(() => undefined);
  }, restAfterMs);
}
