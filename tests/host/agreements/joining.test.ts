/** Joining a ratified text and leaving it, through the host of each person. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { JoiningView } from "../../../shared/api/joining.ts";
import { addDays, dayOf } from "../../../shared/base/days.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import type { ConditionsPlan } from "../../../shared/charter/parties/conditions.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { placeClauses } from "../../../shared/charter/text/clauses.ts";
import { dayMs } from "../../support/builders.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 11, people: ["Ada", "Ben", "Cyra", "Dora"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").gather().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const signed = { clockIsRight: false, reason: "" } as const;
const joining = { reservations: [], practice: null, statement: "We drink there, too." } as const;
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);
const today = (): string => dayOf(world.clock.now());
const view = async (name: string): Promise<JoiningView> =>
  unwrap(await api(name).getJoining({ charter: world.charter() }));

const openTo = (accession: ConditionsPlan["accession"]): ConditionsPlan => ({
  ...{ needed: 2, indispensable: [], entry: { at: null, delayDays: 0, joinDelayDays: 0 }, reviews: [] },
  ...{ binds: "ratifiers", reservations: "any", accession, withdrawalDays: 30, form: "signed" },
});

/** By these, the others having declined. */
async function ratified(accession: ConditionsPlan["accession"], people = ["Ada", "Ben"]): Promise<TimelineEntry> {
  const term = { from: null, months: null, until: null, noticeDays: 60 } as const;
  const plan = { charter: world.charter(), term, note: "", purpose: null, ...usualPlan, conditions: openTo(accession) };
  const { proposal } = unwrap(await api("Ada").propose(plan));
  await world.gather().done();
  for (const name of ["Ada", "Ben", "Cyra"]) {
    const { entry } = unwrap(await api(name).getSigning({ charter: world.charter(), proposal }));
    const choice = people.includes(name) ? "ratify" : "decline";
    const { contentHash } = entry;
    const ballot = { charter: world.charter(), proposal, contentHash, choice, statement: "" } as const;
    unwrap(await api(name).castBallot({ ...ballot, clockIsRight: false }));
  }
  await world.gather().done();
  return unwrap(await api("Ada").getSigning({ charter: world.charter(), proposal })).entry;
}

async function reservationTo({ proposal }: TimelineEntry): Promise<Reserved> {
  const { text } = unwrap(await api("Ada").getSigning({ charter: world.charter(), proposal }));
  const [first] = placeClauses(text);
  if (first === undefined) throw new Error("the text has a clause");
  const clause = first.clause.id as ClauseId;
  return { clause, hash: clauseHash(first.clause.node), how: "exclude", words: "Not our spring." };
}

it("[L53] a party that declined joins an open text, is bound by it, and is shown with it", async () => {
  const entry = await ratified("open");
  const { proposal, contentHash } = entry;
  const asked = { charter: world.charter(), proposal, contentHash, ...joining, clockIsRight: false };
  expect(errorOf(await api("Ada").accede(asked))).toEqual({ kind: "joiningRefused", why: "partyAlready" });
  expect(errorOf(await api("Cyra").accede({ ...asked, contentHash: "0".repeat(64) }))).toMatchObject({
    kind: "contentChanged",
  });
  const wrong = { ...(await reservationTo(entry)), hash: "0".repeat(64) };
  expect(errorOf(await api("Cyra").accede({ ...asked, reservations: [wrong] }))).toMatchObject({
    kind: "reservationRefused",
    why: "otherWords",
  });
  unwrap(await api("Cyra").accede(asked));
  await world.gather().done();
  expect((await view("Ben")).accessions).toMatchObject([
    { party: { name: expect.stringContaining("Cyra") }, needed: 0, standing: "counts", statement: joining.statement },
  ]);
  const [shown] = unwrap(await api("Ben").getTimeline({ charter: world.charter() }));
  expect(shown?.binds.map(({ party, from, to }) => [party.name.slice(0, 4), from, to])).toContainEqual([
    "Cyra",
    today(),
    null,
  ]);
});

