/** Browser mode's entry, from source or built: `node electron/web/webMain.ts [--data DIRECTORY] [--port NUMBER] [--no-open] [--gateway]`. */
import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { createHost } from "../host/createHost.ts";
import { createNodePlatform } from "../host/nodePlatform.ts";
import { defaultDataDirectory } from "../host/store/dataDirectory.ts";
import { openBrowser } from "./openBrowser.ts";
import { startWeb } from "./startWeb.ts";

const machine = { platform: process.platform, env: process.env, home: homedir() };

const started = await startWeb(process.argv.slice(2), {
  defaultDataDirectory: defaultDataDirectory(machine),
  rendererDirectory: fileURLToPath(new URL("../../dist/renderer", import.meta.url)),
  async openHost(dataDirectory) {
    const platform = await createNodePlatform({ dataDirectory, program: import.meta.url });
    return platform.ok ? createHost(platform.value) : platform;
  },
  random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  logger: { warn: (event, detail) => console.error(event, JSON.stringify(detail ?? {})) },
  print: (line) => console.log(line),
  openBrowser: (url) => openBrowser(url, machine),
});

if (started.ok) {
  const stop = (): void => {
    // A second signal ends the process at once.
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
    void started.value.close();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} else {
  console.error(started.error.words);
  process.exitCode = started.error.exitCode;
}
