/** The real script, run as npm runs it, with a program in npm's place that writes down what it was asked. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = join(import.meta.dirname, "../../scripts/install.mjs");
const locked = {
  "": {},
  "node_modules/a": { version: "1.0.0" },
  "node_modules/b": { version: "2.0.0", optional: true },
};

let project = "";

const write = (path: string, content: string): void => {
  mkdirSync(join(project, path, ".."), { recursive: true });
  writeFileSync(join(project, path), content);
};
const writeLock = (path: string, packages: object): void => write(path, JSON.stringify({ packages }));

/** As npm's package `node` leaves it. */
function writeNode(version: string): void {
  write("node_modules/node/bin/node", `#!/bin/sh\necho ${version}\n`);
  chmodSync(join(project, "node_modules/node/bin/node"), 0o755);
}

function runInstall(npmExitCode = 0) {
  write(
    "npm.cjs",
    `require("fs").writeFileSync("asked", process.argv.slice(2).join(" ")); process.exit(${npmExitCode})`,
  );
  const env = { ...process.env, npm_execpath: join(project, "npm.cjs"), npm_node_execpath: process.execPath };
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: project, env, encoding: "utf8" });
  const asked = join(project, "asked");
  return { status, stdout, stderr, asked: existsSync(asked) ? readFileSync(asked, "utf8") : null };
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "tessera-install-"));
  writeLock("package-lock.json", locked);
  writeNode("v24.1.0");
});
afterEach(() => rmSync(project, { recursive: true }));

describe("What runs before npm start", () => {
  it("does and says nothing where all is installed, an optional package for another system apart", () => {
    writeLock("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    expect(runInstall()).toEqual({ status: 0, stdout: "", stderr: "", asked: null });
  });

  it.each([
    ["nothing is installed yet", null],
    ["node_modules/a is missing, not 1.0.0", {}],
    ["node_modules/a is 0.9.0, not 1.0.0", { "node_modules/a": { version: "0.9.0" } }],
    [
      "node_modules/b is 1.0.0, not 2.0.0",
      { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "1.0.0" } },
    ],
  ])("runs npm ci and says so in one line where %s", (why, installed) => {
    if (installed !== null) writeLock("node_modules/.package-lock.json", installed);
    const ran = runInstall();
    expect(ran.status).toBe(0);
    expect(ran.asked).toMatch(/^ci /);
    expect(ran.stdout.trim().split("\n")).toEqual([`Installing the packages that Tessera needs, once (${why}) ...`]);
  });

  it("runs npm ci where the installed Node is not 24", () => {
    writeLock("node_modules/.package-lock.json", { "node_modules/a": { version: "1.0.0" } });
    writeNode("v20.0.0");
    write("node_modules/node/installArchSpecificPackage.js", "require('fs').writeFileSync('fetched', '')");
    const ran = runInstall();
    expect(ran.asked).toMatch(/^ci /);
    // npm did not run the package's own script, so that it was run here.
    expect(existsSync(join(project, "node_modules/node/fetched"))).toBe(true);
  });

  it("says what failed and what to do where npm ci fails", () => {
    const ran = runInstall(1);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toContain("npm ci failed");
    expect(ran.stderr).toContain("run the same command again");
  });
});
