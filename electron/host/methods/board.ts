/** Where each party stands on each clause. */
import type { BoardApi } from "../../../shared/api/board.ts";
import { ok } from "../../../shared/base/result.ts";
import type { Desk } from "./desk.ts";

export const boardMethods = ({ withCharter }: Desk): BoardApi => ({
  getBoard: ({ charter, clause }) =>
    withCharter(charter, (open, { boards }) =>
      clause === null ? boards.readWhole(open) : ok(boards.read(open, clause)),
    ),
  closeClause: (args) => withCharter(args.charter, (open, { boards }) => boards.close(open, args)),
  takeStance: (args) => withCharter(args.charter, (open, { boards }) => boards.take(open, args)),
});
