/** Conditions, reservations, practised texts and delegates, at the command line. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProposalPreview, TimelineEntry } from "../../shared/api/agreements.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());
const at = (name: string): readonly string[] => ["--data", terminal.path(name)];

async function done<T>(words: readonly string[]): Promise<T> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1) as T;
}

async function join(name: string): Promise<void> {
  await done(["init", "--plain-keys", "--person", `Of ${name}`, "--party", `${name} bank`, ...at(name)]);
  const inviting = terminal.start(["invite", "ford", "--wait", "60", "--json", ...at("upper")]);
  const { code, addresses } = (await inviting.first) as { code: string; addresses: string[] };
  await done(["join", code, "--address", addresses[0] ?? "", ...at(name)]);
  await inviting.ended;
}

async function carry(from: string, to: string): Promise<void> {
  const file = terminal.path(`${from}-${to}.tessera`);
  await done(["bundle", "export", "ford", "--out", file, "--force", ...at(from)]);
  await done(["bundle", "import", file, ...at(to)]);
}

const asked = [
  ...["--threshold", "2", "--indispensable", "lower", "--entry-at", "3", "--delay", "30", "--join-delay", "7"],
  ...["--reservations", "1.2", "--accession", "2", "--withdrawal", "never"],
  ...["--review", "2030-03-20", "--review", "2031-03-20"],
];

beforeAll(async () => {
  await done(["init", "--plain-keys", "--person", "Of upper", "--party", "upper bank", ...at("upper")]);
  writeFileSync(terminal.path("ford.md"), "# Ford\n\n## Crossing\n\n1. It is open by day.\n2. Nobody takes a toll.\n");
  await done(["charter", "new", "Ford", "--from", terminal.path("ford.md"), ...at("upper")]);
  await join("lower");
  await join("coast");
}, 60_000);

describe("conditions at the command line", () => {
  it("are told in sentences before anything is proposed", async () => {
    const usual = await terminal.run(["propose", "ford", "--dry-run", ...at("upper")]);
    expect(usual.out).toContain("All 3 parties must ratify it.");
    const ran = await terminal.run(["propose", "ford", "--dry-run", ...asked, ...at("upper")]);
    for (const sentence of [
      "2 of 3 parties suffice.",
      "Without these it is not ratified: lower bank.",
      "In force 30 days after 3 parties have ratified it.",
      "Who joins later is bound 7 days after their own day, and not before it is in force.",
      "A party may leave out these clauses for itself, or say how it reads them: 1.2.",
      "A further party joins it with the consent of 2 parties that it binds.",
      "Nobody leaves it while it is in force.",
      "The parties meet about it on 2030-03-20, 2031-03-20.",
    ])
      expect(ran.out).toContain(sentence);
  });

  it("leave as it is what nobody asks for", async () => {
    const preview = await done<ProposalPreview>(["propose", "ford", "--dry-run", "--threshold", "2", ...at("upper")]);
    expect(preview.conditions).toMatchObject({
      ...{ needed: 2, entry: { at: 2, delayDays: 0 }, reservations: "any" },
      ...{ accession: "closed", withdrawalDays: 365, binds: "ratifiers", form: "signed" },
    });
  });

  it.each([
    [["--threshold", "1"], { kind: "conditionsImpossible", fault: "noMajority" }],
    [["--threshold", "4"], { kind: "conditionsImpossible", fault: "noMajority" }],
    [["--entry-at", "2"], { kind: "conditionsImpossible", fault: "entryBeforeRatified" }],
    [["--threshold", "2", "--bind", "all"], { kind: "conditionsImpossible", fault: "bindsTheUnwilling" }],
    [["--indispensable", "desert"], { kind: "badArgument", what: "desert" }],
    [["--reservations", "1.2,9"], { kind: "clauseNotFound", clause: "9" }],
  ])("refuse what cannot be: %j", async (options, error) => {
    const ran = await terminal.run(["propose", "ford", ...options, "--json", ...at("upper")]);
    expect(ran.values).toMatchObject([{ ok: false, error }]);
    expect(ran.code).toBe(1);
  });

  it.each([
    ["--delay", "-1"],
    ["--accession", "everybody"],
    ["--withdrawal", "soon"],
    ["--bind", "some"],
    ["--form", "sung"],
    ["--review", "2030-02-30"],
  ])("say what they take: %s %s", async (option, value) => {
    const ran = await terminal.run(["propose", "ford", `${option}=${value}`, ...at("upper")]);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(option);
  });
});

describe("a text of two of three", () => {
  it("is signed with reservations that all read, and says how many it waits for", async () => {
    await done(["propose", "ford", ...asked, ...at("upper")]);
    const ratify = (name: string, ...words: readonly string[]) => ["ratify", "ford", ...words, ...at(name)];
    const refused = await terminal.run(ratify("upper", "--reserve", "1.1:exclude:Not here", "--json"));
    expect(refused.values.at(-1)).toMatchObject({
      ok: false,
      error: { kind: "reservationRefused", why: "notAllowed", clause: "1.1" },
    });
    const wrong = await terminal.run(ratify("upper", "--reserve", "1.2 not for us"));
    expect(wrong.err).toContain("CLAUSE:exclude:WORDS");
    expect(wrong.code).toBe(2);
    const signed = await done<TimelineEntry>(
      ratify("upper", "--reserve", "1.2:exclude:Our bridge: it costs", "--reserve", "1.2:interpret:By night"),
    );
    expect(signed.ballots[0]?.reservations).toMatchObject([
      { how: "exclude", words: "Our bridge: it costs" },
      { how: "interpret", words: "By night" },
    ]);
    await carry("upper", "lower");
    const before = await terminal.run(["ratify", "ford", "--content", signed.contentHash, ...at("lower")]);
    expect(before.out).toContain('leaves out 1.2: "Our bridge: it costs"');
    expect(before.out).toContain('reads in its own way 1.2: "By night"');
    expect(before.out).toContain("Signed         2 of 2 needed, of 3 parties; in force once one more ratifies it");
    await carry("lower", "coast");
    const last = await done<TimelineEntry>(ratify("coast"));
    expect(last).toMatchObject({ state: "upcoming", ratifiedBy: { length: 3 } });
    await carry("coast", "upper");
  });
});

describe("a practised text", () => {
  it("is agreed to by saying how it is observed, with evidence that stays where it is", async () => {
    await done(["edit", "ford", "--set", "1.2", "--text", "Nobody takes a toll, nor a gift.", ...at("upper")]);
    await done(["propose", "ford", "--form", "practised", "--threshold", "3", "--entry-at", "3", ...at("upper")]);
    const silent = await terminal.run(["ratify", "ford", "--json", ...at("upper")]);
    expect(silent.values.at(-1)).toMatchObject({ ok: false, error: { kind: "otherForm", form: "practised" } });
    const file = terminal.path("crossing.jpg");
    writeFileSync(file, "a picture of the ford");
    const observed = ["--practised", "--day", "2026-05-01", "--place", "At the ford"];
    const short = await terminal.run(["ratify", "ford", ...observed, ...at("upper")]);
    expect(short.err).toContain("--words");
    expect(short.code).toBe(2);
    const stray = await terminal.run(["ratify", "ford", "--day", "2026-05-01", ...at("upper")]);
    expect(stray.err).toContain("--day belongs to --practised");
    const attested = await done<TimelineEntry>([
      ...["ratify", "ford", ...observed, "--words", "We crossed, and nobody paid."],
      ...["--witness", "Old Ruth", "--witness", "Sami:lower bank", "--evidence", file, ...at("upper")],
    ]);
    const lower = attested.electorate.find(({ name }) => name === "lower bank")?.id;
    expect(attested.ballots[0]?.practice).toEqual({
      ...{ clauses: [], day: "2026-05-01", place: "At the ford", words: "We crossed, and nobody paid." },
      witnesses: [
        { name: "Old Ruth", party: null },
        { name: "Sami", party: lower },
      ],
      evidence: [{ name: "crossing.jpg", hash: createHash("sha256").update("a picture of the ford").digest("hex") }],
    });
    const shown = await terminal.run(["timeline", "ford", ...at("upper")]);
    expect(shown.out).toContain('observed 2026-05-01, At the ford: "We crossed, and nobody paid."');
  });
});

describe("the number of delegates", () => {
  it("is asked for by a party, and stands in what is proposed afterwards", async () => {
    const wrong = await terminal.run(["signers", "ford", "65", ...at("lower")]);
    expect(wrong.code).toBe(2);
    // One person is all it has.
    expect(await done(["signers", "ford", "2", ...at("lower")])).toMatchObject({
      parties: [{ signers: 1 }, { name: "lower bank", signers: 1 }, { signers: 1 }],
    });
    const inviting = terminal.start(["invite", "ford", "--role", "delegate", "--wait", "60", "--json", ...at("lower")]);
    const { code, addresses } = (await inviting.first) as { code: string; addresses: string[] };
    await done(["init", "--plain-keys", "--person", "Second of lower", ...at("second")]);
    await done(["join", code, "--address", addresses[0] ?? "", ...at("second")]);
    await inviting.ended;
    const shown = await terminal.run(["signers", "ford", ...at("second")]);
    expect(shown.out).toMatch(/lower bank +2 delegates/);
    const dry = await terminal.run(["propose", "ford", "--dry-run", ...at("lower")]);
    expect(dry.out).toContain("lower bank answers by 2 of its delegates.");
  });
});
