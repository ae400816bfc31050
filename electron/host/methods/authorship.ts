/** Who wrote what stands in a text, what became of each clause, and the writing of it played again. */
import type { AuthorshipApi } from "../../../shared/api/authorship.ts";
import { ok } from "../../../shared/base/result.ts";
import { createCleanSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import { readRemoved } from "../../../shared/crdt/reading/removed.ts";
import type { Desk } from "./desk.ts";

export const authorshipMethods = ({ withCharter }: Desk): AuthorshipApi => ({
  getAuthorship: ({ charter, clause }) =>
    withCharter(charter, (open, { authorships }) => authorships.read(open, clause)),
  getWriters: ({ charter }) => withCharter(charter, (open, { authorships }) => authorships.writers(open)),
  getClauseHistory: ({ charter, clause, before }) =>
    withCharter(charter, (open, { clauseHistories }) => clauseHistories.read(open, clause, before)),
  listRemovedClauses: ({ charter }) =>
    withCharter(charter, ({ replica }) => {
      const yDoc = replica.yDoc();
      return ok(readRemoved(createReading(yDoc, createCleanSight(yDoc))));
    }),
  listSessions: ({ charter, before }) =>
    withCharter(charter, (open, { playbacks }) => playbacks.listSessions(open, before)),
  getPlayback: ({ charter, from, to, skip }) =>
    withCharter(charter, (open, { playbacks }) => playbacks.read(open, { from, to }, skip)),
});
