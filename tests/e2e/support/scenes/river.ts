/**
 * Two parties on one river, and four charters between them: one due, with competing renewals and devices that lack
 * changes, one in force, one lapsed, one in Arabic that nobody signed. Rosa is a guest in three of them, apart.
 */
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { CharterSummary } from "../../../../shared/api/library.ts";
import type { CharterId, ProposalId } from "../../../../shared/base/ids.ts";
import { must } from "../desk.ts";
import type { Scene } from "../windows.ts";
import {
  addArticle,
  addClause,
  bring,
  cast,
  found,
  introduce,
  introduceAtWindow,
  meet,
  openEnded,
  propose,
  readNews,
  rewrite,
} from "./acts.ts";
import { seed } from "./seed.ts";

export interface RiverFacts {
  readonly river: CharterId;
  readonly watch: CharterId;
  readonly seeds: CharterId;
  readonly water: CharterId;
  /** Of the river, in the order in which they were proposed; the last two compete. */
  readonly first: ProposalId;
  readonly inForce: ProposalId;
  readonly renewal: ProposalId;
}

export const fishers = {
  name: "Fishers’ Union of the Lower River",
  kind: "union",
  constituency: "the 214 fishing families below the weir",
} as const;
export const herders = {
  name: "Herders of the High Meadow",
  kind: "community",
  constituency: "all who graze above the bridge",
} as const;

export const riverTitle = "Accord on the River Meadows";
export const wateredFrom = (day: string): string =>
  `From ${day} to the end of September no animal is watered below the stone bridge.`;
const noNetsFor = (weeks: string): string =>
  `No nets are set above the weir during the ${weeks} weeks after the first full moon of spring.`;

export const riverText = `# ${riverTitle}

## Preamble

1. We who fish the lower river and we who graze the high meadow drink from one water, and have done so since before anybody wrote it down.
2. We bind ourselves to one another and to nobody above us. **The river is not owned.**

## Shared water

1. The river and its springs are held in common. Neither party sells, leases or pledges them.
2. ${wateredFrom("May")}
3. In a year of drought, declared by both assemblies, each party gives up one day in four.

## Spawning season

1. ${noNetsFor("four")}
2. The herders keep dogs and cattle out of the gravel shallows in the same weeks.

## Wells and tracks

1. The three wells along the drove road are kept clean by whoever passed last.
2. Gates are left as they were found.

## Quarrels

1. A quarrel is brought first to the two elders named by the assemblies, who hear it at the bridge within nine days.
2. Whoever is not content may bring it to both assemblies sitting together.
`;

const reeds = `## Reed beds

1. Reeds are cut in turns, a third of each bed a year, and never while birds are nesting.
`;

export const watchTitle = "Night Watch in the Beech Forest";
export const watchText = `# ${watchTitle}

## The watch

1. Two people of each party walk the ridge from dusk to dawn, in the dry months.
`;

const seedsText = `# Seed Exchange Agreement

## Exchange

1. Seed is given for seed, and never sold.
`;

const waterText = `# ميثاق مياه الوادي

## الديباجة

1. نحن أهل أعلى الوادي وأهل أسفله نشرب من ماء واحد، ولا سلطان فوقنا إلا ما تعاهدنا عليه.

## الماء المشترك

1. الماء حقّ للجميع، لا يُباع ولا يُؤجَّر ولا يُرهن.
2. في سنة الجفاف يتنازل كل طرف عن يوم من كل 4 أيام، كما في محضر **Commission 2024**.

## الخلاف

1. يُعرض الخلاف أولًا على شيخين يسمّيهما الطرفان.
`;

