/** What is in force on a day, for anybody or between two, as far as is known on a day, and by which signed statements. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ForceView, NamedReservation, TextInForceView } from "../../../shared/api/force.ts";
import { knownParties } from "../../../shared/api/knownParties.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { dayOf, isDay } from "../../../shared/base/days.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnounce } from "../../ui/announce.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { TextView } from "../../ui/TextView.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { concernsCharter, type Live, useLive } from "../shell/hostContext.tsx";
import { type ForceQuestion, proposalPoint, routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { ReservedWords } from "../signing/ClauseReservations.tsx";
import { Known } from "./Known.tsx";
import { Reasons } from "./Reasons.tsx";

const anybody = "";

export function ForceScreen({ data, question }: { readonly data: CharterData; readonly question: ForceQuestion }) {
  const { t } = useTranslation();
  const { id: charter } = data.view;
  const { on, party, other, knownOn } = question;
  const force = useLive(
    `force ${charter} ${on} ${party} ${other} ${knownOn}`,
    (api) => api.getForce({ charter, on, party, other, knownOn }),
    concernsCharter(charter),
  );
  const parties = knownParties(data.timeline, data.view.parties);
  return (
    <Screen
      title={t("force.title")}
      lead={t("force.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          {t("signing.back")}
        </a>
      }
    >
      <Ask charter={charter} question={question} parties={parties} />
      <Waiting live={useKept(force)}>
        {(view) => <Answer data={data} view={view} parties={parties} question={question} />}
      </Waiting>
    </Screen>
  );
}

/** While the next answer is on its way the last one stays. */
function useKept<T>(live: Live<T>): Live<T> {
  const last = useRef(live);
  if (live.phase !== "loading") last.current = live;
  return last.current;
}

function Ask(props: {
  readonly charter: CharterId;
  readonly question: ForceQuestion;
  readonly parties: readonly PartyRef[];
}) {
  const { t } = useTranslation();
  const { charter, question, parties } = props;
  const { party, other } = question;
  const [on, setOn] = useState(question.on ?? dayOf(Date.now()));
  const [knownOn, setKnownOn] = useState(question.knownOn ?? "");
  // The address follows the question, so that it can be come back to; the way back does not lead through each of them.
  const ask = (change: Partial<ForceQuestion>) =>
    location.replace(routeHash({ screen: "force", charter, question: { ...question, ...change } }));
  const options = (none: string, left: PartyRef["id"] | null) => [
    { value: anybody, label: none },
    ...parties.filter(({ id }) => id !== left).map(({ id, name }) => ({ value: id as string, label: name })),
  ];
  const idOf = (value: string) => parties.find(({ id }) => id === value)?.id ?? null;
  return (
    <search className="paper force-ask" aria-label={t("force.ask")}>
      <Field
        label={t("force.on")}
        type="date"
        value={on}
        onChange={(day) => {
          setOn(day);
          if (isDay(day)) ask({ on: day });
        }}
        fault={isDay(on) ? null : t("force.badDay")}
      />
      <Choice
        label={t("force.party")}
        value={party ?? anybody}
        onChange={(value) => ask({ party: idOf(value), other: value === other || value === anybody ? null : other })}
        options={options(t("force.anybody"), null)}
      />
      {party !== null && (
        <Choice
          label={t("force.other")}
          value={other ?? anybody}
          onChange={(value) => ask({ other: idOf(value) })}
          options={options(t("force.nobody"), party)}
        />
      )}
      <Field
        label={t("force.knownOn")}
        type="date"
        value={knownOn}
        onChange={(day) => {
          setKnownOn(day);
          if (day === "" || isDay(day)) ask({ knownOn: day === "" ? null : day });
        }}
        hint={t("force.knownOnHint")}
        isOptional
      />
    </search>
  );
}

