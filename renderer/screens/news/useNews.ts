import type { LostTextView } from "../../../shared/api/history.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { News } from "../../../shared/api/news.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { type Live, useLive } from "../shell/hostContext.tsx";

const concernsNews =
  (charter: CharterId) =>
  (event: HostEvent): boolean =>
    event.kind === "newsChanged" && event.charter === charter;

/** What others did since this person's last look. */
export const useNews = (charter: CharterId): Live<News> =>
  useLive(`news ${charter}`, (api) => api.getNews({ charter }), concernsNews(charter));

/** Text that lost its place, the newest first. */
export const useLostText = (charter: CharterId): Live<readonly LostTextView[]> =>
  useLive(`lost ${charter}`, (api) => api.getLostText({ charter }), concernsNews(charter));