it("[L53] [L54] a stranger joins by the PDF alone, in a file that a member enters; others consent, and it comes in", async () => {
  const entry = await ratified(1);
  const charter = world.charter();
  const { bytes: pdf } = unwrap(await api("Ben").exportPdf({ charter, proposal: entry.proposal }));
  expect(errorOf(await api("Dora").writeAccession({ ...joining, pdf: new Uint8Array(9) }))).toMatchObject({
    kind: "notTesseraPdf",
  });
  const written = unwrap(await api("Dora").writeAccession({ ...joining, pdf }));
  expect(written).toMatchObject({
    charter,
    proposal: entry.proposal,
    party: { name: expect.stringContaining("Dora") },
  });
  expect(written.name).toMatch(/\.tessera-statement$/);
  const spoilt = written.bytes.slice();
  spoilt[written.bytes.length - 3] = (spoilt[written.bytes.length - 3] as number) ^ 1;
  expect(errorOf(await api("Ada").enterStatement({ bytes: spoilt }))).toEqual({ kind: "notAStatement" });
  expect(errorOf(await api("Dora").enterStatement({ bytes: written.bytes }))).toMatchObject({
    kind: "charterNotFound",
  });
  expect(unwrap(await api("Ada").readStatement({ bytes: written.bytes }))).toMatchObject({ title: entry.title });
  unwrap(await api("Ada").enterStatement({ bytes: written.bytes }));
  unwrap(await api("Ada").enterStatement({ bytes: written.bytes }));
  await world.gather().done();

  const [accession] = (await view("Ben")).accessions;
  expect(await view("Cyra")).toMatchObject({ accessions: [{ canConsent: false, effectiveAt: null }] });
  expect(accession).toMatchObject({ needed: 1, consents: [], effectiveAt: null, canConsent: true });
  const id = accession?.id ?? "";
  const { party } = written;
  const invite = { charter, role: "party", expiresInHours: 1, reason: "" } as const;
  const consent = { charter, accession: id, ...signed };
  expect(errorOf(await api("Cyra").consentToAccession(consent))).toEqual({ kind: "joiningRefused", why: "notBound" });
  unwrap(await api("Ben").consentToAccession(consent));
  await world.gather().done();
  expect((await view("Ada")).accessions).toMatchObject([{ consents: [{ name: expect.stringContaining("Ben") }] }]);

  unwrap(await api("Ada").invite({ ...invite, reason: "anybody" }));
  const { decisions } = unwrap(await api("Ada").getCharter({ charter }));
  expect(decisions).toHaveLength(1);
  const { link } = unwrap(await world.run(api("Ada").invite({ ...invite, party: party.id })));
  unwrap(await world.run(api("Dora").join({ code: link, address: null, stay: false })));
  await world.gather().done();
  const { parties } = unwrap(await api("Dora").getCharter({ charter }));
  expect(parties.map(({ id: one }) => one)).toContain(party.id);
  expect((await view("Dora")).accessions).toMatchObject([{ party: { id: party.id }, effectiveAt: expect.any(Number) }]);
});

