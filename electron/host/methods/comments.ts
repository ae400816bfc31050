/** What people say about words of the text. */
import type { CommentsApi } from "../../../shared/api/comments.ts";
import { ok } from "../../../shared/base/result.ts";
import type { Desk } from "./desk.ts";

export const commentsMethods = ({ withCharter }: Desk): CommentsApi => ({
  listComments: ({ charter, clause }) =>
    withCharter(charter, (open, { commentThreads }) => ok(commentThreads.list(open, clause))),
  comment: (args) => withCharter(args.charter, (open, { commentThreads }) => commentThreads.open(open, args)),
  answerThread: (args) => withCharter(args.charter, (open, { commentThreads }) => commentThreads.answer(open, args)),
});
