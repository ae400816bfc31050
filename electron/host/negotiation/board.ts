/** Where each party stands on each clause of the draft, and what is open. Owns nothing: each answer is read anew. Called by: methods/board.ts. */
import type { Board, BoardClause, PartyStanceView } from "../../../shared/api/board.ts";
import type { ThreadView } from "../../../shared/api/comments.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { Author } from "../../../shared/api/people.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import type { ClauseId, DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseTitle } from "../../../shared/charter/text/clauses.ts";
import type { Clause } from "../../../shared/charter/text/model.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readClosings } from "../../../shared/ledger/negotiation/closings.ts";
import { readStances, type StancesOn, statusOf } from "../../../shared/ledger/negotiation/stances.ts";
import { closingKind, encodeClosing } from "../../../shared/ledger/statements/closing.ts";
import { encodeStance } from "../../../shared/ledger/statements/stance.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import { closedAmong } from "./closedClauses.ts";
import type { CommentThreads } from "./commentThreads.ts";
import type { Drafts } from "./drafts.ts";
import type { OpenPoints } from "./openPoints.ts";

type StanceArgs = Parameters<HostApi["takeStance"]>[0];
type ClosingArgs = Parameters<HostApi["closeClause"]>[0];
type Counts = BoardClause["comments"];

const beginsCharacters = 160;
const noComments: Counts = { open: 0, resolved: 0 };

export type Boards = ReturnType<typeof createBoards>;

export function createBoards(args: {
  readonly clock: Clock;
  readonly me: DeviceId;
  readonly drafts: Drafts;
  readonly commentThreads: CommentThreads;
  readonly openPoints: OpenPoints;
}) {
  const { clock, me, drafts, commentThreads, openPoints } = args;

  /** With what is open, which signs what was typed here. */
  async function readWhole(charter: OpenCharter): Promise<Result<Board, HostError>> {
    const counted = await openPoints.counts(charter);
    if (!counted.ok) return counted;
    const open = [...counted.value].map(([clause, counts]) => ({ clause, ...counts }));
    return ok({ ...read(charter, null), open });
  }

  function read(charter: OpenCharter, only: ClauseId | null): Board {
    const { parties, devices } = charter.replica.ledger().membership();
    const { clauses } = drafts.of(charter);
    const counts = countThreads(commentThreads.list(charter, null));
    const viewOf = createViews(charter, counts);
    const known = new Set<string>(clauses.map(({ id }) => id));
    const elsewhere = [...counts].filter(([id]) => !known.has(id)).map(([, count]) => count);
    const member = devices.get(me);
    return {
      parties: [...parties.values()]
        .sort((a, b) => (a.card.id < b.card.id ? -1 : 1))
        .map(({ card: { id, name } }) => ({ id, name })),
      mine: member?.role === "delegate" ? member.card.party : null,
      clauses: clauses.filter(({ id }) => only === null || id === only).map(viewOf),
      open: [],
      commentsElsewhere: {
        open: elsewhere.reduce((sum, { open }) => sum + open, 0),
        resolved: elsewhere.reduce((sum, { resolved }) => sum + resolved, 0),
      },
    };
  }

  function createViews(charter: OpenCharter, counts: ReadonlyMap<ClauseId, Counts>) {
    const stancesOn: StancesOn = readStances(charter.replica.ledger());
    const isClosedOn = readClosings(charter.replica.ledger());
    const authors = new Map<DeviceId, Author>();
    const nameOf = (device: DeviceId): Author => {
      const author = authors.get(device) ?? authorOf(charter, device);
      authors.set(device, author);
      return author;
    };
    return ({ id, kind, number, heading, text, depth, node }: Clause): BoardClause => {
      const hash = clauseHash(node);
      const stances = stancesOn(id, hash);
      const status = statusOf(stances);
      return {
        ...{ id, kind, number, heading, depth, hash },
        begins: text.slice(0, beginsCharacters).toWellFormed(),
        status,
        isClosed: status === "agreed" && isClosedOn(id, hash),
        stances: stances.map(
          ({ party, state, said }): PartyStanceView => ({
            ...{ party, state },
            said: said.map(({ stance, reason, by, time, isPresent }) => ({
              ...{ stance, reason, at: time, isPresent },
              author: nameOf(by),
              device: by,
            })),
          }),
        ),
        comments: counts.get(id) ?? noComments,
      };
    };
  }

  /** The clause, in the words that the person saw, where this device speaks for a party. */
  function find(
    charter: OpenCharter,
    { clause: id, hash }: Pick<StanceArgs, "clause" | "hash">,
  ): Result<Clause, HostError> {
    const { replica } = charter;
    if (replica.ledger().membership().devices.get(me)?.role !== "delegate")
      return err({ kind: "notAuthorised", reason: "only a delegate says where a party stands" });
    if (replica.lacksRuleset() !== null) return err({ kind: "readOnly", reason: "newerFormat" });
    const clause = drafts.of(charter).clauses.find((one) => one.id === id);
    if (clause === undefined) return err({ kind: "clauseNotFound", clause: id });
    return clauseHash(clause.node) === hash ? ok(clause) : err({ kind: "clauseChanged", clause: clauseTitle(clause) });
  }

  const viewNow = (charter: OpenCharter, clause: Clause): BoardClause =>
    createViews(charter, countThreads(commentThreads.list(charter, clause.id)))(clause);

  function take(charter: OpenCharter, args: StanceArgs): Result<BoardClause, HostError> {
    const clause = find(charter, args);
    if (!clause.ok) return clause;
    const { clause: id, hash, stance, reason } = args;
    const body = encodeStance({ clause: id, hash, stance, reason, time: clock.now() });
    const signed = charter.replica.append([{ type: envelopeTypes.stance, body }]);
    return signed.ok ? ok(viewNow(charter, clause.value)) : signed;
  }

  function close(charter: OpenCharter, args: ClosingArgs): Result<BoardClause, HostError> {
    const clause = find(charter, args);
    if (!clause.ok) return clause;
    const { clause: id, hash, closing } = args;
    if (viewNow(charter, clause.value).status !== "agreed")
      return err({ kind: "clauseNotAgreed", clause: clauseTitle(clause.value) });
    const body = encodeClosing({ clause: id, hash, closing, time: clock.now() });
    const signed = charter.replica.append([{ type: envelopeTypes.closing, body }]);
    return signed.ok ? ok(viewNow(charter, clause.value)) : signed;
  }

  /** Those that are closed; nothing is read where none ever was. */
  function closed(charter: OpenCharter): readonly ClauseId[] {
    const ledger = charter.replica.ledger();
    if (ledger.statements.all(closingKind).length === 0) return [];
    const { clauses } = drafts.of(charter);
    return closedAmong(ledger, clauses).map(({ id }) => id);
  }

  return { read, readWhole, take, close, closed };
}

function countThreads(threads: readonly ThreadView[]): ReadonlyMap<ClauseId, Counts> {
  const counts = new Map<ClauseId, Counts>();
  for (const { clause, isOpen } of threads) {
    const { open, resolved } = counts.get(clause.id) ?? noComments;
    counts.set(clause.id, isOpen ? { open: open + 1, resolved } : { open, resolved: resolved + 1 });
  }
  return counts;
}
