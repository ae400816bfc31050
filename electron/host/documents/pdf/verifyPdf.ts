/**
 * Is this file, to the last byte, what our renderer draws from a valid certificate, with seals and nothing else after?
 *
 * The untrusted file is only searched and inflated within bounds. Its certificate is verified, the pages are drawn
 * again from it and compared with the beginning of the file; then each seal is made again (`seal.ts`)
 * from what it was made of, and compared. So no PDF parser ever reads a byte that we did not make ourselves, and no
 * byte is left that could differ: not in padding, not in an update, not behind the end.
 */

import type { NotCompared, SealView, VerifyCheck, VerifyReport } from "../../../../shared/api/documents.ts";
import type { HostError } from "../../../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import { fingerprint } from "../../../../shared/base/fingerprint.ts";
import type { PartyId } from "../../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../../shared/base/result.ts";
import { type Dossier, verifyDossier } from "../../../../shared/ledger/agreements/dossier.ts";
import type { CertificateView } from "../../../../shared/ledger/members/model.ts";
import { readAttachment } from "./attachments.ts";
import { type AttachedDossier, knownRenderings, type PdfEngine, type RenderFault } from "./pdfEngine.ts";
import { type PdfCertificate, readPdfCertificate } from "./pdfIdentity.ts";
import { type ReadSeal, readSeal } from "./readSeal.ts";
import { readRendering } from "./renderingOf.ts";
import { applySeal, isLowerS } from "./seal.ts";
import { readStrangerSeal } from "./strangerSeal.ts";

export interface VerifyDeps {
  readonly verifyCertificate: (bytes: Bytes) => Result<CertificateView, { readonly reason: string }>;
  readonly engine: PdfEngine;
}

export const maxPdfBytes = 64 * 1024 * 1024;
const maxSeals = 50;

export async function verifyPdf(bytes: Bytes, deps: VerifyDeps): Promise<Result<VerifyReport, HostError>> {
  if (bytes.length > maxPdfBytes)
    return err({ kind: "fileTooLarge", name: "PDF", bytes: bytes.length, limit: maxPdfBytes });
  if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") !== "%PDF-") return notOurs("it is not a PDF");
  const certificateBytes = readAttachment(bytes, "certificate.cbor");
  if (certificateBytes === null) return notOurs("it has no readable attachment certificate.cbor");
  const content = readAttachment(bytes, "content.json");
  if (content === null) return notOurs("it has no readable attachment content.json");

  const structure = passed(
    "structure",
    "The file is a PDF with the two attachments content.json and certificate.cbor.",
  );
  const certificate = deps.verifyCertificate(certificateBytes);
  if (!certificate.ok) return ok(withoutCertificate(structure, certificate.error.reason));
  const view = certificate.value;
  const dossierBytes = readAttachment(bytes, "dossier.cbor");
  const dossier = dossierBytes === null ? null : verifyDossier(dossierBytes, certificateBytes);
  const isContentSame = toHex(sha256(content)) === view.contentHash;
  const attached = dossierBytes === null || !dossier?.ok ? null : { bytes: dossierBytes, read: dossier.value };
  const drawn = await drawAgain(bytes, view, { certificateBytes, dossier: attached }, deps.engine);
  const seals = drawn.kind === "same" ? await checkSeals(bytes, drawn.pages, view) : null;

  const checks: readonly VerifyCheck[] = [
    structure,
    isContentSame
      ? passed("content", `The SHA-256 of content.json is the one the parties signed: ${view.contentHash}.`)
      : failed("content", "The attached content.json is not the text the parties signed."),
    passed("proposal", `The certificate holds the proposal "${view.title}" with this text, its parties and its term.`),
    passed("ballots", `${view.signatures.length} valid signatures; ${view.conditions.needed} were needed.`),
    passed("parties", `The keys of all ${view.parties.length} parties are named and signed in the certificate.`),
    ...(dossier === null
      ? []
      : [
          dossier.ok
            ? passed(
                "dossier",
                `The statements since hold, as far as ${dossier.value.by.person} knew on ${dossier.value.asOf}.`,
              )
            : failed("dossier", `The attached dossier is not valid: ${dossier.error.reason}.`),
        ]),
    seals === null ? unchecked("seal", drawn.kind === "notCompared" ? sealNotCovered : sealNotOurs) : seals.check,
    drawn.kind === "same"
      ? passed("rendering", "The pages are, byte by byte, what this program draws from the certificate.")
      : drawn.kind === "notCompared"
        ? unchecked("rendering", describeLack(drawn.why))
        : failed("rendering", drawn.detail),
  ];
  const holds = checks.every((check) => check.passed || !check.checked);
  return ok({
    valid: checks.every((check) => check.passed),
    notCompared: drawn.kind === "notCompared" && holds ? drawn.why : null,
    checks,
    charter: view.charter,
    title: view.title,
    contentHash: view.contentHash,
    ratifiedBy: view.signatures.map((signature) => ({
      party: { id: signature.party, name: view.parties.find((party) => party.id === signature.party)?.name ?? "" },
      person: signature.person,
      castAt: signature.castAt,
      fingerprint: fingerprint(signature.party),
      confirmed: signature.confirmed,
    })),
    since: attached === null ? null : sinceView(attached.read, view),
    ...{ term: view.term, accession: view.conditions.accession },
    seals: seals?.seals ?? [],
  });
}

