/**
 * A stranger with Python and nothing of this program: `verify.py` beside this test is a second implementation of what
 * PROTOCOL.md and CONTENT.md say of certificates and content. It and this program must judge alike.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPdfEngine } from "../../electron/host/documents/pdf/pdfEngine.ts";
import { type Bytes, fromHex, utf8 } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { sha256, verify } from "../../shared/base/crypto.ts";
import { parseClauseId } from "../../shared/base/ids.ts";
import { decodeContent } from "../../shared/charter/text/canonical.ts";
import { departuresOf } from "../../shared/ledger/agreements/agreements.ts";
import { knownTo } from "../../shared/ledger/agreements/asKnown.ts";
import { verifyCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { type Dossier, filedKinds, signDossier, verifyDossier } from "../../shared/ledger/agreements/dossier.ts";
import { charterIdOf } from "../../shared/ledger/members/entries.ts";
import { readBallot } from "../../shared/ledger/statements/ballot.ts";
import { headerOf } from "../../shared/ledger/statements/proposal.ts";
import { readWithdrawal, signWithdrawal } from "../../shared/ledger/statements/withdrawal.ts";
import * as joining from "../shared/ledger/support/joining.ts";
import { at, on, threeParties } from "../shared/ledger/support/joining.ts";
import {
  type BallotPlan,
  ballotOf,
  certificateWire,
  consentEntry,
  dayMs,
  delegateOf,
  electorateOf,
  founder,
  genesisOf,
  oneYear,
  type ProposalPlan,
  proposalOf,
  removeEntry,
  seedOf,
  startMs,
  type TestPerson,
} from "../support/builders.ts";

const here = import.meta.dirname;
const directory = mkdtempSync(join(tmpdir(), "tessera-stranger-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const python = (args: readonly string[]) =>
  spawnSync("python3", ["-E", "-s", "-B", "-X", "utf8", ...args], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });

interface Verdict {
  readonly holds: boolean;
  readonly said: string;
}

/** One run for all: to start Python takes longer than to verify. */
function judge(files: readonly Uint8Array[]): readonly Verdict[] {
  const paths = files.map((bytes, index) => {
    const path = join(directory, `${index}.file`);
    writeFileSync(path, bytes);
    return path;
  });
  const ran = python([join(here, "verify.py"), ...paths]);
  const verdicts = ran.stdout.split(`${directory}/`).slice(1);
  expect({ errors: ran.stderr, verdicts: verdicts.length }).toEqual({ errors: "", verdicts: files.length });
  const found = verdicts.map((said) => ({ holds: !said.includes(".file: REFUSED: "), said }));
  expect(ran.status).toBe(found.every(({ holds }) => holds) ? 0 : 1);
  return found;
}

const vectorBytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(here, "../vectors", name)));
const vectorsOf = (name: string) => JSON.parse(new TextDecoder().decode(vectorBytes(name)));
function hex(written: string): Bytes {
  const bytes = fromHex(written);
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
}

/** In ascending order of party, as a certificate has them. */
const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")].sort((a, b) =>
  a.party.card.id < b.party.card.id ? -1 : 1,
) as [TestPerson, TestPerson, TestPerson];
const everybody = [ada, ben, cyra];
const charter = charterIdOf(genesisOf(ada));
const propose = (plan: ProposalPlan = {}) => proposalOf(charter, ada, electorateOf(...everybody), plan);
type Proposed = ReturnType<typeof propose>;
const ratify = (proposal: Proposed, people: readonly TestPerson[], plan: BallotPlan = {}) =>
  people.map((one) => ballotOf(one, proposal, plan));

