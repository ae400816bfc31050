/**
 * The draft of each charter as it is read for comments and stances, kept up with its document so that a look costs what
 * changed since the last one.
 * Owns: one reading for each charter that was asked for. Called by: commentThreads.ts, board.ts.
 */
import type { ClauseId } from "../../../shared/base/ids.ts";
import { looseId, ownTextBlocks, placeClauses } from "../../../shared/charter/text/clauses.ts";
import type { Clause, ElementNode } from "../../../shared/charter/text/model.ts";
import { createKeptReading } from "../../../shared/crdt/reading/keptReading.ts";
import type { Reading } from "../../../shared/crdt/reading/reading.ts";
import type { OpenCharter } from "../library/charters.ts";

export interface Draft {
  readonly reading: Reading;
  /** In the order of the text. */
  readonly clauses: readonly Clause[];
  /** The paragraphs and headings of a clause, or, for `looseId`, of the text outside every clause; null: it does not stand. */
  blocksOf(clause: ClauseId): readonly ElementNode[] | null;
}

export type Drafts = ReturnType<typeof createDrafts>;

export function createDrafts() {
  const readings = new WeakMap<OpenCharter, Reading>();

  return {
    of(charter: OpenCharter): Draft {
      // A text that is folded anew is another document.
      const yDoc = charter.replica.yDoc();
      let reading = readings.get(charter);
      if (reading?.yDoc !== yDoc) {
        reading = createKeptReading(yDoc);
        readings.set(charter, reading);
      }
      const text = reading.text();
      const clauses = placeClauses(text).map(({ clause }) => clause);
      return {
        reading,
        clauses,
        blocksOf(id) {
          const node = id === looseId ? text : clauses.find((clause) => clause.id === id)?.node;
          return node === undefined ? null : [...ownTextBlocks(node)].map(({ block }) => block);
        },
      };
    },
  };
}
