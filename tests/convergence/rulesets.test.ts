import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { suggestingOf } from "../../shared/base/clientClass.ts";
import { envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { laterProgram } from "../support/laterProgram.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.close());

const newer = ["Ada", "Ben", "Cyra"];
const older = ["Dan", "Eve"];
const everybody = [...newer, ...older, "mia"];

/** Five parties and a mediator; three of them, who are enough to admit, have a later program. */
function council(seed: number): void {
  world = createWorld({
    seed,
    people: everybody,
    programs: Object.fromEntries([...newer, "mia"].map((name) => [name, laterProgram])),
  });
  world.found("Ada");
  for (const name of [...newer.slice(1), ...older]) world.join("Ada", name).settle();
  world.join("Ada", "mia", "mediator").settle().gather();
}

const adopt = (name: string): World =>
  world.act(async () => {
    const asked = { charter: world.charter(), ruleset: 4, reason: "what it brings is needed" };
    unwrap(await world.run(world.who(name).api().adoptRuleset(asked)));
  });

/** In a window, with the id that suggests. */
function suggest(name: string, words: string): World {
  return world
    .openText(name)
    .act(async () => {
      const window = world.who(name).windows.at(-1);
      if (window === undefined) throw new Error("a window was opened");
      window.yDoc.clientID = suggestingOf(window.clientId) ?? 0;
      const last = [...window.yDoc.getXmlFragment("text").createTreeWalker((node) => node instanceof Y.XmlText)].at(-1);
      if (!(last instanceof Y.XmlText)) throw new Error("a template has words");
      last.insert(last.length, words);
    })
    .settle();
}

const textOf = async (name: string): Promise<string> => JSON.stringify((await world.shownBy(name)).text);

describe("A later ruleset in a world of old and new programs", () => {
  it.each([1, 2, 3])("[L35] is adopted on one side, and nobody loses a word, seed %i", async (seed) => {
    council(seed);
    world.partition(newer, [...older, "mia"]);
    adopt("Ada").meet("Ben", "Ada").consent("Ben").meet("Cyra", "Ben").consent("Cyra").meet("Ada", "Cyra");
    world.edit("Ada", 3).edit("Cyra", 2);
    // They have not heard of it, and write by the rules that they know.
    world.edit("Dan", 3).edit("Eve");
    suggest("mia", " As a mediator would have it.");
    await world.done();
    const apart = await textOf("Dan");
    expect((await world.viewOf("mia")).lacksRuleset).toBeNull();
    world.heal().gather();
    await world.done();

    for (const name of older) {
      const view = await world.viewOf(name);
      expect(view).toMatchObject({ readOnly: "newerFormat", lacksRuleset: 4 });
      const edit = { kind: "removeUnseen" } as const;
      const refused = await world.who(name).api().editText({ charter: world.charter(), edit });
      expect(refused).toMatchObject({ ok: false, error: { kind: "readOnly", reason: "newerFormat" } });
    }
    expect(await textOf("Dan")).toBe(await textOf("Eve"));
    expect(await textOf("Dan")).not.toBe(apart);
    const [first, ...others] = await Promise.all(newer.map((name) => world.shownBy(name)));
    for (const other of others) expect(other).toEqual(first);

    for (const name of older) world.upgrade(name, laterProgram);
    world.gather();
    await world.expectConverged();
    const view = await world.viewOf("Dan");
    expect(view).toMatchObject({ readOnly: null, lacksRuleset: null });
    // What the mediator suggested before counts; nothing is suggested by a mediator under these rules.
    expect(view.leftOut).toBe(0);
    suggest("mia", " And now.");
    await world.done();
    expect(world.who("mia").windows.map(({ closed }) => closed)).toEqual([
      [],
      ["refused: this device may not write here"],
    ]);
  });

  it("[L35] freezes nobody where one member alone asks for it, whatever the number", async () => {
    council(4);
    adopt("Ada").gather().edit("Dan", 2).edit("Eve", 2).gather();
    await world.expectConverged();
    for (const name of everybody) expect(await world.viewOf(name)).toMatchObject({ readOnly: null });
    expect((await world.viewOf("Dan")).decisions).toMatchObject([
      { kind: "adoptRuleset", ruleset: { number: 4, isKnown: false }, needed: 3, canConsent: true },
    ]);
  });
});

describe("A member whose program is not ours", () => {
  it("[L21] writes kinds that nobody knows: they are carried and told of, and freeze nobody", async () => {
    world = createWorld({ seed: 5, people: ["Ada", "Ben", "Cyra"] });
    world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").settle().gather().corrupt("Cyra");
    await world.done();
    const { opening, entry } = world.hostile();
    expect(await world.deliver("Ada", [opening, entry(60, Uint8Array.of(1, 2, 3))])).toBe(2);
    world.meet("Ben", "Ada").settle().edit("Ben", 2).meet("Ben", "Ada").settle();
    await world.done();
    for (const name of ["Ada", "Ben"])
      expect(await world.viewOf(name)).toMatchObject({
        readOnly: null,
        unknown: [{ by: { person: "Cyra" }, count: 1 }],
      });
    expect(await textOf("Ada")).toBe(await textOf("Ben"));
    world.restart("Ben");
    await world.done();
    expect((await world.viewOf("Ben")).unknown).toMatchObject([{ count: 1 }]);
  });

  it("[L21] writes governance, rulesets and formats that nobody knows: they are refused, and freeze nobody", async () => {
    world = createWorld({ seed: 6, people: ["Ada", "Ben", "Cyra"] });
    world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").settle().gather().corrupt("Cyra");
    await world.done();
    const hostile = world.hostile();
    const frames = [
      hostile.entry(envelopeTypes.governance, encodeCbor({ kind: "abdicate", reason: "" })),
      hostile.entry(envelopeTypes.governance, encodeCbor({ kind: "genesis", ruleset: 9 })),
      hostile.entry(200, new Uint8Array(64 * 1024 + 1)),
    ];
    expect(await world.deliver("Ada", [hostile.opening, ...frames])).toBe(1);
    world.edit("Ada", 2).meet("Ben", "Ada").settle().edit("Ben").meet("Ben", "Ada").settle();
    await world.done();
    for (const name of ["Ada", "Ben"])
      expect(await world.viewOf(name)).toMatchObject({ readOnly: null, unknown: [], lacksRuleset: null });
    expect(await textOf("Ada")).toBe(await textOf("Ben"));
  });
});
