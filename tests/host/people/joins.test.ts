import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Result } from "../../../shared/base/result.ts";
import { createInviteCode } from "../../../shared/ledger/members/invite.ts";
import { seedOf } from "../../support/builders.ts";
import { addressOf, relayUrl } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 7, people: ["Ada", "Ben", "Cyra", "delegate"] });
  await world.found("Ada").done();
});
afterEach(() => world.close());

const hourMs = 3_600_000;

async function invite(role: "party" | "delegate" = "party", hours = 1): Promise<string> {
  const invited = world.who("Ada").api().invite({ charter: world.charter(), role, expiresInHours: hours, reason: "" });
  return unwrap(await world.run(invited)).code;
}
const join = (name: string, code: string, address = addressOf("Ada")): Promise<Result<unknown, HostError>> =>
  world.run(world.who(name).api().join({ code, address, stay: false }));
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);
const view = async (name: string) => unwrap(await world.who(name).api().getCharter({ charter: world.charter() }));

describe("Joining by address", () => {
  it("[S8] makes a party of whoever has the code, with the whole text", async () => {
    expect(errorOf(await join("Ben", await invite()))).toBe("ok");
    expect((await view("Ben")).parties.map(({ name, isMine }) => ({ name, isMine }))).toEqual([
      { name: "Ada's people", isMine: false },
      { name: "Ben's people", isMine: true },
    ]);
    await world.expectConverged();
    expect((await view("Ada")).invites).toMatchObject([{ state: "used", role: "party", invitedBy: "Ada" }]);
  });

  it("[S8] makes a delegate of whoever has a delegate's code, with a party of their own or without", async () => {
    for (const name of ["delegate", "Ben"]) expect(errorOf(await join(name, await invite("delegate")))).toBe("ok");
    const { parties } = await view("Ada");
    expect(parties.map(({ name }) => name)).toEqual(["Ada's people"]);
    expect(parties[0]?.devices.map(({ person }) => person).sort()).toEqual(["Ada", "Ben", "delegate"]);
    await world.gather().expectConverged();
  });

  it("[L8] asks nobody where the code is mistyped", async () => {
    const code = await invite();
    const wrong = code.slice(0, -1) + (code.endsWith("0") ? "1" : "0");
    expect(errorOf(await join("Ben", wrong, "nobody.test:1"))).toEqual({ kind: "codeMistyped" });
  });

  it("[L10] is refused with a code that nobody made, expired, used or cancelled, and says which", async () => {
    const nobodys = createInviteCode(seedOf("nobody"));
    expect(errorOf(await join("Ben", nobodys))).toMatchObject({ kind: "peerUnreachable" });
    await invite();
    expect(errorOf(await join("Ben", nobodys))).toEqual({ kind: "inviteUnknown", address: addressOf("Ada") });
    const expiring = await invite("party", 1);
    const expiresAt = (await view("Ada")).invites.at(-1)?.expiresAt;
    await world.pass(hourMs + 1000).done();
    expect(errorOf(await join("Ben", expiring))).toEqual({ kind: "inviteExpired", expiredAt: expiresAt });
    expect((await view("Ada")).invites.at(-1)?.state).toBe("expired");

    const used = await invite();
    expect(errorOf(await join("Ben", used))).toBe("ok");
    expect(errorOf(await join("Cyra", used))).toEqual({ kind: "inviteUsed" });

    const cancelled = await invite();
    const id = (await view("Ada")).invites.at(-1)?.id ?? "";
    unwrap(await world.who("Ada").api().cancelInvite({ charter: world.charter(), invite: id }));
    expect(errorOf(await join("Cyra", cancelled))).toEqual({ kind: "inviteUsed" });
    expect((await view("Ada")).parties).toHaveLength(2);
    expect(
      errorOf(await world.who("Ada").api().cancelInvite({ charter: world.charter(), invite: "no such" })),
    ).toMatchObject({
      kind: "badArgument",
    });
  });

  it("[L8] with a code of a charter that the other side does not hold is unknown", async () => {
    const code = await invite();
    await world.who("Cyra").api().listen({ port: null, host: null });
    expect(errorOf(await join("Ben", code, addressOf("Cyra")))).toEqual({
      kind: "inviteUnknown",
      address: addressOf("Cyra"),
    });
    expect(unwrap(await world.who("Ben").api().listCharters({}))).toEqual([]);
  });

  it("[S8] that broke off after the admission goes on with the same code", async () => {
    const code = await invite();
    let cut = false;
    const joining = world
      .who("Ben")
      .api()
      .join({ code, address: addressOf("Ada"), stay: false });
    for (let steps = 0; !cut && steps < 10_000; steps++) {
      world.network.step();
      await new Promise((resolve) => setImmediate(resolve));
      world.clock.advance(1);
      cut = (await view("Ada")).parties.length === 2;
    }
    world.network.cut();
    expect(errorOf(await world.run(joining))).not.toBe("ok");
    expect(errorOf(await join("Ben", code))).toBe("ok");
    expect((await view("Ada")).parties).toHaveLength(2);
    await world.expectConverged();
  });

  it("needs somebody who answers", async () => {
    expect(errorOf(await join("Ben", await invite(), "nobody.test:1"))).toMatchObject({ kind: "peerUnreachable" });
    expect(unwrap(await world.who("Ben").api().listCharters({}))).toEqual([]);
  });
});

