/** A text that hangs on a stolen device's ballot, a party that left, and what can no longer be ratified without it. */

import { dayOf } from "../../../../shared/base/days.ts";
import type { CharterId, ProposalId } from "../../../../shared/base/ids.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import {
  bring,
  cast,
  deviceOf,
  found,
  introduce,
  introduceAtWindow,
  meet,
  openEnded,
  partyOf,
  propose,
  readNews,
  rewrite,
} from "./acts.ts";
import { fishers, herders, watchText, watchTitle } from "./river.ts";
import { seed } from "./seed.ts";

export interface ContestedFacts {
  readonly watch: CharterId;
  readonly hanging: ProposalId;
  readonly unreachable: ProposalId;
}

const dayMs = 86_400_000;

export const contestedSeed = seed(async (stage): Promise<ContestedFacts> => {
  stage.goBack(100);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const tablet = await stage.enter("tablet");
  const jon = await stage.enter("jon");
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(tablet, { person: "Amina Benali", device: "tablet", party: null });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  const watch = await found(amina, watchTitle, "en", watchText);
  await bring(amina, tablet, watch, "delegate");
  await bring(amina, jon, watch);
  await meet(tablet, amina);
  const first = await propose(amina, watch, { term: openEnded });
  await cast(amina, watch, first);
  await meet(jon, amina);
  await cast(jon, watch, first);
  await meet(jon, amina);

  stage.goBack(6);
  await rewrite(amina, watch, "1.1", "Three people of each party walk the ridge from dusk to dawn, in the dry months.");
  const hanging = await propose(amina, watch, { end: "kept" });
  const unreachable = await propose(amina, watch, { end: "kept", note: "With the same words, said once more." });
  await meet(tablet, amina);
  await meet(jon, amina);
  await cast(tablet, watch, hanging);
  await cast(jon, watch, hanging);
  await meet(jon, tablet);
  await meet(jon, amina);

  stage.goBack(2);
  const stolen = {
    device: await deviceOf(tablet),
    reason: "The tablet was stolen.",
    since: dayOf(Date.now() - 8 * dayMs),
  };
  must(await amina.api.revokeDevice({ charter: watch, ...stolen }));
  await meet(jon, amina);
  stage.goBack(1);
  const herd = await partyOf(jon, watch, "Herders");
  must(await jon.api.removeParty({ charter: watch, party: herd, reason: "A dry year." }));
  await meet(jon, amina);
  await readNews(amina, watch);
  return { watch, hanging, unreachable };
});

export const contested: Scene = { name: "contested", seed: contestedSeed, at: "amina" };
