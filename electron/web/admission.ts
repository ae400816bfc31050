/** Who may talk to the loopback server. Pure: a request's headers in, a verdict out. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The layout of the text, which a gateway's client names in its address to write. */
const textLayout = "2";

/** Random bytes in a token: nobody guesses it in the life of a process. */
export const tokenBytes = 32;

export type Destination =
  | { readonly kind: "api" }
  | { readonly kind: "window"; readonly room: string }
  | { readonly kind: "gateway" | "gatewayReader"; readonly room: string };

export const isGateway = ({ kind }: Destination): boolean => kind === "gateway" || kind === "gatewayReader";

export interface Door {
  readonly port: number;
  readonly token: string;
  /** Null: no gateway. */
  readonly gatewayToken: string | null;
}

export type Refusal = { readonly status: 400 | 401 | 403 | 404; readonly why: string };

/** Another Host is a foreign name pointed at this machine (DNS rebinding): its page must learn nothing. */
export function isOwnHost(headers: IncomingHttpHeaders, port: number): boolean {
  return headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;
}

/** Where a WebSocket upgrade leads, or why it is refused, before any byte is answered. */
export function admitUpgrade(url: string, headers: IncomingHttpHeaders, door: Door): Destination | Refusal {
  if (!isOwnHost(headers, door.port)) return { status: 403, why: "foreign host" };
  const target = parseTarget(url);
  if (target === null) return { status: 400, why: "unreadable address" };
  const { destination, token } = target;
  if (destination === null || (isGateway(destination) && door.gatewayToken === null))
    return { status: 404, why: "no such door" };
  // Browsers always say where a page comes from; other programs need not, and only the gateway is for them.
  const origin = headers.origin ?? null;
  const isOwnOrigin = origin === `http://${headers.host}`;
  if (!isOwnOrigin && (!isGateway(destination) || origin !== null)) return { status: 403, why: "foreign origin" };
  const expected = isGateway(destination) ? door.gatewayToken : door.token;
  if (expected === null || !sameToken(token, expected)) return { status: 401, why: "wrong token" };
  return destination;
}

function parseTarget(url: string): { readonly destination: Destination | null; readonly token: string } | null {
  try {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const token = searchParams.get("token") ?? "";
    if (pathname === "/api") return { destination: { kind: "api" }, token };
    const [, kind, room] = /^\/(y|gateway)\/(.{1,200})$/.exec(decodeURIComponent(pathname)) ?? [];
    if (room === undefined) return { destination: null, token };
    if (kind === "y") return { destination: { kind: "window", room }, token };
    // Who does not know the layout would delete what it cannot read.
    const writes = searchParams.get("layout") === textLayout;
    return { destination: { kind: writes ? "gateway" : "gatewayReader", room }, token };
  } catch {
    return null;
  }
}

function sameToken(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
