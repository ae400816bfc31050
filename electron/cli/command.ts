/** What a command of `tessera` is: a name, its options, and one function from a call to an outcome. */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import { checkedApi } from "../../shared/api/rpc.ts";
import type { Clock } from "../../shared/base/ambient.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Host } from "../host/host.ts";
import type { StartRelayArgs, startRelay } from "../relay/relayMain.ts";
import type { WebParts } from "../web/startWeb.ts";
import type { PassphraseUse } from "./passphrases.ts";
import type { Line } from "./print.ts";

/** What the command line has around it. Tests give their own. */
export interface CliParts {
  print(text: string): void;
  printError(text: string): void;
  /** All of standard input. */
  readInput(): Promise<Bytes>;
  /** Colours are for people who look at a terminal. */
  readonly inColour: boolean;
  /** Null where nobody can answer. */
  readonly askYes: ((question: string) => Promise<boolean>) | null;
  /** Shows nothing of what is typed. Null where nobody can answer. */
  readonly askSecret: ((question: string) => Promise<string>) | null;
  /** TESSERA_PASSPHRASE and TESSERA_NEW_PASSPHRASE; null where not given. */
  readonly passphrase: string | null;
  readonly newPassphrase: string | null;
  readonly defaultDataDirectory: string;
  readonly deviceName: string;
  /** BCP 47, of the person at the terminal, the dearest first. */
  readonly languages: readonly string[];
  readonly version: string;
  readonly clock: Clock;
  /** Resolves when the person interrupts. Until it is called, an interruption ends the process as usual. */
  untilInterrupted(): Promise<void>;
  /** `faceDirectory`: where the added packs of faces lie, where that is elsewhere. */
  openHost(dataDirectory: string, faceDirectory?: string): Promise<Result<Host, HostError>>;
  startRelay(args: StartRelayArgs): ReturnType<typeof startRelay>;
  readonly web: Pick<WebParts, "rendererDirectory" | "random" | "logger" | "openBrowser">;
  /** The exit code. */
  runDemo(args: readonly string[]): Promise<number>;
}

export interface Answer {
  /** For `--json`; documented in docs/CLI.md. */
  readonly value: unknown;
  readonly lines: readonly Line[];
}

export type Fault =
  | { readonly kind: "host"; readonly error: HostError }
  | { readonly kind: "usage"; readonly message: string }
  /** It ran, and the answer is no. */
  | { readonly kind: "no"; readonly reason: string; readonly answer: Answer }
  /** It ran, and could find out neither yes nor no here. */
  | { readonly kind: "undecided"; readonly reason: string; readonly next: string; readonly answer: Answer }
  | { readonly kind: "exit"; readonly code: number };

/** Null: everything was said on the way. */
export type Outcome = Result<Answer | null, Fault>;

export const refused = (error: HostError): Result<never, Fault> => err({ kind: "host", error });
export const misused = (message: string): Result<never, Fault> => err({ kind: "usage", message });
export const answered = (value: unknown, lines: readonly Line[]): Outcome => ok({ value, lines });

/** `value` is what stands for it in the help; a flag has none. `texts` may be said several times. */
export type OptionSpec =
  | { readonly kind: "text"; readonly value: string; readonly help: string }
  | { readonly kind: "texts"; readonly value: string; readonly help: string }
  | {
      readonly kind: "number";
      readonly value: string;
      readonly help: string;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: "flag"; readonly help: string };

export interface Call {
  readonly parts: CliParts;
  readonly positionals: readonly string[];
  text(option: string): string | null;
  /** In the order in which they were said. */
  texts(option: string): readonly string[];
  number(option: string): number | null;
  flag(option: string): boolean;
  /** Says something before the end. */
  say(answer: Answer): void;
  /** One line on standard error, for the person and no program. */
  warn(line: string): void;
  readonly dataDirectory: string;
  readPassphrase(use: PassphraseUse): Promise<Result<string | null, Fault>>;
}

export interface Command {
  /** One or two words: "charter new". */
  readonly name: string;
  /** "CHARTER [PROPOSAL]". */
  readonly operands: string;
  readonly minOperands: number;
  readonly maxOperands: number;
  readonly summary: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Everything after the name goes on as it is. */
  readonly passesArguments?: boolean;
  run(call: Call): Promise<Outcome>;
}

/** For a command that works in the data directory: opens the host and its keys, and closes it, whatever happens. */
export const inHost = (run: HostWork): Command["run"] =>
  inLockedHost(async (call, api, host) => {
    const opened = await openKeys(call, api);
    return opened.ok ? run(call, api, host) : opened;
  });

/** Unlocks a host that has just been started, where its keys are locked. */
export async function openKeys(call: Call, api: HostApi): Promise<Result<null, Fault>> {
  const keys = await api.getKeys({});
  if (!keys.ok) return refused(keys.error);
  const { isLocked, isMoved, hasPassphrase, protection, trouble } = keys.value;
  if (isMoved) return refused({ kind: "dataDirectoryMoved" });
  if (!isLocked) {
    if (protection !== "plain" || call.text("passphrase-file") === null) return ok(null);
    // A person who gives a passphrase expects that it protects something.
    return refused({
      kind: "badArgument",
      what: "--passphrase-file",
      expected: "none: these keys lie in a plain file",
    });
  }
  const passphrase = hasPassphrase ? await call.readPassphrase("current") : ok(null);
  if (!passphrase.ok) return passphrase;
  if (passphrase.value === null)
    return refused(trouble ?? { kind: "keysLocked", reason: "a passphrase protects them" });
  const unlocked = await api.unlock({ passphrase: passphrase.value });
  return unlocked.ok ? ok(null) : refused(unlocked.error);
}

type HostWork = (call: Call, api: HostApi, host: Host) => Promise<Outcome>;

/** The same, with the keys as they are. */
export function inLockedHost(run: HostWork): Command["run"] {
  return async (call) => {
    const host = await call.parts.openHost(call.dataDirectory);
    if (!host.ok) return refused(host.error);
    try {
      return await run(call, checkedApi(host.value.api), host.value);
    } finally {
      await host.value.close();
    }
  };
}
