import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSecrets } from "../../../electron/host/keys/secrets.ts";
import type { Secrets, SystemStore } from "../../../electron/host/platform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { KeyChoice } from "../../../shared/api/keys.ts";
import { type Bytes, concatBytes, toHex, utf8 } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { argon2id, hash, seal, stretchCosts } from "../../../shared/base/crypto.ts";
import type { Result } from "../../../shared/base/result.ts";
import { seededRandom } from "../../support/ambient.ts";

/** The power: after so many writes to the disk, each of one byte, nothing reaches it any more. */
const power = vi.hoisted(() => ({ stepsLeft: Number.POSITIVE_INFINITY }));

vi.mock("node:fs", async (importActual) => {
  const fs = await importActual<typeof import("node:fs")>();
  const step = (): void => {
    if (power.stepsLeft <= 0) throw new Error("killed");
    power.stepsLeft--;
  };
  const cut =
    <Args extends readonly unknown[], T>(call: (...args: Args) => T) =>
    (...args: Args): T => {
      step();
      return call(...args);
    };
  return {
    ...fs,
    openSync: cut(fs.openSync),
    fsyncSync: cut(fs.fsyncSync),
    renameSync: cut(fs.renameSync),
    rmSync: cut(fs.rmSync),
    writeSync(handle: number, bytes: Uint8Array, offset = 0, _length?: number, position: number | null = null) {
      step();
      return fs.writeSync(handle, bytes, offset, Math.min(1, bytes.length - offset), position);
    },
  };
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tessera-secrets-"));
});
afterEach(() => {
  power.stepsLeft = Number.POSITIVE_INFINITY;
  rmSync(directory, { recursive: true, force: true });
});

/** The least that Argon2id takes: these tests open keys hundreds of times. */
const cost = { passes: 1, memoryBytes: 8192 };
let seed = 1;
const start = (systemStore: SystemStore | null = null): Result<Secrets, HostError> =>
  createSecrets({ directory, random: seededRandom(seed++), systemStore, cost });

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

const file = (name: string): string => join(directory, name);
const contents = (): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(directory).map((name) => [name, toHex(new Uint8Array(readFileSync(file(name))))]));
const holds = (bytes: Uint8Array): boolean => Object.values(contents()).some((hex) => hex.includes(toHex(bytes)));

const sesame = { kind: "passphrase", passphrase: "open sesame" } as const satisfies KeyChoice;
const poppy = { kind: "passphrase", passphrase: "open poppyseed" } as const satisfies KeyChoice;
const plain = { kind: "plain" } as const satisfies KeyChoice;
const secret = utf8("a key of a device");

/** Chosen, and with a secret sealed. */
async function chosen(choice: KeyChoice, store: SystemStore | null = null): Promise<Bytes> {
  const secrets = had(start(store));
  had(await secrets.protect(null, choice));
  return secrets.seal(secret);
}

const opens = async (passphrase: string | null, sealed: Bytes, store: SystemStore | null = null): Promise<boolean> => {
  const secrets = had(start(store));
  if (!(await secrets.unlock(passphrase)).ok) return false;
  expect(secrets.open(sealed)).toEqual(secret);
  return true;
};

/** A key store that opens only what it sealed itself. */
const storeCalled = (name: string, isWorking = true): SystemStore => ({
  name,
  seal: async (key) =>
    isWorking
      ? concatBytes(
          utf8(name),
          key.map((byte) => byte ^ 0x5a),
        )
      : null,
  open: async (sealed) =>
    isWorking && toHex(sealed).startsWith(toHex(utf8(name)))
      ? sealed.slice(utf8(name).length).map((byte) => byte ^ 0x5a)
      : null,
});

