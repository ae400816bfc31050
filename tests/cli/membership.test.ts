import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { CharterView } from "../../shared/api/library.ts";
import type { DecisionView, MembershipChange } from "../../shared/api/people.ts";
import { createTerminal, type Ran } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const at = (name: string): readonly string[] => ["--data", terminal.path(name)];
const people = ["upper", "lower", "coast"] as const;

/** Runs a command that must succeed and gives what it says with --json. */
async function done<T>(words: readonly string[]): Promise<T> {
  const ran: Ran = await terminal.run([...words, "--json"]);
  expect(ran.out + ran.err).not.toContain('"ok":false');
  expect(ran.code).toBe(0);
  return ran.values.at(-1) as T;
}

type Members = Pick<CharterView, "parties" | "guests" | "decisions" | "ended" | "policy">;
const membersOf = (name: string): Promise<Members> => done(["people", "wells", ...at(name)]);
const partiesOf = async (name: string): Promise<readonly string[]> =>
  (await membersOf(name)).parties.map((party) => party.name).sort();

/** One listens while the other works: whatever `work` gives. */
async function whileListening<T>(name: string, work: (address: string) => Promise<T>): Promise<T> {
  const listening = terminal.start(["listen", "--for", "120", "--json", ...at(name)]);
  const { addresses } = (await listening.first) as { readonly addresses: readonly string[] };
  try {
    return await work(addresses[0] ?? "");
  } finally {
    listening.interrupt();
    await listening.ended;
  }
}
const meet = (from: string, to: string): Promise<unknown> =>
  whileListening(to, (address) => terminal.run(["sync", "--address", address, "--json", ...at(from)]));

async function bringIn(name: string, ...options: readonly string[]): Promise<void> {
  const inviting = terminal.start(["invite", "wells", "--wait", "120", "--json", ...options, ...at("upper")]);
  const { code, addresses } = (await inviting.first) as {
    readonly code: string;
    readonly addresses: readonly string[];
  };
  await done(["join", code, "--address", addresses[0] ?? "", ...at(name)]);
  expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });
}

