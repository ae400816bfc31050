import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utf8 } from "../../shared/base/bytes.ts";
import { blank, drawQr, greyPng, laterLink } from "../support/qrPictures.ts";
import { modulesOfBlocks, readQr } from "../support/readQr.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
const upper = ["--data", terminal.path("upper")];
const lower = ["--data", terminal.path("lower")];
afterAll(() => terminal.remove());

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}

beforeAll(async () => {
  await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
  await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
  await done(["charter", "new", "Accord on the ford", ...upper]);
});

describe("Two people who stand beside each other, at their command lines", () => {
  it("join by a link, which a camera reads from the terminal", async () => {
    const bare = await done(["invite", "ford", ...upper]);
    expect(bare).toMatchObject({ link: null });
    const drawn = await terminal.run(["invite", "ford", "--port", "0", "--qr", ...upper]);
    const lines = drawn.out.split("\n");
    const link = lines.find((line) => line.startsWith("TESSERA:")) ?? "";
    expect(readQr(modulesOfBlocks(lines.filter((line) => /^[█▀▄ ]{20,}$/.test(line))))).toBe(link);

    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { readonly link: string };
    expect(await done(["join", invitation.link, ...lower])).toMatchObject({ title: "Accord on the ford" });
    expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });
  }, 60_000);

  it("meet again where they met before, without typing the address", async () => {
    expect((await terminal.run(["sync", "--known", ...lower])).err).toContain("sync --known needs CHARTER");
    const at = async (port: string, sync: (address: string) => readonly string[]): Promise<unknown> => {
      const listening = terminal.start(["listen", "--port", port, "--once", "--json", ...upper]);
      const { addresses } = (await listening.first) as { readonly addresses: readonly string[] };
      const synced = await done([...sync(addresses[0] ?? ""), ...lower]);
      await listening.ended;
      return { addresses, synced };
    };
    const first = (await at("0", (address) => ["sync", "--address", address])) as { addresses: readonly string[] };
    const [address = ""] = first.addresses;
    const port = address.slice(address.lastIndexOf(":") + 1);
    expect(await at(port, () => ["sync", "ford", "--known"])).toMatchObject({
      synced: { met: null, again: [{ address, met: { complete: true } }], relays: [] },
    });
    expect(await done(["sync", "ford", "--known", ...lower])).toMatchObject({ again: [{ address: null, met: null }] });
    expect((await terminal.run(["sync", "ford", "--known", ...upper])).out).toContain("No device of this charter");
  }, 60_000);

  it("compare the same six words, and are reminded of them before they sign", async () => {
    const [here, there] = (await Promise.all([upper, lower].map((data) => done(["phrase", "ford", ...data])))) as {
      readonly words: readonly string[];
    }[];
    expect(here?.words).toHaveLength(6);
    expect(there).toEqual(here);
    const phrase = here?.words.join(" ") ?? "no words";
    await done(["edit", "ford", "--add-article", "--text", "## Ford\n\n1. It is open to all.", ...upper]);
    await done(["propose", "ford", "--term", "1y", ...upper]);
    const asked = () => terminal.run(["ratify", "ford", ...upper], { askYes: async () => false });
    expect((await asked()).out).toContain(`not been compared on this device: ${phrase}`);
    expect(await done(["phrase", "ford", "--compared", ...upper])).toEqual({ words: here?.words, compared: true });
    expect((await asked()).out).not.toContain(phrase);
    expect((await terminal.run(["charter", "show", "ford", ...upper])).out).toContain(`${phrase} (compared)`);
    expect((await terminal.run(["charter", "show", "ford", ...lower])).out).toContain(
      `${phrase} (to be compared aloud)`,
    );
    expect(await done(["phrase", "ford", "--not-compared", ...upper])).toMatchObject({ compared: false });
  });

  it("see each other on the network once both want to, and meet without an address", async () => {
    expect(await done(["nearby", "--for", "1", ...upper])).toEqual({ on: false, devices: [], met: [] });
    await done(["nearby", "--on", "--for", "1", ...upper]);
    const listening = terminal.start(["listen", "--for", "600", "--json", ...upper]);
    const { addresses } = (await listening.first) as { readonly addresses: readonly string[] };
    const seen = await done(["nearby", "--on", "--until", "1", "--for", "120", "--meet", ...lower]);
    expect(seen).toMatchObject({
      on: true,
      devices: [{ address: addresses[0] }],
      met: [{ address: addresses[0], complete: true }],
    });
    listening.interrupt();
    await listening.ended;
    expect(await done(["nearby", "--off", ...lower])).toEqual({ on: false, devices: [], met: [] });
    expect((await terminal.run(["nearby", "--for", "1", ...lower])).out).toContain("tessera nearby --on");
  }, 180_000);

  it("join by a picture of the code, and by nothing else that a picture says", async () => {
    const third = ["--data", terminal.path("third")];
    await done(["init", "--plain-keys", "--person", "Cyra", "--party", "Middle bank", ...third]);
    const pictured = async (name: string, bytes: Uint8Array) => {
      await writeFile(terminal.path(name), bytes);
      return ["join", "--qr", terminal.path(name), ...third];
    };
    for (const [bytes, error] of [
      [greyPng(drawQr("https://example.org/")), { kind: "notAnInvite" }],
      [greyPng(drawQr(laterLink())), { kind: "newerFormat", found: 2 }],
      [greyPng(blank(300, 300)), { kind: "badArgument" }],
      [utf8("<svg/>"), { kind: "badArgument" }],
    ] as const) {
      const ran = await terminal.run([...(await pictured("other.png", bytes)), "--json"]);
      expect(ran.values).toMatchObject([{ ok: false, error }]);
    }
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const { link } = (await inviting.first) as { readonly link: string };
    expect(await done(await pictured("code.png", greyPng(drawQr(link))))).toMatchObject({
      title: "Accord on the ford",
    });
    expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });
  }, 60_000);

  it("are told of wrong usage", async () => {
    for (const words of [
      ["nearby", "--on", "--off"],
      ["phrase", "ford", "--compared", "--not-compared"],
      ["join", "7KQ2-M9XF-TB4V-R8DA"],
      ["join"],
      ["join", "TESSERA:ABCDEFGH", "--qr", "code.png"],
      ["join", "--qr", "code.png", "--address", "127.0.0.1:1"],
    ])
      expect((await terminal.run([...words, ...upper])).code, words.join(" ")).toBe(2);
    const damaged = await terminal.run(["join", "TESSERA:ABCDEFGH", "--json", ...upper]);
    expect(damaged.values).toMatchObject([{ ok: false, error: { kind: "linkDamaged" } }]);
  });
});
