/** Promises, and what is put on record about an agreed text, at the command line. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { Identity } from "../../shared/api/keys.ts";
import type { PromisesView, RecordsView } from "../../shared/api/records.ts";
import { unwrap } from "../support/world.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());
const data = ["--data", terminal.path("upper")];

async function done<T>(words: readonly string[]): Promise<T> {
  const ran = await terminal.run([...words, "--json", ...data]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1) as T;
}
const refusal = async (words: readonly string[]): Promise<unknown> => {
  const ran = await terminal.run([...words, "--json", ...data]);
  return (JSON.parse(ran.out.trim().split("\n").at(-1) ?? "") as { readonly error?: unknown }).error;
};
const shown = async (words: readonly string[]): Promise<string> =>
  (await terminal.run([...words, ...data])).out.replaceAll(/\b[0-9a-f]{8}\b/g, "ID");

describe("tessera promises, report, answer, record, records, attest, endorse and calendar", () => {
  it("keep what became of a promise, and what stands beside the text", { timeout: 120_000 }, async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank"]);
    const host = unwrap(
      await createHost(unwrap(await createNodePlatform({ plainKeys: true, dataDirectory: terminal.path("upper") }))),
    );
    const identity = unwrap(await host.api.getIdentity({})) as Identity;
    await host.close();
    const owed = `promise:by=${identity.party?.id ?? ""}&to=all&due=2100-05-01&every=12`;
    writeFileSync(terminal.path("ford.md"), `# Ford\n\n## Crossing\n\n1. We mark the ford. [](${owed}) {#day}\n`);
    await done(["charter", "new", "Ford", "--from", terminal.path("ford.md")]);
    await done(["propose", "ford", "--term", "open"]);
    await done(["ratify", "ford"]);

    const none = await done<PromisesView>(["promises", "ford"]);
    expect(none.promises).toMatchObject([
      { number: "1.1", by: { name: "Upper bank" }, to: "all", every: 12, days: [] },
    ]);
    const range = ["--from", "2100-01-01", "--to", "2102-01-01"];
    expect(await shown(["promises", "ford", ...range])).toBe(
      [
        "1.1 promise 1: Upper bank owes all, by 2100-05-01, every 12 months: “We mark the ford.”",
        "    2100-05-01  due",
        "    2101-05-01  due",
        "",
      ].join("\n"),
    );
    expect((await terminal.run(["promises", "ford", "--from", "2100-01-01", ...data])).code).toBe(2);

    writeFileSync(terminal.path("gauge.csv"), "level\n");
    const told = ["--on", "2100-05-01", "--statement", "With stones.", "--evidence", terminal.path("gauge.csv")];
    const { promises } = await done<PromisesView>(["report", "ford", "1.1", "fulfilled", ...told]);
    expect(promises[0]?.reports).toMatchObject([
      { outcome: "fulfilled", period: ["2100-05-01", "2100-05-01"], evidence: [{ name: "gauge.csv" }] },
    ]);
    expect(await refusal(["report", "ford", "1.1", "late", "--promise", "2"])).toEqual({
      ...{ kind: "promiseNotFound", clause: "1.1", index: 1 },
    });
    expect((await terminal.run(["report", "ford", "1.1", "kept", ...data])).code).toBe(2);
    expect(await refusal(["answer", "ford", "Upper bank", "agree"])).toEqual({
      kind: "recordRefused",
      why: "ownReport",
    });
    expect(await refusal(["answer", "ford", "Lower bank", "agree"])).toEqual({
      ...{ kind: "recordRefused", why: "unknownReport" },
    });
    await done(["answer", "ford", "Upper bank", "resolved", "--statement", "Seen by all."]);
    expect(await shown(["promises", "ford", ...range, "--party", "upper"])).toContain(
      [
        "    2100-05-01  settled",
        "    2101-05-01  due",
        "    ID  Upper bank reports fulfilled for 2100-05-01 to 2100-05-01, resolved: “With stones.”",
        "        Upper bank: resolved: “Seen by all.”",
      ].join("\n"),
    );

    const review = ["record", "review", "ford", "keep", "--place", "The weir", "--on", "2026-01-05"];
    expect(await refusal([...review, "--next", "2026-01-05"])).toMatchObject({ kind: "badArgument", what: "nextOn" });
    await done([...review, "--next", "2099-01-05", "--minutes", terminal.path("gauge.csv")]);
    const took = ["--authority", "Valley Assembly", "--reference", "By-law 7", "--on", "2026-02-01"];
    const { texts } = await done<RecordsView>(["record", "institution", "ford", "by-law", ...took]);
    expect(texts[0]?.institutions).toMatchObject([{ instrument: "by-law", text: null, party: { name: "Upper bank" } }]);
    expect(await refusal(["attest", "ford", "--place", "The weir"])).toMatchObject({ why: "notPractised" });
    const witnessed = ["attest", "ford", "--place", "The weir", "--witnesses"];
    expect(await refusal([...witnessed, `Marta; ${"x".repeat(201)}`])).toMatchObject({ kind: "unfitWords" });
    expect(await refusal([...witnessed, "Marta", "--clauses", "9"])).toMatchObject({ kind: "clauseNotFound" });
    expect(await refusal(["endorse", "ford", "--name", "Friends"])).toMatchObject({ why: "notSupporter" });
    expect(await shown(["records", "ford"])).toBe(
      [
        "ID  Ford",
        "    ID  the parties met on 2026-01-05 at The weir, says Upper bank: keep",
        "    the parties are to meet on 2099-01-05",
        "    ID  Valley Assembly took it up on 2026-02-01 as by-law: “By-law 7”, says Upper bank",
        "",
      ].join("\n"),
    );

    // The file that was signed, and one of its name with a byte more.
    const [gauge, folder] = [terminal.path("gauge.csv"), terminal.path("changed")];
    expect(await done(["records", "ford", "--file", gauge])).toMatchObject({
      named: [{ as: "minutes" }, { as: "evidence", name: "gauge.csv", party: "Upper bank" }],
      otherwise: [],
    });
    mkdirSync(folder);
    writeFileSync(join(folder, "gauge.csv"), `${readFileSync(gauge, "utf8")}1`);
    const changed = await terminal.run(["records", "ford", "--file", join(folder, "gauge.csv"), ...data]);
    expect(changed.code).toBe(1);
    expect(changed.out + changed.err).toMatch(
      /Upper bank names a file gauge\.csv of other bytes: SHA-256 [0-9a-f]{64}/,
    );
    expect(changed.out + changed.err).toContain("nothing on record names gauge.csv");

    expect(await shown(["look-back", "ford"])).toMatch(/^1 {2}ID {2}first {2}\d{4}-\d\d-\d\d to open\n/);
    expect((await shown(["look-back", "ford"])).split("\n").slice(1).join("\n")).toBe(
      [
        "",
        "            1",
        "1 Crossing  new",
        "1.1         new",
        "",
        "1.1",
        "  Upper bank owes all, by 2100-05-01, every 12 months: “We mark the ford.”: not due in these terms",
        "",
        "What each party carries",
        "Upper bank  nothing",
        "",
      ].join("\n"),
    );
    expect(await shown(["due"])).toBe("Nothing is due in the next 30 days.\n");
    await done([...review, "--next", "2026-01-06"]);
    expect(await done(["due", "ford"])).toMatchObject([{ kind: "review", day: "2026-01-06", isOver: true }]);
    expect(await shown(["due"])).toBe("2026-01-06  Ford  the parties were to meet about it\n");
    expect(await shown(["charter", "list"])).toContain("1 due");

    const out = terminal.path("ford.ics");
    expect(await done(["calendar", "ford", "--out", out])).toEqual({ file: out });
    const written = readFileSync(out, "utf8").replaceAll("\r\n ", "");
    expect(written).toContain("DTSTART;VALUE=DATE:20990105\r\nSUMMARY:The parties meet about “Ford”");
    expect(written).toContain("DTSTART;VALUE=DATE:21000501\r\nRRULE:FREQ=MONTHLY;INTERVAL=12\r\nSUMMARY:Due: We mark");
    expect(await refusal(["calendar", "ford", "--out", out])).toMatchObject({ kind: "fileExists" });
    await done(["calendar", "ford", "--out", out, "--force", "--language", "ar"]);
    expect(readFileSync(out, "utf8").replaceAll("\r\n ", "")).toContain("SUMMARY:تجتمع الأطراف بشأن «Ford»");
  });
});
