/** The status of a text as rows of words and as files. */
import { describe, expect, it } from "vitest";
import type { NamedReservation, StatusRowView, StatusTableView } from "../../../shared/api/force.ts";
import { statusCells, statusFile } from "../../../shared/api/statusFile.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { idOf, refOf } from "../../support/views.ts";

const reservation: NamedReservation = {
  ...{ id: idOf("reservation"), party: refOf("Lake"), clause: "wells" as ClauseId, clauseTitle: "2 Wells" },
  ...{ how: "exclude", words: 'Not "our" spring, ever', madeOn: "2026-02-01", late: true, state: "refused" },
  ...{ acceptedOn: "2027-02-01", withdrawnOn: null },
  objections: [{ party: refOf("Herders"), hasRelations: false }],
};
const row = (name: string, facts: Partial<StatusRowView>): StatusRowView => ({
  ...{ party: refOf(name), action: "ratified", on: "2026-01-01", effect: "2026-01-05", until: null },
  ...{ declarations: [], left: null, because: [] },
  ...facts,
});
const view: StatusTableView = {
  ...{ proposal: idOf("proposal") as ProposalId, title: "Accord", ratifiedOn: "2026-01-01", startsOn: "2026-01-05" },
  ...{ endsOn: null, needed: 2, parties: 3, knownTo: [] },
  rows: [
    row("=Fishers", {}),
    row("Herders", { action: "none", on: null, effect: null }),
    row("Lake", {
      ...{ action: "acceded", until: "2026-06-30", declarations: [reservation] },
      left: { how: "withdrew", notice: "2026-04-01", effect: "2026-07-01" },
    }),
  ],
};
const text = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

describe("the status of a text", () => {
  it("is a row a party: what it did, from when, until when, what it declared, how it left", () => {
    expect(statusCells(view)).toEqual([
      ["Participant", "Action", "Day", "Effect", "Until", "Declarations", "Withdrawal"],
      ["=Fishers", "Ratification", "2026-01-01", "2026-01-05", "", "", ""],
      ["Herders", "Has not answered", "", "", "", "", ""],
      [
        ...["Lake", "Accession", "2026-01-01", "2026-01-05", "2026-06-30"],
        'excludes for itself 2 Wells: Not "our" spring, ever (refused, made later, Herders objects, without relations)',
        "notice 2026-04-01; effect 2026-07-01",
      ],
    ]);
  });

  it("is a file that a spreadsheet reads, in either language, with no cell that it would run", () => {
    const { name, type, bytes } = statusFile(view, "csv", "ar");
    expect([name, type]).toEqual([`status-${view.proposal.slice(0, 8)}.csv`, "text/csv"]);
    const [head, first, , third] = text(bytes).split("\r\n");
    expect(head).toBe("\ufeffالطرف,الإجراء,اليوم,السريان,حتى,الإعلانات,الانسحاب");
    expect(first).toBe("'=Fishers,تصديق,2026-01-01,2026-01-05,,,");
    expect(third).toContain(
      '"يستثني لنفسه 2 Wells: Not ""our"" spring, ever (مردود، أُعلن لاحقًا، يعترض Herders، بلا علاقات)"',
    );
  });

  it("is JSON that says everything the view says", () => {
    const { name, bytes } = statusFile(view, "json");
    expect(name).toMatch(/\.json$/);
    expect(JSON.parse(text(bytes))).toEqual(view);
  });
});
