/** Who is at this device, what opens its keys, and the key of its party on paper. */
import type { CharterId, DeviceId } from "../base/ids.ts";
import { nullable, object, oneOf, text, tuple, variants } from "../base/parse.ts";
import { type RecoveryLanguage, recoveryLanguages } from "../base/recoveryLanguages.ts";
import type { Result } from "../base/result.ts";
import { givenName, givenWords, wordLimits } from "../charter/parties/names.ts";
import { type PartyProfile, partyKinds } from "../charter/parties/roles.ts";
import { type ArgumentsOf, limits, nothing, recoveryWord, recoveryWords } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { PartyRef } from "./people.ts";

export interface Identity {
  readonly person: string;
  readonly device: { readonly id: DeviceId; readonly name: string };
  /** The party this person founded here; null for one who joins an existing party as its delegate. */
  readonly party: (PartyRef & PartyProfile) | null;
  /** True where the keys lie in a plain file, protected by nothing but its permissions. */
  readonly plainKeys: boolean;
  /** Where everything of this person lies on this machine. */
  readonly dataDirectory: string;
}

/** What opens the keys of this device, and so everything here, on a disk that somebody else holds. */
export type KeyChoice =
  | { readonly kind: "passphrase"; readonly passphrase: string }
  /** The system's key store; a passphrase is then a second way in, for the day when that store is gone or another one. */
  | { readonly kind: "system"; readonly passphrase: string | null }
  /** A file that nothing but its permissions protects. */
  | { readonly kind: "plain" };

export interface KeyView {
  /** Null: nobody has chosen yet; `protectKeys` comes before `createIdentity`. */
  readonly protection: KeyChoice["kind"] | null;
  readonly isLocked: boolean;
  /** The data directory is a copy, or was moved: locked until `settleMove` says which. */
  readonly isMoved: boolean;
  /** A passphrase opens the keys, by itself or as the second way of "system". */
  readonly hasPassphrase: boolean;
  /** The system's key store that can be used here, such as "gnome_libsecret"; null: "system" cannot be chosen. */
  readonly systemStore: string | null;
  /** Why the system's key store did not open the keys when it was last asked. */
  readonly trouble: HostError | null;
}

/** The key of the party that was founded here, as it is to be written on paper. */
export interface RecoverySheet {
  readonly words: readonly string[];
  readonly language: RecoveryLanguage;
  /** Which two are to be typed back, from 1. */
  readonly ask: readonly [number, number];
}

export interface NewSheet {
  /** Those that know of it by now. */
  readonly charters: readonly CharterId[];
  /** The sheet before it has ended. */
  readonly isSettled: boolean;
}

export interface KeysApi {
  /** Answers also while the keys are locked, as do `unlock`, `settleMove`, `listTemplates`, `verifyPdf`, `getFaces` and `addFaces`. */
  getKeys(args: Record<never, never>): Promise<Result<KeyView, HostError>>;
  /**
   * Chooses or changes what opens the keys; the keys stay the same. `current`: the passphrase until now, where there is
   * one. Cut off at any moment, the old way or the new one opens them.
   */
  protectKeys(args: { readonly current: string | null; readonly choice: KeyChoice }): Promise<Result<null, HostError>>;
  /** Signs what was typed, closes every charter and connection, and forgets every key. */
  lock(args: Record<never, never>): Promise<Result<null, HostError>>;
  /** Null asks the system's key store (or reads the plain file) again. A wrong passphrase may be followed by any other. */
  unlock(args: { readonly passphrase: string | null }): Promise<Result<null, HostError>>;
  /**
   * Of a data directory that lies elsewhere than where it was written last. `onlyCopy`: no other one is opened again;
   * the device goes on here. `newDevice`: another one is in use; what is here is put aside in a folder within the
   * directory, `putAside`, and nobody is set up here.
   */
  settleMove(args: {
    readonly as: "onlyCopy" | "newDevice";
  }): Promise<Result<{ readonly putAside: string | null }, HostError>>;
  getIdentity(args: Record<never, never>): Promise<Result<Identity | null, HostError>>;
  /** With a party its key is made too: `getRecoveryWords` gives it as words. */
  createIdentity(args: {
    readonly person: string;
    readonly device: string;
    readonly party: PartyProfile | null;
  }): Promise<Result<Identity, HostError>>;
  /**
   * A new key on paper for the party that this device speaks for, in each of its charters here and of those to come;
   * `getRecoveryWords` gives its words. `words`: those of the sheet until now, which ends at once then; null: both
   * sheets speak, and the old one outranks, until 30 days have passed by what other parties claim.
   */
  renewSheet(args: { readonly words: readonly string[] | null }): Promise<Result<NewSheet, HostError>>;
  /** Null: they were confirmed and erased, or this device founded no party. `ask` stays the same until then. */
  getRecoveryWords(args: { readonly language: RecoveryLanguage }): Promise<Result<RecoverySheet | null, HostError>>;
  /**
   * The two words at `ask`, read from the paper, in whichever language they stand there. Where they are right, this
   * program keeps the words no longer.
   */
  confirmRecoveryWords(args: { readonly words: readonly [string, string] }): Promise<Result<null, HostError>>;
}

const passphrase = text({ max: limits.passphraseCharacters });

export const keysArguments = {
  getKeys: nothing,
  protectKeys: object({
    current: nullable(passphrase),
    choice: variants({
      passphrase: object({ kind: oneOf("passphrase"), passphrase }),
      system: object({ kind: oneOf("system"), passphrase: nullable(passphrase) }),
      plain: object({ kind: oneOf("plain") }),
    }),
  }),
  lock: nothing,
  unlock: object({ passphrase: nullable(passphrase) }),
  settleMove: object({ as: oneOf("onlyCopy", "newDevice") }),
  getIdentity: nothing,
  createIdentity: object({
    person: givenName,
    device: givenName,
    party: nullable(
      object({ name: givenName, kind: oneOf(...partyKinds), constituency: givenWords(wordLimits.constituency) }),
    ),
  }),
  renewSheet: object({ words: nullable(recoveryWords) }),
  getRecoveryWords: object({ language: oneOf(...recoveryLanguages) }),
  confirmRecoveryWords: object({ words: tuple(recoveryWord, recoveryWord) }),
} as const satisfies ArgumentsOf<KeysApi>;
