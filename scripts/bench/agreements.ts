/** What agreements of many parties cost: in force on a day and on all days of ten years, and a certificate of a hundred. */
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { decodeCbor } from "../../shared/base/cbor.ts";
import { hash, sha256, verify } from "../../shared/base/crypto.ts";
import { addDays, dayOf } from "../../shared/base/days.ts";
import type { CharterId, ClauseId, DeviceId, EnvelopeHash, ProposalId } from "../../shared/base/ids.ts";
import { readBindings } from "../../shared/ledger/agreements/bindings.ts";
import { verifyCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { readForce, readForceOver } from "../../shared/ledger/agreements/inForce.ts";
import { readStandings } from "../../shared/ledger/agreements/ratification.ts";
import { readReservations, reservationsByDay } from "../../shared/ledger/agreements/reservations.ts";
import type { LogPosition } from "../../shared/ledger/log/envelope.ts";
import { accessions, readAccession, signAccession } from "../../shared/ledger/statements/accession.ts";
import { type Ballot, ballots, readBallot } from "../../shared/ledger/statements/ballot.ts";
import type { KindOf, Placed, SaidSet } from "../../shared/ledger/statements/kind.ts";
import { headerOf, type Proposal, proposals, readHeader } from "../../shared/ledger/statements/proposal.ts";
import { readReservation, reservations, signReservation } from "../../shared/ledger/statements/reservation.ts";
import { reservationIdOf } from "../../shared/ledger/statements/reserved.ts";
import { readResponse, responses, signResponse } from "../../shared/ledger/statements/response.ts";
import type { Pen } from "../../shared/ledger/statements/statement.ts";
import { readWithdrawal, signWithdrawal, withdrawals } from "../../shared/ledger/statements/withdrawal.ts";
import {
  ballotOf,
  certificateWire,
  dayMs,
  electorateOf,
  founder,
  proposalOf,
  seedOf,
  startMs,
  type TestPerson,
} from "../../tests/support/builders.ts";
import { collectGarbage, compareSides, type Figure, milliseconds, summarise, timed } from "./measure.ts";

const charter = toHex(seedOf("benchmark")) as CharterId;
const clause = { clause: "c1" as ClauseId, hash: toHex(seedOf("words")), how: "exclude", words: "Not ours." } as const;

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

/** Everything that fifty parties said of one text after the other, some ten years long. */
function history(count: number, electorate: readonly TestPerson[], joiners: readonly TestPerson[]) {
  const said = new Map<number, Placed<unknown>[]>();
  let places = 0;
  function put<T>({ type }: KindOf<T>, read: Read<T>): T {
    if (!read.ok) throw new Error("what is signed here reads");
    const name = `place ${places++}`;
    const place: LogPosition = { device: name as DeviceId, seq: 0, hash: name as EnvelopeHash };
    said.set(type, [...(said.get(type) ?? []), [read.value, place]]);
    return read.value;
  }
  const pen = ({ signing, chain }: TestPerson, time: number): Pen => ({
    ...{ privateKey: signing.privateKey, chain, time },
    nonce16: hash("tessera/bench", seedOf(`${places}`)).slice(0, 16),
  });
  const cards = electorateOf(...electorate);
  const [first] = electorate;
  if (first === undefined) throw new Error("somebody proposes");
  const texts = Math.round(count / (2 * electorate.length + joiners.length));
  const each = Math.round((3653 * dayMs) / texts);
  let parent: ProposalId | null = null;
  for (let index = 0; index < texts; index++) {
    const time = startMs + index * each;
    const made = proposalOf(charter, first, cards, {
      ...{ parent, time, nonce: `text ${index}` },
      conditions: { reservations: "any", accession: "open", withdrawalDays: 30 },
    });
    parent = made.id;
    put(proposals, readHeader(headerOf(made.wire)));
    for (const [place, person] of electorate.entries()) {
      const reserved = place % 4 === 0 ? [clause] : [];
      const wire = ballotOf(person, made, { time: time + place * 3_600_000, reservations: reserved });
      const { id } = put(ballots, readBallot(wire));
      const later = time + (5 + place) * dayMs;
      if (place % 4 === 1)
        put(reservations, readReservation(signReservation({ ...clause, consent: id }, pen(person, later))));
      else if (place % 8 === 2) {
        const notice = { charter, proposal: made.id, effectiveOn: dayOf(later + 60 * dayMs), released: [], reason: "" };
        put(withdrawals, readWithdrawal(signWithdrawal(notice, pen(person, later))));
      } else {
        const reservation = reservationIdOf(id, 0);
        const answer = { reservation, choice: place % 3 === 0 ? "object" : "accept", reason: "" } as const;
        put(responses, readResponse(signResponse(answer, pen(first, later))));
      }
    }
    for (const [place, person] of joiners.entries()) {
      const card = person.party.signedCard;
      const accession = {
        proposal: made.id,
        contentHash: toHex(made.contentHash),
        card,
        reservations: [],
        practice: null,
      };
      put(
        accessions,
        readAccession(signAccession({ ...accession, statement: "" }, pen(person, time + (9 + place) * dayMs))),
      );
    }
  }
  const all = <T>(kind: KindOf<T>): readonly Placed<T>[] => (said.get(kind.type) ?? []) as Placed<T>[];
  return { said: { all, knew: () => false } satisfies SaidSet, statements: places };
}

const peopleNamed = (what: string, count: number): readonly TestPerson[] =>
  Array.from({ length: count }, (_, index) => founder(`${what} ${index}`));

export async function measureForce(count: number, parties: number, rounds: number): Promise<readonly Figure[]> {
  const joined = Math.round(parties / 5);
  const [electorate, joiners] = [peopleNamed("party", parties - joined), peopleNamed("joiner", joined)];
  const { said, statements } = history(count, electorate, joiners);
  const byId = new Map<ProposalId, Proposal>(said.all(proposals).map(([one]) => [one.id, one]));
  const cast: readonly Ballot[] = said.all(ballots).map(([one]) => one);
  const circumstances = {
    questioned: new Map(),
    parties: new Set([...electorate, ...joiners].map(({ party }) => party.card.id)),
  };
  const [from, today] = [dayOf(startMs), dayOf(startMs + 3653 * dayMs)];
  const asked = { party: electorate[3]?.party.card.id ?? null, other: null };
  const pass = () => {
    const standings = readStandings(byId, cast, circumstances, today);
    const bindings = readBindings(standings, said, []);
    return { standings, bindings, reservations: readReservations(standings, bindings, said, today) };
  };
  const held = pass();
  const reservationsOn = reservationsByDay(held.standings, held.bindings, said);
  let inForce = 0;
  const everyDay = (): void => {
    const { standings, bindings, reservations: kept } = pass();
    const spans = readForceOver(standings, bindings, kept, { from, to: today, ...asked });
    let at = 0;
    for (let day = from; day <= today; day = addDays(day, 1)) {
      while ((spans[at]?.to ?? today) < day) at++;
      inForce += spans[at]?.inForce.length ?? 0;
    }
  };
  // Warm: a host has answered before.
  for (let round = 0; round < 3; round++) everyDay();
  const all = await compareSides(
    rounds,
    () => timed(everyDay),
    () => timed(() => void pass()),
  );
  const single: number[] = [];
  for (let round = 0; round < rounds; round++) {
    collectGarbage({ type: "minor" });
    const on = addDays(from, Math.round((3653 * (round + 0.5)) / rounds));
    single.push(
      await timed(() => {
        inForce += readForce(held.standings, held.bindings, reservationsOn(on), { on, ...asked }).inForce.length;
      }),
    );
  }
  if (inForce === 0) throw new Error("something was in force");
  const one = summarise(single);
  const size = `${statements.toLocaleString("en")} statements of ${parties} parties`;
  return [
    {
      name: `In force for a party on a day, by ${size}, of a frame of 16.7 ms`,
      ...{ ratio: one.median / 16.7, spread: one.spread, goal: { atMost: 1 } },
      detail: milliseconds(one),
    },
    {
      name: "The same on all days of ten years, of one pass over the statements",
      ...{ ratio: all.ratio.median, spread: all.ratio.spread, goal: { atMost: 3 } },
      detail: `${milliseconds(all.ours)} of ${milliseconds(all.theirs)}`,
    },
  ];
}

export async function measureCertificate(parties: number, rounds: number): Promise<readonly Figure[]> {
  const people = peopleNamed("signer", parties).toSorted((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));
  const [first] = people;
  if (first === undefined) throw new Error("somebody proposes");
  const made = proposalOf(charter, first, electorateOf(...people));
  const cast = people.map((person) => ballotOf(person, made));
  const certificate = certificateWire(made.wire, cast);
  const bare: (readonly [message: Bytes, signature: Bytes, key: Bytes])[] = [];
  const signedBy = (wire: Bytes, { signing }: TestPerson): void => {
    const [body, signature] = decodeCbor(wire) as readonly [Bytes, Bytes];
    bare.push([body, signature, signing.publicKey]);
  };
  const signChain = ({ chain, party }: TestPerson): void => {
    for (const [body, signature] of chain) bare.push([body, signature, party.root.publicKey]);
  };
  signedBy(made.wire, first);
  signChain(first);
  for (const [index, person] of people.entries()) {
    const [body, signature] = person.party.signedCard;
    bare.push([body, signature, person.party.root.publicKey]);
    signChain(person);
    const wire = cast[index];
    if (wire !== undefined) signedBy(wire, person);
  }
  const ours = (): void => {
    if (!verifyCertificate(certificate).ok) throw new Error("it is ratified");
  };
  const theirs = (): void => {
    for (const [message, signature, key] of bare) if (!verify(message, signature, key)) throw new Error("it holds");
    sha256(made.contentBytes);
  };
  ours();
  theirs();
  const { ratio, ...times } = await compareSides(
    rounds,
    () => timed(ours),
    () => timed(theirs),
  );
  return [
    {
      name: `A certificate of ${parties} parties verified, of its ${bare.length} signatures alone`,
      ...{ ratio: ratio.median, spread: ratio.spread, goal: { atMost: 1.2 } },
      detail: `${milliseconds(times.ours)} of ${milliseconds(times.theirs)}`,
    },
  ];
}
