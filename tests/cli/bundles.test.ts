import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTextIn } from "../../electron/cli/qrPictures.ts";
import { encodeBundle, readBundle } from "../../shared/sync/bundle.ts";
import { drawQr, greyPng } from "../support/qrPictures.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
const upper = ["--data", terminal.path("upper")];
const lower = ["--data", terminal.path("lower")];
const file = terminal.path("ford.tessera");

async function done(words: readonly string[]): Promise<unknown> {
  const ran = await terminal.run([...words, "--json"]);
  if (ran.code !== 0) throw new Error(`${words.join(" ")}: ${ran.err}${ran.out}`);
  return ran.values.at(-1);
}
const textOf = async (data: readonly string[]): Promise<string> => (await terminal.run(["text", "ford", ...data])).out;
const addArticle = (markdown: string) => done(["edit", "ford", "--add-article", "--text", markdown, ...upper]);

beforeAll(async () => {
  for (const [person, party, data] of [
    ["Ana", "Upper village", upper],
    ["Ben", "Lower village", lower],
  ] as const)
    await done([
      "init",
      "--person",
      person,
      "--device",
      `${person}'s laptop`,
      "--party",
      party,
      "--plain-keys",
      ...data,
    ]);
  await done(["charter", "new", "The ford", ...upper]);
  const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
  const { code, addresses } = (await inviting.first) as { code: string; addresses: string[] };
  await done(["join", code, "--address", addresses[0] ?? "", ...lower]);
  await inviting.ended;
});
afterAll(() => terminal.remove());

