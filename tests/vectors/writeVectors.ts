/** Writes the vectors beside this file. Only for a new version of a format: old vectors stay valid for ever. */
import { readFileSync, writeFileSync } from "node:fs";
import { toHex } from "../../shared/base/bytes.ts";
import { sign } from "../../shared/base/crypto.ts";
import { inviteStatement } from "../../shared/ledger/invite.ts";
import { sealWelcome } from "../../shared/sync/welcome.ts";
import { makeLedgerVectors, makeSyncVectors, welcomeParts, writeJson } from "./makeVectors.ts";

const fileOf = (name: string): URL => new URL(name, import.meta.url);

function sealedBefore(): string | null {
  try {
    return JSON.parse(readFileSync(fileOf("sync.json"), "utf8")).welcome.sealed;
  } catch {
    return null;
  }
}

function sealAnew(): string {
  const { charter, epochKey, joiner, invite } = welcomeParts;
  const expiresAt = 1_700_000_000_000;
  const statement = sign(inviteStatement(charter, "party", expiresAt), invite().privateKey);
  return toHex(sealWelcome(charter, { role: "party", expiresAt, statement }, epochKey, joiner.sealing.publicKey));
}

writeFileSync(fileOf("ledger.json"), writeJson(makeLedgerVectors()));
writeFileSync(fileOf("sync.json"), writeJson(makeSyncVectors(sealedBefore() ?? sealAnew())));
