import type { LostTextView, UnreadView } from "../../../shared/api/history.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { type Live, useLive } from "../shell/hostContext.tsx";

const concernsUnread =
  (charter: CharterId) =>
  (event: HostEvent): boolean =>
    event.kind === "unreadChanged" && event.charter === charter;

/** What others changed since this person read the text. */
export const useUnread = (charter: CharterId): Live<UnreadView> =>
  useLive(`unread ${charter}`, (api) => api.getUnread({ charter }), concernsUnread(charter));

/** Text that lost its place, the newest first. */
export const useLostText = (charter: CharterId): Live<readonly LostTextView[]> =>
  useLive(`lost ${charter}`, (api) => api.getLostText({ charter }), concernsUnread(charter));
