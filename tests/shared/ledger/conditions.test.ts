/** How many parties it takes, by how many delegates, in which form, and who has left: in the ledger and in certificates. */
import { describe, expect, it } from "vitest";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { type Conditions, conditionFault, usualConditions } from "../../../shared/charter/parties/conditions.ts";
import type { Practice } from "../../../shared/charter/parties/practice.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { decodeContent } from "../../../shared/charter/text/canonical.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseRoot } from "../../../shared/charter/text/clauseRoot.ts";
import { placeClauses } from "../../../shared/charter/text/clauses.ts";
import { standingsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import type { ProposalStanding } from "../../../shared/ledger/agreements/ratification.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { headerOf, type WithdrawalId } from "../../../shared/ledger/statements/proposal.ts";
import { encodeSigners } from "../../../shared/ledger/statements/signers.ts";
import { readWithdrawal, signWithdrawal, type Withdrawal } from "../../../shared/ledger/statements/withdrawal.ts";
import {
  admitEntry,
  type Book,
  ballotOf,
  certificateWire,
  consentEntry,
  dayMs,
  delegateOf,
  electorateOf,
  foundBook,
  founder,
  inviteKeyOf,
  openInviteEntry,
  type ProposalPlan,
  proposalOf,
  removeEntry,
  seedOf,
  startMs,
  type TestPerson,
} from "../../support/builders.ts";

const { ballot, proposal, signers, withdrawal } = envelopeTypes;
const [ada, ben, cyra, dora] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Dora")];
const partyOf = ({ party }: TestPerson) => party.card.id;
const inOrder = (...people: readonly TestPerson[]): readonly TestPerson[] =>
  [...people].sort((a, b) => (partyOf(a) < partyOf(b) ? -1 : 1));

function charterOf(...people: readonly TestPerson[]): Book {
  const book = foundBook(ada);
  for (const person of people) if (person !== ada) book.admit(ada, person);
  return book;
}

function standingOf(book: Book, id: ProposalId, day = "2023-11-20"): ProposalStanding {
  const found = standingsOf(book.ledger, day).find((one) => one.proposal.id === id);
  if (found === undefined) throw new Error("it is held");
  return found;
}

const verdictOf = (wire: Bytes): string => {
  const verified = verifyCertificate(wire);
  return verified.ok ? "verified" : verified.error.reason;
};

describe("Conditions", () => {
  const four = inOrder(ada, ben, cyra, dora).map(partyOf);
  const usual = usualConditions(4);
  it.each<[string, Partial<Conditions>, ReturnType<typeof conditionFault>]>([
    ["all of them", {}, null],
    ["half", { needed: 2 }, "noMajority"],
    ["more than there are", { needed: 5 }, "noMajority"],
    ["three, and force by three", { needed: 3, entry: { at: 3, delayDays: 30, joinDelayDays: 30 } }, null],
    ["three, and force by two", { needed: 3, entry: { at: 2, delayDays: 0, joinDelayDays: 0 } }, "entryBeforeRatified"],
    ["force by five", { entry: { at: 5, delayDays: 0, joinDelayDays: 0 } }, "entryBeyondParties"],
    ["a stranger that is indispensable", { indispensable: [partyOf(founder("Eve"))] }, "strangerIndispensable"],
    ["clauses out of order", { reservations: ["c2", "c1"] as ClauseId[] }, "notInOrder"],
  ])("[L12] of %s", (_, change, fault) => {
    expect(conditionFault({ ...usual, ...change }, four)).toBe(fault);
  });

  it("[C23] the root of the clauses changes with each of them, and with their order", () => {
    const rootOf = (content: Bytes): string => {
      const read = decodeContent(content);
      if (!read.ok) throw new Error(read.error.kind);
      return toHex(clauseRoot(read.value.text));
    };
    const book = charterOf(ben);
    const text = (...clauses: readonly string[]) =>
      rootOf(proposalOf(book.charter, ada, electorateOf(ada, ben), { text: clausesOf(clauses) }).contentBytes);
    const roots = [text("a", "b", "c"), text("b", "a", "c"), text("a", "b"), text("a", "b", "d"), text("a"), text()];
    expect(new Set(roots).size).toBe(roots.length);
    expect(text("a", "b", "c")).toBe(roots[0]);
  });
});

const clausesOf = (all: readonly string[]): NonNullable<ProposalPlan["text"]> => ({
  type: "doc",
  attrs: {},
  content: all.map((words) => ({
    type: "clause",
    attrs: { id: `c-${words}`, source: "" },
    content: [{ type: "paragraph", attrs: {}, content: [{ type: "text", text: words, marks: [] }] }],
  })),
});

describe("A threshold", () => {
  it("[L14] [L15] is met by enough parties with those that are indispensable, and force waits for more", () => {
    const book = charterOf(ben, cyra, dora);
    const made = book.propose(ada, {
      needed: 3,
      conditions: { indispensable: [partyOf(dora)], entry: { at: 4, delayDays: 30, joinDelayDays: 0 } },
    });
    for (const person of [ada, ben, cyra]) book.ballot(person, made);
    expect(standingOf(book, made.id)).toMatchObject({ state: "open", ratifiedAt: null });
    book.ballot(dora, made, { time: startMs + dayMs });
    expect(standingOf(book, made.id)).toMatchObject({
      state: "upcoming",
      ratifiedAt: startMs + dayMs,
      startsOn: "2023-12-15",
    });
    const other = book.propose(ada, {
      needed: 3,
      nonce: "other",
      conditions: { entry: { at: 4, delayDays: 0, joinDelayDays: 0 } },
    });
    for (const person of [ada, ben, cyra]) book.ballot(person, other);
    expect(standingOf(book, other.id)).toMatchObject({ state: "awaiting", ratifiedAt: startMs, startsOn: null });
  });

  it("[L15] cannot be met once an indispensable party declines", () => {
    const book = charterOf(ben, cyra);
    const made = book.propose(ada, { needed: 2, conditions: { indispensable: [partyOf(cyra)] } });
    book.ballot(cyra, made, { choice: "decline" });
    expect(standingOf(book, made.id).state).toBe("declined");
    book.ballot(ada, made);
    expect(standingOf(book, made.id).state).toBe("declined");
  });

  it("[L49] of what it replaces is met too, and a certificate shows it", () => {
    const book = charterOf(ben, cyra, dora);
    const first = book.propose(ada);
    for (const person of [ada, ben, cyra, dora]) book.ballot(person, first);
    // The parent asks for all four: three of them cannot set it aside, whatever the new text asks for.
    const next = book.propose(ada, { parent: first.id, needed: 3, nonce: "next" });
    for (const person of [ada, ben, cyra]) book.ballot(person, next);
    expect(standingOf(book, next.id).ratifiedAt).toBeNull();
    const three = inOrder(ada, ben, cyra).map((person) => ballotOf(person, next));
    const replaced = [headerOf(first.wire)];
    expect(verdictOf(certificateWire(next.wire, three, [], replaced))).toContain("of what it replaces");
    book.ballot(dora, next);
    expect(standingOf(book, next.id).ratifiedAt).toBe(startMs);
    const four = inOrder(ada, ben, cyra, dora).map((person) => ballotOf(person, next));
    expect(verdictOf(certificateWire(next.wire, four, [], replaced))).toBe("verified");
    expect(verdictOf(certificateWire(next.wire, four))).toContain("what it replaces");
    expect(verdictOf(certificateWire(next.wire, four, [], [headerOf(next.wire)]))).toContain("what it replaces");
  });

  it("[L49] of what was ratified beside its parent is met too: nobody takes back a promise behind another's back", () => {
    const book = charterOf(ben, cyra);
    const first = book.propose(ada, { needed: 2 });
    for (const person of [ada, ben, cyra]) book.ballot(person, first);
    const strict = book.propose(ada, { parent: first.id, needed: 3, nonce: "strict" });
    for (const person of [ada, ben, cyra]) book.ballot(person, strict);
    const back = { parent: first.id, supersedes: [strict.id], needed: 2, nonce: "back" };
    const members = electorateOf(ada, ben, cyra);
    expect(book.judge(ada, proposal, proposalOf(book.charter, ada, members, back).wire)).toContain("ratified");
    const made = book.propose(ada, { ...back, ratifiedBefore: [strict.id] });
    for (const person of [ada, ben]) book.ballot(person, made);
    expect(standingOf(book, made.id).ratifiedAt).toBeNull();
    book.ballot(cyra, made);
    expect(standingOf(book, made.id).ratifiedAt).toBe(startMs);
  });
});

describe("A party that asks for several of its delegates", () => {
  const [bea, bob] = [delegateOf(ben, "Bea"), delegateOf(ben, "Bob")];

  function withDelegates(): Book {
    const book = charterOf(ben);
    for (const one of [bea, bob]) book.admit(ben, one, "delegate");
    return book;
  }

  it("[L51] says so, and a proposal repeats it", () => {
    const book = withDelegates();
    book.write(bea, signers, encodeSigners({ count: 2, time: startMs }));
    const members = electorateOf(ada, ben);
    const asks = (count: number): string =>
      book.judge(
        ada,
        proposal,
        proposalOf(book.charter, ada, members, {
          signers: inOrder(ada, ben).map((one) => (one === ben ? count : 1)),
        }).wire,
      );
    expect(asks(1)).toContain("another number");
    expect(asks(2)).toBe("ready");
    // Each may ask for more, nobody alone for less; and at most all of them are asked for.
    book.write(bob, signers, encodeSigners({ count: 9, time: startMs }));
    expect([asks(2), asks(3)]).toEqual([expect.stringContaining("another number"), "ready"]);
    book.write(bob, signers, encodeSigners({ count: 1, time: startMs }));
    expect(asks(2)).toBe("ready");
  });

  it("[L51] has ratified when so many of its persons have, with the same reservations", () => {
    const book = withDelegates();
    book.write(ben, signers, encodeSigners({ count: 2, time: startMs }));
    const made = book.propose(ada, { signers: inOrder(ada, ben).map((one) => (one === ben ? 2 : 1)) });
    book.ballot(ada, made);
    book.ballot(ben, made);
    book.ballot(ben, made, { time: startMs + 5 });
    expect(standingOf(book, made.id).ratifiedAt).toBeNull();
    book.ballot(bea, made, { reservations: [reservedOf("c-x")] });
    expect(standingOf(book, made.id).ratifiedAt).toBeNull();
    book.ballot(bob, made, { time: startMs + dayMs });
    expect(standingOf(book, made.id)).toMatchObject({ ratifiedAt: startMs + dayMs, state: "inForce" });
    const wires = inOrder(ada, ben).flatMap((one) =>
      one === ada ? [ballotOf(ada, made)] : [ballotOf(ben, made), ballotOf(bob, made, { time: startMs + dayMs })],
    );
    expect(verdictOf(certificateWire(made.wire, wires))).toBe("verified");
    expect(verdictOf(certificateWire(made.wire, wires.slice(0, -1)))).not.toBe("verified");
  });
});

const reservedOf = (clause: string, hash = toHex(seedOf("words"))): Reserved => ({
  clause: clause as ClauseId,
  hash,
  how: "exclude",
  words: "Not for the upper valley.",
});

describe("A consent", () => {
  const observed: Practice = {
    clauses: [],
    day: "2023-10-01",
    place: "The ford",
    words: "Our grandmothers shared it so.",
    witnesses: [{ name: "Old Mina", party: partyOf(ada) }],
    evidence: [{ name: "song.ogg", hash: toHex(seedOf("song")) }],
  };

  it("[L48] reserves what the text lets it reserve", () => {
    const book = charterOf(ben);
    const text = clausesOf(["x", "y"]);
    const [x] = placeClauses(text);
    const only = book.propose(ada, { text, conditions: { reservations: ["c-x" as ClauseId] } });
    const cast = (made: typeof only, clause: string): string =>
      book.judge(
        ben,
        ballot,
        ballotOf(ben, made, { reservations: [reservedOf(clause, clauseHash(x?.clause.node as never))] }),
      );
    expect([cast(only, "c-x"), cast(only, "c-y")]).toEqual(["ready", expect.stringContaining("form")]);
    const none = book.propose(ada, { text, nonce: "none", conditions: { reservations: "none" } });
    expect(cast(none, "c-x")).toContain("form");
  });

  it("[L47] to a practised text says how it is observed, and to a signed one does not", () => {
    const book = charterOf(ben);
    const practised = book.propose(ada, { conditions: { form: "practised" } });
    const signed = book.propose(ada, { nonce: "signed" });
    const cast = (made: typeof signed, practice: Practice | null): string =>
      book.judge(ben, ballot, ballotOf(ben, made, { practice }));
    expect([cast(practised, observed), cast(practised, null)]).toEqual(["ready", expect.stringContaining("form")]);
    expect([cast(signed, null), cast(signed, observed)]).toEqual(["ready", expect.stringContaining("form")]);
    const wires = inOrder(ada, ben).map((one) => ballotOf(one, practised, { practice: observed }));
    const verified = verifyCertificate(certificateWire(practised.wire, wires));
    expect(verified.ok && verified.value.signatures.map(({ practice }) => practice)).toEqual([observed, observed]);
  });

  it("[L47] [L48] that declines reserves and observes nothing", () => {
    const book = charterOf(ben);
    const made = book.propose(ada);
    for (const plan of [{ reservations: [reservedOf("c-x")] }, { practice: observed }])
      expect(book.judge(ben, ballot, ballotOf(ben, made, { choice: "decline", ...plan }))).toContain("declines");
  });

  it("[L52] of some binds all only where all once agreed to that", () => {
    const book = charterOf(ben, cyra);
    const some = { needed: 2, conditions: { binds: "all" } } as const;
    const members = electorateOf(ada, ben, cyra);
    const judged = (plan: ProposalPlan): string =>
      book.judge(ada, proposal, proposalOf(book.charter, ada, members, plan).wire);
    expect(judged(some)).toContain("lets it bind");
    const plain = book.propose(ada, { nonce: "plain" });
    for (const person of [ada, ben, cyra]) book.ballot(person, plain);
    expect(judged({ ...some, parent: plain.id })).toContain("lets it bind");
    const allowing = book.propose(ada, { nonce: "allowing", parent: plain.id, conditions: { binds: "all" } });
    for (const person of [ada, ben]) book.ballot(person, allowing);
    expect(judged({ ...some, parent: allowing.id })).toContain("lets it bind");
    book.ballot(cyra, allowing);
    expect(judged({ ...some, parent: allowing.id })).toBe("ready");
    const invite = inviteKeyOf("Dora");
    const asked = book.govern(ada, { ...openInviteEntry(book.charter, invite, "party"), needed: 2 });
    book.govern(ben, consentEntry(asked));
    book.govern(ada, admitEntry(dora, invite, "party"));
    const four = electorateOf(ada, ben, cyra, dora);
    const withDora = { ...some, needed: 3, parent: allowing.id };
    expect(book.judge(ada, proposal, proposalOf(book.charter, ada, four, withDora).wire)).toContain("never agreed");
  });

  it("[L12] to a prolongation is to the same words", () => {
    const book = charterOf(ben);
    const first = book.propose(ada);
    const members = electorateOf(ada, ben);
    const judged = (plan: ProposalPlan): string =>
      book.judge(
        ada,
        proposal,
        proposalOf(book.charter, ada, members, { purpose: "prolongation", parent: first.id, ...plan }).wire,
      );
    expect([judged({}), judged({ text: clausesOf(["other"]) })]).toEqual(["ready", "it prolongs another text"]);
  });
});

describe("A party that gives notice", () => {
  const leave = (
    book: Book,
    by: TestPerson,
    said: Partial<Pick<Withdrawal, "proposal" | "effectiveOn" | "released" | "time">>,
  ): Bytes =>
    signWithdrawal(
      {
        ...{ charter: book.charter, proposal: null, released: [], reason: "drought", effectiveOn: "2024-11-13" },
        ...said,
      },
      {
        ...{ privateKey: by.signing.privateKey, chain: by.chain },
        ...{ time: said.time ?? startMs, nonce16: seedOf("leave").slice(0, 16) },
      },
    );

  function agreed(plan: ProposalPlan = {}) {
    const book = charterOf(ben, cyra);
    const first = book.propose(ada, plan);
    for (const person of [ada, ben, cyra]) book.ballot(person, first);
    return { book, first };
  }

  it("[L50] gives as long a notice as was agreed on, and releases all that it ratified", () => {
    const { book, first } = agreed();
    const own = { proposal: first.id, released: [first.id] };
    const judged = (said: Parameters<typeof leave>[2]): string =>
      book.judge(cyra, withdrawal, leave(book, cyra, { ...own, ...said }));
    expect(judged({})).toBe("ready");
    expect(judged({ effectiveOn: "2024-11-12" })).toContain("too short");
    expect(judged({ released: [] })).toContain("release");
    expect(judged({ proposal: toHex(seedOf("no text")) as ProposalId })).toContain("not in its past");
    expect(book.judge(ben, withdrawal, leave(book, cyra, own))).toContain("somebody else's");
    const never = agreed({ conditions: { withdrawalDays: null } });
    const said = { proposal: never.first.id, released: [never.first.id] };
    expect(never.book.judge(cyra, withdrawal, leave(never.book, cyra, said))).toContain("nobody withdraws");
  });

  it("[L50] does not read with any byte changed", () => {
    const { book } = agreed();
    const wire = leave(book, cyra, {});
    expect(readWithdrawal(wire).ok).toBe(true);
    for (let at = 0; at < wire.length; at += 5) {
      const spoiled = wire.slice();
      spoiled[at] = (spoiled[at] as number) ^ 2;
      expect(readWithdrawal(spoiled).ok).toBe(false);
    }
  });

  it("[L49] is named by what goes on without it, which comes after all that it ratified", () => {
    const { book, first } = agreed();
    const draft = book.propose(ada, { parent: first.id, nonce: "draft" });
    book.ballot(cyra, draft);
    const wire = leave(book, cyra, { proposal: first.id, released: [draft.id, first.id].sort() });
    book.write(cyra, withdrawal, wire);
    const read = readWithdrawal(wire);
    if (!read.ok) throw new Error(read.error.reason);
    const named = [{ party: partyOf(cyra), withdrawal: read.value.id }];
    const two = electorateOf(ada, ben);
    const judged = (plan: ProposalPlan, members = two): string =>
      book.judge(ada, proposal, proposalOf(book.charter, ada, members, { parent: first.id, ...plan }).wire);
    expect(judged({})).toContain("the parties of its past");
    expect(judged({ named })).toContain("leaves out what");
    expect(judged({ named: [{ party: partyOf(cyra), withdrawal: toHex(seedOf("x")) as WithdrawalId }] })).toContain(
      "past",
    );
    expect(judged({ named: [{ party: partyOf(cyra), withdrawal: null }] })).toContain("has not left");
    const without = { named, supersedes: [draft.id], nonce: "without" };
    expect(judged(without)).toBe("ready");
    expect(judged(without, electorateOf(ada, ben, cyra))).toBe("ready");
    const made = proposalOf(book.charter, ada, two, { parent: first.id, ...without });
    book.write(ada, proposal, made.wire);
    for (const person of [ada, ben]) book.ballot(person, made);
    expect(standingOf(book, made.id).ratifiedAt).toBe(startMs);
    const ballots = inOrder(ada, ben).map((person) => ballotOf(person, made));
    const replaced = [headerOf(first.wire)];
    const certificate = certificateWire(made.wire, ballots, [], replaced, [wire]);
    const verified = verifyCertificate(certificate);
    expect(verified.ok && verified.value.named).toEqual([{ party: cyra.party.card, how: "withdrew" }]);
    expect(verdictOf(certificateWire(made.wire, ballots, [], replaced))).toContain("withdrawal");
    const other = leave(book, ben, { proposal: first.id, released: [first.id] });
    expect(verdictOf(certificateWire(made.wire, ballots, [], replaced, [other]))).toContain("not the one");
  });

  it("[L49] has no voice from then on but in what names it", () => {
    const { book, first } = agreed();
    book.write(cyra, withdrawal, leave(book, cyra, { proposal: first.id, released: [first.id] }));
    const next = book.propose(ada, { parent: first.id, nonce: "next" });
    expect(book.judge(cyra, ballot, ballotOf(cyra, next))).toContain("gave notice");
    expect(book.judge(ben, ballot, ballotOf(ben, next))).toBe("ready");
  });

  it("[L49] and one that others removed is named where more than half remain", () => {
    const { book, first } = agreed();
    const removal = book.govern(ada, removeEntry(cyra, 2));
    book.govern(ben, consentEntry(removal));
    const named = [{ party: partyOf(cyra), withdrawal: null }];
    const made = proposalOf(book.charter, ada, electorateOf(ada, ben), { parent: first.id, named, nonce: "without" });
    expect(book.judge(ada, proposal, made.wire)).toBe("ready");
    book.write(ada, proposal, made.wire);
    for (const person of [ada, ben]) book.ballot(person, made);
    expect(standingOf(book, made.id)).toMatchObject({ state: "inForce" });
    const ballots = inOrder(ada, ben).map((person) => ballotOf(person, made));
    const verified = verifyCertificate(certificateWire(made.wire, ballots, [], [headerOf(first.wire)]));
    expect(verified.ok && verified.value.named).toEqual([{ party: cyra.party.card, how: "left" }]);
  });
});
