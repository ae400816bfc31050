/**
 * What came after a certificate: who acceded, reserved, objected and left, as far as one device knew on a day. The
 * certificate proves the ratification and never changes; a dossier stands beside it, and proves what each statement in it
 * says and nothing of what it leaves out. PROTOCOL.md, L66.
 */
import { type Bytes, equalBytes, toHex } from "../../base/bytes.ts";
import { encodeCbor } from "../../base/cbor.ts";
import { sha256 } from "../../base/crypto.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, list, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { date, moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import { cards } from "../members/cards.ts";
import type { Departure } from "../members/departures.ts";
import type { DeviceCard } from "../members/model.ts";
import { accessions, readAccession } from "../statements/accession.ts";
import { ballots } from "../statements/ballot.ts";
import { consents, readConsent } from "../statements/consent.ts";
import type { KindOf, Placed, SaidSet } from "../statements/kind.ts";
import { readRelease, releases } from "../statements/release.ts";
import { readReservation, reservations } from "../statements/reservation.ts";
import { readResponse, responses } from "../statements/response.ts";
import { openStatement, type Pen, parseChain, type StatementFault, signStatement } from "../statements/statement.ts";
import { readWithdrawal, withdrawals } from "../statements/withdrawal.ts";
import { readBindings } from "./bindings.ts";
import { type OpenedCertificate, openCertificate } from "./certificate.ts";
import { readStandings } from "./ratification.ts";
import { type ReservationStanding, readReservations } from "./reservations.ts";
import { readStatusTable, type StatusRow } from "./statusTable.ts";

/** A statement as it lies in the log. */
export interface FiledStatement {
  readonly type: number;
  readonly wire: Bytes;
}

export interface Dossier {
  /** Who compiled it: what it leaves out is theirs to answer for. */
  readonly by: DeviceCard;
  readonly asOf: string;
  /** Of each party, the newest day that was held. */
  readonly knownTo: ReadonlyMap<PartyId, string>;
  /** On that day. */
  readonly rows: readonly StatusRow[];
  readonly reservations: readonly ReservationStanding[];
}

type Refusal = { readonly reason: string };
const no = (reason: string): Result<never, Refusal> => err({ reason });

interface Filed {
  readonly id: string;
  readonly time: number;
  readonly about: ProposalId | null;
  readonly said: unknown;
}

type Reader = { readonly kind: KindOf<never>; read(wire: Bytes): Result<Filed, StatementFault> };

function reader<T extends { readonly id: string; readonly time: number }>(
  kind: KindOf<T>,
  read: (wire: Bytes) => Result<T, StatementFault>,
  about: (said: T) => ProposalId | null = () => null,
): Reader {
  return {
    kind: kind as unknown as KindOf<never>,
    read(wire) {
      const opened = read(wire);
      if (!opened.ok) return opened;
      const { value: said } = opened;
      return ok({ id: said.id, time: said.time, about: about(said), said });
    },
  };
}

const readers: ReadonlyMap<number, Reader> = new Map([
  [envelopeTypes.reservation, reader(reservations, readReservation)],
  [envelopeTypes.accession, reader(accessions, readAccession, ({ proposal }) => proposal)],
  [envelopeTypes.withdrawal, reader(withdrawals, readWithdrawal, ({ proposal }) => proposal)],
  [envelopeTypes.response, reader(responses, readResponse)],
  [envelopeTypes.release, reader(releases, readRelease)],
  [envelopeTypes.consent, reader(consents, readConsent)],
]);

/** What of a ledger's statements a dossier holds. */
export const filedKinds: readonly KindOf<never>[] = [...readers.values()].map(({ kind }) => kind);

const key32 = bytes({ min: 32, max: 32 });
const domain = "tessera/dossier/1";
const maxFiled = 4096;
const parseDossier = tuple(
  oneOf(domain),
  parseChain,
  key32,
  list(tuple(oneOf(...readers.keys()), bytes({ max: 64 * 1024 })), { max: maxFiled }),
  list(tuple(key32, oneOf("withdrew", "removed"), moment, words(wordLimits.reason)), { max: maxFiled }),
  date,
  list(tuple(key32, date), { max: maxFiled }),
  moment,
);

