import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createKeys, loadKeys, wipeKeys } from "../../../electron/host/keys/identity.ts";
import { createCharters } from "../../../electron/host/library/charters.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { Platform } from "../../../electron/host/platform.ts";
import { answerLockRequests, requestLock } from "../../../electron/host/store/lockRequest.ts";
import { type HostMethod, hostMethods } from "../../../shared/api/contract.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { stretchCosts } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { tessera } from "../../../shared/ledger/program.ts";
import { realClock } from "../../support/ambient.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tessera-locking-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

const passphrase = "open sesame";
const party = { name: "Upper bank", kind: "community", constituency: "" } as const;

/** A platform, and every buffer that held a key in its plain form on the way through it. */
async function watched(): Promise<{ readonly platform: Platform; readonly keys: readonly Bytes[] }> {
  const real = had(
    await createNodePlatform({ dataDirectory: directory, listenHost: "127.0.0.1", stretchCost: stretchCosts.light }),
  );
  const keys: Bytes[] = [];
  const seen = <T extends Bytes | null>(bytes: T): T => {
    if (bytes !== null) keys.push(bytes);
    return bytes;
  };
  return {
    keys,
    platform: {
      ...real,
      random: {
        bytes(count) {
          const bytes = real.random.bytes(count);
          return count === 32 ? seen(bytes) : bytes;
        },
      },
      secrets: {
        ...real.secrets,
        seal: (secret) => real.secrets.seal(seen(secret)),
        open: (sealed) => seen(real.secrets.open(sealed)),
      },
      relay: {
        open(args) {
          seen(args.roomPrivateKey);
          return real.relay.open(args);
        },
      },
    },
  };
}

async function start(platform: Platform): Promise<Host> {
  const host = had(await createHost(platform));
  onTestFinished(() => host.close());
  return host;
}

async function founded(host: Host): Promise<CharterId> {
  had(await host.api.protectKeys({ current: null, choice: { kind: "passphrase", passphrase } }));
  had(await host.api.createIdentity({ person: "Amina", device: "laptop", party }));
  const source = { kind: "blank" } as const;
  return had(await host.api.createCharter({ title: "Wells", language: "en", source, policy: usualPolicy })).charter;
}

const isZero = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0);
const keyless: readonly HostMethod[] = [
  "getKeys",
  "lock",
  "unlock",
  "settleMove",
  "listTemplates",
  "verifyPdf",
  "getFaces",
  "addFaces",
];

