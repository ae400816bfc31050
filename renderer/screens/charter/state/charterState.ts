/** The state of a charter as its header and its timeline say it. */

import type { TimelineEntry } from "../../../../shared/api/agreements.ts";
import type { CharterState, CharterView } from "../../../../shared/api/library.ts";
import type { BadgeTone } from "../../../ui/Badge.tsx";
import type { IconName } from "../../../ui/Icon.tsx";

export interface StateShown {
  readonly state: CharterState;
  /** The text in force, or, where it lapsed, the last one that was. */
  readonly entry: TimelineEntry | null;
  readonly endsOn: string | null;
}

export function readCharterState(
  view: Pick<CharterView, "state" | "inForce">,
  timeline: readonly TimelineEntry[],
): StateShown {
  const inForce = timeline.find((entry) => entry.proposal === view.inForce);
  const entry = inForce ?? (view.state === "lapsed" ? lastLapsed(timeline) : null);
  return { state: view.state, entry: entry ?? null, endsOn: entry?.endedOn ?? entry?.endsOn ?? null };
}

const lastLapsed = (timeline: readonly TimelineEntry[]): TimelineEntry | null =>
  timeline
    .filter((entry) => entry.state === "lapsed")
    .reduce<TimelineEntry | null>(
      (last, entry) => (last === null || (entry.endsOn ?? "") > (last.endsOn ?? "") ? entry : last),
      null,
    );

export const stateBadges: Readonly<Record<CharterState, { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  draft: { tone: "neutral", icon: "draft" },
  inForce: { tone: "good", icon: "seal" },
  due: { tone: "warn", icon: "clock" },
  lapsed: { tone: "bad", icon: "alert" },
  contested: { tone: "warn", icon: "alert" },
};
