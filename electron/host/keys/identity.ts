/**
 * The person on this machine: names, device keys, the card of the party they founded. One sealed file.
 * The party's own key is not in it: it leaves this program as 24 words (recoverySheet.ts).
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { FileTrouble, HostError } from "../../../shared/api/errors.ts";
import type { Identity } from "../../../shared/api/keys.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type KeyPair, sealingKeyPair, signingKeyPair, wipe } from "../../../shared/base/crypto.ts";
import { type DeviceId, idBytes, type PaperKey, type PartyId } from "../../../shared/base/ids.ts";
import { bytes, integer, list, nullable, tuple } from "../../../shared/base/parse.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { givenWords, mendName, name, wordLimits } from "../../../shared/charter/parties/names.ts";
import type { PartyProfile } from "../../../shared/charter/parties/roles.ts";
import {
  parseSigned,
  readPartyCard,
  readSheetChain,
  type SheetCard,
  type Signed,
  signDeviceCard,
  signPartyCard,
} from "../../../shared/ledger/members/cards.ts";
import type { PartyCard } from "../../../shared/ledger/members/model.ts";
import type { PdfIdentity } from "../documents/pdf/pdfIdentity.ts";
import type { Platform } from "../platform.ts";
import { readFileIfAny, readSecretFile, writeFileDurably } from "../store/files.ts";
import { keepSheet } from "./recoverySheet.ts";

export interface Keys {
  readonly person: string;
  readonly deviceName: string;
  readonly device: DeviceId;
  readonly signing: KeyPair;
  readonly sealing: KeyPair;
  /** Seals this machine's caches and settings. */
  readonly storeKey: Bytes;
  readonly pdf: PdfIdentity;
  readonly party: { readonly card: PartyCard; readonly signedCard: Signed; readonly chain: readonly Signed[] } | null;
  /** The latest sheet that was made here, or by which this device came: it is to be known in every charter. */
  readonly sheet: StoredSheet | null;
}

/** [L33] What a `renewSheet` says, but for the key that it replaces there. */
export interface StoredSheet {
  readonly card: SheetCard;
  readonly chain: readonly Signed[];
  readonly proof: Bytes;
  /** Of the key before, where its words were at hand. */
  readonly consent: { readonly key: PaperKey; readonly signature: Bytes } | null;
}

const fileName = "identity.sealed";
const version = 2;
const signature = bytes({ min: 64, max: 64 });
const key32 = bytes({ min: 32, max: 32 });
const parseStored = tuple(
  integer({ min: 1, max: 1_000_000 }),
  name,
  name,
  key32,
  key32,
  key32,
  tuple(bytes({ max: 4096 }), bytes({ max: 16384 })),
  nullable(tuple(parseSigned, list(parseSigned, { min: 1, max: 16 }))),
  nullable(tuple(list(parseSigned, { min: 1, max: 16 }), signature, nullable(tuple(key32, signature)))),
);
const parseVersion = integer({ min: 1, max: 1_000_000 });

/** Null where nobody has named themself here yet. */
export function loadKeys(platform: Platform): Result<Keys | null, HostError> {
  const path = join(platform.dataDirectory, fileName);
  const unusable = (trouble: FileTrouble): Result<never, HostError> =>
    err({ kind: "fileUnusable", what: "identity", trouble, file: path });
  const file = readSecretFile(path, "identity");
  if (!file.ok) return file;
  // Nobody new is made over what somebody has left here.
  if (file.value === null) return holdsCharters(platform.dataDirectory) ? unusable("missing") : ok(null);
  const plain = platform.secrets.open(file.value);
  if (plain === null) return unusable("foreign");
  const decoded = decodeCbor(plain);
  wipe(plain);
  const found = parseVersion(Array.isArray(decoded) ? decoded[0] : null);
  if (found.ok && found.value > version) return err({ kind: "newerFormat", found: found.value, supported: version });
  const parsed = parseStored(decoded);
  if (!parsed.ok) return unusable("damaged");
  const [, person, deviceName, signSeed, sealSeed, storeKey, [privateKeyPkcs8, certificateDer], party, paper] =
    parsed.value;
  const signing = signingKeyPair(signSeed);
  const sealing = sealingKeyPair(sealSeed);
  wipe(signSeed);
  wipe(sealSeed);
  let founded: Keys["party"] = null;
  if (party !== null) {
    const card = readPartyCard(party[0]);
    if (!card.ok) return unusable("damaged");
    founded = { card: card.value, signedCard: party[0], chain: party[1] };
  }
  let sheet: StoredSheet | null = null;
  if (paper !== null) {
    const [chain, proof, consent] = paper;
    const card = readSheetChain(chain);
    if (!card.ok) return unusable("damaged");
    const by = consent === null ? null : { key: toHex(consent[0]) as PaperKey, signature: consent[1] };
    sheet = { card: card.value, chain, proof, consent: by };
  }
  return ok({
    person,
    deviceName,
    device: toHex(signing.publicKey) as DeviceId,
    signing,
    sealing,
    storeKey,
    pdf: { privateKeyPkcs8, certificateDer },
    party: founded,
    sheet,
  });
}

function holdsCharters(dataDirectory: string): boolean {
  const directory = join(dataDirectory, "charters");
  return existsSync(directory) && readdirSync(directory).length > 0;
}

/** Of a device that came to nothing: nobody is set up here again. */
export function forgetKeys({ dataDirectory }: Platform): void {
  rmSync(join(dataDirectory, fileName), { force: true });
}

