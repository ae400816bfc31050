/** Who owes what to whom by when, what the parties say became of it, and all days as a calendar file. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromisesView, PromiseView, ReportView } from "../../../shared/api/records.ts";
import { dayOf } from "../../../shared/base/days.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { mayWrite, readStanding } from "../charter/state/standing.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { PromiseCard, PromiseStateBadge, ReportLines, type SayOf } from "./PromiseCard.tsx";
import {
  byDay,
  byParty,
  daysOf,
  filtered,
  firstAhead,
  type PromiseDay,
  type PromiseFilter,
  promiseKey,
  promiseStates,
  type Span,
  spans,
} from "./promiseList.ts";
import { SaveCalendar } from "./SaveCalendar.tsx";
import { AnswerDialog, ReportDialog } from "./SayOfPromise.tsx";
import { usePromiseWords } from "./usePromiseWords.ts";

export function PromisesScreen({ data }: { readonly data: CharterData }) {
  const { t } = useTranslation();
  const { view } = data;
  const { id: charter } = view;
  const [span, setSpan] = useState<Span>("around");
  const [today] = useState(() => dayOf(Date.now()));
  const promises = useLive(
    `promises ${charter} ${span}`,
    (api) => api.getPromises({ charter, days: daysOf(span, today) }),
    concernsCharter(charter),
  );
  return (
    <Screen
      title={t("promises.title")}
      lead={t("promises.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          <bdi>{view.title}</bdi>: {t("timeline.title")}
        </a>
      }
      actions={<SaveCalendar charter={charter} />}
    >
      <Waiting live={promises}>{(shown) => <Promises data={data} view={shown} span={span} onSpan={setSpan} />}</Waiting>
    </Screen>
  );
}

type Saying =
  | { readonly kind: "report"; readonly promise: PromiseView; readonly day: string | null }
  | { readonly kind: "answer"; readonly report: ReportView };

function Promises(props: {
  readonly data: CharterData;
  readonly view: PromisesView;
  readonly span: Span;
  readonly onSpan: (span: Span) => void;
}) {
  const { t } = useTranslation();
  const { data, view, span, onSpan } = props;
  const [order, setOrder] = useState<"party" | "day">("party");
  const [filter, setFilter] = useState<PromiseFilter>({ party: "", state: "" });
  const [saying, setSaying] = useState<Saying | null>(null);
  const standing = readStanding(data.view);
  const mine = standing.kind === "delegate" && mayWrite(data.view) ? standing.party : null;
  const say: SayOf | null =
    mine === null
      ? null
      : {
          mine: mine.id,
          report: (promise, day) => setSaying({ kind: "report", promise, day }),
          answer: (report) => setSaying({ kind: "answer", report }),
        };
  const shown = filtered(view, filter);
  const close = () => setSaying(null);
  return (
    <>
      <div className="board-filters">
        <Radios
          label={t("promises.order")}
          value={order}
          onChange={setOrder}
          options={[
            { value: "party", label: t("promises.byParty") },
            { value: "day", label: t("promises.byDay") },
          ]}
          isInline
        />
        <Choice
          label={t("promises.party")}
          value={filter.party}
          options={[
            { value: "", label: t("promises.anyParty") },
            ...data.view.parties.map(({ id, name }) => ({ value: id as string, label: withNumbers(name) })),
          ]}
          onChange={(party) => setFilter({ ...filter, party })}
          isInline
        />
        <Choice
          label={t("promises.state")}
          value={filter.state}
          options={[
            { value: "", label: t("promises.anyState") },
            ...promiseStates.map((value) => ({ value, label: t(`promises.states.${value}`) })),
          ]}
          onChange={(state) => setFilter({ ...filter, state })}
          isInline
        />
        <Choice
          label={t("promises.span")}
          value={span}
          options={spans.map((value) => ({ value, label: t(`promises.spans.${value}`) }))}
          onChange={onSpan}
          isInline
        />
      </div>
      {shown.length === 0 ? (
        <p className="calm">{t(view.promises.length === 0 ? "promises.none" : "promises.noneSo")}</p>
      ) : order === "party" ? (
        <ByParty data={data} promises={shown} today={view.today} say={say} />
      ) : (
        <ByDay data={data} days={byDay(shown, filter.state)} today={view.today} say={say} />
      )}
      {view.strays.length > 0 && (
        <section className="paper">
          <h2>{t("promises.strays")}</h2>
          <p className="hint">{t("promises.straysHint")}</p>
          <ReportLines reports={view.strays} say={say} />
        </section>
      )}
      {mine !== null && saying?.kind === "report" && (
        <ReportDialog
          charter={data.view.id}
          party={mine.name}
          promise={saying.promise}
          day={saying.day}
          today={view.today}
          onClose={close}
        />
      )}
      {mine !== null && saying?.kind === "answer" && (
        <AnswerDialog
          charter={data.view.id}
          party={mine.name}
          report={saying.report}
          isOwn={saying.report.party.id === mine.id}
          onClose={close}
        />
      )}
    </>
  );
}

interface ListProps {
  readonly data: CharterData;
  readonly today: string;
  readonly say: SayOf | null;
}

function ByParty({ promises, ...props }: ListProps & { readonly promises: readonly PromiseView[] }) {
  const { t } = useTranslation();
  const words = usePromiseWords();
  return byParty(promises).map(({ by, promises: owed }) => (
    <section className="promise-group" key={by === null || by === "all" ? String(by) : by.id}>
      <h2>
        <bdi>{by === null ? t("promises.ofNobody") : by === "all" ? t("promises.ofAll") : words.whom(by)}</bdi>
      </h2>
      {owed.map((promise) => (
        <PromiseCard key={promiseKey(promise)} promise={promise} {...props} />
      ))}
    </section>
  ));
}

/** A table of thousands of rows takes a second to draw: so many at once, around the day of today. */
const rowsAtOnce = 100;

