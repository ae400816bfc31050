import { afterEach, describe, expect, it } from "vitest";
import { encodeBundle, readBundle } from "../../shared/sync/bundle.ts";
import { eachSeed, fuzzTimeoutMs } from "../support/fuzzing.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.close());

describe("Somebody's membership ends", () => {
  it("[L25] [L27] what a revoked device writes afterwards is left out, what it wrote before stays", async () => {
    world = createWorld({ seed: 1, people: ["Ada", "Ben", "ada2"] });
    world.found("Ada").join("Ada", "Ben").join("Ada", "ada2", "delegate").settle().gather();
    await world.edit("ada2", 3).gather().expectConverged();
    world.partition(["ada2"], ["Ada", "Ben"]).revoke("Ada", "ada2").edit("ada2", 4).edit("Ben", 2).meet("Ada", "Ben");
    await world.settle().done();
    const before = await world.shownBy("Ada");
    expect(await world.shownBy("Ben")).toEqual(before);
    expect(before.devices).toHaveLength(2);
    world.heal().meet("ada2", "Ben").meet("Ada", "Ben").settle();
    const after = await world.expectConverged();
    expect(after.leftOut).toBeGreaterThan(0);
    expect({ ...after, leftOut: 0, changes: 0 }).toEqual({ ...before, leftOut: 0, changes: 0 });
    const { ended } = await world.viewOf("ada2");
    expect(ended).toMatchObject({ reason: "lost", by: { person: "Ada" } });
    await world.expectSound();
  });

  it("[L28] [S15] a removed party opens nothing that is written afterwards", async () => {
    world = createWorld({ seed: 2, people: ["Ada", "Ben", "Cyra", "Dan"] });
    world.found("Ada");
    for (const name of ["Ben", "Cyra", "Dan"]) world.join("Ada", name).settle();
    world.gather().removeParty("Ada", "Dan").meet("Ada", "Ben").consent("Ben").settle().meet("Ben", "Cyra").gather();
    const shown = await world.settle().expectConverged();
    expect(shown.parties).toEqual(["Ada's people", "Ben's people", "Cyra's people"]);
    const { text } = await world.shownBy("Dan");
    world.edit("Ada", 2).edit("Ben", 2).gather().carryBundle("Ada", "Dan").meet("Dan", "Ben");
    await world.settle().expectConverged();
    expect((await world.viewOf("Dan")).ended).toMatchObject({ reason: "quarrel" });
    expect((await world.shownBy("Dan")).text).toEqual(text);
    expect((await world.shownBy("Ada")).text).not.toEqual(text);
  });

  it("[L10] [L25] a party that withdraws is gone for everybody, and what it wrote stays", async () => {
    world = createWorld({ seed: 4, people: ["Ada", "Ben", "Cyra"] });
    world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Cyra").settle().gather().edit("Ben", 2).gather();
    const before = await world.settle().expectConverged();
    await world.removeParty("Ben", "Ben").meet("Ben", "Ada").meet("Cyra", "Ada").settle().done();
    const after = await world.expectConverged();
    expect(after.parties).toEqual(["Ada's people", "Cyra's people"]);
    expect(after).toMatchObject({ text: before.text, leftOut: 0 });
    expect((await world.viewOf("Ben")).ended).toMatchObject({ reason: "quarrel", by: { person: "Ben" } });
  });

  it("[S7] what others build on and nobody has brought is named, by who wrote it, until it comes", async () => {
    world = createWorld({ seed: 5, people: ["Ada", "Ben", "Cyra"] });
    world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Cyra").settle().gather();
    world.partition(["Ada", "Ben"], ["Cyra"]).edit("Ada", 2).meet("Ben", "Ada").edit("Ben");
    const charter = await world.founded();
    const { bytes } = unwrap(
      await world
        .who("Ben")
        .api()
        .exportBundle({ charter, for: { kind: "everything" } }),
    );
    const read = readBundle(bytes);
    // A courier who hands over the last page alone.
    const page = encodeBundle(read.ok ? read.value.slice(-1) : []);
    expect(await world.who("Cyra").api().importBundle({ bytes: page })).toMatchObject({ ok: false });
    const { notHere } = await world.viewOf("Cyra");
    expect(notHere.map(({ by }) => by.person)).toEqual(["Ben"]);
    await world.heal().meet("Cyra", "Ben").settle().done();
    expect((await world.viewOf("Cyra")).notHere).toEqual([]);
  });

  it("[L22] a device put back from an old image has equivocated, and everybody sees the same", async () => {
    world = createWorld({ seed: 3, people: ["Ada", "Ben", "ada2", "ben2"] });
    world.found("Ada").join("Ada", "Ben").join("Ada", "ada2", "delegate").join("Ben", "ben2", "delegate").settle();
    world.gather().image("ada2").edit("ada2", 3).gather();
    world.edit("Ben", 3).edit("Ada", 2).gather();
    world.partition(["ada2", "ben2"], ["Ada", "Ben"]).putBack("ada2").edit("ada2", 3).meet("ada2", "ben2");
    world.edit("ben2", 3).settle().heal().gather().settle().gather().settle();
    const shown = await world.expectConverged();
    expect(shown.devices).toHaveLength(3);
    expect(shown.leftOut).toBeGreaterThan(0);
    await world.expectSound();
  });
});

