/** What parties look back on when they renew, and what is due. */
import type { DueView, RenewalApi } from "../../../shared/api/renewal.ts";
import { ok } from "../../../shared/base/result.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { Desk } from "./desk.ts";

export const renewalMethods = ({ atWork, withCharter }: Desk): RenewalApi => ({
  getLookBack: ({ charter, proposal }) =>
    withCharter(charter, (open, { ratification }) => ratification.lookBack(open, proposal)),
  listDue: () =>
    atWork(async ({ charters, ratification }) => {
      const all: DueView[] = [];
      for (const charter of charters.readable()) {
        if (!charter.replica.isClosed()) all.push(...ratification.due(charter));
        // Each has a text to read the first time.
        await breathe();
      }
      return ok(all.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)));
    }),
});
