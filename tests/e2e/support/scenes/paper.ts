/** A ratified agreement on paper, in the hands of somebody with no charter. */
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { bring, cast, found, introduce, meet, openEnded, propose } from "./acts.ts";
import { fishers, herders, watchText, watchTitle } from "./river.ts";
import { seed } from "./seed.ts";

export interface PaperFacts {
  readonly pdf: Bytes;
}

export const paperSeed = seed(async (stage): Promise<PaperFacts> => {
  const amina = await stage.enter("amina");
  const jon = await stage.enter("jon");
  await introduce(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  const charter = await found(amina, watchTitle, "en", watchText);
  await bring(amina, jon, charter);
  const proposal = await propose(amina, charter, { term: openEnded });
  await cast(amina, charter, proposal);
  await meet(jon, amina);
  await cast(jon, charter, proposal);
  return { pdf: must(await jon.api.exportPdf({ charter, proposal })).bytes };
});

export const holder: Scene = { name: "holder", seed: paperSeed, at: "somebody", isLocked: true };

/** As if the text had Han: this machine has no faces for it, so no machine of the tests can have drawn one either. */
export const holderOfHan: Scene = {
  ...holder,
  name: "holderOfHan",
  alter: (api): HostApi => ({
    ...api,
    async verifyPdf(args) {
      const verified = await api.verifyPdf(args);
      if (!verified.ok) return verified;
      const checks = verified.value.checks.map((one) =>
        one.check === "seal" || one.check === "rendering" ? { ...one, passed: false, checked: false } : one,
      );
      const notCompared = { kind: "noFaces", script: "Han", pack: "chinese" } as const;
      return { ok: true, value: { ...verified.value, valid: false, notCompared, checks, seals: [] } };
    },
  }),
};
