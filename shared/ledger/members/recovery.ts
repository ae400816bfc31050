/** A request by a party's key on paper to let a device in: what the 24 words are for. PROTOCOL.md, L26 and L33. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { type KeyPair, sign, verify } from "../../base/crypto.ts";
import { idBytes, type PaperKey } from "../../base/ids.ts";
import { bytes, flag, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { date, moment } from "../../charter/parties/term.ts";
import { parseSigned, readDeviceChain, readPaperKey, type Signed } from "./cards.ts";
import type { DeviceCard } from "./model.ts";

export interface Recovery {
  readonly device: DeviceCard;
  /** The party's own, or that of a sheet in the chain. */
  readonly key: PaperKey;
  readonly chain: readonly Signed[];
  /** Every other device of the party ends. */
  readonly revokesOthers: boolean;
  /**
   * `YYYY-MM-DD`: from this day on the party does not stand by the ballots of the devices that end; null: it stands
   * by all of them. [L32]
   */
  readonly since: string | null;
  readonly reason: string;
  readonly time: number;
}

const domain = "tessera/recover/2";
const signature = bytes({ min: 64, max: 64 });
const parseBody = tuple(
  oneOf(domain),
  list(parseSigned, { min: 1, max: 16 }),
  flag,
  nullable(date),
  words(wordLimits.reason),
  moment,
);
const questionDomain = "tessera/paper/1";
const parseQuestion = tuple(oneOf(questionDomain), bytes({ min: 32, max: 32 }), moment);
const parseQuestionWire = tuple(bytes({ max: 512 }), signature);
const parseWire = tuple(bytes({ max: 64 * 1024 }), signature, signature);

/** `chain`: its last card is issued by the key on paper. Signed by that (it wants it) and the device (its keys are its own). */
export function signRecovery(
  recovery: Omit<Recovery, "device" | "key">,
  paperPrivateKey: Bytes,
  devicePrivateKey: Bytes,
): Bytes {
  const body = encodeCbor([
    domain,
    recovery.chain,
    recovery.revokesOthers,
    recovery.since,
    recovery.reason,
    recovery.time,
  ]);
  return encodeCbor([body, sign(body, paperPrivateKey), sign(body, devicePrivateKey)]);
}

/** The holder of the words asks what became of their key. Nobody else is told whose it is. [S16] */
export function signPaperQuestion(paper: KeyPair, time: number): Bytes {
  const body = encodeCbor([questionDomain, paper.publicKey, time]);
  return encodeCbor([body, sign(body, paper.privateKey)]);
}

export function readPaperQuestion(wire: Bytes): PaperKey | null {
  const parsed = parseQuestionWire(decodeCbor(wire));
  const body = parsed.ok ? parseQuestion(decodeCbor(parsed.value[0])) : null;
  if (!parsed.ok || !body?.ok || !verify(parsed.value[0], parsed.value[1], body.value[1])) return null;
  return toHex(body.value[1]) as PaperKey;
}

export function readRecovery(wire: Bytes): Result<Recovery, { readonly reason: string }> {
  const parsedWire = parseWire(decodeCbor(wire));
  if (!parsedWire.ok) return err({ reason: "not a request to recover" });
  const [body, byPaper, byDevice] = parsedWire.value;
  const parsed = parseBody(decodeCbor(body));
  if (!parsed.ok) return err({ reason: `${parsed.error.at} should be ${parsed.error.expected}` });
  const [, chain, revokesOthers, since, reason, time] = parsed.value;
  const card = readDeviceChain(chain);
  if (!card.ok) return err({ reason: card.error.reason });
  const { id } = card.value;
  const key = readPaperKey(chain);
  if (key === null) return err({ reason: "a device's card, not one of a key on paper" });
  if (!verify(body, byPaper, idBytes(key))) return err({ reason: "not signed by the party" });
  if (!verify(body, byDevice, idBytes(id))) return err({ reason: "not signed by the device" });
  return ok({ device: card.value, key, chain, revokesOthers, since, reason, time });
}
