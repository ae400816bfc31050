/** One polite live region for results: what was done is said once, and seen once. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../shared/api/errors.ts";
import { describeError } from "../../shared/api/errorWords.ts";
import { readLanguage } from "../i18n/language.ts";
import { Icon } from "./Icon.tsx";

interface Message {
  readonly id: number;
  readonly tone: "good" | "bad";
  readonly title: string;
  readonly next: string | null;
}

/** A success is shown for a while; what went wrong stays until it is dismissed. */
const successShownMs = 8_000;

interface Announcer {
  /** Said to a screen reader only. */
  say(words: string): void;
  /** Said and shown until dismissed. */
  show(words: string): void;
  fail(error: HostError): void;
}

const AnnouncerContext = createContext<Announcer>({ say: () => {}, show: () => {}, fail: () => {} });

export const useAnnouncer = (): Announcer => useContext(AnnouncerContext);
export const useAnnounce = (): ((words: string) => void) => useContext(AnnouncerContext).say;

export function AnnounceProvider({ children }: { readonly children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const [said, setSaid] = useState({ id: 0, words: "" });
  const [shown, setShown] = useState<Message | null>(null);
  const language = readLanguage(i18n.language);
  const say = useCallback((words: string) => setSaid((last) => ({ id: last.id + 1, words })), []);
  useEffect(() => {
    if (shown?.tone !== "good") return;
    const timer = setTimeout(() => setShown(null), successShownMs);
    return () => clearTimeout(timer);
  }, [shown]);
  const announcer = useMemo<Announcer>(
    () => ({
      say,
      show(words) {
        say(words);
        setShown((last) => ({ id: (last?.id ?? 0) + 1, tone: "good", title: words, next: null }));
      },
      fail(error) {
        const { title, next } = describeError(error, language);
        say(`${title} ${next}`);
        setShown((last) => ({ id: (last?.id ?? 0) + 1, tone: "bad", title, next }));
      },
    }),
    [say, language],
  );
  return (
    <AnnouncerContext value={announcer}>
      {children}
      {/* Not hidden by open dialogs: they announce their results here too. */}
      <div role="status" className="visually-hidden" data-live-announcer="true">
        <span key={said.id}>{said.words}</span>
      </div>
      {shown !== null && (
        <section
          className={`toast ${shown.tone}`}
          key={shown.id}
          aria-label={shown.title}
          data-react-aria-top-layer="true"
        >
          <Icon name={shown.tone === "good" ? "check" : "alert"} />
          <div>
            <p className="notice-title">{shown.title}</p>
            {shown.next !== null && <p>{shown.next}</p>}
          </div>
          <AriaButton className="button quiet icon-only" aria-label={t("app.dismiss")} onPress={() => setShown(null)}>
            <Icon name="cross" />
          </AriaButton>
        </section>
      )}
    </AnnouncerContext>
  );
}
