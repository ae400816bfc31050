/** At a clause of a ratified text: what parties keep for themselves of it, what the others say, and what this one may. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SignedClause } from "../../../shared/api/agreements.ts";
import type { ReservationView, ResponseView } from "../../../shared/api/joining.ts";
import type { CharterId, ProposalId } from "../../../shared/base/ids.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Radios } from "../../ui/Radios.tsx";
import { ReservedHow } from "../../ui/ReservedHow.tsx";
import { Sign } from "../shell/Sign.tsx";
import { ReservedWords } from "../signing/ClauseReservations.tsx";
import { TakeBack } from "./TakeBack.tsx";

/** One reservation, with the answers to it. */
export function ReservationAtClause(props: {
  readonly charter: CharterId;
  readonly reservation: ReservationView;
  readonly clause: string;
  readonly mine: ResponseView | null;
  readonly mayAnswer: boolean;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { charter, reservation, clause, mine } = props;
  const { id, party, how, words: said, state, late, acceptedOn, responses, withdrawnOn, isMine } = reservation;
  const isAlive = state === "made" || state === "standing";
  return (
    <div className={`reservation ${state}`}>
      <ReservedWords
        said={t(how === "exclude" ? "consent.excludes" : "consent.interprets", { party: party.name })}
        words={said}
      />
      <p className="hint">
        {t(late ? "agreement.madeLate" : "agreement.made", { day: formats.day(reservation.madeOn) })}{" "}
        {state === "made" && late && t("agreement.holdsFrom", { day: formats.day(acceptedOn) })}
        {state === "standing" && t("agreement.stands")}
        {state === "refused" && t("agreement.refused")}
        {state === "withdrawn" && t("agreement.withdrawnOn", { day: formats.day(withdrawnOn ?? "") })}
      </p>
      {responses.map((response) => (
        <div key={response.id} className="response">
          <p>
            {t(`agreement.answered.${response.choice}`, {
              party: response.party.name,
              day: formats.dayOf(response.at),
            })}
          </p>
          {response.reason !== "" && (
            <blockquote className="note" dir="auto">
              {response.reason}
            </blockquote>
          )}
        </div>
      ))}
      <div className="row">
        {isMine && isAlive && (
          <TakeBack
            charter={charter}
            of={id}
            name={t("agreement.takeBackReservation", { clause })}
            means={t("agreement.takeBackReservationMeans", { clause })}
          />
        )}
        {props.mayAnswer && <Answer charter={charter} reservation={reservation} clause={clause} />}
        {mine !== null && state !== "withdrawn" && (
          <TakeBack
            charter={charter}
            of={mine.id}
            name={t("agreement.takeBackAnswer", { party: party.name, clause })}
            means={t("agreement.takeBackAnswerMeans", { party: party.name })}
          />
        )}
      </div>
    </div>
  );
}

function Answer(props: {
  readonly charter: CharterId;
  readonly reservation: ReservationView;
  readonly clause: string;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [choice, setChoice] = useState<ResponseView["choice"]>("accept");
  const { charter, clause, reservation } = props;
  const { id, party, late, acceptedOn } = reservation;
  return (
    <Sign
      label={t("agreement.answer")}
      name={t("agreement.answerTo", { party: party.name, clause })}
      title={t("agreement.answerTo", { party: party.name, clause })}
      means={
        <p aria-live="polite">
          {choice === "accept"
            ? t("agreement.acceptMeans", { party: party.name })
            : choice === "object"
              ? t(late ? "agreement.objectLateMeans" : "agreement.objectMeans", { party: party.name })
              : t("agreement.noRelationsMeans", { party: party.name })}{" "}
          {t("agreement.silence", { day: formats.day(acceptedOn) })}
        </p>
      }
      yes={t("agreement.answerYes")}
      done={t("agreement.answeredDone")}
      onOpen={() => setChoice("accept")}
      call={(reason, clockIsRight) => (api) => api.respond({ charter, reservation: id, choice, reason, clockIsRight })}
    >
      <Radios
        label={t("agreement.answerLabel")}
        value={choice}
        onChange={setChoice}
        options={(["accept", "object", "object-no-relations"] as const).map((value) => ({
          value,
          label: t(`agreement.choice.${value}`),
        }))}
      />
    </Sign>
  );
}

/** A reservation after the consent: it holds once the others have been silent for a year. */
export function ReserveLate(props: {
  readonly charter: CharterId;
  readonly proposal: ProposalId;
  readonly clause: SignedClause;
}) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const [how, setHow] = useState<Reserved["how"]>("exclude");
  const { charter, proposal } = props;
  const { id, hash, title } = props.clause;
  const clause = words.name(title);
  return (
    <Sign
      label={t("consent.reserve")}
      name={t("consent.reserveOf", { clause })}
      tone="quiet"
      title={t("consent.reserveTitle", { clause })}
      means={<p>{t("agreement.reserveMeans")}</p>}
      yes={t("agreement.reserveYes")}
      done={t("agreement.reserved")}
      words={t("consent.words")}
      missing={t("consent.wordsMissing")}
      maxLength={10_000}
      onOpen={() => setHow("exclude")}
      call={(said, clockIsRight) => (api) =>
        api.reserve({ charter, proposal, reservation: { clause: id, hash, how, words: said }, clockIsRight })
      }
    >
      <ReservedHow value={how} onChange={setHow} />
    </Sign>
  );
}
