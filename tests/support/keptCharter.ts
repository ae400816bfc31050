/** What a device holds of a charter, read from its files as the program reads them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fold, loadFold } from "../../electron/host/charter/fold.ts";
import { type Keys, loadKeys } from "../../electron/host/keys/identity.ts";
import type { Platform } from "../../electron/host/platform.ts";
import { type CharterStore, openCharterStore } from "../../electron/host/store/charterStore.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { decodeCbor } from "../../shared/base/cbor.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { tessera } from "../../shared/ledger/program.ts";

export interface KeptCharter extends Keys {
  readonly fold: Fold;
  readonly store: CharterStore;
}

/** `platform`: of a host that holds the charter and has been closed. */
export function openKept(platform: Platform, charter: CharterId): KeptCharter {
  const keys = loadKeys(platform);
  const file = join(platform.dataDirectory, "charters", charter);
  const plain = platform.secrets.open(new Uint8Array(readFileSync(`${file}.key`)));
  if (!keys.ok || keys.value === null || plain === null) throw new Error("no charter is kept here");
  const { random, logger } = platform;
  const store = openCharterStore(`${file}.sqlite`, { charter, storeKey: keys.value.storeKey, random });
  if (!store.ok) throw new Error(store.error.kind);
  const [, epochKeys] = decodeCbor(plain) as readonly [number, readonly Bytes[]];
  const { device, signing, sealing, storeKey } = keys.value;
  const own = { id: device, privateKey: signing.privateKey, sealing };
  const fold = loadFold({
    program: tessera,
    charter,
    keys: epochKeys,
    device: own,
    storeKey,
    store: store.value,
    random,
    logger,
  });
  if (!fold.ok) throw new Error(fold.error.kind);
  return { ...keys.value, fold: fold.value, store: store.value };
}
