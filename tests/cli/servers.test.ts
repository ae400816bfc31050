import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
const data = ["--data", terminal.path("data")];
afterAll(() => terminal.remove());

describe("tessera serve", () => {
  it("is refused where the window is not built", async () => {
    const ran = await terminal.run(["serve", ...data]);
    expect(ran.err).toContain("npm run build");
    expect(ran.code).toBe(1);
  });

  it("serves the window, the gateway and meetings until interrupted", async () => {
    mkdirSync(terminal.path("renderer"));
    writeFileSync(terminal.path("renderer/index.html"), "<!doctype html><title>Tessera</title>");
    await terminal.run(["init", "--plain-keys", "--person", "Amina", "--party", "Upper bank", ...data]);
    const serving = terminal.start(["serve", "--gateway", "--listen", "0", "--json", ...data]);
    const served = await serving.first;
    expect(served).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=/),
      gatewayUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/gateway$/),
      addresses: [expect.stringMatching(/^127\.0\.0\.1:\d+$/)],
    });
    const url = String(Reflect.get(Object(served), "url"));
    expect(await (await fetch(url)).text()).toContain("Tessera");
    serving.interrupt();
    expect((await serving.ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("tessera demo", () => {
  it("hands its arguments on and ends as the demo does", async () => {
    const given: (readonly string[])[] = [];
    const runDemo = async (words: readonly string[]) => {
      given.push(words);
      return 3;
    };
    expect((await terminal.run(["demo", "--out", "x", "--json"], { runDemo })).code).toBe(3);
    expect(given).toEqual([["--out", "x", "--json"]]);
  });
});
