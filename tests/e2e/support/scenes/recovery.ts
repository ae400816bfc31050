/** A party whose laptop is gone, and whose words lie beside a new one; Jon holds its charter. */
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { bring, found, introduce, meet } from "./acts.ts";
import { fishers, herders, riverTitle, watchText } from "./river.ts";
import { seed } from "./seed.ts";

export interface RecoveryFacts {
  readonly words: readonly string[];
}

export const recoverySeed = seed(async (stage): Promise<RecoveryFacts> => {
  const amina = await stage.enter("amina");
  const jon = await stage.enter("jon");
  must(await amina.api.createIdentity({ person: "Amina Benali", device: "Amina’s laptop", party: fishers }));
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  const charter = await found(amina, riverTitle, "en", watchText);
  await bring(amina, jon, charter);
  await meet(jon, amina);
  const sheet = must(await amina.api.getRecoveryWords({ language: "en" }));
  return { words: sheet?.words ?? [] };
});

/** The new laptop hears who it is before it is told that the party is back: both at any time, and this is the hard one. */
export const lost: Scene = {
  ...{ name: "lost", seed: recoverySeed, at: "new laptop", isLocked: true },
  alter: (api): HostApi => ({
    ...api,
    async getIdentity(args) {
      await later(700);
      return api.getIdentity(args);
    },
    async recover(args) {
      const recovered = await api.recover(args);
      await later(1_400);
      return recovered;
    },
  }),
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
