import { describe, expect, test } from "vitest";
import { machineAddresses, readLinkAddress, writeLinkAddress } from "../../../electron/host/transports/linkAddress.ts";

describe("addresses of peers", () => {
  test("are a host and a port", () => {
    expect(readLinkAddress("192.168.1.7:4040")).toEqual({ host: "192.168.1.7", port: 4040 });
    expect(readLinkAddress(" laptop-2.local:1 ")).toEqual({ host: "laptop-2.local", port: 1 });
    expect(readLinkAddress("[::1]:65535")).toEqual({ host: "::1", port: 65535 });
    expect(readLinkAddress("[fd00::2]:80")).toEqual({ host: "fd00::2", port: 80 });
  });

  test("are nothing else", () => {
    for (const text of [
      ...["", ":4040", "host", "host:", "host:0", "host:65536", "host:4a", "::1:4040", "[::1]", "[::1]4040"],
      ...["[host]:1", "a b:1", "http://host:1", "host:1/x", "1.2.3.999:1", "1.2.3:1", "-a:1", "a..b:1", "[]:1"],
    ])
      expect(readLinkAddress(text), text).toBeNull();
  });

  test("are written as they are read", () => {
    for (const text of ["192.168.1.7:4040", "[fd00::2]:80", "laptop.local:9"]) {
      const address = readLinkAddress(text);
      expect(address && writeLinkAddress(address.host, address.port)).toBe(text);
    }
    expect(writeLinkAddress("::ffff:10.0.0.1", 5)).toBe("10.0.0.1:5");
  });

  test("of this machine can all be read, and end with loopback", () => {
    const addresses = machineAddresses(4040);
    for (const address of addresses) expect(readLinkAddress(address)?.port).toBe(4040);
    expect(addresses).toContain("127.0.0.1:4040");
    const loopback = addresses.findIndex((address) => /^(127\.|\[::1\])/.test(address));
    expect(addresses.slice(loopback).every((address) => /^(127\.|\[::1\])/.test(address))).toBe(true);
  });
});
