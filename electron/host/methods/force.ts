/** What is in force on a day, and the status of a text. */
import type { ForceApi } from "../../../shared/api/force.ts";
import type { Desk } from "./desk.ts";

export const forceMethods = ({ withCharter }: Desk): ForceApi => ({
  getForce: ({ charter, ...asked }) =>
    withCharter(charter, (open, { ratification }) => ratification.force(open, asked)),
  getForceOver: ({ charter, ...asked }) =>
    withCharter(charter, (open, { ratification }) => ratification.forceOver(open, asked)),
  getStatusTable: ({ charter, proposal }) =>
    withCharter(charter, (open, { ratification }) => ratification.statusTable(open, proposal)),
});
