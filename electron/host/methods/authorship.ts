/** Who wrote what stands in a text, and what became of each clause. */
import type { AuthorshipApi } from "../../../shared/api/authorship.ts";
import type { Desk } from "./desk.ts";

export const authorshipMethods = ({ withCharter }: Desk): AuthorshipApi => ({
  getAuthorship: ({ charter, clause }) =>
    withCharter(charter, (open, { authorships }) => authorships.read(open, clause)),
  getWriters: ({ charter }) => withCharter(charter, (open, { authorships }) => authorships.writers(open)),
  getClauseHistory: ({ charter, clause, before }) =>
    withCharter(charter, (open, { clauseHistories }) => clauseHistories.read(open, clause, before)),
});
