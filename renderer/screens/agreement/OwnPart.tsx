/** What this device's party is in a ratified text, and how it joins, leaves or comes back. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningView } from "../../../shared/api/agreements.ts";
import { isDay } from "../../../shared/base/days.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { Sign } from "../shell/Sign.tsx";
import type { Reserving } from "../signing/ClauseReservations.tsx";
import { PracticeFields } from "../signing/PracticeFields.tsx";
import { noPractice, readPractice } from "../signing/practiceForm.ts";
import type { Part } from "./agreementPart.ts";
import { TakeBack } from "./TakeBack.tsx";

export function OwnPart(props: {
  readonly charter: CharterId;
  readonly signing: SigningView;
  readonly part: Part;
  readonly joiningWith: Reserving;
  /** Somebody wants to make a reservation: the clauses say where. */
  readonly isReserving: boolean;
  readonly onReserve: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { charter, part, signing } = props;
  const { notice, waiting, party } = part;
  const { entry } = signing;
  return (
    <section className="paper own-part" tabIndex={-1} data-landing>
      <h2>{t("agreement.ownPart")}</h2>
      <p>
        {t(part.isBound ? "agreement.ownBound" : waiting !== null ? "agreement.ownWaits" : "agreement.ownNotBound", {
          party: party.name,
        })}
      </p>
      {notice !== null && (
        <Notice tone="warn" title={t("agreement.ownNotice", { day: formats.day(notice.effectiveOn) })}>
          <div className="row">
            <TakeBack
              charter={charter}
              of={notice.id}
              name={t("agreement.takeBackNotice")}
              means={t("agreement.takeBackNoticeMeans", { party: party.name })}
            />
          </div>
        </Notice>
      )}
      {part.mayJoin && <Join {...props} />}
      {part.mayReserve &&
        (props.isReserving ? (
          <p className="hint">{t("consent.pick")}</p>
        ) : (
          <div className="row">
            <Button onPress={props.onReserve}>{t("agreement.reserve")}</Button>
          </div>
        ))}
      {part.leavesFrom !== null && <Leave {...props} earliest={part.leavesFrom} />}
      {part.isBound && entry.conditions.withdrawalDays === null && <p className="hint">{t("agreement.neverLeaves")}</p>}
      {!part.isBound && !part.mayJoin && entry.conditions.accession === "closed" && (
        <p className="hint">{t("agreement.closed")}</p>
      )}
    </section>
  );
}

type JoinProps = Parameters<typeof OwnPart>[0];

function Join({ charter, signing, part, joiningWith, isReserving, onReserve }: JoinProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useClauseWords();
  const [form, setForm] = useState(noPractice);
  const [isTried, setTried] = useState(false);
  const { entry, clauses } = signing;
  const { proposal, contentHash, conditions } = entry;
  const { mine: reservations, onChange } = joiningWith;
  const isPractised = conditions.form === "practised";
  const practice = isPractised ? readPractice(form) : null;
  const needed = conditions.accession;
  const titleOf = (id: string): string => words.among(clauses, id);
  return (
    <>
      <p className="hint">
        {needed === "open" ? t("agreement.openTo") : t("agreement.needsConsents", { count: Number(needed) })}
      </p>
      {reservations.length > 0 && (
        <p>
          {t("agreement.joinsWith", {
            what: formats.list(
              reservations.map(({ how, clause }) =>
                t(how === "exclude" ? "consent.excludesIn" : "consent.interpretsIn", { clause: titleOf(clause) }),
              ),
            ),
          })}
        </p>
      )}
      <div className="row">
        <Sign
          label={t("agreement.join")}
          tone="primary"
          title={t("agreement.joinAsk", { party: part.party.name })}
          means={
            <>
              <p>
                {t("agreement.joinMeans", { party: part.party.name, title: entry.title })}{" "}
                {needed === "open" ? t("agreement.joinOpen") : t("agreement.joinConsents", { count: Number(needed) })}
              </p>
              {reservations.length > 0 && <p>{t("agreement.joinReservations", { count: reservations.length })}</p>}
            </>
          }
          yes={t("agreement.joinYes")}
          done={t(needed === "open" ? "agreement.joined" : "agreement.joinedWaits")}
          words={t("signing.statementLabel")}
          maxLength={4000}
          onOpen={() => setTried(false)}
          onDone={() => onChange([])}
          call={(statement, clockIsRight) => {
            setTried(true);
            if (practice?.ok === false) return null;
            const given = { reservations, practice: practice?.practice ?? null, statement };
            return (api) => api.accede({ charter, proposal, contentHash, ...given, clockIsRight });
          }}
        >
          {isPractised && (
            <PracticeFields
              form={form}
              faults={isTried && practice?.ok === false ? practice.faults : []}
              onChange={setForm}
              parties={entry.electorate}
            />
          )}
        </Sign>
        {!isReserving && clauses.some(({ isReservable }) => isReservable) && (
          <Button tone="quiet" onPress={onReserve}>
            {t("agreement.joinReserving")}
          </Button>
        )}
      </div>
      {isReserving && reservations.length === 0 && <p className="hint">{t("consent.pick")}</p>}
    </>
  );
}

function Leave({ charter, signing, part, earliest }: JoinProps & { readonly earliest: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [day, setDay] = useState(earliest);
  const [scope, setScope] = useState<"text" | "all">("text");
  const { entry } = signing;
  const isGood = isDay(day) && day >= earliest;
  return (
    <div className="row">
      <Sign
        label={t("agreement.leave")}
        tone="danger"
        title={t("agreement.leaveAsk", { party: part.party.name })}
        means={
          <p aria-live="polite">
            {t(scope === "all" ? "agreement.leaveAllMeans" : "agreement.leaveMeans", {
              party: part.party.name,
              title: entry.title,
              day: isGood ? formats.day(day) : formats.day(earliest),
            })}
          </p>
        }
        yes={t("agreement.leaveYes")}
        done={t("agreement.noticeGiven")}
        onOpen={() => {
          setDay(earliest);
          setScope("text");
        }}
        call={(reason, clockIsRight) =>
          isGood
            ? (api) =>
                api.leaveText({
                  charter,
                  proposal: scope === "all" ? null : entry.proposal,
                  effectiveOn: day,
                  reason,
                  clockIsRight,
                })
            : null
        }
      >
        <Radios
          label={t("agreement.leaveWhat")}
          value={scope}
          onChange={setScope}
          options={[
            { value: "text", label: t("agreement.leaveText") },
            { value: "all", label: t("agreement.leaveAll") },
          ]}
        />
        <Field
          label={t("agreement.leaveOn")}
          type="date"
          value={day}
          onChange={setDay}
          hint={t("agreement.leaveEarliest", { day: formats.day(earliest) })}
          fault={isGood ? null : t("agreement.leaveEarliest", { day: formats.day(earliest) })}
        />
      </Sign>
    </div>
  );
}
