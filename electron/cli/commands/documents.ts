import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { FacePack, NotCompared, VerifyCheck, VerifyReport } from "../../../shared/api/documents.ts";
import { forceWords } from "../../../shared/api/forceWords.ts";
import { checkedApi } from "../../../shared/api/rpc.ts";
import { statusWords } from "../../../shared/api/statusFile.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { packFolderOf } from "../../host/documents/pdf/faces.ts";
import { type Answer, answered, type Command, inHost, misused, type Outcome, refused } from "../command.ts";
import { readFile, writeExport, writeFile } from "../files.ts";
import { findProposal } from "../find.ts";
import { fields, type Line, table } from "../print.ts";
import { charterOf } from "./charters.ts";

const pdf: Command = {
  name: "pdf",
  operands: "[CHARTER [PROPOSAL]]",
  minOperands: 0,
  maxOperands: 2,
  summary: "Export a ratified text as a sealed PDF (default: what is in force), or seal one further.",
  options: {
    out: {
      kind: "text",
      value: "FILE",
      help: "default: the charter's title, the day and the proposal; with --seal the same file",
    },
    seal: { kind: "text", value: "PDF", help: "add this device's seal to a valid PDF; earlier seals stay valid" },
    force: { kind: "flag", help: "replace the file of --out where there is one" },
  },
  run: inHost(async (call, api) => {
    const toSeal = call.text("seal");
    if (toSeal !== null) {
      if (call.positionals.length > 0) return misused("pdf --seal takes no CHARTER");
      const bytes = readFile(toSeal);
      if (!bytes.ok) return refused(bytes.error);
      const sealed = await api.sealPdf({ bytes: bytes.value });
      if (!sealed.ok) return refused(sealed.error);
      const { bytes: whole } = sealed.value;
      // In place the file keeps every byte it had, and the seal comes after them.
      const inPlace = call.text("out") === null ? writeFile(toSeal, whole) : null;
      if (inPlace?.ok === false) return refused(inPlace.error);
      const written = inPlace === null ? await writeExport(call, toSeal, whole) : ok(toSeal);
      if (!written.ok) return written;
      const file = written.value;
      return answered({ file, bytes: sealed.value.bytes.length, seals: sealed.value.seals }, [file]);
    }
    if (call.positionals.length === 0) return misused("pdf needs a CHARTER, or --seal PDF");
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const entry = await findProposal(api, id, call.positionals[1] ?? "inforce");
    if (!entry.ok) return refused(entry.error);
    const { proposal } = entry.value;
    const exported = await api.exportPdf({ charter: id, proposal });
    if (!exported.ok) return refused(exported.error);
    const written = await writeExport(call, exported.value.name, exported.value.bytes);
    if (!written.ok) return written;
    const file = written.value;
    return answered({ file, proposal, bytes: exported.value.bytes.length }, [file]);
  }),
};

const faces: Command = {
  name: "faces",
  operands: "[add PATH ...]",
  minOperands: 0,
  maxOperands: 16,
  summary: "List the optional faces for PDFs (Chinese, Japanese, Korean), or add them from a file or a folder.",
  options: {},
  run: inHost(async (call, api) => {
    const [verb, ...paths] = call.positionals;
    if (verb === undefined) {
      const held = await api.getFaces({});
      if (!held.ok) return refused(held.error);
      return answered(held.value, packLines(held.value.packs));
    }
    if (verb !== "add" || paths.length === 0) return misused("faces takes nothing, or add and a file or a folder");
    const files: Uint8Array<ArrayBuffer>[] = [];
    for (const path of paths.flatMap(faceFilesAt)) {
      const bytes = readFile(path);
      if (!bytes.ok) return refused(bytes.error);
      files.push(bytes.value);
    }
    if (files.length === 0) return refused({ kind: "noKnownFaces" });
    const added = await api.addFaces({ files });
    if (!added.ok) return refused(added.error);
    return answered(added.value, packLines(added.value.packs));
  }),
};

const packLines = (packs: readonly FacePack[]): readonly Line[] =>
  table(packs.map(({ pack, installed }) => [pack, installed ? "here" : "not here"]));