describe("After joining by address", () => {
  const api = (name: string) => world.who(name).api();
  const stay = async (name: string, code: string, address: string | null): Promise<void> => {
    unwrap(await world.run(api(name).join({ code, address, stay: true })));
  };
  const deviceOf = async (name: string) => unwrap(await api(name).getIdentity({}))?.device.id;

  it("guest and inviter are connected: what either writes, the other has without meeting again", async () => {
    await stay("Ben", await invite(), addressOf("Ada"));
    expect((await view("Ada")).connected).toEqual([{ device: await deviceOf("Ben"), by: "address" }]);
    expect((await view("Ben")).connected).toEqual([{ device: await deviceOf("Ada"), by: "address" }]);
    for (const [writer, reader] of [
      ["Ada", "Ben"],
      ["Ben", "Ada"],
    ] as const) {
      const edit = { kind: "insertArticle", after: null, markdown: `Written by ${writer}.` } as const;
      unwrap(await api(writer).editText({ charter: world.charter(), edit }));
      await world.settle().done();
      const read = unwrap(await api(reader).getText({ charter: world.charter(), at: { kind: "draft" } }));
      expect(read.markdown).toContain(`Written by ${writer}.`);
    }
    await world.settle().expectConverged();
  });

  it("a connection that the network lost is dialled again, and one that was ended is not", async () => {
    await stay("Ben", await invite(), addressOf("Ada"));
    world.network.cut();
    world.network.partition(["Ada"], ["Ben"]);
    await world.settle().done();
    expect((await view("Ben")).connected).toEqual([]);
    expect((await view("Ben")).reconnecting).toEqual([await deviceOf("Ada")]);
    world.network.heal();
    await world.pass(60_000).settle().done();
    expect((await view("Ben")).connected).toHaveLength(1);
    unwrap(await api("Ada").stopMeeting({}));
    await world.settle().pass(120_000).settle().done();
    expect((await view("Ben")).connected).toEqual([]);
    expect((await view("Ben")).reconnecting).toEqual([]);
  });

  it("a second guest is connected beside the first, and a link keeps the connection too", async () => {
    await stay("Ben", await invite(), addressOf("Ada"));
    const asked = { charter: world.charter(), role: "party", expiresInHours: 1, reason: "" } as const;
    const { link } = unwrap(await world.run(api("Ada").invite(asked)));
    await stay("Cyra", link, null);
    expect((await view("Ada")).connected).toHaveLength(2);
    await world.settle().expectConverged();
  });

  it("the guest's device remembers, across starts, where the inviter was met", async () => {
    await stay("Ben", await invite(), addressOf("Ada"));
    const ada = await deviceOf("Ada");
    expect((await view("Ben")).met).toMatchObject([{ device: ada, address: addressOf("Ada") }]);
    expect((await view("Ada")).met).toEqual([]);
    await world.restart("Ben").done();
    expect((await view("Ben")).met).toMatchObject([{ device: ada, address: addressOf("Ada") }]);
  });

  it("an address is remembered once, with its latest time, and never of somebody who is gone", async () => {
    expect(errorOf(await join("Ben", await invite()))).toBe("ok");
    const [first] = (await view("Ben")).met;
    await world.pass(60_000).meet("Ben", "Ada").done();
    const met = (await view("Ben")).met;
    expect(met).toHaveLength(1);
    expect(met[0]?.at).toBeGreaterThan(first?.at ?? Number.POSITIVE_INFINITY);
    await world.pass(1_000).done();
    if (first === undefined) throw new Error("nobody was met");
    unwrap(
      await api("Ada").revokeDevice({
        charter: world.charter(),
        device: first.device,
        reason: "a lost computer",
        since: null,
      }),
    );
    await world.meet("Ben", "Ada").done();
    expect((await view("Ben")).met).toEqual([]);
  });
});

