import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

const at = (name: string): readonly string[] => ["--data", terminal.path(name)];
async function done<T>(words: readonly string[]): Promise<T> {
  const ran = await terminal.run([...words, "--json"]);
  expect([ran.code, ran.err]).toEqual([0, ""]);
  return ran.values.at(-1) as T;
}

describe("a party comes back through a relay", () => {
  it("with a member's code and its own words, and nobody's address", { timeout: 120_000 }, async () => {
    const relay = terminal.start(["relay", "--port", "0", "--json", "--data", terminal.path("relay")]);
    const { url } = (await relay.first) as { readonly url: string };
    for (const name of ["upper", "lower"]) {
      const made = await done<{ readonly sheet: { readonly words: readonly string[] } }>([
        ...["init", "--plain-keys", "--person", `Of ${name}`, "--party", `${name} bank`, ...at(name)],
      ]);
      writeFileSync(terminal.path(`${name} words`), made.sheet.words.join(" "));
    }
    await done(["charter", "new", "Wells", ...at("upper")]);
    await done(["sync", "wells", "--relay", url, ...at("upper")]);
    const inviting = terminal.start(["invite", "wells", "--wait", "60", "--json", ...at("upper")]);
    const { code: invite } = (await inviting.first) as { readonly code: string };
    await done(["join", invite, "--address", url, ...at("lower")]);
    expect((await inviting.ended).values.at(-1)).toEqual({ joined: true });

    const waiting = terminal.start(["recovery-code", "wells", "--wait", "60", "--json", ...at("upper")]);
    const { code, relay: there } = (await waiting.first) as { readonly code: string; readonly relay: string };
    expect(there).toBe(url);
    const words = ["recover", "--words-file", terminal.path("lower words"), "--plain-keys", "--name", "Dalia"];
    const plan = [...words, "--reason", "The river took it.", "--revoke-others", ...at("fresh")];
    for (const wrong of [
      ["--address", url],
      ["--address", "127.0.0.1:1", "--code", code],
    ])
      expect((await terminal.run([...plan, ...wrong])).code).toBe(2);
    // Nobody listens there. What was made for it is gone again: nobody is set up here.
    const unanswered = await terminal.run([...plan, "--address", "127.0.0.1:1", "--json"]);
    expect(unanswered.values).toMatchObject([{ ok: false, error: { kind: "peerUnreachable" } }]);
    const listed = await terminal.run(["charter", "list", "--json", ...at("fresh")]);
    expect(listed.values).toMatchObject([{ ok: false, error: { kind: "notSetUp" } }]);
    expect(await done([...plan, "--address", url, "--code", code])).toMatchObject({
      identity: { party: { name: "lower bank" } },
      charters: [expect.any(String)],
      language: "en",
    });
    expect((await waiting.ended).values.at(-1)).toEqual({ back: true });
    await done(["sync", "--relay", ...at("fresh")]);
    await done(["sync", "--relay", ...at("upper")]);
    const people = await terminal.run(["people", "wells", ...at("upper")]);
    expect(people.out).toContain("Dalia");
    expect(people.out).not.toContain("Of lower");
    relay.interrupt();
    expect((await relay.ended).code).toBe(0);
  });
});
