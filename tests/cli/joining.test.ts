/** Joining a text by its PDF, leaving it, and reservations, at two command lines. */
import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { JoiningView, StatementView } from "../../shared/api/joining.ts";
import type { CharterSummary } from "../../shared/api/library.ts";
import type { ProposalId } from "../../shared/base/ids.ts";
import type { ConditionsPlan } from "../../shared/charter/parties/conditions.ts";
import { usualPlan } from "../support/plans.ts";
import { unwrap } from "../support/world.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const upper = ["--data", terminal.path("upper")];
const lower = ["--data", terminal.path("lower")];

async function done<T = JoiningView>(words: readonly string[]): Promise<T> {
  const ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1) as T;
}
const refusal = async (words: readonly string[]): Promise<unknown> => {
  const ran = await terminal.run([...words, "--json"]);
  return (JSON.parse(ran.out.trim().split("\n").at(-1) ?? "") as { readonly error?: unknown }).error;
};
const shown = async (words: readonly string[]): Promise<string> =>
  (await terminal.run(words)).out
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "NOW")
    .replaceAll(/\d{4}-\d\d-\d\d/g, "DAY")
    .replaceAll(/\b[0-9a-f]{8}\b/g, "ID");

let carried = 0;
async function carry(from: readonly string[], to: readonly string[]): Promise<void> {
  const file = terminal.path(`carried-${carried++}.tessera`);
  await done(["bundle", "export", "ford", "--out", file, ...from]);
  await done(["bundle", "import", file, ...to]);
}

/** A text that others may join with one consent, put up in the host itself. */
async function propose(): Promise<ProposalId> {
  const dataDirectory = terminal.path("upper");
  const host = unwrap(await createHost(unwrap(await createNodePlatform({ plainKeys: true, dataDirectory }))));
  const [first] = unwrap(await host.api.listCharters({})) as readonly [CharterSummary];
  const term = { from: null, months: null, until: null, noticeDays: 60 };
  const conditions: ConditionsPlan = {
    ...{ needed: null, indispensable: [], entry: { at: null, delayDays: 0, joinDelayDays: 0 }, reviews: [] },
    ...{ binds: "ratifiers", reservations: "any", accession: 1, withdrawalDays: 30, form: "signed" },
  };
  const plan = { charter: first.id, term, purpose: null, note: "", ...usualPlan, conditions };
  const { proposal } = unwrap(await host.api.propose(plan));
  await host.close();
  return proposal;
}

describe("tessera accede, enter, consent, invite --acceded, reserve, respond, release and withdraw", () => {
  it("bring a party into a text by its PDF, and let it reserve, answer and leave", { timeout: 120_000 }, async () => {
    await done(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...upper]);
    await done(["init", "--plain-keys", "--person", "Berta", "--party", "Lower bank", ...lower]);
    writeFileSync(terminal.path("ford.md"), "# Accord on the ford\n\n## Crossing\n\n1. The ford is open. {#day}\n");
    await done(["charter", "new", "Accord on the ford", "--from", terminal.path("ford.md"), ...upper]);
    const proposal = await propose();
    await done(["ratify", "ford", ...upper]);
    const pdf = terminal.path("ford.pdf");
    await done(["pdf", "ford", "--out", pdf, ...upper]);

    const file = terminal.path("lower.tessera-statement");
    const statement = ["--statement", "We cross there, too.", "--out", file];
    expect(await done<StatementView>(["accede", pdf, ...statement, ...lower])).toMatchObject({
      ...{ file, proposal, title: "Accord on the ford", party: { name: "Lower bank" }, person: "Berta" },
    });
    expect(await done(["enter", file, ...upper])).toMatchObject({ party: { name: "Lower bank" } });
    expect(await refusal(["enter", pdf, ...upper])).toMatchObject({ kind: "notAStatement" });
    expect(await shown(["joining", "ford", ...upper])).toBe("ID  Lower bank (Berta) joined ID NOW: 0 of 1 consents\n");
    expect(await refusal(["consent", "ford", "nobody", ...upper])).toMatchObject({ kind: "decisionNotFound" });
    const consented = await done(["consent", "ford", "Lower bank", ...upper]);
    expect(consented.accessions).toMatchObject([{ consents: [{ name: "Upper bank" }], needed: 1 }]);

    expect(await refusal(["invite", "ford", "--acceded", "Hill people", ...upper])).toMatchObject({
      kind: "joiningRefused",
    });
    const invite = ["invite", "ford", "--acceded", "Lower bank", "--wait", "60", "--json", ...upper];
    const inviting = terminal.start(invite);
    const invitation = (await inviting.first) as { code: string; addresses: string[] };
    await done(["join", invitation.code, "--address", invitation.addresses[0] ?? "", ...lower]);
    await inviting.ended;

    const reserve = ["reserve", "ford", "1.1:interpret:By day."];
    const { reservations } = await done([...reserve, ...lower]);
    expect(reservations).toMatchObject([{ clause: "day", how: "interpret", late: true, state: "made", isMine: true }]);
    for (const unfit of ["", "1.1", "1.1:half:x", "1.1:exclude: "])
      expect((await terminal.run(["reserve", "ford", unfit, ...lower])).code, unfit).toBe(2);
    await carry(lower, upper);
    const objected = await done(["respond", "ford", "Lower bank", "object", "--reason", "By night, too.", ...upper]);
    expect(objected.reservations).toMatchObject([{ state: "refused", objections: [{ hasRelations: true }] }]);
    expect(await refusal(["respond", "ford", "Hill people", "accept", ...upper])).toMatchObject({
      ...{ kind: "joiningRefused", why: "unknownReservation" },
    });
    const answer = objected.reservations[0]?.responses[0]?.id ?? "";
    expect((await done(["release", "ford", answer, ...upper])).reservations).toMatchObject([{ state: "made" }]);

    const leaving = ["withdraw", "ford", "inforce", "--reason", "The river moved."];
    expect(await refusal([...leaving, "--on", "2020-01-01", ...lower])).toMatchObject({ why: "shortNotice" });
    const { notices } = await done([...leaving, ...lower]);
    expect(notices).toMatchObject([{ proposal, party: { name: "Lower bank" }, canRelease: true }]);
    expect(await shown(["joining", "ford", ...lower])).toBe(
      [
        "ID  Lower bank (Berta) joined ID NOW: effective NOW",
        "    ID  Upper bank consented",
        "ID  Lower bank gave notice NOW: it leaves ID on DAY: “The river moved.”",
        "ID  Lower bank interprets day of ID, later: made; silence accepts it on DAY",
        "    “By day.”",
        "",
      ].join("\n"),
    );
    expect((await done(["release", "ford", notices[0]?.id ?? "", ...lower])).notices).toEqual([]);
    expect(await refusal(["accede", "ford", ...lower])).toMatchObject({ kind: "joiningRefused", why: "partyAlready" });
  });
});