export const riverSeed = seed(async (stage): Promise<RiverFacts> => {
  stage.goBack(701);
  const amina = await stage.enter("amina", { isAtWindow: true });
  const tomas = await stage.enter("tomas");
  const jon = await stage.enter("jon");
  const rosa = await stage.enter("rosa", { isAtWindow: true });
  await introduceAtWindow(amina, { person: "Amina Benali", device: "Amina’s laptop", party: fishers });
  await introduce(tomas, { person: "Tomás Ruiz", device: "boat-house computer", party: null });
  await introduce(jon, { person: "Jon Etxeberria", device: "herders’ laptop", party: herders });
  const bea = await stage.enter("bea", { isAtWindow: true });
  await introduceAtWindow(bea, { person: "Bea Novak", device: "phone", party: null });
  await introduceAtWindow(rosa, { person: "Rosa Mbeki", device: "Rosa’s laptop", party: null });

  const foundWith = async (name: string, language: string, text: string): Promise<CharterId> => {
    const charter = await found(amina, name, language, text);
    await bring(amina, tomas, charter, "delegate");
    await bring(amina, jon, charter);
    return charter;
  };
  const ratifyBoth = async (charter: CharterId, proposal: ProposalId): Promise<void> => {
    await cast(amina, charter, proposal, "ratify", "By the assembly of 3 March, 41 to 2.");
    await meet(jon, amina);
    await cast(jon, charter, proposal);
    await meet(jon, amina);
  };

  const meadows = await foundWith(riverTitle, "en", riverText);
  stage.goBack(700);
  const first = await propose(amina, meadows, { note: "Our first, as spoken at the bridge." });
  await ratifyBoth(meadows, first);

  stage.goBack(420);
  const seeds = await foundWith("Seed Exchange Agreement", "en", seedsText);
  await ratifyBoth(seeds, await propose(amina, seeds));
  const watch = await foundWith(watchTitle, "en", watchText);
  await ratifyBoth(watch, await propose(amina, watch, { term: openEnded }));
  const water = await foundWith("ميثاق مياه الوادي", "ar", waterText);

  stage.goBack(346);
  await rewrite(amina, meadows, "1.2", wateredFrom("mid-April"));
  await rewrite(amina, meadows, "2.1", noNetsFor("six"));
  const inForce = await propose(amina, meadows, { note: "After the dry spring.", end: "asWritten" });
  await ratifyBoth(meadows, inForce);

  stage.goBack(91);
  await rewrite(amina, meadows, "3", null);
  const declined = await propose(amina, meadows);
  await cast(amina, meadows, declined);
  await meet(jon, amina);
  await cast(jon, meadows, declined, "decline", "The assembly asks for the wells to stay in the text.");
  await meet(jon, amina);
  const wells = must(await amina.api.getText({ charter: meadows, at: { kind: "proposal", proposal: inForce } }));
  for (const { id } of wells.clauses.filter(({ number }) => /^3(?:\.|$)/.test(number)))
    must(
      await amina.api.restoreClause({ charter: meadows, clause: id, from: { kind: "proposal", proposal: inForce } }),
    );
  stage.goBack(21);
  const early = await propose(amina, meadows, { purpose: "renewal" });
  await meet(jon, amina);

  // Apart, each party writes a renewal; Jon has signed Amina's before she hears of his.
  stage.goBack(5);
  await rewrite(amina, meadows, "2.1", noNetsFor("eight"));
  await rewrite(amina, meadows, "3", null);
  await addArticle(amina, meadows, "3", reeds);
  const renewal = await propose(amina, meadows, {
    purpose: "renewal",
    supersedes: [early],
    note: "Eight weeks, as the herders asked; the wells move to a text of their own; reed beds are new.",
  });
  stage.goBack(4);
  await rewrite(jon, meadows, "1.2", wateredFrom("the first of April"));
  await propose(jon, meadows, { purpose: "renewal", note: "Written on the mountain before we heard of yours." });
  await meet(jon, amina);
  await cast(jon, meadows, renewal);
  await meet(jon, amina);
  for (const [charter, role] of [
    [meadows, "mediator"],
    [watch, "supporter"],
    [seeds, "observer"],
  ] as const)
    await bring(jon, rosa, charter, role);

  // What Jon has not heard of.
  stage.goBack(0.1);
  await addClause(amina, meadows, "4.1", "The bed at the old mill is left alone.");
  await rewrite(amina, meadows, "4.2", "The bed at the old mill is left uncut.");
  must(await amina.api.invite({ charter: meadows, role: "delegate", expiresInHours: 20, reason: "" }));
  must(await amina.api.stopListening({}));
  await meet(amina, tomas);
  for (const charter of [meadows, watch, seeds, water]) await readNews(amina, charter);
  return { river: meadows, watch, seeds, water, first, inForce, renewal };
});

export const full: Scene = { name: "full", seed: riverSeed, at: "amina" };
/** Rosa is a mediator, a supporter and an observer in the first three charters. */
export const guest: Scene = { name: "guest", seed: riverSeed, at: "rosa" };
/** Bea belongs to no charter yet. */
export const newcomer: Scene = { name: "newcomer", seed: riverSeed, at: "bea" };
/** The network lets nobody in to this device until it is asked once more. */
export const unreachable: Scene = {
  ...full,
  name: "unreachable",
  alter: (api): HostApi => ({
    ...api,
    async invite(args) {
      const invited = await api.invite(args);
      await api.stopListening({});
      return invited.ok ? { ok: true, value: { ...invited.value, addresses: [] } } : invited;
    },
  }),
};
/** Every time that somebody claims lies beyond all calendars. */
export const farTimes: Scene = { ...full, name: "farTimes", alter: (api) => answering(api, withFarTimes) };
/** One charter of the library is not as a window expects it. */
export const spoiled: Scene = {
  ...full,
  name: "spoiled",
  alter: (api): HostApi => ({
    ...api,
    async listCharters(args) {
      const listed = await api.listCharters(args);
      if (!listed.ok) return listed;
      const spoil = (one: CharterSummary): CharterSummary => ({ ...one, parties: null as unknown as readonly [] });
      return { ok: true, value: listed.value.map((one) => (one.title === watchTitle ? spoil(one) : one)) };
    },
  }),
};

function answering(api: HostApi, change: (answer: unknown) => unknown): HostApi {
  const methods = Object.entries(api).map(([name, ask]) => [name, async (args: never) => change(await ask(args))]);
  // The same methods under the same names.
  return Object.fromEntries(methods) as HostApi;
}

/** Whatever is a time since 2001 in milliseconds becomes the largest number there is. */
function withFarTimes(value: unknown): unknown {
  if (typeof value === "number") return value > 1e12 ? Number.MAX_SAFE_INTEGER : value;
  if (Array.isArray(value)) return value.map(withFarTimes);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withFarTimes(one)]));
}
