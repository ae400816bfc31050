/** What a party is in a ratified text, and what its window offers it there. */
import { describe, expect, it } from "vitest";
import { boundOn, mayAnswer, readPart } from "../../../renderer/screens/agreement/agreementPart.ts";
import type { BindingView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { AccessionView, JoiningView, NoticeView, ReservationView } from "../../../shared/api/joining.ts";
import { knownParties } from "../../../shared/api/knownParties.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { usualConditions } from "../../../shared/charter/parties/conditions.ts";
import { idOf, refOf, timelineEntry } from "../../support/views.ts";

const today = "2027-03-01";
const binding = (name: string, from: string, to: string | null = null): BindingView => ({
  ...{ party: refOf(name), from, to, left: null },
});
const conditions = { ...usualConditions(2), accession: 1, withdrawalDays: 30 } as const;
const inForce = (facts: Partial<TimelineEntry> = {}): TimelineEntry =>
  timelineEntry({
    ...{ state: "inForce", conditions, ratifiedBy: [refOf("Fishers")], binds: [binding("Fishers", "2026-01-01")] },
    ...facts,
  });
const accession = (name: string, facts: Partial<AccessionView> = {}): AccessionView => ({
  ...{ id: idOf(`accession of ${name}`), proposal: inForce().proposal, party: refOf(name), person: name },
  ...{ statement: "", reservations: [], practice: null, accededAt: 1, consents: [], needed: 1, effectiveAt: null },
  ...{ standing: "counts", canConsent: false },
  ...facts,
});
const notice = (name: string, facts: Partial<NoticeView> = {}): NoticeView => ({
  ...{ id: idOf("notice"), proposal: inForce().proposal, party: refOf(name), reason: "", givenAt: 1 },
  ...{ effectiveOn: "2027-04-01", canRelease: true },
  ...facts,
});
const nothing: JoiningView = { accessions: [], notices: [], reservations: [] };
const part = (name: string, entry = inForce(), joining: Partial<JoiningView> = {}) =>
  readPart(entry, { ...nothing, ...joining }, refOf(name), today);

describe("a party that is bound", () => {
  it("may leave by the notice that was agreed on, and reserve", () => {
    expect(part("Fishers")).toMatchObject({
      ...{ isBound: true, mayJoin: false, leavesFrom: "2027-03-31", mayReserve: true, notice: null },
    });
  });

  it("neither leaves twice, nor where nobody leaves, nor what binds it no longer", () => {
    const given = part("Fishers", inForce(), { notices: [notice("Fishers")] });
    expect(given).toMatchObject({ leavesFrom: null, notice: { effectiveOn: "2027-04-01" } });
    const ofAll = part("Fishers", inForce(), { notices: [notice("Fishers", { proposal: null })] });
    expect(ofAll.notice).not.toBeNull();
    // What has taken effect is past, and another text's is none of this one.
    const past = [notice("Fishers", { canRelease: false }), notice("Fishers", { proposal: refOf("x").id as never })];
    expect(part("Fishers", inForce(), { notices: past })).toMatchObject({ notice: null, leavesFrom: "2027-03-31" });
    expect(part("Fishers", inForce({ conditions: { ...conditions, withdrawalDays: null } })).leavesFrom).toBeNull();
    const over = inForce({ binds: [binding("Fishers", "2026-01-01", "2027-02-28")] });
    expect(part("Fishers", over)).toMatchObject({ isBound: false, leavesFrom: null, mayReserve: false });
  });

  it("reserves nothing where nothing may be reserved, or where only the others' ratification binds it", () => {
    expect(part("Fishers", inForce({ conditions: { ...conditions, reservations: "none" } })).mayReserve).toBe(false);
    const others = inForce({ binds: [binding("Herders", "2026-01-01")] });
    expect(part("Herders", others)).toMatchObject({ isBound: true, mayReserve: false });
    expect(part("Herders", others, { accessions: [accession("Herders", { effectiveAt: 2 })] }).mayReserve).toBe(true);
  });
});

describe("a party that is not bound", () => {
  it("may join what is alive and open to it, once", () => {
    expect(part("Herders")).toMatchObject({ isBound: false, mayJoin: true, waiting: null });
    expect(part("Herders", inForce({ conditions: { ...conditions, accession: "closed" } })).mayJoin).toBe(false);
    expect(part("Herders", inForce({ canCast: true })).mayJoin).toBe(false);
    for (const state of ["open", "lapsed", "superseded", "contested"] as const)
      expect(part("Herders", inForce({ state })).mayJoin, state).toBe(false);
    const waits = part("Herders", inForce(), { accessions: [accession("Herders")] });
    expect(waits).toMatchObject({ mayJoin: false, waiting: { id: idOf("accession of Herders") } });
    const repudiated = [accession("Herders", { standing: "repudiated" })];
    expect(part("Herders", inForce(), { accessions: repudiated })).toMatchObject({ mayJoin: true, waiting: null });
  });
});

describe("an answer to a reservation", () => {
  const reservation = (facts: Partial<ReservationView> = {}): ReservationView => ({
    ...{ id: idOf("reservation"), proposal: inForce().proposal, party: refOf("Herders"), clause: "wells" as ClauseId },
    ...{ hash: idOf("words"), how: "exclude", words: "Not us", madeOn: "2026-06-01", late: false, state: "standing" },
    ...{ acceptedOn: "2027-06-01", responses: [], objections: [], withdrawnOn: null, from: null, to: null },
    isMine: false,
    ...facts,
  });
  const may = (facts: Partial<ReservationView>, joining: Partial<JoiningView> = {}) =>
    mayAnswer(part("Fishers"), reservation(facts), { ...nothing, ...joining }, today);

  it("is given once, by another party that is bound, until its silence accepts", () => {
    expect(may({})).toBe(true);
    expect(may({ isMine: true })).toBe(false);
    for (const state of ["refused", "withdrawn"] as const) expect(may({ state }), state).toBe(false);
    const said = { id: idOf("answer"), party: refOf("Fishers"), choice: "accept", reason: "", at: 1 } as const;
    expect(may({ responses: [said] })).toBe(false);
    expect(may({ acceptedOn: today })).toBe(false);
    expect(mayAnswer(part("Lake"), reservation(), nothing, today)).toBe(false);
  });

  it("is given on the day of joining too, but to none that was made late", () => {
    const accessions = [accession("Fishers", { effectiveAt: Date.parse(`${today}T08:00:00Z`) })];
    expect(may({ acceptedOn: today }, { accessions })).toBe(true);
    expect(may({ acceptedOn: today, late: true }, { accessions })).toBe(false);
  });
});

it("whom a text binds is told once: now, later, or no longer", () => {
  const binds = [
    binding("Fishers", "2026-01-01", "2026-06-30"),
    binding("Fishers", "2027-01-01"),
    binding("Herders", "2026-01-01", "2027-02-28"),
    binding("Lake", "2027-05-01"),
  ];
  const names = (parties: readonly { readonly name: string }[]) => parties.map(({ name }) => name);
  const { now, later, before } = boundOn({ binds }, today);
  expect([now, later, before].map(names)).toEqual([["Fishers"], ["Lake"], ["Herders"]]);
});

it("one may ask for every party that a text asked or bound, by its latest name", () => {
  const entry = inForce({ electorate: [refOf("Fishers")], binds: [binding("Lake", "2026-01-01")] });
  const members = [{ id: refOf("Fishers").id, name: "Fishers’ Union" }, refOf("Herders")];
  expect(knownParties([entry], members).map(({ name }) => name)).toEqual(["Fishers’ Union", "Herders", "Lake"]);
});
