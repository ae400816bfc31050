/** Three parties talk about the river: comments on words and on clauses, stances, and words that changed since. */
import type { CommentAnchor } from "../../../../shared/api/comments.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import { bring, comment, found, introduce, introduceAtWindow, meet, partyOf, rewrite, stand } from "./acts.ts";
import { fishers, herders, riverText, riverTitle, wateredFrom } from "./river.ts";
import { seed } from "./seed.ts";

export interface NegotiatedFacts {
  readonly river: CharterId;
}

const millers = { name: "Millers’ Guild of the Weir", kind: "union", constituency: "the four mills" } as const;

export const negotiatedSeed = seed(async (stage): Promise<NegotiatedFacts> => {
  stage.goBack(4);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const jon = await stage.enter("jon");
  const mia = await stage.enter("mia");
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  await introduce(mia, { person: "Mia Weber", device: "guild’s computer", party: millers });
  const river = await found(amina, riverTitle, "en", riverText);
  await bring(amina, jon, river);
  await bring(amina, mia, river);
  await meet(jon, mia);

  stage.goBack(1);
  for (const number of ["1.1", "2.2", "3.2"]) {
    await stand(jon, river, number, "agrees");
    await stand(mia, river, number, "agrees");
  }
  await stand(amina, river, "1.1", "agrees");
  await stand(amina, river, "1.2", "agrees");
  const ours = { kind: "party", party: await partyOf(jon, river, fishers.name) } as const;
  const words: CommentAnchor = { kind: "words", words: "below the stone bridge" };
  const bridge = await comment(jon, river, "1.2", "Which bridge? There are two since the flood.", words, [ours]);
  await meet(jon, mia);
  must(
    await mia.api.answerThread({
      ...{ charter: river, thread: bridge.id, kind: "reply", mentions: [] },
      text: "The old one, I would say.",
    }),
  );
  await comment(mia, river, "1.3", "One day in four stops the mills. Could it be one in five?", {
    kind: "words",
    words: "one day in four",
  });
  const settled = await comment(mia, river, "2.1", "Counted from which night?");
  must(
    await mia.api.answerThread({
      ...{ charter: river, thread: settled.id, kind: "resolve", mentions: [], text: "We asked the elders." },
    }),
  );
  await stand(mia, river, "1.3", "objects", "The mills stand still for a quarter of the summer.");
  await meet(mia, jon);
  await rewrite(jon, river, "1.2", wateredFrom("mid-April"));
  await meet(jon, amina);
  await meet(mia, amina);
  return { river };
});

export const negotiated: Scene = { name: "negotiated", seed: negotiatedSeed, at: "amina" };
