import { performance } from "node:perf_hooks";
import { afterEach, describe, expect, it } from "vitest";
import type { Board, BoardClause, Stance } from "../../../shared/api/board.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
  "## Herds {#herds}",
  "1. Herds pass by the eastern path. {#h1}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const id = (clause: string) => clause as ClauseId;

async function begin(...people: readonly (readonly [string, "party" | "mediator" | "delegate"])[]) {
  world = createWorld({ seed: 9, people: ["Ada", ...people.map(([name]) => name)] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const [name, role] of people) world.join("Ada", name, role);
  await world.gather().settle().done();
}
const meetAll = () => world.gather().settle().done();
const edit = async (name: string, change: Parameters<ReturnType<typeof api>["editText"]>[0]["edit"]) => {
  unwrap(await api(name).editText({ charter: charter(), edit: change }));
};
const board = async (name: string): Promise<Board> =>
  unwrap(await api(name).getBoard({ charter: charter(), clause: null }));
const clauseOn = async (name: string, clause: string): Promise<BoardClause> => {
  const found = (await board(name)).clauses.find((one) => one.id === clause);
  if (found === undefined) throw new Error("it is on the board");
  return found;
};
const stand = async (name: string, clause: string, stance: Stance, reason = "") => {
  const { hash } = await clauseOn(name, clause);
  return unwrap(await api(name).takeStance({ charter: charter(), clause: id(clause), hash, stance, reason }));
};
/** "agreed: Ada agrees, Bilal lapsed". */
async function standing(name: string, clause: string): Promise<string> {
  const { parties } = await board(name);
  const { status, stances } = await clauseOn(name, clause);
  const said = stances.map(
    ({ party, state }) => `${parties.find((one) => one.id === party)?.name.split("'")[0]} ${state}`,
  );
  return `${status}: ${said.sort().join(", ")}`;
}

describe("The board", () => {
  it("[L45] says of every clause where each party stands, the same to everybody", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    expect((await board("Ada")).clauses.map(({ number, status }) => `${number} ${status}`)).toEqual([
      "1 open",
      "1.1 open",
      "1.2 open",
      "2 open",
      "2.1 open",
    ]);
    expect((await stand("Ada", "w1", "agrees")).status).toBe("open");
    await stand("Ada", "w2", "agrees");
    await meetAll();
    await stand("Bilal", "w1", "agrees");
    await stand("Bilal", "w2", "objects", "Too few wells.");
    await meetAll();
    for (const name of ["Ada", "Bilal", "mia"]) {
      expect(await standing(name, "w1")).toBe("agreed: Ada agrees, Bilal agrees");
      expect(await standing(name, "w2")).toBe("contested: Ada agrees, Bilal objects");
    }
    const { stances } = await clauseOn("mia", "w2");
    expect(
      stances.flatMap(({ said }) => said.map(({ reason, author }) => `${author.person}: ${reason}`)).sort(),
    ).toEqual(["Ada: ", "Bilal: Too few wells."]);
    const identity = unwrap(await api("Ada").getIdentity({}));
    const only = unwrap(await api("Ada").getBoard({ charter: charter(), clause: id("w2") }));
    expect(only.clauses).toEqual([await clauseOn("Ada", "w2")]);
    expect((await board("Ada")).mine).toBe(identity?.party?.id);
    expect((await board("mia")).mine).toBeNull();
  });

  it("[L45] [C21] a stance lapses when the clause's words change, and not when it moves or others change", async () => {
    await begin(["Bilal", "party"]);
    await stand("Ada", "w1", "agrees");
    await stand("Bilal", "w1", "agrees");
    await meetAll();
    await edit("Bilal", { kind: "setClause", clause: id("w2"), markdown: "Nobody fences any well." });
    await edit("Bilal", { kind: "moveClause", clause: id("w1"), after: id("h1") });
    await meetAll();
    expect((await clauseOn("Ada", "w1")).number).toBe("2.2");
    expect(await standing("Ada", "w1")).toBe("agreed: Ada agrees, Bilal agrees");
    await edit("Ada", { kind: "setClause", clause: id("w1"), markdown: "Each well rests six days." });
    expect(await standing("Ada", "w1")).toBe("open: Ada lapsed, Bilal lapsed");
    await stand("Ada", "w1", "agrees");
    await meetAll();
    expect(await standing("Bilal", "w1")).toBe("open: Ada agrees, Bilal lapsed");
    await edit("Bilal", { kind: "setClause", clause: id("w1"), markdown: "Each well rests five days." });
    expect(await standing("Bilal", "w1")).toBe("open: Ada lapsed, Bilal agrees");
  });

  it("[L44] a stance is about the words that the person saw, and a delegate's", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    const { hash } = await clauseOn("Ada", "w1");
    await edit("Ada", { kind: "setClause", clause: id("w1"), markdown: "Each well rests six days." });
    const args = { charter: charter(), clause: id("w1"), hash, stance: "agrees", reason: "" } as const;
    expect(await api("Ada").takeStance(args)).toMatchObject({ error: { kind: "clauseChanged" } });
    expect(await api("Ada").takeStance({ ...args, clause: id("w9") })).toMatchObject({
      error: { kind: "clauseNotFound" },
    });
    expect(await api("mia").takeStance(args)).toMatchObject({ error: { kind: "notAuthorised" } });
    expect(await standing("Ada", "w1")).toBe("open: Ada silent, Bilal silent");
  });

  it("[L45] two delegates of one party who differ while apart divide it, until one who knows of both speaks", async () => {
    await begin(["Bilal", "party"], ["alma", "delegate"]);
    world.partition(["Ada", "Bilal"], ["alma"]);
    await stand("Ada", "w1", "agrees");
    await stand("alma", "w1", "objects");
    world.heal();
    await meetAll();
    for (const name of ["Ada", "Bilal", "alma"])
      expect(await standing(name, "w1")).toBe("contested: Ada divided, Bilal silent");
    await stand("alma", "w1", "agrees");
    await meetAll();
    expect(await standing("Bilal", "w1")).toBe("open: Ada agrees, Bilal silent");
    await stand("Ada", "w1", "withdrawn");
    await meetAll();
    expect(await standing("Bilal", "w1")).toBe("open: Ada silent, Bilal silent");
  });

  it("[L46] closes what all agree to: an edit of its words is refused until somebody means it", async () => {
    await begin(["Bilal", "party"]);
    const close = async (name: string, closing: "close" | "reopen") => {
      const { hash } = await clauseOn(name, "w1");
      return api(name).closeClause({ charter: charter(), clause: id("w1"), hash, closing });
    };
    await stand("Ada", "w1", "agrees");
    expect(await close("Ada", "close")).toMatchObject({ error: { kind: "clauseNotAgreed" } });
    await meetAll();
    await stand("Bilal", "w1", "agrees");
    expect(await close("Bilal", "close")).toMatchObject({ value: { status: "agreed", isClosed: true } });
    await meetAll();
    expect((await clauseOn("Ada", "w1")).isClosed).toBe(true);
    expect((await world.viewOf("Ada")).closed).toEqual(["w1"]);
    const change = { kind: "setClause", clause: id("w1"), markdown: "Each well rests six days." } as const;
    const drop = { kind: "removeClause", clause: id("wells") } as const;
    const closed = { error: { kind: "clauseClosed", clauses: ["1.1"] } };
    for (const refused of [change, drop, { kind: "replaceAll", markdown: "# Nothing" } as const])
      expect(await api("Ada").editText({ charter: charter(), edit: refused })).toMatchObject(closed);
    // Others change, and it moves: nothing of it is touched.
    await edit("Ada", { kind: "setClause", clause: id("w2"), markdown: "Nobody fences any well." });
    await edit("Ada", { kind: "moveClause", clause: id("w1"), after: id("h1") });
    expect((await clauseOn("Ada", "w1")).isClosed).toBe(true);
    expect(await close("Ada", "reopen")).toMatchObject({ value: { isClosed: false } });
    expect(await close("Ada", "close")).toMatchObject({ value: { isClosed: true } });
    unwrap(await api("Ada").editText({ charter: charter(), edit: change, mayReopen: true }));
    expect(await clauseOn("Ada", "w1")).toMatchObject({ status: "open", isClosed: false });
    await meetAll();
    expect(await clauseOn("Bilal", "w1")).toMatchObject({ status: "open", isClosed: false });
  });

  it("counts the threads of each clause, and those of clauses that are gone", async () => {
    await begin();
    const say = async (clause: string) =>
      unwrap(
        await api("Ada").comment({
          ...{ charter: charter(), clause: id(clause), anchor: { kind: "clause" } },
          ...{ text: "Hm.", mentions: [] },
        }),
      );
    await say("w1");
    const { id: thread } = await say("w1");
    unwrap(await api("Ada").answerThread({ charter: charter(), thread, kind: "resolve", text: "", mentions: [] }));
    await say("h1");
    await edit("Ada", { kind: "removeClause", clause: id("h1") });
    const { clauses, commentsElsewhere } = await board("Ada");
    expect(clauses.filter(({ comments }) => comments.open + comments.resolved > 0)).toMatchObject([
      { id: "w1", comments: { open: 1, resolved: 1 } },
    ]);
    expect(commentsElsewhere).toEqual({ open: 1, resolved: 0 });
  });

  it("[I19] [I25] [I50] counts what is open in each clause, until somebody settles it", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    const open = async (name: string) =>
      (await board(name)).open.map(({ clause, suggestions, brackets, blanks, conflicts }) =>
        [clause, suggestions, brackets, blanks, conflicts].join(" "),
      );
    expect(await open("Ada")).toEqual([]);
    const at = { charter: charter(), isField: false };
    unwrap(await api("Ada").bracketWords({ ...at, clause: id("w1"), quote: "five" }));
    unwrap(await api("Ada").bracketWords({ ...at, clause: id("w1"), quote: "days", isField: true }));
    unwrap(await api("mia").bracketWords({ ...at, clause: id("w2"), quote: "fences", manner: "suggest" }));
    world.partition(["Ada", "mia"], ["Bilal"]);
    await edit("Ada", { kind: "setClause", clause: id("h1"), markdown: "Herds pass by the western path." });
    await edit("Bilal", { kind: "setClause", clause: id("h1"), markdown: "Herds pass by the long path." });
    world.heal();
    await meetAll();
    for (const name of ["Ada", "Bilal", "mia"])
      expect((await open(name)).sort()).toEqual(["h1 0 0 0 1", "w1 0 1 1 0", "w2 1 0 0 0"]);
    expect(unwrap(await api("Ada").getBoard({ charter: charter(), clause: id("w1") })).open).toEqual([]);
    const everything = { clause: null, party: null, person: null, device: null };
    unwrap(
      await api("Ada").answerSuggestions({
        ...{ charter: charter(), answer: "accept" },
        which: { kind: "fitting", ...everything },
      }),
    );
    const [bracket] = unwrap(await api("Ada").listBrackets({ charter: charter() })).brackets;
    unwrap(await api("Ada").pickAlternative({ charter: charter(), bracket: bracket?.id ?? "", choice: "first" }));
    expect((await open("Ada")).sort()).toEqual(["h1 0 0 0 1", "w1 0 0 1 0", "w2 0 1 0 0"]);
  });

  it("of a thousand clauses costs little, and after a key no more than reading what changed", async () => {
    await begin();
    const clauses = Array.from({ length: 1050 }, (_, index) =>
      index % 35 === 0
        ? `## Article ${index} {#a${index}}`
        : `1. ${"The wells of the valley are open to all who pass. ".repeat(9)}${index} {#c${index}}`,
    );
    await edit("Ada", { kind: "replaceAll", markdown: `# Long\n\n${clauses.join("\n\n")}` });
    for (const clause of ["c1", "c2", "c3"]) await stand("Ada", clause, "agrees");
    const timed = async (): Promise<number> => {
      const start = performance.now();
      expect((await board("Ada")).clauses.length).toBeGreaterThan(1000);
      return performance.now() - start;
    };
    // A long text that is given as a whole is another document: it is read from the beginning.
    await edit("Ada", { kind: "setClause", clause: id("c1"), markdown: "Otherwise." });
    const anew = await timed();
    expect(await standing("Ada", "c1")).toBe("open: Ada lapsed");
    const again = Math.min(await timed(), await timed(), await timed(), await timed(), await timed(), await timed());
    await world.openText("Ada").done();
    const typed: number[] = [];
    for (let key = 0; key < 6; key++) {
      await world.type("Ada").settle().done();
      typed.push(await timed());
    }
    expect(again / anew, `${again} of ${anew} ms`).toBeLessThan(0.6);
    expect(Math.min(...typed) / anew, `${typed.join()} of ${anew} ms`).toBeLessThan(0.6);
  });
});
