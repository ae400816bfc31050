import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../../shared/api/errors.ts";
import type { RecoveredParty } from "../../../shared/api/people.ts";
import type { Result } from "../../../shared/base/result.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const hourMs = 3_600_000;
let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 31, people: ["Ada", "Ben", "Cyra", "fresh", "other"] });
  await world.found("Ada").join("Ada", "Ben", "party").useRelay("Ada", "Ben").settle().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const errorOf = (result: Result<unknown, HostError>): string => (result.ok ? "ok" : result.error.kind);

async function wordsOf(name: string): Promise<readonly string[]> {
  const sheet = unwrap(await api(name).getRecoveryWords({ language: "en" }));
  if (sheet === null) throw new Error("no words lie here");
  return sheet.words;
}

const codeOf = async (name: string, expiresInHours = 72): Promise<string> =>
  unwrap(await world.run(api(name).openRecovery({ charter: world.charter(), expiresInHours }))).code;

function recover(
  name: string,
  words: readonly string[],
  code: string | null,
  address = world.relayUrl,
): Promise<Result<RecoveredParty, HostError>> {
  const plan = { words, code, address, revokeOthers: true, since: null, reason: "lost" };
  return world.run(api(name).recover({ ...plan, person: name, device: "new laptop" }));
}

const devices = async (name: string): Promise<readonly string[]> =>
  unwrap(await api(name).getCharter({ charter: world.charter() }))
    .parties.flatMap((party) => party.devices.map(({ person }) => person))
    .sort();

describe("A recovery code", () => {
  it("[S16] brings a party back through a relay that nobody can reach it past, by its words", async () => {
    const words = await wordsOf("Ada");
    const code = await codeOf("Ben");
    world.partition(["Ada"], ["Ben", "relay"], ["fresh", "relay"]);
    const back = unwrap(await recover("fresh", words, code));
    expect(back).toMatchObject({ charters: [world.charter()], identity: { party: { name: "Ada's people" } } });
    await world.settle().syncRelay("Ben").syncRelay("fresh").settle().done();
    expect(await devices("Ben")).toEqual(["Ben", "fresh"]);
    expect(await devices("fresh")).toEqual(["Ben", "fresh"]);
  });

  it("[S16] is for one device, which may ask again", async () => {
    const words = await wordsOf("Ada");
    const code = await codeOf("Ben");
    unwrap(await recover("fresh", words, code));
    expect(errorOf(await recover("fresh", words, code))).toBe("ok");
    expect(errorOf(await recover("other", words, code))).toBe("recoveryCodeOver");
    await world.restart("Ben").settle().done();
    expect(errorOf(await recover("other", words, code))).toBe("recoveryCodeOver");
    expect(errorOf(await recover("other", words, await codeOf("Ben")))).toBe("ok");
  });

  it("[S16] lets nobody in without the words, and is no invitation", async () => {
    const code = await codeOf("Ben");
    expect(errorOf(await recover("fresh", await wordsOf("Cyra"), code))).toBe("recoveryUnknown");
    const joined = api("Cyra").join({ code, address: world.relayUrl, stay: false });
    expect(errorOf(await world.run(joined))).toBe("relayRefused");
    expect(await devices("Ben")).toEqual(["Ada", "Ben"]);
  });

  it("[S16] ends with its time, and needs a relay; an address takes none", async () => {
    const words = await wordsOf("Ada");
    const code = await codeOf("Ben", 1);
    await world
      .pass(2 * hourMs)
      .settle()
      .done();
    expect(errorOf(await recover("fresh", words, code))).toBe("recoveryCodeOver");
    expect(errorOf(await recover("fresh", words, null))).toBe("badArgument");
    expect(errorOf(await recover("fresh", words, code, "127.0.0.1:1"))).toBe("badArgument");
    expect(errorOf(await recover("fresh", words, "ABCD-EFGH"))).toBe("codeMistyped");
    unwrap(await world.run(api("Ben").setRelay({ charter: world.charter(), url: null })));
    const none = api("Ben").openRecovery({ charter: world.charter(), expiresInHours: 1 });
    expect(errorOf(await world.run(none))).toBe("noRelay");
  });
});
