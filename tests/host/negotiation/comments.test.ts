import { afterEach, describe, expect, it } from "vitest";
import type { CommentAnchor, Mention, ThreadView } from "../../../shared/api/comments.ts";
import { commentItem } from "../../../shared/api/news.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well, and nobody sells one. {#w2}",
  "## Herds {#herds}",
  "1. Herds pass by the eastern path. {#h1}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const id = (clause: string) => clause as ClauseId;

async function begin(...people: readonly (readonly [string, "party" | "observer" | "mediator" | "delegate"])[]) {
  world = createWorld({ seed: 7, people: ["Ada", ...people.map(([name]) => name)] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const [name, role] of people) world.join("Ada", name, role);
  await world.gather().settle().done();
}
const setClause = async (name: string, clause: string, markdown: string): Promise<void> => {
  const edit = { kind: "setClause", clause: id(clause), markdown } as const;
  unwrap(await api(name).editText({ charter: charter(), edit }));
};
const meetAll = () => world.gather().settle().done();
const words = (quote: string): CommentAnchor => ({ kind: "words", words: quote });
const say = async (
  name: string,
  clause: string,
  text: string,
  anchor: CommentAnchor = { kind: "clause" },
  mentions: readonly Mention[] = [],
): Promise<ThreadView> =>
  unwrap(await api(name).comment({ charter: charter(), clause: id(clause), anchor, text, mentions }));
const answer = async (name: string, { id: thread }: ThreadView, kind: "reply" | "resolve" | "reopen", text = "") =>
  unwrap(await api(name).answerThread({ charter: charter(), thread, kind, text, mentions: [] }));
const list = async (name: string, clause: string | null = null): Promise<readonly ThreadView[]> =>
  unwrap(await api(name).listComments({ charter: charter(), clause: clause === null ? null : id(clause) }));
const shown = (threads: readonly ThreadView[]): readonly string[] =>
  threads.map(
    ({ clause, place, quote, isOpen, comments }) =>
      `${clause.number || clause.id} ${place} [${quote}] ${isOpen ? "open" : "resolved"}: ${comments.map(({ author, text }) => `${author.person}: ${text}`).join(" | ")}`,
  );

describe("Comments", () => {
  it("[L42] [L43] go to everybody as threads, in the order of the text, and are answered and resolved", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    await say("Ada", "h1", "Which path?");
    const rest = await say("Ada", "w1", "Why five?", words("rests five days"));
    await meetAll();
    const reply = await answer("Bilal", rest, "reply", "So it fills.");
    expect(shown([reply])).toEqual(["1.1 words [rests five days] open: Ada: Why five? | Bilal: So it fills."]);
    await meetAll();
    await answer("mia", rest, "resolve");
    await meetAll();
    for (const name of ["Ada", "Bilal", "mia"])
      expect(shown(await list(name))).toEqual([
        "1.1 words [rests five days] resolved: Ada: Why five? | Bilal: So it fills. | mia: ",
        "2.1 clause [] open: Ada: Which path?",
      ]);
    expect(shown(await list("Bilal", "h1"))).toEqual(["2.1 clause [] open: Ada: Which path?"]);
    await answer("Ada", rest, "reopen", "Not yet.");
    expect((await list("Ada", "w1")).map(({ isOpen }) => isOpen)).toEqual([true]);
  });

  it("[L43] [I44] stay with their words, and are listed with their quote where these or the clause are gone", async () => {
    await begin(["Bilal", "party"]);
    const sells = await say("Bilal", "w2", "At any price?", words("nobody sells one"));
    await say("Bilal", "w2", "Never?", words("Nobody fences"));
    await say("Bilal", "h1", "East of what?", words("eastern path"));
    await meetAll();
    await setClause("Ada", "w2", "Nobody fences a well in the dry season, and nobody sells one.");
    expect(shown(await list("Ada", "w2"))).toEqual([
      "1.2 words [Nobody fences] open: Bilal: Never?",
      "1.2 words [nobody sells one] open: Bilal: At any price?",
    ]);
    await setClause("Ada", "w2", "Nobody fences a well in the dry season.");
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "removeClause", clause: id("h1") } }));
    await meetAll();
    for (const name of ["Ada", "Bilal"])
      expect(shown(await list(name))).toEqual([
        "1.2 words [Nobody fences] open: Bilal: Never?",
        "1.2 beside [nobody sells one] open: Bilal: At any price?",
        "h1 gone [eastern path] open: Bilal: East of what?",
      ]);
    // A thread is answered wherever it stands.
    expect((await answer("Ada", sells, "resolve", "It is gone.")).isOpen).toBe(false);
  });

  it("mention parties and people, who see it until they have looked", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    const bilal = unwrap(await api("Bilal").getIdentity({}));
    const mia = unwrap(await api("mia").getIdentity({}));
    if (bilal?.party == null || mia === null) throw new Error("they are somebody");
    const nobody = { kind: "party", party: "00".repeat(32) } as unknown as Mention;
    await say("Ada", "w1", "Please look.", { kind: "clause" }, [
      { kind: "party", party: bilal.party.id },
      { kind: "device", device: mia.device.id },
      nobody,
    ]);
    await say("Ada", "w2", "Nobody in particular.");
    await meetAll();
    const mentionsOf = async (name: string) =>
      unwrap(await api(name).listCharters({})).map(({ mentionsOfMe }) => mentionsOfMe);
    expect([await mentionsOf("Ada"), await mentionsOf("Bilal"), await mentionsOf("mia")]).toEqual([[0], [1], [1]]);
    const [thread] = await list("Bilal", "w1");
    expect(thread?.comments[0]).toMatchObject({ mentionsMe: true, isNew: true, isMine: false });
    expect(thread?.comments[0]?.mentions.map(({ kind }) => kind)).toEqual(["party", "device"]);
    const said = (await list("Bilal")).flatMap(({ comments }) => comments.map(({ id: one }) => commentItem(one)));
    unwrap(await api("Bilal").markRead({ charter: charter(), items: said, upTo: null }));
    expect(world.who("Bilal").events.at(-1)).toMatchObject({ kind: "newsChanged" });
    expect([await mentionsOf("Bilal"), await mentionsOf("mia")]).toEqual([[0], [1]]);
    expect((await list("Bilal")).flatMap(({ comments }) => comments.map(({ isNew }) => isNew))).toEqual([false, false]);
    await world.restart("Bilal").done();
    expect(await mentionsOf("Bilal")).toEqual([0]);
  });

  it("[L42] [L43] [I61] on a suggestion stay with it, whatever its author adds and whoever answers it", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    const suggest = async (markdown: string) => {
      const edit = { kind: "setClause", clause: id("w1"), markdown } as const;
      unwrap(await api("mia").suggestEdit({ charter: charter(), edit }));
      await meetAll();
    };
    const nobody = { clause: null, party: null, person: null, device: null };
    const suggestions = async (name: string) =>
      unwrap(await api(name).listSuggestions({ charter: charter(), filter: nobody, isAll: true }));
    const about = async (name: string, suggestion: string, text: string) =>
      api(name).comment({
        ...{ charter: charter(), clause: null, anchor: { kind: "suggestion", suggestion } },
        ...{ text, mentions: [] },
      });
    await suggest("Each well rests nine days.");
    const named = (await suggestions("Ada"))[0]?.id ?? "";
    const thread = unwrap(await about("Ada", named, "Nine is long."));
    expect(thread).toMatchObject({ clause: { id: "w1" }, suggestion: { id: named, state: "pending" }, isOpen: true });
    await meetAll();
    await answer("mia", thread, "reply", "The wells are deep.");
    await suggest("Each deep well rests nine or ten days.");
    const threadOf = async (name: string) => (await list(name))[0];
    const isOnCard = async (name: string) => {
      const found = (await threadOf(name))?.suggestion;
      return (await suggestions(name)).some((one) => one.id === found?.id && one.state === found?.state);
    };
    for (const name of ["Ada", "Bilal", "mia"]) {
      expect(await isOnCard(name)).toBe(true);
      expect((await threadOf(name))?.comments.map(({ text }) => text)).toEqual([
        "Nine is long.",
        "The wells are deep.",
      ]);
    }
    // Whatever becomes of it, the thread is found: on its card, and at its clause with its quote.
    for (const [by, does, state] of [
      ["Bilal", "reject", "rejected"],
      ["Bilal", "reopen", "pending"],
      ["Ada", "accept", "accepted"],
      ["Ada", "reopen", "pending"],
      ["mia", "withdraw", "withdrawn"],
    ] as const) {
      const which = { kind: "ids", ids: (await suggestions(by)).map((one) => one.id) } as const;
      unwrap(await api(by).answerSuggestions({ charter: charter(), answer: does, which }));
      await meetAll();
      expect(await threadOf("mia")).toMatchObject({ clause: { id: "w1" }, suggestion: { state }, quote: thread.quote });
      expect(await isOnCard("Bilal")).toBe(true);
    }
    await answer("Bilal", thread, "resolve");
    await meetAll();
    expect(await threadOf("mia")).toMatchObject({ isOpen: false, suggestion: { state: "withdrawn" } });
    expect(await about("Ada", "ins/zz.9", "Hm.")).toMatchObject({ error: { kind: "suggestionNotFound" } });
  });

  it("[L42] on a new clause that is suggested stand at the one around it, until it is accepted", async () => {
    await begin(["mia", "mediator"]);
    const edit = { kind: "insertClause", after: id("w1"), markdown: "Wells are shared." } as const;
    unwrap(await api("mia").suggestEdit({ charter: charter(), edit }));
    await meetAll();
    const filter = { clause: null, party: null, person: null, device: null };
    const [one] = unwrap(await api("Ada").listSuggestions({ charter: charter(), filter, isAll: true }));
    const anchor = { kind: "suggestion", suggestion: one?.id ?? "" } as const;
    const said = { charter: charter(), clause: null, anchor, text: "By whom?", mentions: [] };
    expect(unwrap(await api("Ada").comment(said))).toMatchObject({
      ...{ clause: { id: "wells" }, place: "clause", quote: "Wells are shared." },
    });
    const which = { kind: "ids", ids: [one?.id ?? ""] } as const;
    unwrap(await api("Ada").answerSuggestions({ charter: charter(), answer: "accept", which }));
    expect((await list("Ada"))[0]).toMatchObject({
      clause: { number: "1.2" },
      place: "words",
      suggestion: { state: "accepted" },
    });
  });

  it("[L42] are not an observer's, and say what is wrong with them", async () => {
    await begin(["olga", "observer"]);
    const args = { charter: charter(), clause: id("w1"), text: "Hm.", mentions: [] } as const;
    const anchor = { kind: "clause" } as const;
    expect(await api("olga").comment({ ...args, anchor })).toMatchObject({ error: { kind: "notAuthorised" } });
    const thread = await say("Ada", "w1", "Hm.");
    await meetAll();
    expect(shown(await list("olga"))).toEqual(["1.1 clause [] open: Ada: Hm."]);
    const answered = { charter: charter(), thread: thread.id, kind: "resolve", text: "", mentions: [] } as const;
    expect(await api("olga").answerThread(answered)).toMatchObject({ error: { kind: "notAuthorised" } });
    expect(await api("Ada").comment({ ...args, clause: id("w9"), anchor })).toMatchObject({
      error: { kind: "clauseNotFound" },
    });
    expect(await api("Ada").comment({ ...args, text: "", anchor })).toMatchObject({ error: { kind: "unfitWords" } });
    expect(await api("Ada").answerThread({ ...answered, kind: "reply" })).toMatchObject({
      error: { kind: "unfitWords" },
    });
    for (const [quote, count] of [
      ["nobody", 1],
      ["Nobody fences\nHerds", 0],
      ["e", 5],
      [" ", 0],
    ] as const) {
      const said = await api("Ada").comment({ ...args, clause: id("w2"), anchor: words(quote) });
      if (count === 1) expect(said.ok).toBe(true);
      else expect(said).toMatchObject({ error: { kind: "wordsNotFound", count } });
    }
    const unknown = { ...answered, thread: "ab".repeat(32) as ThreadView["id"] };
    expect(await api("Ada").answerThread(unknown)).toMatchObject({ error: { kind: "threadNotFound" } });
  });

  it("quote what can be signed of words that hold what nobody sees", async () => {
    await begin();
    const quote = `a\u202eb\u0000 ${"x".repeat(3_000)}`;
    const anchor: CommentAnchor = { kind: "ranges", ranges: [{ client: 3, clock: 1, length: 1 }], quote };
    const { quote: signed, place } = await say("Ada", "w1", "Odd.", anchor);
    expect(signed.startsWith("ab xx")).toBe(true);
    expect(signed.length).toBe(1_000);
    expect(place).toBe("clause");
  });
});
