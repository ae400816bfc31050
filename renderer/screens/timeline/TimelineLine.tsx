/**
 * The timeline as a line with its knots, from days to decades. It is a slider: the day on it is moved by dragging and by
 * keys, and said with what is in force on it. What is drawn is for the eye alone, and only what the view reaches.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import {
  type Bar,
  type Cluster,
  clustersOf,
  dayAt,
  firstDay,
  inForceOn,
  type Knot,
  knotsOn,
  type LineModel,
  type LineView,
  lastDay,
  nextKnotDay,
  placeOf,
  showing,
  snapped,
  ticksOf,
  wholeView,
  zoomed,
} from "./lineModel.ts";

const laneRem = 2.6;
const zoomStep = 1.6;
/** In pixels: between knots that are drawn apart, between marks of days, and within which a press takes a knot. */
const knotsApart = 22;
const ticksApart = 88;
const reach = 9;

interface LineProps {
  readonly model: LineModel;
  readonly entries: readonly TimelineEntry[];
  /** What is in force is told for this party alone. */
  readonly party: PartyId | null;
  /** Number of the day, see `lineModel.ts`. */
  readonly day: number;
  readonly onDay: (day: number) => void;
}

export function TimelineLine({ model, entries, party, day, onDay }: LineProps) {
  const { t, i18n } = useTranslation();
  const formats = useFormats();
  const hint = useId();
  const track = useRef<HTMLDivElement>(null);
  const width = useWidth(track);
  const [view, setView] = useState<LineView>(() => wholeView(model));
  const isRtl = i18n.dir() === "rtl";
  const say = useDayWords(model, entries, party);

  const goTo = (next: number): void => {
    const kept = Math.min(Math.max(next, lowest(model)), highest(model));
    onDay(kept);
    setView((last) => showing(last, kept));
  };
  const zoom = (factor: number, around?: number): void =>
    setView((last) => {
      const isSeen = placeOf(last, day) >= 0 && placeOf(last, day) <= 1;
      return zoomed(last, factor, around ?? (isSeen ? day : last.from + last.days / 2));
    });
  const showAll = (): void => setView(wholeView(model));

  /** The day under a place of the screen. */
  const dayUnder = (clientX: number, of: LineView): number => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return day;
    const part = (clientX - box.left) / box.width;
    return of.from + (isRtl ? 1 - part : part) * of.days;
  };
  const fingers = useFingers();

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.put(event);
    if (fingers.count() === 1) goTo(snapped(model, dayUnder(event.clientX, view), (reach * view.days) / width));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!fingers.has(event)) return;
    const before = fingers.spread();
    fingers.put(event);
    const after = fingers.spread();
    if (before !== null && after !== null) {
      if (after.width > 0) setView((last) => zoomed(last, before.width / after.width, dayUnder(after.middle, last)));
    } else goTo(snapped(model, dayUnder(event.clientX, view), (reach * view.days) / width / 3));
  };

  // React listens for the wheel passively, which cannot keep the page from being zoomed or scrolled.
  const wheel = useRef((_: WheelEvent): void => {});
  wheel.current = (event) => {
    const isAlong = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (event.ctrlKey || event.metaKey) {
      const factor = Math.exp(Math.min(60, Math.max(-60, event.deltaY)) / 150);
      setView((last) => zoomed(last, factor, dayUnder(event.clientX, last)));
    } else if (isAlong || event.shiftKey) {
      const moved = ((isAlong ? event.deltaX : event.deltaY) * (isRtl ? -1 : 1)) / width;
      setView((last) => ({ ...last, from: last.from + moved * last.days }));
    } else return;
    event.preventDefault();
  };
  useEffect(() => {
    const element = track.current;
    const listen = (event: WheelEvent): void => wheel.current(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(event.key, isRtl);
    if (act === null) return;
    event.preventDefault();
    if (typeof act === "number") goTo(day + act * (event.shiftKey ? 30 : 1));
    else if (act === "first") goTo(model.first);
    else if (act === "last") goTo(model.last);
    else if (act === "all") showAll();
    else if (act === "in" || act === "out") zoom(act === "in" ? 1 / zoomStep : zoomStep);
    else goTo(nextKnotDay(model, day, act === "next" ? 1 : -1) ?? day);
  };

  return (
    <div className="line-figure">
      <div className="line-tools">
        <p className="line-day" aria-hidden="true">
          <strong>{formats.day(dayAt(day))}</strong>
          <span className="hint">{say.events(day)}</span>
        </p>
        <div className="row">
          <Button tone="quiet" aria-label={t("line.zoomOut")} onPress={() => zoom(zoomStep)}>
            <Icon name="minus" />
          </Button>
          <Button tone="quiet" aria-label={t("line.zoomIn")} onPress={() => zoom(1 / zoomStep)}>
            <Icon name="plus" />
          </Button>
          <Button tone="quiet" onPress={showAll}>
            {t("line.all")}
          </Button>
          <Button tone="quiet" onPress={() => goTo(model.today)}>
            {t("line.today")}
          </Button>
        </div>
      </div>
      <div
        ref={track}
        className="line-track"
        style={{ blockSize: `${model.lanes * laneRem + 3.6}rem` }}
        role="slider"
        tabIndex={0}
        aria-label={t("line.slider")}
        aria-describedby={hint}
        aria-orientation="horizontal"
        aria-valuemin={lowest(model)}
        aria-valuemax={highest(model)}
        aria-valuenow={day}
        aria-valuetext={say.all(day)}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={fingers.lift}
        onPointerCancel={fingers.lift}
      >
        <Drawing model={model} view={view} width={width} day={day} />
      </div>
      <p id={hint} className="hint line-hint">
        {t("line.keys")}
      </p>
    </div>
  );
}

/** A day may be asked about some years before and after everything that is known. */
const beyond = 3653;
const lowest = ({ first }: LineModel): number => Math.max(first - beyond, firstDay);
const highest = ({ last }: LineModel): number => Math.min(last + beyond, lastDay);

type Act = number | "first" | "last" | "next" | "before" | "in" | "out" | "all";

function actOf(key: string, isRtl: boolean): Act | null {
  switch (key) {
    case "ArrowRight":
      return isRtl ? -1 : 1;
    case "ArrowLeft":
      return isRtl ? 1 : -1;
    case "ArrowUp":
      return 1;
    case "ArrowDown":
      return -1;
    case "PageUp":
      return "next";
    case "PageDown":
      return "before";
    case "Home":
      return "first";
    case "End":
      return "last";
    case "+":
    case "=":
      return "in";
    case "-":
      return "out";
    case "0":
      return "all";
    default:
      return null;
  }
}

/** Fingers, or a mouse, on the line: one moves the day, two zoom. */
function useFingers() {
  const [fingers] = useState(() => {
    const places = new Map<number, number>();
    return {
      put: ({ pointerId, clientX }: PointerEvent) => places.set(pointerId, clientX),
      has: ({ pointerId }: PointerEvent) => places.has(pointerId),
      lift: ({ pointerId }: PointerEvent): void => {
        places.delete(pointerId);
      },
      count: () => places.size,
      /** Null: less than two. */
      spread(): { readonly width: number; readonly middle: number } | null {
        const [one, other] = [...places.values()];
        if (one === undefined || other === undefined) return null;
        return { width: Math.abs(one - other), middle: (one + other) / 2 };
      },
    };
  });
  return fingers;
}

function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(800);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.max(1, entry?.contentRect.width ?? 1)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** What a day is, in words. */
function useDayWords(model: LineModel, entries: readonly TimelineEntry[], party: PartyId | null) {
  const { t } = useTranslation();
  const formats = useFormats();
  return useMemo(() => {
    const knotWords = ({ kind, purpose, who }: Knot): string =>
      t(`line.knot.${kind}`, { purpose: t(`timeline.purpose.${purpose}`), who });
    const events = (day: number): string => [...new Set(knotsOn(model, day).map(knotWords))].join("; ");
    const inForce = (day: number): string => {
      const held = inForceOn(entries, dayAt(day), party);
      if (held.length === 0) return t("line.nothing");
      return held
        .map(({ entry, parties }) => t("line.inForce", { title: entry.title, parties: formats.row(parties) }))
        .join("; ");
    };
    return {
      events,
      all(day: number): string {
        const what = [events(day), inForce(day)].filter((words) => words !== "").join("; ");
        return t("line.onDay", { day: formats.day(dayAt(day)), what });
      },
    };
  }, [model, entries, party, t, formats]);
}

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;
const laneAt = (lane: number): string => `${lane * laneRem + 1.5}rem`;

function Drawing(props: {
  readonly model: LineModel;
  readonly view: LineView;
  readonly width: number;
  readonly day: number;
}) {
  const { model, view, width, day } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const end = view.from + view.days;
  const at = (day: number): string => percent(placeOf(view, day));
  const isSeen = (from: number, to: number): boolean => from < end && to > view.from;
  const [today, chosen] = [model.today + 0.5, day + 0.5];
  return (
    <div className="line-drawing" aria-hidden="true">
      {ticksOf(view, ticksApart / width).map((tick) => (
        <div key={tick.day} className="line-tick" style={{ insetInlineStart: at(tick.day) }}>
          <span>{formats.tick(dayAt(tick.day), tick.unit)}</span>
        </div>
      ))}
      {model.branches
        .filter((one) => isSeen(one.day - view.days / 10, one.day + view.days / 10))
        .map((one) => (
          <div
            key={`branch ${one.proposal}`}
            className={one.isFirm ? "line-branch firm" : "line-branch"}
            style={{
              insetInlineStart: at(one.day),
              insetBlockStart: laneAt(one.fromLane),
              blockSize: `${(one.toLane - one.fromLane) * laneRem}rem`,
            }}
          />
        ))}
      {model.bars
        .filter(({ from, to }) => isSeen(from, to ?? Number.POSITIVE_INFINITY))
        .map((bar) => (
          <BarPiece key={`${bar.kind} ${bar.proposal}`} bar={bar} view={view} />
        ))}
      {isSeen(model.today, model.today + 1) && (
        <div className="line-today" style={{ insetInlineStart: at(today) }}>
          <span>{t("line.today")}</span>
        </div>
      )}
      {clustersOf(model, view, knotsApart / width).map((cluster) => (
        <ClusterPiece key={`${cluster.lane} ${cluster.day}`} cluster={cluster} place={at(cluster.day + 0.5)} />
      ))}
      {isSeen(day, day + 1) && <div className="line-chosen" style={{ insetInlineStart: at(chosen) }} />}
    </div>
  );
}

/** Cut at the edges of the view, so that a bar of decades is no wider than what is seen of it. */
function BarPiece({ bar, view }: { readonly bar: Bar; readonly view: LineView }) {
  const from = Math.max(-0.02, placeOf(view, bar.from));
  const to = bar.to === null ? 1.02 : Math.min(1.02, placeOf(view, bar.to));
  return (
    <div
      className={bar.to === null ? "line-bar open-ended" : "line-bar"}
      data-kind={bar.kind}
      style={{
        insetInlineStart: percent(from),
        inlineSize: percent(Math.max(0.002, to - from)),
        insetBlockStart: laneAt(bar.lane),
      }}
    />
  );
}

/** Shapes, not colours alone. The weightiest knot of several is drawn, with how many there are. */
function ClusterPiece({ cluster, place }: { readonly cluster: Cluster; readonly place: string }) {
  const [first, ...more] = cluster.knots;
  const shown = more.reduce((best, knot) => (weights[knot.kind] > weights[best.kind] ? knot : best), first);
  return (
    <div
      className="line-knot"
      data-kind={shown.kind}
      style={{ insetInlineStart: place, insetBlockStart: laneAt(cluster.lane) }}
    >
      <svg viewBox="-10 -10 20 20" focusable="false" aria-hidden="true">
        <KnotShape kind={shown.kind} />
      </svg>
      {more.length > 0 && <span className="line-count">{cluster.knots.length}</span>}
    </div>
  );
}

const weights: Readonly<Record<Knot["kind"], number>> = {
  proposed: 1,
  ratified: 6,
  entry: 9,
  acceded: 4,
  left: 5,
  review: 2,
  renewal: 3,
  ballots: 2,
  promise: 2,
  lapse: 8,
  resumed: 7,
  end: 5,
  givenUp: 3,
};

function KnotShape({ kind }: { readonly kind: Knot["kind"] }) {
  switch (kind) {
    case "proposed":
      return <circle r="5" />;
    case "ratified":
      return <circle r="5.5" className="full" />;
    case "entry":
      return (
        <>
          <circle r="8.5" />
          <circle r="4.5" className="full" />
        </>
      );
    case "resumed":
      return (
        <>
          <circle r="8.5" strokeDasharray="3 2.5" />
          <circle r="4.5" className="full" />
        </>
      );
    case "acceded":
      return (
        <>
          <circle r="7" />
          <path d="M-4 0H4M0-4V4" />
        </>
      );
    case "left":
      return (
        <>
          <circle r="7" />
          <path d="M-4 0H4" />
        </>
      );
    case "givenUp":
      return <path d="M-5-5L5 5M5-5L-5 5" />;
    case "lapse":
      return <path d="M-6-7H0V7H-6M4-4L8 4M8-4L4 4" />;
    case "end":
      return <path d="M-6-7H0V7H-6" />;
    case "review":
      return <path d="M0-7L6.5 5H-6.5Z" />;
    case "renewal":
      return <path d="M0-7L7 0 0 7-7 0Z" />;
    case "ballots":
      return <path d="M-5-6H5V6H-5ZM-2-1L0 2 4-4" />;
    case "promise":
      return <path d="M-5 7V-7L6-3-5 1" />;
  }
}
