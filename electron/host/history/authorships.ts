/**
 * Who wrote the words that stand in a charter's text: from the id of each word over the session to the device, and from
 * there to the person and the party.
 * Called by: methods/authorship.ts. Owns nothing: each answer is read anew from the document and the signed changes.
 */
import type { Writer, WrittenBlock, WrittenClause, WrittenRun } from "../../../shared/api/authorship.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Author } from "../../../shared/api/people.ts";
import type { ClauseId, DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import {
  looseId,
  numbersOf,
  ownTextBlocks,
  placeClauses,
  plainText,
  type ReadsAs,
  readsAs,
} from "../../../shared/charter/text/clauses.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { type AuthorRun, createAuthorship } from "../../../shared/crdt/history/authorship.ts";
import { createCleanSight } from "../../../shared/crdt/reading/cleanSight.ts";
import type { Inline } from "../../../shared/crdt/reading/flow.ts";
import { createReading, inlineNodes } from "../../../shared/crdt/reading/reading.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { SignedChanges } from "./signedChanges.ts";

/** An element among words as it is read out. */
const wordsIn =
  (reads: ReadsAs) =>
  (inline: Inline): string =>
    plainText({ type: "paragraph", attrs: {}, content: inlineNodes([inline]) }, reads);

export function createAuthorships(changesOf: (charter: OpenCharter) => SignedChanges) {
  async function read(
    charter: OpenCharter,
    clause: ClauseId | null,
  ): Promise<Result<readonly WrittenClause[], HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const yDoc = charter.replica.yDoc();
    const reading = createReading(yDoc, createCleanSight(yDoc));
    const text = reading.text();
    const placed = placeClauses(text).map((place) => place.clause);
    const wanted = clause === null ? placed : placed.filter(({ id }) => id === clause);
    if (clause !== null && wanted.length === 0) return err({ kind: "clauseNotFound", clause });
    const { runsOf } = createAuthorship(
      reading,
      changes.ranges().inserted,
      wordsIn(readsAs(numbersOf(placed), promiseWordsIn(charter))),
    );
    const namesOf = authorsBy(charter);
    const timeOf = new Map(changes.all().map(({ no, time }) => [no, time]));
    const writtenOf = (node: ElementNode): readonly WrittenBlock[] =>
      [...ownTextBlocks(node)].map(({ block, language }) => ({
        language,
        runs: joinRuns(runsOf(block), namesOf, timeOf),
      }));
    const loose = clause === null ? writtenOf(text) : [];
    const outside = { id: looseId, kind: "clause", number: "", heading: "", depth: 0, blocks: loose } as const;
    return ok([
      ...(loose.length === 0 ? [] : [outside]),
      ...wanted.map(({ id, kind, number, heading, depth, node }) => ({
        ...{ id, kind, number, heading, depth },
        blocks: writtenOf(node),
      })),
    ]);
  }

  async function writers(charter: OpenCharter): Promise<Result<readonly Writer[], HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const namesOf = authorsBy(charter);
    const clients = new Set(changes.all().map(({ inserted }) => inserted.client));
    return ok([...clients].map((client) => ({ client, ...namesOf(client) })));
  }

  return { read, writers };
}

type NamesOf = (client: number) => { readonly device: DeviceId; readonly author: Author };

/** Looked up once for each client. */
function authorsBy(charter: OpenCharter): NamesOf {
  const known = new Map<number, ReturnType<NamesOf>>();
  return (client) => {
    const kept = known.get(client);
    if (kept !== undefined) return kept;
    const session = charter.replica.ledger().session(client);
    if (session === null) throw new Error("every text was written in a session");
    const names = { device: session.device, author: authorOf(charter, session.device) };
    known.set(client, names);
    return names;
  };
}

/** Neighbours that one device wrote are one. */
function joinRuns(
  runs: readonly AuthorRun[],
  namesOf: NamesOf,
  timeOf: ReadonlyMap<number, number>,
): readonly WrittenRun[] {
  const joined: WrittenRun[] = [];
  for (const { text, client, change } of runs) {
    const { device, author } = namesOf(client);
    const no = change ?? 0;
    const at = timeOf.get(no) ?? 0;
    const last = joined.at(-1);
    if (last?.device !== device) joined.push({ text, author, device, firstAt: at, lastAt: at, change: no });
    else
      joined[joined.length - 1] = {
        ...last,
        text: last.text + text,
        firstAt: Math.min(last.firstAt, at),
        lastAt: no > last.change ? at : last.lastAt,
        change: Math.max(last.change, no),
      };
  }
  return joined;
}
