import { type ReactNode, useEffect, useRef } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Identity } from "../../../shared/api/keys.ts";
import { changeLanguage } from "../../i18n/i18n.ts";
import { storeLanguage } from "../../i18n/language.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { showFirstFault } from "../../ui/firstFault.ts";
import { TesseraMark } from "../../ui/Icon.tsx";
import { useHost } from "./hostContext.tsx";
import { type Route, routeHash } from "./routes.ts";

export function Frame(props: {
  readonly identity: Identity | null;
  readonly route: Route;
  readonly children: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const main = useRef<HTMLElement>(null);
  const { identity, route } = props;
  const host = useHost();
  const announcer = useAnnouncer();
  useEffect(() => {
    const moved = () => document.documentElement.setAttribute("data-moved", "");
    addEventListener("hashchange", moved, { once: true });
    return () => removeEventListener("hashchange", moved);
  }, []);
  useEffect(
    () =>
      host.onEvent((event) => {
        if (event.kind === "charterMended") announcer.show(t("damage.mended"));
      }),
    [host, announcer, t],
  );
  const lock = async () => {
    const locked = await host.api.lock({});
    if (!locked.ok) announcer.fail(locked.error);
  };
  const switchTo = i18n.language === "ar" ? "en" : "ar";
  return (
    <div className="frame">
      <AriaButton className="skip" onPress={() => main.current?.focus()}>
        {t("app.skip")}
      </AriaButton>
      <header className="frame-head">
        <a
          className="home"
          href={routeHash({ screen: "library" })}
          aria-current={route.screen === "library" ? "page" : undefined}
        >
          <TesseraMark />
          <span>{t("app.name")}</span>
        </a>
        <span className="grow" />
        {identity !== null && (
          <span className="whoami">{t("app.you", { person: identity.person, device: identity.device.name })}</span>
        )}
        <nav className="frame-nav" aria-label={t("app.name")}>
          <a href={routeHash({ screen: "verify" })} aria-current={route.screen === "verify" ? "page" : undefined}>
            {t("app.verify")}
          </a>
          {identity !== null && (
            <a href={routeHash({ screen: "settings" })} aria-current={route.screen === "settings" ? "page" : undefined}>
              {t("app.settings")}
            </a>
          )}
          {identity !== null && !identity.plainKeys && (
            <AriaButton className="button quiet" onPress={() => void lock()}>
              {t("keys.lock")}
            </AriaButton>
          )}
          {identity === null && (
            <AriaButton
              className="button quiet"
              onPress={() => {
                storeLanguage(localStorage, switchTo);
                void changeLanguage(i18n, switchTo);
              }}
            >
              <span lang={switchTo}>{switchTo === "ar" ? "العربية" : "English"}</span>
            </AriaButton>
          )}
        </nav>
      </header>
      <main ref={main} id="content" tabIndex={-1} onSubmit={(event) => showFirstFault(event.target as HTMLFormElement)}>
        {props.children}
      </main>
    </div>
  );
}
