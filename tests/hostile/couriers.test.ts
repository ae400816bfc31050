/**
 * Whoever carries things between members, and lies: the relay, somebody in the middle of a link, a courier, and a member
 * who tells each of the others something else.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../shared/api/errors.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { sign } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Result } from "../../shared/base/result.ts";
import { deriveEpoch } from "../../shared/ledger/members/epoch.ts";
import {
  createInviteCode,
  inviteMailboxKey,
  inviteStatement,
  readInviteCode,
  readJoinRequest,
} from "../../shared/ledger/members/invite.ts";
import { readBundle } from "../../shared/sync/bundle.ts";
import { sealFrame } from "../../shared/sync/frame.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeWelcomeMessage, readJoinMessage } from "../../shared/sync/meeting.ts";
import { sealWelcome } from "../../shared/sync/welcome.ts";
import { seededRandom } from "../support/ambient.ts";
import { seedOf } from "../support/builders.ts";
import { flowsIn } from "../support/flowWords.ts";
import { addressOf, relayUrl } from "../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
afterEach(() => world.close());

const errorOf = (result: Result<unknown, HostError>): HostError["kind"] | "ok" =>
  result.ok ? "ok" : result.error.kind;

const framesOf = async (name: string): Promise<readonly Bytes[]> => {
  const charter = world.charter();
  const { bytes } = unwrap(
    await world
      .who(name)
      .api()
      .exportBundle({ charter, for: { kind: "everything" } }),
  );
  const read = readBundle(bytes);
  return read.ok ? read.value : [];
};

const missing = async (at: string, of: string): Promise<number | undefined> =>
  unwrap(await world.who(at).api().getCharter({ charter: world.charter() }))
    .parties.flatMap(({ devices }) => devices)
    .find(({ person }) => person === of)?.missing;

describe("A courier who says everything again", () => {
  it("[L3] [S6] three times over, forwards and backwards, changes nothing", async () => {
    world = createWorld({ seed: 41, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").settle().useRelay("Ada", "Ben").edit("Ada", 5).edit("Ben", 5).done();
    await world.settle().meet("Ben", "Ada").settle().done();
    const before = await world.expectConverged();
    const frames = await framesOf("Ada");
    for (const name of ["Ada", "Ben"]) {
      expect(await world.deliver(name, [...frames, ...frames, ...frames])).toBe(0);
      expect(await world.deliver(name, frames.toReversed())).toBe(0);
    }
    await world.lie({ repeat: 1 }).edit("Ada").settle().lie({}).meet("Ben", "Ada").settle().done();
    const after = await world.expectConverged();
    expect({ ...after, text: null, changes: 0 }).toEqual({ ...before, text: null, changes: 0 });
    await world.expectSound();
  });
});

describe("A member who tells each of the others something else", () => {
  it("[L22] [L20] under one number and one clock: both hold both, and show neither", async () => {
    world = createWorld({ seed: 42, people: ["Ada", "Ben", "Mallory"] });
    await world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Mallory").settle().gather().done();
    const shown = await world.expectConverged();
    await world.corrupt("Mallory").done();
    const { opening, text, vandalise } = world.hostile();
    const [ten, ninety] = ["shall pay 10", "shall pay 99"].map((words) => {
      const update = vandalise((yText) => {
        const [found] = flowsIn(yText);
        found?.insert(1, words);
      });
      return text(0, words.length, update);
    });
    if (ten === undefined || ninety === undefined) throw new Error("two texts");
    await world.deliver("Ada", [opening, ten]);
    await world.deliver("Ben", [opening, ninety]);
    await world.settle().done();
    // Each believes the member, until they meet.
    expect((await world.shownBy("Ada")).text).not.toEqual((await world.shownBy("Ben")).text);
    await world.gather().settle().gather().settle().done();
    const after = await world.expectConverged();
    expect(after.text).toEqual(shown.text);
    await world.expectSound();
  });
});

describe("Somebody in the middle of an invitation", () => {
  /** Everything that went through the middle, and whatever it makes of it. */
  interface Middle {
    readonly heard: Bytes[];
  }

  const passOn = (from: Pipe, to: Pipe, heard: Bytes[], change: (message: Bytes) => Bytes): void => {
    from.onMessage((message) => {
      heard.push(message);
      to.send(change(message));
    });
    from.onClose((reason) => to.close(reason));
  };

  /** Answers at its own address and speaks to Ada in the other's place. */
  async function standBetween(change: (message: Bytes) => Bytes): Promise<Middle> {
    const heard: Bytes[] = [];
    const direct = world.network.direct("middle");
    unwrap(
      await direct.listen(0, null, (link) => {
        void direct.dial(addressOf("Ada")).then((dialed) => {
          if (!dialed.ok) return link.pipe.close("nobody there");
          passOn(link.pipe, dialed.value.pipe, heard, change);
          passOn(dialed.value.pipe, link.pipe, heard, (message) => message);
        });
      }),
    );
    unwrap(await world.who("Ada").api().listen({ port: null, host: null }));
    return { heard };
  }

  const invite = async (): Promise<string> =>
    unwrap(
      await world.run(
        world.who("Ada").api().invite({ charter: world.charter(), role: "party", expiresInHours: 1, reason: "" }),
      ),
    ).code;
  const join = (code: string, address: string): Promise<Result<unknown, HostError>> =>
    world.run(world.who("Ben").api().join({ code, address, stay: false }));
  const charters = async (name: string): Promise<readonly CharterId[]> =>
    unwrap(await world.who(name).api().listCharters({})).map(({ id }) => id);
  const members = async (): Promise<readonly string[]> => (await world.shownBy("Ada")).devices;

  beforeEach(async () => {
    world = createWorld({ seed: 43, people: ["Ada", "Ben"] });
    await world.found("Ada", "The spring of the hills").done();
  });

  it("[S4] [S5] [S8] who passes everything on learns neither key nor text, and joins two links into none", async () => {
    const { heard } = await standBetween((message) => message);
    const joined = await join(await invite(), addressOf("middle"));
    expect(errorOf(joined)).not.toBe("ok");
    const said = heard.map((message) => Buffer.from(message).toString("latin1")).join("\n");
    expect(heard.length).toBeGreaterThan(3);
    for (const word of ["spring", "hills", "Preamble"]) expect(said).not.toContain(word);
    // What was admitted is Ben's own device: the next honest meeting finishes the joining.
    const device = unwrap(await world.who("Ben").api().getIdentity({}))?.device.id ?? "";
    expect((await members()).some((one) => one.endsWith(device))).toBe(true);
    await world.meet("Ben", "Ada").settle().expectConverged();
  });

  it("[L9] [S8] who puts another key into the request admits nobody", async () => {
    const before = await members();
    await standBetween((message) => {
      const asked = readJoinMessage(message);
      if (asked?.kind !== "join") return message;
      const [body, byInvite, byDevice] = decodeCbor(asked.request) as readonly [Bytes, Bytes, Bytes];
      const said = decodeCbor(body) as unknown[];
      const [id, , ...names] = said[3] as readonly unknown[];
      const altered = encodeCbor(said.with(3, [id, seedOf("the middle's own key"), ...names]));
      return encodeCbor(["join", encodeCbor([altered, byInvite, byDevice])]);
    });
    expect(errorOf(await join(await invite(), addressOf("middle")))).not.toBe("ok");
    expect(await members()).toEqual(before);
    expect(await charters("Ben")).toEqual([]);
  });

  it("[L8] [S8] who answers with a charter of its own, well sealed and signed, is refused", async () => {
    const own = readInviteCode(createInviteCode(seedOf("the middle's code")));
    if (!own.ok) throw new Error("a code that was just made");
    const evil = "e".repeat(64) as CharterId;
    const expiresAt = world.clock.now() + 1_000_000;
    const statement = sign(inviteStatement(evil, "party", expiresAt), own.value.privateKey);
    unwrap(
      await world.network.direct("middle").listen(0, null, ({ pipe }) => {
        pipe.onMessage((message) => {
          const asked = readJoinMessage(message);
          const request = asked?.kind === "join" ? readJoinRequest(asked.request) : null;
          if (!request?.ok) return;
          const { sealKey } = request.value.device;
          const welcome = { charter: evil, keys: [seedOf("the middle's epoch")] };
          pipe.send(encodeWelcomeMessage(sealWelcome(welcome, { role: "party", expiresAt, statement }, sealKey)));
        });
      }),
    );
    expect(errorOf(await join(await invite(), addressOf("middle")))).toBe("peerGarbage");
    expect(await charters("Ben")).toEqual([]);
  });

  it("[S8] who runs the relay and fills the mailbox with frames of its own changes nothing", async () => {
    await world.useRelay("Ada").settle().done();
    const code = await invite();
    await world.settle().done();
    const pair = readInviteCode(code);
    if (!pair.ok) throw new Error("Ada's code");
    // Only for the room's name, which the relay knows: not the key, which it does not.
    const { room } = deriveEpoch(inviteMailboxKey(pair.value));
    const guess = deriveEpoch(seedOf("the relay's guess"));
    const random = seededRandom(9);
    const own = sealFrame(frameKinds.mailbox, encodeCbor([null, seedOf("x")]), guess, random.bytes(24));
    const named = sealFrame(frameKinds.mailbox, encodeCbor([null, seedOf("x")]), { ...guess, room }, random.bytes(24));
    for (const frame of [own, named, random.bytes(400), own.slice(0, 300)]) world.network.plant(room.publicKey, frame);
    expect(errorOf(await join(code, relayUrl))).toBe("ok");
    await world.settle().done();
    expect(await charters("Ben")).toEqual([world.charter()]);
    await world.expectConverged();
  });
});

