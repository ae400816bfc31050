/**
 * Locking and unlocking a running host. Owns: whether it is locked, and the order of what that means.
 * Called by: createHost. Invariant: while locked there is no workplace, and no method that needs a key does
 * anything. A host whose directory was moved or copied starts locked, whatever protects its keys.
 */
import { type HostMethod, hostMethods } from "../../../shared/api/contract.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../../shared/api/hostApi.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Secrets } from "../platform.ts";
import type { DataPlace } from "../store/dataPlace.ts";

export type KeyCalls = Pick<HostApi, "getKeys" | "protectKeys" | "lock" | "unlock" | "settleMove">;

/** These need no key of this device. */
const keyless: readonly HostMethod[] = [
  "getKeys",
  "unlock",
  "settleMove",
  "lock",
  "listTemplates",
  "verifyPdf",
  "getFaces",
  "addFaces",
];

const moved = { kind: "dataDirectoryMoved" } as const satisfies HostError;
const keysLocked = { kind: "keysLocked", reason: "unlock them to go on" } as const satisfies HostError;

export function createLocking(args: {
  readonly secrets: Secrets;
  readonly place: DataPlace;
  readonly emit: (event: HostEvent) => void;
  /** Reads the identity and begins to work. */
  readonly begin: () => Result<unknown, HostError>;
  /** Stores what was typed; where that fails nothing ends. Else closes everything and wipes every key. */
  readonly end: () => Promise<Result<null, HostError>>;
}) {
  const { secrets, place, emit } = args;
  /** Nobody has said yet which copy of its device this is. */
  let isMoved = false;
  let lockings = 0;
  let last: Promise<unknown> = Promise.resolve();

  /** One change of the keys at a time. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  }

  const refusal = (): HostError | null => (isMoved ? moved : secrets.state().isLocked ? keysLocked : null);

  /** Opens what needs no person; waits, locked, for a passphrase or a key store. */
  async function beginAlone(): Promise<Result<unknown, HostError>> {
    const unlocked = await secrets.unlock(null);
    if (unlocked.ok) return args.begin();
    const isWaiting = unlocked.error.kind === "keysLocked" || unlocked.error.kind === "keyStoreChanged";
    return isWaiting ? ok(null) : unlocked;
  }

  async function settleMove(as: "onlyCopy" | "newDevice"): Promise<Result<{ putAside: string | null }, HostError>> {
    if (!isMoved) return err({ kind: "dataDirectoryInPlace" });
    const aside: Result<string | null, HostError> = as === "newDevice" ? place.putAside() : ok(null);
    if (!aside.ok) return aside;
    const kept = place.keep();
    if (!kept.ok) return kept;
    isMoved = false;
    const begun = await beginAlone();
    emit({ kind: "keysChanged" });
    return begun.ok ? ok({ putAside: aside.value }) : begun;
  }

  async function unlock(passphrase: string | null): Promise<Result<null, HostError>> {
    if (isMoved) return err(moved);
    const wasLocked = secrets.state().isLocked;
    const unlocked = await secrets.unlock(passphrase);
    if (!unlocked.ok || !wasLocked) return unlocked;
    const begun = args.begin();
    if (!begun.ok) {
      secrets.lock();
      return begun;
    }
    emit({ kind: "keysChanged" });
    return ok(null);
  }

  async function lock(): Promise<Result<null, HostError>> {
    if (secrets.state().protection === null) return err({ kind: "protectionNotChosen" });
    if (secrets.state().isLocked) return ok(null);
    const ended = await args.end();
    if (!ended.ok) return ended;
    secrets.lock();
    lockings++;
    emit({ kind: "keysChanged" });
    return ok(null);
  }

  const calls: KeyCalls = {
    getKeys: async () => {
      const state = secrets.state();
      return ok({ ...state, isMoved, isLocked: isMoved || state.isLocked });
    },
    settleMove: ({ as }) => inTurn(() => settleMove(as)),
    protectKeys: ({ current, choice }) =>
      inTurn(async () => {
        if (isMoved) return err(moved);
        const done = await secrets.protect(current, choice);
        if (done.ok) emit({ kind: "keysChanged" });
        return done;
      }),
    lock: () => inTurn(lock),
    unlock: ({ passphrase }) => inTurn(() => unlock(passphrase)),
  };

  type Method = (given: never) => Promise<Result<unknown, HostError>>;

  /** What was under way when the keys went cannot end well, and need not look like a bug. */
  function guarded(method: Method): Method {
    return async (given) => {
      const refused = refusal();
      if (refused !== null) return err(refused);
      const before = lockings;
      try {
        return await method(given);
      } catch (thrown) {
        if (lockings === before) throw thrown;
        return err(keysLocked);
      }
    };
  }

  return {
    /** At the start of the host, before anything is opened. */
    async start(): Promise<Result<unknown, HostError>> {
      const looked = place.look();
      if (!looked.ok) return looked;
      isMoved = looked.value === "moved";
      if (isMoved) return ok(null);
      // Where nobody is yet, this is the place of whoever comes.
      const kept = looked.value === "unused" ? place.keep() : ok(null);
      return kept.ok ? beginAlone() : kept;
    },
    guard(api: Omit<HostApi, keyof KeyCalls>): HostApi {
      const whole: HostApi = { ...api, ...calls };
      const methods = hostMethods.map((name) => [
        name,
        keyless.includes(name) ? whole[name] : guarded(whole[name] as Method),
      ]);
      // The same methods under the same names.
      return Object.fromEntries(methods) as HostApi;
    },
    refusal,
  };
}