function certificates(): Readonly<Record<"good" | "bad", Readonly<Record<string, Bytes>>>> {
  const plain = propose({ term: oneYear });
  const two = propose({ needed: 2, conditions: { indispensable: [cyra.party.card.id] } });
  const three = propose({ needed: 2, conditions: { entry: { at: 3, delayDays: 30, joinDelayDays: 0 } } });
  const other = propose({ nonce: "other" });
  const clause = parseClauseId("c1");
  if (clause === null) throw new Error("c1 is an id");
  const reserved = { clause, hash: "11".repeat(32), how: "exclude", words: "Not here." } as const;
  const unreserved = propose({ conditions: { reservations: "none" } });
  const practised = propose({ conditions: { form: "practised" } });
  const practice = { clauses: [clause], day: "2023-11-01", place: "At the ford", words: "So we do." };
  const observed = {
    ...practice,
    witnesses: [{ name: "Dana", party: null }],
    evidence: [{ name: "a song", hash: "22".repeat(32) }],
  };
  const twice = propose({ signers: everybody.map((one) => (one === ada ? 2 : 1)) });
  const aide = delegateOf(ada, "Aide");

  const withdrawal = signWithdrawal(
    { charter, proposal: plain.id, effectiveOn: "2025-01-01", released: [plain.id], reason: "" },
    {
      ...{ privateKey: cyra.signing.privateKey, chain: cyra.chain },
      ...{ time: startMs, nonce16: seedOf("w").slice(0, 16) },
    },
  );
  const left = readWithdrawal(withdrawal);
  if (!left.ok) throw new Error(left.error.reason);
  const named = [{ party: cyra.party.card.id, withdrawal: left.value.id }];
  const later = proposalOf(charter, ada, electorateOf(ada, ben), { parent: plain.id, named });
  const laterAll = propose({ parent: plain.id, needed: 2 });
  const header = headerOf(plain.wire);

  return {
    good: {
      "a vector": hex(vectorsOf("ledger.json").certificate),
      "all parties": certificateWire(plain.wire, ratify(plain, everybody)),
      "enough parties, an indispensable one among them": certificateWire(two.wire, ratify(two, [ada, cyra])),
      "ratified, and not in force yet": certificateWire(three.wire, ratify(three, [ada, ben])),
      "reservations that are allowed": certificateWire(
        plain.wire,
        ratify(plain, everybody, { reservations: [reserved] }),
      ),
      "a practice": certificateWire(practised.wire, ratify(practised, everybody, { practice: observed })),
      "two delegates of one party": certificateWire(twice.wire, [
        ...ratify(twice, [ada]),
        ...ratify(twice, [aide], { time: startMs + 1 }),
        ...ratify(twice, [ben, cyra]),
      ]),
      "what it replaces, and who left it": certificateWire(
        later.wire,
        ratify(later, [ada, ben]),
        [],
        [header],
        [withdrawal],
      ),
    },
    bad: {
      "too few": certificateWire(plain.wire, ratify(plain, [ada, ben])),
      "without an indispensable one": certificateWire(two.wire, ratify(two, [ada, ben])),
      "out of order": certificateWire(plain.wire, ratify(plain, [ben, ada, cyra])),
      "a ballot twice": certificateWire(two.wire, ratify(two, [ada, cyra, cyra])),
      "a ballot on another text": certificateWire(plain.wire, [...ratify(plain, [ada, ben]), ...ratify(other, [cyra])]),
      "a ballot that declines": certificateWire(two.wire, [
        ...ratify(two, [ada]),
        ...ratify(two, [cyra], { choice: "decline" }),
      ]),
      "a late ballot": certificateWire(plain.wire, ratify(plain, everybody, { time: startMs + 400 * dayMs })),
      "a stranger's ballot": certificateWire(plain.wire, [
        ...ratify(plain, everybody),
        ...ratify(plain, [founder("Zed")]),
      ]),
      "reservations where none are allowed": certificateWire(
        unreserved.wire,
        ratify(unreserved, everybody, { reservations: [reserved] }),
      ),
      "no practice where one is asked": certificateWire(practised.wire, ratify(practised, everybody)),
      "a practice where none is asked": certificateWire(plain.wire, ratify(plain, everybody, { practice: observed })),
      "one delegate where two are asked": certificateWire(twice.wire, ratify(twice, everybody)),
      "one person for two": certificateWire(twice.wire, [
        ...ratify(twice, [ada]),
        ...ratify(twice, [delegateOf(ada, ada.name)], { time: startMs + 1 }),
        ...ratify(twice, [ben, cyra]),
      ]),
      "without what it replaces": certificateWire(later.wire, ratify(later, [ada, ben]), [], [], [withdrawal]),
      "without the notice that it names": certificateWire(later.wire, ratify(later, [ada, ben]), [], [header]),
      "with a notice that it does not name": certificateWire(
        laterAll.wire,
        ratify(laterAll, everybody),
        [],
        [header],
        [withdrawal],
      ),
      "too few of what it replaces": certificateWire(laterAll.wire, ratify(laterAll, [ada, ben]), [], [header]),
      "another text in place of the one that was signed": swapContent(plain, other.contentBytes.with(-3, 0x21)),
    },
  };
}

interface FiledStory {
  readonly certificate: Bytes;
  readonly dossier: Bytes;
}

