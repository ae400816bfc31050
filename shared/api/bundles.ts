/** Files that carry a charter. */
import { type CharterId, type DeviceId, parseDeviceId } from "../base/ids.ts";
import { check, list, object, oneOf, text, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { type ArgumentsOf, charter, file, limits } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author, MembershipChange, PartyRef } from "./people.ts";

/** What goes into a bundle: everything, or less, by signed receipts. */
export type BundleFor =
  | { readonly kind: "everything" }
  /** What this device is not known to hold. */
  | { readonly kind: "device"; readonly device: DeviceId }
  /** What no other device is known to hold. */
  | { readonly kind: "unshared" };

/** A bundle's sealed envelopes, receipts included, and what becomes of them. */
export interface BundleReport {
  readonly charter: CharterId;
  readonly title: string;
  readonly inFile: number;
  readonly added: number;
  /** Of `added`: those that only say what somebody holds. */
  readonly receipts: number;
  readonly alreadyHeld: number;
  /** Built on what is not here: not taken in, and no receipt says that it is held. */
  readonly waiting: number;
  /** At least so many envelopes are not here that those build on. */
  readonly missing: number;
  /** Sealed with a key that this device was not given. */
  readonly unopened: number;
  /** Against the rules of the ledger. */
  readonly refused: number;
  /** Written by a later version: left out. */
  readonly newer: number;
}

export interface BundleAuthor {
  readonly author: Author;
  /** New here, receipts not counted. */
  readonly changes: number;
  /** Of these: written without a say any more, so they would be left out of the text. */
  readonly leftOut: number;
}

/** What a bundle would bring. Nothing is changed by looking. */
export interface BundlePreview extends BundleReport {
  /** The oldest and newest of `added`; claimed, not proven. Null: nothing is new. */
  readonly from: number | null;
  readonly to: number | null;
  readonly by: readonly BundleAuthor[];
  readonly membership: readonly MembershipChange[];
  readonly proposals: readonly { readonly title: string; readonly by: Author; readonly at: number }[];
  readonly ballots: readonly {
    readonly title: string;
    readonly party: PartyRef;
    readonly person: string;
    readonly choice: "ratify" | "decline";
    readonly at: number;
  }[];
}

/** Codes of one bundle; the one that was begun first comes first. */
export interface CodeSequence {
  readonly id: string;
  readonly count: number;
  /** Numbers of the codes that were not read yet. */
  readonly missing: readonly number[];
  /** Once all are here: what the file would hold. */
  readonly bundle: Uint8Array<ArrayBuffer> | null;
  /** The last text is of this one. */
  readonly isLast: boolean;
}

export interface BundlesApi {
  /** `changes` are in the file, receipts not counted; `heldThere` were left out, because receipts say they are held. */
  exportBundle(args: { readonly charter: CharterId; readonly for: BundleFor }): Promise<
    Result<
      {
        readonly name: string;
        readonly bytes: Uint8Array<ArrayBuffer>;
        readonly changes: number;
        readonly heldThere: number;
      },
      HostError
    >
  >;
  /**
   * The same as texts of QR codes, to be shown one after another; `bundleTooLong` where it takes more than a person can
   * hold before a camera.
   */
  exportCodes(args: {
    readonly charter: CharterId;
    readonly for: BundleFor;
  }): Promise<
    Result<{ readonly codes: readonly string[]; readonly changes: number; readonly heldThere: number }, HostError>
  >;
  /**
   * What texts of QR codes amount to, in whatever order they were read; nothing is kept. `codeForeign`, `codeDamaged` or
   * `bundleNewer` where one of them is not to be used: the others are as good as before.
   */
  joinCodes(args: { readonly texts: readonly string[] }): Promise<Result<readonly CodeSequence[], HostError>>;
  previewBundle(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<BundlePreview, HostError>>;
  importBundle(args: { readonly bytes: Uint8Array<ArrayBuffer> }): Promise<Result<BundleReport, HostError>>;
}

const bundleFor = variants({
  everything: object({ kind: oneOf("everything") }),
  device: object({ kind: oneOf("device"), device: check("a device id", parseDeviceId) }),
  unshared: object({ kind: oneOf("unshared") }),
});

export const bundlesArguments = {
  exportBundle: object({ charter, for: bundleFor }),
  exportCodes: object({ charter, for: bundleFor }),
  joinCodes: object({ texts: list(text({ max: limits.readCharacters }), { min: 1, max: limits.readCodes }) }),
  previewBundle: object({ bytes: file }),
  importBundle: object({ bytes: file }),
} as const satisfies ArgumentsOf<BundlesApi>;
