/** One ratified text: what it is today, for whom, its status as depositaries print it, its words with what is reserved. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningView } from "../../../shared/api/agreements.ts";
import type { StatusTableView } from "../../../shared/api/force.ts";
import type { JoiningView } from "../../../shared/api/joining.ts";
import { type StatusForm, statusFile, statusForms } from "../../../shared/api/statusFile.ts";
import { dayOf } from "../../../shared/base/days.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import { maxReservations, type Reserved } from "../../../shared/charter/parties/reserved.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { useFormats } from "../../i18n/formats.ts";
import { readLanguage } from "../../i18n/language.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Badge } from "../../ui/Badge.tsx";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { StatusTable } from "../../ui/StatusTable.tsx";
import { saveFile } from "../../ui/saveFile.ts";
import { TextView } from "../../ui/TextView.tsx";
import { useForceWords } from "../../ui/useForceWords.ts";
import { ExportBundle } from "../charter/meeting/ExportBundle.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { readStanding } from "../charter/state/standing.ts";
import { useConditionWords } from "../charter/state/useConditionWords.ts";
import { concernsCharter, type Read, useLive } from "../shell/hostContext.tsx";
import { routeHash, thisDay } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { isKeeping, KeptReservations, type Reserving } from "../signing/ClauseReservations.tsx";
import { proposalBadges } from "../timeline/EntryCard.tsx";
import { ExportPdf } from "../timeline/ExportPdf.tsx";
import { Accessions } from "./Accessions.tsx";
import { boundOn, mayAnswer, type Part, readPart } from "./agreementPart.ts";
import { ReservationAtClause, ReserveLate } from "./ClauseForce.tsx";
import { Known } from "./Known.tsx";
import { OwnPart } from "./OwnPart.tsx";
import { Reasons } from "./Reasons.tsx";

interface Shown {
  readonly signing: SigningView;
  readonly status: StatusTableView;
  readonly joining: JoiningView;
}

export function AgreementScreen({ data, proposal }: { readonly data: CharterData; readonly proposal: ProposalId }) {
  const { t } = useTranslation();
  const { id: charter } = data.view;
  const read: Read<Shown> = async (api) => {
    const [signing, status, joining] = await Promise.all([
      api.getSigning({ charter, proposal }),
      api.getStatusTable({ charter, proposal }),
      api.getJoining({ charter }),
    ]);
    if (!signing.ok) return signing;
    if (!status.ok) return status;
    if (!joining.ok) return joining;
    return ok({ signing: signing.value, status: status.value, joining: joining.value });
  };
  const shown = useLive(`agreement ${proposal}`, read, concernsCharter(charter));
  const title = data.timeline.find((entry) => entry.proposal === proposal)?.title ?? t("agreement.title");
  return (
    <Screen
      title={title}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          {t("signing.back")}
        </a>
      }
    >
      <Waiting live={shown}>{(value) => <Agreement data={data} {...value} />}</Waiting>
    </Screen>
  );
}

/** Whoever pressed what is gone now stands in its section, not nowhere. */
function useLanding() {
  const place = useRef<HTMLDivElement>(null);
  const last = useRef<HTMLElement | null>(null);
  useEffect(() => {
    const { current } = place;
    const note = ({ target }: FocusEvent): void => {
      const section = target instanceof Element ? target.closest("[data-landing]") : null;
      if (section instanceof HTMLElement) last.current = section;
    };
    current?.addEventListener("focusin", note);
    return () => current?.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    if (document.activeElement === document.body && last.current?.isConnected) last.current.focus();
  });
  return place;
}

