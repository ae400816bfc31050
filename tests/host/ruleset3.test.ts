/**
 * A charter of ruleset 3 with everything in it, as it was written when the ruleset was frozen: every later version reads
 * the same out of it. What is expected here is changed by no version; another reading is another ruleset.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bytes } from "../../shared/base/bytes.ts";
import { grammarHash } from "../../shared/charter/text/grammarHash.ts";
import { tessera } from "../../shared/ledger/program.ts";
import { makeRuleset3 } from "../vectors/makeRuleset3.ts";
import { type OpenedRuleset3, openRuleset3, type Reader, readRuleset3 } from "../vectors/readRuleset3.ts";
import { kindsIn, kindsOf } from "../vectors/ruleset3Kinds.ts";

const kept = (name: string): Bytes => new Uint8Array(readFileSync(new URL(`../vectors/${name}`, import.meta.url)));
const bundle = kept("ruleset3.tessera");
const { reader, read, grammar } = JSON.parse(new TextDecoder().decode(kept("ruleset3.json"))) as {
  readonly reader: Reader;
  readonly read: Readonly<Record<string, unknown>>;
  readonly grammar: string;
};

const directory = mkdtempSync(join(tmpdir(), "tessera-ruleset3-"));
let opened: OpenedRuleset3;
beforeAll(async () => {
  opened = await openRuleset3(directory, bundle, reader);
});
afterAll(async () => {
  await opened.host.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("The charter of ruleset 3", () => {
  it("[L68] reads as it did: text, members, standings on days, status, records, certificates and dossiers", async () => {
    const found = (await readRuleset3(opened)) as Readonly<Record<string, unknown>>;
    const plain = JSON.parse(JSON.stringify(found)) as typeof read;
    for (const part of Object.keys({ ...read, ...plain }))
      expect({ [part]: plain[part] }).toEqual({ [part]: read[part] });
  });

  it("has a PDF that verifies, and does not with a byte of it changed", async () => {
    const pdf = kept("ruleset3.pdf");
    const verify = (bytes: Bytes) => opened.host.api.verifyPdf({ bytes: bytes as Uint8Array<ArrayBuffer> });
    expect(await verify(pdf)).toMatchObject({ ok: true, value: { valid: true } });
    for (const at of [0.2, 0.5, 0.8].map((part) => Math.floor(pdf.length * part)))
      expect(await verify(pdf.with(at, (pdf[at] ?? 0) ^ 1) as Bytes)).not.toMatchObject({ value: { valid: true } });
  });

  it("[L68] has everything that the tables of the program know: entries, statements and their choices, nodes, review keys", () => {
    const found = kindsIn(bundle, reader, tessera);
    expect(kindsOf(tessera).filter((kind) => !found.has(kind))).toEqual([]);
    // A program that knew one kind more would be told.
    const [first] = tessera.statements;
    const more = { ...tessera, statements: [...tessera.statements, { ...first, type: 200 } as never] };
    expect(kindsOf(more).filter((kind) => !found.has(kind))).toEqual(["statement 200"]);
  });

  it("[L68] is of this grammar, which the pages name, and its script goes on making one with everything, for the next ruleset", () => {
    expect(grammarHash()).toBe(grammar);
    for (const page of ["ledger/PROTOCOL.md", "charter/text/CONTENT.md"])
      expect(readFileSync(new URL(`../../shared/${page}`, import.meta.url), "utf8")).toContain(grammar);
    const made = kindsIn(makeRuleset3(), reader, tessera);
    expect(kindsOf(tessera).filter((kind) => !made.has(kind))).toEqual([]);
  });
});
