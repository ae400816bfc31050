import { join } from "node:path";
import { checkedApi } from "../../../shared/api/rpc.ts";
import { err, ok } from "../../../shared/base/result.ts";
import type { Host } from "../../host/host.ts";
import { defaultRelayLimits } from "../../relay/limits.ts";
import type { StartRelayArgs } from "../../relay/relayMain.ts";
import { type Command, type OptionSpec, type Outcome, openKeys, refused } from "../command.ts";
import { writeLines } from "../print.ts";

const count = (value: string, help: string): OptionSpec => ({
  kind: "number",
  value,
  help,
  min: 1,
  max: Number.MAX_SAFE_INTEGER,
});

const relay: Command = {
  name: "relay",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Run a relay: it stores and passes on sealed frames and can read none.",
  options: {
    port: { kind: "number", value: "PORT", help: "default 4747", min: 0, max: 65_535 },
    host: { kind: "text", value: "ADDRESS", help: "default 127.0.0.1; 0.0.0.0 serves others too" },
    certificate: { kind: "text", value: "FILE", help: "PEM certificate, for wss" },
    key: { kind: "text", value: "FILE", help: "PEM key, for wss" },
    "behind-proxy": { kind: "flag", help: "believe the proxy's X-Forwarded-For" },
    store: { kind: "text", value: "URL", help: "redis://host:port/database, for several relays on one store" },
    "store-password": { kind: "text", value: "FILE", help: "whose first line is the password of that Redis" },
    status: {
      kind: "number",
      value: "PORT",
      help: "serve the operator's page on loopback (0: any)",
      min: 0,
      max: 65_535,
    },
    connections: count("COUNT", "in all (default 4096)"),
    "connections-per-address": count("COUNT", "default 64"),
    "bytes-per-second-per-address": count("BYTES", "faster ones are read more slowly (default 32 MiB)"),
    "rooms-per-address": count("COUNT", "opened in an hour (default 512)"),
    "room-frames": count("COUNT", "a room takes no more (default 1,000,000)"),
    "room-bytes": count("BYTES", "a room takes no more (default 2 GiB)"),
    "store-bytes": count("BYTES", "the store's file grows no larger (default 64 GiB)"),
    "keep-days": { kind: "number", value: "DAYS", help: "drop older frames (default: keep all)", min: 1, max: 36_500 },
    "keep-room-bytes": count("BYTES", "drop a room's oldest frames above this (default: keep all)"),
    for: { kind: "number", value: "SECONDS", help: "end after this time", min: 1, max: 604_800 },
  },
  async run(call): Promise<Outcome> {
    const bound = (option: string, otherwise: number): number => call.number(option) ?? otherwise;
    const { room, ...limits } = defaultRelayLimits;
    const args: StartRelayArgs = {
      data: join(call.dataDirectory, "relay"),
      port: call.number("port") ?? 4747,
      host: call.text("host") ?? undefined,
      certificateFile: call.text("certificate") ?? undefined,
      keyFile: call.text("key") ?? undefined,
      behindProxy: call.flag("behind-proxy"),
      store: call.text("store") ?? undefined,
      storePasswordFile: call.text("store-password") ?? undefined,
      statusPort: call.number("status") ?? undefined,
      retention: { days: call.number("keep-days"), roomBytes: call.number("keep-room-bytes") },
      limits: {
        connections: bound("connections", limits.connections),
        connectionsPerAddress: bound("connections-per-address", limits.connectionsPerAddress),
        bytesPerSecondPerAddress: bound("bytes-per-second-per-address", limits.bytesPerSecondPerAddress),
        roomsPerAddress: bound("rooms-per-address", limits.roomsPerAddress),
        storeBytes: bound("store-bytes", limits.storeBytes),
        room: { frames: bound("room-frames", room.frames), bytes: bound("room-bytes", room.bytes) },
      },
    };
    const started = await call.parts.startRelay(args);
    if (!started.ok) return refused(started.error);
    const { url, port, statusUrl } = started.value;
    const lines = [`Relay: ${url}`, ...(statusUrl === null ? [] : [`Status: ${statusUrl}`])];
    call.say({ value: { url, port, statusUrl }, lines });
    await ended(call.parts, call.number("for"));
    await started.value.close();
    return ok(null);
  },
};

