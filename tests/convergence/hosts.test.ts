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
