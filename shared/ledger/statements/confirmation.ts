/** A party's word on a ballot of a device that it ended. PROTOCOL.md, L32. */
import { type Bytes, fromHex, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { verify } from "../../base/crypto.ts";
import { idBytes, type PartyId } from "../../base/ids.ts";
import { bytes, list, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import { cards, parseSigned, type Signed } from "../members/cards.ts";
import type { DeviceCard } from "../members/model.ts";
import { currentKey } from "../members/sheets.ts";
import { type AccessionId, accessions, type JoiningId } from "./accession.ts";
import { type BallotId, ballots } from "./ballot.ts";
import type { StatementKind } from "./kind.ts";
import { bad, parseStatement, type StatementFault, signStatement } from "./statement.ts";

/** [L32] A party's word on a ballot that a device of it cast before it was ended. */
export interface Confirmation {
  /** Or the accession that its device entered. */
  readonly ballot: JoiningId;
  readonly party: PartyId;
  readonly choice: "confirm" | "repudiate";
  readonly reason: string;
  /** Null: signed with the party's own key. */
  readonly by: DeviceCard | null;
  readonly time: number;
}

const key32 = bytes({ min: 32, max: 32 });
const confirmationDomain = "tessera/confirm/1";
const parseConfirmation = tuple(
  oneOf(confirmationDomain),
  list(parseSigned, { max: 16 }),
  key32,
  key32,
  oneOf("confirm", "repudiate"),
  words(wordLimits.reason),
  moment,
  bytes({ min: 16, max: 16 }),
);

/** `chain`: of the device whose key signs; empty where the party's own key does. */
export function signConfirmation(
  said: Pick<Confirmation, "ballot" | "party" | "choice" | "reason" | "time"> & { readonly nonce16: Bytes },
  privateKey: Bytes,
  chain: readonly Signed[],
): Bytes {
  const ballot = fromHex(said.ballot);
  if (ballot === null) throw new Error("an id is always hex");
  const { choice, reason, time, nonce16 } = said;
  const body = [confirmationDomain, chain, idBytes(said.party), ballot, choice, reason, time, nonce16];
  return signStatement(encodeCbor(body), privateKey);
}

/** [L32] A confirmation that stands alone: signed by the last device of its chain, or by the party itself. */
export function readConfirmation(wire: Bytes): Result<Confirmation, StatementFault> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [body, signature] = parsed.value;
  const said = parseConfirmation(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const [, chain, party, ballot, choice, reason, time] = said.value;
  const by = chain.length === 0 ? ok(null) : cards.readDeviceChain(chain);
  if (!by.ok) return bad(by.error.reason);
  const partyId = toHex(party) as PartyId;
  if (by.value !== null && by.value.party !== partyId) return bad("a device of another party");
  if (!verify(body, signature, by.value === null ? party : idBytes(by.value.id)))
    return bad("the signature does not hold");
  return ok({ ballot: toHex(ballot) as JoiningId, party: partyId, choice, reason, by: by.value, time });
}

/** [L32] It counts on a ballot of its past and of the same party, from another device, or under the party's own key. */
export const confirmationKind: StatementKind<Confirmation> = {
  type: envelopeTypes.confirmation,
  keyOf: ({ ballot }) => ballot,
  read: readConfirmation,
  fault({ ballot: id, party, by }, { author, membership, heard }) {
    const ballot = heard(ballots, id as BallotId) ?? heard(accessions, id as AccessionId);
    if (ballot === null) return "a word on a ballot that is not in its past";
    if (ballot.party !== party) return "a word on another party's ballot";
    // The party's own key speaks for itself, whoever enters it.
    if (by === null) return currentKey(membership, party) === party ? null : "a word of a sheet that has ended";
    if (by.id !== author.card.id) return "somebody else's word";
    if (party !== author.card.party) return "a word for a party that the device was not admitted for";
    return ballot.by.id === author.card.id ? "a device's word on its own ballot" : null;
  },
};
