/** A relay in a process of its own, so that a test can kill it: node relayProcess.ts DIRECTORY PORT */
import { startRelay } from "../../electron/relay/relayMain.ts";

const [, , data = "", port = "0"] = process.argv;
const relay = await startRelay({ data, port: Number(port) });
process.stdout.write(relay.ok ? `${relay.value.url}\n` : `${JSON.stringify(relay.error)}\n`);
