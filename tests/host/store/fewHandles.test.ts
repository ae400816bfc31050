/** A process that may open few files (RLIMIT_NOFILE, which `prlimit` of util-linux sets): no charter is missing for that. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { unwrap } from "../../support/world.ts";

it("Eighty charters are listed and written where the system gives a hundred handles, and nothing is taken for damaged", async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "tessera-handles-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
  const host = unwrap(await createHost(platform));
  const party = { name: "Ada's people", kind: "community", constituency: "" } as const;
  unwrap(await host.api.createIdentity({ person: "Ada", device: "laptop", party }));
  for (let count = 0; count < 80; count++)
    unwrap(
      await host.api.createCharter({ title: "W", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
    );
  await host.close();
  const script = new URL("./fewHandlesHost.ts", import.meta.url).pathname;
  const said = execFileSync("prlimit", ["--nofile=100:100", process.execPath, "--no-warnings", script, dataDirectory], {
    encoding: "utf8",
  });
  expect(JSON.parse(said)).toEqual({ listed: 80, unopened: 0, written: 80 });
  expect(readdirSync(join(dataDirectory, "charters")).filter((name) => name.includes("damaged"))).toEqual([]);
}, 120_000);
