/** One person with no charter. */
import type { Scene } from "../windows.ts";
import { introduceAtWindow } from "./acts.ts";
import { fishers } from "./river.ts";
import { seed } from "./seed.ts";

const amina = { person: "Amina Benali", device: "Amina’s laptop", party: fishers } as const;

const named = seed(async (stage) => {
  await introduceAtWindow(await stage.enter("amina", { isAtWindow: true }), amina);
});

export const empty: Scene = { name: "empty", seed: named, at: "amina" };