/** Texts with what came after them: joined, reserved, objected to, left, taken back. */
function dossiers(): readonly FiledStory[] {
  const filed = (open: boolean, asOf: number): FiledStory => {
    const book = threeParties();
    const conditions = { accession: open ? ("open" as const) : 1, withdrawalDays: 30 };
    const plan = {
      time: at(0),
      conditions: { ...conditions, entry: { at: 3, delayDays: 5, joinDelayDays: 10 } },
      term: oneYear,
    };
    const made = book.propose(joining.ada, plan);
    const people = [joining.ada, joining.ben, joining.cyra].sort((a, b) =>
      a.party.card.id < b.party.card.id ? -1 : 1,
    );
    const ballots = people.map((one) =>
      book.ballot(one, made, { time: at(1), reservations: one === joining.ada ? [joining.reserved] : [] }),
    );
    const [first] = joining.reservationsOn(book, 2);
    const byCyra = readBallot(ballots[people.indexOf(joining.cyra)] as Bytes);
    if (first === undefined || !byCyra.ok) throw new Error("what is signed here reads");
    joining.respond(book, joining.cyra, first.id, "object", 3);
    const objected = joining.respond(book, joining.ben, first.id, "object-no-relations", 3);
    joining.release(book, joining.ben, objected, 5);
    const acceded = joining.accede(book, joining.ben, joining.dora, made, {
      day: 10,
      reservations: [joining.reserved],
    });
    if (!open) joining.consent(book, joining.cyra, acceded, 20);
    joining.accede(book, joining.ben, joining.emil, made, { day: 12 });
    const late = joining.reserve(book, joining.cyra, byCyra.value.id, 30);
    joining.respond(book, joining.ada, late, "object", 31);
    const own = joining.reserve(book, joining.cyra, byCyra.value.id, 32);
    joining.release(book, joining.cyra, own, 33);
    const back = joining.withdraw(book, joining.cyra, made.id, 35, 70);
    joining.release(book, joining.cyra, back, 36);
    joining.withdraw(book, joining.cyra, made.id, 40, 80);
    const removal = book.govern(joining.ada, removeEntry(joining.ben, 2), at(50));
    book.govern(joining.cyra, consentEntry(removal), at(51));
    const statements = book
      .log()
      .flatMap(({ envelope: { type, body } }) =>
        filedKinds.some((kind) => kind.type === type) && body !== null ? [{ type, wire: body }] : [],
      );
    const certificate = certificateWire(made.wire, ballots);
    const compiled = { certificate, statements, departures: departuresOf(book.ledger), asOf: on(asOf) };
    const dossier = signDossier(
      { ...compiled, knownTo: knownTo(book.ledger) },
      { privateKey: joining.ada.signing.privateKey, chain: joining.ada.chain, time: at(asOf) },
    );
    return { certificate, dossier };
  };
  return [filed(true, 40), filed(false, 60), filed(false, 500)];
}

const statusLines = ({ rows }: Dossier): readonly string[] =>
  rows
    .filter(({ effect, action }) => effect !== null || action === "waits")
    .map(({ party, name, action, on, effect, until, left }) => {
      const who = `  status    ${party} \u2068${name}\u2069`;
      if (effect === null) return `${who} acceded on ${on}, waits for consents (L54)`;
      const to = until === null ? "open-ended" : `to ${until}`;
      const ends = left === null ? "" : `, ${left.how} on ${left.notice}, from ${left.effect}`;
      return `${who} ${action}, bound from ${effect} ${to}${ends} (L57)`;
    })
    .sort();

const reservedLines = ({ rows, reservations }: Dossier): readonly string[] =>
  reservations
    .map(({ id, party, late, madeOn, clause, how, state, objections }) => {
      const name = rows.find((row) => row.party === party)?.name;
      const by = objections.map((one) => one.party).sort();
      const against = by.length === 0 ? "" : `, objected to by ${by.join(" ")}`;
      return `  reserved  ${id} \u2068${name}\u2069 ${late ? "later " : ""}on ${madeOn} to ${clause}, ${how}: ${state}${against} (L56)`;
    })
    .sort();

function swapContent(proposal: Proposed, content: Bytes): Bytes {
  const [header, signature] = decodeCbor(proposal.wire) as readonly [Bytes, Bytes];
  return certificateWire(encodeCbor([header, signature, content]), ratify(proposal, everybody));
}

