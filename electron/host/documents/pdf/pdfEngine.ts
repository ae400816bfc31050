/**
 * Renders certificates as PDF/A-3a, by the rendering that a file names. Owns one Typst compiler for each set of faces
 * in use, the last of each rendering; the host and the verifier call it. Typst is loaded when something is first drawn.
 * Invariant: the bytes are a function of the certificate and the rendering alone.
 */
import { resolve } from "node:path";
import type { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { type Bytes, utf8 } from "../../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../../shared/base/result.ts";
import type { Dossier } from "../../../../shared/ledger/agreements/dossier.ts";
import type { CertificateView } from "../../../../shared/ledger/members/model.ts";
import type { Missing } from "./drawing.ts";
import { createFaces, type Faces } from "./faces.ts";
import { createFirstRendering, type FirstRendering } from "./renderings/v1/render.ts";
import { drawCertificate, findUndrawable, type Written } from "./renderings/v2/render.ts";
import { renderingVersion } from "./renderings/v2/template.ts";

export type RenderFault =
  | { readonly kind: "cannotRender"; readonly reason: string }
  | ({ readonly kind: "cannotDraw" } & Missing);

/** What came after the ratification, as one device compiled it. */
export interface AttachedDossier {
  readonly bytes: Bytes;
  readonly read: Dossier;
}

export interface PdfEngine {
  /**
   * The same bytes on every machine and at every time. `certificateBytes`: what `view` was read from; it is attached.
   * `version`: of the rendering; today's by default.
   */
  renderCertificatePdf(
    view: CertificateView,
    attachments: { readonly certificateBytes: Bytes; readonly dossier?: AttachedDossier | null },
    version?: number,
  ): Promise<Result<Bytes, RenderFault>>;
  /** What of a text that is to be signed could not be printed here; null: nothing. */
  undrawable(written: Written): Missing | null;
}

export const currentRendering = renderingVersion;
export const knownRenderings: readonly number[] = [1, renderingVersion];

/** Exists on no machine; only virtual files are ever put there. */
const workspace = resolve("/tessera-virtual-workspace");
/** 1,500 pages of prose: some 6 seconds in which nothing else runs. */
const maxContentBytes = 4 * 1024 * 1024;
/** Of the compiler's own cache of past layouts, none is kept: memory stays flat, and a second rendering is rare. */
const keptGenerations = 0;

export function createPdfEngine(faces: Faces = createFaces(null)): PdfEngine {
  let first: { readonly rendering: FirstRendering; readonly compiler: NodeCompiler } | null = null;
  let last: { readonly key: string; readonly compiler: NodeCompiler } | null = null;

  async function createCompiler(fontBlobs: readonly Buffer[]): Promise<NodeCompiler> {
    const typst = await import("@myriaddreamin/typst-ts-node-compiler");
    return typst.NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...fontBlobs] }] });
  }

  function compile(compiler: NodeCompiler, main: string, files: Readonly<Record<string, Uint8Array>>): Bytes {
    try {
      for (const [name, bytes] of Object.entries(files))
        compiler.mapShadow(resolve(workspace, name), Buffer.from(bytes));
      // One call, so that no compiled document waits in the collector's queue: 10 MB for 30 pages.
      return new Uint8Array(compiler.pdf({ mainFileContent: main, resetRead: true }, { pdfStandard: "a-3a" }));
    } finally {
      compiler.resetShadow();
      compiler.evictCache(keptGenerations);
    }
  }

  async function renderFirst(view: CertificateView, certificateBytes: Bytes): Promise<Bytes> {
    if (first === null) {
      const rendering = createFirstRendering();
      first = { rendering, compiler: await createCompiler(rendering.faces) };
    }
    const { rendering, compiler } = first;
    return compile(compiler, rendering.main, {
      "data.json": utf8(rendering.data(view)),
      "content.json": view.contentBytes,
      "certificate.cbor": certificateBytes,
    });
  }

  async function renderCurrent(
    view: CertificateView,
    certificateBytes: Bytes,
    dossier: AttachedDossier | null,
  ): Promise<Result<Bytes, RenderFault>> {
    const drawing = drawCertificate(view, dossier, faces);
    if (!drawing.ok) return err({ kind: "cannotDraw", ...drawing.error });
    const { families, main, files } = drawing.value;
    const key = families.map((family) => family.name).join();
    const compiler =
      last?.key === key ? last.compiler : await createCompiler(families.flatMap((family) => faces.load(family)));
    last = { key, compiler };
    return ok(compile(compiler, main, { ...files, "certificate.cbor": certificateBytes }));
  }

  return {
    undrawable: (written) => findUndrawable(written, faces),
    async renderCertificatePdf(view, { certificateBytes, dossier = null }, version = currentRendering) {
      if (view.contentBytes.length > maxContentBytes)
        return err({ kind: "cannotRender", reason: `the text has more than ${maxContentBytes} bytes` });
      try {
        return version === 1
          ? ok(await renderFirst(view, certificateBytes))
          : await renderCurrent(view, certificateBytes, dossier);
      } catch (fault) {
        return err({ kind: "cannotRender", reason: readMessage(fault) });
      }
    },
  };
}

/** The compiler answers with a debug print of its diagnostics. */
function readMessage(fault: unknown): string {
  const printed = fault instanceof Error ? fault.message : String(fault);
  return printed.match(/message: "((?:[^"\\]|\\.)*)"/)?.[1] ?? printed;
}
