import { afterEach, describe, expect, it } from "vitest";
import { safetyPhrase } from "../../../shared/ledger/members/safetyPhrase.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const view = async (name: string) => unwrap(await world.who(name).api().getCharter({ charter: world.charter() }));
const phraseOf = async (name: string): Promise<string> => (await view(name)).safety.words.join(" ");
const mark = (name: string, phrase: string, compared = true) =>
  world.who(name).api().setSafetyCompared({ charter: world.charter(), phrase, compared });

describe("The safety phrase of a charter", () => {
  it("[L23] is the same on every member's device, and another once a party joins", async () => {
    world = createWorld({ seed: 41, people: ["Ada", "Ben", "Cyra", "delegate"] });
    await world.found("Ada").done();
    const alone = await phraseOf("Ada");
    await world.join("Ada", "Ben").settle().done();
    const two = await phraseOf("Ada");
    expect(two).not.toBe(alone);
    expect(await phraseOf("Ben")).toBe(two);
    const { parties } = await view("Ada");
    expect(two).toBe(
      safetyPhrase(
        world.charter(),
        parties.map(({ id }) => id),
      ).join(" "),
    );
    await world.join("Ada", "delegate", "delegate").gather().settle().done();
    for (const name of ["Ada", "Ben", "delegate"]) expect(await phraseOf(name)).toBe(two);
  });

  it("[L23] is marked as compared on this device alone, after a restart too, until a party joins", async () => {
    world = createWorld({ seed: 42, people: ["Ada", "Ben", "Cyra"] });
    await world.found("Ada").join("Ada", "Ben").settle().done();
    const phrase = await phraseOf("Ada");
    expect((await view("Ada")).safety.compared).toBe(false);
    unwrap(await mark("Ada", phrase));
    expect((await view("Ada")).safety).toEqual({ words: phrase.split(" "), compared: true });
    await world.gather().restart("Ada").settle().done();
    expect((await view("Ada")).safety.compared).toBe(true);
    expect((await view("Ben")).safety.compared).toBe(false);
    await world.join("Ada", "Cyra").settle().done();
    expect((await view("Ada")).safety.compared).toBe(false);
  });

  it("[L23] is not marked for words that are not the charter's any more, and the mark can be taken back", async () => {
    world = createWorld({ seed: 43, people: ["Ada", "Ben"] });
    await world.found("Ada").done();
    const old = await phraseOf("Ada");
    await world.join("Ada", "Ben").settle().done();
    expect(await mark("Ada", old)).toEqual({ ok: false, error: { kind: "safetyPhraseChanged" } });
    expect((await view("Ada")).safety.compared).toBe(false);
    const phrase = await phraseOf("Ada");
    unwrap(await mark("Ada", phrase));
    expect(world.who("Ada").events.at(-1)).toEqual({ kind: "charterChanged", charter: world.charter() });
    unwrap(await mark("Ada", phrase, false));
    expect((await view("Ada")).safety.compared).toBe(false);
  });
});