describe("tessera bundle", () => {
  it("writes only what a device lacks, or what nobody else holds, and says how much it left out", async () => {
    await addArticle("## Fish\n\n1. Fish belong to all.");
    const whole = (await done(["bundle", "export", "ford", "--out", file, ...upper])) as Record<string, number>;
    expect(whole).toMatchObject({ file, heldThere: 0 });
    for (const only of [["--for", "Ben's laptop"], ["--unshared"]]) {
      const some = (await done([
        "bundle",
        "export",
        "ford",
        "--out",
        file,
        "--force",
        ...only,
        ...upper,
      ])) as typeof whole;
      expect(some.changes).toBeGreaterThan(0);
      expect((some.changes ?? 0) + (some.heldThere ?? 0)).toBe(whole.changes);
      expect(some.bytes).toBeLessThan(whole.bytes ?? 0);
    }
    // The file of before stays where nobody says otherwise.
    const again = await terminal.run(["bundle", "export", "ford", "--out", file, "--json", ...upper]);
    expect(again.values).toMatchObject([{ ok: false, error: { kind: "fileExists", name: file } }]);
    const forPeople = await terminal.run([
      "bundle",
      "export",
      "ford",
      "--out",
      file,
      "--force",
      "--for",
      "ben",
      ...upper,
    ]);
    expect(forPeople.out).toMatch(/\d changes?\.\nLeft out, because signed receipts say they are held there: \d+\.\n$/);
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("refuses to write for nobody, for two at once, and where nobody can write", async () => {
    const ways = [
      ["--for", "nobody"],
      ["--for", "ben", "--unshared"],
      ["--out", terminal.path("no/such/place")],
    ];
    for (const only of ways) {
      const ran = await terminal.run(["bundle", "export", "ford", ...only, ...upper]);
      expect(ran.code).not.toBe(0);
    }
    expect(existsSync(terminal.path("no"))).toBe(false);
  });

  it("shows what a file brings, and changes nothing", async () => {
    const before = await textOf(lower);
    const shown = await terminal.run(["bundle", "import", file, "--preview", ...lower]);
    expect(shown.out).toMatch(/^The ford: \d+ new changes?, /);
    expect(shown.out).toMatch(/ {2}Ana \(Upper village\): \d+ change/);
    expect(await done(["bundle", "import", file, "--preview", ...lower])).toMatchObject({
      title: "The ford",
      by: [{ author: { person: "Ana", party: { name: "Upper village" } }, leftOut: 0 }],
      waiting: 0,
    });
    expect(await textOf(lower)).toBe(before);
  });

  it("asks at a terminal before it takes a file in, and leaves it where the answer is no", async () => {
    const before = await textOf(lower);
    const asked: string[] = [];
    const answer = (yes: boolean) => async (question: string) => {
      asked.push(question);
      return yes;
    };
    const left = await terminal.run(["bundle", "import", file, ...lower], { askYes: answer(false) });
    expect(left.out).toMatch(/Ana \(Upper village\)[\s\S]*Left\. Nothing was changed\.\n$/);
    expect(await textOf(lower)).toBe(before);
    const taken = await terminal.run(["bundle", "import", file, ...lower], { askYes: answer(true) });
    expect(taken.out).toMatch(
      /new change[\s\S]*The ford: \d+ new changes?, \d+ new receipts? from ford\.tessera; \d+ held already\.\n$/,
    );
    expect(await textOf(lower)).toBe(await textOf(upper));
    const again = await terminal.run(["bundle", "import", file, "--yes", ...lower], { askYes: answer(false) });
    expect(again.out).toMatch(/^The ford: 0 new changes, 0 new receipts from ford\.tessera/);
    expect(asked).toHaveLength(2);
  });

  it("carries a ballot as QR codes, in any order, and names those that are missing, altered or of another kind", async () => {
    await done(["propose", "ford", "--term", "1y", ...upper]);
    await done(["bundle", "export", "ford", "--out", file, "--force", "--for", "ben", ...upper]);
    await done(["bundle", "import", file, ...lower]);
    await done(["ratify", "ford", ...lower]);
    const folder = terminal.path("codes");
    const shown = (await done(["bundle", "export", "ford", "--unshared", "--qr", folder, ...lower])) as {
      files: string[];
    };
    const { files } = shown;
    expect(files.length).toBeGreaterThan(1);
    expect(files).toEqual(readdirSync(folder).map((name) => `${folder}/${name}`));
    const again = await terminal.run(["bundle", "export", "ford", "--unshared", "--qr", folder, "--json", ...lower]);
    expect(again.values).toMatchObject([{ ok: false, error: { kind: "fileExists", name: folder } }]);

    const importing = (...pictures: readonly string[]) =>
      terminal.run(["bundle", "import", ...pictures, "--json", ...upper]);
    const missing = await importing(...files.slice(0, -1));
    expect(missing.values).toMatchObject([
      { error: { kind: "codesMissing", numbers: [files.length], count: files.length } },
    ]);
    const other = terminal.path("other.png");
    writeFileSync(other, greyPng(drawQr("https://example.org")));
    expect((await importing(files[0] ?? "", other)).values).toMatchObject([{ error: { kind: "codeForeign" } }]);
    const text = readTextIn(files[0] ?? "");
    if (!text.ok) throw new Error(text.error.kind);
    const spoiled = terminal.path("spoiled.png");
    writeFileSync(spoiled, greyPng(drawQr(text.value.replace(/.$/, (last) => (last === "A" ? "B" : "A")))));
    const altered = await importing(...files.slice(1), spoiled);
    expect(altered.values).toMatchObject([{ error: { kind: "codeDamaged" } }]);
    expect(altered.err).toContain("spoiled.png");

    // With codes of another bundle among them, and some twice.
    const more = terminal.path("more");
    const others = (await done(["bundle", "export", "ford", "--for", "ben", "--qr", more, ...upper])) as typeof shown;
    const taken = await importing(...[...files, ...files.slice(0, 2), ...others.files].reverse());
    expect(taken.code).toBe(0);
    expect(taken.values.map((value) => (value as { added: number }).added)).toEqual([0, expect.any(Number)]);
    const [entry] = (await done(["timeline", "ford", ...upper])) as readonly {
      ballots: readonly { person: string }[];
    }[];
    expect(entry?.ballots).toMatchObject([{ person: "Ben" }]);
  });

  it("refuses to put a whole charter into QR codes that nobody could hold before a camera", async () => {
    for (let more = 0; more < 12; more++) await addArticle(`## Part ${more}\n\n1. ${"A long sentence. ".repeat(120)}`);
    const ran = await terminal.run(["bundle", "export", "ford", "--qr", terminal.path("all"), "--json", ...upper]);
    expect(ran.values).toMatchObject([{ ok: false, error: { kind: "bundleTooLong", limit: 22_528 } }]);
    expect(existsSync(terminal.path("all"))).toBe(false);
    await done(["bundle", "export", "ford", "--out", file, "--force", "--for", "ben", ...upper]);
    await done(["bundle", "import", file, ...lower]);
  });

  it("says that a file builds on what is not here, and that a cut one is damaged", async () => {
    for (const name of ["Wood", "Stone"]) await addArticle(`## ${name}\n\n1. ${name} is counted.`);
    const [first, second] = [terminal.path("first.tessera"), terminal.path("second.tessera")];
    await done(["bundle", "export", "ford", "--out", first, "--for", "ben", ...upper]);
    const read = readBundle(new Uint8Array(readFileSync(first)));
    // Only the last of several: nothing that it builds on has come.
    writeFileSync(second, encodeBundle(read.ok ? read.value.slice(-1) : []));
    const shown = await terminal.run(["bundle", "import", second, "--preview", ...lower]);
    expect(shown.out).toMatch(/^The ford: 0 new changes/);
    expect(shown.out).toContain("build on 1 or more changes that are not here: ask for a file with the whole charter.");
    const refused = await terminal.run(["bundle", "import", second, "--json", ...lower]);
    expect(refused.code).toBe(1);
    expect(refused.values.at(-1)).toMatchObject({ ok: false, error: { kind: "bundleIncomplete", missing: 1 } });
    writeFileSync(second, readFileSync(first).subarray(0, 300));
    const cut = await terminal.run(["bundle", "import", second, ...lower]);
    expect([cut.code, cut.err]).toEqual([1, expect.stringContaining("damaged")]);
  });
});
