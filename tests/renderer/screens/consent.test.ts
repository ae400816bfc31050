/** What a party says with its signature, as it is filled in at the signing table. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { noPractice, readPractice } from "../../../renderer/screens/signing/practiceForm.ts";
import { reservableBy, reservedBy, without, withReservation } from "../../../renderer/screens/signing/reservations.ts";
import { readEvidence, withFile } from "../../../renderer/ui/evidence.ts";
import type { BallotView } from "../../../shared/api/agreements.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { idOf, refOf, timelineEntry } from "../../support/views.ts";

const clause = "wells" as ClauseId;
const reserved = (how: Reserved["how"], words: string): Reserved => ({ clause, hash: idOf("words"), how, words });
const ballot = (party: string, person: string, facts: Partial<BallotView> = {}): BallotView => ({
  ...{ id: idOf(person), party: refOf(party), person, choice: "ratify", reservations: [reserved("exclude", "Not us")] },
  ...{ practice: null, statement: "", castAt: 1, standing: "counts", ended: null },
  ...facts,
});

describe("what is reserved of a clause", () => {
  it("is said once for a party, by ballots that count", () => {
    const ballots = [
      ballot("Fishers", "Ana"),
      ballot("Fishers", "Bea"),
      ballot("Herders", "Ben", { standing: "late" }),
      ballot("Lake", "Omar", { reservations: [reserved("interpret", "As our elders do")] }),
    ];
    expect(reservedBy(ballots, clause).map(({ party, reserved: { words } }) => [party.name, words])).toEqual([
      ["Fishers", "Not us"],
      ["Lake", "As our elders do"],
    ]);
    expect(reservedBy(ballots, "other" as ClauseId)).toEqual([]);
  });

  it("is one thing of each kind, and can be taken back", () => {
    const all = withReservation([reserved("exclude", "a"), reserved("interpret", "b")], reserved("exclude", "c"));
    expect(all.map(({ how, words }) => [how, words])).toEqual([
      ["interpret", "b"],
      ["exclude", "c"],
    ]);
    expect(without(all, reserved("interpret", "b")).map(({ how }) => how)).toEqual(["exclude"]);
  });

  it("can be said only where the text allows it, by who may sign", () => {
    const clauses = [{ id: clause, title: "1.1", hash: idOf("words"), isReservable: true }];
    const view = (canCast: boolean, isReservable: boolean) => ({
      entry: timelineEntry({ canCast }),
      clauses: clauses.map((one) => ({ ...one, isReservable })),
    });
    expect(reservableBy(view(true, true), clause)).toMatchObject({ title: "1.1" });
    expect(reservableBy(view(false, true), clause)).toBeNull();
    expect(reservableBy(view(true, false), clause)).toBeNull();
  });
});

describe("how a text is observed", () => {
  const told = { ...noPractice, day: "2026-05-01", place: " At the ford ", words: "We crossed." };

  it("needs a day, a place and words, and a name for each witness", () => {
    expect(readPractice(noPractice)).toEqual({ ok: false, faults: ["day", "place", "words"] });
    expect(readPractice({ ...told, witnesses: [{ name: " ", party: null }] })).toEqual({
      ok: false,
      faults: ["witnesses"],
    });
    expect(readPractice(told)).toMatchObject({ ok: true, practice: { clauses: [], place: "At the ford" } });
  });

  it("names a file by its SHA-256, once", async () => {
    const evidence = await readEvidence(new File(["a picture"], "ford.jpg"));
    expect(evidence).toEqual({ name: "ford.jpg", hash: createHash("sha256").update("a picture").digest("hex") });
    const again = withFile(withFile([], evidence), { ...evidence, name: "again.jpg" });
    expect(again.map(({ name }) => name)).toEqual(["again.jpg"]);
  });
});
