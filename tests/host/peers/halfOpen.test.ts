/** Two hosts over real TLS, with a gate between them that can swallow what passes, and a clock that the test moves. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createTlsDirect } from "../../../electron/host/transports/tlsDirect.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { recordingLogger, seededRandom, steppingClock } from "../../support/ambient.ts";
import { openGate } from "../../support/gate.ts";
import { memoryPlatform } from "../../support/memoryPlatform.ts";
import { createSimNetwork } from "../../support/simNetwork.ts";
import { unwrap } from "../../support/world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const policy = { admit: "all", remove: "all", suggest: "guests" } as const;
const clock = steppingClock();

async function open(root: string, name: string): Promise<Host> {
  const random = seededRandom(name.length);
  const direct = createTlsDirect({ clock, random, logger: recordingLogger(), listenHost: "127.0.0.1" });
  const simulated = { name, dataDirectory: join(root, name), seed: name.length, clock };
  const platform = memoryPlatform({ ...simulated, network: createSimNetwork(chance(1)) });
  const host = unwrap(await createHost({ ...platform, direct }));
  cleanups.push(() => moved(host.close()));
  const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
  unwrap(await host.api.createIdentity({ person: name, device: "laptop", party }));
  return host;
}

/** Time goes on a little with every turn of the event loop until the promise is settled. */
async function moved<T>(promise: Promise<T>): Promise<T> {
  let isDone = false;
  const finish = (): void => {
    isDone = true;
  };
  promise.then(finish, finish);
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1);
  }
  return promise;
}

async function until(what: string, stepMs: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited for: ${what}`);
    clock.advance(stepMs);
    // Packets need turns of their own between two steps of time.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("A connection that went half-open", () => {
  it("is noticed within two minutes at both ends, called again, and carries what was written meanwhile", async () => {
    const root = await mkdtemp(join(tmpdir(), "tessera-half-open-"));
    cleanups.push(() => rm(root, { recursive: true }));
    const [ada, ben] = [await open(root, "Ada"), await open(root, "Benjamin")];
    const source = { kind: "blank" } as const;
    const { charter } = unwrap(await ada.api.createCharter({ title: "Wells", language: "en", source, policy }));
    const asked = { charter, role: "party", expiresInHours: 1, reason: "" } as const;
    const { link, addresses } = unwrap(await moved(ada.api.invite(asked)));
    unwrap(await moved(ben.api.join({ code: link, address: null, stay: false })));

    const gate = await openGate(Number(addresses[0]?.split(":").at(-1)));
    cleanups.push(() => gate.close());
    unwrap(await moved(ben.api.meet({ address: gate.address, stay: true })));
    gate.drop("toServer");
    gate.drop("toClient");
    const markdown = "# Wells\n\nWater is for all.\n";
    unwrap(await ada.api.editText({ charter, edit: { kind: "replaceAll", markdown } }));
    const lostAt = clock.now();
    const view = async (host: Host) => unwrap(await host.api.getCharter({ charter }));
    await until("Ben is told", 1_000, async () => (await view(ben)).reconnecting.length === 1);
    await until("Ada is told", 1_000, async () => (await view(ada)).connected.length === 0);
    expect(clock.now() - lostAt).toBeLessThanOrEqual(120_000);

    gate.release();
    await until("they are connected again", 50, async () => (await view(ben)).connected.length === 1);
    expect((await view(ben)).reconnecting).toEqual([]);
    const text = async (host: Host) => unwrap(await host.api.getText({ charter, at: { kind: "draft" } })).markdown;
    expect(await text(ada)).toContain("Water is for all.");
    await until("Ben has what Ada wrote", 50, async () => (await text(ben)) === (await text(ada)));
  });
});
