/** One person with no charter, or nobody yet, and what protects their keys. */
import type { SystemStore } from "../../../../electron/host/platform.ts";
import type { Scene } from "../windows.ts";
import { introduceAtWindow, writeDown } from "./acts.ts";
import { fishers } from "./river.ts";
import { seed } from "./seed.ts";

const amina = { person: "Amina Benali", device: "Amina’s laptop", party: fishers } as const;
/** Keeps what is given to it as it is. */
const openStore: SystemStore = { name: "gnome_libsecret", seal: async (key) => key, open: async (sealed) => sealed };

const untouched = seed(async () => null);
export const namedSeed = seed(async (stage) => {
  const entered = await stage.enter("amina", { isAtWindow: true });
  await introduceAtWindow(entered, amina, { isOnPaper: false });
  return { words: (await writeDown(entered)).words };
});
const begun = seed(async (stage) => {
  await introduceAtWindow(await stage.enter("amina", { isAtWindow: true }), amina, { isOnPaper: false });
});
const withStore = seed(async (stage) => {
  const entered = await stage.enter("amina", { isAtWindow: true, systemStore: openStore });
  await introduceAtWindow(entered, amina, { protection: "system" });
});

const at = "amina";
export const nobody: Scene = { name: "nobody", seed: untouched, at, isLocked: true };
export const empty: Scene = { name: "empty", seed: namedSeed, at };
/** The words of the party were never confirmed to be on paper. */
export const unwritten: Scene = { name: "unwritten", seed: begun, at };
export const locked: Scene = { name: "locked", seed: namedSeed, at, isLocked: true };
/** The system's key store that protects the keys is gone. */
export const storeGone: Scene = { name: "storeGone", seed: withStore, at, isLocked: true };
/** The folder was copied. */
export const moved: Scene = { name: "moved", seed: namedSeed, at, isLocked: true, entrance: { knowsItsPlace: true } };
