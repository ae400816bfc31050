import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { momentInWords } from "../../../shared/api/errorWords.ts";
import type { VerifyReport } from "../../../shared/api/hostApi.ts";
import { fingerprint } from "../../../shared/base/fingerprint.ts";
import { err } from "../../../shared/base/result.ts";
import { type Answer, answered, type Command, inHost, type Outcome, refused } from "../command.ts";
import { readFile, writeFile } from "../files.ts";
import { findProposal } from "../find.ts";
import { fields, type Line, table } from "../print.ts";
import { charterOf } from "./charters.ts";

const pdf: Command = {
  name: "pdf",
  operands: "CHARTER [PROPOSAL]",
  minOperands: 1,
  maxOperands: 2,
  summary: "Export a ratified text as a sealed PDF (default: what is in force).",
  options: { out: { kind: "text", value: "FILE", help: "default: the charter's title with .pdf" } },
  run: inHost(async (call, api) => {
    const charter = await charterOf(call, api);
    if (!charter.ok) return refused(charter.error);
    const { id } = charter.value;
    const entry = await findProposal(api, id, call.positionals[1] ?? "inforce");
    if (!entry.ok) return refused(entry.error);
    const { proposal } = entry.value;
    const exported = await api.exportPdf({ charter: id, proposal });
    if (!exported.ok) return refused(exported.error);
    const file = call.text("out") ?? exported.value.name;
    const written = writeFile(file, exported.value.bytes);
    if (!written.ok) return refused(written.error);
    return answered({ file, proposal, bytes: exported.value.bytes.length }, [file]);
  }),
};

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
    // A place of its own, so that nobody's data directory is opened, locked or made.
    const directory = mkdtempSync(join(tmpdir(), "tessera-verify-"));
    try {
      const host = await call.parts.openHost(directory);
      if (!host.ok) return refused(host.error);
      try {
        const verified = await host.value.api.verifyPdf({ bytes: bytes.value });
        if (!verified.ok) return refused(verified.error);
        const report = verified.value;
        const answer: Answer = { value: report, lines: reportLines(basename(path), report) };
        if (report.valid) return answered(answer.value, answer.lines);
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

function reportLines(name: string, report: VerifyReport): readonly Line[] {
  return [
    [{ text: `${name}: ${report.valid ? "valid" : "NOT VALID"}`, style: "strong" }],
    ...table(report.checks.map((check) => [`  ${check.passed ? "ok" : "FAILED"}`, check.check, check.detail])),
    "",
    ...fields([
      ["  Text", report.title],
      ["  Charter", report.charter ?? ""],
      ["  Content", report.contentHash === "" ? "" : fingerprint(report.contentHash)],
      ["  Sealed by", report.sealedBy ?? ""],
    ]),
    ...(report.ratifiedBy.length === 0 ? [] : ["  Ratified by"]),
    ...table(
      report.ratifiedBy.map((one) => [`    ${one.party.name}`, one.person, momentInWords(one.castAt), one.fingerprint]),
    ),
  ];
}

export const documentCommands: readonly Command[] = [pdf, verify];
