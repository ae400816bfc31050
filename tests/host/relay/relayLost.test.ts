import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { startTestRelay, type TestRelay } from "../../relay/testRelay.ts";
import { unwrap } from "../../support/world.ts";

const root = mkdtempSync(join(tmpdir(), "tessera-refill-"));
const hosts: Host[] = [];
let relay: TestRelay;

async function start(name: string): Promise<Host> {
  const dataDirectory = join(root, name);
  const host = unwrap(
    await createHost(unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }))),
  );
  hosts.push(host);
  const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
  unwrap(await host.api.createIdentity({ person: name, device: "laptop", party }));
  return host;
}

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  await relay.remove();
  rmSync(root, { recursive: true, force: true });
});

it("[R19] a relay that lost its store is filled again by a member, with everything", { timeout: 120_000 }, async () => {
  relay = await startTestRelay();
  const { port, url } = relay;
  const ada = await start("Ada");
  const ben = await start("Ben");
  const source = { kind: "template", template: unwrap(await ada.api.listTemplates({}))[0]?.id ?? "" } as const;
  const { charter } = unwrap(
    await ada.api.createCharter({ title: "Water", language: "en", source, policy: usualPolicy }),
  );
  unwrap(await ada.api.setRelay({ charter, url }));
  const sent = unwrap(await ada.api.syncRelay({ charter })).sent;
  await relay.remove();
  relay = await startTestRelay({ port });
  const { code } = unwrap(await ada.api.invite({ charter, role: "party", expiresInHours: 1, reason: "neighbours" }));
  expect(unwrap(await ada.api.syncRelay({ charter })).sent).toBeGreaterThan(sent);
  const joining = ben.api.join({ code, address: url, stay: false });
  // Ada answers at the relay.
  for (let isDone = false; !isDone; ) {
    unwrap(await ada.api.syncRelay({ charter }));
    isDone = await Promise.race([
      joining.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 50)),
    ]);
  }
  unwrap(await joining);
  const texts = await Promise.all(
    [ada, ben].map(async (host) => unwrap(await host.api.getText({ charter, at: { kind: "draft" } })).markdown),
  );
  expect(texts[1]).toBe(texts[0]);
});
