/** Electron's entry. `--data DIRECTORY` as everywhere; other switches are Chromium's. */
import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as electron from "electron";
import { createHost } from "../host/createHost.ts";
import { createNodePlatform } from "../host/nodePlatform.ts";
import { defaultDataDirectory } from "../host/store/dataDirectory.ts";
import { startDesktop } from "./desktop.ts";

const { values } = parseArgs({
  // A packaged program has no argument that names its folder.
  args: process.argv.slice(process.defaultApp ? 2 : 1),
  strict: false,
  options: { data: { type: "string" } },
});
const machine = { platform: process.platform, env: process.env, home: homedir() };

// Bundled to dist/electron/main.js, beside preload.cjs and ../renderer.
// Not awaited: Electron becomes ready only when this module has been evaluated.
const started = startDesktop(electron, {
  dataDirectory: typeof values.data === "string" && values.data !== "" ? values.data : defaultDataDirectory(machine),
  rendererDirectory: fileURLToPath(new URL("../renderer", import.meta.url)),
  preloadFile: fileURLToPath(new URL("preload.cjs", import.meta.url)),
  platform: process.platform,
  random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  logger: { warn: (event, detail) => console.error(event, JSON.stringify(detail ?? {})) },
  async openHost(dataDirectory, systemStore) {
    const platform = await createNodePlatform({
      dataDirectory,
      systemStore,
      program: import.meta.url,
    });
    return platform.ok ? createHost(platform.value) : platform;
  },
});

started.catch((thrown: unknown) => {
  console.error(thrown);
  electron.app.exit(1);
});