describe("Joining through a relay", () => {
  it("[S8] works where inviter and joiner meet there", async () => {
    await world.useRelay("Ada").done();
    const code = await invite();
    unwrap(await world.run(world.who("Ada").api().syncRelay({ charter: world.charter() })));
    expect(errorOf(await join("Ben", code, relayUrl))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S8] leaves the request there until the inviter comes", async () => {
    const code = await invite();
    const joining = world.who("Ben").api().join({ code, address: relayUrl, stay: false });
    await world.settle().useRelay("Ada").settle().done();
    expect(errorOf(await world.run(joining))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S8] says after a while that the inviter has not come yet", async () => {
    expect(errorOf(await join("Ben", await invite(), relayUrl))).toMatchObject({ kind: "relayRefused" });
  });

  it("[S8] is tried again while the relay is away", async () => {
    const code = await invite();
    await world.useRelay("Ada").settle().partition(["Ada", "Ben", "Cyra"]).done();
    const joining = world.who("Ben").api().join({ code, address: relayUrl, stay: false });
    await world.settle().heal().settle().done();
    expect(errorOf(await world.run(joining))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S8] is tried again where the relay goes away between the admission and the text", async () => {
    await world.useRelay("Ada").settle().done();
    const joining = world
      .who("Ben")
      .api()
      .join({ code: await invite(), address: relayUrl, stay: false });
    for (let isAdmitted = false; !isAdmitted; ) {
      world.network.step();
      await new Promise((resolve) => setImmediate(resolve));
      isAdmitted = (await view("Ada")).parties.length === 2;
    }
    await world
      .act(() => world.network.cut())
      .settle()
      .done();
    expect(errorOf(await world.run(joining))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S8] an invite costs a room only while it is open", async () => {
    await world.useRelay("Ada").settle().done();
    const before = world.network.roomsOf("Ada");
    const [used, cancelled] = [await invite(), await invite()];
    await world.settle().done();
    expect(world.network.roomsOf("Ada")).toBe(before + 2);
    expect(errorOf(await join("Ben", used, relayUrl))).toBe("ok");
    const charter = world.charter();
    const open = (await view("Ada")).invites.find(({ state }) => state === "open");
    unwrap(
      await world
        .who("Ada")
        .api()
        .cancelInvite({ charter, invite: open?.id ?? "" }),
    );
    await world.settle().done();
    expect(world.network.roomsOf("Ada")).toBe(before);
    // Nobody waits there any more, and a word for whoever asks late does.
    expect(errorOf(await join("Cyra", used, relayUrl))).toEqual({ kind: "inviteUsed" });
    expect(errorOf(await join("Cyra", cancelled, relayUrl))).toEqual({ kind: "inviteUsed" });
    await world.restart("Ada").settle().done();
    expect(world.network.roomsOf("Ada")).toBe(before);
  });

  it("[S8] an answer that the relay did not take is given again", async () => {
    await world.useRelay("Ada").settle().done();
    const joining = world
      .who("Ben")
      .api()
      .join({ code: await invite(), address: relayUrl, stay: false });
    for (let isAdmitted = false; !isAdmitted; ) {
      world.network.step();
      await new Promise((resolve) => setImmediate(resolve));
      isAdmitted = (await view("Ada")).parties.length === 2;
    }
    world.network.refuse("storeFull");
    await world.settle().done();
    world.network.refuse(null);
    expect(errorOf(await world.run(joining))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[L10] is refused there for the same reasons", async () => {
    await world.useRelay("Ada").done();
    const used = await invite();
    expect(errorOf(await join("Ben", used, relayUrl))).toBe("ok");
    expect(errorOf(await join("Cyra", used, relayUrl))).toEqual({ kind: "inviteUsed" });
    await world.settle().done();
    expect((await view("Ada")).parties).toHaveLength(2);
  });
});
