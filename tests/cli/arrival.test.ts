/** [S18] A charter with a long history at the command line: what was agreed on is there first. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { usualPlan } from "../support/plans.ts";
import { fillBlanks, unwrap } from "../support/world.ts";
import { createTerminal, type Ran } from "./terminal.ts";

const terminal = createTerminal();
let ana: Host;
let charter: CharterId;
let address = "";

beforeAll(async () => {
  const dataDirectory = terminal.path("ana");
  ana = unwrap(
    await createHost(unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }))),
  );
  const { api } = ana;
  const party = { name: "Fishers", kind: "community", constituency: "" } as const;
  unwrap(await api.createIdentity({ person: "Ana", device: "laptop", party }));
  const source = { kind: "template", template: unwrap(await api.listTemplates({}))[0]?.id ?? "" } as const;
  ({ charter } = unwrap(await api.createCharter({ title: "Accord", language: "en", policy: usualPolicy, source })));
  await fillBlanks(api, charter);
  const { clauses } = unwrap(await api.getText({ charter, at: { kind: "draft" } }));
  const clause = clauses.find(({ kind }) => kind === "clause")?.id;
  if (clause === undefined) throw new Error("a template has a clause");
  const write = async (markdown: string): Promise<void> =>
    void unwrap(await api.editText({ charter, edit: { kind: "setClause", clause, markdown } }));
  await write("The river is shared.");
  const term = { from: null, months: 12, until: null, noticeDays: 30 };
  const { proposal } = unwrap(await api.propose({ charter, term, purpose: null, note: "", ...usualPlan }));
  const { contentHash } = unwrap(await api.getSigning({ charter, proposal })).entry;
  const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: false } as const;
  unwrap(await api.castBallot(ballot));
  for (let n = 0; n < 560; n++) await write(`The river, draft ${n}.`);
  address = unwrap(await api.listen({ port: null, host: null })).addresses[0] ?? "";
}, 60_000);
afterAll(async () => {
  await ana?.close();
  terminal.remove();
});

async function join(person: string, ...options: readonly string[]): Promise<Ran> {
  const data = ["--data", terminal.path(person)];
  const begun = await terminal.run(["init", "--plain-keys", "--person", person, ...data]);
  expect(begun.code).toBe(0);
  const { code } = unwrap(await ana.api.invite({ charter, role: "observer", expiresInHours: 1, reason: "" }));
  const joined = await terminal.run(["join", code, "--address", address, ...options, ...data]);
  expect(joined.code).toBe(0);
  return joined;
}

describe("[S18] Joining a charter with a long history", () => {
  it("says as soon as it is verified what was agreed on and how far the draft has come, and ends with both", async () => {
    const { out, err } = await join("Ben");
    expect(err).toMatch(/^The draft is on its way: 0 of 5\d\d\.$/m);
    expect(err).toMatch(
      /^Agreed text of \d{4}-\d\d-\d\d, signed by Fishers\. It is verified\. The draft is on its way\.$/m,
    );
    expect(err).toContain(`tessera text ${charter.slice(0, 8)} --at inforce`);
    expect(out).toBe("Joined: Accord\n");
    const data = ["--data", terminal.path("Ben")];
    expect((await terminal.run(["text", charter.slice(0, 8), "--at", "inforce", ...data])).out).toContain(
      "The river is shared.",
    );
    expect((await terminal.run(["text", charter.slice(0, 8), ...data])).out).toContain("The river, draft 559.");
  }, 60_000);

  it("prints the agreed text at once with --read, as a document of its own with --json", async () => {
    const { out } = await join("Cleo", "--read");
    expect(out.indexOf("The river is shared.")).toBeGreaterThan(out.indexOf("Agreed text of"));
    expect(out.indexOf("Joined: Accord")).toBeGreaterThan(out.indexOf("The river is shared."));
    const { values } = await join("Dina", "--read", "--json");
    expect(values).toEqual([
      {
        charter,
        agreed: expect.objectContaining({ title: "Accord", signedBy: [{ id: expect.any(String), name: "Fishers" }] }),
        markdown: expect.stringContaining("The river is shared."),
      },
      { charter, title: "Accord" },
    ]);
  }, 60_000);
});