describe("A host", () => {
  it("makes no identity before somebody has said what protects its keys", async () => {
    const { platform } = await watched();
    const host = await start(platform);
    expect(had(await host.api.getKeys({}))).toMatchObject({ protection: null, isLocked: false });
    const early = await host.api.createIdentity({ person: "Amina", device: "laptop", party });
    expect(errorOf(early)).toEqual({ kind: "protectionNotChosen" });
    expect(errorOf(await host.api.lock({}))).toEqual({ kind: "protectionNotChosen" });
  });

  it("that is locked answers so to every call that needs a key, and goes on where it was when unlocked", async () => {
    const { platform } = await watched();
    const host = await start(platform);
    const heard: HostEvent["kind"][] = [];
    host.onEvent((event) => heard.push(event.kind));
    const charter = await founded(host);
    const edit = { kind: "replaceAll", markdown: "## Water\n\n1. Wells stay open.\n" } as const;
    had(await host.api.editText({ charter, edit }));
    const before = had(await host.api.getText({ charter, at: { kind: "draft" } })).markdown;
    heard.length = 0;

    had(await host.api.lock({}));
    expect(heard.at(-1)).toBe("keysChanged");
    for (const method of hostMethods.filter((name) => !keyless.includes(name))) {
      const call = host.api[method] as (args: unknown) => Promise<Result<unknown, HostError>>;
      expect(errorOf(await call({})), method).toMatchObject({ kind: "keysLocked" });
    }
    const [near, far] = pipePair();
    const closed = new Promise((resolve) => near.onClose(resolve));
    expect(errorOf(host.connectText(charter, far, "gateway"))).toMatchObject({ kind: "keysLocked" });
    expect(await closed).toBe("refused: keysLocked");
    had(await host.api.lock({}));

    expect(errorOf(await host.api.unlock({ passphrase: "open sesam" }))).toEqual({ kind: "wrongPassphrase" });
    expect(errorOf(await host.api.unlock({ passphrase: null }))).toMatchObject({ kind: "keysLocked" });
    had(await host.api.unlock({ passphrase }));
    expect(had(await host.api.getText({ charter, at: { kind: "draft" } })).markdown).toBe(before);
    had(await host.api.editText({ charter, edit: { ...edit, markdown: "## Water\n\n1. Wells stay shut.\n" } }));
  });

  it("starts locked where a passphrase protects its keys", async () => {
    const { platform } = await watched();
    const first = had(await createHost(platform));
    const charter = await founded(first);
    await first.close();
    const host = await start((await watched()).platform);
    expect(had(await host.api.getKeys({}))).toMatchObject({ protection: "passphrase", isLocked: true });
    expect(errorOf(await host.api.getIdentity({}))).toMatchObject({ kind: "keysLocked" });
    had(await host.api.unlock({ passphrase }));
    expect(had(await host.api.getIdentity({}))).toMatchObject({ person: "Amina", plainKeys: false });
    expect(had(await host.api.listCharters({})).map(({ id }) => id)).toEqual([charter]);
  });

  it("overwrites every buffer that held a key when it is locked, and when it is closed", async () => {
    const { platform, keys } = await watched();
    const host = had(await createHost(platform));
    const charter = await founded(host);
    host.onEvent(() => undefined);
    had(await host.api.setRelay({ charter, url: "ws://127.0.0.1:1" }));
    expect(errorOf(await host.api.syncRelay({ charter }))).toMatchObject({ kind: "relayUnreachable" });
    expect(keys.filter((key) => !isZero(key)).length).toBeGreaterThan(0);
    had(await host.api.lock({}));
    expect(keys.length).toBeGreaterThanOrEqual(8);
    expect(keys.filter((key) => !isZero(key))).toEqual([]);

    had(await host.api.unlock({ passphrase }));
    had(await host.api.listCharters({}));
    const count = keys.length;
    await host.close();
    expect(count).toBeGreaterThan(8);
    expect(keys.filter((key) => !isZero(key))).toEqual([]);
  });

  it("is locked by another program that asks, and says so when nothing runs", async () => {
    const { platform } = await watched();
    expect(had(await requestLock(directory, realClock))).toBe(false);
    const host = await start(platform);
    await founded(host);
    const stop = answerLockRequests(directory, host.api);
    onTestFinished(stop);
    expect(had(await requestLock(directory, realClock))).toBe(true);
    expect(had(await host.api.getKeys({})).isLocked).toBe(true);
  });
});

describe("The keys of a device", () => {
  it("are all overwritten, those of its charters too", async () => {
    const { platform } = await watched();
    had(await platform.secrets.protect(null, { kind: "passphrase", passphrase }));
    had(await createKeys(platform, { person: "Amina", device: "laptop", party }));
    const keys = had(loadKeys(platform));
    if (keys === null) throw new Error("no identity was stored");
    const charters = createCharters({ program: tessera, platform, keys, emit: () => undefined, faceOf: null });
    const { replica } = had(charters.found("Wells", "en", usualPolicy));
    const secrets = [
      ...replica.keys(),
      ...replica.epochs().flatMap(({ frame, meet, room }) => [frame, meet, room.privateKey]),
      keys.signing.privateKey,
      keys.sealing.privateKey,
      keys.storeKey,
      keys.pdf.privateKeyPkcs8,
    ];
    expect(secrets.filter(isZero)).toEqual([]);
    charters.close();
    wipeKeys(keys);
    expect(secrets.filter((secret) => !isZero(secret))).toEqual([]);
  });
});