describe("A passphrase", () => {
  it("opens what was sealed under it; another one never does, nor locks anybody out", async () => {
    const sealed = await chosen(sesame);
    const secrets = had(start());
    expect(secrets.state()).toMatchObject({ protection: "passphrase", isLocked: true, hasPassphrase: true });
    expect(secrets.open(sealed)).toBeNull();
    const before = contents();
    expect(errorOf(await secrets.unlock(null))).toMatchObject({ kind: "keysLocked" });
    for (const wrong of ["open sesam", "Open sesame", "", "open sesame "])
      expect(errorOf(await secrets.unlock(wrong))).toEqual({ kind: "wrongPassphrase" });
    expect(contents()).toEqual(before);
    had(await secrets.unlock("open sesame"));
    expect(secrets.open(sealed)).toEqual(secret);
  });

  it("is the same however the keyboard composes it", async () => {
    const sealed = await chosen({ kind: "passphrase", passphrase: "caf\u00e9 d\u00e9but" });
    expect(await opens("cafe\u0301 de\u0301but", sealed)).toBe(true);
  });

  it("is stretched at libsodium's moderate cost unless the platform says otherwise, with the cost beside it", async () => {
    had(
      await had(
        createSecrets({ directory, random: seededRandom(1), systemStore: null, cost: stretchCosts.moderate }),
      ).protect(null, sesame),
    );
    const [version, [[method, salt, passes, memoryBytes, sealed]]] = decodeCbor(readFileSync(file("key.sealed"))) as [
      number,
      [[string, Bytes, number, number, Bytes]],
    ];
    expect([version, method, passes, memoryBytes]).toEqual([1, "passphrase", 3, 256 * 1024 * 1024]);
    expect([salt.length, sealed.length]).toEqual([16, 24 + 32 + 16]);
    // Another platform's cost is for what it seals itself.
    had(await had(start()).unlock("open sesame"));
  });

  it("is proved before it is changed, and needs eight characters", async () => {
    const sealed = await chosen(sesame);
    const secrets = had(start());
    expect(errorOf(await secrets.protect("open sesame", poppy))).toMatchObject({ kind: "keysLocked" });
    had(await secrets.unlock("open sesame"));
    const before = contents();
    for (const wrong of ["open sesam", null])
      expect(errorOf(await secrets.protect(wrong, poppy))).toEqual({ kind: "wrongPassphrase" });
    expect(errorOf(await secrets.protect("open sesame", { kind: "passphrase", passphrase: "sesame!" }))).toEqual({
      kind: "passphraseTooShort",
      characters: 7,
      atLeast: 8,
    });
    expect(contents()).toEqual(before);
    had(await secrets.protect("open sesame", poppy));
    expect([await opens("open sesame", sealed), await opens("open poppyseed", sealed)]).toEqual([false, true]);
  });
});

describe("The key", () => {
  it("is overwritten in memory when it is locked, and read anew when it is unlocked", async () => {
    const drawn: Bytes[] = [];
    const random = seededRandom(99);
    const recording = {
      bytes(count: number) {
        const bytes = random.bytes(count);
        if (count === 32) drawn.push(bytes);
        return bytes;
      },
    };
    const secrets = had(createSecrets({ directory, random: recording, systemStore: null, cost }));
    had(await secrets.protect(null, sesame));
    const sealed = secrets.seal(secret);
    expect(drawn).toHaveLength(1);
    expect(drawn[0]?.some((byte) => byte !== 0)).toBe(true);
    secrets.lock();
    expect(drawn[0]).toEqual(new Uint8Array(32));
    expect(secrets.state().isLocked).toBe(true);
    expect(() => secrets.seal(secret)).toThrow("locked");
    had(await secrets.unlock("open sesame"));
    expect(secrets.open(sealed)).toEqual(secret);
  });

  it("opens nothing that was altered in any byte", async () => {
    const sealed = await chosen(plain);
    const secrets = had(start());
    had(await secrets.unlock(null));
    for (let at = 0; at < sealed.length; at++) {
      expect(secrets.open(sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)))).toBeNull();
      expect(secrets.open(sealed.slice(0, at))).toBeNull();
    }
  });

  it.each<[string, KeyChoice, KeyChoice]>([
    ["a plain file to a passphrase", plain, sesame],
    ["one passphrase to another", sesame, poppy],
    ["a passphrase to a plain file", sesame, plain],
  ])("comes from %s whole: killed at any write, the old way or the new one opens it", async (_name, from, to) => {
    const way = (choice: KeyChoice): string | null => (choice.kind === "passphrase" ? choice.passphrase : null);
    const outcomes = new Set<string>();
    let isWhole = false;
    for (let steps = 0; !isWhole; steps++) {
      for (const name of readdirSync(directory)) rmSync(file(name));
      const sealed = await chosen(from);
      const secrets = had(start());
      had(await secrets.unlock(way(from)));
      power.stepsLeft = steps;
      const done = await secrets.protect(way(from), to).catch((thrown: Error) => thrown.message);
      power.stepsLeft = Number.POSITIVE_INFINITY;
      isWhole = typeof done === "object" && done.ok;
      const [old, fresh] = [await opens(way(from), sealed), await opens(way(to), sealed)];
      expect([old, fresh, steps], `after ${steps} writes`).toEqual([!fresh, !old, steps]);
      outcomes.add(fresh ? "new" : "old");
      if (isWhole) expect(fresh).toBe(true);
      // What was left half done is tidied by the next start.
      expect(existsSync(file("key.sealed.new"))).toBe(false);
    }
    expect([...outcomes].sort()).toEqual(["new", "old"]);
  });

  it("leaves no plain copy behind when a passphrase takes over", async () => {
    await chosen(plain);
    const [, [[, key]]] = decodeCbor(readFileSync(file("key.sealed"))) as [number, [[string, Bytes]]];
    expect(holds(key)).toBe(true);
    const secrets = had(start());
    had(await secrets.unlock(null));
    had(await secrets.protect(null, sesame));
    expect(holds(key)).toBe(false);
  });
});