/** A party that was recovered here is this person's own from now on: they can found further charters for it. */
export function keepParty(
  platform: Platform,
  party: { readonly signedCard: Signed; readonly chain: readonly Signed[] },
  sheet: StoredSheet | null,
): Result<Keys | null, HostError> {
  return rewrite(platform, (stored) => [
    ...stored.slice(0, partyAt),
    [party.signedCard, party.chain],
    sheet === null ? null : storedSheet(sheet),
  ]);
}

/** From here on this sheet is brought into every charter. */
export const rememberSheet = (platform: Platform, sheet: StoredSheet): Result<Keys | null, HostError> =>
  rewrite(platform, (stored) => [...stored.slice(0, partyAt + 1), storedSheet(sheet)]);

const partyAt = 7;
const storedSheet = ({ chain, proof, consent }: StoredSheet) =>
  [chain, proof, consent === null ? null : ([idBytes(consent.key), consent.signature] as const)] as const;

function rewrite(
  platform: Platform,
  change: (stored: readonly unknown[]) => readonly unknown[],
): Result<Keys | null, HostError> {
  const { secrets, dataDirectory } = platform;
  const file = join(dataDirectory, fileName);
  const sealed = readFileIfAny(file);
  const plain = sealed === null ? null : secrets.open(sealed);
  const stored = plain === null ? null : parseStored(decodeCbor(plain));
  if (plain !== null) wipe(plain);
  if (!stored?.ok) return err({ kind: "keysLocked", reason: "the identity does not open" });
  const changed = encodeCbor(change(stored.value));
  const written = writeFileDurably(file, secrets.seal(changed));
  const [, , , signSeed, sealSeed, storeKey, [pdfKey]] = stored.value;
  for (const secret of [changed, signSeed, sealSeed, storeKey, pdfKey]) wipe(secret);
  return written.ok ? loadKeys(platform) : written;
}

interface Names {
  readonly person: string;
  readonly device: string;
  readonly party: PartyProfile | null;
}

/** Names that every replica takes: an identity under others could be made and never opened again. */
function nameable({ person, device, party }: Names): Result<Names, HostError> {
  const mended = {
    person: mendName(person),
    device: mendName(device),
    party: party === null ? "" : mendName(party.name),
  };
  const empty = (what: string): Result<never, HostError> =>
    err({ kind: "unfitWords", what, problem: "empty", limit: wordLimits.name, code: null });
  if (mended.person === null) return empty("person");
  if (mended.device === null) return empty("device");
  if (mended.party === null) return empty("party.name");
  const constituency = givenWords(wordLimits.constituency)(party?.constituency ?? "");
  if (!constituency.ok)
    return err({ kind: "badArgument", what: "constituency", expected: constituency.error.expected });
  const profile = party === null ? null : { ...party, name: mended.party, constituency: constituency.value };
  return ok({ person: mended.person, device: mended.device, party: profile });
}

/** Makes and stores every key. */
export async function createKeys(platform: Platform, args: Names): Promise<Result<Keys, HostError>> {
  const { random, clock, secrets, dataDirectory } = platform;
  const named = nameable(args);
  if (!named.ok) return named;
  const { person, device: deviceName, party: profile } = named.value;
  if (secrets.state().protection === null) return err({ kind: "protectionNotChosen" });
  const [signSeed, sealSeed, storeKey, partySeed] = [
    random.bytes(32),
    random.bytes(32),
    random.bytes(32),
    random.bytes(32),
  ];
  const signing = signingKeyPair(signSeed);
  const sealing = sealingKeyPair(sealSeed);
  const device = toHex(signing.publicKey) as DeviceId;
  let party: Keys["party"] = null;
  if (profile !== null) {
    const root = signingKeyPair(partySeed);
    const id = toHex(root.publicKey) as PartyId;
    const card: PartyCard = { id, ...profile };
    const deviceCard = {
      id: device,
      party: id,
      person,
      name: deviceName,
      sealKey: sealing.publicKey,
      issuedAt: clock.now(),
    };
    party = {
      card,
      signedCard: signPartyCard(card, root.privateKey),
      chain: [signDeviceCard(deviceCard, { id, privateKey: root.privateKey })],
    };
    wipe(root.privateKey);
  }
  const { createPdfIdentity } = await import("../documents/pdf/pdfIdentity.ts");
  const pdf = await createPdfIdentity({
    random,
    commonName: profile === null ? person : `${person}, ${profile.name}`,
    notBefore: clock.now(),
  });
  const stored = encodeCbor([
    version,
    person,
    deviceName,
    signSeed,
    sealSeed,
    storeKey,
    [pdf.privateKeyPkcs8, pdf.certificateDer],
    party === null ? null : [party.signedCard, party.chain],
    null,
  ]);
  // The words first: a founder without them could lose the party, words without a founder are nobody's.
  const sheet = party === null ? ok(null) : keepSheet(platform, partySeed);
  const written = sheet.ok ? writeFileDurably(join(dataDirectory, fileName), secrets.seal(stored)) : sheet;
  for (const secret of [stored, signSeed, sealSeed, partySeed]) wipe(secret);
  if (!sheet.ok) return sheet;
  if (!written.ok) return written;
  return ok({ person, deviceName, device, signing, sealing, storeKey, pdf, party, sheet: null });
}

/** Overwrites every private key: nothing can be signed or opened with them any more. */
export function wipeKeys({ signing, sealing, storeKey, pdf }: Keys): void {
  for (const secret of [signing.privateKey, sealing.privateKey, storeKey, pdf.privateKeyPkcs8]) wipe(secret);
}

export const readIdentity = (keys: Keys, { secrets, dataDirectory }: Platform): Identity => ({
  person: keys.person,
  device: { id: keys.device, name: keys.deviceName },
  party: keys.party === null ? null : keys.party.card,
  plainKeys: secrets.state().protection === "plain",
  dataDirectory,
});
