/**
 * Is this file, to the last byte, what our renderer draws from a valid certificate, with seals and nothing else after?
 *
 * The untrusted file is only searched and inflated within bounds. Its certificate is verified, the pages are drawn
 * again from it and compared with the beginning of the file; then each seal is made again (`seal.ts`)
 * from what it was made of, and compared. So no PDF parser ever reads a byte that we did not make ourselves, and no
 * byte is left that could differ: not in padding, not in an update, not behind the end.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { SealView, VerifyCheck, VerifyReport } from "../../../shared/api/hostApi.ts";
import { type Bytes, equalBytes, toHex } from "../../../shared/base/bytes.ts";
import { sha256 } from "../../../shared/base/crypto.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CertificateView } from "../../../shared/ledger/members/model.ts";
import { readAttachment } from "./attachments.ts";
import { readLeft } from "./left.ts";
import { knownRenderings, type PdfEngine, type RenderFault } from "./pdfEngine.ts";
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
  const leftBytes = readAttachment(bytes, "left.json");
  const left = leftBytes === null ? null : readLeft(leftBytes, certificate.value);
  const view: CertificateView = { ...certificate.value, left: left ?? [] };
  const isContentSame = toHex(sha256(content)) === view.contentHash;
  const version = readRendering(bytes);
  const rendered = await deps.engine.renderCertificatePdf(view, { certificateBytes }, version);
  const isDrawnSame = rendered.ok && equalBytes(rendered.value, bytes.subarray(0, rendered.value.length));
  const seals = isDrawnSame ? await checkSeals(bytes, rendered.value, view) : null;

  const checks: readonly VerifyCheck[] = [
    structure,
    isContentSame
      ? passed("content", `The SHA-256 of content.json is the one the parties signed: ${view.contentHash}.`)
      : failed("content", "The attached content.json is not the text the parties signed."),
    passed("proposal", `The certificate holds the proposal "${view.title}" with this text, its parties and its term.`),
    passed("ballots", `${view.signatures.length} valid signatures; ${view.needed} were needed.`),
    passed("parties", `The keys of all ${view.parties.length} parties are named and signed in the certificate.`),
    seals === null
      ? failed("seal", "Not checked, since the pages are not the ones that the certificate gives.")
      : seals.check,
    isDrawnSame
      ? passed("rendering", "The pages are, byte by byte, what this program draws from the certificate.")
      : failed(
          "rendering",
          rendered.ok ? describeDifference(bytes, rendered.value, version) : describeFault(rendered.error),
        ),
  ];
  return ok({
    valid: checks.every((check) => check.passed),
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
    left: view.left.map(({ party, how, day, reason }) => ({
      party: { id: party, name: view.parties.find(({ id }) => id === party)?.name ?? "" },
      ...{ how, day, reason },
    })),
    term: view.term,
    seals: seals?.seals ?? [],
  });
}

const notOurs = (reason: string): Result<never, HostError> => err({ kind: "notTesseraPdf", reason });
const passed = (check: VerifyCheck["check"], detail: string): VerifyCheck => ({ check, passed: true, detail });
const failed = (check: VerifyCheck["check"], detail: string): VerifyCheck => ({ check, passed: false, detail });

function withoutCertificate(structure: VerifyCheck, reason: string): VerifyReport {
  const rest = (["content", "ballots", "parties", "seal", "rendering"] as const).map((check) =>
    failed(check, "Not checked, since the certificate is not valid."),
  );
  const [content, ...others] = rest;
  const proposal = failed("proposal", `The attached certificate is not valid: ${reason}.`);
  return {
    valid: false,
    checks: [structure, ...(content === undefined ? [] : [content]), proposal, ...others],
    charter: null,
    title: "",
    contentHash: "",
    ratifiedBy: [],
    left: [],
    term: null,
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
  const missing = fault.pack === null ? "" : ` (pack "${fault.pack}")`;
  return `The signatures are valid, but the pages were not drawn again: this program has no face for ${fault.script}${missing}.`;
}

function describeDifference(bytes: Bytes, drawn: Bytes, version: number): string {
  if (!knownRenderings.includes(version))
    return `The pages were drawn by rendering version ${version}; this program knows ${knownRenderings.join(" and ")} and cannot compare them.`;
  const at = drawn.findIndex((byte, index) => bytes[index] !== byte);
  return `The pages are not what the certificate gives: they differ from byte ${at} on.`;
}
