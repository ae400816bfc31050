/** What the documentation says of the gateway, by the script that it names: a process of its own against a real one. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { serveWeb, type WebServer } from "../../electron/web/serveWeb.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { recordingLogger, seededRandom } from "../support/ambient.ts";
import { unwrap } from "../support/world.ts";

const script = fileURLToPath(new URL("../../scripts/examples/appendClause.mjs", import.meta.url));

let root: string;
let host: Host;
let server: WebServer;
let charter: CharterId;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "tessera-script-"));
  writeFileSync(join(root, "index.html"), "<!doctype html>");
  const dataDirectory = join(root, "ana");
  const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
  host = unwrap(await createHost(platform));
  const party = { name: "Fishers", kind: "community", constituency: "" } as const;
  unwrap(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
  const bytes = new TextEncoder().encode("# Water\n\n## Sharing\n\n1. Water is for all.\n");
  const source = { kind: "file", name: "water.md", bytes } as const;
  ({ charter } = unwrap(await host.api.createCharter({ title: "Water", language: "en", source, policy: usualPolicy })));
  const [random, logger] = [seededRandom(1), recordingLogger()];
  server = unwrap(await serveWeb({ host, rendererDirectory: root, port: 0, gateway: true, random, logger }));
});
afterEach(async () => {
  await server.close();
  await host.close();
  rmSync(root, { recursive: true, force: true });
});

function run(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const program = spawn(process.execPath, [script, ...args]);
  let said = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (piece: Buffer) => (said += piece));
  return new Promise((resolve) => program.once("close", (code) => resolve({ code, said: said.trim() })));
}
const clauses = async () => unwrap(await host.api.getText({ charter, at: { kind: "draft" } })).clauses;

describe("scripts/examples/appendClause.mjs", () => {
  it("appends a clause, which is one of the text, with its words and its number", async () => {
    const before = await clauses();
    const { code, said } = await run(server.gatewayUrl ?? "", charter, server.gatewayToken ?? "", "It is shared.");
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^[0-9a-f]{16}$/) });
    const after = await clauses();
    expect(after.map(({ id }) => id)).toEqual([...before.map(({ id }) => id), said]);
    expect(after.at(-1)).toMatchObject({ number: "1.2" });
    const { markdown } = unwrap(await host.api.getText({ charter, at: { kind: "draft" } }));
    expect(markdown).toContain("2. It is shared.");
  });

  it("says why where it is refused, and nothing is written", async () => {
    const before = await clauses();
    const refused = await run(server.gatewayUrl ?? "", charter, "another token", "It is shared.");
    expect(refused).toEqual({ code: 1, said: "the gateway does not answer, or refuses the token" });
    const lost = await run(server.gatewayUrl ?? "", "0".repeat(64), server.gatewayToken ?? "", "It is shared.");
    expect(lost).toEqual({ code: 1, said: "refused: no such charter" });
    expect((await run()).code).toBe(1);
    expect(await clauses()).toEqual(before);
  });
});
