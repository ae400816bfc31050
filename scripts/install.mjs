/**
 * Runs before `npm start`, `npm test` and the rest: installs what package-lock.json names where node_modules lacks it.
 *
 * Plain JavaScript without dependencies, because it runs on whatever Node the machine has (20.19 or newer), before
 * anything is installed. What npm runs next finds Node 24 in node_modules/.bin, which npm puts first on the PATH.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = process.cwd();
const inModules = (...path) => join(root, "node_modules", ...path);
const nodeProgram = inModules("node", "bin", process.platform === "win32" ? "node.exe" : "node");

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Why an installation is needed, or null. npm keeps what it installed, and as which version, in a lock file of its own. */
function whatIsMissing() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (wanted === undefined) return "package-lock.json cannot be read";
  const installed = readJson(inModules(".package-lock.json"))?.packages;
  if (installed === undefined) return "nothing is installed yet";
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === "") continue;
    // An optional package is for another system, or could not be had when the rest was installed.
    const found = installed[path]?.version;
    if (found === undefined ? !optional : found !== version) return `${path} is ${found ?? "missing"}, not ${version}`;
  }
  return runsNode24() ? null : "Node 24 is missing";
}

function runsNode24() {
  if (!existsSync(nodeProgram)) return false;
  const { stdout } = spawnSync(nodeProgram, ["--version"], { encoding: "utf8" });
  return stdout?.startsWith("v24.") ?? false;
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], ...options }).status === 0;
}

/** npm itself, run by the Node that npm was started with: the one in node_modules is about to be replaced. */
function npm(...args) {
  const { npm_execpath: script, npm_node_execpath: node = process.execPath } = process.env;
  if (script !== undefined) return run(node, [script, ...args]);
  return run("npm", args, { shell: process.platform === "win32" });
}

function fail(words) {
  console.error(words);
  process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Tessera needs Node 20.19 or newer to install itself; this is ${process.version}.`);
}

const missing = whatIsMissing();
if (missing !== null) {
  console.log(`Installing the packages that Tessera needs, once (${missing}) ...`);
  if (!npm("ci", "--include=dev", "--include=optional", "--loglevel=error")) {
    fail(
      "npm ci failed (see above). Tessera's own files and your data are unchanged; with a network, run the same command again.",
    );
  }
  // Where install scripts are switched off (ignore-scripts), the one that fetches Node 24 runs here.
  if (!runsNode24() && !run(process.execPath, ["installArchSpecificPackage"], { cwd: inModules("node") })) {
    fail(
      "Node 24 could not be fetched by npm's package `node`. Install Node 24 by hand and run the same command again.",
    );
  }
}
