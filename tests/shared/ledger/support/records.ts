/** What parties and a supporter put on record about the texts of `joining.ts`. */
import { type Bytes, toHex } from "../../../../shared/base/bytes.ts";
import type { ClauseId, ProposalId } from "../../../../shared/base/ids.ts";
import type { Practice } from "../../../../shared/charter/parties/practice.ts";
import { signAnswer } from "../../../../shared/ledger/statements/answer.ts";
import { signAttestation } from "../../../../shared/ledger/statements/attestation.ts";
import { signEndorsement } from "../../../../shared/ledger/statements/endorsement.ts";
import { signInstitution } from "../../../../shared/ledger/statements/institution.ts";
import { type Report, type ReportId, readReport, signReport } from "../../../../shared/ledger/statements/report.ts";
import { type Review, signReview } from "../../../../shared/ledger/statements/review.ts";
import { type Book, seedOf, type TestPerson } from "../../../support/builders.ts";
import { on, pen } from "./joining.ts";

type About = { readonly id: ProposalId };

export const practised = (day: number): Practice => ({
  ...{ clauses: [], day: on(day), place: "the weir", words: "As ever.", witnesses: [], evidence: [] },
});

export const attestationOf = (by: TestPerson, { id }: About, day: number, of = day): Bytes =>
  signAttestation({ proposal: id, practice: practised(of) }, pen(by, day));

export type Told = Partial<Pick<Report, "index" | "outcome" | "period">>;

export const reportOf = (by: TestPerson, { id }: About, day: number, told: Told = {}): Bytes =>
  signReport(
    {
      ...{ proposal: id, clause: "c1" as ClauseId, index: 0, outcome: "fulfilled", period: null },
      ...{ words: "", evidence: [], ...told },
    },
    pen(by, day),
  );

export const answerOf = (
  by: TestPerson,
  report: ReportId,
  choice: Parameters<typeof signAnswer>[0]["choice"],
  day: number,
): Bytes => signAnswer({ report, choice, words: "" }, pen(by, day));

export const reviewOf = (
  by: TestPerson,
  { id }: About,
  day: number,
  { heldOn = on(day), nextOn = null }: Partial<Pick<Review, "heldOn" | "nextOn">> = {},
): Bytes =>
  signReview({ proposal: id, heldOn, place: "the weir", minutes: null, outcome: "keep", nextOn }, pen(by, day));

export const institutionOf = (by: TestPerson, { id }: About, day: number): Bytes =>
  signInstitution(
    {
      ...{ proposal: id, authority: "Valley Assembly", instrument: "by-law", reference: "By-law 7" },
      ...{ day: on(day), text: toHex(seedOf("by-law")) },
    },
    pen(by, day),
  );

export const endorsementOf = (by: TestPerson, { id }: About, contentHash: Bytes, day: number, device = by.device) =>
  signEndorsement(
    { proposal: id, contentHash: toHex(contentHash), device, name: "Friends of the River", words: "" },
    pen(by, day),
  );

export function reportIn(book: Book, type: number, by: TestPerson, wire: Bytes): ReportId {
  book.write(by, type, wire);
  const read = readReport(wire);
  if (!read.ok) throw new Error("what is signed here reads");
  return read.value.id;
}
