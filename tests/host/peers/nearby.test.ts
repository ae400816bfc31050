import { afterEach, describe, expect, it } from "vitest";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import { toHex, utf8 } from "../../../shared/base/bytes.ts";
import { hostOf } from "../../support/simAir.ts";
import { addressOf } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

/** Ada and Ben share a charter, Cyra has one of her own. */
async function neighbours(seed: number): Promise<void> {
  world = createWorld({ seed, people: ["Ada", "Ben", "Cyra"] });
  await world.found("Ada").join("Ada", "Ben").settle().done();
  const source = { kind: "blank" } as const;
  const policy = { admit: "all", remove: "all", suggest: "guests" } as const;
  unwrap(await world.who("Cyra").api().createCharter({ title: "Cyra's own", language: "en", source, policy }));
}

const setNearby = async (name: string, on: boolean): Promise<unknown> =>
  unwrap(await world.run(world.who(name).api().setNearby({ on })));
const listNearby = async (name: string) => unwrap(await world.who(name).api().listNearby({}));
const told = (name: string): number => world.who(name).events.filter(({ kind }) => kind === "nearbyChanged").length;
const minutes = (count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute++) world.pass(60_000).settle();
  return world.done();
};
const saidBy = (name: string) => world.network.air.said.filter(({ by }) => by === name).map((one) => one.announcement);

