import { join } from "node:path";
import { err, ok } from "../../../shared/base/result.ts";
import type { Host } from "../../host/host.ts";
import type { StartRelayArgs } from "../../relay/relayMain.ts";
import { startWeb } from "../../web/startWeb.ts";
import { type Command, type Outcome, refused } from "../command.ts";

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
    for: { kind: "number", value: "SECONDS", help: "end after this time", min: 1, max: 604_800 },
  },
  async run(call): Promise<Outcome> {
    const host = call.text("host");
    const certificateFile = call.text("certificate");
    const keyFile = call.text("key");
    const args: StartRelayArgs = {
      data: join(call.dataDirectory, "relay"),
      port: call.number("port") ?? 4747,
      behindProxy: call.flag("behind-proxy"),
      ...(host === null ? {} : { host }),
      ...(certificateFile === null ? {} : { certificateFile }),
      ...(keyFile === null ? {} : { keyFile }),
    };
    const started = await call.parts.startRelay(args);
    if (!started.ok) return refused(started.error);
    const { url, port } = started.value;
    call.say({ value: { url, port }, lines: [`Relay: ${url}`] });
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
    gateway: { kind: "flag", help: "let y-websocket clients that have the token edit; you sign their edits" },
    listen: { kind: "number", value: "PORT", help: "also accept meetings on this port", min: 0, max: 65_535 },
    open: { kind: "flag", help: "open the browser" },
    for: { kind: "number", value: "SECONDS", help: "end after this time", min: 1, max: 604_800 },
  },
  async run(call): Promise<Outcome> {
    const passphrase = call.readPassphrase();
    if (!passphrase.ok) return passphrase;
    const opened: Host[] = [];
    const port = call.number("port") ?? 0;
    const words = ["--data", call.dataDirectory, "--port", String(port), ...(call.flag("open") ? [] : ["--no-open"])];
    const started = await startWeb(call.flag("gateway") ? [...words, "--gateway"] : words, {
      ...call.parts.web,
      defaultDataDirectory: call.dataDirectory,
      async openHost(dataDirectory) {
        const host = await call.parts.openHost(dataDirectory, passphrase.value);
        if (host.ok) opened.push(host.value);
        return host;
      },
      print: () => undefined,
    });
    if (!started.ok) {
      call.parts.printError(`${started.error.words}\n`);
      return err({ kind: "exit", code: started.error.exitCode });
    }
    const meetings = call.number("listen");
    const listening = meetings === null ? null : await opened[0]?.api.listen({ port: meetings });
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