function ByDay({ data, days, today, say }: ListProps & { readonly days: readonly PromiseDay[] }) {
  const { t } = useTranslation();
  const middle = firstAhead(days, today);
  const [range, setRange] = useState({ from: middle - rowsAtOnce / 4, to: middle + rowsAtOnce });
  const [from, to] = [Math.max(0, range.from), Math.min(days.length, range.to)];
  return (
    <>
      {from > 0 && (
        <More onPress={() => setRange({ ...range, from: from - rowsAtOnce })}>
          {t("promises.earlier", { count: Math.min(from, rowsAtOnce) })}
        </More>
      )}
      <div className="board-frame paper">
        <table className="promise-days">
          <thead>
            <tr>
              <th scope="col">{t("promises.dayColumn")}</th>
              <th scope="col">{t("promises.stateColumn")}</th>
              <th scope="col">{t("promises.owedColumn")}</th>
              <th scope="col">
                <span className="visually-hidden">{t("propose.action")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {days.slice(from, to).map((one) => (
              <DayRow
                key={`${promiseKey(one.promise)} ${one.day}`}
                data={data}
                one={one}
                isToday={one.day === today}
                say={say}
              />
            ))}
          </tbody>
        </table>
      </div>
      {to < days.length && (
        <More onPress={() => setRange({ ...range, to: to + rowsAtOnce })}>
          {t("promises.later", { count: Math.min(days.length - to, rowsAtOnce) })}
        </More>
      )}
    </>
  );
}

const More = ({ onPress, children }: { readonly onPress: () => void; readonly children: ReactNode }) => (
  <div className="row">
    <Button onPress={onPress}>{children}</Button>
  </div>
);

function DayRow(props: {
  readonly data: CharterData;
  readonly one: PromiseDay;
  readonly isToday: boolean;
  readonly say: SayOf | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = usePromiseWords();
  const {
    one: { day, state, promise },
    say,
  } = props;
  const { number, by, to } = promise;
  const called = day === null ? t("promises.noDay") : formats.day(day);
  return (
    <tr data-today={props.isToday}>
      <th scope="row">{called}</th>
      <td>
        <PromiseStateBadge state={state} />
      </td>
      <td>
        <span className="promise-words" lang={props.data.view.language} dir="auto">
          {withNumbers(promise.words)}
        </span>
        <span className="hint">
          {formats.row([
            t("promises.owedBy", { party: words.whom(by) }),
            ...(to === null ? [] : [t("promises.owedTo", { party: words.whom(to) })]),
          ])}{" "}
          · {t("promises.clause", { number })}
        </span>
      </td>
      <td>
        {say !== null && (
          <Button
            tone="quiet"
            aria-label={t("promises.reportOf", { number, day: called })}
            onPress={() => say.report(promise, day)}
          >
            {t("promises.reportShort")}
          </Button>
        )}
      </td>
    </tr>
  );
}
