import type { TimelineEntry } from "../../../../shared/api/agreements.ts";
import type { CharterView } from "../../../../shared/api/library.ts";

/** What every place of a charter needs. */
export interface CharterData {
  readonly view: CharterView;
  /** As the host gives it; `layTimeline` orders it. */
  readonly timeline: readonly TimelineEntry[];
}
