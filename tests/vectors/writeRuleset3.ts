/**
 * Writes the charter of ruleset 3 beside this file: `ruleset3.tessera`, `ruleset3.json` with what a device needs to read
 * it and what it reads, and a PDF of it. They are frozen, the PDF from the
 * first release of its rendering on: this shows how they were made, and later versions read them.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHex } from "../../shared/base/bytes.ts";
import { grammarHash } from "../../shared/charter/text/grammarHash.ts";
import { charterIdOf } from "../../shared/ledger/members/entries.ts";
import { genesisOf, seedOf } from "../support/builders.ts";
import { ada, makeRuleset3, welcomedWith } from "./makeRuleset3.ts";
import { exportRuleset3, openRuleset3, type Reader, readRuleset3 } from "./readRuleset3.ts";

const directory = mkdtempSync(join(tmpdir(), "tessera-ruleset3-"));
const bundle = makeRuleset3();
const reader: Reader = {
  charter: charterIdOf(genesisOf(ada, "Water of the valley")),
  person: ada.name,
  device: ada.card.name,
  signSeed: toHex(seedOf(`${ada.name} signs`)),
  sealSeed: toHex(seedOf(`${ada.name} seals`)),
  epochKeys: welcomedWith.map(toHex),
};
const opened = await openRuleset3(directory, bundle, reader);
const fileOf = (name: string): URL => new URL(name, import.meta.url);
writeFileSync(fileOf("ruleset3.tessera"), bundle);
writeFileSync(
  fileOf("ruleset3.json"),
  `${JSON.stringify({ grammar: grammarHash(), reader, read: await readRuleset3(opened) }, null, 2)}\n`,
);
writeFileSync(fileOf("ruleset3.pdf"), await exportRuleset3(opened));
await opened.host.close();
rmSync(directory, { recursive: true });
