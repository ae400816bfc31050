/** A request by the party's own key to let a device in: what the 24 words are for. PROTOCOL.md, L26. */
import type { Bytes } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { sign, verify } from "../../base/crypto.ts";
import { idBytes } from "../../base/ids.ts";
import { bytes, flag, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/names.ts";
import { date, moment } from "../../charter/term.ts";
import { parseSigned, readDeviceChain, type Signed } from "./cards.ts";
import type { DeviceCard } from "./model.ts";

export interface Recovery {
  readonly device: DeviceCard;
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
  list(parseSigned, { min: 1, max: 1 }),
  flag,
  nullable(date),
  words(wordLimits.reason),
  moment,
);
const parseWire = tuple(bytes({ max: 64 * 1024 }), signature, signature);

/** `chain`: one card, issued by the party's key. Signed by the party (it wants it) and the device (its keys are its own). */
export function signRecovery(
  recovery: Omit<Recovery, "device">,
  partyPrivateKey: Bytes,
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
  return encodeCbor([body, sign(body, partyPrivateKey), sign(body, devicePrivateKey)]);
}

export function readRecovery(wire: Bytes): Result<Recovery, { readonly reason: string }> {
  const parsedWire = parseWire(decodeCbor(wire));
  if (!parsedWire.ok) return err({ reason: "not a request to recover" });
  const [body, byParty, byDevice] = parsedWire.value;
  const parsed = parseBody(decodeCbor(body));
  if (!parsed.ok) return err({ reason: `${parsed.error.at} should be ${parsed.error.expected}` });
  const [, chain, revokesOthers, since, reason, time] = parsed.value;
  const card = readDeviceChain(chain);
  if (!card.ok) return err({ reason: card.error.reason });
  const { id, party } = card.value;
  if (!verify(body, byParty, idBytes(party))) return err({ reason: "not signed by the party" });
  if (!verify(body, byDevice, idBytes(id))) return err({ reason: "not signed by the device" });
  return ok({ device: card.value, chain, revokesOthers, since, reason, time });
}
