import { describe, expect, it } from "vitest";
import { type Bytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sha256, sign } from "../../../shared/base/crypto.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { answers, readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { signConfirmation } from "../../../shared/ledger/statements/confirmation.ts";
import { readProposal } from "../../../shared/ledger/statements/proposal.ts";
import {
  type BallotPlan,
  ballotOf,
  certificateWire,
  contentOf,
  dayMs,
  delegateOf,
  electorateOf,
  founder,
  genesisOf,
  oneYear,
  proposalOf,
  seedOf,
  startMs,
  type TestPerson,
  words,
} from "../../support/builders.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
const charter = charterIdOf(genesisOf(ada));
const everybody = electorateOf(ada, ben, cyra);
const proposal = proposalOf(charter, ada, everybody, { term: oneYear });

const proposalReason = (wire: Bytes): string => {
  const read = readProposal(wire);
  return read.ok ? "read" : read.error.reason;
};

/** One field of what is signed replaced, by its path, and signed again by the same device. */
function altered(wire: Bytes, path: number | readonly number[], value: unknown, by: TestPerson = ada): Bytes {
  const [body, , ...beside] = decodeCbor(wire) as readonly [Bytes, Bytes, ...Bytes[]];
  const fields = decodeCbor(body) as unknown[];
  const steps = [path].flat();
  const last = steps.pop() as number;
  const inside = steps.reduce<unknown[]>((list, step) => list[step] as unknown[], fields);
  inside[last] = value;
  const bytes = encodeCbor(fields);
  return encodeCbor([bytes, sign(bytes, by.signing.privateKey), ...beside]);
}

/** With other content beside the header, which names it. */
function withContent(contentBytes: Bytes): Bytes {
  const [body] = decodeCbor(altered(proposal.wire, field.contentHash, sha256(contentBytes))) as readonly [Bytes];
  return encodeCbor([body, sign(body, ada.signing.privateKey), contentBytes]);
}

const leftOutAs = ["c1", "1.1 Wells", seedOf("x")];

const field = {
  chain: 1,
  charter: 2,
  title: [3, 0],
  contentHash: [3, 2],
  clauses: [3, 3],
  electorate: 4,
  needed: [5, 0],
  indispensable: [5, 1],
  entry: [5, 2],
  reviews: [5, 3],
  binds: [5, 4],
  reservations: [5, 5],
  accession: [5, 6],
  withdrawal: [5, 7],
  form: [5, 8],
  term: 6,
  closesOn: 7,
  purpose: 8,
  parent: 9,
  supersedes: 10,
  named: 11,
  leftOut: 12,
  note: 13,
  time: 14,
};

const members = everybody.map((card) => [card, 1]);

