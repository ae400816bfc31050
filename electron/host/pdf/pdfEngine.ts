/**
 * Renders certificates as PDF/A-3a. Owns one Typst compiler with the bundled fonts; the host and the verifier call it.
 * Invariant: the bytes are a function of the certificate and `renderingVersion` alone: no clock, no network, no file
 * but the virtual ones, no font of the machine.
 */
import { resolve } from "node:path";
import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CertificateView } from "../../../shared/ledger/model.ts";
import { createDrawer, type Drawable } from "./drawable.ts";
import { loadFonts } from "./fonts.ts";
import { readPageData } from "./pageData.ts";
import { template } from "./template.ts";

export interface RenderFault {
  readonly kind: "cannotRender";
  readonly reason: string;
}

export interface PdfEngine {
  /** The same bytes on every machine and at every time. `certificateBytes`: what `view` was read from; it is attached. */
  renderCertificatePdf(
    view: CertificateView,
    attachments: { readonly certificateBytes: Bytes },
  ): Promise<Result<Bytes, RenderFault>>;
}

/** Exists on no machine; only virtual files are ever put there. */
const workspace = resolve("/tessera-virtual-workspace");
/** 1,500 pages of prose: some 6 seconds in which nothing else runs. */
const maxContentBytes = 4 * 1024 * 1024;
/** Of the compiler's own cache of past layouts, none is kept: memory stays flat, and a second rendering is rare. */
const keptGenerations = 0;

export function createPdfEngine(): PdfEngine {
  let made: { readonly compiler: NodeCompiler; readonly drawer: (text: string) => Drawable } | null = null;
  const make = (): NonNullable<typeof made> => {
    const fonts = loadFonts();
    const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: [...fonts.faces] }] });
    made = { compiler, drawer: createDrawer(fonts.coverage) };
    return made;
  };

  return {
    async renderCertificatePdf(view, { certificateBytes }) {
      if (view.contentBytes.length > maxContentBytes)
        return err({ kind: "cannotRender", reason: `the text has more than ${maxContentBytes} bytes` });
      const { compiler, drawer } = made ?? make();
      const put = (name: string, bytes: Uint8Array): void =>
        compiler.mapShadow(resolve(workspace, name), Buffer.from(bytes));
      try {
        put("data.json", Buffer.from(JSON.stringify(readPageData(view, drawer))));
        put("content.json", view.contentBytes);
        put("certificate.cbor", certificateBytes);
        // One call, so that no compiled document waits in the collector's queue: 10 MB for 30 pages.
        const document = { mainFileContent: template, resetRead: true };
        return ok(new Uint8Array(compiler.pdf(document, { pdfStandard: "a-3a" })));
      } catch (fault) {
        return err({ kind: "cannotRender", reason: readMessage(fault) });
      } finally {
        compiler.resetShadow();
        compiler.evictCache(keptGenerations);
      }
    },
  };
}

/** The compiler answers with a debug print of its diagnostics. */
function readMessage(fault: unknown): string {
  const printed = fault instanceof Error ? fault.message : String(fault);
  return printed.match(/message: "((?:[^"\\]|\\.)*)"/)?.[1] ?? printed;
}
