/** The process that holds a long log and is met. `node syncSender.ts ENVELOPES [TRACES]`; a code for each "invite". */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRatification } from "../../electron/host/agreements/ratification.ts";
import { createHost } from "../../electron/host/createHost.ts";
import { loadKeys } from "../../electron/host/keys/identity.ts";
import { createCharters } from "../../electron/host/library/charters.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { ok } from "../../shared/base/result.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { tessera } from "../../shared/ledger/program.ts";
import { readFrames, typeTrace } from "./charter.ts";
import { must, type SenderReady } from "./syncing.ts";
import { readTrace } from "./traces.ts";

const [envelopes = "10000", traces = ""] = process.argv.slice(2);
const dataDirectory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
process.on("exit", () => rmSync(dataDirectory, { recursive: true, force: true }));
process.on("SIGTERM", () => process.exit());
process.on("disconnect", () => process.exit());

const platform = must(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
const founding = must(await createHost(platform));
const party = { name: "Fishers", kind: "community", constituency: "the delta" } as const;
must(await founding.api.createIdentity({ person: "Ana", device: "laptop", party }));
await founding.close();

// A host that closes locks them.
must(await platform.secrets.unlock(null));
const keys = must(loadKeys(platform));
if (keys === null) throw new Error("an identity was just made");
const charters = createCharters({ program: tessera, platform, keys, emit: () => undefined, faceOf: null });
charters.watch({ hasPeers: () => true });
const charter = must(charters.found("Benchmark", "en", usualPolicy));
typeTrace(charter.replica, readTrace(traces === "" ? null : traces), Number(envelopes));
const { id } = charter;
// What was typed is agreed on, so that a newcomer has something to read first.
const ratification = createRatification({
  ...{ platform, keys, arrivingText: () => null, undrawable: () => null },
  undecidedOf: async () => ok([]),
});
const term = { from: null, months: null, until: null, noticeDays: 0 };
const usual = { purpose: null, end: null, on: null, supersedes: null, closesOn: null, note: "", clockIsRight: true };
const { proposal } = must(await ratification.propose(charter, { charter: id, term, ...usual }));
const { contentHash } = must(await ratification.signing(charter, proposal)).entry;
const ballot = { charter: id, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: true } as const;
must(ratification.cast(charter, ballot));
const epochKey = charter.replica.keys()[0]?.slice();
if (epochKey === undefined) throw new Error("a charter is founded with a key");
const frames = readFrames(charter.replica);
charters.close();

const host = must(await createHost(platform));
const { addresses } = must(await host.api.listen({ port: 0, host: null }));
process.on("message", async () => {
  process.send?.(must(await host.api.invite({ charter: id, role: "delegate", expiresInHours: 1, reason: "" })).code);
});
const ready: SenderReady = { address: addresses[0] ?? "", charter: id, epochKey, frames };
process.send?.(ready);
