/** The device, and the key of its party on paper. What opens and locks the keys is `keys/locking.ts`. */
import type { KeysApi } from "../../../shared/api/keys.ts";
import { wipe } from "../../../shared/base/crypto.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { createKeys, readIdentity } from "../keys/identity.ts";
import type { KeyCalls } from "../keys/locking.ts";
import { confirmSheet, readSheet } from "../keys/recoverySheet.ts";
import { readRecoveryWords } from "../keys/recoveryWords.ts";
import type { Desk } from "./desk.ts";

export const keysMethods = ({ platform, emit, workplace, settle, atWork }: Desk): Omit<KeysApi, keyof KeyCalls> => ({
  getIdentity: async () => {
    const place = workplace();
    return ok(place === null ? null : readIdentity(place.keys, platform));
  },
  async createIdentity(args) {
    if (workplace() !== null) return err({ kind: "alreadySetUp" });
    const created = await createKeys(platform, args);
    if (!created.ok) return created;
    await settle(created.value);
    emit({ kind: "libraryChanged" });
    return ok(readIdentity(created.value, platform));
  },
  renewSheet: ({ words }) =>
    atWork(async ({ sheets }) => {
      const read = words === null ? null : await readRecoveryWords(words);
      if (words !== null && read === null) return err({ kind: "recoveryWordsWrong" });
      const renewed = await sheets.renew(read?.root ?? null);
      if (read !== null) wipe(read.root.privateKey);
      if (renewed.ok) emit({ kind: "keysChanged" });
      return renewed;
    }),
  getRecoveryWords: ({ language }) => atWork(({ sheets }) => readSheet(platform, sheets.papers(), language)),
  confirmRecoveryWords: ({ words }) =>
    atWork(async ({ sheets }) => {
      const confirmed = await confirmSheet(platform, sheets.papers(), words);
      if (confirmed.ok) emit({ kind: "keysChanged" });
      return confirmed;
    }),
});
