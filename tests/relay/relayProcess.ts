/** A relay in a process of its own, so that a test can kill it: node relayProcess.ts DIRECTORY PORT [REDIS] */
import { startRelay } from "../../electron/relay/relayMain.ts";

const [, , data = "", port = "0", store] = process.argv;
// A test's clients all come from one address, and one that reads nothing for a while answers no pings either.
const limits = {
  connectionsPerAddress: 1000,
  bytesPerSecond: 2 ** 26,
  bytesPerSecondPerAddress: 2 ** 26,
  pingMs: 600_000,
  stalledMs: 600_000,
};
const relay = await startRelay({ data, port: Number(port), store, limits });
process.stdout.write(relay.ok ? `${relay.value.url}\n` : `${JSON.stringify(relay.error)}\n`);
