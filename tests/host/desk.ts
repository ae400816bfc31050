/** A person with keys and charters on a disk, and no links: as much of a host as keeps a charter. */

import { join } from "node:path";
import { createKeys } from "../../electron/host/keys/identity.ts";
import { createCharters } from "../../electron/host/library/charters.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import { tessera } from "../../shared/ledger/program.ts";
import { unwrap } from "../support/world.ts";

/** Its data directory is made in `root`; whoever asked for it closes `charters`. */
export async function sitDown(root: string, person: string) {
  const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory: join(root, person) }));
  const party = { name: `${person}'s people`, kind: "community", constituency: "" } as const;
  const keys = unwrap(await createKeys(platform, { person, device: "laptop", party }));
  const events: HostEvent[] = [];
  const emit = (event: HostEvent): void => void events.push(event);
  const charters = createCharters({ program: tessera, platform, keys, emit, faceOf: null });
  charters.watch({ hasPeers: () => true });
  return { platform, keys, charters, events, emit };
}