describe("A stranger with Python alone", () => {
  let made: ReturnType<typeof certificates>;
  beforeAll(() => {
    made = certificates();
  });

  it("[L12] [L13] [L14] takes what proves ratification, and says what it proves", () => {
    const names = Object.keys(made.good);
    const verdicts = judge(Object.values(made.good));
    expect(names.filter((_, index) => verdicts[index]?.holds !== true)).toEqual([]);
    expect(Object.values(made.good).map((one) => verifyCertificate(one).ok)).toEqual(names.map(() => true));
    const told = verdicts[names.indexOf("what it replaces, and who left it")]?.said;
    expect(told).toContain("by 2 of 2 parties; 2 were needed");
    expect(told).toContain("replaces");
    expect(verdicts[names.indexOf("ratified, and not in force yet")]?.said).toContain("waits for 3 parties");
  });

  it("[L14] [L15] [L49] refuses what does not, as this program does", () => {
    const names = Object.keys(made.bad);
    const verdicts = judge(Object.values(made.bad));
    expect(names.filter((_, index) => verdicts[index]?.holds !== false)).toEqual([]);
    expect(names.filter((name) => verifyCertificate(made.bad[name] as Bytes).ok)).toEqual([]);
    for (const { said } of verdicts) expect(said).toMatch(/REFUSED: .+ \([LC]\d+\)/);
  });

  it("[L19] refuses a certificate with any part of it changed, cut or prolonged", () => {
    const whole = made.good["what it replaces, and who left it"] as Bytes;
    const changed = Array.from({ length: Math.floor(whole.length / 11) }, (_, index) =>
      whole.with(index * 11, (whole[index * 11] ?? 0) ^ (1 << (index % 8))),
    );
    const cut = [1, 2, 3].map((parts) => whole.slice(0, Math.floor((whole.length * parts) / 4)));
    const verdicts = judge([...changed, ...cut, Uint8Array.from([...whole, 0])]);
    expect(verdicts.flatMap(({ holds }, index) => (holds ? [index] : []))).toEqual([]);
  });

  it("[C10] [C13] judges content by the same bytes", () => {
    const { contents, refused } = vectorsOf("content.json");
    const right: readonly Bytes[] = contents.map(({ content }: { content: string }) => utf8(content));
    const verdicts = judge(right);
    for (const [index, { sha256: expected }] of contents.entries()) {
      expect(verdicts[index]?.holds).toBe(true);
      expect(verdicts[index]?.said).toContain(expected);
    }
    expect(
      judge(refused.map(({ content }: { content: string }) => utf8(content))).filter(({ holds }) => holds),
    ).toEqual([]);
    // A changed letter is other content; what is no content to this program is none to the stranger.
    const [longest = new Uint8Array()] = [...right].sort((a, b) => b.length - a.length);
    const changed = Array.from({ length: Math.floor(longest.length / 4) }, (_, index) =>
      longest.with(index * 4, (longest[index * 4] ?? 0) ^ (1 << (index % 6))),
    );
    const alike = judge(changed).map(({ holds }) => holds);
    expect(alike).toEqual(changed.map((one) => decodeContent(one).ok));
    expect(new Set(alike)).toEqual(new Set([true, false]));
  });

  it("[L53] to [L59] [L66] reads a dossier as this program does, and says what nobody can know from it", () => {
    const told = dossiers();
    const verdicts = judge(told.flatMap(({ certificate, dossier }) => [certificate, dossier]));
    for (const [index, { certificate, dossier }] of told.entries()) {
      const read = verifyDossier(dossier, certificate);
      if (!read.ok) throw new Error(read.error.reason);
      const said = verdicts[index * 2 + 1]?.said.split("\n") ?? [];
      const linesOf = (word: string) => said.filter((line) => line.startsWith(`  ${word} `)).sort();
      expect(linesOf("status")).toEqual(statusLines(read.value));
      expect(linesOf("reserved")).toEqual(reservedLines(read.value));
      expect(linesOf("known")).toHaveLength(read.value.knownTo.size);
      expect(linesOf("as")).toEqual([
        `  as of     ${read.value.asOf}, as \u2068${read.value.by.person}\u2069 knew it (L66)`,
      ]);
      expect(linesOf("unknown")).toHaveLength(1);
    }
    const kinds = verdicts.map(({ said }) => said).join("");
    for (const word of ["acceded", "waits for", "withdrew on", "removed on", "objected to", "later on", "withdrawn"])
      expect(kinds).toContain(word);
  });

  it("[L66] refuses a dossier with any part of it changed, one of another certificate, and one alone", () => {
    const [{ certificate, dossier }, other] = dossiers() as [FiledStory, FiledStory];
    const changed = Array.from({ length: Math.floor(dossier.length / 61) }, (_, index) =>
      dossier.with(index * 61, (dossier[index * 61] ?? 0) ^ (1 << (index % 8))),
    );
    const [held, ...verdicts] = judge([certificate, ...changed, dossier.slice(0, -1), other.dossier]);
    expect(held?.holds).toBe(true);
    expect(verdicts.flatMap(({ holds }, index) => (holds ? [index] : []))).toEqual([]);
    expect(judge([dossier])).toMatchObject([{ holds: false, said: expect.stringContaining("no file before it") }]);
  });

  it("[L66] reads certificate, text and dossier out of the PDF of the charter of ruleset 3", () => {
    const [verdict] = judge([vectorBytes("ruleset3.pdf")]);
    expect(verdict?.holds).toBe(true);
    for (const word of [
      "ratified on 2023-11-16",
      "acceded, bound from 2023-12-29",
      "departed on",
      "as of     2025-01-17",
    ])
      expect(verdict?.said).toContain(word);
    expect(verdict?.said).toContain("unknown   whether a device that signed had been ended");
  });

  it("checks signatures as libsodium does, those of small order and with a cofactor too", () => {
    const key = "7767a3242dc9b58bbc68488c1265cc6cc5f26c6f3c88a5d55e901b0734dca572";
    const r = "6b12d4d055bd943206034b402ebe601bf715a3bbe772cdac6ab65b94d9a07bf6";
    const cases = [
      [key, `${r}2a4631a2a83d398ad20d758d69ef032fba7a96aca2440a0ab183adeca046ce0e`],
      // S above the order; R of small order, in its one encoding and in another; R and the key off by a small point.
      [key, `${r}171a27ffc2a04be2a8aa6c3048e9e243ba7a96aca2440a0ab183adeca046ce1e`],
      [key, `01${"00".repeat(31)}de7c354b6e9f8025abf0160cb6df7f11eb351dfc2f5033c2678743e7a40c1201`],
      [key, `ee${"ff".repeat(30)}7fb0af0509e73874842c71be84b6a3936fddf04613d22acca7e74a5e01b6c8c40c`],
      [
        key,
        "e9c6aa47f2c1dc30d08679feb45162ca38dfa1e557af575b803e03f30110eff5ddb071d1f756d54ee84087571672499a353df3df5051579592548feab05dfa03",
      ],
      [
        "6a84d583f06569edb3f5ed77df65544b27d6948b4f0b2cb76f33dd8413b20719",
        `${r}afe91dce7c137919be5eadbd6469a601062e554cedd3a1583e72ba29a8ba4406`,
      ],
    ] as const;
    const script = `import sys; sys.path.insert(0, sys.argv[1])
from wire import signature_holds
for pair in sys.argv[2:]:
    key, signature = (bytes.fromhex(part) for part in pair.split(","))
    print(signature_holds(key, b"m", signature))`;
    const ran = python(["-c", script, here, ...cases.map((pair) => pair.join())]);
    const found = ran.stdout.trim().split("\n");
    expect(found).toEqual(["True", "False", "False", "False", "False", "False"]);
    expect(cases.map(([by, signature]) => verify(utf8("m"), hex(signature), hex(by)))).toEqual(
      found.map((one) => one === "True"),
    );
  });

  it("reads both out of a PDF, and refuses one with another text attached", async () => {
    const certificateBytes = made.good["all parties"] as Bytes;
    const verified = verifyCertificate(certificateBytes);
    if (!verified.ok) throw new Error(verified.error.reason);
    const engine = createPdfEngine();
    const draw = async (contentBytes: Bytes) => {
      const drawn = await engine.renderCertificatePdf({ ...verified.value, contentBytes }, { certificateBytes });
      if (!drawn.ok) throw new Error(JSON.stringify(drawn.error));
      return drawn.value;
    };
    const forged = utf8(new TextDecoder().decode(verified.value.contentBytes).replace("for all", "for us"));
    expect(sha256(forged)).not.toEqual(sha256(verified.value.contentBytes));
    const [right, wrong] = judge([await draw(verified.value.contentBytes), await draw(forged)]);
    expect(right).toMatchObject({ holds: true, said: expect.stringContaining("by 3 of 3 parties") });
    expect(wrong).toMatchObject({ holds: false, said: expect.stringContaining("content.json is not the text") });
  });
});
