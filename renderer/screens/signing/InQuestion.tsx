/**
 * A text that hangs on a ballot of a device that its party had ended: what happened, and, for another device of that
 * party, its answer. [L32]
 */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ClockDoubt } from "../../ui/ClockDoubt.tsx";
import { Field } from "../../ui/Field.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { useAction } from "../shell/hostContext.tsx";

type Answer = "confirm" | "repudiate";

export function InQuestion({ data, entry }: { readonly data: CharterData; readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = entry.ballots.filter(({ standing }) => standing === "inQuestion");
  if (open.length === 0) return null;
  return (
    <>
      {open.map((ballot) => (
        <Notice
          key={ballot.id}
          tone="warn"
          title={t("signing.inQuestion", { party: ballot.party.name, person: ballot.person })}
          isLive
        >
          {ballot.ended !== null && (
            <p>
              {t("signing.endedBy", {
                person: ballot.ended.by.person,
                when: formats.moment(ballot.ended.at),
                reason: ballot.ended.reason,
              })}
            </p>
          )}
          <p>{t("signing.inQuestionNext", { party: ballot.party.name })}</p>
          {entry.mineInQuestion.includes(ballot.id) && <Answers data={data} entry={entry} ballot={ballot.id} />}
        </Notice>
      ))}
    </>
  );
}

function Answers(props: { readonly data: CharterData; readonly entry: TimelineEntry; readonly ballot: string }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [asking, setAsking] = useState<Answer | null>(null);
  const [reason, setReason] = useState("");
  const answer = async (choice: Answer, clockIsRight: boolean) => {
    const after = await action.run((api) =>
      api.answerBallot({
        charter: props.data.view.id,
        proposal: props.entry.proposal,
        ballot: props.ballot,
        choice,
        reason: reason.trim(),
        words: null,
        clockIsRight,
      }),
    );
    if (after === null) return;
    setAsking(null);
    announcer.show(t(choice === "confirm" ? "signing.confirmed" : "signing.repudiated"));
  };
  return (
    <>
      <div className="row">
        <Button onPress={() => setAsking("confirm")}>{t("signing.confirm")}</Button>
        <Button tone="danger" onPress={() => setAsking("repudiate")}>
          {t("signing.repudiate")}
        </Button>
      </div>
      <Modal
        title={t(asking === "repudiate" ? "signing.askRepudiate" : "signing.askConfirm")}
        isOpen={asking !== null}
        onClose={() => {
          setAsking(null);
          action.forget();
        }}
        isAlert
      >
        <div className="form">
          <p>{t(asking === "repudiate" ? "signing.askRepudiateText" : "signing.askConfirmText")}</p>
          <Field
            label={t("membership.reason")}
            value={reason}
            onChange={setReason}
            lines={2}
            isOptional
            maxLength={1000}
          />
          <ErrorNotice error={action.error} />
          {asking !== null && (
            <>
              <ClockDoubt error={action.error} isBusy={action.isBusy} onSign={() => void answer(asking, true)} />
              <div className="row">
                <Button
                  tone={asking === "confirm" ? "primary" : "danger"}
                  isBusy={action.isBusy}
                  onPress={() => void answer(asking, false)}
                >
                  {t(asking === "confirm" ? "signing.yesConfirm" : "signing.yesRepudiate")}
                </Button>
                <Button tone="quiet" slot="close" autoFocus>
                  {t("app.cancel")}
                </Button>
              </div>
            </>
          )}
        </div>
      </Modal>
    </>
  );
}
