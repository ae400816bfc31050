/** What is shown and answered for charters that are closed: it is what it would be if they were open, or they are opened. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { createWorld, unwrap } from "../../support/world.ts";

let root: string;
const hosts: Host[] = [];
const minuteMs = 60_000;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tessera-closed-"));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  rmSync(root, { recursive: true, force: true });
});

async function start(name: string): Promise<Host> {
  const made = unwrap(
    await createNodePlatform({ plainKeys: true, dataDirectory: join(root, name), listenHost: "127.0.0.1" }),
  );
  const host = unwrap(await createHost(made));
  hosts.push(host);
  if (unwrap(await host.api.getIdentity({})) === null) {
    const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
    unwrap(await host.api.createIdentity({ person: name, device: "laptop", party }));
  }
  return host;
}

async function stop(host: Host): Promise<void> {
  hosts.splice(hosts.indexOf(host), 1);
  await host.close();
}

async function found({ api }: Host, title: string, markdown = `# ${title}\n\n1. Each well rests six days.\n`) {
  const source = { kind: "file", name: "text.md", bytes: new TextEncoder().encode(markdown) } as const;
  const { charter } = unwrap(
    await api.createCharter({ title, language: "en", source, policy: usualPolicy, mayLose: "form" }),
  );
  return charter;
}

const folder = (name: string): string => join(root, name, "charters");
const cardOf = (name: string, charter: CharterId): string => join(folder(name), `${charter}.card`);
const logOf = (name: string, charter: CharterId): string => join(folder(name), `${charter}.sqlite`);
const filesWith = (name: string, ending: string): readonly string[] =>
  readdirSync(folder(name)).filter((file) => file.endsWith(ending));
const titles = async ({ api }: Host): Promise<readonly string[]> =>
  unwrap(await api.listCharters({})).map(({ title }) => title);
const isOpenOnDisk = (name: string): boolean => filesWith(name, "-wal").length > 0;

describe("A charter's card", () => {
  it("is all that a list reads of it", async () => {
    const ada = await start("Ada");
    await found(ada, "Wells");
    const before = unwrap(await ada.api.listCharters({}));
    await stop(ada);
    const again = await start("Ada");
    expect(unwrap(await again.api.listCharters({}))).toEqual(before);
    expect(isOpenOnDisk("Ada")).toBe(false);
  });

  it("tells nothing to whoever finds it", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Wells of the upper bank");
    await stop(ada);
    const bytes = readFileSync(cardOf("Ada", charter));
    for (const word of ["Wells", "upper bank", "Ada"]) expect(bytes.includes(word)).toBe(false);
  });

  it.each([
    ["with a byte flipped", (card: string) => flip(card)],
    ["emptied", (card: string) => writeFileSync(card, "")],
    ["that is gone", (card: string) => rmSync(card)],
  ])("%s is made anew from the log", async (_, spoil) => {
    const ada = await start("Ada");
    const charter = await found(ada, "Wells");
    const before = unwrap(await ada.api.listCharters({}));
    await stop(ada);
    spoil(cardOf("Ada", charter));
    const again = await start("Ada");
    expect(unwrap(await again.api.listCharters({}))).toEqual(before);
    await stop(again);
    expect(filesWith("Ada", ".card")).toHaveLength(1);
  });

  it("of another charter is not taken for its own", async () => {
    const ada = await start("Ada");
    const [wells, herds] = [await found(ada, "Wells"), await found(ada, "Herds")];
    await stop(ada);
    cpSync(cardOf("Ada", wells), cardOf("Ada", herds));
    expect([...(await titles(await start("Ada")))].sort()).toEqual(["Herds", "Wells"]);
  });

  it("does not hold for a log that was put back from before", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Wells");
    await stop(ada);
    const before = readFileSync(logOf("Ada", charter));
    const later = await start("Ada");
    unwrap(await later.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
    const grown = unwrap(await later.api.listCharters({}));
    await stop(later);
    const { atime, mtime } = statSync(logOf("Ada", charter));
    writeFileSync(logOf("Ada", charter), before);
    utimesSync(logOf("Ada", charter), atime, mtime);
    const again = unwrap(await (await start("Ada")).api.listCharters({}));
    expect(again[0]?.changedAt).toBeLessThan(grown[0]?.changedAt ?? 0);
  });

  it("is not there while its charter is open: a program that is killed leaves none behind that is out of date", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Wells");
    await stop(ada);
    const killed = await start("Ada");
    await titles(killed);
    expect(filesWith("Ada", ".card")).toHaveLength(1);
    unwrap(await killed.api.getCharter({ charter }));
    expect(filesWith("Ada", ".card")).toHaveLength(0);
    cpSync(join(root, "Ada"), join(root, "image"), { recursive: true });
    unwrap(await killed.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
    await stop(killed);
  });
});

describe("Closed charters", () => {
  it("are joined by a code, met by those who share them, and take bundles, as open ones", {
    timeout: 60_000,
  }, async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Wells");
    const { code } = unwrap(await ada.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
    await stop(ada);
    const again = await start("Ada");
    const { addresses } = unwrap(await again.api.listen({ port: null, host: null }));
    const address = addresses[0] ?? "";
    expect(isOpenOnDisk("Ada")).toBe(false);
    const ben = await start("Ben");
    unwrap(await ben.api.join({ code, address, stay: false }));
    expect(await titles(ben)).toEqual(["Wells"]);
    await stop(again);
    await stop(ben);

    const [met, meeting] = [await start("Ada"), await start("Ben")];
    const { addresses: second } = unwrap(await met.api.listen({ port: null, host: null }));
    expect(unwrap(await meeting.api.meet({ address: second[0] ?? "", stay: false })).charters).toEqual([charter]);
    const { bytes } = unwrap(await meeting.api.exportBundle({ charter, for: { kind: "everything" } }));
    await stop(met);
    expect(unwrap(await (await start("Ada")).api.importBundle({ bytes }))).toMatchObject({ charter });
  });

  it("close again when nobody uses them, with what was typed signed, and not while a window shows them", async () => {
    const world = createWorld({ seed: 14, people: ["Ada", "Ben"] });
    try {
      await world.found("Ada").join("Ada", "Ben").settle().done();
      const { platform, windows } = world.who("Ada");
      const cards = (): number =>
        readdirSync(join(platform.dataDirectory, "charters")).filter((file) => file.endsWith(".card")).length;
      // What is written together once it is quiet takes a turn of its own.
      const passHalfAnHour = () =>
        world
          .pass(minuteMs)
          .settle()
          .pass(29 * minuteMs)
          .settle()
          .done();
      await passHalfAnHour();
      expect(cards()).toBe(1);
      await world.openText("Ada").type("Ada", 3).done();
      await passHalfAnHour();
      expect(cards()).toBe(0);
      await world.run(windows[0]?.leave() ?? Promise.resolve());
      await passHalfAnHour();
      expect(cards()).toBe(1);
      await world.meet("Ben", "Ada").settle().expectConverged();
      expect(cards()).toBe(0);
    } finally {
      await world.close();
    }
  });
});

function flip(file: string): void {
  const bytes = readFileSync(file);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
