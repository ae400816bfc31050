import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { PartyView } from "../../../shared/api/people.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ClockDoubt } from "../../ui/ClockDoubt.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { Fingerprint } from "../../ui/Fingerprint.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { ExportBundle } from "../charter/meeting/ExportBundle.tsx";
import { ShowCodes } from "../charter/meeting/ShowCodes.tsx";
import { SafetyReminder } from "../charter/people/SafetyPhrase.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { readStanding } from "../charter/state/standing.ts";
import { useAction } from "../shell/hostContext.tsx";
import type { Reserving } from "./ClauseReservations.tsx";
import { PracticeFields } from "./PracticeFields.tsx";
import { noPractice, readPractice } from "./practiceForm.ts";

interface DecisionProps {
  readonly data: CharterData;
  readonly signing: SigningView;
  readonly reserving: Reserving;
}

/** This party's answer: asked once more, then signed. */
export function Decision(props: DecisionProps) {
  const { t } = useTranslation();
  const { data, signing } = props;
  const { entry } = signing;
  const mine = data.view.parties.find((party) => party.isMine);
  const standing = readStanding(data.view);
  return (
    <section className="paper decision">
      <h2>{t("signing.decide")}</h2>
      {/* A party may cast the same again where its clock was ahead: then it is asked as at first. [L31] */}
      {entry.canCast && mine !== undefined ? (
        <Answer {...props} mine={mine} />
      ) : entry.myBallot !== null ? (
        <Answered charter={data.view.id} entry={entry} mine={mine} />
      ) : (
        <p className="calm">{standing.kind === "guest" ? t(`signing.guest.${standing.role}`) : t("signing.cannot")}</p>
      )}
    </section>
  );
}

