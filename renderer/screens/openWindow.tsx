import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import type { Result } from "../../shared/base/result.ts";
import type { ConnectFault } from "../host/connect.ts";
import { startWords } from "../i18n/i18n.ts";
import { directionOf, storedLanguage } from "../i18n/language.ts";
import type { WindowHost } from "../replica/windowHost.ts";
import { App } from "./App.tsx";
import { NoHost } from "./shell/NoHost.tsx";

/** Draws the window into `root`, in the language chosen before. */
export async function openWindow(root: HTMLElement, host: Result<WindowHost, ConnectFault>): Promise<void> {
  const language = storedLanguage(localStorage, navigator.language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  const words = await startWords(language);
  createRoot(root).render(
    <I18nextProvider i18n={words}>
      {host.ok ? <App host={host.value} /> : <NoHost fault={host.error} />}
    </I18nextProvider>,
  );
}
