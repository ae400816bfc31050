/**
 * `npm run dev [-- --data DIR ...]`: browser mode, with the window built anew at every change; reload the page to see it.
 * The page is served by the web host itself, so that development has the same routes as the product: one address,
 * one token, the same policy.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "vite";
import { buildIfStale } from "./build.ts";

const root = join(import.meta.dirname, "..");

await buildIfStale("window");
await build({
  configFile: join(root, "vite.config.ts"),
  root: join(root, "renderer"),
  logLevel: "info",
  clearScreen: false,
  // The host goes on serving the last good build while the next one is made.
  build: { watch: {}, minify: false, sourcemap: true, emptyOutDir: false },
});

const host = spawn(process.execPath, [join(root, "electron/web/webMain.ts"), ...process.argv.slice(2)], {
  stdio: "inherit",
});
// Ctrl-C reaches the host by itself; this process ends after it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => host.kill("SIGTERM"));
host.on("exit", (code) => process.exit(code ?? 1));