const people = ["Ada", "Ben", "Cyra", "ada2", "ben2"];
const later = ["Dan", "ada3", "Eve"];

/** One random thing that people do, or that happens to them. */
function happen(world: World): void {
  const { by } = world;
  const everybody = [...people, ...later];
  const name = by.pick(everybody);
  const other = by.pick(everybody.filter((one) => one !== name));
  const roll = by.int(100);
  const isParty = /^\p{Lu}/u.test(other);
  if (roll < 16) world.type(name, 1 + by.int(5));
  else if (roll < 28) world.edit(name);
  else if (roll < 33) world.pass(by.int(3000));
  else if (roll < 55) world.meet(name, other, by.int(4) === 0);
  else if (roll < 62) world.syncRelay(name);
  else if (roll < 67) world.carryBundle(name, other);
  else if (roll < 73)
    world.partition([name, other], everybody.filter((one) => one !== name && one !== other).concat("relay"));
  else if (roll < 79) world.heal();
  else if (roll < 81) world.cut();
  else if (roll < 83) world.propose(name);
  else if (roll < 86) world.vote(name, "random");
  else if (roll < 88) world.restart(name).openText(name);
  else if (roll < 91) world.revoke(name, other);
  else if (roll < 93) world.removeParty(name, other);
  else if (roll < 95) world.consent(name);
  else if (roll < 98) world.heal().join(name, other, isParty ? by.pick(["party", "observer", "mediator"]) : "delegate");
  else if (roll < 99) world.image(name);
  else world.putBack(name).openText(name);
}

async function live(seed: number, steps: number): Promise<void> {
  world = createWorld({ seed, people: [...people, ...later] });
  world.found("Ada").join("Ada", "Ben").settle().join("Ben", "Cyra").settle();
  world
    .join("Ada", "ada2", "delegate")
    .join("Ben", "ben2", "delegate")
    .settle()
    .gather()
    .useRelay(...people);
  for (const name of people) world.openText(name);
  await world.settle().done();
  world.lie({ drop: 0.05, repeat: 0.1, swap: 0.2, spoil: 0.05 });
  for (let step = 1; step <= steps; step++) {
    happen(world);
    if (step % 10 === 0) await world.expectSound();
  }
  world.heal();
  for (let round = 0; round < 3; round++) world.settle().gather();
  await world.settle().expectConverged();
  await world.expectSound();
  await world.close();
}

describe("Peoples who come, go, quarrel and lose laptops", () => {
  it("[L3] [L25] [L27] [L28] show the same in the end", { timeout: fuzzTimeoutMs(600_000) }, async () => {
    await eachSeed("worlds", [31, 32, 33], (seed) => live(seed, 60));
  });
});
