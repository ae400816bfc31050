import type { AwayView, LostTextView } from "../../../shared/api/history.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { type Live, useLive } from "../shell/hostContext.tsx";

const concernsNews =
  (charter: CharterId) =>
  (event: HostEvent): boolean =>
    event.kind === "newsChanged" && event.charter === charter;

/** What others changed since this person read the text. */
export const useAway = (charter: CharterId): Live<AwayView> =>
  useLive(`away ${charter}`, (api) => api.getAway({ charter }), concernsNews(charter));

/** Text that lost its place, the newest first. */
export const useLostText = (charter: CharterId): Live<readonly LostTextView[]> =>
  useLive(`lost ${charter}`, (api) => api.getLostText({ charter }), concernsNews(charter));
