/** PDFs of ratified texts, and the faces that draw them. */
import type { CharterId, ProposalId } from "../base/ids.ts";
import { list, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { Accession } from "../charter/parties/conditions.ts";
import type { Term } from "../charter/parties/term.ts";
import { type ArgumentsOf, charter, file, proposal } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { KnownTo, StatusRowView } from "./force.ts";
import type { PartyRef } from "./people.ts";

export interface VerifyCheck {
  readonly check: "structure" | "content" | "proposal" | "ballots" | "parties" | "dossier" | "seal" | "rendering";
  readonly passed: boolean;
  /** False where nothing was found out here: then it has not passed either. */
  readonly checked: boolean;
  /** One English sentence for a person and for `--json`. */
  readonly detail: string;
}

/** A seal on a PDF: who exported it, or stands by it. */
export interface SealView {
  /** What the device's card says, where a card vouches for the seal; otherwise what the seal calls itself. */
  readonly name: string;
  /** The party of the agreement whose device it is; null: anybody could have written that name. */
  readonly party: string | null;
  /** By its own clock. */
  readonly signedAt: number;
  /** Another program made it, such as a notary's. */
  readonly stranger: boolean;
}

export interface FacePack {
  readonly pack: string;
  readonly installed: boolean;
}

/** Why the pages could not be drawn again here, though the certificate is valid. */
export type NotCompared =
  /** The optional pack of faces that has the letters of this script is not installed. */
  | { readonly kind: "noFaces"; readonly script: string; readonly pack: string }
  /** The file says that another version of this program drew it. */
  | { readonly kind: "otherRendering"; readonly version: number };

export interface VerifyReport {
  /** Every check has passed. */
  readonly valid: boolean;
  /** Neither valid nor forged: text and signatures hold, but nobody compared the pages with them. Null: they were, or a check failed. */
  readonly notCompared: NotCompared | null;
  readonly checks: readonly VerifyCheck[];
  readonly charter: CharterId | null;
  readonly title: string;
  readonly contentHash: string;
  readonly ratifiedBy: readonly {
    readonly party: PartyRef;
    readonly person: string;
    readonly castAt: number;
    readonly fingerprint: string;
    /** By whom its party confirmed the ballot, where it counts only so; `person` null: by the party's own key. */
    readonly confirmed: { readonly person: string | null; readonly at: number } | null;
  }[];
  /** What came after the ratification, by the attached dossier; null where there is none, or it is not valid. */
  readonly since: {
    readonly asOf: string;
    /** Who compiled it: that nothing is left out is their word. */
    readonly by: { readonly person: string; readonly party: PartyRef };
    readonly knownTo: KnownTo;
    readonly rows: readonly Omit<StatusRowView, "declarations" | "because">[];
  } | null;
  readonly term: Term | null;
  /** Who may join the text by its certificate alone: see `writeAccession`. Null: the certificate is not valid. */
  readonly accession: Accession | null;
  /** The exporter's first. */
  readonly seals: readonly SealView[];
}

export interface DocumentsApi {
  exportPdf(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }, HostError>>;
  /** Needs no identity and no charter. */
  verifyPdf(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<VerifyReport, HostError>>;
  /** A valid PDF with one more seal, by this device; the earlier ones stay valid. */
  sealPdf(args: {
    readonly bytes: Uint8Array<ArrayBuffer>;
  }): Promise<Result<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly seals: readonly SealView[] }, HostError>>;
  /** The optional packs of faces, and which of them are here. */
  getFaces(args: Record<never, never>): Promise<Result<{ readonly packs: readonly FacePack[] }, HostError>>;
  /** Keeps the faces among these files, pack files or fonts, that this program knows by their hash. */
  addFaces(args: {
    readonly files: readonly Uint8Array<ArrayBuffer>[];
  }): Promise<Result<{ readonly added: readonly string[]; readonly packs: readonly FacePack[] }, HostError>>;
}

export const documentsArguments = {
  exportPdf: object({ charter, proposal }),
  verifyPdf: object({ bytes: file }),
  sealPdf: object({ bytes: file }),
  getFaces: object({}),
  addFaces: object({ files: list(file, { min: 1, max: 64 }) }),
} as const satisfies ArgumentsOf<DocumentsApi>;
