/**
 * A text that three parties ratified a year ago, to which others accede with the consent of one: Jon's party reserved a
 * clause, Leila's wants no relations because of it, Jon reserved another late. Ines's declined, and has not joined yet;
 * Piet's is no member, and has the PDF.
 */
import { addDays, dayOf } from "../../../../shared/base/days.ts";
import type { CharterId, ProposalId } from "../../../../shared/base/ids.ts";
import type { ConditionsPlan } from "../../../../shared/charter/parties/conditions.ts";
import { must } from "../desk.ts";
import type { Person } from "../stage.ts";
import type { Scene } from "../windows.ts";
import {
  bring,
  cast,
  comment,
  found,
  introduce,
  introduceAtWindow,
  meet,
  openEnded,
  propose,
  readNews,
} from "./acts.ts";
import { fishers, herders } from "./river.ts";
import { seed } from "./seed.ts";

export interface TreatyFacts {
  readonly treaty: CharterId;
  readonly text: ProposalId;
  readonly pdf: Uint8Array;
}

const dayMs = 86_400_000;
export const daysAgo = (days: number): string => dayOf(Date.now() - days * dayMs);

const title = "Treaty of the Common Springs";
const markdown = `# ${title}

## Preamble

1. We bind ourselves to one another, and to nobody above us.

## Springs

1. Every spring is open to every party, from dawn to dusk.
2. In a dry year each party gives up one day in four.

## Roads

1. The drove roads stay open between the feasts.
`;

const conditions: ConditionsPlan = {
  ...{ needed: 3, indispensable: [], entry: { at: null, delayDays: 0, joinDelayDays: 0 }, reviews: [] },
  ...{ binds: "ratifiers", reservations: "any", accession: 1, withdrawalDays: 90, form: "signed" },
};

const island = { name: "مجلس الجزيرة", kind: "community", constituency: "" } as const;
export const weavers = { name: "Weavers’ Cooperative", kind: "organisation", constituency: "" } as const;
export const millers = { name: "Millers of the Weir", kind: "organisation", constituency: "" } as const;

/** What a reservation says of the clause with this number. */
async function reserved(
  { api }: Person,
  { treaty: charter, text: proposal }: Pick<TreatyFacts, "treaty" | "text">,
  number: string,
  how: "exclude" | "interpret",
  words: string,
) {
  const { clauses } = must(await api.getSigning({ charter, proposal }));
  const clause = clauses.find((one) => one.title.split(" ")[0] === number);
  if (clause === undefined) throw new Error(`there is no clause ${number}`);
  return { clause: clause.id, hash: clause.hash, how, words };
}

export const treatySeed = seed(async (stage): Promise<TreatyFacts> => {
  stage.goBack(400);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const ines = await stage.enter("ines", { isAtWindow: true });
  const jon = await stage.enter("jon");
  const leila = await stage.enter("leila");
  const piet = await stage.enter("piet", { isAtWindow: true });
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduceAtWindow(ines, { person: "Ines Carvalho", device: "workshop tablet", party: weavers });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  await introduce(leila, { person: "ليلى الحداد", device: "حاسوب المجلس", party: island });
  await introduceAtWindow(piet, { person: "Piet Molenaar", device: "mill office", party: millers });
  const treaty = await found(amina, title, "en", markdown);
  for (const joiner of [jon, leila, ines]) await bring(amina, joiner, treaty);
  const gather = async (): Promise<void> => {
    for (const person of [jon, leila, ines, jon, leila, ines]) await meet(person, amina);
  };

  const closesOn = addDays(daysAgo(400), 20);
  const text = await propose(amina, treaty, { term: openEnded, conditions, closesOn });
  const facts = { treaty, text };
  await gather();
  await cast(amina, treaty, text, "ratify", "By the assembly of the weir, 41 to 2.");
  const { entry } = must(await jon.api.getSigning({ charter: treaty, proposal: text }));
  const reservations = [await reserved(jon, facts, "1.2", "exclude", "Our herds follow the grass, in dry years too.")];
  const ballot = { charter: treaty, proposal: text, contentHash: entry.contentHash, choice: "ratify" } as const;
  must(await jon.api.castBallot({ ...ballot, reservations, statement: "", clockIsRight: true }));
  await cast(leila, treaty, text);
  await cast(ines, treaty, text, "decline", "The looms decide in spring.");
  await gather();

  stage.goBack(360);
  const signed = { charter: treaty, reason: "", clockIsRight: true };
  const { reservations: made } = must(await leila.api.getJoining({ charter: treaty }));
  const said = { reservation: made[0]?.id ?? "", choice: "object-no-relations" } as const;
  must(await leila.api.respond({ ...signed, ...said, reason: "الماء لنا جميعًا." }));
  stage.goBack(300);
  const late = await reserved(jon, facts, "2.1", "interpret", "Between the feasts means from June to October.");
  must(await jon.api.reserve({ charter: treaty, proposal: text, reservation: late, clockIsRight: true }));
  await gather();

  stage.goBack(40);
  // Two parties claim this day: a clock that is much further ahead of them would be asked about.
  await comment(amina, treaty, "2.1", "Which feasts?");
  await gather();
  const { bytes: pdf } = must(await amina.api.exportPdf({ charter: treaty, proposal: text }));
  for (const person of [amina, ines]) await readNews(person, treaty);
  return { ...facts, pdf };
});

/** Amina's party is bound; Ines's may join; Piet's is not there. */
export const bound: Scene = { name: "bound", seed: treatySeed, at: "amina" };
export const joiner: Scene = { name: "joiner", seed: treatySeed, at: "ines" };
export const stranger: Scene = { name: "stranger", seed: treatySeed, at: "piet" };
