#!/usr/bin/env node
/**
 * The `tessera` command as npm links it. Plain JavaScript: the Node that finds it may be older than the 24 that runs
 * the rest from its TypeScript, and then hands over to the one that npm's package `node` installed.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const major = Number(process.versions.node.split(".")[0]);

if (major >= 24) {
  await import("./cliMain.ts");
} else {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const node24 = fileURLToPath(new URL(`../../node_modules/node/bin/${name}`, import.meta.url));
  if (existsSync(node24)) {
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
