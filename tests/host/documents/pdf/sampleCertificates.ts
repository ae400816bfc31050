/** Certificates for the PDF's tests: the Universal Declaration of Human Rights as a charter, ratified by made-up parties. */
import canonicalize from "canonicalize";
import { createPdfIdentity, type PdfIdentity } from "../../../../electron/host/documents/pdf/pdfIdentity.ts";
import { udhrText } from "../../../../scripts/declarations.ts";
import { type Bytes, concatBytes, equalBytes, toHex, utf8 } from "../../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../../shared/base/cbor.ts";
import { hash, sha256 } from "../../../../shared/base/crypto.ts";
import type { CharterId, DeviceId, PartyId, ProposalId } from "../../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../../shared/base/result.ts";
import { usualConditions } from "../../../../shared/charter/parties/conditions.ts";
import type { ElementName } from "../../../../shared/charter/text/grammar.ts";
import type { CharterText, DocNode, ElementNode, TextMark } from "../../../../shared/charter/text/model.ts";
import type { CertificateView } from "../../../../shared/ledger/members/model.ts";

export const element = (
  type: ElementName,
  content: readonly DocNode[],
  attrs: ElementNode["attrs"] = {},
): ElementNode => ({
  type,
  attrs,
  content,
});

export const text = (words: string, ...marks: readonly TextMark[]): DocNode => ({ type: "text", text: words, marks });
export const paragraph = (words: string): ElementNode => element("paragraph", words === "" ? [] : [text(words)]);
export const heading = (words: string, level: number): ElementNode => element("heading", [text(words)], { level });
export const doc = (...content: readonly DocNode[]): CharterText => ({ type: "doc", attrs: {}, content });

const canonicalBytes = (value: CharterText): Bytes => utf8(canonicalize(value) ?? "");

const id = <T extends string>(name: string): T => toHex(hash("test", utf8(name))) as T;

export interface Sample {
  readonly view: CertificateView;
  readonly certificateBytes: Bytes;
}

/** A stand-in for the ledger's certificate: CBOR of everything in the view, then its hash. */
export function certificate(given: Partial<CertificateView> & { readonly text: CharterText }): Sample {
  const contentBytes = canonicalBytes(given.text);
  const view: CertificateView = {
    version: 1,
    id: id<ProposalId>("proposal"),
    charter: id<CharterId>("charter"),
    parent: null,
    purpose: "first",
    title: "A declaration for all",
    language: "en",
    contentBytes,
    contentHash: toHex(sha256(contentBytes)),
    note: "",
    term: { from: null, months: 12, until: null, noticeDays: 60 },
    startsOn: "2025-03-01",
    endsOn: "2026-02-28",
    ratifiedAt: Date.UTC(2025, 2, 1, 14, 5, 9),
    conditions: usualConditions(2),
    named: [],
    closesOn: null,
    leftOut: [],
    proposedBy: { party: id<PartyId>("river"), person: "Amina Haddad", at: Date.UTC(2025, 1, 20, 9, 0, 0) },
    parties: [
      {
        id: id("river"),
        name: "River Guardians of the Upper Valley",
        kind: "guardian",
        constituency: "the river and the eleven villages on its banks",
      },
      { id: id("weavers"), name: "اتحاد النسّاجات", kind: "union", constituency: "نسّاجات المدينة القديمة" },
    ],
    signatures: [
      {
        party: id("river"),
        person: "Amina Haddad",
        reservations: [],
        practice: null,
        statement: "Signed after the assembly of 28 February.",
        castAt: Date.UTC(2025, 2, 1, 10, 0, 0),
        device: id<DeviceId>("laptop"),
        signature: new Uint8Array(64).fill(7),
        confirmed: null,
      },
      {
        party: id("weavers"),
        person: "ليلى منصور",
        reservations: [],
        practice: null,
        statement: "",
        castAt: Date.UTC(2025, 2, 1, 14, 5, 9),
        device: id<DeviceId>("phone"),
        signature: new Uint8Array(64).fill(9),
        confirmed: null,
      },
    ],
    ...given,
  };
  // As version 0.1 wrote them where nothing newer is said: what is drawn of an old certificate stays as it was.
  const { contentBytes: _content, version, closesOn, leftOut, signatures, conditions, named, ...rest } = view;
  const newer =
    version === 1
      ? { needed: conditions.needed }
      : { version, closesOn, conditions, named, ...(leftOut.length === 0 ? {} : { leftOut }) };
  const signed = signatures.map(({ confirmed, reservations, practice, ...one }) => ({
    ...one,
    ...(confirmed === null ? {} : { confirmed }),
    ...(version === 1 ? {} : { reservations, practice }),
  }));
  const body = encodeCbor({ ...rest, ...newer, signatures: signed });
  return { view, certificateBytes: concatBytes(body, sha256(body)) };
}

/** Reads what `certificate` wrote; any other byte string is refused. */
export function verifyCertificate(bytes: Uint8Array): Result<CertificateView, { readonly reason: string }> {
  const body = bytes.slice(0, -32);
  if (bytes.length < 32 || !equalBytes(sha256(body), bytes.slice(-32))) return err({ reason: "not a certificate" });
  const view = decodeCbor(body) as Omit<CertificateView, "contentBytes">;
  const signatures = view.signatures.map((one) => ({
    ...{ confirmed: null, reservations: [], practice: null },
    ...one,
  }));
  const old = { version: 1, closesOn: null, leftOut: [], conditions: usualConditions(2), named: [] } as const;
  return ok({ ...old, ...view, signatures, contentBytes: canonicalBytes(view.text) });
}

export function sampleByName(name: string): Sample {
  return name === "arabic"
    ? certificate({ text: udhrText("arb"), language: "ar", title: "الإعلان العالمي لحقوق الإنسان" })
    : certificate({ text: udhrText("eng"), title: "Universal Declaration of Human Rights" });
}

/** One page of text: what tests use that look at a file many times. */
export const shortSample = (given: Partial<CertificateView> = {}): Sample =>
  certificate({
    text: doc(
      element("article", [heading("Wells", 2), paragraph("The wells are open to all.")], { id: "a1", kind: "article" }),
    ),
    ...given,
  });

export const identity = (commonName: string): Promise<PdfIdentity> =>
  createPdfIdentity({
    random: { bytes: (count) => hash("serial", utf8(commonName)).slice(0, count) },
    commonName,
    notBefore: Date.UTC(2025, 0, 1),
  });
