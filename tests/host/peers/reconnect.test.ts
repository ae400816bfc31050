import { afterEach, describe, expect, it } from "vitest";
import { createReconnection } from "../../../electron/host/peers/reconnect.ts";
import { linkLost } from "../../../electron/host/platform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { MeetReport } from "../../../shared/api/peers.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { seededRandom, steppingClock } from "../../support/ambient.ts";
import { hostOf } from "../../support/simAir.ts";
import { addressOf } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const device = "d".repeat(64) as DeviceId;
const charter = "c".repeat(64) as CharterId;
const met: MeetReport = { charters: [charter], received: 0, sent: 0, complete: true, withDevice: device };
const unreachable: Result<MeetReport, HostError> = err({
  kind: "peerUnreachable",
  address: "a:1",
  reason: "no answer",
});

/** A connection that stands, over links and meetings that the test decides. */
function standing() {
  const clock = steppingClock(0);
  const dialled: { readonly address: string; readonly atMs: number }[] = [];
  const changes: (readonly CharterId[])[] = [];
  let answer: (address: string) => Result<MeetReport, HostError> = () => unreachable;
  let seenAt: string | null = null;
  let connected = false;
  let loseLink = (_reason: string): void => undefined;
  const stays = createReconnection({
    clock,
    random: seededRandom(1),
    async meet(address) {
      dialled.push({ address, atMs: clock.now() });
      const answered = answer(address);
      if (answered.ok) keep(address, answered.value);
      return answered;
    },
    isConnected: () => connected,
    whereIs: () => seenAt,
    onChange: (ids) => changes.push(ids),
  });
  function keep(address: string, report: MeetReport): void {
    const [near] = pipePair();
    // The far end of such a pair closes with the near one's reason.
    loseLink = (reason) => near.close(reason);
    stays.kept(address, near, report);
  }
  keep("a:1", met);
  return {
    stays,
    clock,
    dialled,
    changes,
    lose: (reason = `${linkLost} (ECONNRESET)`) => loseLink(reason),
    answerWith(next: typeof answer) {
      answer = next;
    },
    see(address: string | null) {
      seenAt = address;
      stays.lookAround();
    },
    connectOtherwise() {
      connected = true;
    },
    /** Time goes on, and what was asked is answered. */
    async pass(ms: number, stepMs = 250) {
      for (let at = 0; at < ms; at += stepMs) {
        clock.advance(stepMs);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

describe("A connection that is to stay", () => {
  it("is dialled again ever more rarely, at most once a minute, after the network lost it", async () => {
    const { lose, pass, dialled, stays, changes } = standing();
    expect(stays.reconnecting(charter)).toEqual([]);
    lose();
    expect(stays.reconnecting(charter)).toEqual([device]);
    expect(changes).toEqual([[charter]]);
    await pass(1_000);
    expect(dialled.map(({ address }) => address)).toEqual(["a:1"]);
    await pass(10 * 60_000, 1_000);
    const times = dialled.map(({ atMs }) => atMs);
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...pauses.slice(-5))).toBeGreaterThanOrEqual(29_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(62_000);
    expect(dialled.length).toBeGreaterThan(10);
    expect(dialled.length).toBeLessThan(40);
  });

  it("stands again once the other side answers, and begins anew when it is lost again", async () => {
    const { lose, pass, dialled, stays, answerWith, changes } = standing();
    lose();
    await pass(5_000);
    answerWith(() => ok(met));
    await pass(10_000);
    expect(stays.reconnecting(charter)).toEqual([]);
    expect(changes.at(-1)).toEqual([charter]);
    const before = dialled.length;
    await pass(120_000, 1_000);
    expect(dialled).toHaveLength(before);
    lose();
    await pass(1_000);
    expect(dialled).toHaveLength(before + 1);
  });

  it("is let go where somebody ended it, here or there", async () => {
    for (const reason of ["the meeting was ended there", "the other side closed the connection"]) {
      const { lose, pass, dialled, stays } = standing();
      lose(reason);
      await pass(120_000, 1_000);
      expect(dialled).toEqual([]);
      expect(stays.reconnecting(charter)).toEqual([]);
    }
  });

  it("is given up when the person ends all meetings while it is dialled, and after a day", async () => {
    const ended = standing();
    ended.lose();
    await ended.pass(3_000);
    const before = ended.dialled.length;
    ended.stays.forget();
    expect(ended.stays.reconnecting(charter)).toEqual([]);
    await ended.pass(120_000, 1_000);
    expect(ended.dialled).toHaveLength(before);

    const old = standing();
    old.lose();
    await old.pass(25 * 3_600_000, 60_000);
    expect(old.stays.reconnecting(charter)).toEqual([]);
    expect(old.changes.at(-1)).toEqual([charter]);
  });

  it("is called within a second where the device is seen at another address", async () => {
    const { lose, pass, dialled, see, answerWith, stays } = standing();
    lose();
    await pass(60_000, 1_000);
    answerWith((address) => (address === "b:2" ? ok(met) : unreachable));
    see("b:2");
    await pass(1_000);
    expect(dialled.at(-1)?.address).toBe("b:2");
    expect(stays.reconnecting(charter)).toEqual([]);
  });

  it("is still tried where it was met, however often somebody says in its name to be elsewhere", async () => {
    const { lose, pass, dialled, see } = standing();
    lose();
    await pass(60_000, 1_000);
    const before = dialled.length;
    for (let n = 0; n < 600; n++) {
      see(`evil:${n}`);
      await pass(100, 100);
    }
    const meanwhile = dialled.slice(before);
    expect(meanwhile.length).toBeGreaterThan(30);
    expect(meanwhile.length).toBeLessThan(130);
    const atHome = meanwhile.filter(({ address }) => address === "a:1").length;
    expect(Math.abs(atHome - meanwhile.length / 2)).toBeLessThanOrEqual(1);
  });

  it("is not dialled where the other side has called meanwhile, nor again where somebody else answers", async () => {
    const called = standing();
    called.lose();
    called.connectOtherwise();
    await called.pass(5_000);
    expect(called.dialled).toEqual([]);
    expect(called.stays.reconnecting(charter)).toEqual([]);

    const other = standing();
    other.lose();
    other.answerWith(() => ok({ ...met, withDevice: "e".repeat(64) as DeviceId }));
    await other.pass(5_000);
    expect(other.dialled).toHaveLength(1);
    expect(other.stays.reconnecting(charter)).toEqual([]);
  });
});

describe("Two hosts whose connection stays", () => {
  let world: World;
  afterEach(() => world.close());
  const view = async (name: string) => unwrap(await world.who(name).api().getCharter({ charter: world.charter() }));

  it("find each other again after the network lost it, and exchange what was written meanwhile", async () => {
    world = createWorld({ seed: 31, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").meet("Ben", "Ada", true).settle().done();
    expect((await view("Ben")).connected).toHaveLength(1);
    await world.partition(["Ada"], ["Ben"]).edit("Ada", 2).settle().done();
    expect(await view("Ben")).toMatchObject({
      connected: [],
      reconnecting: [(await view("Ada")).parties[0]?.devices[0]?.id],
    });
    await world.pass(30_000).settle().done();
    expect((await view("Ben")).connected).toEqual([]);
    await world.heal().pass(61_000).settle().done();
    expect(await view("Ben")).toMatchObject({ connected: [{}], reconnecting: [] });
    await world.expectConverged();
  });

  it("leave each other alone once one of them said so", async () => {
    world = createWorld({ seed: 32, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").meet("Ben", "Ada", true).settle().done();
    unwrap(await world.who("Ada").api().stopMeeting({}));
    await world.settle().pass(61_000).settle().done();
    expect(await view("Ben")).toMatchObject({ connected: [], reconnecting: [] });
    await world.meet("Ben", "Ada", true).settle().partition(["Ada"], ["Ben"]).settle().done();
    expect((await view("Ben")).reconnecting).toHaveLength(1);
    unwrap(await world.who("Ben").api().stopMeeting({}));
    expect((await view("Ben")).reconnecting).toEqual([]);
    await world.heal().pass(61_000).settle().done();
    expect((await view("Ben")).connected).toEqual([]);
  });

  it("go on where the device is seen at a new address", async () => {
    world = createWorld({ seed: 33, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").done();
    for (const name of ["Ada", "Ben"]) unwrap(await world.run(world.who(name).api().setNearby({ on: true })));
    await world.settle().meet("Ben", "Ada", true).settle().done();
    const announcement = world.network.air.said.findLast(({ by }) => by === "Ada")?.announcement;
    if (announcement === undefined) throw new Error("Ada said something");
    world.network.move("Ada", "Ada-elsewhere");
    await world.edit("Ada", 1).settle().done();
    expect((await view("Ben")).reconnecting).toHaveLength(1);
    world.network.air.forge(announcement, hostOf("Ada-elsewhere"));
    await world.settle().done();
    expect((await view("Ben")).connected).toHaveLength(1);
    expect(unwrap(await world.who("Ben").api().listNearby({})).devices).toMatchObject([
      { address: addressOf("Ada-elsewhere"), device: { person: "Ada" } },
    ]);
    await world.settle().expectConverged();
  });
});