function Answer(props: {
  readonly data: CharterData;
  readonly view: ForceView;
  readonly question: ForceQuestion;
  readonly parties: readonly PartyRef[];
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announce = useAnnounce();
  const { data, view, question, parties } = props;
  const asked = [question.party, question.other].flatMap((id) => parties.find((one) => one.id === id) ?? []);
  const [one, two] = asked.map(({ name }) => name);
  const day = formats.day(view.on);
  const count = view.inForce.length;
  const said =
    two !== undefined
      ? t("force.between", { count, day, one, two })
      : one !== undefined
        ? t("force.for", { count, day, party: one })
        : t("force.all", { count, day });
  const last = useRef(said);
  useEffect(() => {
    if (last.current !== said) announce(said);
    last.current = said;
  }, [said, announce]);
  const charter = data.view.id;
  const link = ({ proposal, title }: Pick<TextInForceView, "proposal" | "title">) => (
    <a href={routeHash({ screen: "agreement", charter, proposal })}>
      <bdi>{title}</bdi>
    </a>
  );
  return (
    <div className="force">
      <h2 className="force-said">{said}</h2>
      {view.inForce.map((text) => (
        <article className="paper force-text" key={text.proposal}>
          <h3>{link(text)}</h3>
          <p className="entry-facts">
            <span>
              {text.to === null
                ? t("timeline.termOpen", { from: formats.day(text.from) })
                : t("timeline.term", { from: formats.day(text.from), to: formats.day(text.to) })}
            </span>
            <span>{t("force.bound", { parties: formats.list(text.bound.map(({ party }) => party.name)) })}</span>
          </p>
          <Reserved text={text} between={asked} />
          <details className="force-words" open={count === 1}>
            <summary>{t("force.words")}</summary>
            <TextOnDay data={data} text={text} between={asked} />
          </details>
          <details>
            <summary>{t("force.because", { count: text.because.length })}</summary>
            <Reasons reasons={text.because} />
          </details>
        </article>
      ))}
      {view.unrelated.map((text) => (
        <Notice key={text.proposal} tone="warn" title={t("force.unrelated", { title: text.title })}>
          {text.by.map((reservation) => (
            <p key={reservation.id}>
              {t("force.unrelatedBy", {
                party: reservation.party.name,
                clause: reservation.clauseTitle,
                others: formats.list(
                  reservation.objections.filter(({ hasRelations }) => !hasRelations).map(({ party }) => party.name),
                ),
              })}
            </p>
          ))}
          <p>{link(text)}</p>
        </Notice>
      ))}
      {view.contested.map((text) => (
        <Notice key={text.proposal} tone="warn" title={t("force.contested", { title: text.title })}>
          <p>{t("timeline.contestedBanner")}</p>
          <p>{link(text)}</p>
        </Notice>
      ))}
      <section className="paper" aria-label={t("force.knownTitle")}>
        <h3>{t("force.knownTitle")}</h3>
        <Known knownTo={view.knownTo} knownOn={view.knownOn} parties={asked.length > 0 ? asked : data.view.parties} />
      </section>
    </div>
  );
}

interface BetweenProps {
  readonly text: TextInForceView;
  /** Nobody: all whom it binds. */
  readonly between: readonly PartyRef[];
}

/** What a reservation means here: out, read in a way, or between others. */
function useReservedWords({ text, between }: BetweenProps): (one: NamedReservation) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const parties = formats.list(between.map(({ name }) => name));
  return (one) => {
    const party = one.party.name;
    if (text.excluded.includes(one))
      return t(between.length === 2 ? "force.outBetween" : "force.outFor", { party, parties });
    if (text.interpreted.includes(one)) return t("force.readBy", { party });
    return t(one.how === "exclude" ? "consent.excludes" : "consent.interprets", { party });
  };
}

const reservationsOf = ({ excluded, interpreted, elsewhere }: TextInForceView): readonly NamedReservation[] => [
  ...excluded,
  ...interpreted,
  ...elsewhere,
];

/** The list of them, each with its clause. */
function Reserved(props: BetweenProps) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const said = useReservedWords(props);
  const all = reservationsOf(props.text);
  if (all.length === 0) return <p className="hint">{t("force.noReservations")}</p>;
  return (
    <ul className="force-reserved">
      {all.map((one) => (
        <li key={one.id}>
          <strong>{words.name(one.clauseTitle)}</strong>
          <ReservedWords said={said(one)} words={one.words} />
        </li>
      ))}
    </ul>
  );
}

/** The words of that day; a clause that does not apply is struck through, and says by whose reservation. */
function TextOnDay(props: BetweenProps & { readonly data: CharterData }) {
  const { i18n } = useTranslation();
  const { data, text } = props;
  const { id: charter, language, parties } = data.view;
  const said = useReservedWords(props);
  const words = useLive(
    `text ${text.proposal}`,
    (api) => api.getText({ charter, at: proposalPoint(text.proposal) }),
    () => false,
  );
  const all = reservationsOf(text);
  const isOut = (id: string): boolean => text.excluded.some(({ clause }) => clause === id);
  return (
    <Waiting live={words}>
      {(frozen) => (
        <TextView
          text={frozen.text}
          language={language}
          nameOf={namesOf(parties)}
          isOut={({ id }) => isOut(id)}
          below={({ id }) => {
            const here = all.filter(({ clause }) => clause === id);
            if (here.length === 0) return null;
            return (
              <div className="clause-reservations" lang={i18n.language} dir={i18n.dir()}>
                {here.map((one) => (
                  <ReservedWords key={one.id} said={said(one)} words={one.words} />
                ))}
              </div>
            );
          }}
        />
      )}
    </Waiting>
  );
}
