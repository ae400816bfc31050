import type { CharterView, TimelineEntry } from "../../../../shared/api/hostApi.ts";

/** What every place of a charter needs. */
export interface CharterData {
  readonly view: CharterView;
  /** As the host gives it; `layTimeline` orders it. */
  readonly timeline: readonly TimelineEntry[];
}
