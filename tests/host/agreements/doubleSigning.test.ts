/** [L16] A party whose delegates, apart from each other, sign two texts: everybody is shown who, and by which two ballots. */
import { afterEach, expect, it } from "vitest";
import { entryLines } from "../../../electron/cli/entryLines.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

it("[L16] two texts that were ratified apart name who signed both, and the two ballots that prove it", async () => {
  world = createWorld({ seed: 77, people: ["Ada", "Ben", "ada2", "ben2"] });
  world.found("Ada").join("Ada", "Ben").join("Ada", "ada2", "delegate").join("Ben", "ben2", "delegate").gather();
  world.partition(["Ada", "Ben"], ["ada2", "ben2"]);
  for (const [one, other] of [
    ["Ada", "Ben"],
    ["ada2", "ben2"],
  ] as const)
    world.propose(one).meet(one, other).vote(one).vote(other).meet(one, other);
  await world.heal().gather().expectConverged();
  const timeline = unwrap(await world.who("ben2").api().getTimeline({ charter: world.charter() }));
  expect(timeline.map(({ state }) => state)).toEqual(["inForce", "inForce"]);
  const cast = timeline.flatMap(({ proposal, ballots }) => ballots.map((ballot) => ({ ...ballot, proposal })));
  for (const entry of timeline) {
    expect(entry.doubleSigned.map(({ party }) => party.name).sort()).toEqual(["Ada's people", "Ben's people"]);
    for (const { party, other, ballots } of entry.doubleSigned) {
      const [here, there] = ballots.map((id) => cast.find((ballot) => ballot.id === id));
      expect(here).toMatchObject({ proposal: entry.proposal, choice: "ratify", party: { id: party.id } });
      expect(there).toMatchObject({ proposal: other, choice: "ratify", party: { id: party.id } });
      const said = JSON.stringify(entryLines(entry));
      expect(said).toContain(`${party.name} signed two texts in one place`);
      for (const id of ballots) expect(said).toContain(id);
    }
  }
});