describe("the people of a charter at their command lines", { timeout: 90_000 }, () => {
  let words: readonly string[] = [];

  it("come in as what they are, and everyone reads who let them in and why", async () => {
    for (const name of people) {
      const made = await done<{ readonly sheet: { readonly words: readonly string[] } }>([
        ...["init", "--plain-keys", "--person", `Of ${name}`, "--device", `${name} laptop`],
        ...["--party", `${name} bank`, ...at(name)],
      ]);
      if (name === "lower") words = made.sheet.words;
    }
    await done(["init", "--plain-keys", "--person", "Rosa", "--device", "notebook", ...at("rosa")]);
    await done(["charter", "new", "Wells", "--remove-quota", "all", ...at("upper")]);
    await bringIn("lower", "--reason", "They drink from the same wells.");
    await bringIn("coast");
    await bringIn("rosa", "--role", "observer", "--reason", "She writes about us.");
    const { policy, guests } = await membersOf("upper");
    expect(policy).toEqual({ admit: "majority", remove: "all", suggest: "guests" });
    expect(guests).toMatchObject([{ role: "observer", device: { person: "Rosa", party: null } }]);
    expect(await partiesOf("upper")).toEqual(["coast bank", "lower bank", "upper bank"]);
    const shown = await terminal.run(["history", "Wells", ...at("upper")]);
    expect(shown.out).toContain("Of upper (upper bank) invited as party: “They drink from the same wells.”");
    expect(shown.out).toContain("Rosa, notebook as observer");
  });

  it("end a guest’s part, who then reads who did it and why", async () => {
    await done(["revoke", "wells", "notebook", "--reason", "The talks are closed.", ...at("upper")]);
    expect((await membersOf("upper")).guests).toEqual([]);
    await meet("rosa", "upper");
    const { ended } = await membersOf("rosa");
    expect(ended).toMatchObject({ by: { person: "Of upper" }, reason: "The talks are closed." });
    const refused = await terminal.run(["edit", "wells", "--text", "# Mine", "--json", ...at("rosa")]);
    expect(refused.values).toMatchObject([{ ok: false }]);
  });

  it("let a party in after the first ratification only when enough parties have consented", async () => {
    await done(["propose", "wells", "--term", "1y", ...at("upper")]);
    await done(["ratify", "wells", ...at("upper")]);
    for (const name of ["lower", "coast"]) {
      await meet(name, "upper");
      await done(["ratify", "wells", ...at(name)]);
      await meet(name, "upper");
    }
    await done(["init", "--plain-keys", "--person", "Of island", "--party", "island bank", ...at("island")]);
    const invited = await terminal.run(["invite", "wells", "--reason", "They carry our salt.", ...at("upper")]);
    expect(invited.out).toContain("It waits for the other parties");
    const [code = ""] = invited.out.split("\n");
    const join = (address: string) => ["join", code, "--address", address, "--json", ...at("island")];
    await whileListening("upper", async (address) => {
      const early = await terminal.run(join(address));
      expect(early.values).toMatchObject([{ ok: false, error: { kind: "inviteWaiting" } }]);
      await done(["sync", "--address", address, ...at("lower")]);
      const { decisions } = await membersOf("lower");
      expect(decisions).toMatchObject([{ kind: "admitParty", reason: "They carry our salt." }]);
      expect(await done(["consent", "wells", ...at("lower")])).toMatchObject({ isDone: true });
      await done(["sync", "--address", address, ...at("lower")]);
      expect((await terminal.run(join(address))).values).toMatchObject([{ title: "Wells" }]);
    });
    expect(await partiesOf("upper")).toEqual(["coast bank", "island bank", "lower bank", "upper bank"]);
    await done(["withdraw", "wells", "--reason", "The season is over.", ...at("island")]);
    await meet("island", "upper");
  });

  it("remove a party only when those that remain have consented", async () => {
    const asked = await done<{ readonly decision: DecisionView }>([
      "remove-party",
      "wells",
      "coast",
      "--reason",
      "Their pumps run at night.",
      ...at("upper"),
    ]);
    expect(asked.decision).toMatchObject({ kind: "removeParty", needed: 2, canConsent: false });
    await meet("lower", "upper");
    const shown = await terminal.run(["people", "wells", ...at("lower")]);
    expect(shown.out).toContain("Remove coast bank, asked by Of upper (upper bank)");
    expect(shown.out).toContain("1 of 2 needed have consented: upper bank; your party may");
    expect(await done(["consent", "wells", "coast", "--reason", "We heard them.", ...at("lower")])).toMatchObject({
      isDone: true,
    });
    await meet("lower", "upper");
    expect(await partiesOf("upper")).toEqual(["lower bank", "upper bank"]);
    await meet("coast", "upper");
    expect((await membersOf("coast")).ended).toMatchObject({ reason: "Their pumps run at night." });
    const changes = await done<readonly MembershipChange[]>(["history", "wells", ...at("upper")]);
    expect(changes.slice(-2)).toMatchObject([
      { kind: "partyRemoved", subject: "coast bank", state: "done" },
      { kind: "consented", subject: "coast bank", reason: "We heard them.", by: { person: "Of lower" } },
    ]);
  });

  it("bring a party back by its 24 words, without the devices that were stolen", async () => {
    writeFileSync(terminal.path("sheet"), words.map((word, index) => `${index + 1}. ${word}`).join("\n"));
    const options = ["--name", "Of lower", "--device", "new laptop", "--reason", "Stolen.", "--revoke-others"];
    const sheet = ["--plain-keys", "--words-file", terminal.path("sheet")];
    await whileListening("upper", async (address) => {
      const wrong = await terminal.run(
        ["recover", "--words-file", "-", "--plain-keys", "--address", address, ...options, "--json", ...at("fresh")],
        { input: words.toReversed().join(" ") },
      );
      expect(wrong.values).toMatchObject([{ ok: false, error: { kind: "recoveryWordsWrong" } }]);
      expect(await done(["recover", ...sheet, "--address", address, ...options, ...at("fresh")])).toMatchObject({
        identity: { party: { name: "lower bank" }, device: { name: "new laptop" } },
        charters: [expect.any(String)],
      });
    });
    const { parties } = await membersOf("upper");
    const lower = parties.find((party) => party.name === "lower bank");
    expect(lower?.devices).toMatchObject([{ name: "new laptop", person: "Of lower" }]);
  });

  it("withdraw with their party after being asked, and stay on record", async () => {
    const call = ["withdraw", "wells", "--reason", "We dig our own."];
    const asked = await terminal.run([...call, ...at("fresh")], { askYes: async () => false });
    expect(asked.code).toBe(1);
    expect((await membersOf("fresh")).ended).toBeNull();
    const withdrawn = await terminal.run([...call, ...at("fresh")], { askYes: async () => true });
    expect(withdrawn.out).toContain("lower bank has withdrawn.");
    await meet("fresh", "upper");
    expect(await partiesOf("upper")).toEqual(["upper bank"]);
    const changes = await done<readonly MembershipChange[]>(["history", "wells", ...at("upper")]);
    expect(changes.at(-1)).toMatchObject({ kind: "partyWithdrew", subject: "lower bank", reason: "We dig our own." });
  });
});
