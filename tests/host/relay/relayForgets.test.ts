/** A relay that forgets what it acknowledged, or takes nothing for a while, and members who have no other way. */
import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "../../support/world.ts";

const people = ["Ada", "Ben", "Cyra"];
/** All reach the relay, nobody reaches another. */
const onlyRelay = people.map((name) => [name, "relay"]);
const without = (...away: readonly string[]) => onlyRelay.filter(([name = ""]) => !away.includes(name));

let world: World;
afterEach(() => world.close());

const settledAtRelay = async (seed: number): Promise<void> => {
  world = createWorld({ seed, people });
  world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Cyra").settle().gather();
  await world
    .useRelay(...people)
    .partition(...onlyRelay)
    .settle()
    .done();
};

const relayOf = async (name: string) => (await world.viewOf(name)).relay;

/** Longer than a relay's last attempt is away. */
const patience = 61_000;

async function expectAllAtRelay(): Promise<void> {
  await world
    .partition(...onlyRelay)
    .act(() => world.network.refuse(null))
    .pass(patience)
    .settle()
    .pass(patience)
    .settle()
    .expectConverged();
  for (const name of people) expect(await relayOf(name)).toMatchObject({ state: "connected", notSent: 0, error: null });
}

describe("A relay that lost frames", () => {
  it("[R19] [R27] gets from each member what that one alone holds, also where another has filled it before", async () => {
    await settledAtRelay(31);
    world
      .partition(...without("Ada", "Cyra"))
      .edit("Ben", 2)
      .settle();
    world
      .partition(...without("Ben", "Cyra"))
      .edit("Ada", 2)
      .settle();
    await world
      .act(() => world.network.forget(() => 0))
      .settle()
      .done();
    world
      .partition(...without("Ada", "Ben"))
      .pass(patience)
      .edit("Cyra", 3)
      .settle();
    await expectAllAtRelay();
  });

  it("[R19] [R27] is filled again where only its last frames are gone and the numbers were given anew", async () => {
    await settledAtRelay(32);
    world
      .partition(...without("Ben", "Cyra"))
      .edit("Ada", 3)
      .settle();
    world.partition().act(() => world.network.forget((frames) => frames - 3));
    world
      .partition(...without("Ada", "Cyra"))
      .pass(patience)
      .edit("Ben", 6)
      .settle();
    await expectAllAtRelay();
  });

  it("[R19] is filled again by a member that ends in the middle of it", async () => {
    await settledAtRelay(33);
    world
      .partition(...without("Ben", "Cyra"))
      .edit("Ada", 9)
      .settle();
    world
      .act(() => world.network.forget(() => 0))
      .pass(1500)
      .restart("Ada");
    world.partition().restart("Ada");
    await expectAllAtRelay();
  });

  it("is not said to have what it may have lost", async () => {
    await settledAtRelay(34);
    await world
      .partition()
      .act(() => world.network.forget(() => 0))
      .done();
    expect((await relayOf("Ada")).state).not.toBe("connected");
    await world
      .act(() => world.network.refuse("storeFull"))
      .partition(...without("Ben", "Cyra"))
      .pass(patience)
      .settle();
    await world.done();
    const { notSent, error } = await relayOf("Ada");
    expect(notSent).toBeGreaterThan(0);
    expect(error).toMatchObject({ kind: "relayNotStored", why: "storeFull" });
    await expectAllAtRelay();
  });
});

describe("A relay that refuses", () => {
  it("[R17] [R28] is told with its reason, is asked again by itself, and nothing is counted as stored before", async () => {
    await settledAtRelay(35);
    world.act(() => world.network.refuse("roomFull"));
    await world.edit("Ada", 3).settle().done();
    const { state, error, notSent } = await relayOf("Ada");
    expect({ state, error }).toMatchObject({ state: "connected", error: { kind: "relayNotStored", why: "roomFull" } });
    expect(notSent).toBeGreaterThanOrEqual(3);
    await world.restart("Ada").settle().done();
    expect((await relayOf("Ada")).notSent).toBeGreaterThanOrEqual(3);
    await world.edit("Ada").settle().pass(patience).settle().done();
    await expectAllAtRelay();
  });
});

describe("A relay that forgets, refuses and is cut off at any moment", () => {
  it.each([1, 2, 3, 4, 5])(
    "[R19] [R27] [R28] has everything in the end, seed %i",
    { timeout: 120_000 },
    async (seed) => {
      await settledAtRelay(seed);
      const { by, network } = world;
      for (let step = 0; step < 40; step++) {
        const name = by.pick(people);
        const roll = by.int(100);
        if (roll < 35) world.edit(name, 1 + by.int(3));
        else if (roll < 50) world.pass(by.int(5000));
        else if (roll < 60) world.act(() => network.forget((frames) => (by.int(2) === 0 ? 0 : by.int(frames + 1))));
        else if (roll < 70)
          world.act(() => network.refuse(by.pick([null, "roomFull", "storeFull", "storeFailed"] as const)));
        else if (roll < 78) world.partition(...without(name));
        else if (roll < 84) world.partition(...onlyRelay);
        else if (roll < 88) world.cut();
        else if (roll < 94) world.restart(name);
        else world.settle();
      }
      await expectAllAtRelay();
    },
  );
});
