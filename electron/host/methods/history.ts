/** Text that lost its place. */
import type { HistoryApi } from "../../../shared/api/history.ts";
import { type Desk, writable } from "./desk.ts";

export const historyMethods = ({ emit, withCharter }: Desk): HistoryApi => ({
  listDirectEdits: ({ charter }) => withCharter(charter, (open, { directEdits }) => directEdits.list(open)),
  getLostText: ({ charter }) => withCharter(charter, (open, { lostTexts }) => lostTexts.list(open)),
  restoreLostText: ({ charter, item }) =>
    withCharter(charter, async (open, { lostTexts }) => {
      const allowed = writable(open);
      const restored = allowed.ok ? await lostTexts.restore(open, item) : allowed;
      if (restored.ok) emit({ kind: "newsChanged", charter });
      return restored;
    }),
  dismissLostText: ({ charter, item }) =>
    withCharter(charter, async (open, { lostTexts }) => {
      const dismissed = await lostTexts.dismiss(open, item);
      if (dismissed.ok) emit({ kind: "newsChanged", charter });
      return dismissed;
    }),
});
