/** Guests whose keys are good and whose program is not ours: what they sign beyond their role changes nothing. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { suggestingOf } from "../../../shared/base/clientClass.ts";
import type { CharterId, ClauseId } from "../../../shared/base/ids.ts";
import { reviewRoot } from "../../../shared/crdt/document/docLayout.ts";
import { writeReviewKey } from "../../../shared/crdt/document/reviewKeys.ts";
import { readSuggestions, type Suggestion } from "../../../shared/crdt/reading/suggestions.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { flowsIn } from "../../shared/crdt/support/layoutDoc.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
const nobody = { clause: null, party: null, person: null, device: null } as const;

beforeEach(async () => {
  world = createWorld({ seed: 31, people: ["Ada", "Ben", "Mia", "Sam"] });
  await world.found("Ada").join("Ada", "Ben").gather().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const charter = (): CharterId => world.charter();

async function bringIn(name: string, role: "mediator" | "supporter"): Promise<void> {
  const asked = { charter: charter(), role, expiresInHours: 1, reason: "" } as const;
  const { link } = unwrap(await world.run(api("Ada").invite(asked)));
  unwrap(await world.run(api(name).join({ code: link, address: null, stay: false })));
}

async function clausesOf(name: string) {
  return unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } })).clauses;
}

async function begin(): Promise<ClauseId> {
  const edit = {
    kind: "replaceAll",
    markdown: "# Wells\n\n## Wells {#a}\n\n1. Each well rests. {#w}\n",
    isPlain: false,
  } as const;
  unwrap(await api("Ada").editText({ charter: charter(), edit }));
  await bringIn("Mia", "mediator");
  await bringIn("Sam", "supporter");
  await world.gather().done();
  const clause = (await clausesOf("Mia")).find(({ number }) => number === "1.1")?.id;
  if (clause === undefined) throw new Error("there is a clause");
  const suggestion = { kind: "setClause", clause, markdown: "Each deep well rests." } as const;
  unwrap(await api("Mia").suggestEdit({ charter: charter(), edit: suggestion }));
  await world.gather().done();
  return clause;
}

const wordsOf = async (name: string): Promise<string | undefined> =>
  (await clausesOf(name)).find(({ number }) => number === "1.1")?.text;
const statesOf = async (name: string): Promise<readonly string[]> =>
  unwrap(await api(name).listSuggestions({ charter: charter(), filter: nobody, isAll: true })).map(
    ({ state }) => state,
  );

interface Forged {
  /** Above the guest's editing id. */
  readonly suggests: boolean;
  readonly write: (yDoc: Y.Doc) => void;
}

/** What the hostile guest signs on what they held, as Ben takes it: how many envelopes he keeps. */
async function forge({ suggests, write }: Forged): Promise<number> {
  const { client: editing, opening, entry, vandalise } = world.hostile();
  const client = suggests ? (suggestingOf(editing) ?? 0) : editing;
  let end = 0;
  let update: Uint8Array = new Uint8Array();
  vandalise((yText) => {
    const yDoc = yText.doc as Y.Doc;
    yDoc.clientID = client;
    // Without what others deleted before.
    yDoc.on("update", (made: Uint8Array) => {
      update = made;
    });
    yDoc.transact(() => write(yDoc));
    end = Y.getState(yDoc.store, client);
  });
  return world.deliver("Ben", [opening, entry(envelopeTypes.text, encodeCbor([1, client, 0, end, update]))]);
}

const firstOf = (yDoc: Y.Doc): Suggestion => {
  const [one] = readSuggestions(yDoc);
  if (one === undefined) throw new Error("something is suggested");
  return one;
};

const answer =
  (kind: "ok" | "out"): Forged["write"] =>
  (yDoc) => {
    for (const of of firstOf(yDoc).parts) reviewRoot(yDoc).set(writeReviewKey({ kind, of }), true);
  };

const erase: Forged["write"] = (yDoc) => {
  for (const yFlow of flowsIn(yDoc)) yFlow.delete(1, yFlow.length - 1);
};

describe.each(["Mia", "Sam"])("%s, a guest whose program is not ours", (name) => {
  it.each([
    ["edits", false, erase],
    ["accepts", false, answer("ok")],
    ["accepts under the suggesting id", true, answer("ok")],
    ["erases under the suggesting id", true, erase],
  ] as const)("%s, and nothing changes", async (_, suggests, write) => {
    await begin();
    await world.corrupt(name).done();
    await forge({ suggests, write });
    expect(await wordsOf("Ben")).toBe("Each well rests.");
    expect(await statesOf("Ben")).toEqual(["pending"]);
  });

  it("suggests words, as its role lets it", async () => {
    await begin();
    await world.corrupt(name).done();
    await forge({
      suggests: true,
      write: (yDoc) => flowsIn(yDoc).at(-1)?.insert(2, "forged"),
    });
    expect(await wordsOf("Ben")).toBe("Each well rests.");
    expect(await statesOf("Ben")).toEqual(["pending", "pending"]);
  });
});