function Agreement({ data, signing, status, joining }: Shown & { readonly data: CharterData }) {
  const [today] = useState(() => dayOf(Date.now()));
  const [kept, setKept] = useState<readonly Reserved[]>([]);
  const [isReserving, setReserving] = useState(false);
  const place = useLanding();
  const { view } = data;
  const { entry } = signing;
  const standing = readStanding(view);
  const mine = standing.kind === "delegate" && view.readOnly === null ? standing.party : null;
  const part = mine === null ? null : readPart(entry, joining, { id: mine.id, name: mine.name }, today);
  const joiningWith: Reserving = {
    ...{ mine: kept, onChange: setKept },
    isOpen: isReserving && part?.mayJoin === true,
    onOpen: () => setReserving(true),
  };
  const reserving = { isReserving, onReserve: joiningWith.onOpen };
  return (
    <div className="agreement" ref={place}>
      <InForce data={data} signing={signing} today={today} />
      <Status status={status} />
      <div className="agreement-body">
        <Words {...{ data, signing, joining, part, joiningWith, isReserving, today }} />
        <aside className="agreement-side">
          {part !== null && <OwnPart charter={view.id} {...{ signing, part, joiningWith, ...reserving }} />}
          <Accessions view={view} entry={entry} joining={joining} mine={mine} />
          <Why status={status} />
        </aside>
      </div>
    </div>
  );
}

/** In plain words: whether it is in force, from when to when, for whom; and what one does with it next. */
function InForce(props: { readonly data: CharterData; readonly signing: SigningView; readonly today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const conditionWords = useConditionWords();
  const clauseWords = useClauseWords();
  const { data, signing, today } = props;
  const { entry, clauses } = signing;
  const { id: charter } = data.view;
  const nameClause = (id: ClauseId): string => clauseWords.among(clauses, id);
  const { state, startsOn, endedOn, endsOn, proposal, conditions, ratifiedBy } = entry;
  const bound = boundOn(entry, today);
  const names = (parties: readonly { readonly name: string }[]) => formats.list(parties.map(({ name }) => name));
  const first = startsOn === null ? "" : formats.day(startsOn);
  const last = endedOn ?? endsOn;
  const lastDay = last === null ? t("agreement.noEnd") : t("agreement.lastDay", { day: formats.day(last) });
  const sentence = () => {
    switch (state) {
      case "inForce":
        return `${t("agreement.inForce", { day: first })} ${lastDay}`;
      case "upcoming":
        return `${t("agreement.upcoming", { day: first })} ${lastDay}`;
      case "awaiting":
        return t("signing.awaiting", { count: conditions.entry.at - ratifiedBy.length });
      case "superseded":
        return endedOn === null
          ? t("timeline.neverBegan", { from: first })
          : t("agreement.replaced", { from: first, to: formats.day(endedOn) });
      case "lapsed":
        return t("agreement.lapsed", { from: first, to: last === null ? "" : formats.day(last) });
      case "contested":
        return t("timeline.contestedBanner");
      default:
        return t("agreement.notRatified");
    }
  };
  return (
    <section className="agreement-head">
      <p className="agreement-state">
        <Badge {...proposalBadges[state]} words={t(`timeline.state.${state}`)} />
        <span>{sentence()}</span>
      </p>
      {bound.now.length > 0 && <p>{t("agreement.binds", { parties: names(bound.now) })}</p>}
      {bound.later.length > 0 && <p>{t("agreement.bindsLater", { parties: names(bound.later) })}</p>}
      {bound.before.length > 0 && <p>{t("agreement.boundBefore", { parties: names(bound.before) })}</p>}
      <details className="agreed-on">
        <summary>{t("agreed.title")}</summary>
        <p className="condition-words">{conditionWords({ ...entry, nameClause }).join(" ")}</p>
      </details>
      <div className="row">
        {(state === "inForce" || state === "upcoming" || state === "superseded" || state === "lapsed") && (
          <ExportPdf charter={charter} proposal={proposal} tone="primary" />
        )}
        <ExportBundle charter={charter} wanted={{ kind: "everything" }} />
        <ButtonLink to={routeHash({ screen: "force", charter, question: thisDay })}>
          {t("agreement.toForce")}
        </ButtonLink>
        <ButtonLink to={routeHash({ screen: "sign", charter, proposal })}>{t("agreement.toSigning")}</ButtonLink>
        <ButtonLink to={routeHash({ screen: "records", charter })}>{t("records.link")}</ButtonLink>
      </div>
      <p className="hint">{t("agreement.paperHint")}</p>
    </section>
  );
}

function Status({ status }: { readonly status: StatusTableView }) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const save = (form: StatusForm) => {
    const { name, type, bytes } = statusFile(status, form, readLanguage(i18n.language));
    saveFile(name, bytes, type);
    announcer.show(t("agreement.saved", { name }));
  };
  const { ratifiedOn, needed, parties, rows, knownTo } = status;
  return (
    <section className="paper status">
      <div className="status-head">
        <h2>{t("agreement.status")}</h2>
        <div className="row">
          {statusForms.map((form) => (
            <Button key={form} onPress={() => save(form)}>
              {t(`agreement.save.${form}`)}
            </Button>
          ))}
          <Button onPress={() => window.print()}>{t("agreement.print")}</Button>
        </div>
      </div>
      <p className="hint">
        {t("agreement.took", { needed, count: parties })}{" "}
        {ratifiedOn !== null && t("agreement.ratifiedOn", { day: formats.day(ratifiedOn) })}
      </p>
      <StatusTable rows={rows} label={t("agreement.status")} />
      <Known knownTo={knownTo} parties={rows.map(({ party }) => party)} />
    </section>
  );
}

