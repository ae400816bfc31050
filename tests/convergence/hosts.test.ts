import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.close());

describe("Two parties", () => {
  it("write apart, meet, ratify and see the same", async () => {
    world = createWorld({ seed: 1, people: ["Ada", "Ben"] });
    world.found("Ada").join("Ada", "Ben").settle();
    await world.expectSound();
    world.partition(["Ada"], ["Ben"]).edit("Ada", 5).edit("Ben", 5);
    await world.expectSound();
    world.heal().meet("Ben", "Ada").settle();
    await world.expectConverged();
    world.propose("Ada").meet("Ben", "Ada").vote("Ben").vote("Ada").meet("Ben", "Ada");
    const shown = await world.expectConverged();
    expect(shown.timeline).toMatchObject([{ state: "inForce" }]);
    await world.expectSound();
  });
});

const people = ["Ada", "Ben", "Cyra"];

/** One random thing that happens, to the hosts or to the network between them. */
function happen(world: World): void {
  const { by } = world;
  const name = by.pick(people);
  const other = by.pick(people.filter((one) => one !== name));
  const roll = by.int(100);
  if (roll < 22) world.type(name, 1 + by.int(6));
  else if (roll < 30) world.edit(name);
  else if (roll < 40) world.pass(by.int(3000));
  else if (roll < 58) world.meet(name, other, by.int(3) === 0);
  else if (roll < 66) world.syncRelay(name);
  else if (roll < 73) world.carryBundle(name, other);
  else if (roll < 77)
    world.partition([name, other], people.filter((one) => one !== name && one !== other).concat("relay"));
  else if (roll < 80)
    world.partition(
      [name, "relay"],
      people.filter((one) => one !== name),
    );
  else if (roll < 85) world.heal();
  else if (roll < 88) world.cut();
  else if (roll < 91) world.propose(name);
  else if (roll < 96) world.vote(name, "random");
  else if (roll < 98) world.restart(name).openText(name);
  else world.settle();
}

describe("Three parties, a lying relay, couriers, cut cables and power cuts", () => {
  it.each([11, 12, 13, 14, 15, 16])("show the same in the end, seed %i", async (seed) => {
    world = createWorld({ seed, people });
    world
      .found("Ada")
      .join("Ada", "Ben")
      .settle()
      .join("Ben", "Cyra", "party")
      .settle()
      .gather()
      .useRelay(...people);
    for (const name of people) world.openText(name);
    await world.settle().done();
    world.lie({ drop: 0.1, repeat: 0.1, swap: 0.2, spoil: 0.05 });
    for (let step = 1; step <= 60; step++) {
      happen(world);
      if (step % 4 === 0) await world.expectSound();
    }
    world.heal().settle().gather().settle().gather().settle();
    await world.expectConverged();
    await world.expectSound();
  });
});

describe("A hostile member", () => {
  it.each([21, 22, 23, 24])("changes nothing that honest members do not see alike, seed %i", async (seed) => {
    world = createWorld({ seed, people: [...people, "Mallory"] });
    world.found("Ada");
    for (const name of ["Ben", "Cyra", "Mallory"]) world.join("Ada", name).settle();
    world.gather().useRelay(...people);
    for (const name of people) world.openText(name);
    world.propose("Ada").settle().gather().corrupt("Mallory");
    await world.done();
    for (let step = 1; step <= 40; step++) {
      happen(world);
      if (step % 3 === 0) world.forge(world.by.pick(people), 8);
      if (step % 6 === 0) await world.expectSound();
    }
    world.heal().settle().gather().settle().gather().settle();
    const { parties } = await world.expectConverged();
    expect(parties).toEqual(["Ada's people", "Ben's people", "Cyra's people", "Mallory's people"]);
    await world.expectSound();
  });
});
