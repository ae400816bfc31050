import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../../shared/api/errors.ts";
import type { RecoveredParty } from "../../../shared/api/people.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { addressOf } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const dayMs = 86_400_000;
let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 21, people: ["Ada", "Ben", "Cyra", "ada2", "fresh", "other"] });
  await world.found("Ada").join("Ada", "Ben", "party").join("Ada", "Cyra", "party").done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const errorOf = (result: Result<unknown, HostError>): string => (result.ok ? "ok" : result.error.kind);
const kindsOf = async (name: string, charter: CharterId = world.charter()): Promise<readonly string[]> =>
  unwrap(await api(name).listMembershipChanges({ charter })).map(({ kind }) => kind);
const devicesOf = async (name: string, charter: CharterId = world.charter()): Promise<readonly string[]> =>
  unwrap(await api(name).getCharter({ charter }))
    .parties.filter((party) => party.name === "Ada's people")
    .flatMap(({ devices }) => devices.map(({ person }) => person))
    .sort();

/** The words that lie with somebody, which are then confirmed. */
async function write(name: string): Promise<readonly string[]> {
  const sheet = unwrap(await api(name).getRecoveryWords({ language: "en" }));
  if (sheet === null) throw new Error("no words lie here");
  const [one, other] = sheet.ask.map((at) => sheet.words[at - 1] ?? "");
  unwrap(await api(name).confirmRecoveryWords({ words: [one ?? "", other ?? ""] }));
  return sheet.words;
}

async function renew(name: string, words: readonly string[] | null): Promise<readonly string[]> {
  unwrap(await world.run(api(name).renewSheet({ words })));
  return write(name);
}

async function recover(
  name: string,
  words: readonly string[],
  from: string,
  revokeOthers = false,
): Promise<Result<RecoveredParty, HostError>> {
  unwrap(await world.run(api(from).listen({ port: null, host: null })));
  const address = addressOf(from);
  const plan = { address, code: null, revokeOthers, since: null, reason: "lost" };
  return world.run(api(name).recover({ ...plan, words, person: name, device: "new laptop" }));
}

