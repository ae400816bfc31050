import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CharterId, EnvelopeHash } from "../../../shared/base/ids.ts";
import { hasRatified, heldBallots, heldProposals } from "../../../shared/ledger/agreements/agreements.ts";
import type { Judged } from "../../../shared/ledger/ledger.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import type { TextStanding } from "../../../shared/ledger/log/clients.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import { type Book, createBook, type Written } from "../../support/builders.ts";
import { type Chance, chance } from "../crdt/support/chance.ts";
import { deeds, type History, playHistory } from "./support/history.ts";

interface Reader {
  book: Book;
  readonly verdicts: Map<EnvelopeHash, string>;
  readonly standings: Map<EnvelopeHash, TextStanding>;
}

const newReader = (charter: CharterId): Reader => ({
  book: createBook(charter),
  verdicts: new Map(),
  standings: new Map(),
});

function standOf(reader: Reader, accepted: Accepted | undefined): void {
  if (accepted?.type === envelopeTypes.text)
    reader.standings.set(accepted.place.hash, reader.book.ledger.standingOfText(accepted));
}

/** As a replica does: each text is folded when it comes, and all of them again where the ledger says so. */
function read(reader: Reader, written: Written, judged: Judged): void {
  reader.verdicts.set(written.signed.hash, judged.kind === "refused" ? judged.reason : judged.kind);
  if (reader.book.take(written, judged) !== "ready") return;
  standOf(reader, reader.book.accepted().at(-1));
  if (!reader.book.ledger.isRefoldDue()) return;
  reader.book.ledger.beginFold();
  for (const accepted of reader.book.accepted()) standOf(reader, accepted);
}

/** Everything, in any order that has nothing before its past; `rest` comes after each. */
function deliver(reader: Reader, signed: readonly Written[], by: Chance, rest: () => void = () => undefined): void {
  let waiting = signed;
  while (waiting.length > 0) {
    const before = waiting.length;
    waiting = by.shuffle(waiting).filter((written) => {
      const judged = reader.book.ledger.judge(written.signed);
      if (judged.kind === "missing") return true;
      read(reader, written, judged);
      rest();
      return false;
    });
    if (waiting.length === before) {
      for (const written of waiting) reader.verdicts.set(written.signed.hash, "missing");
      return;
    }
  }
}

/** With the keys of each object in one order: a snapshot has them in its own. */
const inOrder = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array
    ? value.join()
    : typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value;
const sorted = (values: Iterable<unknown>): readonly string[] =>
  [...values].map((one) => JSON.stringify(one, inOrder)).sort();

function stateOf({ book, verdicts, standings }: Reader): unknown {
  const { ledger } = book;
  const { parties, devices, former, invites, decisions, sheets, notCounted, rotations } = ledger.membership();
  return {
    parties: sorted([...parties].map(([id, { card, admittedAt }]) => [id, card.name, admittedAt])),
    devices: sorted([...devices].map(([id, { card, role, admittedAt }]) => [id, card, role, admittedAt])),
    former: sorted([...former].map(([id, { by, lastSeq, member }]) => [id, by, lastSeq, member.role])),
    invites: sorted(invites),
    decisions: sorted(decisions),
    sheets: sorted(sheets),
    notCounted: sorted(notCounted),
    rotations: sorted(rotations.map(({ entry, ways, openTo }) => [entry, sorted(ways), openTo])),
    forks: sorted(ledger.forks()),
    heads: sorted(ledger.snapshot().heads),
    proposals: sorted(heldProposals(ledger).map(([{ id }]) => id)),
    ballots: sorted(heldBallots(ledger)),
    isRatified: hasRatified(ledger),
    missing: sorted([...devices.keys()].map((device) => [device, ledger.missingFor(device)])),
    verdicts: sorted(verdicts),
    standings: sorted(standings),
  };
}

/** For a longer look: `TESSERA_HISTORIES=2000 TESSERA_HISTORY_SEED=5`; fast-check says the seed of what it finds. */
const { TESSERA_HISTORIES: runs = "20", TESSERA_HISTORY_SEED: seed = "20260724" } = process.env;
const longestMs = 60_000 + 1000 * Number(runs);

const check = (run: (history: History, by: Chance) => void): void =>
  fc.assert(
    fc.property(
      deeds(70),
      fc.nat({ max: 6 }),
      fc.subarray([0, 1, 2, 3, 4], { minLength: 1, maxLength: 2 }),
      fc.nat(),
      (plan, early, hostile, order) => run(playHistory(plan, early, hostile), chance(order)),
    ),
    { seed: Number(seed), numRuns: Number(runs) },
  );

describe("Any history", () => {
  it(
    "[L3] [L22] [L25] [L27] [L28] [L34] comes to the same in whatever order it arrives",
    () => {
      check(({ charter, signed }, by) => {
        const readers = Array.from({ length: 4 }, () => newReader(charter));
        for (const reader of readers) deliver(reader, signed, by);
        const [first, ...others] = readers.map(stateOf);
        for (const other of others) expect(other).toEqual(first);
      });
    },
    longestMs,
  );

  it(
    "[L3] [L25] goes on from a snapshot as if it had never stopped",
    () => {
      check(({ charter, signed }, by) => {
        const orders = by.int(1_000_000);
        const [whole, resumed] = [newReader(charter), newReader(charter)];
        deliver(whole, signed, chance(orders));
        const breaks = chance(orders + 1);
        deliver(resumed, signed, chance(orders), () => {
          if (breaks.int(6) > 0) return;
          const snapshot = decodeSnapshot(encodeSnapshot(resumed.book.ledger.snapshot()));
          if (snapshot === null) throw new Error("a snapshot is read back");
          resumed.book = createBook(charter, { book: resumed.book, snapshot });
        });
        expect(stateOf(resumed)).toEqual(stateOf(whole));
      });
    },
    longestMs,
  );
});
