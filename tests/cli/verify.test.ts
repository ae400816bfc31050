/** What `verify` ends with: 0 valid, 1 not valid, 3 where nothing can be told here. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPdfEngine } from "../../electron/host/documents/pdf/pdfEngine.ts";
import { sealPdf } from "../../electron/host/documents/pdf/seal.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { verifyCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { charterIdOf } from "../../shared/ledger/members/entries.ts";
import type { CertificateView } from "../../shared/ledger/members/model.ts";
import { identity } from "../host/documents/pdf/sampleCertificates.ts";
import {
  ballotOf,
  certificateWire,
  electorateOf,
  founder,
  genesisOf,
  oneYear,
  proposalOf,
  startMs,
  words,
} from "../support/builders.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());
const file = terminal.path("freedom.pdf");

/** The certificate has words of a pack; the pages beside it were drawn where none was needed, with other words. */
async function write(path: string, forged: Partial<CertificateView> = {}): Promise<void> {
  const ada = founder("Ada");
  const charter = charterIdOf(genesisOf(ada));
  const proposal = proposalOf(charter, ada, electorateOf(ada), { text: words("人皆生而自由"), term: oneYear });
  const certificateBytes = certificateWire(proposal.wire, [ballotOf(ada, proposal)]);
  const verified = verifyCertificate(certificateBytes);
  if (!verified.ok) throw new Error(verified.error.reason);
  const shown = { ...verified.value, text: words("Other words."), ...forged };
  const drawn = await createPdfEngine().renderCertificatePdf(shown, { certificateBytes });
  if (!drawn.ok) throw new Error(JSON.stringify(drawn.error));
  writeFileSync(path, await sealPdf(drawn.value, await identity("Ada"), { reason: "Export", signedAt: startMs }));
}

beforeAll(() => write(file));

describe("tessera verify, where a pack of faces is not installed", () => {
  it("ends with 3, and says that nothing was compared, which pack it needs and what to rely on", async () => {
    const ran = await terminal.run(["verify", file]);
    expect(ran.code).toBe(3);
    expect(ran.out).toContain("freedom.pdf: NOT COMPARED");
    expect(ran.out).toMatch(/not checked +seal[\s\S]*not checked +rendering/);
    expect(ran.out).not.toMatch(/FAILED|: valid|NOT VALID/);
    expect(ran.err).toContain("neither valid nor forged");
    expect(ran.err).toContain(`The pack of faces "chinese" (Han) is not installed.`);
    expect(ran.err).toContain("tessera faces add FILE");
    expect(ran.err).toContain("content.json");
  });

  it("says the same to a program", async () => {
    const ran = await terminal.run(["verify", file, "--json"]);
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: false,
      error: { kind: "notCompared" },
      value: { valid: false, notCompared: { kind: "noFaces", script: "Han", pack: "chinese" }, seals: [] },
    });
  });

  it("looks for packs where the person keeps theirs, and takes none that only bears the name", async () => {
    const data = ["--data", terminal.path("data")];
    writeFileSync(terminal.path("NotoSerifSC_400Regular.ttf"), "no face");
    expect((await terminal.run(["faces", "add", terminal.path("NotoSerifSC_400Regular.ttf"), ...data])).code).toBe(1);
    expect((await terminal.run(["verify", file, ...data])).code).toBe(3);
  });

  it("ends with 1 where the attached text is not the signed one, whatever was not compared", async () => {
    const forged = terminal.path("forged.pdf");
    await write(forged, { contentBytes: utf8("{}") });
    const ran = await terminal.run(["verify", forged]);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("forged.pdf: NOT VALID");
    expect(ran.err).toContain("fails: content");
  });
});
