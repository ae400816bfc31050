/** What parties look back on when they renew, and what is due. */
import type { RenewalApi } from "../../../shared/api/renewal.ts";
import { ok } from "../../../shared/base/result.ts";
import type { Desk } from "./desk.ts";

export const renewalMethods = ({ atWork, withCharter }: Desk): RenewalApi => ({
  getLookBack: ({ charter, proposal }) =>
    withCharter(charter, (open, { ratification }) => ratification.lookBack(open, proposal)),
  listDue: () =>
    atWork(async ({ charters }) => {
      const all = (await charters.due()).flat();
      return ok(all.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)));
    }),
});