/** Resolves when the person interrupts, or after `seconds`. */
function ended(parts: Parameters<Command["run"]>[0]["parts"], seconds: number | null): Promise<void> {
  if (seconds === null) return parts.untilInterrupted();
  return new Promise((resolve) => {
    const cancel = parts.clock.after(seconds * 1000, resolve);
    void parts.untilInterrupted().then(() => {
      cancel();
      resolve();
    });
  });
}

const serve: Command = {
  name: "serve",
  operands: "",
  minOperands: 0,
  maxOperands: 0,
  summary: "Serve the window to a browser on this machine; with --gateway, also to y-websocket clients.",
  options: {
    port: { kind: "number", value: "PORT", help: "of the window (default: any free one)", min: 0, max: 65_535 },
    gateway: {
      kind: "flag",
      help: "let y-websocket clients that have the token read, and edit with layout=2; you sign their edits",
    },
    listen: { kind: "number", value: "PORT", help: "also accept meetings on this port", min: 0, max: 65_535 },
    open: { kind: "flag", help: "open the browser" },
    for: { kind: "number", value: "SECONDS", help: "end after this time", min: 1, max: 604_800 },
  },
  async run(call): Promise<Outcome> {
    const opened: Host[] = [];
    const port = call.number("port") ?? 0;
    const words = ["--data", call.dataDirectory, "--port", String(port), ...(call.flag("open") ? [] : ["--no-open"])];
    const { startWeb } = await import("../../web/startWeb.ts");
    const started = await startWeb(call.flag("gateway") ? [...words, "--gateway"] : words, {
      ...call.parts.web,
      defaultDataDirectory: call.dataDirectory,
      async openHost(dataDirectory) {
        const host = await call.parts.openHost(dataDirectory);
        if (host.ok) opened.push(host.value);
        return host;
      },
      print: () => undefined,
    });
    if (!started.ok) {
      call.parts.printError(writeLines([started.error.words], false));
      return err({ kind: "exit", code: started.error.exitCode });
    }
    // Without a passphrase the window asks for it.
    const isGiven = call.text("passphrase-file") !== null || call.parts.passphrase !== null;
    const unlocked = isGiven && opened[0] !== undefined ? await openKeys(call, checkedApi(opened[0].api)) : ok(null);
    if (!unlocked.ok) {
      await started.value.close();
      return unlocked;
    }
    const meetings = call.number("listen");
    const listening =
      meetings === null
        ? null
        : opened[0] === undefined
          ? null
          : await checkedApi(opened[0].api).listen({ port: meetings, host: null });
    if (listening?.ok === false) {
      await started.value.close();
      return refused(listening.error);
    }
    const { url, gatewayUrl, gatewayToken } = started.value.server;
    const addresses = listening?.ok ? listening.value.addresses : [];
    call.say({
      value: { url, gatewayUrl, gatewayToken, addresses },
      lines: [
        `Tessera: ${url}`,
        ...(gatewayUrl === null ? [] : [`Gateway: ${gatewayUrl} token ${gatewayToken ?? ""}`]),
        ...(addresses.length === 0 ? [] : [`Listening at ${addresses.join(", ")}`]),
      ],
    });
    await ended(call.parts, call.number("for"));
    await started.value.close();
    return ok(null);
  },
};

const demo: Command = {
  name: "demo",
  operands: "[ARGUMENTS]",
  minOperands: 0,
  maxOperands: 0,
  summary: "Play a whole story with two parties and three devices.",
  options: {},
  passesArguments: true,
  async run(call): Promise<Outcome> {
    const code = await call.parts.runDemo(call.positionals);
    return code === 0 ? ok(null) : err({ kind: "exit", code });
  },
};

export const serverCommands: readonly Command[] = [relay, serve, demo];
