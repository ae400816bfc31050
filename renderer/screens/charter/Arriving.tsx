/** A charter whose log is on its way: the text that its parties agreed on, to be read and nothing else, and how far the draft has come. */
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ArrivingView, CharterView } from "../../../shared/api/library.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { TextView } from "../../ui/TextView.tsx";
import { useLive } from "../shell/hostContext.tsx";
import { proposalPoint } from "../shell/routes.ts";
import { ScreenTitle } from "../shell/Screen.tsx";
import { MeetPanel } from "./meeting/MeetPanel.tsx";

type Agreed = NonNullable<ArrivingView["agreed"]>;

const minute = 60;
/** From here on hours are counted. */
const manyMinutes = 90;

export function Arriving({ view, arriving }: { readonly view: CharterView; readonly arriving: ArrivingView }) {
  const { t } = useTranslation();
  const meeting = useRef<HTMLElement>(null);
  const { agreed } = arriving;
  const isConnected = view.connected.length > 0;
  return (
    <div className="charter arriving">
      <div className="charter-head">
        <div className="charter-name" lang={view.language}>
          <ScreenTitle title={view.title === "" ? t("arriving.untitled") : view.title} />
        </div>
        {agreed === null ? (
          <Notice tone="info" title={t("arriving.none")} isLive>
            <p>{t("arriving.noneAbout")}</p>
          </Notice>
        ) : (
          <AgreedHead agreed={agreed} />
        )}
        <DraftProgress arriving={arriving} isConnected={isConnected} />
        {!isConnected && (
          <Notice tone="warn" title={t("arriving.interrupted")} isLive>
            <p>{t("arriving.meetAgain")}</p>
            <div className="row">
              <Button onPress={() => meeting.current?.focus()}>{t("meet.title")}</Button>
            </div>
          </Notice>
        )}
      </div>
      <div className="arriving-places">
        {agreed !== null && <AgreedText view={view} agreed={agreed} />}
        {!isConnected && (
          <section ref={meeting} tabIndex={-1} aria-label={t("meet.title")}>
            <MeetPanel view={view} />
          </section>
        )}
      </div>
    </div>
  );
}

/** What it is, who signed it, and what nobody can know yet. */
function AgreedHead({ agreed }: { readonly agreed: Agreed }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { startsOn, endsOn } = agreed;
  return (
    <section className="agreed" role="status">
      <Icon name="seal" />
      <div className="agreed-words">
        <p className="agreed-title">{t("arriving.agreed", { day: formats.dayOf(agreed.ratifiedAt) })}</p>
        {/* Each name is apart; the sentence is the reader's. */}
        <p>{t("arriving.signedBy", { parties: formats.list(agreed.signedBy.map(({ name }) => name)) })}</p>
        <p>
          {startsOn === null
            ? t("arriving.termAwaits")
            : endsOn === null
              ? t("arriving.termOpen", { from: formats.day(startsOn) })
              : t("arriving.term", { from: formats.day(startsOn), to: formats.day(endsOn) })}
        </p>
        <p className="hint">{t("arriving.proof", { founder: agreed.founder.name })}</p>
        <p className="hint">{t(agreed.signedBy.length > 1 ? "arriving.notKnownOthers" : "arriving.notKnown")}</p>
      </div>
    </section>
  );
}

function DraftProgress({ arriving, isConnected }: { readonly arriving: ArrivingView; readonly isConnected: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { read, of, verifiedTo, secondsLeft } = arriving;
  const left = (seconds: number): string => {
    const minutes = Math.ceil(seconds / minute);
    if (minutes <= 1) return t("arriving.lastMinute");
    return minutes < manyMinutes
      ? t("arriving.minutes", { count: minutes })
      : t("arriving.hours", { count: Math.round(minutes / minute) });
  };
  const words = [
    ...(verifiedTo === null ? [] : [t("arriving.verifiedTo", { day: formats.dayOf(verifiedTo) })]),
    t("arriving.count", { read: formats.number(read), of: formats.number(of) }),
    ...(secondsLeft === null ? [] : [left(secondsLeft)]),
  ];
  return (
    <Progress
      label={isConnected ? t("arriving.draft") : t("arriving.draftStopped")}
      done={read}
      total={of}
      words={formats.row(words)}
    />
  );
}

function AgreedText({ view, agreed }: { readonly view: CharterView; readonly agreed: Agreed }) {
  const { t } = useTranslation();
  const headingId = useId();
  const at = proposalPoint(agreed.proposal);
  const live = useLive(
    `agreed ${view.id} ${agreed.proposal}`,
    (api) => api.getText({ charter: view.id, at }),
    () => false,
  );
  return (
    <article className="paper arriving-text" aria-labelledby={headingId}>
      <h2 id={headingId} className="visually-hidden">
        {t("arriving.text")}
      </h2>
      {live.phase === "ready" && (
        <TextView text={live.value.text} language={agreed.language} nameOf={namesOf(agreed.signedBy)} />
      )}
      {live.phase === "failed" && <ErrorNotice error={live.error} />}
    </article>
  );
}