it("[L50] [L55] a party gives notice, takes it back, and gives it again; nothing else is refused in silence", async () => {
  const { proposal } = await ratified("open", ["Ada", "Ben", "Cyra"]);
  const leave = { charter: world.charter(), proposal, effectiveOn: null, ...signed };
  expect(errorOf(await api("Cyra").leaveText({ ...leave, effectiveOn: addDays(today(), 29) }))).toEqual({
    kind: "joiningRefused",
    why: "shortNotice",
  });
  const { notices } = unwrap(await api("Cyra").leaveText(leave));
  expect(notices).toMatchObject([{ proposal, effectiveOn: addDays(today(), 30), canRelease: true }]);
  await world.gather().done();
  expect((await view("Ada")).notices).toMatchObject([{ canRelease: false }]);
  const release = { charter: world.charter(), of: notices[0]?.id ?? "", ...signed };
  expect(errorOf(await api("Ada").release(release))).toEqual({ kind: "joiningRefused", why: "notSaid" });
  expect(unwrap(await api("Cyra").release(release)).notices).toEqual([]);
  const again = unwrap(await api("Cyra").leaveText(leave)).notices[0]?.id ?? "";
  await world
    .gather()
    .pass(31 * dayMs)
    .gather()
    .done();
  expect(errorOf(await api("Cyra").release({ ...release, of: again }))).toEqual({
    kind: "joiningRefused",
    why: "noticeOver",
  });
  const [entry] = unwrap(await api("Ben").getTimeline({ charter: world.charter() }));
  expect(entry?.binds.filter(({ left }) => left !== null)).toMatchObject([
    { party: { name: expect.stringContaining("Cyra") }, to: addDays(today(), -2), left: { how: "withdrew" } },
  ]);
  // Every answer says by which signed statements, as people ask for them.
  const status = unwrap(await api("Ben").getStatusTable({ charter: world.charter(), proposal }));
  const left = status.rows.find(({ party }) => party.name.includes("Cyra"));
  expect(left?.because).toMatchObject([
    { kind: "ratify", party: { name: expect.stringContaining("Cyra") }, person: expect.stringContaining("Cyra") },
    { kind: "withdrawal", id: again, words: "" },
  ]);
  const question = { charter: world.charter(), on: null, party: entry?.binds[0]?.party.id ?? null, other: null };
  const { inForce } = unwrap(await api("Ben").getForce({ ...question, knownOn: null }));
  expect(inForce[0]?.because.map(({ kind }) => kind)).toEqual(["proposal", "ratify"]);
});

it("[L48] [L55] [L56] a party reserves a clause later; another answers, and takes it back", async () => {
  const entry = await ratified("closed", ["Ada", "Ben", "Cyra"]);
  const { proposal } = entry;
  const charter = world.charter();
  const reservation = await reservationTo(entry);
  const made = unwrap(await api("Ada").reserve({ charter, proposal, reservation, clockIsRight: false }));
  expect(made.reservations).toMatchObject([{ ...reservation, state: "made", late: true, isMine: true }]);
  await world.gather().done();
  const [only] = (await view("Ben")).reservations;
  const respond = { charter, reservation: only?.id ?? "", choice: "object", ...signed } as const;
  expect(errorOf(await api("Ada").respond(respond))).toEqual({ kind: "joiningRefused", why: "ownReservation" });
  const answered = unwrap(await api("Ben").respond(respond));
  expect(answered.reservations).toMatchObject([{ state: "refused", objections: [{ hasRelations: true }] }]);
  const of = answered.reservations[0]?.responses[0]?.id ?? "";
  expect(unwrap(await api("Ben").release({ charter, of, ...signed })).reservations).toMatchObject([
    { state: "made", responses: [] },
  ]);
});

it("[L31] asks before it signs with a clock that looks wrong", async () => {
  const { proposal } = await ratified("open", ["Ada", "Ben", "Cyra"]);
  await world.misset("Cyra", 200 * dayMs).done();
  const leave = { charter: world.charter(), proposal, effectiveOn: null, ...signed };
  expect(errorOf(await api("Cyra").leaveText(leave))).toMatchObject({ kind: "clockDoubtful" });
  expect(errorOf(await api("Cyra").leaveText({ ...leave, clockIsRight: true }))).toBe("ok");
});

it("signs no words that paper cannot show", async () => {
  const { proposal, contentHash } = await ratified("open");
  const statement = "𓀀";
  const asked = { charter: world.charter(), proposal, contentHash, ...joining, statement, clockIsRight: false };
  expect(errorOf(await api("Cyra").accede(asked))).toMatchObject({ kind: "cannotDraw" });
});
