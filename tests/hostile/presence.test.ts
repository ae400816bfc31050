/** Where others are: what a member's device, a window or a client of the gateway could make others believe. */
import * as encoding from "lib0/encoding";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presencePerSecond } from "../../electron/host/peers/presencePace.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { encodePresenceMessage, encodeStateVectorMessage } from "../../shared/crdt/document/textProtocol.ts";
import {
  encodeHave,
  encodePresenceFrame,
  type MeetingEffect,
  startMeeting,
  stepMeeting,
} from "../../shared/sync/meeting.ts";
import { encodePresence, maxPresenceBytes } from "../../shared/sync/presenceFrame.ts";
import { seededRandom } from "../support/ambient.ts";
import { addressOf } from "../support/simNetwork.ts";
import { createWorld, type EditorWindow, unwrap, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 33, people: ["Ada", "Ben", "Mallory"] });
  await world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Mallory").settle().gather().done();
  await world.openText("Ada").openText("Ada").openText("Ben").settle().done();
});
afterEach(() => world.close());

function window(name: string, at = 0): EditorWindow {
  const opened = world.who(name).windows[at];
  if (opened === undefined) throw new Error("no such window");
  return opened;
}
const shownIn = (name: string, at = 0): readonly unknown[] =>
  [...window(name, at).presence.values()].flatMap(({ state }) => (state === null ? [] : [JSON.parse(state)]));
const at = (cursor: unknown): string => JSON.stringify({ cursor });

describe("A device that lies about where it is", () => {
  const random = seededRandom(4);

  /** Mallory's keys on a link of their own. */
  async function linkTo(name: string) {
    const { epoch, device, opening, client } = world.hostile();
    const charter = world.charter();
    await world.deliver(name, [opening]);
    unwrap(await world.who(name).api().listen({ port: null, host: null }));
    const { pipe, role, binding } = unwrap(await world.network.direct("Mallory").dial(addressOf(name)));
    const started = startMeeting({ role, binding }, [{ charter, meetKeys: [epoch.meet] }]);
    let { state } = started;
    const heard: MeetingEffect[] = [];
    pipe.onMessage((message) => {
      const step = stepMeeting(state, message);
      state = step.state;
      heard.push(...step.effects);
      if (step.effects.some(({ kind }) => kind === "common")) pipe.send(encodeHave(state, charter, device, []));
    });
    pipe.send(started.hello);
    await world.settle().done();
    const say = (frame: Bytes): void => pipe.send(encodePresenceFrame(state, charter, frame));
    return {
      heard,
      say,
      show(claims: { readonly client?: number; readonly device?: string; readonly state: string | null }): void {
        const presence = { device: device.id, client, sessionNo: null, ...claims } as Parameters<
          typeof encodePresence
        >[1];
        say(encodePresence(charter, presence, device.privateKey, epoch, random.bytes(24)));
      },
    };
  }

  beforeEach(() => world.corrupt("Mallory").done());

  it("[S9] is shown under its own card's name and own client only", async () => {
    const mallory = await linkTo("Ada");
    mallory.show({ state: JSON.stringify({ user: { name: "Ada" }, cursor: 1 }) });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Mallory" }, cursor: 1 }]);
    mallory.show({ client: window("Ben").clientId, state: at(2) });
    mallory.show({ client: window("Ada").clientId, state: at(3) });
    mallory.show({ client: 77, state: at(4) });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Mallory" }, cursor: 1 }]);
  });

  it("[S9] cannot sign for another device, nor say again what that one said", async () => {
    const [ada, ben] = [await linkTo("Ada"), await linkTo("Ben")];
    window("Ben").showPresence(at(7));
    await world.settle().done();
    const heard = ben.heard.find((effect) => effect.kind === "presence");
    if (heard?.kind !== "presence") throw new Error("Ben says where he is");
    ada.say(heard.frame);
    ada.show({ device: world.hostile().device.id.replace(/^../, "00"), state: at(8) });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([]);
  });

  it("[S9] is not heard where it says too much, or no JSON", async () => {
    const mallory = await linkTo("Ada");
    mallory.show({ state: at("x".repeat(maxPresenceBytes)) });
    mallory.show({ state: "{" });
    mallory.show({ state: "[1]" });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([]);
    mallory.show({ state: at(1) });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Mallory" }, cursor: 1 }]);
  });

  it("[S9] is shown ten times a second at most, and in the end where it is", async () => {
    const mallory = await linkTo("Ada");
    mallory.show({ state: at("first") });
    await world.settle().done();
    const { client } = world.hostile();
    const clockOf = (): number => window("Ada").presence.get(client)?.clock ?? 0;
    const before = clockOf();
    for (let n = 0; n < 500; n++) mallory.show({ state: at(n) });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Mallory" }, cursor: 499 }]);
    expect(clockOf() - before).toBeLessThanOrEqual(60);
  });

  it("[S9] is not verified beyond the most of a second: of a flood the newest frame alone is looked at", async () => {
    const mallory = await linkTo("Ada");
    for (let n = 0; n < presencePerSecond; n++) mallory.say(random.bytes(200));
    mallory.show({ state: at("within the flood") });
    mallory.say(random.bytes(200));
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([]);
    await world.pass(1000).done();
    mallory.show({ state: at("after it") });
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Mallory" }, cursor: "after it" }]);
  });
});

describe("A window that lies about where it is", () => {
  const largest = 2 ** 53 - 1;

  it("[S9] cannot pin its own clock, nor another's", async () => {
    const [first, second] = [window("Ada"), window("Ada", 1)];
    second.showPresence(at(1));
    first.say(encodePresenceMessage([{ client: second.clientId, clock: largest, state: at("pinned") }]));
    first.say(encodePresenceMessage([{ client: first.clientId, clock: largest, state: at(2) }]));
    await world.settle().done();
    expect(shownIn("Ada")).toEqual([{ user: { name: "Ada" }, cursor: 1 }]);
    expect(shownIn("Ada", 1)).toEqual([{ user: { name: "Ada" }, cursor: 2 }]);
    expect(second.presence.get(first.clientId)?.clock).toBeLessThan(largest / 2);
    for (const cursor of [3, null]) {
      first.showPresence(at(cursor));
      second.showPresence(at(cursor));
      await world.settle().done();
      for (const seen of [shownIn("Ada"), shownIn("Ada", 1)]) expect(seen).toEqual([{ user: { name: "Ada" }, cursor }]);
    }
  });

  it("[S9] is cut off for a crowd of clients that nobody has", async () => {
    const crowd = Array.from({ length: 200_000 }, (_, client) => ({ client, clock: 1, state: "{}" }));
    window("Ada").say(encodePresenceMessage(crowd));
    await world.settle().done();
    expect(window("Ada").closed).toEqual([expect.stringMatching(/^refused/)]);
    expect(window("Ada", 1).presence.size).toBe(0);
  });

  it("[S9] is answered at once whatever it says to have", async () => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 500_000);
    for (let client = 0; client < 500_000; client++) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, 1);
    }
    const startMs = performance.now();
    window("Ada").say(encodeStateVectorMessage(encoding.toUint8Array(encoder)));
    await world.settle().done();
    expect(performance.now() - startMs).toBeLessThan(10_000);
    await world.expectSound();
  });
});