/** The frozen text; at each clause what is reserved of it, and what this party may say to that. */
function Words(props: {
  readonly data: CharterData;
  readonly signing: SigningView;
  readonly joining: JoiningView;
  readonly part: Part | null;
  readonly joiningWith: Reserving;
  readonly isReserving: boolean;
  readonly today: string;
}) {
  const { t, i18n } = useTranslation();
  const words = useClauseWords();
  const { data, signing, joining, part, joiningWith, isReserving, today } = props;
  const { entry, clauses } = signing;
  const charter = data.view.id;
  const own = joining.reservations.filter(({ proposal }) => proposal === entry.proposal);
  const mineOf = own.filter(({ isMine }) => isMine).length;
  const below = (id: ClauseId) => {
    const here = own.filter(({ clause }) => clause === id);
    const signed = clauses.find((clause) => clause.id === id) ?? null;
    const reservable = signed?.isReservable === true ? signed : null;
    const isLate = isReserving && part?.mayReserve === true && reservable !== null && mineOf < maxReservations;
    if (here.length === 0 && !isLate && !isKeeping(joiningWith, id, reservable)) return null;
    return (
      <div className="clause-reservations" lang={i18n.language} dir={i18n.dir()}>
        {here.map((reservation) => (
          <ReservationAtClause
            key={reservation.id}
            charter={charter}
            reservation={reservation}
            clause={words.name(signed?.title ?? id)}
            mine={reservation.responses.find(({ party }) => party.id === part?.party.id) ?? null}
            mayAnswer={part !== null && mayAnswer(part, reservation, joining, today)}
          />
        ))}
        <KeptReservations clause={id} reservable={reservable} reserving={joiningWith} />
        {isLate && <ReserveLate charter={charter} proposal={entry.proposal} clause={reservable} />}
      </div>
    );
  };
  return (
    <section className="paper agreement-text" tabIndex={-1} data-landing>
      <h2>{t("signing.text")}</h2>
      <TextView
        text={signing.text}
        language={data.view.language}
        nameOf={namesOf(entry.electorate)}
        below={({ id }) => below(id as ClauseId)}
      />
    </section>
  );
}

/** Of each row of the table the signed statements that it follows from. */
function Why({ status }: { readonly status: StatusTableView }) {
  const { t } = useTranslation();
  const words = useForceWords();
  return (
    <section className="paper why">
      <h2>{t("agreement.why")}</h2>
      <p className="hint">{t("agreement.whyHint")}</p>
      {status.rows.map(({ party, action, effect, because }) => (
        <div key={`${party.id} ${effect}`}>
          <h3>
            <bdi>{party.name}</bdi>: {words.actions[action]}
          </h3>
          <Reasons reasons={because} />
        </div>
      ))}
    </section>
  );
}
