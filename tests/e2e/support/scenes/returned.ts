/** Amina was away while two herders wrote, and they deleted what she was writing into. */
import type { CharterId } from "../../../../shared/base/ids.ts";
import type { Scene } from "../windows.ts";
import {
  addClause,
  bring,
  comment,
  found,
  introduce,
  introduceAtWindow,
  meet,
  partyOf,
  readNews,
  rewrite,
  stand,
  suggestWords,
} from "./acts.ts";
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
  await comment(salma, river, "1.2", "April is late in the north.");
  await suggestWords(
    salma,
    river,
    "3.1",
    "The three wells along the drove road are kept clean by whoever passed last, and covered.",
  );
  await meet(salma, jon);
  stage.goBack(0.1);
  await rewrite(jon, river, "1.2", wateredFrom("the first of April"));
  stage.goBack(0.099);
  await rewrite(jon, river, "3.2", "Gates are left as they were found, or shut.");
  stage.goBack(0.098);
  await rewrite(jon, river, "2.3", null);
  const us = { kind: "party", party: await partyOf(jon, river, fishers.name) } as const;
  await comment(jon, river, "3.2", "Is “shut” enough for your boats?", { kind: "clause" }, [us]);
  await stand(jon, river, "1.1", "agrees");
  await meet(amina, jon);
  return { river };
});

export const returned: Scene = { name: "returned", seed: returnedSeed, at: "amina" };
