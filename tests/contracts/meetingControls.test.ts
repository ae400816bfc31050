/** What a person ends or asks about meetings, on the product's host over a network in memory that nobody moves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import type { Platform } from "../../electron/host/platform.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import { pipePair } from "../../shared/base/pipePair.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { chance } from "../shared/crdt/support/chance.ts";
import { steppingClock } from "../support/ambient.ts";
import { memoryPlatform } from "../support/memoryPlatform.ts";
import { addressOf, createSimNetwork, relayUrl } from "../support/simNetwork.ts";

const party = { name: "River people", kind: "community", constituency: "" } as const;
const cancelled = { ok: false, error: { kind: "cancelled" } };

function unwrap<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

let root: string;
let opened: Host[];
let network: ReturnType<typeof createSimNetwork>;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tessera-meeting-"));
  opened = [];
  network = createSimNetwork(chance(1));
});
afterEach(async () => {
  for (const host of opened) await host.close();
  await rm(root, { recursive: true });
});

async function open(name: string, change: Partial<Platform> = {}): Promise<Host> {
  const simulated = { dataDirectory: join(root, name), seed: name.length, clock: steppingClock(0), network };
  const host = unwrap(await createHost({ ...memoryPlatform({ name, ...simulated }), ...change }));
  opened.push(host);
  unwrap(await host.api.createIdentity({ person: name, device: "laptop", party }));
  return host;
}

describe("stopMeeting", () => {
  it("ends a meeting that waits for the other side, which answers that it was cancelled", async () => {
    const [ada, benjamin] = [await open("Ada"), await open("Benjamin")];
    unwrap(await benjamin.api.listen({ port: null, host: null }));
    const meeting = ada.api.meet({ address: addressOf("Benjamin"), stay: true });
    await Promise.resolve();
    expect(await ada.api.stopMeeting({})).toEqual({ ok: true, value: null });
    expect(await meeting).toEqual(cancelled);
  });

  it("ends the wait for an address that does not answer, and hangs up should it answer later", async () => {
    const late = Promise.withResolvers<void>();
    const [near, far] = pipePair();
    const link = { pipe: near, binding: new Uint8Array(32), role: "dialer", remoteAddress: "far" } as const;
    const direct: Platform["direct"] = {
      dial: () => late.promise.then(() => ok(link)),
      listen: async () => ({ ok: false, error: { kind: "cannotListen", port: 0, reason: "not here" } }),
    };
    const ada = await open("Ada", { direct });
    const meeting = ada.api.meet({ address: "far", stay: false });
    await ada.api.stopMeeting({});
    expect(await meeting).toEqual(cancelled);
    const hungUp = new Promise((resolve) => far.onClose(resolve));
    late.resolve();
    expect(await hungUp).toBe("stopped");
  });
});

describe("an exchange with a relay", () => {
  it("answers that it was cancelled when the relay is switched off meanwhile", async () => {
    const ada = await open("Ada");
    const { charter } = unwrap(
      await ada.api.createCharter({ title: "Wells", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
    );
    unwrap(await ada.api.setRelay({ charter, url: relayUrl }));
    const exchange = ada.api.syncRelay({ charter });
    unwrap(await ada.api.setRelay({ charter, url: null }));
    expect(await exchange).toEqual(cancelled);
  });
});

describe("getListening", () => {
  it("says where others reach this device, an invitation included, and each change is told", async () => {
    const ada = await open("Ada");
    const heard: HostEvent["kind"][] = [];
    ada.onEvent((event) => heard.push(event.kind));
    const changes = (): number => heard.filter((kind) => kind === "listeningChanged").length;
    expect(await ada.api.getListening({})).toEqual({ ok: true, value: { addresses: [] } });
    const { charter } = unwrap(
      await ada.api.createCharter({ title: "Wells", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
    );
    unwrap(await ada.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
    expect(await ada.api.getListening({})).toEqual({ ok: true, value: { addresses: [addressOf("Ada")] } });
    expect(changes()).toBe(1);
    unwrap(await ada.api.listen({ port: null, host: null }));
    expect(changes()).toBe(1);
    unwrap(await ada.api.stopListening({}));
    expect(await ada.api.getListening({})).toEqual({ ok: true, value: { addresses: [] } });
    expect(changes()).toBe(2);
  });
});

describe("what a window shows before it does anything", () => {
  it("names the data directory, and has the text of each template", async () => {
    const ada = await open("Ada");
    expect(unwrap(await ada.api.getIdentity({}))?.dataDirectory).toBe(join(root, "Ada"));
    const templates = unwrap(await ada.api.listTemplates({}));
    expect(templates.length).toBeGreaterThan(0);
    for (const { title, markdown } of templates) expect(markdown).toContain(`# ${title}`);
  });
});
