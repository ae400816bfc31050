/** Addresses of peers as people write them: host:port, 192.168.1.7:4040, [fd00::1]:4040. */
import { isIP, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

export interface LinkAddress {
  readonly host: string;
  readonly port: number;
}

const bracketed = /^\[([^\]]+)\]:(\d{1,5})$/;
const plain = /^([^[\]:]+):(\d{1,5})$/;
const hostName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?$/i;

/** Null for what is not an address with a port. */
export function readLinkAddress(text: string): LinkAddress | null {
  const trimmed = text.trim();
  const six = bracketed.exec(trimmed);
  const [, host = "", portText = ""] = six ?? plain.exec(trimmed) ?? [];
  const port = Number(portText);
  if (port < 1 || port > 65535) return null;
  const isHost = six === null ? isIP(host) !== 0 || (hostName.test(host) && !/^[\d.]+$/.test(host)) : isIPv6(host);
  return isHost ? { host, port } : null;
}

/** IPv4 inside IPv6 (::ffff:10.0.0.1) is written as IPv4. */
export function writeLinkAddress(host: string, port: number): string {
  const bare = plainHost(host);
  return isIPv6(bare) ? `[${bare}]:${port}` : `${bare}:${port}`;
}

export const plainHost = (host: string): string => (/^::ffff:\d+\./i.test(host) ? host.slice(7) : host);

/** Where others reach this machine: IPv4 of its networks, then IPv6, then loopback. Link-local addresses need a zone, so they are left out. */
export function machineAddresses(port: number): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ address }) => !/^(fe80:|169\.254\.)/i.test(address));
  const rank = (at: (typeof usable)[number]): number => (at.internal ? 2 : 0) + (at.family === "IPv6" ? 1 : 0);
  return usable.toSorted((a, b) => rank(a) - rank(b)).map(({ address }) => writeLinkAddress(address, port));
}
