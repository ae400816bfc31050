/** More charters at a relay than are connected at once: each gets its turn, and one that changes does not wait for it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import type { Platform } from "../../../electron/host/platform.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { chance } from "../../shared/crdt/support/chance.ts";
import { steppingClock } from "../../support/ambient.ts";
import { memoryPlatform } from "../../support/memoryPlatform.ts";
import { createSimNetwork, relayUrl } from "../../support/simNetwork.ts";
import { unwrap } from "../../support/world.ts";

const many = 40;
const places = 16;
const root = mkdtempSync(join(tmpdir(), "tessera-turns-"));
let host: Host | null = null;
afterEach(async () => {
  await host?.close();
  rmSync(root, { recursive: true, force: true });
});

it("are connected so many at once, the others in turn, and whichever changes at once", {
  timeout: 60_000,
}, async () => {
  const clock = steppingClock();
  const network = createSimNetwork(chance(3));
  const simple = memoryPlatform({ name: "Ada", dataDirectory: join(root, "Ada"), seed: 1, clock, network });
  /** By the room's key: how often it was opened. The latest that is open comes last. */
  const visits = new Map<string, number>();
  const open = new Set<string>();
  let mostOpen = 0;
  const relay: Platform["relay"] = {
    async open(args) {
      const room = Buffer.from(args.roomPublicKey).toString("hex");
      const opened = await simple.relay.open(args);
      if (!opened.ok) return opened;
      visits.set(room, (visits.get(room) ?? 0) + 1);
      open.add(room);
      mostOpen = Math.max(mostOpen, open.size);
      const close = (): void => {
        open.delete(room);
        opened.value.close();
      };
      return { ...opened, value: { ...opened.value, close } };
    },
  };
  const turn = async (): Promise<void> => {
    for (let step = 0; step < 12; step++) {
      while (network.step());
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1000);
      await turn();
    }
  };

  const seeding = unwrap(await createHost(simple));
  const party = { name: "Ada's people", kind: "community", constituency: "" } as const;
  unwrap(await seeding.api.createIdentity({ person: "Ada", device: "laptop", party }));
  const source = { kind: "blank" } as const;
  const charters: CharterId[] = [];
  for (let number = 0; number < many; number++) {
    const title = `Well ${number}`;
    const { charter } = unwrap(await seeding.api.createCharter({ title, language: "en", source, policy: usualPolicy }));
    unwrap(await seeding.api.setRelay({ charter, url: relayUrl }));
    charters.push(charter);
  }
  await seeding.close();

  host = unwrap(await createHost({ ...simple, relay }));
  host.onEvent(() => undefined);
  const { api } = host;
  await pass(3);
  expect(open.size).toBe(places);
  await pass(120);
  expect(visits.size).toBe(many);
  expect(mostOpen).toBeLessThanOrEqual(places + 1);
  // Nobody is visited a third time while another waits for the second.
  const counts = [...visits.values()].sort((a, b) => a - b);
  expect((counts.at(-1) ?? 0) - (counts[0] ?? 0)).toBeLessThanOrEqual(1);

  const states = new Map<CharterId, string>();
  for (const charter of charters) states.set(charter, unwrap(await api.getCharter({ charter })).relay.state);
  const away = charters.find((charter) => states.get(charter) === "off");
  if (away === undefined) throw new Error("some have no place");
  unwrap(await api.invite({ charter: away, role: "party", expiresInHours: 1, reason: "" }));
  await turn();
  expect(unwrap(await api.getCharter({ charter: away })).relay).toMatchObject({ state: "connected", notSent: 0 });
  await pass(60);
  expect(open.size).toBeLessThanOrEqual(places + 1);
});