/** What a dossier says, with its parties by name. */
function sinceView({ asOf, by, knownTo, rows }: Dossier, view: CertificateView): NonNullable<VerifyReport["since"]> {
  const names = new Map(view.parties.map(({ id, name }) => [id, name]));
  for (const { party, name } of rows) if (!names.has(party)) names.set(party, name);
  const ref = (id: PartyId) => ({ id, name: names.get(id) ?? "" });
  return {
    asOf,
    by: { person: by.person, party: ref(by.party) },
    knownTo: [...knownTo].map(([party, day]) => ({ party: ref(party), day })),
    rows: rows.map(({ party, action, on, effect, until, left }) => ({
      party: ref(party),
      action,
      on,
      effect,
      until,
      left,
    })),
  };
}

const notOurs = (reason: string): Result<never, HostError> => err({ kind: "notTesseraPdf", reason });
const passed = (check: VerifyCheck["check"], detail: string): VerifyCheck => ({
  check,
  passed: true,
  checked: true,
  detail,
});
const failed = (check: VerifyCheck["check"], detail: string): VerifyCheck => ({
  ...passed(check, detail),
  passed: false,
});
const unchecked = (check: VerifyCheck["check"], detail: string): VerifyCheck => ({
  ...failed(check, detail),
  checked: false,
});

type DrawnAgain =
  | { readonly kind: "same"; readonly pages: Bytes }
  | { readonly kind: "different"; readonly detail: string }
  | { readonly kind: "notCompared"; readonly why: NotCompared };

/** A file may name any rendering, and any certificate may need faces that are not here: that alone forges nothing and proves nothing. */
async function drawAgain(
  bytes: Bytes,
  view: CertificateView,
  attachments: { readonly certificateBytes: Bytes; readonly dossier: AttachedDossier | null },
  engine: PdfEngine,
): Promise<DrawnAgain> {
  const version = readRendering(bytes);
  if (!knownRenderings.includes(version)) return { kind: "notCompared", why: { kind: "otherRendering", version } };
  const rendered = await engine.renderCertificatePdf(view, attachments, version);
  if (!rendered.ok) {
    const fault = rendered.error;
    if (fault.kind === "cannotDraw" && fault.pack !== null)
      return { kind: "notCompared", why: { kind: "noFaces", script: fault.script, pack: fault.pack } };
    return { kind: "different", detail: describeFault(fault) };
  }
  const pages = rendered.value;
  if (equalBytes(pages, bytes.subarray(0, pages.length))) return { kind: "same", pages };
  const at = pages.findIndex((byte, index) => bytes[index] !== byte);
  return { kind: "different", detail: `The pages are not what the certificate gives: they differ from byte ${at} on.` };
}

const sealNotOurs = "Not checked, since the pages are not the ones that the certificate gives.";
const sealNotCovered = "Not checked: a seal covers the pages, and they were not drawn again.";