describe("Devices nearby", () => {
  it("[S11] are neither heard nor told of this one before the person says so", async () => {
    await neighbours(1);
    await setNearby("Ada", true);
    await world.settle().done();
    expect(await listNearby("Ben")).toEqual({ on: false, devices: [] });
    expect(world.network.air.isOpen("Ben")).toBe(false);
    expect(saidBy("Ben")).toEqual([]);
    expect((await listNearby("Ada")).devices).toEqual([]);
  });

  it("[S11] see each other where they share a charter, and are met at the address shown", async () => {
    await neighbours(2);
    for (const name of ["Ada", "Ben", "Cyra"]) await setNearby(name, true);
    await world.settle().done();
    const { on, devices } = await listNearby("Ben");
    expect({ on, devices }).toMatchObject({
      on: true,
      devices: [{ address: addressOf("Ada"), charters: [world.charter()], device: null }],
    });
    expect((await listNearby("Cyra")).devices).toEqual([]);

    await world.edit("Ada", 2).done();
    const before = told("Ben");
    const met = unwrap(
      await world.run(
        world
          .who("Ben")
          .api()
          .meet({ address: devices[0]?.address ?? "", stay: false }),
      ),
    );
    expect(met).toMatchObject({ complete: true });
    expect((await listNearby("Ben")).devices).toMatchObject([{ device: { name: "Ada's laptop", person: "Ada" } }]);
    expect(told("Ben")).toBeGreaterThan(before);
    await world.expectConverged();
  });

  it("[S11] tell a stranger neither charters nor names, and other tags every day and every launch", async () => {
    await neighbours(3);
    await setNearby("Ada", true);
    await minutes(2);
    const first = saidBy("Ada").at(-1);
    const words = JSON.stringify(first, (_key, value) => (value instanceof Uint8Array ? toHex(value) : value));
    for (const secret of [world.charter(), world.charter().slice(0, 16), "Ada", "Water", toHex(utf8("Ada"))])
      expect(words).not.toContain(secret);
    expect(first?.tags).toHaveLength(4);
    await world
      .pass(24 * 3_600_000)
      .settle()
      .done();
    const nextDay = saidBy("Ada").at(-1);
    expect(nextDay?.instance).toBe(first?.instance);
    const tags = (announcement: typeof first) => announcement?.tags.map(toHex) ?? [];
    expect(tags(nextDay).filter((tag) => tags(first).includes(tag))).toEqual([]);
    await world.restart("Ada").settle().pass(60_000).settle().done();
    expect(saidBy("Ada").at(-1)?.instance).not.toBe(first?.instance);
  });

  it("[S11] recognise each other with clocks a day apart, not two", async () => {
    await neighbours(4);
    await setNearby("Ben", true);
    await setNearby("Ada", true);
    await world.settle().done();
    const announcement = saidBy("Ada").at(-1);
    if (announcement === undefined) throw new Error("Ada said something");
    await setNearby("Ada", false);
    await world.settle().done();
    expect((await listNearby("Ben")).devices).toEqual([]);
    for (const [days, seen] of [
      [1, 1],
      [2, 0],
    ] as const) {
      await world
        .pass(24 * 3_600_000)
        .settle()
        .done();
      world.network.air.forge(announcement, hostOf("Ada"));
      await world.settle().done();
      expect((await listNearby("Ben")).devices, `${days} days later`).toHaveLength(seen);
    }
  });

  it("[S11] find one that missed a rotation, and are not found by one whose membership ended", async () => {
    world = createWorld({ seed: 11, people: ["Ada", "Ben", "delegate"] });
    await world.found("Ada").join("Ada", "Ben").join("Ada", "delegate", "delegate").gather().settle().done();
    world.partition(["Ada"], ["Ben"], ["delegate"]);
    const charter = world.charter();
    const view = unwrap(await world.who("Ada").api().getCharter({ charter }));
    const ended = view.parties.flatMap(({ devices }) => devices).find(({ person }) => person === "delegate");
    if (ended === undefined) throw new Error("the delegate joined");
    const revoking = world
      .who("Ada")
      .api()
      .revokeDevice({ charter, device: ended.id, reason: "The laptop was lost.", since: null });
    unwrap(await world.run(revoking));
    for (const name of ["Ada", "Ben", "delegate"]) await setNearby(name, true);
    await world.settle().heal().settle().done();
    await minutes(1);
    const seenBy = async (name: string) => (await listNearby(name)).devices.map(({ address }) => address);
    expect(await seenBy("Ada")).toContain(addressOf("Ben"));
    expect(await seenBy("Ben")).not.toContain(addressOf("Ada"));
    await world.meet("Ada", "Ben").settle().done();
    await minutes(1);
    expect(await seenBy("Ben")).toContain(addressOf("Ada"));
    expect(await seenBy("delegate")).toEqual([]);
  });

  it("go from the list with a goodbye, and without one when nothing is heard of them any more", async () => {
    await neighbours(5);
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    await setNearby("Ada", false);
    await world.settle().done();
    expect((await listNearby("Ben")).devices).toEqual([]);

    await setNearby("Ada", true);
    await world.settle().done();
    expect((await listNearby("Ben")).devices).toHaveLength(1);
    world.partition(["Ada"], ["Ben"]);
    await minutes(1);
    expect((await listNearby("Ben")).devices).toHaveLength(1);
    await minutes(2);
    expect((await listNearby("Ben")).devices).toEqual([]);
    world.heal();
    await minutes(1);
    expect((await listNearby("Ben")).devices).toHaveLength(1);
  });

  it("[S11] are bounded, whatever somebody repeats on the network", async () => {
    await neighbours(6);
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    const announcement = saidBy("Ada").at(-1);
    if (announcement === undefined) throw new Error("Ada said something");
    for (let n = 0; n < 500; n++) {
      const instance = n.toString(16).padStart(16, "0");
      world.network.air.forge({ ...announcement, instance }, `10.0.0.${n % 250}`);
    }
    await world.settle().done();
    expect((await listNearby("Ben")).devices).toHaveLength(64);
    for (let n = 0; n < 20; n++)
      world.network.air.forge({ ...announcement, instance: `${n}`.padStart(16, "a") }, "10.7.7.7");
    await world.settle().done();
    const there = (await listNearby("Ben")).devices.filter(({ address }) => address.startsWith("10.7.7.7"));
    expect(there).toHaveLength(4);
  });

  it("are not sent away by what another host says in their name", async () => {
    await neighbours(10);
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    const announcement = saidBy("Ada").at(-1);
    if (announcement === undefined) throw new Error("Ada said something");
    world.network.air.forge({ ...announcement, tags: [] }, "10.9.9.9");
    world.network.air.sayGoodbye(announcement.instance, "10.9.9.9");
    await world.settle().done();
    expect((await listNearby("Ben")).devices.map(({ address }) => address)).toEqual([addressOf("Ada")]);
    world.network.air.sayGoodbye(announcement.instance, hostOf("Ada"));
    await world.settle().done();
    expect((await listNearby("Ben")).devices).toEqual([]);
  });

  it("are looked for again after a restart, and listened for, if the person had switched it on", async () => {
    await neighbours(7);
    await setNearby("Ada", true);
    await setNearby("Ben", true);
    await world.restart("Ben").settle().pass(60_000).settle().done();
    expect((await listNearby("Ben")).on).toBe(true);
    expect(unwrap(await world.who("Ben").api().getListening({})).addresses).toEqual([addressOf("Ben")]);
    expect((await listNearby("Ada")).devices.map(({ address }) => address)).toEqual([addressOf("Ben")]);
    await setNearby("Ben", false);
    await world.restart("Ben").settle().done();
    expect((await listNearby("Ben")).on).toBe(false);
    expect(world.network.air.isOpen("Ben")).toBe(false);
  });

  it("[S11] see at once that a charter was joined", async () => {
    world = createWorld({ seed: 12, people: ["Ada", "Ben"] });
    await world.found("Ada").done();
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    expect((await listNearby("Ada")).devices).toEqual([]);
    await world.join("Ada", "Ben").done();
    await world.run(Promise.resolve());
    for (let steps = 0; steps < 100 && world.network.step(); steps++);
    expect((await listNearby("Ada")).devices).toMatchObject([{ address: addressOf("Ben") }]);
  });

  it("say nothing while meetings are not accepted", async () => {
    await neighbours(8);
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    unwrap(await world.run(world.who("Ada").api().stopListening({})));
    const count = saidBy("Ada").length;
    await minutes(3);
    expect(saidBy("Ada")).toHaveLength(count);
    expect((await listNearby("Ada")).devices).toHaveLength(1);
    expect((await listNearby("Ben")).devices).toEqual([]);
  });

  it("tell every change once, and a repeated announcement not at all", async () => {
    await neighbours(9);
    for (const name of ["Ada", "Ben"]) await setNearby(name, true);
    await world.settle().done();
    const before = told("Ben");
    await minutes(5);
    expect(told("Ben")).toBe(before);
    const heard: HostEvent[] = [];
    world
      .who("Ben")
      .host()
      .onEvent((event) => heard.push(event));
    await setNearby("Ada", false);
    await world.settle().done();
    expect(heard.filter(({ kind }) => kind === "nearbyChanged")).toHaveLength(1);
  });
});
