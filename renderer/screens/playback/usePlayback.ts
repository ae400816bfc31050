/** The steps of one session, read a page at a time: the page that is looked at, and the next before it is needed. */
import { useEffect, useState } from "react";
import { maxPlaybackSteps, type PlaybackStepView, type PlaybackView } from "../../../shared/api/authorship.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useHost } from "../shell/hostContext.tsx";

export interface PlayedSession {
  /** Null until the first page is here. */
  readonly count: number | null;
  /** The one that is looked at; null while it is read. */
  readonly step: PlaybackStepView | null;
  readonly error: HostError | null;
}

export function usePlayback(charter: CharterId, from: number, to: number, index: number): PlayedSession {
  const { api } = useHost();
  const [pages, setPages] = useState<ReadonlyMap<number, PlaybackView>>(new Map());
  const [error, setError] = useState<HostError | null>(null);
  const count = pages.values().next().value?.count ?? null;
  const wanted = wantedPage(index, count ?? 0, (page) => pages.has(page));

  useEffect(() => {
    if (wanted === null) return;
    let isPast = false;
    void api.getPlayback({ charter, from, to, skip: wanted * maxPlaybackSteps }).then((read) => {
      if (isPast) return;
      if (read.ok) setPages((known) => new Map(known).set(wanted, read.value));
      setError(read.ok ? null : read.error);
    });
    return () => {
      isPast = true;
    };
  }, [api, charter, from, to, wanted]);

  return { count, step: pages.get(pageOf(index))?.steps[index % maxPlaybackSteps] ?? null, error };
}

const pageOf = (index: number): number => Math.floor(index / maxPlaybackSteps);

/** Which page to read now; null: none. `index`: of the step that is looked at, of `count`. */
export function wantedPage(index: number, count: number, isHere: (page: number) => boolean): number | null {
  const page = pageOf(index);
  if (!isHere(page)) return page;
  const isPastMiddle = index % maxPlaybackSteps >= maxPlaybackSteps / 2;
  return isPastMiddle && (page + 1) * maxPlaybackSteps < count && !isHere(page + 1) ? page + 1 : null;
}
