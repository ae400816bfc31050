import { afterEach, describe, expect, it } from "vitest";
import {
  maxPlaybackSteps,
  maxSessions,
  type PlaybackStepView,
  type PlaybackView,
  type SessionView,
} from "../../../shared/api/authorship.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
].join("\n\n");

const minute = 60_000;
const api = (name: string) => world.who(name).api();
const charter = () => world.charter();

const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  const edit = { kind: "setClause", clause: clause as ClauseId, markdown } as const;
  unwrap(await api(name).editText({ charter: charter(), edit }));
};

/** Ada and whoever else hold the same text, and nobody wrote for an hour. "ada2" is of Ada's party. */
async function begin(...people: readonly string[]): Promise<void> {
  world = createWorld({ seed: 7, people: ["Ada", ...people] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const name of people) world.join("Ada", name, name === "ada2" ? "delegate" : "party");
  await world
    .gather()
    .settle()
    .pass(60 * minute)
    .done();
}

const listed = async (name: string, before: number | null = null) =>
  unwrap(await api(name).listSessions({ charter: charter(), before }));
const newest = async (name: string): Promise<SessionView> => {
  const [session] = (await listed(name)).sessions;
  if (session === undefined) throw new Error("there is no session");
  return session;
};
const play = async (name: string, { from, to }: { from: number; to: number }, skip = 0): Promise<PlaybackView> =>
  unwrap(await api(name).getPlayback({ charter: charter(), from, to, skip }));
const said = ({ author, clauses }: PlaybackStepView): string =>
  [
    author.person,
    ...clauses.map(({ number, heading, events, blocks }) => {
      const runs = blocks.flatMap((block) => block.runs);
      const part = (op: string) => runs.flatMap((run) => (run.op === op ? [run.text] : [])).join("|");
      return `${`${number} ${heading}`.trim()} ${events.map(({ kind }) => kind)} -${part("delete")} +${part("insert")}`;
    }),
  ].join("; ");

describe("[I45] Sessions of writing", () => {
  it("end where nobody wrote for half an hour, with who took part and how much was written", async () => {
    await begin("Bilal");
    await world
      .act(write("Ada", "w1", "Each well rests six days."))
      .pass(29 * minute)
      .act(write("Bilal", "w1", "Each well rests six long days."))
      .pass(minute)
      .act(write("Bilal", "w2", "Nobody owns a well."))
      .meet("Bilal", "Ada")
      .settle()
      .pass(31 * minute)
      .act(write("Ada", "w2", "Nobody sells a well."))
      .done();
    const { sessions, older } = await listed("Ada");
    expect(older).toBeNull();
    expect(
      sessions.map(({ by, clauses, changes, steps }) => [
        by.map(({ author, changes: made }) => `${author.person} (${author.party?.name}): ${made}`).join(", "),
        { clauses, changes, steps },
      ]),
    ).toEqual([
      ["Ada (Ada's people): 1", { clauses: 1, changes: 1, steps: 1 }],
      ["Ada (Ada's people): 1, Bilal (Bilal's people): 2", { clauses: 2, changes: 3, steps: 3 }],
      ["Ada (Ada's people): 4", { clauses: 4, changes: 4, steps: 1 }],
    ]);
    for (const [index, { firstAt, lastAt, from, to }] of sessions.entries()) {
      expect(firstAt).toBeLessThanOrEqual(lastAt);
      expect(from).toBeLessThanOrEqual(to);
      if (index > 0) expect(to).toBeLessThan(sessions[index - 1]?.from ?? 0);
    }
  });

  it("are only grouped otherwise by a wrong clock: no change is missing, and their order is the log's", async () => {
    await begin("Bilal");
    await world
      .misset("Bilal", 400 * 24 * 60 * minute)
      .act(write("Ada", "w1", "Each well rests six days."))
      .act(write("Bilal", "w2", "Nobody owns a well."))
      .meet("Bilal", "Ada")
      .settle()
      .act(write("Ada", "w2", "Nobody sells a well."))
      .done();
    const { sessions } = await listed("Ada");
    expect(sessions.map(({ by }) => by.map(({ author }) => author.person).join())).toEqual([
      "Ada",
      "Bilal",
      "Ada",
      "Ada",
    ]);
    const all = await play("Ada", { from: sessions.at(-1)?.from ?? 0, to: sessions[0]?.to ?? 0 });
    expect(all.steps.slice(-3).map(said)).toEqual([
      "Ada; 1.1 words -five +six",
      "Bilal; 1.2 words -fences +owns",
      "Ada; 1.2 words -owns +sells",
    ]);
  });

  it("are counted anew where one goes on, and where words of one are left out of the text", async () => {
    await begin("Bilal", "ada2");
    const clauses = async (): Promise<readonly number[]> =>
      (await listed("Bilal")).sessions.map((session) => session.clauses);
    await world
      .partition(["Ada"], ["Bilal", "ada2"])
      .revoke("Ada", "ada2")
      .act(write("Bilal", "w1", "Each well rests six days."))
      .act(write("ada2", "w2", "Nobody owns a well."))
      .meet("ada2", "Bilal")
      .settle()
      .done();
    expect(await clauses()).toEqual([2, 4]);
    await world.act(write("Bilal", "wells", "## Open wells")).done();
    expect(await clauses()).toEqual([3, 4]);
    await world.heal().meet("Ada", "Bilal").settle().done();
    expect(await clauses()).toEqual([2, 4]);
    const { steps } = await play("Bilal", await newest("Bilal"));
    expect(steps.map(said)).toEqual(["Bilal; 1 Open wells words -Wells +Open wells; 1.1 words -five +six"]);
  });

  it("come a page at a time", async () => {
    await begin();
    for (let day = 1; day <= maxSessions + 2; day++)
      await world
        .act(write("Ada", "w1", `Each well rests ${day} days.`))
        .pass(45 * minute)
        .done();
    const first = await listed("Ada");
    expect(first.sessions).toHaveLength(maxSessions);
    expect(first.older).toBe(first.sessions.at(-1)?.from);
    const second = await listed("Ada", first.older);
    expect(second.sessions.map(({ clauses }) => clauses)).toEqual([1, 1, 4]);
    expect(second.older).toBeNull();
  });
});

describe("[I45] A session played again", () => {
  it("has a step for what one device wrote within ten seconds, with each clause before and after", async () => {
    await begin("Bilal");
    await world
      .act(write("Ada", "w1", "Each well rests six days."))
      .pass(4_000)
      .act(write("Ada", "w1", "Each well rests six dry days."))
      .pass(4_000)
      .act(write("Ada", "w2", "Nobody fences any well."))
      .pass(4_000)
      .act(write("Ada", "w2", "Nobody owns any well."))
      .done();
    const session = await newest("Ada");
    expect(session).toMatchObject({ changes: 4, steps: 2 });
    const { count, steps } = await play("Ada", session);
    expect(count).toBe(2);
    expect(steps.map(said)).toEqual([
      "Ada; 1.1 words -five +six dry; 1.2 words -a +any",
      "Ada; 1.2 words -fences +owns",
    ]);
    expect(steps.map(({ changes, more }) => ({ changes, more }))).toEqual([
      { changes: 3, more: 0 },
      { changes: 1, more: 0 },
    ]);
    expect([steps[0]?.from, steps[1]?.to]).toEqual([session.from, session.to]);
  });

  it("comes a page at a time, from any step on, and ends with today's text", async () => {
    await begin();
    const days = maxPlaybackSteps + 4;
    for (let day = 1; day <= days; day++)
      await world
        .act(write("Ada", "w1", `Each well rests ${day} days.`))
        .pass(11_000)
        .done();
    const session = await newest("Ada");
    const first = await play("Ada", session);
    expect(first.count).toBe(days);
    expect(first.steps).toHaveLength(maxPlaybackSteps);
    const rest = await play("Ada", session, maxPlaybackSteps - 1);
    expect(rest.steps[0]).toEqual(first.steps.at(-1));
    expect(rest.steps.map(said).at(-1)).toBe(`Ada; 1.1 words -${days - 1} +${days}`);
    expect((await play("Ada", session, days)).steps).toEqual([]);
    const textAt = async (change: number) =>
      unwrap(await api("Ada").getText({ charter: charter(), at: { kind: "change", change } })).markdown;
    const draft = unwrap(await api("Ada").getText({ charter: charter(), at: { kind: "draft" } })).markdown;
    expect(await textAt(session.to)).toBe(draft);
    expect(await textAt(first.steps[1]?.to ?? 0)).toContain("rests 2 days");
  });

  it("goes on while somebody writes, and refuses what is no change of the text", async () => {
    await begin();
    const [session] = (await listed("Ada")).sessions;
    await world.act(write("Ada", "w1", "No well rests.")).done();
    expect((await play("Ada", session as SessionView)).count).toBe(1);
    const refusal = (from: number, to: number) => api("Ada").getPlayback({ charter: charter(), from, to, skip: 0 });
    const refused = (change: number) => ({ ok: false, error: { kind: "changeNotFound", change } });
    expect(await refusal(9999, 9999)).toEqual(refused(9999));
    expect(await refusal(session?.to ?? 0, (session?.to ?? 0) - 1)).toEqual(refused(session?.to ?? 0));
    const at = { kind: "change", change: 9999 } as const;
    expect(await api("Ada").getText({ charter: charter(), at })).toEqual(refused(9999));
  });
});
