/** A charter that asks everybody to suggest: what hosts refuse, what goes on, and that whoever edits directly is told of. */
import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { flowsIn } from "../../shared/crdt/support/layoutDoc.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const nobody = { clause: null, party: null, person: null, device: null } as const;
const id = (clause: string) => clause as ClauseId;
const wells = "# Wells\n\n## Wells {#a}\n\n1. Each well rests. {#w1}\n2. Nobody fences a well. {#w2}\n";
const asked = { ok: false, error: { kind: "suggestionsAsked" } };
const change = { kind: "setClause", clause: id("w1"), markdown: "Each deep well rests." } as const;

/** Ada and Ben have ratified a text, and ask everybody to suggest. */
async function begin(...people: readonly string[]): Promise<void> {
  world = createWorld({ seed: 12, people: ["Ada", "Ben", ...people] });
  await world.found("Ada").join("Ada", "Ben").gather().done();
  unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  for (const name of people) world.join("Ada", name, "mediator");
  await world.gather().propose("Ada").gather().vote("Ada").vote("Ben").gather().done();
  unwrap(await api("Ada").setSuggest({ charter: charter(), suggest: "all", reason: "It is in force." }));
  await world.gather().done();
  expect((await world.viewOf("Ben")).decisions).toMatchObject([{ kind: "setSuggest", suggest: "all", needed: 2 }]);
  expect((await world.viewOf("Ben")).asksToSuggest).toBe(false);
  await world.consent("Ben").gather().done();
}

const wordsOf = async (name: string, clause = "w1") =>
  unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } })).clauses.find(
    (one) => one.id === clause,
  )?.text;
const directOf = async (name: string) =>
  unwrap(await api(name).listDirectEdits({ charter: charter() })).map(
    ({ author, changes, clauses }) => `${author.person} ${changes} in ${clauses.join(", ")}`,
  );

