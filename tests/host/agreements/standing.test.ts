/** What the library says of one's own standing in a charter, and what a guest is refused in words. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { CharterSummary } from "../../../shared/api/library.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 9, people: ["Ada", "Ben", "Cyra", "Rosa"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").gather().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;

async function summary(name: string): Promise<CharterSummary> {
  const [one] = unwrap(await api(name).listCharters({}));
  if (one === undefined) throw new Error(`${name} has no charter`);
  return one;
}

async function guest(role: "mediator" | "supporter" | "observer"): Promise<void> {
  const asked = { charter: world.charter(), role, expiresInHours: 1, reason: "" } as const;
  const { link } = unwrap(await world.run(api("Ada").invite(asked)));
  unwrap(await world.run(api("Rosa").join({ code: link, address: null, stay: false })));
}

it.each(["mediator", "supporter", "observer"] as const)(
  "a %s is told so, and neither proposes nor signs",
  async (role) => {
    await guest(role);
    expect(await summary("Rosa")).toMatchObject({ guestRole: role, hasEnded: false, waitingForMe: 0 });
    expect((await summary("Ada")).guestRole).toBeNull();
    const term = { charter: world.charter(), term: oneYear, note: "", purpose: null, ...usualPlan } as const;
    const proposed = await api("Rosa").propose(term);
    expect(proposed.ok ? null : proposed.error.kind).toBe("notAuthorised");

    const { proposal } = unwrap(await api("Ada").propose(term));
    await world.meet("Rosa", "Ada").done();
    const [entry] = unwrap(await api("Rosa").getTimeline({ charter: world.charter() }));
    expect(entry).toMatchObject({ proposal, canCast: false });
    const ballot = {
      charter: world.charter(),
      proposal,
      choice: "ratify",
      statement: "",
      clockIsRight: false,
    } as const;
    const cast = await api("Rosa").castBallot({ ...ballot, contentHash: entry?.contentHash ?? "" });
    expect(cast.ok ? null : cast.error.kind).toBe("notAuthorised");
  },
);

it("a decision that waits for a party's consent is counted for that party and for nobody else", async () => {
  await guest("observer");
  const { parties } = unwrap(await api("Ada").getCharter({ charter: world.charter() }));
  const cyra = parties.find(({ name }) => name === "Cyra's people")?.id;
  if (cyra === undefined) throw new Error("Cyra's people are a party");
  unwrap(await api("Ada").removeParty({ charter: world.charter(), party: cyra, reason: "asked" }));
  await world.gather().done();
  const waiting = await Promise.all(["Ada", "Ben", "Cyra"].map(async (name) => (await summary(name)).consentsForMe));
  expect(waiting).toEqual([0, 1, 0]);
  expect((await summary("Rosa")).consentsForMe).toBe(0);
});

it("whose part has ended is told in the library", async () => {
  expect((await summary("Ben")).hasEnded).toBe(false);
  const { parties } = unwrap(await api("Ben").getCharter({ charter: world.charter() }));
  const own = parties.find(({ isMine }) => isMine)?.id;
  if (own === undefined) throw new Error("Ben has a party");
  unwrap(await api("Ben").removeParty({ charter: world.charter(), party: own, reason: "we go" }));
  expect(await summary("Ben")).toMatchObject({ hasEnded: true, guestRole: null, consentsForMe: 0 });
});
