/**
 * A damaged store made anew from what can still be read of it. What is missing is remembered as missing: the charter is
 * read and not written until it has come again, from whomever.
 * Called by: charters.ts. Invariant: frames that open are kept, whatever the rest of their row says; what is claimed to
 * be held is what opens, with everything it builds on.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Result } from "../../../shared/base/result.ts";
import { createLedger } from "../../../shared/ledger/ledger.ts";
import { newestOf } from "../../../shared/ledger/log/envelope.ts";
import { createKeyring } from "../../../shared/ledger/members/keyring.ts";
import { type CharterStore, type MissingPlace, openCharterStore } from "../store/charterStore.ts";
import { StoreFailure } from "../store/database.ts";
import type { DatabasePool } from "../store/databasePool.ts";
import type { Vault } from "../store/kept.ts";
import { readSalvage, removeStore, replaceStore, type Salvage } from "../store/salvage.ts";
import { acceptReady, type FoldSource, judgeKept, readHeldPlaces } from "./fold.ts";
import { frameOf } from "./framing.ts";

export type MendSource = Omit<FoldSource, "store">;

/** The store at `file` is closed. Answers the new one, open. */
export function mendStore(source: MendSource, file: string, pool: DatabasePool): Result<CharterStore, HostError> {
  const { charter, storeKey, random } = source;
  const vault: Vault = { charter, storeKey, random };
  const salvage = readSalvage(file, vault);
  const making = `${file}.mending`;
  removeStore(making);
  const made = openCharterStore(making, vault, pool, { isNew: true });
  if (!made.ok) return made;
  const filled = made.value.transact(() => fill(source, made.value, salvage));
  made.value.close();
  if (!filled.ok) {
    removeStore(making);
    return filled;
  }
  const replaced = replaceStore(making, file);
  if (!replaced.ok) return replaced;
  source.logger.warn("store-mended", filled.value);
  return openCharterStore(file, vault, pool);
}

function fill(source: MendSource, store: CharterStore, salvage: Salvage): { readonly [count: string]: number } {
  const copies = source.keys.map((key) => Uint8Array.from(key));
  const keyring = createKeyring(copies, source.device.id, source.device.sealing);
  const ledger = createLedger(source.charter, store.index, null, source.program);
  type Left = Salvage["entries"][number];
  const behindBefore = salvage.behind.map((bytes) => ({
    pos: -1,
    kept: { kind: "frame", bytes } as const,
    place: null,
    isSound: true,
  }));
  let left: readonly Left[] = [...salvage.entries, ...behindBefore];
  const spoiled: Left[] = [];
  const unopened = new Set<Left>();
  let kept = 0;
  // A key may stand behind what is sealed with it.
  for (let before = -1; before !== left.length; ) {
    before = left.length;
    unopened.clear();
    left = left.filter((of) => {
      const judged = judgeKept({ ledger, keyring }, of.kept);
      if (judged.kind === "unopened") unopened.add(of);
      switch (judged.kind) {
        case "ready":
          acceptReady({ ledger, keyring }, judged.ready, judged.envelope);
          store.append(judged.ready.accepted, judged.kept, of.pos < 0 ? null : of.pos);
          kept++;
          return false;
        case "duplicate":
          return false;
        case "refused":
          spoiled.push(of);
          return false;
        default:
          return true;
      }
    });
  }
  // It names a key that nobody has: what was spoiled is that name.
  const isNameless = (of: Left): boolean => unopened.has(of) && !of.isSound;
  spoiled.push(...left.filter(isNameless));
  left = left.filter((of) => !isNameless(of));
  const held = newestOf(ledger.places());
  const waiting = new Set(left.map(({ place }) => place?.join()));
  const isMissing = (place: MissingPlace): boolean =>
    place[1] > (held.get(place[0]) ?? -1) && !waiting.has(place.join());
  // A number that was spoiled itself may be any: none lies further on than all that is unread together.
  const unread = spoiled.length + left.length + salvage.places.length;
  const isLikely = ([device, seq]: MissingPlace): boolean => seq <= (held.get(device) ?? -1) + unread;
  const named = [...spoiled.map(({ place }) => place), ...salvage.places];
  const certain = [...salvage.lost, ...readHeldPlaces(source, salvage.held)];
  const places = [...certain, ...named.filter((place) => place !== null && isLikely(place))]
    .filter((place) => place !== null)
    .filter(isMissing);
  const isKnown = salvage.isWhole && named.every((place) => place !== null && (isLikely(place) || !isMissing(place)));
  const behind = left.map(({ kept }) => frameOf(kept, keyring)).filter((frame) => frame !== null);
  keyring.wipe();
  if (places.length > 0 || behind.length > 0 || !isKnown)
    store.keepDamage({ lost: places, behind, isKnown, heard: [] }, salvage.lastPos);
  for (const [name, sealed] of salvage.settings) {
    const written = store.writeSetting(name, sealed);
    if (!written.ok) throw new StoreFailure(written.error);
  }
  for (const sealed of salvage.typed)
    if (sealed === null) store.setAside(null);
    else store.keepTyped(sealed);
  for (const sealed of salvage.unreadable) store.setAside(sealed);
  return { kept, spoiled: spoiled.length, behind: behind.length, missing: places.length, isKnown: Number(isKnown) };
}
