/** [L16] [L49] Whatever is signed apart and in whatever order it comes: two unrelated texts, and the proof of who signed both. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayOf } from "../../../shared/base/days.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { heldBallots, heldProposals, standingsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { readLineage } from "../../../shared/ledger/agreements/lineage.ts";
import { mustSupersede } from "../../../shared/ledger/agreements/ratification.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { type Book, copyBook, createBook, startMs, type TestPerson, type Written } from "../../support/builders.ts";
import { ada, ben, cyra, threeParties } from "./support/joining.ts";

interface Deed {
  readonly who: number;
  readonly what: "hear" | "propose" | "ratify";
  readonly pick: number;
}

const plans: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constantFrom("hear", "hear", "hear", "propose", "ratify", "ratify", "ratify", "ratify"),
    pick: fc.nat({ max: 100 }),
  }),
  { minLength: 30, maxLength: 50, size: "max" },
);
const people = [ada, ben, cyra] as const;
const today = addDays(dayOf(startMs), 1);

/** Each signs on what they hold, and keeps to no rule but those of the ledger. */
function play(plan: readonly Deed[]): readonly Written[] {
  const start = threeParties();
  const books = people.map(() => copyBook(start));
  for (const [step, { who, what, pick }] of plan.entries()) {
    const [by, held] = [people[who] as TestPerson, books[who] as Book];
    const known = heldProposals(held.ledger).map(([proposal]) => proposal);
    const proposal = known[pick % Math.max(1, known.length)];
    if (what === "hear") held.takeAll(books[pick % 3] as Book);
    else if (what === "ratify" && proposal !== undefined)
      held.ballot(by, { id: proposal.id, contentHash: hex(proposal.contentHash) }, { time: startMs + step });
    else if (what === "propose" && known.length < 3) propose(held, by, pick, step);
  }
  return [...new Map(books.flatMap((book) => book.log().map((one) => [one.signed.hash, one] as const))).values()];
}

const hex = (written: string) => Uint8Array.from(Buffer.from(written, "hex"));

/** On something ratified or on nothing; replacing what has to be, or, carelessly, nothing. */
function propose(held: Book, by: TestPerson, pick: number, step: number): void {
  const ratified = standingsOf(held.ledger, today).flatMap(({ ratifiedAt, proposal }) =>
    ratifiedAt === null ? [] : [proposal.id],
  );
  const parent: ProposalId | null = ratified[pick % (ratified.length + 1)] ?? null;
  const all = new Map(heldProposals(held.ledger).map(([proposal]) => [proposal.id, proposal]));
  const cast = heldBallots(held.ledger).map(([ballot]) => ballot);
  const supersedes = pick % 3 === 0 ? [] : mustSupersede(parent, readLineage(all), cast);
  held.propose(by, {
    ...{ parent, supersedes, ratifiedBefore: supersedes.filter((one) => ratified.includes(one)) },
    ...{ needed: 2 + (pick % 2), nonce: `${step}`, time: startMs + step },
  });
}

/** Everything that was signed, as it comes to somebody in this order, some of it twice. */
function arrive(signed: readonly Written[], order: readonly number[]): Book {
  const [first] = signed;
  if (first === undefined) throw new Error("a charter has a genesis");
  const book = createBook(first.envelope.charter);
  let waiting = signed.map((one, index) => ({ one, at: order[index % order.length] ?? 0 }));
  waiting.sort((a, b) => a.at - b.at);
  while (waiting.length > 0) {
    const before = waiting.length;
    waiting = waiting.filter(({ one }) => book.take(one) === "missing");
    if (waiting.length === before) throw new Error("everything's past is there");
  }
  return book;
}

describe("Two unrelated texts", () => {
  it("[L16] [L49] are never both ratified without a party whose two signed ballots prove that it signed both", () => {
    let pairs = 0;
    const orders = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(plans, orders, (plan, order) => {
        const { ledger, log } = arrive(play(plan), order);
        const standings = standingsOf(ledger, today);
        const lineage = readLineage(new Map(standings.map(({ proposal }) => [proposal.id, proposal])));
        const ratified = standings.filter(({ ratifiedAt }) => ratifiedAt !== null);
        const wires = log().flatMap(({ envelope: { type, body } }) =>
          type === envelopeTypes.ballot && body ? [body] : [],
        );
        const proven = wires.map(readBallot).flatMap((read) => (read.ok ? [read.value] : []));
        for (const one of ratified)
          for (const other of ratified) {
            if (one.proposal.id >= other.proposal.id || lineage.isRelated(one.proposal.id, other.proposal.id)) continue;
            pairs++;
            const both = one.doubleSigned.filter((party) => other.doubleSigned.includes(party));
            expect(both.length).toBeGreaterThan(0);
            const signs = (party: string, proposal: string): boolean =>
              proven.some(
                (ballot) => ballot.party === party && ballot.proposal === proposal && ballot.choice === "ratify",
              );
            expect(both.some((party) => signs(party, one.proposal.id) && signs(party, other.proposal.id))).toBe(true);
          }
      }),
      { numRuns: 60, seed: 16 },
    );
    // It has happened.
    expect(pairs).toBeGreaterThan(20);
  });
});