describe("The key file", () => {
  it("of a later version is refused and left alone", async () => {
    await chosen(sesame);
    writeFileSync(file("key.sealed"), encodeCbor([2, "something new"]));
    const before = contents();
    expect(errorOf(start())).toEqual({ kind: "newerFormat", found: 2, supported: 1 });
    expect(contents()).toEqual(before);
  });

  it("cut off at any byte, or asking for more memory than there is, says that it is damaged", async () => {
    await chosen(sesame);
    const whole = new Uint8Array(readFileSync(file("key.sealed")));
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(file("key.sealed"), whole.subarray(0, at));
      const trouble = at === 0 ? "emptied" : "damaged";
      expect(errorOf(start())).toMatchObject({ kind: "fileUnusable", what: "keys", trouble });
    }
    const greedy = ["passphrase", new Uint8Array(16), 1, 2 ** 40, new Uint8Array(72)];
    writeFileSync(file("key.sealed"), encodeCbor([1, [greedy]]));
    expect(errorOf(start())).toMatchObject({ kind: "fileUnusable", what: "keys", trouble: "damaged" });
  });

  it("altered in any byte opens nothing and throws nothing", async () => {
    await chosen(sesame);
    const whole = new Uint8Array(readFileSync(file("key.sealed")));
    for (let at = 0; at < whole.length; at++) {
      writeFileSync(
        file("key.sealed"),
        whole.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      );
      const secrets = start();
      if (secrets.ok) expect((await secrets.value.unlock("open sesame")).ok).toBe(false);
    }
  });
});

