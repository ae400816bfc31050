/** Whether a draft is ready to be proposed. */
import type { DraftsApi } from "../../../shared/api/drafts.ts";
import type { Desk } from "./desk.ts";

export const draftsMethods = ({ withCharter }: Desk): DraftsApi => ({
  checkDraft: ({ charter, term = null }) =>
    withCharter(charter, (open, { draftChecks }) => draftChecks.check(open, term)),
});
