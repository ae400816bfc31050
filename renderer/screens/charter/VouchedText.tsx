/** A charter whose log is on its way: the text as another device vouches for it, to be read and nothing else. */
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView, VouchedView } from "../../../shared/api/library.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Progress } from "../../ui/Progress.tsx";
import { TextView } from "../../ui/TextView.tsx";
import { useLive } from "../shell/hostContext.tsx";
import { vouchedPoint } from "../shell/routes.ts";
import { ScreenTitle } from "../shell/Screen.tsx";
import { MeetPanel } from "./meeting/MeetPanel.tsx";

export function VouchedText({
  view,
  vouched,
  progress,
}: {
  readonly view: CharterView;
  readonly vouched: VouchedView;
  readonly progress: NonNullable<VouchedView["progress"]>;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const charter = view.id;
  const live = useLive(
    `vouched ${charter}`,
    (api) => api.getText({ charter, at: vouchedPoint }),
    () => false,
  );
  const headingId = useId();
  const meeting = useRef<HTMLElement>(null);
  const isConnected = view.connected.length > 0;
  return (
    <div className="charter vouched">
      <div className="charter-head">
        <div className="charter-name" lang={view.language}>
          <ScreenTitle title={view.title} />
        </div>
        <Notice tone={isConnected ? "info" : "warn"} title={t("vouched.title", { person: vouched.by.person })} isLive>
          <p>{t("vouched.about", { when: formats.moment(vouched.at) })}</p>
          {!isConnected && <p>{t("vouched.meetAgain")}</p>}
        </Notice>
        {!isConnected && (
          <div>
            <Button onPress={() => meeting.current?.focus()}>{t("meet.title")}</Button>
          </div>
        )}
        <Progress
          label={isConnected ? t("vouched.verifying") : t("vouched.interrupted")}
          done={progress.read}
          total={progress.of}
          words={t("meet.progressOf", { done: progress.read, total: progress.of })}
        />
      </div>
      <div className="vouched-places">
        <article className="paper vouched-text" aria-labelledby={headingId}>
          <h2 id={headingId} className="visually-hidden">
            {t("vouched.text")}
          </h2>
          {live.phase === "ready" && <TextView text={live.value.text} language={view.language} />}
          {live.phase === "failed" && live.error.kind !== "nothingVouched" && <ErrorNotice error={live.error} />}
        </article>
        {!isConnected && (
          <section ref={meeting} tabIndex={-1} aria-label={t("meet.title")}>
            <MeetPanel view={view} />
          </section>
        )}
      </div>
    </div>
  );
}
