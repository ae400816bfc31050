/** Opens the host in the directory it is given, says how many charters it lists and cannot open, writes in each, and says so again. */
import { createHost } from "../../../electron/host/createHost.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { unwrap } from "../../support/world.ts";

const dataDirectory = process.argv[2] ?? "";
const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
const host = unwrap(await createHost(platform));
const listed = unwrap(await host.api.listCharters({}));
const unopened = unwrap(await host.api.listUnopened({}));
let written = 0;
for (const { id, damage } of listed) {
  const edit = { kind: "replaceAll", markdown: "# Water\n\nWritten with few handles." } as const;
  if (damage === null && (await host.api.editText({ charter: id, edit })).ok) written++;
}
await host.close();
process.stdout.write(JSON.stringify({ listed: listed.length, unopened: unopened.length, written }));
