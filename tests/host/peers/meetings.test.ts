import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../../shared/api/errors.ts";
import type { MeetReport } from "../../../shared/api/peers.ts";
import type { Result } from "../../../shared/base/result.ts";
import { addressOf } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 9, people: ["Ada", "Ben", "Cyra"] });
  await world.found("Ada").join("Ada", "Ben").settle().done();
});
afterEach(() => world.close());

const meet = (from: string, to: string, stay = false): Promise<Result<MeetReport, HostError>> =>
  world.run(
    world
      .who(from)
      .api()
      .meet({ address: addressOf(to), stay }),
  );
const view = async (name: string) => unwrap(await world.who(name).api().getCharter({ charter: world.charter() }));
const missing = async (at: string, of: string): Promise<number | undefined> =>
  (await view(at)).parties.flatMap(({ devices }) => devices).find(({ person }) => person === of)?.missing;

describe("A meeting", () => {
  it("[S6] brings each side what it lacks, and nothing twice", async () => {
    await world.edit("Ada", 3).edit("Ben", 2).done();
    const { received, sent, complete } = unwrap(await meet("Ben", "Ada"));
    expect(complete).toBe(true);
    expect(received).toBeGreaterThanOrEqual(3);
    expect(sent).toBeGreaterThanOrEqual(2);
    expect(unwrap(await meet("Ben", "Ada"))).toMatchObject({ received: 0, sent: 0, complete: true });
    await world.expectConverged();
  });

  it("[S7] is complete only by signed receipts, and what a device lacks is counted by them alone", async () => {
    await world.edit("Ada", 3).done();
    expect(await missing("Ada", "Ben")).toBeGreaterThanOrEqual(3);
    unwrap(await meet("Ben", "Ada"));
    await world.settle().done();
    expect(await missing("Ada", "Ben")).toBe(0);
    expect(await missing("Ben", "Ada")).toBe(0);
  });

  it("[S7] that was cut is not complete, and the next one goes on", async () => {
    await world.edit("Ada", 20).done();
    const meeting = world
      .who("Ben")
      .api()
      .meet({ address: addressOf("Ada"), stay: false });
    for (let steps = 0; steps < 5; steps++) {
      world.network.step();
      await new Promise((resolve) => setImmediate(resolve));
      world.clock.advance(1);
    }
    world.network.cut();
    expect(await world.run(meeting)).toMatchObject({ ok: false, error: { kind: "peerUnreachable" } });
    expect(await missing("Ada", "Ben")).toBeGreaterThan(0);
    expect(unwrap(await meet("Ben", "Ada")).complete).toBe(true);
    await world.expectConverged();
  });

  it("[S4] with somebody who has no charter in common says so, and names none", async () => {
    await world.who("Cyra").api().listen({ port: null, host: null });
    expect(await meet("Ada", "Cyra")).toEqual({
      ok: false,
      error: { kind: "nothingInCommon", address: addressOf("Cyra") },
    });
    expect(await meet("Cyra", "Ada")).toEqual({
      ok: false,
      error: { kind: "nothingInCommon", address: addressOf("Ada") },
    });
  });

  it("with nobody says that nobody answers", async () => {
    expect(await meet("Ada", "nobody")).toMatchObject({ ok: false, error: { kind: "peerUnreachable" } });
  });

  it("[S4] with something that speaks no such protocol says so", async () => {
    const listener = world.network.direct("garbage");
    await listener.listen(0, null, (link) => link.pipe.send(Uint8Array.of(1, 2, 3)));
    expect(await meet("Ada", "garbage")).toMatchObject({ ok: false, error: { kind: "peerGarbage" } });
  });

  it("with somebody silent ends", async () => {
    await world.network.direct("silent").listen(0, null, () => undefined);
    expect(await meet("Ada", "silent")).toMatchObject({ ok: false, error: { kind: "peerGarbage" } });
  });
});

describe("A meeting that stays", () => {
  it("[S6] passes on what is typed, to third ones too", async () => {
    await world.join("Ada", "Cyra").settle().done();
    for (const name of ["Ben", "Cyra"]) unwrap(await meet(name, "Ada", true));
    expect((await view("Ada")).connected).toHaveLength(2);
    for (const name of ["Ada", "Ben", "Cyra"]) world.openText(name);
    for (let round = 0; round < 4; round++) for (const name of ["Ben", "Cyra", "Ada"]) world.type(name, 3).pass(500);
    await world.settle().expectConverged();
    await world.expectSound();
    for (const of of ["Ada", "Ben", "Cyra"]) expect(await missing("Cyra", of)).toBe(0);
  });

  it("ends with its link", async () => {
    unwrap(await meet("Ben", "Ada", true));
    await world.partition(["Ada"], ["Ben"]).cut().settle().done();
    expect((await view("Ada")).connected).toEqual([]);
    expect((await view("Ben")).connected).toEqual([]);
  });

  it("[S9] shows where others are, under the names of their cards", async () => {
    await world.openText("Ada").openText("Ben").settle().done();
    unwrap(await meet("Ben", "Ada", true));
    const [adas] = world.who("Ada").windows;
    const [bens] = world.who("Ben").windows;
    adas?.showPresence(JSON.stringify({ user: { name: "The Queen", color: "#fff" }, cursor: 3 }));
    await world.settle().done();
    expect([...(bens?.presence.values() ?? [])].map(({ state }) => JSON.parse(state ?? "null"))).toEqual([
      { user: { name: "Ada", color: "#fff" }, cursor: 3 },
    ]);
    await world.partition(["Ada"], ["Ben"]).cut().settle().done();
    expect([...(bens?.presence.values() ?? [])].map(({ state }) => state)).toEqual([null]);
    await world.heal().done();
    unwrap(await meet("Ben", "Ada", true));
    await world.settle().done();
    expect([...(bens?.presence.values() ?? [])].map(({ state }) => JSON.parse(state ?? "null")?.user?.name)).toEqual([
      "Ada",
    ]);
  });
});

describe("A relay", () => {
  it("[S3] that repeats, reorders, drops and spoils what it was given changes nothing and stops nobody", async () => {
    await world.useRelay("Ada", "Ben").settle().lie({ drop: 0.3, repeat: 0.3, swap: 0.5, spoil: 0.2 }).done();
    await world.edit("Ada", 5).settle().edit("Ben", 5).settle().expectSound();
    await world.lie({}).edit("Ada").meet("Ben", "Ada").settle().expectConverged();
  });

  it("[S6] is asked again for what waited for its past when the program ended", async () => {
    await world.useRelay("Ada").settle().partition(["Ada", "relay"], ["Ben"]).edit("Ada", 6).settle().done();
    // Ben gets the frames in a wrong order, and only some of them; then his program ends.
    await world.heal().lie({ swap: 1, drop: 0.5 }).useRelay("Ben").settle().done();
    await world.lie({}).restart("Ben").settle().expectConverged();
  });

  it("leaves a receipt that tells what has arrived", async () => {
    await world.useRelay("Ada", "Ben").settle().edit("Ada", 3).settle().done();
    expect(await missing("Ada", "Ben")).toBe(0);
    await world.partition(["Ben"], ["Ada", "relay"]).edit("Ada", 2).settle().done();
    expect(await missing("Ada", "Ben")).toBe(2);
    expect((await view("Ben")).relay).toMatchObject({ state: "failed", error: { kind: "relayUnreachable" } });
  });
});
