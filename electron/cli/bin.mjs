#!/usr/bin/env node
/**
 * The `tessera` command as npm links it. Plain JavaScript: the Node that finds it may be older than the 24 that runs
 * the rest, and then hands over to the one that npm's package `node` installed. What `npm run build` made of the
 * command line runs where nothing that it was made of is younger; else its TypeScript.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, "dist/programs/cli.js");
const major = Number(process.versions.node.split(".")[0]);

/** False where a file below `directory`, or a folder that lost one, is younger. A packaged program has no sources. */
function isOlder(directory, builtMs) {
  if (!existsSync(directory)) return true;
  if (statSync(directory).mtimeMs > builtMs) return false;
  return readdirSync(directory, { withFileTypes: true }).every((entry) => {
    const path = `${directory}/${entry.name}`;
    return entry.isDirectory() ? isOlder(path, builtMs) : statSync(path).mtimeMs <= builtMs;
  });
}

function isBuilt() {
  const builtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs;
  return builtMs !== undefined && ["shared", "electron"].every((folder) => isOlder(join(root, folder), builtMs));
}

if (major >= 24) {
  // Where nobody may write there, nothing is kept.
  enableCompileCache(join(root, "dist/programs/compiled"));
  await (isBuilt() ? import("../../dist/programs/cli.js") : import("./cliMain.ts"));
} else {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const node24 = join(root, "node_modules/node/bin", name);
  if (existsSync(node24)) {
    const { spawn } = await import("node:child_process");
    const child = spawn(node24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
    // Ctrl-C reaches the child by itself; this process ends after it, and as it did.
    process.on("SIGINT", () => undefined);
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("exit", (code, signal) => {
      process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
    });
  } else {
    console.error(
      `tessera needs Node 24 and this is ${process.version}. Run npm ci in Tessera's folder, or use Node 24.`,
    );
    process.exitCode = 1;
  }
}