function Answered({
  charter,
  entry,
  mine,
}: {
  readonly charter: CharterId;
  readonly entry: TimelineEntry;
  readonly mine: PartyView | undefined;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isSaid = (party: TimelineEntry["electorate"][number]) =>
    entry.ratifiedBy.some(({ id }) => id === party.id) ||
    entry.ballots.some(({ party: by, choice }) => by.id === party.id && choice === "decline");
  const missing = entry.electorate.filter((party) => !isSaid(party)).map(({ name }) => name);
  const several = entry.signers.find(({ party }) => party === mine?.id);
  const more = several === undefined ? 0 : several.count - several.signed;
  const isRatified = entry.myBallot === "ratify";
  return (
    <Notice
      tone={isRatified ? "good" : "info"}
      title={t(isRatified ? (more > 0 ? "signing.mineSigned" : "signing.mineRatify") : "signing.mineDecline")}
    >
      {isRatified && more > 0 && <p>{t("signing.moreDelegates", { count: more })}</p>}
      {(entry.state === "open" || entry.state === "awaiting") && missing.length > 0 && (
        <p>{t("signing.missing", { parties: formats.list(missing) })}</p>
      )}
      {entry.state === "open" && (
        <>
          <p>{t("signing.handOver")}</p>
          <div className="row">
            <ShowCodes charter={charter} wanted={{ kind: "unshared" }} />
            <ExportBundle charter={charter} wanted={{ kind: "unshared" }} />
          </div>
        </>
      )}
    </Notice>
  );
}

function Answer({ data, signing, reserving, mine }: DecisionProps & { readonly mine: PartyView }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [statement, setStatement] = useState("");
  const [form, setForm] = useState(noPractice);
  const [isTried, setTried] = useState(false);
  const [asking, setAsking] = useState<"ratify" | "decline" | null>(null);
  const { entry } = signing;
  const isPractised = entry.conditions.form === "practised";
  const practice = isPractised ? readPractice(form) : null;

  const cast = async (choice: "ratify" | "decline", clockIsRight: boolean) => {
    const isRatified = choice === "ratify";
    const after = await action.run((api) =>
      api.castBallot({
        charter: data.view.id,
        proposal: entry.proposal,
        contentHash: entry.contentHash,
        choice,
        reservations: isRatified ? reserving.mine : [],
        practice: isRatified && practice?.ok === true ? practice.practice : null,
        statement: statement.trim(),
        clockIsRight,
      }),
    );
    if (after === null) return;
    setAsking(null);
    reserving.onChange([]);
    announcer.show(
      t(isRatified ? (isPractised ? "consent.castObserve" : "signing.castRatify") : "signing.castDecline"),
    );
  };
  const ratify = () => {
    setTried(true);
    if (practice?.ok !== false) setAsking("ratify");
  };

  return (
    <div className="form">
      <SafetyReminder view={data.view} />
      {entry.myBallot === "ratify" && (
        <Notice tone="warn" title={t("signing.again")}>
          {t("signing.againNext")}
        </Notice>
      )}
      {isPractised && (
        <>
          <p className="hint">{t("consent.observeHint")}</p>
          <PracticeFields
            form={form}
            faults={isTried && practice?.ok === false ? practice.faults : []}
            onChange={setForm}
            parties={entry.electorate}
          />
        </>
      )}
      <SignedWith signing={signing} reserving={reserving} />
      <Field
        label={t("signing.statementLabel")}
        value={statement}
        onChange={setStatement}
        lines={2}
        isOptional
        maxLength={4000}
      />
      <div className="row">
        <Button tone="primary" onPress={ratify}>
          {t(isPractised ? "consent.observe" : "signing.ratify")}
        </Button>
        <Button tone="danger" onPress={() => setAsking("decline")}>
          {t("signing.decline")}
        </Button>
      </div>
      <p className="hint">{t("signing.declineHint")}</p>
      <Modal
        title={t(questions[asking === "decline" ? "decline" : entry.conditions.form].title, { party: mine.name })}
        isOpen={asking !== null}
        onClose={() => {
          setAsking(null);
          action.forget();
        }}
        isAlert
      >
        <div className="form">
          <p>{t(questions[asking === "decline" ? "decline" : entry.conditions.form].text, { party: mine.name })}</p>
          <p>
            <strong>
              <bdi>{entry.title}</bdi>
            </strong>
          </p>
          {asking === "ratify" && reserving.mine.length > 0 && <SignedWith signing={signing} reserving={reserving} />}
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
                {action.isBusy
                  ? t("signing.signing")
                  : t(questions[asking === "decline" ? "decline" : entry.conditions.form].yes)}
              </Button>
            )}
            <Button tone="quiet" slot="close" autoFocus>
              {t("app.cancel")}
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}

const questions = {
  signed: { title: "signing.askRatify", text: "signing.askRatifyText", yes: "signing.yesRatify" },
  practised: { title: "consent.askObserve", text: "consent.askObserveText", yes: "consent.yesObserve" },
  decline: { title: "signing.askDecline", text: "signing.askDeclineText", yes: "signing.yesDecline" },
} as const;

/** What this party reserves, named once more beside the button that signs it. */
function SignedWith({ signing, reserving }: Pick<DecisionProps, "signing" | "reserving">) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const { mine } = reserving;
  const titleOf = (id: string): string => words.among(signing.clauses, id);
  if (mine.length === 0 && !signing.clauses.some(({ isReservable }) => isReservable)) return null;
  if (mine.length === 0)
    return reserving.isOpen ? (
      <p className="hint">{t("consent.pick")}</p>
    ) : (
      <div className="row">
        <Button tone="quiet" onPress={reserving.onOpen}>
          {t("consent.begin")}
        </Button>
      </div>
    );
  return (
    <div>
      <p className="label">{t("consent.mine", { count: mine.length })}</p>
      <ul className="consequences">
        {mine.map((reserved) => (
          <li key={`${reserved.clause} ${reserved.how}`}>
            {t(reserved.how === "exclude" ? "consent.excludesIn" : "consent.interpretsIn", {
              clause: titleOf(reserved.clause),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