describe("Proposals", () => {
  it("[L12] are read as they were signed, and named by what was signed", () => {
    const read = readProposal(proposal.wire);
    expect(read).toMatchObject({
      ok: true,
      value: {
        contentBytes: proposal.contentBytes,
        proposal: {
          id: proposal.id,
          charter,
          title: "Water",
          contentHash: toHex(sha256(proposal.contentBytes)),
          conditions: { needed: 3, indispensable: [], binds: "ratifiers", form: "signed" },
          term: oneYear,
          purpose: "first",
          parent: null,
          by: ada.card,
        },
      },
    });
  });

  it("[L12] do not read with any byte changed", () => {
    for (let at = 0; at < proposal.wire.length; at += 7) {
      const spoiled = proposal.wire.slice();
      spoiled[at] = (spoiled[at] as number) ^ 4;
      expect(readProposal(spoiled).ok).toBe(false);
    }
  });

  it("[L12] are signed with the chain that says for whom: nobody can put another in its place", () => {
    const claimed = altered(proposal.wire, field.chain, delegateOf(ben, "Ada").chain);
    const [, signature, content] = decodeCbor(proposal.wire) as readonly [Bytes, Bytes, Bytes];
    const [body] = decodeCbor(claimed) as readonly [Bytes];
    expect(proposalReason(encodeCbor([body, signature, content]))).toContain("signature");
    expect(proposalReason(altered(proposal.wire, field.chain, ben.chain))).toContain("signature");
  });

  it.each([
    ["content that the header does not name", field.contentHash, seedOf("other"), "not what the header names"],
    ["another title than its content", field.title, "Fire", "title"],
    ["other clauses than its content", field.clauses, seedOf("other"), "clauses"],
    ["cards out of order", field.electorate, [...members].reverse(), "ascending"],
    ["a party twice", field.electorate, [members[0], members[0]], "ascending"],
    ["a party that asks for none of its delegates", field.electorate, [[everybody[0], 0]], "should be"],
    [
      "a card that the party did not sign",
      field.electorate,
      [[[ada.party.signedCard[0], new Uint8Array(64)], 1]],
      "signature",
    ],
    ["nobody in the electorate", field.electorate, [], "should be"],
    ["a threshold above all", field.needed, 4, "majority"],
    ["a threshold of less than half", field.needed, 1, "majority"],
    ["no threshold", field.needed, 0, "should be"],
    ["somebody indispensable from outside", field.indispensable, [seedOf("stranger")], "indispensable"],
    ["an entry by fewer than must ratify", field.entry, [2, 0, 0], "before it is ratified"],
    ["an entry by more than there are", field.entry, [4, 0, 0], "more parties than there are"],
    ["a delay that never ends", field.entry, [3, 3651, 0], "should be"],
    ["reviews out of order", field.reviews, ["2024-02-02", "2024-02-01"], "ascending"],
    ["an unknown way to bind", field.binds, "everybody", "should be"],
    ["an empty list of what may be reserved", field.reservations, [], "should be"],
    ["what may be reserved twice", field.reservations, ["c1", "c1"], "ascending"],
    ["an accession by nobody's consent", field.accession, 0, "should be"],
    ["a notice of less than no days", field.withdrawal, -1, "should be"],
    ["an unknown form", field.form, "shouted", "should be"],
    ["somebody who left nothing", field.named, [[seedOf("x"), null]], "not there"],
    ["two ends of its term", field.term, [null, 12, "2030-01-01", 60], "two ends"],
    ["a day that is none", field.term, ["2029-02-29", 12, null, 60], "should be"],
    ["a term that ends before it begins", field.term, ["2030-02-02", null, "2030-02-01", 60], "ends before"],
    ["a term that is over already", field.term, [null, null, "2023-11-13", 60], "over"],
    ["ballots that close before it is made", field.closesOn, "2023-11-13", "before it is proposed"],
    ["ballots that close after its term can have ended", field.closesOn, "2024-11-14", "after the term can end"],
    ["no last day for ballots", field.closesOn, null, "should be"],
    ["a time before 1970", field.time, -1, "should be"],
    ["a time after 9999", field.time, 253_402_300_800_000, "should be"],
    ["a term of no months", field.term, [null, 0, null, 60], "should be"],
    ["a parent, and yet first", field.parent, seedOf("parent"), "first"],
    ["no parent, and yet a renewal", field.purpose, "renewal", "first"],
    ["an unknown purpose", field.purpose, "decree", "should be"],
    ["a left out clause without a hash", field.leftOut, [["c1", "1.1", new Uint8Array(31)]], "should be"],
    ["a left out clause of two lines", field.leftOut, [["c1", "1.1\n", seedOf("x")]], "should be"],
    ["a left out clause twice", field.leftOut, [leftOutAs, leftOutAs], "twice"],
    ["a superseded id that is too short", field.supersedes, [[seedOf("x").slice(1), 0]], "should be"],
    [
      "what it supersedes twice",
      field.supersedes,
      [
        [seedOf("x"), 0],
        [seedOf("x"), 1],
      ],
      "twice",
    ],
  ])("[L12] with %s are refused", (_, index, value, reason) => {
    expect(proposalReason(altered(proposal.wire, index, value))).toContain(reason);
  });

  it("[L12] of somebody outside the electorate are refused", () => {
    expect(proposalReason(proposalOf(charter, founder("Dora"), everybody).wire)).toContain("outside");
  });

  it("[L12] with content of another charter, or that is not canonical, are refused", () => {
    const foreign = contentOf(charterIdOf(genesisOf(ben)), words("x"));
    expect(proposalReason(withContent(foreign))).toContain("another charter's");
    expect(proposalReason(withContent(utf8('{"format": "tessera/content/2"}')))).toContain("content");
  });

  it("[L12] need more than half, not more than all", () => {
    for (const needed of [2, 3]) expect(proposalReason(altered(proposal.wire, field.needed, needed))).toBe("read");
    const two = proposalOf(charter, ada, electorateOf(ada, ben)).wire;
    expect(proposalReason(altered(two, field.needed, 1))).toContain("majority");
  });
});

