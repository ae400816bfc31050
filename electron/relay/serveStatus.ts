/**
 * Serves the status to the operator's browser, on loopback and below a secret path ([R26]).
 * Owns its HTTP server; relayMain.ts starts and closes it.
 */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "../../shared/base/ambient.ts";
import { toHex } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { RelayStatus } from "./relayStatus.ts";
import type { ServeFault } from "./serveRelay.ts";
import { statusPage, statusPagePolicy } from "./statusPage.ts";

const secretBytes = 24;

export interface ServedStatus {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveStatus(args: {
  /** 0: any free one. */
  readonly port: number;
  readonly random: Random;
  readonly status: RelayStatus;
}): Promise<Result<ServedStatus, ServeFault>> {
  const { status } = args;
  const secret = toHex(args.random.bytes(secretBytes));
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const port = (server.address() as AddressInfo | null)?.port;
    const [, given = "", file, more] = (request.url ?? "").split("/");
    const isHere = request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;
    const isKnown = (file === "" || file === "status.json") && more === undefined && request.method === "GET";
    if (!isHere || !isKnown || !isSecret(given)) return end(response, 404, "text/plain", "not found\n");
    const view = await status.read();
    if (file === "") end(response, 200, "text/html", statusPage(view));
    else end(response, 200, "application/json", `${JSON.stringify(view)}\n`);
  }

  function isSecret(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(secret)];
    return a.length === b.length && timingSafeEqual(a, b);
  }

  const listening = await new Promise<Result<number, ServeFault>>((resolve) => {
    server.on("error", (error) => resolve(err({ kind: "cannotListen", port: args.port, reason: error.message })));
    server.listen(args.port, "127.0.0.1", () => resolve(ok((server.address() as AddressInfo).port)));
  });
  if (!listening.ok) return listening;
  return ok({
    url: `http://127.0.0.1:${listening.value}/${secret}/`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  });
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "content-security-policy": statusPagePolicy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(body);
}
