/** Amina and a herder gave two clauses other words without knowing of each other, and met since. */
import type { CharterId } from "../../../../shared/base/ids.ts";
import type { Scene } from "../windows.ts";
import { bring, found, introduce, introduceAtWindow, meet, rewrite } from "./acts.ts";
import { fishers, herders, riverText, riverTitle, wateredFrom } from "./river.ts";
import { seed } from "./seed.ts";

export interface ApartFacts {
  readonly river: CharterId;
}

export const apartSeed = seed(async (stage): Promise<ApartFacts> => {
  stage.goBack(2);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const jon = await stage.enter("jon");
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  const river = await found(amina, riverTitle, "en", riverText);
  await bring(amina, jon, river);
  stage.goBack(0.5);
  await rewrite(amina, river, "1.2", wateredFrom("mid-April"));
  await rewrite(amina, river, "3.2", "Gates are shut by whoever passes.");
  await rewrite(jon, river, "1.2", wateredFrom("the first of May"));
  await rewrite(jon, river, "3.2", "Gates are left open by whoever passes.");
  await meet(amina, jon);
  return { river };
});

export const apart: Scene = { name: "apart", seed: apartSeed, at: "amina" };
