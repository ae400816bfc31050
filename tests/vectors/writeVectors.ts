/** Writes the vectors beside this file. Only for a new version of a format: old vectors stay valid for ever. */
import { readFileSync, writeFileSync } from "node:fs";
import { toHex } from "../../shared/base/bytes.ts";
import { sign } from "../../shared/base/crypto.ts";
import { inviteStatement } from "../../shared/ledger/members/invite.ts";
import { sealWelcome } from "../../shared/sync/welcome.ts";
import { startMs } from "../support/builders.ts";
import { grammarTable } from "../support/grammarTable.ts";
import { makeContentVectors } from "./makeContentVectors.ts";
import {
  epochKeys,
  makeLedgerVectors,
  makeSyncVectors,
  type SyncBoxes,
  sealedParts,
  writeJson,
} from "./makeVectors.ts";

const fileOf = (name: string): URL => new URL(name, import.meta.url);
const [first, second] = epochKeys;
const { charter, ben, recovered, invite } = sealedParts;

/** What was sealed before, so that only what changed is written anew. */
function before<T>(name: string, read: (vectors: never) => T): T | null {
  try {
    return read(JSON.parse(readFileSync(fileOf(name), "utf8")) as never);
  } catch {
    return null;
  }
}

function sealWelcomes(): SyncBoxes {
  const expiresAt = startMs;
  const statement = sign(inviteStatement(charter, "party", expiresAt), invite().privateKey);
  const answered = { role: "party", expiresAt, statement } as const;
  const keys = [first, second];
  return {
    welcome: toHex(sealWelcome({ charter, keys }, answered, ben.sealing.publicKey)),
    recovered: toHex(sealWelcome({ charter, keys }, null, recovered.sealing.publicKey)),
  };
}

/** With `--anew` the sealed boxes of welcomes too: where what is in them changed. */
const anew = process.argv.includes("--anew");
const welcomes = anew
  ? null
  : before(
      "sync.json",
      (was: { welcome: { sealed: string }; recovered: { sealed: string } }): SyncBoxes => ({
        welcome: was.welcome.sealed,
        recovered: was.recovered.sealed,
      }),
    );
writeFileSync(fileOf("ledger.json"), writeJson(makeLedgerVectors()));
writeFileSync(fileOf("sync.json"), writeJson(makeSyncVectors(welcomes ?? sealWelcomes())));
writeFileSync(fileOf("content.json"), writeJson(makeContentVectors()));

const page = new URL("../../shared/charter/text/CONTENT.md", import.meta.url);
const [begin, end] = ["<!-- grammar -->\n", "<!-- /grammar -->"] as const;
const [above, rest = ""] = readFileSync(page, "utf8").split(begin);
writeFileSync(page, `${above}${begin}\n${grammarTable()}\n\n${end}${rest.split(end)[1] ?? ""}`);