/** The file itself, or every font and pack in the folder and the folders in it; of a package, the weight that is used. */
function faceFilesAt(path: string): readonly string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?:Regular\.(?:ttf|otf)|\.tessera-faces)$/i.test(name))
    .map((name) => join(path, name));
}

const verify: Command = {
  name: "verify",
  operands: "FILE",
  minOperands: 1,
  maxOperands: 1,
  summary: "Check a PDF: text, signatures, seal and rendering. Needs no charter and no identity.",
  options: {},
  async run(call): Promise<Outcome> {
    const path = call.positionals[0] ?? "";
    const bytes = readFile(path);
    if (!bytes.ok) return refused(bytes.error);
    // A place of its own, so that nobody's data directory is opened, locked or made; only the added faces are read there.
    const directory = mkdtempSync(join(tmpdir(), "tessera-verify-"));
    try {
      const host = await call.parts.openHost(directory, packFolderOf(call.dataDirectory));
      if (!host.ok) return refused(host.error);
      try {
        const verified = await checkedApi(host.value.api).verifyPdf({ bytes: bytes.value });
        if (!verified.ok) return refused(verified.error);
        const report = verified.value;
        const answer: Answer = { value: report, lines: reportLines(basename(path), report) };
        if (report.valid) return answered(answer.value, answer.lines);
        if (report.notCompared !== null) {
          const [reason, next] = notComparedWords(basename(path), report.notCompared);
          return err({ kind: "undecided", reason, next, answer });
        }
        const failed = report.checks.filter((check) => !check.passed).map((check) => check.check);
        return err({ kind: "no", reason: `${basename(path)} fails: ${failed.join(", ")}`, answer });
      } finally {
        await host.value.close();
      }
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

/** What was not compared, and what to do. */
function notComparedWords(name: string, why: NotCompared): readonly [string, string] {
  const holds = `${name} is neither valid nor forged as far as can be told here: the text and every signature hold, but what its pages show was not compared with them.`;
  return why.kind === "noFaces"
    ? [
        `${holds} The pack of faces "${why.pack}" (${why.script}) is not installed.`,
        `Nothing was changed. Add it with tessera faces add FILE (see tessera help faces), and verify again. Until then rely on the attached content.json and not on the pages.`,
      ]
    : [
        `${holds} The file says that rendering version ${why.version} drew it, which this program does not have.`,
        "Nothing was changed. Verify it with a newer Tessera. Until then rely on the attached content.json and not on the pages.",
      ];
}

const verdictOf = ({ valid, notCompared }: VerifyReport): string =>
  valid ? "valid" : notCompared === null ? "NOT VALID" : "NOT COMPARED";

const outcomeOf = ({ passed, checked }: VerifyCheck): string => (passed ? "ok" : checked ? "FAILED" : "not checked");

function reportLines(name: string, report: VerifyReport): readonly Line[] {
  return [
    [{ text: `${name}: ${verdictOf(report)}`, style: "strong" }],
    ...table(report.checks.map((check) => [`  ${outcomeOf(check)}`, check.check, check.detail])),
    "",
    ...fields([
      ["  Text", report.title],
      ["  Charter", report.charter ?? ""],
      ["  Content", report.contentHash === "" ? "" : fingerprint(report.contentHash)],
      ...report.seals.map((seal): readonly [string, string] => [
        seal.stranger ? "  Signed by" : "  Sealed by",
        seal.party === null
          ? `calls itself ${seal.name} (anybody could have written that name)`
          : `${seal.name}, ${seal.party}`,
      ]),
    ]),
    ...sinceLines(report),
    ...(report.ratifiedBy.length === 0 ? [] : ["  Ratified by"]),
    ...table(
      report.ratifiedBy.map((one) => [
        `    ${one.party.name}`,
        one.person,
        momentInWords(one.castAt),
        one.fingerprint,
        one.confirmed === null ? "" : `confirmed by ${one.confirmed.person ?? "the party's own key"}`,
      ]),
    ),
  ];
}

function sinceLines({ since }: VerifyReport): readonly Line[] {
  if (since === null) return [];
  return [
    `  As far as ${since.by.person}, ${since.by.party.name}, knew on ${since.asOf}:`,
    ...table(since.rows.map((row) => [`    ${row.party.name}`, ...statusWords(row, forceWords.en)])),
  ];
}

export const documentCommands: readonly Command[] = [pdf, verify, faces];