describe("A charter that asks everybody to suggest", () => {
  it("[L67] asks the parties first, and is told of in the same words to all", async () => {
    await begin("Mia");
    for (const name of ["Ada", "Ben", "Mia"])
      expect(await world.viewOf(name)).toMatchObject({
        asksToSuggest: true,
        policy: { suggest: "all" },
        decisions: [],
      });
    expect(await api("Ada").setSuggest({ charter: charter(), suggest: "all", reason: "" })).toMatchObject({
      error: { kind: "badArgument", what: "suggest" },
    });
    const changes = unwrap(await api("Mia").listMembershipChanges({ charter: charter() }));
    expect(changes.find(({ kind }) => kind === "suggestProposed")).toMatchObject({ subject: "all", state: "done" });
  });

  it("[L67] [I60] holds an edit back until somebody means it; answering a suggestion goes on and is no edit", async () => {
    await begin("Mia");
    const file = { name: "w.md", bytes: new TextEncoder().encode("More words."), changes: null };
    const from = { kind: "draft" } as const;
    for (const refused of [
      api("Ada").editText({ charter: charter(), edit: change }),
      api("Ada").importText({ charter: charter(), file, place: { kind: "after", clause: null } }),
      api("Ada").restoreClause({ charter: charter(), clause: id("w1"), from }),
    ])
      expect(await refused).toMatchObject(asked);
    expect(await wordsOf("Ada")).toBe("Each well rests.");
    // Who may not write at all is told that.
    expect(await api("Mia").editText({ charter: charter(), edit: change })).toMatchObject({
      error: { kind: "notAuthorised" },
    });
    unwrap(await api("Mia").suggestEdit({ charter: charter(), edit: change }));
    unwrap(await api("Ada").suggestEdit({ charter: charter(), edit: { kind: "removeClause", clause: id("w2") } }));
    await world.gather().done();
    const which = { kind: "fitting", ...nobody } as const;
    unwrap(await api("Ben").answerSuggestions({ charter: charter(), answer: "accept", which }));
    await world.gather().done();
    expect([await wordsOf("Ada"), await wordsOf("Ada", "w2")]).toEqual(["Each deep well rests.", undefined]);
    unwrap(await api("Ben").answerSuggestions({ charter: charter(), answer: "reopen", which }));
    await world.gather().done();
    expect(await wordsOf("Ada")).toBe("Each well rests.");
    for (const name of ["Ada", "Ben", "Mia"]) expect(await directOf(name)).toEqual([]);
  });

  it("[L67] [I60] holds brackets and blanks back as it does words; they are suggested, and choosing goes on", async () => {
    await begin();
    const at = { charter: charter(), isField: false } as const;
    const words = { ...at, clause: id("w2"), quote: "a well" };
    const { bracket } = unwrap(await api("Ben").bracketWords({ ...words, directly: true }));
    const blank = unwrap(await api("Ben").bracketWords({ ...words, quote: "Nobody", isField: true, directly: true }));
    const first = { charter: charter(), bracket };
    const fills = { charter: charter(), fills: [{ bracket: blank.bracket, words: "No herder" }] };
    await world.gather().done();
    const direct = await directOf("Ada");
    expect(direct).toEqual([expect.stringMatching(/^Ben \d in .*1\.2/)]);
    for (const refused of [
      api("Ada").bracketWords({ ...words, clause: id("w1"), quote: "well" }),
      api("Ada").addAlternative({ ...first, words: "a spring" }),
      api("Ada").removeBracket(first),
      api("Ada").fillFields(fills),
      api("Ada").bracketTyped(at),
    ])
      expect(await refused).toMatchObject(asked);
    unwrap(await api("Ada").addAlternative({ ...first, words: "a spring", manner: "suggest" }));
    unwrap(await api("Ada").fillFields({ ...fills, manner: "suggest" }));
    await world.gather().done();
    const { suggested } = unwrap(await api("Ben").listBrackets({ charter: charter() }));
    expect(suggested.map(({ suggestedBy }) => suggestedBy.person)).toEqual(["Ada", "Ada"]);
    unwrap(await api("Ada").pickAlternative({ ...first, choice: "first" }));
    unwrap(await api("Ada").reopenBracket(first));
    await world.gather().done();
    for (const name of ["Ada", "Ben"]) expect(await directOf(name)).toEqual(direct);
  });

  it("[L67] [I60] tells everybody who edited directly, where, and in the clause's history", async () => {
    await begin("Mia");
    unwrap(await api("Ben").editText({ charter: charter(), edit: change, directly: true }));
    const move = { kind: "moveClause", clause: id("w2"), after: id("a") } as const;
    unwrap(await api("Ben").editText({ charter: charter(), edit: move, directly: true }));
    await world.gather().done();
    for (const name of ["Ada", "Ben", "Mia"]) {
      expect(await directOf(name)).toEqual([expect.stringMatching(/^Ben \d in .*1\.1/)]);
      const life = unwrap(await api(name).getClauseHistory({ charter: charter(), clause: id("w1"), before: null }));
      expect(life.steps.map(({ isDirect }) => isDirect)).toEqual([true, ...life.steps.slice(1).map(() => false)]);
    }
  });

  it("[L67] tells nothing of whoever edited without knowing that everybody was asked", async () => {
    world = createWorld({ seed: 12, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").gather().done();
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
    await world.gather().propose("Ada").gather().vote("Ada").vote("Ben").gather().done();
    unwrap(await api("Ada").setSuggest({ charter: charter(), suggest: "all", reason: "" }));
    await world.gather().done();
    await world.partition(["Ada"], ["Ben"]).done();
    await world.consent("Ben").done();
    unwrap(await api("Ada").editText({ charter: charter(), edit: change }));
    await world.heal().gather().done();
    expect((await world.viewOf("Ada")).asksToSuggest).toBe(true);
    for (const name of ["Ada", "Ben"]) expect(await directOf(name)).toEqual([]);
  });

  it("[L67] [I60] a delegate whose program is not ours edits, and cannot do it untold", async () => {
    await begin();
    await world.corrupt("Ben").done();
    const { client, opening, entry, vandalise } = world.hostile();
    let [update, end]: [Uint8Array, number] = [new Uint8Array(), 0];
    vandalise((yText) => {
      const yDoc = yText.doc as Y.Doc;
      yDoc.clientID = client;
      yDoc.on("update", (made: Uint8Array) => {
        update = made;
      });
      yDoc.transact(() => {
        for (const yFlow of flowsIn(yDoc)) if (yFlow.toString().includes("Each")) yFlow.insert(yFlow.length, " Never.");
      });
      end = Y.getState(yDoc.store, client);
    });
    const text = entry(envelopeTypes.text, encodeCbor([1, client, 0, end, update]));
    expect(await world.deliver("Ada", [opening, text])).toBe(2);
    expect(await wordsOf("Ada")).toBe("Each well rests. Never.");
    expect(await directOf("Ada")).toEqual(["Ben 1 in 1.1"]);
  });
});
