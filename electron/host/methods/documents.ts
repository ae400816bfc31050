/** PDFs of ratified texts: drawn, sealed, verified; and the faces that draw them. What reads and writes PDFs is loaded when one is. */
import type { DocumentsApi, VerifyReport } from "../../../shared/api/documents.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { drawnOf } from "../documents/keptPages.ts";
import type { Faces } from "../documents/pdf/faces.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { Keys } from "../keys/identity.ts";
import type { OpenCharter } from "../library/charters.ts";
import { type Desk, fileTitle } from "./desk.ts";

export function documentsMethods(
  { platform, atWork, withCharter }: Desk,
  faces: Faces,
  engine: PdfEngine,
): DocumentsApi {
  /** A seal that this device's card vouches for, where it has one from a party. */
  async function seal(keys: Keys, pdf: Bytes, reason: string): Promise<Bytes> {
    const { bindPdfIdentity, maxCertificateBytes } = await import("../documents/pdf/pdfIdentity.ts");
    const device = keys.party === null ? null : { chain: keys.party.chain, privateKey: keys.signing.privateKey };
    const bound = device === null ? null : await bindPdfIdentity(keys.pdf, device);
    const fits = bound !== null && bound.certificateDer.length <= maxCertificateBytes;
    const { sealPdf } = await import("../documents/pdf/seal.ts");
    return sealPdf(pdf, fits ? bound : keys.pdf, { reason, signedAt: platform.clock.now() });
  }

  async function verify(bytes: Bytes): Promise<Result<VerifyReport, HostError>> {
    const { verifyPdf } = await import("../documents/pdf/verifyPdf.ts");
    return verifyPdf(bytes, { verifyCertificate, engine });
  }

  return {
    exportPdf: ({ charter, proposal }) =>
      withCharter(charter, async (open, { ratification, keys, keptPages }) => {
        const certificateBytes = ratification.certificate(open, proposal);
        if (!certificateBytes.ok) return certificateBytes;
        const certificate = certificateBytes.value;
        const dossier = ratification.dossier(open, proposal, certificate);
        const rendered = await keptPages.drawn(drawnOf(certificate, dossier?.bytes ?? null), async () => {
          const view = verifyCertificate(certificate);
          if (!view.ok) return err({ kind: "cannotRender" as const, reason: `certificate: ${view.error.reason}` });
          return engine.renderCertificatePdf(view.value, { certificateBytes: certificate, dossier });
        });
        if (!rendered.ok)
          return rendered.error.kind === "cannotDraw"
            ? err(rendered.error)
            : err({ kind: "internal", ref: `pdf: ${rendered.error.reason}` });
        // The certificate of the seal names who; a reason holds only ASCII.
        const bytes = await seal(keys, rendered.value, "Export of a ratified agreement");
        return ok({ name: pdfName(open, proposal, ratification.ratifiedAt(open, proposal)), bytes });
      }),
    verifyPdf: ({ bytes }) => verify(bytes),
    sealPdf: ({ bytes }) =>
      atWork(async ({ keys }) => {
        const found = await verify(bytes);
        if (!found.ok) return found;
        const faults = found.value.checks.filter((check) => !check.passed).map(({ check }) => check);
        if (!found.value.valid) return err({ kind: "notSealable", reason: faults.join(", ") });
        // What another program wrote last may have a form that ours cannot go on from.
        const sealed = await seal(keys, bytes, "Seal on a ratified agreement").catch(() => null);
        if (sealed === null) return err({ kind: "notSealable", reason: "seal" });
        const after = await verify(sealed);
        return after.ok ? ok({ bytes: sealed, seals: after.value.seals }) : after;
      }),
    getFaces: async () => ok({ packs: faces.packs() }),
    addFaces: async ({ files }) => {
      const added = faces.add(files);
      return added.length === 0 ? err({ kind: "noKnownFaces" }) : ok({ added, packs: faces.packs() });
    },
  };
}

/** Of one charter there are many signed texts: the day that the text was ratified, and which one. */
const pdfName = (open: OpenCharter, proposal: ProposalId, ratifiedAt: number): string =>
  `${fileTitle(open)}-${new Date(ratifiedAt).toISOString().slice(0, 10)}-${proposal.slice(0, 8)}.pdf`;
