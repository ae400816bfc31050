/**
 * New recovery sheets of a party: made here, brought into every charter that this device speaks for the party in, and
 * settled where they have waited for long enough. PROTOCOL.md of the ledger, L33 and L34.
 * Owns: the sheet that this device brings; its file is the identity's (identity.ts), its words' recoverySheet.ts's.
 * Called by: methods/keys.ts, and whenever something was accepted.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { NewSheet } from "../../../shared/api/keys.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { type KeyPair, sign, signingKeyPair, wipe } from "../../../shared/base/crypto.ts";
import { type CharterId, idBytes, type PaperKey, type PartyId, type SheetKey } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type Signed, sheetCardBody } from "../../../shared/ledger/members/cards.ts";
import { encodeEntry, type GovernanceEntry } from "../../../shared/ledger/members/entries.ts";
import { currentKey } from "../../../shared/ledger/members/sheets.ts";
import { type Keys, rememberSheet, type StoredSheet } from "../keys/identity.ts";
import { keepSheet, readSheet } from "../keys/recoverySheet.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";

export function createSheets(args: { readonly platform: Platform; readonly keys: Keys; readonly charters: Charters }) {
  const { platform, keys, charters } = args;
  let { sheet } = keys;
  const waiting = new Map<CharterId, () => void>();

  const append = ({ replica }: OpenCharter, entry: GovernanceEntry): Result<null, HostError> =>
    replica.append([{ type: envelopeTypes.governance, body: encodeEntry(entry) }]);

  /** Keys for which words may lie here. */
  const papers = (): readonly PaperKey[] => [
    ...(keys.party === null ? [] : [keys.party.card.id]),
    ...(sheet === null ? [] : [sheet.card.key]),
  ];

  /** The party that this device speaks for, and its own chain: founded or recovered here, else as it was admitted. */
  async function ownParty(): Promise<Result<{ readonly id: PartyId; readonly chain: readonly Signed[] }, HostError>> {
    if (keys.party !== null) return ok({ id: keys.party.card.id, chain: keys.party.chain });
    const found = new Map<PartyId, readonly Signed[]>();
    await charters.visitAll(({ replica }) => {
      const member = replica.ledger().membership().devices.get(keys.device);
      if (member !== undefined && member.card.party !== null) found.set(member.card.party, member.chain);
    });
    const [first] = found;
    if (first === undefined) return err({ kind: "noParty" });
    const [id, chain] = first;
    return found.size === 1 ? ok({ id, chain }) : err({ kind: "severalParties" });
  }

  const speaksIn = ({ replica }: OpenCharter, party: PartyId): boolean =>
    replica.ledger().membership().devices.get(keys.device)?.card.party === party;

  /** `old`: the key until now, where its words are at hand; the sheet that it signs is settled at once. */
  async function renew(old: KeyPair | null): Promise<Result<NewSheet, HostError>> {
    const party = await ownParty();
    if (!party.ok) return party;
    const { id, chain } = party.value;
    const kept = await readSheet(platform, papers(), "en");
    if (!kept.ok) return kept;
    if (kept.value !== null) return err({ kind: "sheetNotConfirmed" });
    const current = new Set<PaperKey>();
    await charters.visitAll((charter) => {
      if (speaksIn(charter, id)) current.add(currentKey(charter.replica.ledger().membership(), id));
    });
    const oldKey = old === null ? null : (toHex(old.publicKey) as PaperKey);
    if (oldKey !== null && !(current.size === 0 ? oldKey === id : current.has(oldKey)))
      return err({ kind: "recoveryWordsEnded" });
    if (chain.length > 15) return err({ kind: "notAuthorised", reason: "this device's chain of cards is too long" });

    const seed = platform.random.bytes(32);
    const pair = signingKeyPair(seed);
    const card = {
      ...{ key: toHex(pair.publicKey) as SheetKey, party: id },
      ...{ issuer: keys.device, issuedAt: platform.clock.now() },
    };
    const body = sheetCardBody(card);
    const made: StoredSheet = {
      card,
      chain: [...chain, [body, sign(body, keys.signing.privateKey)]],
      proof: sign(body, pair.privateKey),
      consent: old === null || oldKey === null ? null : { key: oldKey, signature: sign(body, old.privateKey) },
    };
    wipe(pair.privateKey);
    // The words first: a key that nobody has words for would be of no use.
    const written = keepSheet(platform, seed);
    wipe(seed);
    if (!written.ok) return written;
    const remembered = rememberSheet(platform, made);
    if (!remembered.ok) return remembered;
    sheet = made;
    // Where nothing can be signed now, it is brought as soon as something can.
    const knowing: CharterId[] = [];
    await charters.visitAll((charter) => {
      if (speaksIn(charter, id) && bring(charter, made).ok) knowing.push(charter.id);
    });
    return ok({ charters: knowing, isSettled: current.size <= 1 && oldKey !== null });
  }

  function bring(charter: OpenCharter, { card, chain, proof, consent }: StoredSheet): Result<null, HostError> {
    const over = currentKey(charter.replica.ledger().membership(), card.party);
    return append(charter, {
      kind: "renewSheet",
      chain: [...chain],
      over: idBytes(over),
      proof,
      consent: consent?.key === over ? consent.signature : null,
    });
  }

  /** What this device owes a charter: to bring the sheet, or to say that it has waited for long enough. */
  function attend(charter: OpenCharter): void {
    if (sheet === null || charter.replica.damage() !== null || !speaksIn(charter, sheet.card.party)) return;
    const ledger = charter.replica.ledger();
    const known = ledger.membership().sheets.get(sheet.card.key);
    const isDue = known !== undefined && ledger.isSheetDue(sheet.card.key);
    const done =
      known === undefined
        ? bring(charter, sheet)
        : isDue
          ? append(charter, { kind: "settleSheet", sheet: idBytes(sheet.card.key) })
          : ok(null);
    if (!done.ok) platform.logger.warn("sheet-not-attended", { error: done.error.kind });
  }

  charters.watch({
    /** Once what goes on now is over: nothing is signed in the middle of taking something in. */
    accepted(charter) {
      if (sheet === null || waiting.has(charter.id)) return;
      const cancel = platform.clock.after(0, () => {
        waiting.delete(charter.id);
        attend(charter);
      });
      waiting.set(charter.id, cancel);
    },
  });

  return {
    papers,
    renew,
    close(): void {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
