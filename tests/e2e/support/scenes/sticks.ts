/** What Jon hands to Amina as files: one that she can take in, and one that builds on what she has not. */
import type { Bytes } from "../../../../shared/base/bytes.ts";
import type { CharterId, DeviceId } from "../../../../shared/base/ids.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { bring, cast, deviceOf, found, introduce, introduceAtWindow, meet, propose, rewrite } from "./acts.ts";
import { fishers, herders, watchText, watchTitle } from "./river.ts";
import { seed } from "./seed.ts";

export interface StickFacts {
  readonly charter: CharterId;
  readonly stick: Bytes;
  readonly wanting: Bytes;
  readonly jons: DeviceId;
}

export const stickSeed = seed(async (stage): Promise<StickFacts> => {
  stage.goBack(4);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const jon = await stage.enter("jon");
  const ines = await stage.enter("ines");
  const rosa = await stage.enter("rosa");
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  await introduce(ines, { person: "Ines Carvalho", device: "tablet", party: null });
  await introduce(rosa, { person: "Rosa Mbeki", device: "tablet", party: null });
  const charter = await found(amina, watchTitle, "en", watchText);
  await bring(amina, jon, charter);
  await bring(jon, ines, charter, "delegate");
  await bring(jon, rosa, charter, "delegate");
  await meet(amina, jon);

  stage.goBack(3);
  const write = (words: string) => rewrite(jon, charter, "1.1", words);
  for (let n = 1; n <= 12; n++) await write(`Two people walk the ridge, ${n} times.`);
  await meet(jon, ines);
  for (let n = 1; n <= 4; n++) await write(`Two people walk the ridge, and sing ${n} songs.`);
  const toInes = { charter, for: { kind: "device", device: await deviceOf(ines) } } as const;
  const wanting = must(await jon.api.exportBundle(toInes)).bytes;

  await rewrite(rosa, charter, "1.1", "Two people of each party walk the ridge.");
  await meet(jon, rosa);
  await write("Three people of each party walk the ridge.");
  must(
    await jon.api.revokeDevice({
      charter,
      device: await deviceOf(rosa),
      reason: "The tablet is lost.",
      since: null,
    }),
  );
  // Rosa has not heard of it.
  await rewrite(rosa, charter, "1.1", "Two people of each party walk the ridge at night.");
  await meet(jon, rosa);
  await cast(jon, charter, await propose(jon, charter));
  const everything = { charter, for: { kind: "everything" } } as const;
  const stick = must(await jon.api.exportBundle(everything)).bytes;
  return { charter, stick, wanting, jons: await deviceOf(jon) };
});

export const sticks: Scene = { name: "sticks", seed: stickSeed, at: "amina" };
