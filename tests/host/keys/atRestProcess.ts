/**
 * A host of its own process that is used for everything that leaves words on a disk, and then waits to be killed or
 * asked to close. Prints, as JSON, what must not be found there: words, and keys in hex.
 */
import { createInterface } from "node:readline";
import { createSystemRandom } from "../../../electron/host/ambient.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import { createSecrets } from "../../../electron/host/keys/secrets.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { stretchCosts } from "../../../shared/base/crypto.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { usualPlan } from "../../support/plans.ts";

const directory = process.argv[2] ?? "";
const passphrase = "correct horse canarypassphrase";

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const system = createSystemRandom();
const keys = new Set<string>();
/** Everything of 32 bytes is a key, a seed or the secret of an invite (16 bytes are salts and nonces too). */
const random: Random = {
  bytes(count) {
    const drawn = system.bytes(count);
    if (count === 32) keys.add(toHex(drawn));
    return drawn;
  },
};
const secrets = had(createSecrets({ directory, random, systemStore: null, cost: stretchCosts.light }));
const platform = had(await createNodePlatform({ dataDirectory: directory, listenHost: "127.0.0.1" }));
const { api, ...host } = had(await createHost({ ...platform, random, secrets }));

had(await api.protectKeys({ current: null, choice: { kind: "passphrase", passphrase } }));
const party = { name: "canaryparty", kind: "movement", constituency: "canaryconstituency" } as const;
had(await api.createIdentity({ person: "canaryperson", device: "canarydevice", party }));
// Nobody has confirmed them: they are on the disk, sealed.
const sheet = had(await api.getRecoveryWords({ language: "en" }));
if (sheet === null) throw new Error("the words are gone");
const source = { kind: "blank" } as const;
const { charter } = had(await api.createCharter({ title: "canarytitle", language: "en", source, policy: usualPolicy }));
const words = "## canaryheading\n\n1. canaryclause\n";
had(await api.editText({ charter, edit: { kind: "replaceAll", markdown: words } }));
const term = { from: null, months: 12, until: null, noticeDays: 30 };
const { proposal } = had(await api.propose({ charter, term, note: "canarynote", purpose: null, ...usualPlan }));
const { entry } = had(await api.getSigning({ charter, proposal }));
had(
  await api.castBallot({
    charter,
    proposal,
    contentHash: entry.contentHash,
    choice: "ratify",
    statement: "canarystatement",
    clockIsRight: false,
  }),
);
const { code } = had(await api.invite({ charter, role: "party", expiresInHours: 1, reason: "canaryreason" }));
had(await api.setRelay({ charter, url: "ws://127.0.0.1:1/canaryrelay" }));
// Locked and opened again, so that caches and settings were written and read.
had(await api.lock({}));
had(await api.unlock({ passphrase }));
had(await api.editText({ charter, edit: { kind: "insertArticle", after: null, markdown: "## canarylater" } }));

const spoken = ["party", "constituency", "person", "device", "title", "heading", "clause", "note", "statement"];
process.stdout.write(
  `${JSON.stringify({
    words: [
      ...[...spoken, "reason", "relay", "later", "passphrase"].map((word) => `canary${word}`),
      code,
      code.replaceAll("-", ""),
      sheet.words.slice(0, 3).join(" "),
    ],
    keys: [...keys],
  })}\n`,
);
for await (const line of createInterface({ input: process.stdin })) if (line === "close") break;
await host.close();
