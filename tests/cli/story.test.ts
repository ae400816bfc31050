import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { addDays, dayOf } from "../../shared/base/days.ts";
import { createTerminal, type Ran } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const upper = ["--data", terminal.path("upper")];
const lower = ["--data", terminal.path("lower")];

/** Runs a command that must succeed and gives what it says with --json. */
async function done(words: readonly string[]): Promise<unknown> {
  const ran: Ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1);
}

/** The text under a key of a document. */
function textIn(value: unknown, key: string): string {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found !== "string") throw new Error(`no text under ${key}`);
  return found;
}

const markdown = `# Accord on the ford

We, who live on both banks, have agreed.

## Crossing

1. The ford is open to all by day.
2. Nobody takes a toll.

## Peace

1. Nobody brings weapons to the ford.
`;

describe("two parties at their command lines", () => {
  it("write one agreement apart, meet, ratify, renew and hand a stranger a PDF", async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", "--kind", "movement", ...lower]);
    writeFileSync(terminal.path("ford.md"), markdown);
    const begun = await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const charter = textIn(begun, "charter");

    // Invite and join by address.
    const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...upper]);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    const joined = await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    expect(joined).toEqual({ charter, title: "Accord on the ford" });
    expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });

    // Edits apart, one of them through a file, then a meeting.
    expect(
      await done(["edit", "ford", "--set", "1.2", "--text", "Nobody takes a toll, nor a gift.", ...upper]),
    ).toMatchObject({
      labels: ["1.2"],
    });
    const written = await terminal.run(["text", "ford", ...lower]);
    const rewritten = written.out.replace("Nobody brings weapons", "Nobody carries weapons");
    const replaced = await terminal.run(["edit", "ford", "--from", "-", "--json", ...lower], { input: rewritten });
    expect(replaced.values).toMatchObject([{ labels: ["2.1"] }]);
    const listening = terminal.start(["listen", "--once", "--for", "60", "--json", ...upper]);
    const { addresses } = (await listening.first) as { addresses: string[] };
    const met = await done(["sync", "--address", addresses[0] ?? "", ...lower]);
    expect(met).toMatchObject({ met: { complete: true }, relays: [] });
    expect((await listening.ended).values.at(-1)).toEqual({ met: true });
    const texts = await Promise.all([upper, lower].map((data) => terminal.run(["text", "ford", ...data])));
    expect(texts[0]?.out).toBe(texts[1]?.out);
    expect(texts[0]?.out).toContain("nor a gift");
    expect(texts[0]?.out).toContain("carries weapons");

    // Ratified through a bundle.
    const proposal = await done(["propose", "ford", "--term", "1y", "--note", "First", ...upper]);
    expect(proposal).toMatchObject({ state: "open", purpose: "first", conditions: { needed: 2 } });
    await done(["ratify", "ford", "--content", textIn(proposal, "contentHash").slice(0, 12), ...upper]);
    const file = terminal.path("ford.tessera");
    await done(["bundle", "export", "ford", "--out", file, ...upper]);
    expect(await done(["bundle", "import", file, ...lower])).toMatchObject({ charter, added: 2 });
    const ratified = await done(["ratify", "ford", "latest", "--statement", "Gladly", ...lower]);
    expect(ratified).toMatchObject({ state: "inForce", proposal: textIn(proposal, "proposal") });

    // What is in force for whom, and the status of the text as a depositary prints it.
    expect(await done(["in-force", "ford", "--for", "Upper", "--with", "Lower", ...lower])).toMatchObject({
      inForce: [
        { proposal: textIn(proposal, "proposal"), excluded: [], bound: [{ to: expect.stringMatching(/^\d{4}-/) }, {}] },
      ],
      unrelated: [],
    });
    expect(await done(["in-force", "ford", "--on", "2001-01-01", ...lower])).toMatchObject({ inForce: [] });
    for (const wrong of [
      ["--on", "2001-02-30"],
      ["--with", "Upper"],
      ["--for", "Upper", "--with", "Upper"],
      ["--for", "Nobody"],
    ])
      expect((await terminal.run(["in-force", "ford", ...wrong, ...lower])).code).not.toBe(0);
    const status = await terminal.run(["status", "ford", ...lower]);
    expect(status.out).toMatch(/Participant +Action[\s\S]*Lower bank +Ratification[\s\S]*Upper bank +Ratification/);
    const csv = terminal.path("status.csv");
    await done(["status", "ford", "--as", "csv", "--out", csv, ...lower]);
    expect(readFileSync(csv, "utf8").split("\r\n")[1]).toMatch(/^Lower bank,Ratification,\d{4}-/);
    const json = terminal.path("status.json");
    await done(["status", "ford", "--as", "json", "--out", json, ...lower]);
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
      rows: [{ because: [{ kind: "ratify", party: { name: "Lower bank" }, words: "Gladly" }] }, {}],
    });
    expect((await terminal.run(["status", "ford", "--as", "pdf", ...lower])).code).not.toBe(0);

    // The draft differs, is compared, put back, changed again and renewed.
    await done(["edit", "ford", "--remove", "1.1", ...lower]);
    const diff = await done(["diff", "ford", ...lower]);
    expect(diff).toMatchObject({ same: false });
    expect(diff).toMatchObject({
      clauses: expect.arrayContaining([expect.objectContaining({ op: "removed", after: null })]),
    });
    expect(await done(["charter", "show", "ford", ...lower])).toMatchObject({
      state: "inForce",
      draftDiffersIn: ["1.1"],
    });
    await done(["edit", "ford", "--restore", "1.1", ...lower]);
    expect(await done(["diff", "ford", ...lower])).toMatchObject({ same: true });
    await done(["edit", "ford", "--add-article", "--text", "## Fish\n\n1. Fish belong to all.", ...lower]);
    const renewal = await done(["renew", "ford", "--term", "18m", ...lower]);
    expect(renewal).toMatchObject({
      purpose: "renewal",
      clauses: { added: ["3 Fish", "3.1"], amended: [], dropped: [] },
    });
    const timeline = await terminal.run(["timeline", "ford", ...lower]);
    expect(timeline.out).toMatch(/first text, in force[\s\S]*renewal, waits for ballots[\s\S]*New +3 Fish, 3\.1/);
    const shown = async (...filters: string[]) =>
      ((await done(["timeline", "ford", ...filters, ...lower])) as unknown as { purpose: string }[]).map(
        (one) => one.purpose,
      );
    expect(await shown("--only", "in-force", "--party", "upper")).toEqual(["first"]);
    expect(await shown("--only", "waiting", "--only", "in-force")).toEqual(["first", "renewal"]);
    expect(await shown("--only", "declined")).toEqual([]);
    expect(await shown("--words", "UPPER bänk")).toEqual(["first", "renewal"]);
    expect((await terminal.run(["timeline", "ford", "--only", "old", ...lower])).err).toMatch(
      /"old" is no kind of proposal: in-force, waiting/,
    );
    const today = dayOf(Date.now());
    const over = await done(["in-force", "ford", "--on", addDays(today, -1), "--until", addDays(today, 1), ...lower]);
    expect(over).toMatchObject({
      spans: [
        { from: addDays(today, -1), to: addDays(today, -1), inForce: [] },
        { from: today, to: addDays(today, 1), inForce: [{ bound: [{}, {}] }] },
      ],
    });

    // A stranger checks the PDF, and a tampered one.
    const pdf = terminal.path("ford.pdf");
    await done(["pdf", "ford", "--out", pdf, ...lower]);
    expect(await done(["verify", pdf])).toMatchObject({ valid: true, title: "Accord on the ford" });
    // Another party's device seals it further, and both are named.
    const both = terminal.path("both.pdf");
    await done(["pdf", "--seal", pdf, "--out", both, ...upper]);
    const sealed = await done(["verify", both]);
    expect(sealed).toMatchObject({ valid: true, seals: [{ stranger: false }, { stranger: false }] });
    const sealers = (sealed as { seals: readonly { party: string | null }[] }).seals.map((seal) => seal.party);
    expect(new Set(sealers).size).toBe(2);
    expect(sealers).not.toContain(null);
    expect(await done(["faces", ...upper])).toMatchObject({
      packs: [{ installed: false }, { installed: false }, { installed: false }],
    });
    const bytes = readFileSync(pdf);
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
    writeFileSync(pdf, bytes);
    const tampered = await terminal.run(["verify", pdf]);
    expect(tampered.code).toBe(1);
    expect(tampered.err).not.toBe("");
  }, 60_000);

  it("meet through a relay, and one declines", async () => {
    await done(["init", "--plain-keys", "--person", "Cora", "--party", "Hill", "--data", terminal.path("hill")]);
    const hill = ["--data", terminal.path("hill")];
    const relay = terminal.start(["relay", "--port", "0", "--json", "--data", terminal.path("relay")]);
    const { url } = (await relay.first) as { url: string };
    await done(["charter", "new", "Water and pasture accord", "--template", "shared-water", ...upper]);
    expect(await done(["sync", "pasture", "--relay", url, ...upper])).toMatchObject({ met: null });
    const inviting = terminal.start(["invite", "pasture", "--wait", "60", "--json", ...upper]);
    const { code } = (await inviting.first) as { code: string };
    await done(["join", code, "--address", url, ...hill]);
    expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });
    const refused = await terminal.run(["propose", "pasture", "--term", "open", "--json", ...upper]);
    expect(refused.values.at(-1)).toMatchObject({ ok: false, error: { kind: "textUndecided", brackets: 0 } });
    const { fields } = (await done(["fields", "pasture", ...upper])) as { fields: { number: number; name: string }[] };
    const filled = await done([
      "fields",
      "pasture",
      ...fields.map(({ number, name }) => `${number}=${name}`),
      ...upper,
    ]);
    expect(filled).toMatchObject({ blanks: 0 });
    await done(["propose", "pasture", "--term", "open", ...upper]);
    await done(["sync", "--relay", ...upper]);
    await done(["sync", "--relay", ...hill]);
    const declined = await done(["decline", "pasture", "--statement", "Not yet", ...hill]);
    expect(declined).toMatchObject({ state: "declined", myBallot: "decline" });
    relay.interrupt();
    expect((await relay.ended).code).toBe(0);
  }, 60_000);
});