/** Of a bracket with two alternatives, of words that several changed apart, and a form: what guests have no say in. */
describe.each(["Mia", "Sam"])("%s, a guest whose program is not ours, and what only parties decide", (name) => {
  const withBracket = async (): Promise<string> => {
    const clause = await begin();
    const words = { charter: charter(), clause, quote: "rests", isField: false } as const;
    const { bracket } = unwrap(await api("Ada").bracketWords(words));
    unwrap(await api("Ada").addAlternative({ charter: charter(), bracket, words: "sleeps" }));
    await world.gather().done();
    await world.corrupt(name).done();
    return bracket;
  };
  const stateNow = async () => {
    const { brackets, suggested } = unwrap(await api("Ben").listBrackets({ charter: charter() }));
    return brackets.map(({ state, picks, alternatives }) => [
      state,
      picks.length,
      alternatives.length,
      suggested.length,
    ]);
  };
  const named = (bracket: string) => {
    const [client = "", clock = ""] = bracket.split(".");
    return { client: Number.parseInt(client, 36), clock: Number.parseInt(clock, 36) };
  };
  const entry =
    (text: (bracket: string, client: number) => string, value: unknown) =>
    (bracket: string): Forged["write"] =>
    (yDoc) =>
      void reviewRoot(yDoc).set(text(bracket, yDoc.clientID), value as never);
  const pick = entry((bracket, client) => writeReviewKey({ kind: "pick", bracket: named(bracket), client }), "first");
  const sign = (element: "alt" | "bracket") => (): Forged["write"] => (yDoc) =>
    void flowsIn(yDoc).at(-1)?.insertEmbed(2, new Y.XmlElement(element));
  const away = (): Forged["write"] => (yDoc) => {
    for (const yFlow of flowsIn(yDoc)) {
      const signs = yFlow.toDelta().findIndex(({ insert }: { insert: unknown }) => insert instanceof Y.XmlElement);
      if (signs >= 0) yFlow.delete(0, yFlow.length);
    }
  };
  it.each([
    ["chooses in a bracket", false, pick],
    ["chooses in a bracket under the suggesting id", true, pick],
    ["adds an alternative as if it was agreed", false, sign("alt")],
    ["puts in a bracket as if it was agreed", false, sign("bracket")],
    ["takes a bracket away", false, away],
    ["takes a bracket away under the suggesting id", true, away],
  ] as const)("%s, and the bracket is as it was", async (_, suggests, write) => {
    const bracket = await withBracket();
    await forge({ suggests, write: write(bracket) });
    expect(await stateNow()).toEqual([["open", 0, 2, 0]]);
    expect(await wordsOf("Ben")).toBe("Each well [rests] [sleeps].");
  });

  it("says that a conflict may stand, and everybody is told of it still", async () => {
    const clause = await begin();
    await world.partition(["Ada", "Mia", "Sam"], ["Ben"]).done();
    for (const [by, word] of [
      ["Ada", "sleeps"],
      ["Ben", "waits"],
    ] as const) {
      const edit = { kind: "setClause", clause, markdown: `Each well ${word}.` } as const;
      unwrap(await api(by).editText({ charter: charter(), edit }));
    }
    await world.heal().gather().done();
    await world.corrupt(name).done();
    const open = unwrap(await api("Ben").listConflicts({ charter: charter() }));
    expect(open).toHaveLength(1);
    const write: Forged["write"] = (yDoc) => {
      for (const [client, structs] of yDoc.store.clients) {
        const length = structs.reduce((sum, one) => sum + one.length, 0);
        reviewRoot(yDoc).set(writeReviewKey({ kind: "as", range: { client, clock: 0, length } }), true);
      }
    };
    for (const suggests of [false, true]) await forge({ suggests, write });
    expect(unwrap(await api("Ben").listConflicts({ charter: charter() }))).toEqual(open);
  });

  it("is refused by its own host, too, and suggests what it cannot do", async () => {
    const clause = await begin();
    const quote = { charter: charter(), clause, quote: "rests", isField: true } as const;
    const { bracket } = unwrap(await api("Ada").bracketWords(quote));
    await world.gather().done();
    const fills = [{ bracket, words: "sleeps" }];
    for (const refused of [
      api(name).pickAlternative({ charter: charter(), bracket, choice: "first" }),
      api(name).reopenBracket({ charter: charter(), bracket }),
      api(name).bracketWords(quote),
      api(name).fillFields({ charter: charter(), fills }),
      api(name).bracketTyped({ charter: charter(), isField: false }),
      api(name).removeBracket({ charter: charter(), bracket }),
    ])
      expect(await refused).toMatchObject({ ok: false, error: { kind: "notAuthorised" } });
    unwrap(await api(name).fillFields({ charter: charter(), fills, manner: "suggest" }));
    await world.gather().done();
    expect(await wordsOf("Ben")).toBe("Each well [rests].");
    const which = { kind: "fitting", ...nobody } as const;
    unwrap(await api("Ben").answerSuggestions({ charter: charter(), answer: "accept", which }));
    await world.gather().done();
    // Whoever accepts chooses by that, for their party.
    const [blank] = unwrap(await api("Ada").listBrackets({ charter: charter() })).brackets;
    expect(blank).toMatchObject({ state: "settled", picks: [{ by: { person: "Ben" } }] });
    expect(await wordsOf("Ada")).toBe("Each deep well sleeps.");
  });
});

it("[I16] what one guest suggests another cannot take back", async () => {
  await begin();
  await world.corrupt("Sam").done();
  await forge({ suggests: true, write: answer("out") });
  expect(await statesOf("Ben")).toEqual(["pending"]);
});

it("[I16] a guest takes back what an earlier session of the same device suggested", async () => {
  await begin();
  await world.corrupt("Mia").done();
  await forge({ suggests: true, write: answer("out") });
  expect(await statesOf("Ben")).toEqual(["withdrawn"]);
});