describe("A new recovery sheet", () => {
  it("[L33] [L34] brings the party back beside the old one, which outranks it and can end it", async () => {
    const old = await write("Ada");
    const words = await renew("Ada", null);
    expect(words).not.toEqual(old);
    await world.gather().done();
    expect(await kindsOf("Ben")).toContain("sheetRenewed");

    expect(unwrap(await recover("fresh", words, "Ben"))).toMatchObject({ charters: [world.charter()] });
    await world.gather().done();
    expect(await devicesOf("Cyra")).toEqual(["Ada", "fresh"]);
    expect(unwrap(await recover("other", old, "Cyra", true)).identity.party?.name).toBe("Ada's people");
    await world.gather().done();
    expect(await devicesOf("Ben")).toEqual(["other"]);
    expect(errorOf(await recover("ada2", words, "Ben"))).toBe("recoveryWordsEnded");
    await world.expectSound();
  });

  it("[L34] takes the place of the old one at once where its words are typed", async () => {
    const old = await write("Ada");
    const wrong = await world.run(api("Ada").renewSheet({ words: old.toReversed() }));
    expect(errorOf(wrong)).toBe("recoveryWordsWrong");
    const words = await renew("Ada", old);
    await world.gather().done();
    expect(await kindsOf("Ben")).toContain("sheetRenewed");
    expect(errorOf(await recover("fresh", old, "Ben", true))).toBe("recoveryWordsEnded");
    expect(errorOf(await world.run(api("Ada").renewSheet({ words: old })))).toBe("recoveryWordsEnded");
    expect(errorOf(await recover("fresh", words, "Ben", true))).toBe("ok");
    await world.gather().done();
    expect(await devicesOf("Cyra")).toEqual(["fresh"]);
    const third = await renew("fresh", words);
    await world.gather().done();
    expect(errorOf(await recover("other", third, "Ben"))).toBe("ok");
  });

  it("[L34] ends the old words after 30 days that the others claim, and is settled by its maker's program", async () => {
    const old = await write("Ada");
    const words = await renew("Ada", null);
    await world.gather().done();
    for (const days of [10, 19])
      await world
        .pass(days * dayMs)
        .edit("Ben")
        .edit("Cyra")
        .gather()
        .settle()
        .done();
    expect(await kindsOf("Ada")).not.toContain("sheetSettled");
    await world
      .pass(3 * dayMs)
      .edit("Ben")
      .edit("Cyra")
      .gather()
      .settle()
      .gather()
      .done();
    expect(await kindsOf("Cyra")).toContain("sheetSettled");
    expect(errorOf(await recover("fresh", old, "Cyra"))).toBe("recoveryWordsEnded");
    expect(errorOf(await recover("fresh", words, "Cyra"))).toBe("ok");
    await world.gather().expectConverged();
  });

  it("[L33] is known in every charter of the party, later ones too, by whoever came in by it", async () => {
    const old = await write("Ada");
    const first = unwrap(await world.run(api("Ada").createCharter({ ...blank, title: "Wells" }))).charter;
    const words = await renew("Ada", old);
    const second = unwrap(await world.run(api("Ada").createCharter({ ...blank, title: "Fields" }))).charter;
    await world.restart("Ada").settle().done();
    for (const charter of [world.charter(), first, second])
      expect(await kindsOf("Ada", charter)).toContain("sheetRenewed");

    const back = unwrap(await recover("fresh", words, "Ada"));
    expect([...back.charters].sort()).toEqual([world.charter(), first, second].sort());
    const third = unwrap(await world.run(api("fresh").createCharter({ ...blank, title: "Roads" }))).charter;
    await world.settle().done();
    expect(await kindsOf("fresh", third)).toContain("sheetRenewed");
    expect(errorOf(await recover("other", old, "fresh"))).toBe("recoveryWordsEnded");
    expect(unwrap(await recover("other", words, "fresh")).charters).toContain(third);
  });

  it("[L33] is made by any device that speaks for the party, and by nobody else", async () => {
    expect(errorOf(await world.run(api("Ada").renewSheet({ words: null })))).toBe("sheetNotConfirmed");
    expect(errorOf(await world.run(api("ada2").renewSheet({ words: null })))).toBe("noParty");
    const old = await write("Ada");
    await world.join("Ada", "ada2", "delegate").done();
    const words = await renew("ada2", null);
    await world.restart("ada2").gather().done();
    expect(unwrap(await api("ada2").getRecoveryWords({ language: "en" }))).toBeNull();
    expect(errorOf(await recover("fresh", words, "Ben"))).toBe("ok");
    await world.gather().done();
    expect(await devicesOf("Cyra")).toEqual(["Ada", "ada2", "fresh"]);
    await world.revoke("Ada", "ada2").gather().done();
    expect(await devicesOf("Cyra")).toEqual(["Ada"]);
    expect(errorOf(await recover("other", words, "Ben"))).toBe("recoveryWordsEnded");
    expect(errorOf(await recover("other", old, "Ben"))).toBe("ok");
  });

  it("[L14] [L33] lets a device in that signs, and its PDF verifies for a stranger", async () => {
    await write("Ada");
    const words = await renew("Ada", null);
    await world.gather().done();
    unwrap(await recover("fresh", words, "Ben", true));
    await world.gather().propose("Ben").gather().vote("fresh").vote("Ben").vote("Cyra").gather().done();
    const [entry] = unwrap(await api("Cyra").getTimeline({ charter: world.charter() }));
    if (entry === undefined) throw new Error("there is a proposal");
    expect(entry.state).toBe("inForce");
    const { bytes } = unwrap(await api("Cyra").exportPdf({ charter: world.charter(), proposal: entry.proposal }));
    const report = unwrap(await api("other").verifyPdf({ bytes }));
    expect(report.valid).toBe(true);
  });
});

const blank = { language: "en", source: { kind: "blank" }, policy: usualPolicy } as const;