describe("Ballots", () => {
  const cast = ballotOf(ben, proposal, { statement: "With joy.", time: startMs + 5 });

  it("[L13] count for the party of the device that signed", () => {
    const read = readBallot(cast);
    expect(read).toMatchObject({
      ok: true,
      value: {
        proposal: proposal.id,
        party: ben.party.card.id,
        choice: "ratify",
        statement: "With joy.",
        by: ben.card,
        time: startMs + 5,
      },
    });
    const delegated = readBallot(ballotOf(delegateOf(ben, "Bea"), proposal));
    expect(delegated.ok && delegated.value.party).toBe(ben.party.card.id);
  });

  it("[L13] do not read with any byte changed", () => {
    for (let at = 0; at < cast.length; at += 3) {
      const spoiled = cast.slice();
      spoiled[at] = (spoiled[at] as number) ^ 1;
      expect(readBallot(spoiled).ok).toBe(false);
    }
  });

  it("[L13] are signed with the chain: another party cannot take them over", () => {
    const stolen = altered(cast, 1, delegateOf(cyra, "Ben").chain, cyra);
    expect(readBallot(stolen).ok).toBe(false);
  });

  it("[L13] say ratify or decline and nothing else", () => {
    expect(readBallot(altered(cast, 4, "abstain", ben)).ok).toBe(false);
    expect(readBallot(altered(cast, 0, "tessera/proposal/1", ben)).ok).toBe(false);
    expect(readBallot(altered(cast, 7, "x".repeat(10_001), ben)).ok).toBe(false);
    expect(readBallot(altered(cast, 4, "decline", ben)).ok).toBe(true);
  });

  it("[L13] answer one text and come from its electorate", () => {
    const answersIt = (wire: Bytes): boolean => {
      const [read, of] = [readBallot(wire), readProposal(proposal.wire)];
      return read.ok && of.ok && answers(read.value, of.value.proposal);
    };
    expect(answersIt(cast)).toBe(true);
    expect(answersIt(ballotOf(ben, { ...proposal, contentHash: seedOf("other text") }))).toBe(false);
    expect(answersIt(ballotOf(founder("Dora"), proposal))).toBe(false);
    expect(answersIt(ballotOf(ben, proposalOf(charter, ada, everybody, { nonce: "other" })))).toBe(false);
  });
});