describe("A relay that withholds", () => {
  it("[S7] [L4] from one what it says to others is found out as soon as another path tells", async () => {
    world = createWorld({ seed: 44, people: ["Ada", "Ben", "Cyra"] });
    await world.found("Ada").join("Ada", "Ben").settle().join("Ada", "Cyra").settle().gather().settle().done();
    await world.useRelay("Ada", "Ben", "Cyra").settle().done();
    expect(await missing("Ada", "Ben")).toBe(0);
    // Ada's words reach nobody by the relay, though it takes them and says so; Cyra hears them at Ada's table.
    await world.lie({ drop: 1 }).edit("Ada", 3).settle().done();
    expect(await missing("Ada", "Ben")).toBeGreaterThanOrEqual(3);
    expect(await missing("Ada", "Cyra")).toBeGreaterThanOrEqual(3);
    await world.meet("Cyra", "Ada").settle().done();
    expect(await missing("Cyra", "Cyra")).toBe(0);
    // Nobody who knows of them says that Ben has them, whatever the relay acknowledged.
    expect(await missing("Cyra", "Ben")).toBeGreaterThanOrEqual(3);
    await world.meet("Ben", "Cyra").lie({}).settle().meet("Ada", "Cyra").settle().done();
    expect(await missing("Ada", "Ben")).toBe(0);
    await world.expectConverged();
  });
});