export interface DossierToSign {
  readonly certificate: Bytes;
  readonly statements: readonly FiledStatement[];
  readonly departures: readonly Departure[];
  readonly asOf: string;
  readonly knownTo: ReadonlyMap<PartyId, string>;
}

/** [L66] Statements in ascending order of id, each once. */
export function signDossier(
  { certificate, statements, departures, asOf, knownTo }: DossierToSign,
  { privateKey, chain, time }: Pick<Pen, "privateKey" | "chain" | "time">,
): Bytes {
  const filed = new Map<string, FiledStatement>();
  for (const one of statements) {
    const read = readers.get(one.type)?.read(one.wire);
    if (read?.ok) filed.set(read.value.id, one);
  }
  const inOrder = [...filed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { type, wire }]) => [type, wire]);
  const left = departures.map(({ party, how, at, reason }) => [idBytes(party), how, at, reason]);
  const known = [...knownTo].sort(([a], [b]) => (a < b ? -1 : 1)).map(([party, day]) => [idBytes(party), day]);
  return signStatement(encodeCbor([domain, chain, sha256(certificate), inOrder, left, asOf, known, time]), privateKey);
}

/** [L66] A dossier beside its certificate. Every signature in it holds, and all of it is about this text. */
export function verifyDossier(wire: Bytes, certificate: Bytes): Result<Dossier, Refusal> {
  const opened = openStatement(wire, parseDossier, cards);
  if (!opened.ok) return no(opened.error.reason);
  const [, , of, statements, left, asOf, knownTo] = opened.value.said;
  if (!equalBytes(of, sha256(certificate))) return no("a dossier of another certificate");
  const proof = openCertificate(certificate);
  if (!proof.ok) return no(`certificate: ${proof.error.reason}`);
  const filed: (Filed & { readonly type: number })[] = [];
  for (const [type, bytesOf] of statements) {
    const read = readers.get(type)?.read(bytesOf);
    if (read === undefined || !read.ok) return no(`statement: ${read === undefined ? "unknown" : read.error.reason}`);
    if (read.value.about !== null && read.value.about !== proof.value.proposal.id)
      return no("a statement about another text");
    if ((filed.at(-1)?.id ?? "") >= read.value.id) return no("statements are not in ascending order");
    filed.push({ ...read.value, type });
  }
  const departures = left.map(([party, how, at, reason], index): Departure => {
    const place = { device: "" as never, seq: at, hash: `departure ${index}` as never };
    return { party: toHex(party) as PartyId, how, at, reason, place };
  });
  const known = new Map(knownTo.map(([party, day]) => [toHex(party) as PartyId, day]));
  if (known.size < knownTo.length) return no("a party is named twice");
  return ok({ by: opened.value.by, asOf, knownTo: known, ...statusOf(proof.value, filed, departures, asOf) });
}

function statusOf(
  { proposal, ballots: cast, replaced }: OpenedCertificate,
  filed: readonly (Filed & { readonly type: number })[],
  departures: readonly Departure[],
  asOf: string,
): Pick<Dossier, "rows" | "reservations"> {
  // Without the log, who knew of what is read from the times that the statements claim.
  const placed = (type: number): readonly Placed<never>[] =>
    type === ballots.type
      ? cast.map((ballot) => [ballot as never, placeOf(ballot.id, ballot.time)])
      : filed.flatMap((one) => (one.type === type ? [[one.said as never, placeOf(one.id, one.time)] as const] : []));
  const said: SaidSet = {
    all: <T>(kind: KindOf<T>) => placed(kind.type) as readonly Placed<T>[],
    knew: (later, earlier) => later.seq > earlier.seq,
  };
  const standings = readStandings(
    new Map([proposal, ...replaced].map((one) => [one.id, one])),
    cast,
    { questioned: new Map(), parties: new Set(proposal.electorate.map(({ id }) => id)) },
    asOf,
  ).filter((one) => one.proposal.id === proposal.id);
  const [standing] = standings;
  if (standing === undefined) throw new Error("a certificate has its proposal");
  const bindings = readBindings(standings, said, departures);
  const held = readReservations(standings, bindings, said, asOf);
  return { rows: readStatusTable(standing, bindings.get(proposal.id) ?? [], said, held), reservations: held };
}

const placeOf = (id: string, time: number) => ({ device: "" as never, seq: time, hash: id as never });