describe("Certificates", () => {
  const inOrder = (...people: readonly TestPerson[]): readonly TestPerson[] =>
    [...people].sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));
  const ballotsOf = (people: readonly TestPerson[], plan: BallotPlan = {}): readonly Bytes[] =>
    inOrder(...people).map((person) => ballotOf(person, proposal, plan));
  const reasonOf = (wire: Bytes): string => {
    const verified = verifyCertificate(wire);
    return verified.ok ? "verified" : verified.error.reason;
  };
  const good = certificateWire(proposal.wire, ballotsOf([ada, ben, cyra]));

  it("[L14] prove ratification from their bytes alone", () => {
    const verified = verifyCertificate(good);
    expect(verified).toMatchObject({
      ok: true,
      value: {
        id: proposal.id,
        charter,
        conditions: { needed: 3 },
        startsOn: "2023-11-14",
        endsOn: "2024-11-13",
        ratifiedAt: startMs,
      },
    });
    expect(verified.ok && verified.value.signatures.map(({ person }) => person).sort()).toEqual(["Ada", "Ben", "Cyra"]);
    expect(verified.ok && verified.value.text).toEqual(words("Water is for all."));
  });

  it("[L14] do not verify with any byte changed", () => {
    for (let at = 0; at < good.length; at += 11) {
      const spoiled = good.slice();
      spoiled[at] = (spoiled[at] as number) ^ 32;
      expect(verifyCertificate(spoiled).ok).toBe(false);
    }
  });

  it("[L14] of one party does not verify with any one of all its bytes changed", () => {
    const alone = proposalOf(charter, ada, electorateOf(ada));
    const whole = certificateWire(alone.wire, [ballotOf(ada, alone)]);
    expect(verifyCertificate(whole).ok).toBe(true);
    const taken = Array.from(whole.keys()).filter((at) => verifyCertificate(whole.with(at, (whole[at] ?? 0) ^ 1)).ok);
    expect(taken).toEqual([]);
  });

  it("[L14] need enough ballots", () => {
    expect(reasonOf(certificateWire(proposal.wire, ballotsOf([ada, ben])))).toContain("2 of 3");
    expect(reasonOf(certificateWire(proposal.wire, []))).toContain("0 of 3");
    const two = proposalOf(charter, ada, everybody, { needed: 2 });
    expect(
      reasonOf(
        certificateWire(
          two.wire,
          inOrder(ada, ben).map((person) => ballotOf(person, two)),
        ),
      ),
    ).toBe("verified");
  });

  it("[L14] have no ballot that is foreign, doubled, out of order or declines", () => {
    const ballots = ballotsOf([ada, ben, cyra]);
    const foreign = ballotOf(founder("Dora"), proposal);
    expect(reasonOf(certificateWire(proposal.wire, [...ballots, foreign]))).toContain("another proposal");
    const other = proposalOf(charter, ada, everybody, { nonce: "other" });
    expect(reasonOf(certificateWire(other.wire, ballots))).toContain("another proposal");
    const [first] = ballots;
    if (first === undefined) throw new Error("three ballots");
    expect(reasonOf(certificateWire(proposal.wire, [first, ...ballots]))).toContain("those that count");
    expect(reasonOf(certificateWire(proposal.wire, [...ballots].reverse()))).toContain("those that count");
    const declining = ballotsOf([ada, ben, cyra], { choice: "decline" });
    expect(reasonOf(certificateWire(proposal.wire, declining))).toContain("those that count");
    expect(reasonOf(certificateWire(proposal.wire, [first, first, first]))).toContain("those that count");
  });

  it("[L14] were ratified when the last needed party did so, by the parties' clocks", () => {
    const times = new Map([
      [ada.name, startMs + 3],
      [ben.name, startMs + 1],
      [cyra.name, startMs + 2],
    ]);
    const ballots = inOrder(ada, ben, cyra).map((one) => ballotOf(one, proposal, { time: times.get(one.name) ?? 0 }));
    const verified = verifyCertificate(certificateWire(proposal.wire, ballots));
    expect(verified.ok && verified.value.ratifiedAt).toBe(startMs + 3);
  });

  it("[L14] count a ballot on the day of its proposal at the earliest, and none after the last day", () => {
    const early = verifyCertificate(
      certificateWire(proposal.wire, ballotsOf([ada, ben, cyra], { time: startMs - 9 * dayMs })),
    );
    expect(early.ok && early.value.ratifiedAt).toBe(startMs);
    const ballots = ballotsOf([ada, ben, cyra], { time: startMs + 400 * dayMs });
    expect(reasonOf(certificateWire(proposal.wire, ballots))).toContain("after the last day");
  });

  it("[L32] carry the confirmations that they hang on, of their own ballots, once and in order", () => {
    const ballots = ballotsOf([ada, ben, cyra]);
    const word = (
      at: number,
      { by = "the key", choice = "confirm" }: { by?: TestPerson | "the key"; choice?: "confirm" | "repudiate" } = {},
    ): Bytes => {
      const read = readBallot(ballots[at] as Bytes);
      if (!read.ok) throw new Error("a ballot reads");
      const { id, party } = read.value;
      const owner = [ada, ben, cyra].find((one) => one.party.card.id === party) as TestPerson;
      const key = by === "the key" ? owner.party.root.privateKey : by.signing.privateKey;
      const said = { ballot: id, party, choice, reason: "", time: startMs, nonce16: seedOf("word").slice(0, 16) };
      return signConfirmation(said, key, by === "the key" ? [] : by.chain);
    };
    const owner = (at: number): TestPerson => {
      const read = readBallot(ballots[at] as Bytes);
      return [ada, ben, cyra].find((one) => read.ok && one.device === read.value.by.id) as TestPerson;
    };
    const certified = verifyCertificate(certificateWire(proposal.wire, ballots, [word(0), word(2)]));
    expect(certified.ok && certified.value.signatures.map(({ confirmed }) => confirmed !== null)).toEqual([
      true,
      false,
      true,
    ]);
    const phone = delegateOf(owner(1), "a phone");
    expect(reasonOf(certificateWire(proposal.wire, ballots, [word(1, { by: phone })]))).toBe("verified");
    const refused = (...words: readonly Bytes[]): string => reasonOf(certificateWire(proposal.wire, ballots, words));
    expect(refused(word(2), word(0))).toContain("out of order");
    expect(refused(word(0), word(0))).toContain("out of order");
    expect(refused(word(0, { choice: "repudiate" }))).toContain("confirms nothing");
    expect(refused(word(0, { by: owner(0) }))).toContain("confirms nothing");
    expect(reasonOf(certificateWire(proposal.wire, ballots.slice(1), [word(0)]))).toContain("no ballot here");
  });

  it("[L14] never make the reader throw", () => {
    for (const bytes of [
      new Uint8Array(0),
      Uint8Array.of(0xff),
      encodeCbor(["tessera/certificate/1"]),
      encodeCbor(null),
    ])
      expect(reasonOf(bytes)).toBe("not a certificate");
    expect(reasonOf(certificateWire(Uint8Array.of(1), [Uint8Array.of(1)]))).toContain("proposal");
    expect(reasonOf(certificateWire(proposal.wire, [Uint8Array.of(1)]))).toContain("ballot");
  });
});