describe("The system's key store", () => {
  const system = { kind: "system", passphrase: null } as const satisfies KeyChoice;
  const withSpare = { kind: "system", passphrase: "open sesame" } as const satisfies KeyChoice;

  it("opens by itself, also after a lock, and the file names it", async () => {
    const sealed = await chosen(system, storeCalled("kwallet5"));
    const secrets = had(start(storeCalled("kwallet5")));
    had(await secrets.unlock(null));
    expect(secrets.open(sealed)).toEqual(secret);
    secrets.lock();
    expect(secrets.open(sealed)).toBeNull();
    had(await secrets.unlock(null));
    expect(secrets.open(sealed)).toEqual(secret);
    expect(secrets.state()).toMatchObject({ protection: "system", systemStore: "kwallet5", hasPassphrase: false });
  });

  it.each<[string, SystemStore | null, string | null]>([
    ["another one", storeCalled("gnome_libsecret"), "gnome_libsecret"],
    ["gone", null, null],
    ["there and refuses", storeCalled("kwallet5", false), "kwallet5"],
  ])("that is %s is told in words, changes nothing, and the passphrase still opens", async (_how, store, found) => {
    const sealed = await chosen(withSpare, storeCalled("kwallet5"));
    const before = contents();
    const secrets = had(start(store));
    const told = { kind: "keyStoreChanged", sealedBy: "kwallet5", found };
    expect(errorOf(await secrets.unlock(null))).toEqual(told);
    expect(secrets.state()).toMatchObject({ isLocked: true, hasPassphrase: true, trouble: told });
    had(await secrets.unlock("open sesame"));
    expect(secrets.open(sealed)).toEqual(secret);
    expect(contents()).toEqual(before);
    // And from here the keys can go under what there is now.
    had(await secrets.protect("open sesame", poppy));
    expect(await opens("open poppyseed", sealed)).toBe(true);
  });

  it("cannot be chosen where there is none, or where it refuses", async () => {
    for (const store of [null, storeCalled("kwallet5", false)])
      expect(errorOf(await had(start(store)).protect(null, system))).toMatchObject({ kind: "badArgument" });
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("A data directory of the first version", () => {
  const key = seededRandom(7).bytes(32);
  const label = utf8("tessera/secrets/1");
  const sealOld = (form: number, under: Bytes): Bytes => {
    const nonce = seededRandom(8).bytes(24);
    return concatBytes(Uint8Array.of(form), nonce, seal(secret, concatBytes(label, Uint8Array.of(form)), nonce, under));
  };

  it("with a plain key file opens as it is, is shown as plain, and goes under a passphrase whole", async () => {
    writeFileSync(file("keys.key"), key);
    const sealed = sealOld(1, key);
    writeFileSync(file("identity.sealed"), sealed);
    const before = contents();
    const secrets = had(start());
    had(await secrets.unlock(null));
    expect(secrets.open(sealed)).toEqual(secret);
    expect(secrets.state()).toMatchObject({ protection: "plain", isLocked: false });
    expect(contents()).toEqual(before);
    had(await secrets.protect(null, sesame));
    expect(holds(key)).toBe(false);
    expect([await opens(null, sealed), await opens("open sesame", sealed)]).toEqual([false, true]);
  });

  it("with a passphrase opens by it, and keeps it at today's cost from then on", async () => {
    const salt = seededRandom(9).bytes(16);
    const stretched = argon2id(utf8("sesame"), salt, stretchCosts.interactive);
    const sealed = sealOld(2, hash("tessera/secrets-key/1", stretched));
    writeFileSync(file("passphrase.salt"), salt);
    writeFileSync(file("identity.sealed"), sealed);
    expect(await opens("sesam", sealed)).toBe(false);
    expect(existsSync(file("key.sealed"))).toBe(false);
    expect(await opens("sesame", sealed)).toBe(true);
    expect([existsSync(file("key.sealed")), existsSync(file("passphrase.salt"))]).toEqual([true, false]);
    expect([await opens("sesam", sealed), await opens("sesame", sealed)]).toEqual([false, true]);
  });

  it("of the desktop opens by the system's key store", async () => {
    const mark = utf8("tessera keychain 1\n");
    const nonce = seededRandom(8).bytes(24);
    const sealed = concatBytes(mark, nonce, seal(secret, mark, nonce, key));
    writeFileSync(file("identity.sealed"), sealed);
    writeFileSync(file("keychain.key"), (await storeCalled("kwallet5").seal(key)) ?? "");
    expect(await opens(null, sealed, storeCalled("kwallet5"))).toBe(true);
    const secrets = had(start(storeCalled("kwallet5")));
    had(await secrets.unlock(null));
    had(await secrets.protect(null, { kind: "system", passphrase: "open sesame" }));
    expect(existsSync(file("keychain.key"))).toBe(false);
    expect([await opens(null, sealed, storeCalled("kwallet5")), await opens("open sesame", sealed)]).toEqual([
      true,
      true,
    ]);
  });
});
