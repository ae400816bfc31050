import { afterEach, describe, expect, it } from "vitest";
import type { HostError } from "../../../shared/api/errors.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { encodeInviteLink, foundingMark, type InviteLink, readInviteLink } from "../../../shared/sync/inviteLink.ts";
import { seedOf } from "../../support/builders.ts";
import { addressOf, relayUrl } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

async function founded(seed: number): Promise<void> {
  world = createWorld({ seed, people: ["Ada", "Ben", "Cyra"] });
  await world.found("Ada").done();
}

const reason = "They asked to join.";
const invite = async (charter: CharterId = world.charter(), by = "Ada"): Promise<string> => {
  const invited = world.who(by).api().invite({ charter, role: "party", expiresInHours: 24, reason });
  return unwrap(await world.run(invited)).link;
};
const join = (name: string, code: string): Promise<Result<unknown, HostError>> =>
  world.run(world.who(name).api().join({ code, address: null, stay: false }));
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);
const partsOf = (link: string): InviteLink => {
  const read = readInviteLink(link);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
};
const altered = (link: string, change: Partial<InviteLink>): string =>
  encodeInviteLink({ ...partsOf(link), ...change });

describe("An invite's link", () => {
  it("[S12] says where the inviter is found, its relay where there is one, and which charter", async () => {
    await founded(1);
    expect(partsOf(await invite())).toMatchObject({
      addresses: [addressOf("Ada")],
      relay: null,
      founding: foundingMark(world.charter()),
    });
    await world.useRelay("Ada").done();
    expect(partsOf(await invite()).relay).toBe(relayUrl);
  });

  it("[S12] is enough to join with", async () => {
    await founded(2);
    expect(errorOf(await join("Ben", (await invite()).toLowerCase()))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S12] is tried at each of its addresses in turn", async () => {
    await founded(3);
    await world.who("Cyra").api().listen({ port: null, host: null });
    const link = altered(await invite(), { addresses: ["nobody.test:1", addressOf("Cyra"), addressOf("Ada")] });
    expect(errorOf(await join("Ben", link))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S12] is tried at the relay where no address answers", async () => {
    await founded(4);
    await world.useRelay("Ada").settle().done();
    const link = await invite();
    await world.settle().partition(["Ada", "relay"], ["Ben", "relay"]).done();
    unwrap(await world.run(world.who("Ada").api().stopListening({})));
    world.heal();
    expect(errorOf(await join("Ben", link))).toBe("ok");
    await world.settle().expectConverged();
  });

  it("[S12] says what was wrong at the last place where nobody could answer", async () => {
    await founded(5);
    const link = altered(await invite(), { addresses: ["nobody.test:1"] });
    expect(errorOf(await join("Ben", link))).toMatchObject({ kind: "peerUnreachable", address: "nobody.test:1" });
    const nowhere = altered(await invite(), { addresses: [] });
    expect(errorOf(await join("Ben", nowhere))).toMatchObject({ kind: "inviteUnknown" });
  });

  it("[S12] does not take another charter than its own, whoever answers for it", async () => {
    await founded(6);
    const foreign = foundingMark(toHex(seedOf("another charter")) as CharterId);
    const link = altered(await invite(), { founding: foreign });
    expect(errorOf(await join("Ben", link))).toEqual({ kind: "linkMismatch", address: addressOf("Ada") });
    expect(unwrap(await world.who("Ben").api().listCharters({}))).toEqual([]);
  });

  it("[S12] that is damaged, or no link at all, asks nobody", async () => {
    await founded(7);
    const link = await invite();
    const last = link.endsWith("A") ? "B" : "A";
    expect(errorOf(await join("Ben", link.slice(0, -1) + last))).toEqual({ kind: "linkDamaged" });
    expect(errorOf(await join("Ben", "7KQ2-M9XF-TB4V-R8DA"))).toEqual({ kind: "notAnInvite" });
  });

  it("[S12] is read without asking anybody, and what is none of ours is named", async () => {
    await founded(9);
    const link = await invite();
    const read = (given: string) => world.run(world.who("Ben").api().readInvite({ link: given }));
    const { code, addresses, relay } = partsOf(link);
    expect(unwrap(await read(` ${link.toLowerCase()}`))).toEqual({ code, addresses, relay });
    expect(errorOf(await read(link.slice(0, -1)))).toEqual({ kind: "linkDamaged" });
    for (const other of ["https://example.org/?TESSERA:", "WIFI:S:Tessera;;", code])
      expect(errorOf(await read(other))).toEqual({ kind: "notAnInvite" });
    expect(unwrap(await world.who("Ben").api().listCharters({}))).toEqual([]);
  });

  it("[S12] that was used says so", async () => {
    await founded(8);
    const link = await invite();
    expect(errorOf(await join("Ben", link))).toBe("ok");
    expect(errorOf(await join("Cyra", link))).toEqual({ kind: "inviteUsed" });
  });
});
