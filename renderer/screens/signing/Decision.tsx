import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ClockDoubt } from "../../ui/ClockDoubt.tsx";
import { Field } from "../../ui/Field.tsx";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { SafetyReminder } from "../charter/people/SafetyPhrase.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { readStanding } from "../charter/state/standing.ts";
import { useAction } from "../shell/hostContext.tsx";

/** This party's answer: asked once more, then signed. */
export function Decision({ data, entry }: { readonly data: CharterData; readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const [statement, setStatement] = useState("");
  const [asking, setAsking] = useState<"ratify" | "decline" | null>(null);
  const standing = readStanding(data.view);
  const mine = data.view.parties.find((party) => party.isMine);
  const missing = entry.electorate.filter((party) => !entry.ballots.some((ballot) => ballot.party.id === party.id));

  const cast = async (choice: "ratify" | "decline", clockIsRight: boolean) => {
    const after = await action.run((api) =>
      api.castBallot({
        charter: data.view.id,
        proposal: entry.proposal,
        contentHash: entry.contentHash,
        choice,
        statement: statement.trim(),
        clockIsRight,
      }),
    );
    if (after === null) return;
    setAsking(null);
    announcer.show(t(choice === "ratify" ? "signing.castRatify" : "signing.castDecline"));
  };

  // A party may cast the same again where its clock was ahead: then it is asked as at first. [L31]
  if (entry.myBallot !== null && !(entry.canCast && entry.myBallot === "ratify"))
    return (
      <section className="paper decision">
        <h2>{t("signing.decide")}</h2>
        <Notice
          tone={entry.myBallot === "ratify" ? "good" : "info"}
          title={t(entry.myBallot === "ratify" ? "signing.mineRatify" : "signing.mineDecline")}
        >
          {entry.state === "open" && missing.length > 0 && (
            <p>{t("signing.missing", { parties: formats.list(missing.map((party) => party.name)) })}</p>
          )}
          {entry.state === "open" && <p>{t("signing.handOver")}</p>}
        </Notice>
      </section>
    );
  if (!entry.canCast || mine === undefined)
    return (
      <section className="paper decision">
        <h2>{t("signing.decide")}</h2>
        <p className="calm">{standing.kind === "guest" ? t(`signing.guest.${standing.role}`) : t("signing.cannot")}</p>
      </section>
    );

  return (
    <section className="paper decision">
      <h2>{t("signing.decide")}</h2>
      <div className="form">
        <SafetyReminder view={data.view} />
        {entry.myBallot === "ratify" && (
          <Notice tone="warn" title={t("signing.again")}>
            {t("signing.againNext")}
          </Notice>
        )}
        <Field
          label={t("signing.statementLabel")}
          value={statement}
          onChange={setStatement}
          lines={2}
          isOptional
          maxLength={4000}
        />
        <div className="row">
          <Button tone="primary" onPress={() => setAsking("ratify")}>
            {t("signing.ratify")}
          </Button>
          <Button tone="danger" onPress={() => setAsking("decline")}>
            {t("signing.decline")}
          </Button>
        </div>
        <p className="hint">{t("signing.declineHint")}</p>
      </div>
      <Modal
        title={t(asking === "decline" ? "signing.askDecline" : "signing.askRatify", { party: mine.name })}
        isOpen={asking !== null}
        onClose={() => {
          setAsking(null);
          action.forget();
        }}
        isAlert
      >
        <div className="form">
          <p>{t(asking === "decline" ? "signing.askDeclineText" : "signing.askRatifyText", { party: mine.name })}</p>
          <p>
            <strong>
              <bdi>{entry.title}</bdi>
            </strong>
          </p>
          <Fingerprint hex={entry.contentHash} label={t("signing.fingerprint")} />
          <ErrorNotice error={action.error} />
          {asking !== null && (
            <ClockDoubt error={action.error} isBusy={action.isBusy} onSign={() => void cast(asking, true)} />
          )}
          <div className="row">
            {asking !== null && (
              <Button
                tone={asking === "ratify" ? "primary" : "danger"}
                isBusy={action.isBusy}
                onPress={() => void cast(asking, false)}
              >
                {t(
                  action.isBusy ? "signing.signing" : asking === "ratify" ? "signing.yesRatify" : "signing.yesDecline",
                )}
              </Button>
            )}
            <Button tone="quiet" slot="close" autoFocus>
              {t("app.cancel")}
            </Button>
          </div>
        </div>
      </Modal>
    </section>
  );
}
