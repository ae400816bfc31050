/** One session of writing, played again step by step. Nothing begins by itself, and nothing is changed by looking. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaybackStepView } from "../../../shared/api/authorship.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnounce } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useEventWords } from "../charter/clause/useEventWords.ts";
import { useAuthor } from "../charter/state/useAuthor.ts";
import { routeHash } from "../shell/routes.ts";
import { Screen } from "../shell/Screen.tsx";
import { PlayedStep } from "./PlayedStep.tsx";
import { usePlayback } from "./usePlayback.ts";

/** How long each step is shown. */
const pacesMs = { slow: 5_000, usual: 2_500, fast: 1_000 } as const;
/** So many clauses of a step are said aloud. */
const maxSaid = 3;
type Pace = keyof typeof pacesMs;
const paces: readonly Pace[] = ["slow", "usual", "fast"];

export function PlaybackScreen(props: { readonly view: CharterView; readonly from: number; readonly to: number }) {
  const { t } = useTranslation();
  const { view, from, to } = props;
  const { id: charter } = view;
  const [index, setIndex] = useState(0);
  const { count, step, error } = usePlayback(charter, from, to, index);
  return (
    <Screen
      title={t("playback.one")}
      lead={t("playback.oneLead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "sessions", charter })}>
          {t("playback.title")}
        </a>
      }
    >
      <ErrorNotice error={error} />
      {count !== null && (
        <div className="playback">
          <Player count={count} index={index} step={step} onGo={setIndex} />
          {step !== null ? (
            <PlayedStep key={step.from} view={view} step={step} />
          ) : (
            error === null && <p className="calm">{t("app.opening")}</p>
          )}
        </div>
      )}
      {count === null && error === null && <p className="calm">{t("app.opening")}</p>}
    </Screen>
  );
}

function Player(props: {
  readonly count: number;
  readonly index: number;
  readonly step: PlaybackStepView | null;
  readonly onGo: (index: number) => void;
}) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const words = useStepWords();
  const { count, index, step, onGo } = props;
  const [isPlaying, setPlaying] = useState(false);
  const [pace, setPace] = useState<Pace>("usual");
  const isLast = index >= count - 1;
  const place = t("playback.stepAt", { index: index + 1, count });
  const said = step === null ? place : `${place}. ${words.whole(step)}`;

  /** The slider says by itself where it stands; of a step that is come to otherwise it is said here, once it is read. */
  const toSay = useRef<number | null>(null);
  useEffect(() => {
    if (step === null || toSay.current !== index) return;
    toSay.current = null;
    announce(said);
  }, [step, index, said, announce]);

  useEffect(() => {
    if (!isPlaying || step === null) return;
    const timer = setTimeout(() => {
      // Who opened a dialog of this step reads it.
      if (document.querySelector(".dialog") !== null) {
        setPlaying(false);
        return;
      }
      if (isLast) {
        setPlaying(false);
        announce(t("playback.atEnd"));
        return;
      }
      toSay.current = index + 1;
      onGo(index + 1);
    }, pacesMs[pace]);
    return () => clearTimeout(timer);
  }, [isPlaying, step, isLast, index, pace, onGo, announce, t]);

  const go = (to: number) => {
    setPlaying(false);
    toSay.current = to;
    onGo(to);
  };
  const play = () => {
    if (!isPlaying && isLast && count > 1) {
      toSay.current = 0;
      onGo(0);
    }
    setPlaying(!isPlaying);
  };

  return (
    <section className="player" aria-label={t("playback.player")}>
      <h2 className="player-place">{place}</h2>
      {step !== null && <p className="player-who">{words.who(step)}</p>}
      <input
        type="range"
        className="player-slider"
        aria-label={t("playback.slider")}
        aria-valuetext={said}
        min={1}
        max={count}
        value={index + 1}
        disabled={count === 1}
        onChange={(event) => {
          setPlaying(false);
          onGo(Number(event.target.value) - 1);
        }}
      />
      <div className="row">
        <Button isDisabled={index === 0} onPress={() => go(index - 1)}>
          {t("authorship.earlier")}
        </Button>
        <Button tone="primary" isDisabled={count === 1} onPress={play}>
          <Icon name={isPlaying ? "pause" : "play"} /> {t(isPlaying ? "playback.pause" : "playback.play")}
        </Button>
        <Button isDisabled={isLast} onPress={() => go(index + 1)}>
          {t("authorship.later")}
        </Button>
        <Choice
          isInline
          label={t("playback.pace")}
          value={pace}
          options={paces.map((value) => ({ value, label: t(`playback.paces.${value}`) }))}
          onChange={setPace}
        />
      </div>
    </section>
  );
}

/** Who wrote a step and when, and what it did to which clause. */
function useStepWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const clauseWords = useClauseWords();
  const events = useEventWords();
  const who = (step: PlaybackStepView): string => formats.row([author(step.author), formats.moment(step.at)]);
  return {
    who,
    whole(step: PlaybackStepView): string {
      if (step.clauses.length === 0) return `${who(step)}. ${t("playback.unchanged")}`;
      const said = step.clauses
        .slice(0, maxSaid)
        .map((clause) => `${clauseWords.title(clause)}: ${events(clause.events)}`);
      const count = step.clauses.length - said.length + step.more;
      const more = count === 0 ? [] : [t("playback.moreClauses", { clauses: t("news.clauses", { count }) })];
      return [who(step), ...said, ...more].join(". ");
    },
  };
}