const describeLack = (why: NotCompared): string =>
  why.kind === "noFaces"
    ? `Not compared: the pages have letters of ${why.script}, and the pack of faces "${why.pack}" is not installed here.`
    : `Not compared: the file says that it was drawn by rendering version ${why.version}; this program knows ${knownRenderings.join(" and ")}.`;

function withoutCertificate(structure: VerifyCheck, reason: string): VerifyReport {
  const rest = (["content", "ballots", "parties", "seal", "rendering"] as const).map((check) =>
    unchecked(check, "Not checked, since the certificate is not valid."),
  );
  const [content, ...others] = rest;
  const proposal = failed("proposal", `The attached certificate is not valid: ${reason}.`);
  return {
    valid: false,
    notCompared: null,
    checks: [structure, ...(content === undefined ? [] : [content]), proposal, ...others],
    charter: null,
    title: "",
    contentHash: "",
    ratifiedBy: [],
    since: null,
    ...{ term: null, accession: null },
    seals: [],
  };
}

interface CheckedSeals {
  readonly check: VerifyCheck;
  readonly seals: readonly SealView[];
}

/** `drawn` is the beginning of `bytes`: the rest has to be seals, each made on all before it. */
async function checkSeals(bytes: Bytes, drawn: Bytes, view: CertificateView): Promise<CheckedSeals> {
  const seals: SealView[] = [];
  let sealed = drawn;
  while (sealed.length < bytes.length) {
    const seal = seals.length < maxSeals ? readSeal(bytes, sealed.length) : null;
    const again = seal === null ? null : await repeatSeal(sealed, seal);
    if (seal === null || again === null || !equalBytes(again.bytes, bytes.subarray(0, again.bytes.length))) {
      const stranger =
        seals.length === 0 || seals.length >= maxSeals ? null : await readStrangerSeal(bytes, sealed.length);
      if (stranger !== null) {
        seals.push({ name: stranger.name, party: null, signedAt: stranger.signedAt, stranger: true });
        sealed = bytes.slice(0, stranger.end);
        continue;
      }
      const what =
        seals.length === 0
          ? "The seal is damaged or not ours"
          : "Something that is not a valid seal follows the last valid one";
      return { check: failed("seal", `${what} (from byte ${sealed.length}).`), seals };
    }
    seals.push(sealView(again.sealer, seal.terms.signedAt, view));
    sealed = again.bytes;
  }
  if (seals.length === 0) return { check: failed("seal", "The file carries no seal."), seals };
  const names = seals.map(describeSeal).join(", then ");
  return { check: passed("seal", `Sealed by ${names}; nothing was changed or added since.`), seals };
}

/** A name counts as that of a party's device where the device's own card says it, and its party is in the text. */
function sealView({ commonName, device }: PdfCertificate, signedAt: number, view: CertificateView): SealView {
  const party = view.parties.find(({ id }) => id === device?.party);
  return device === null || party === undefined
    ? { name: commonName, party: null, signedAt, stranger: false }
    : { name: device.person, party: party.name, signedAt, stranger: false };
}

const describeSeal = ({ name, party, stranger }: SealView): string =>
  stranger
    ? `another program for somebody who calls themselves "${name}" (their certificate was not checked)`
    : party === null
      ? `somebody who calls themselves "${name}" (anybody could have written that name)`
      : `"${name}" of "${party}"`;

/** The file as it is after this seal, or null where the signature is not one on it. */
async function repeatSeal(
  before: Bytes,
  seal: ReadSeal,
): Promise<{ readonly bytes: Bytes; readonly sealer: PdfCertificate } | null> {
  try {
    const certificate = await readPdfCertificate(seal.terms.certificateDer);
    let isSigned = false;
    const bytes = await applySeal(before, seal.terms, async (message) => {
      isSigned = isLowerS(seal.signature) && (await certificate.verify(seal.signature, message));
      return seal.signature;
    });
    return isSigned ? { bytes, sealer: certificate } : null;
  } catch {
    // A certificate that cannot be read, or a signature that does not fit: not a seal of ours.
    return null;
  }
}

function describeFault(fault: RenderFault): string {
  if (fault.kind === "cannotRender") return `The certificate cannot be drawn: ${fault.reason}.`;
  return `The certificate cannot be drawn: no face is known for ${fault.script}.`;
}
