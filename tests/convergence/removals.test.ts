import { afterEach, describe, expect, it } from "vitest";
import { frameOf, openKept as openEntry } from "../../electron/host/charter/framing.ts";
import type { DeviceId } from "../../shared/base/ids.ts";
import { envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { readEntry } from "../../shared/ledger/members/entries.ts";
import { createGovernanceLog } from "../../shared/ledger/members/governanceLog.ts";
import { createKeyring } from "../../shared/ledger/members/keyring.ts";
import { type KeptCharter, openKept } from "../support/keptCharter.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.close());

const first = ["Ada", "Ben", "Cyra", "Dan", "Eve", "Fay", "Gil", "Hana", "Ivo", "Jin", "Kim", "Lea"];
const names = [...first, ...first.map((name) => `${name}bel`)];
/** How many of the others must consent to a removal among so many parties, the asking one among them. */
const neededOf = (parties: number): number => Math.ceil((2 * (parties - 1)) / 3);

/** So many parties who write to one relay, each having seen everything. */
async function peoples(seed: number, count: number, ...later: readonly string[]): Promise<readonly string[]> {
  const people = names.slice(0, count);
  world = createWorld({ seed, people: [...people, ...later] });
  world.found("Ada");
  for (const name of people.slice(1)) world.join("Ada", name);
  await world
    .settle()
    .useRelay(...people)
    .settle()
    .done();
  return people;
}

/** A removal that lacks one consent, as everybody has seen. */
function askRemoval(people: readonly string[], whose: string): void {
  const [asking, ...others] = people.filter((name) => name !== whose);
  world.removeParty(asking ?? "", whose).settle();
  for (const name of others.slice(0, neededOf(people.length) - 2)) world.consent(name);
  world.settle();
}

/** Time goes on unevenly, and messages with it; meanwhile people do something now and then. */
function muddle(steps: number, act: (step: number) => void): void {
  const { by, network, clock } = world;
  for (let step = 0; step < steps; step++) {
    world.act(async () => {
      for (let messages = by.int(40); messages > 0 && network.step(); messages--);
      await new Promise<void>((resolve) => setImmediate(resolve));
      clock.advance(by.int(120));
    });
    act(step);
  }
}

/** Ends the program of somebody, and reads what they hold. */
async function readKept(name: string): Promise<KeptCharter> {
  const resident = world.who(name);
  await world.run(resident.host().close());
  unwrap(await resident.platform.secrets.unlock(null));
  return openKept(resident.platform, world.charter());
}

interface Leak {
  readonly device: DeviceId;
  readonly type: number;
}

/**
 * What the removed can open of all that was ever written, with every key that they ever held or that any entry has for
 * them, though its author knew that they were removed; but for rotations and shares themselves.
 */
function leaksTo(removed: KeptCharter, member: KeptCharter): readonly Leak[] {
  const keys = removed.fold.keyring.keys().map((key) => key.slice());
  const theirs = createKeyring(keys, removed.device, removed.sealing);
  const { ledger, keyring } = member.fold;
  for (const { entry } of ledger.governanceEntries()) theirs.learn(entry);
  const log = createGovernanceLog(ledger.snapshot().governance);
  return member.store.keptAfter(0, 1_000_000).flatMap(({ kept }): readonly Leak[] => {
    const signed = openEntry(kept, keyring);
    const frame = frameOf(kept, keyring);
    if (signed === null || frame === null) throw new Error("a member opens everything");
    const { device, type, body, governance } = signed.envelope;
    const knew = log.at(governance, new Map()).former.has(removed.device);
    if (!knew || openEntry({ kind: "frame", bytes: frame }, theirs) === null) return [];
    const entry = type === envelopeTypes.governance && body !== null ? readEntry(body) : null;
    return entry?.ok && (entry.value.kind === "rotate" || entry.value.kind === "share") ? [] : [{ device, type }];
  });
}

/** But for the one of the founding. */
const epochsOf = ({ fold }: KeptCharter): number => fold.ledger.membership().rotations.length - 1;

/** Everybody and somebody who comes last show the same; who is gone reads nothing; answers how many epochs came. */
async function expectClosed(gone: readonly string[], newcomer: string): Promise<number> {
  const before = await world.settle().expectConverged();
  await world.join("Ada", newcomer).useRelay(newcomer).settle().done();
  const after = await world.expectConverged();
  expect(after.text).toEqual(before.text);
  expect(after.parties).toContain(`${newcomer}'s people`);
  for (const name of ["Ada", newcomer]) expect((await world.viewOf(name)).relay.notSent).toBe(0);
  const member = await readKept("Ada");
  for (const name of gone) {
    const removed = await readKept(name);
    expect(member.fold.ledger.membership().former.has(removed.device)).toBe(true);
    expect(leaksTo(removed, member)).toEqual([]);
    removed.store.close();
  }
  const count = epochsOf(member);
  member.store.close();
  return count;
}

describe("A charter of more epochs than a device keeps connections for", () => {
  it("[L28] is read whole by who comes by the relay alone, and by the relay gets what is written", async () => {
    const guests = Array.from({ length: 34 }, (_, n) => `guest${n}`);
    world = createWorld({ seed: 91, people: ["Ada", "Zoe", ...guests] });
    await world.found("Ada").settle().useRelay("Ada").done();
    for (const guest of guests) world.join("Ada", guest, "observer").edit("Ada").revoke("Ada", guest);
    world.edit("Ada").join("Ada", "Zoe", "party", "relay").useRelay("Zoe").settle();
    await world.syncRelay("Zoe").syncRelay("Ada").settle().done();
    // The guests did not hear that their time is over.
    expect(await world.shownBy("Zoe")).toEqual(await world.shownBy("Ada"));
    expect((await world.viewOf("Zoe")).relay).toMatchObject({ state: "connected", notSent: 0 });
    const zoe = await readKept("Zoe");
    expect(epochsOf(zoe)).toBe(guests.length);
    zoe.store.close();
  });
});

describe("A removal whose last consents cross", () => {
  it.each([
    [5, 51],
    [5, 52],
    [12, 53],
  ])("[L28] [L29] among %i parties who are at rest brings one key, seed %i", async (count, seed) => {
    const people = await peoples(seed, count, "Zoe");
    const removed = people[2] ?? "";
    askRemoval(people, removed);
    for (const name of people.filter((one) => one !== removed).slice(-3)) world.consent(name);
    muddle(30, () => undefined);
    expect(await expectClosed([removed], "Zoe")).toBe(1);
  });

  it.each([
    [5, 61],
    [12, 62],
    [24, 63],
  ])("[L28] [L29] among %i parties who go on writing leaks nothing, seed %i", async (count, seed) => {
    const people = await peoples(seed, count, "Zoe");
    const removed = people.at(-1) ?? "";
    askRemoval(people, removed);
    for (const name of people.slice(0, 6)) world.openText(name);
    for (const name of people.filter((one) => one !== removed).slice(-2)) world.consent(name);
    muddle(60, (step) => {
      const name = world.by.pick(people);
      if (step % 2 === 0) world.type(name);
      else if (step % 7 === 0) world.edit(name);
    });
    // One of the turn, and one for each who edited before it came to them.
    expect(await expectClosed([removed], "Zoe")).toBeLessThanOrEqual(4);
  });

  it.each([71, 72])("[L29] brings one key by the next in turn where the first is away, seed %i", async (seed) => {
    const people = await peoples(seed, 5, "Zoe");
    askRemoval(people, "Eve");
    // Who asked for it has the first turn.
    world.partition(["Ada"], [...people.slice(1), "relay"]);
    for (const name of ["Cyra", "Dan"]) world.consent(name);
    await world.settle().edit("Ben").settle().done();
    for (const name of ["Ben", "Cyra", "Dan"]) expect((await world.viewOf(name)).relay.notSent).toBe(0);
    world.edit("Ada").heal();
    for (const name of people) world.syncRelay(name);
    expect(await expectClosed(["Eve"], "Zoe")).toBe(1);
  });

  it.each([
    [5, 81],
    [12, 82],
  ])("[L28] [L29] in two halves of %i parties apart closes to whoever is gone, seed %i", async (count, seed) => {
    const people = await peoples(seed, count, "ada2", "Yara", "Zoe");
    world.join("Ada", "ada2", "delegate").useRelay("ada2").settle();
    const removed = people.at(-1) ?? "";
    askRemoval(people, removed);
    const rest = people.filter((name) => name !== removed);
    const left = rest.filter((_, index) => index % 2 === 0);
    const right = rest.filter((_, index) => index % 2 === 1);
    world.partition([...left, "ada2", "relay", removed], [...right, "Yara"]);
    const hub = right[0] ?? "";
    for (const name of right.slice(1)) world.meet(name, hub, true);
    // A consent of each half is the last one; one half ends a device as well, and the other lets somebody in.
    for (const half of [left, right]) world.consent(half.at(-1) ?? "");
    world.revoke("Ada", "ada2").join(hub, "Yara").meet("Yara", hub, true);
    muddle(40, (step) => {
      if (step % 8 === 0) world.edit(world.by.pick([...rest, removed, "ada2", "Yara"]));
    });
    world.settle().heal().useRelay("Yara");
    for (const name of [...people, "ada2", "Yara"]) world.syncRelay(name);
    // One of each half, one for what only one half had ended, and one for each who edited before one came.
    expect(await expectClosed([removed, "ada2"], "Zoe")).toBeLessThanOrEqual(6);
  });
});
