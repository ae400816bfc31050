/** Amina was away while two herders wrote, and they deleted what she was writing into. */
import type { CharterId } from "../../../../shared/base/ids.ts";
import type { Scene } from "../windows.ts";
import { addClause, bring, found, introduce, introduceAtWindow, meet, readNews, rewrite } from "./acts.ts";
import { fishers, herders, riverText, riverTitle, wateredFrom } from "./river.ts";
import { seed } from "./seed.ts";

export interface ReturnedFacts {
  readonly river: CharterId;
}

export const returnedSeed = seed(async (stage): Promise<ReturnedFacts> => {
  stage.goBack(4);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const jon = await stage.enter("jon");
  const salma = await stage.enter("salma");
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  await introduce(salma, { person: "Salma Haddad", device: "tablet", party: null });
  const river = await found(amina, riverTitle, "en", riverText);
  await addClause(amina, river, "2.2", "Nets are taken in when the river is low.");
  await bring(amina, jon, river);
  await bring(jon, salma, river, "delegate");
  await meet(amina, jon);

  stage.goBack(2);
  await readNews(amina, river);
  await rewrite(amina, river, "2.3", "Nets are taken in before the third moon and when the river is low.");

  stage.goBack(0.2);
  await rewrite(salma, river, "1.2", wateredFrom("mid-April"));
  await meet(salma, jon);
  stage.goBack(0.1);
  await rewrite(jon, river, "1.2", wateredFrom("the first of April"));
  await rewrite(jon, river, "3.2", "Gates are left as they were found, or shut.");
  await rewrite(jon, river, "2.3", null);
  await meet(amina, jon);
  return { river };
});

export const returned: Scene = { name: "returned", seed: returnedSeed, at: "amina" };
