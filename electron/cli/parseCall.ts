/** From words on a command line to a call, or to what is wrong with them. */
import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Command, OptionSpec } from "./command.ts";

/** Every command has these. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  data: { kind: "text", value: "DIR", help: "data directory (default: the platform's)" },
  "passphrase-file": {
    kind: "text",
    value: "FILE",
    help: "its first line opens the keys (default: TESSERA_PASSPHRASE, or the terminal asks)",
  },
  json: { kind: "flag", help: "one JSON document a line on standard output, errors included" },
  help: { kind: "flag", help: "say this" },
};

export interface ParsedCall {
  readonly positionals: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly numbers: ReadonlyMap<string, number>;
  readonly flags: ReadonlySet<string>;
}

export const optionsOf = (command: Command): Readonly<Record<string, OptionSpec>> => ({
  ...command.options,
  ...commonOptions,
});

export interface CallFault {
  /** A sentence for the person. */
  readonly message: string;
  /** They look for the name of an option. */
  readonly isAboutOptions: boolean;
}

const fault = (message: string): Result<never, CallFault> => err({ message, isAboutOptions: false });

export function parseCall(command: Command, words: readonly string[]): Result<ParsedCall, CallFault> {
  const specs = optionsOf(command);
  const parsed = splitOptions(specs, words);
  if (!parsed.ok) return parsed;
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const numbers = new Map<string, number>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(parsed.value.values)) {
    const spec = specs[name];
    if (spec === undefined || value === undefined) continue;
    if (spec.kind === "flag") flags.add(name);
    else if (spec.kind === "texts") lists.set(name, [value].flat().map(String));
    else if (spec.kind !== "number") texts.set(name, String(value));
    else {
      const number = /^\d{1,9}$/.test(String(value)) ? Number(value) : Number.NaN;
      if (!(number >= spec.min && number <= spec.max))
        return fault(`--${name} takes a whole number from ${spec.min} to ${spec.max}, not "${String(value)}".`);
      numbers.set(name, number);
    }
  }
  const { positionals } = parsed.value;
  if (!flags.has("help")) {
    if (positionals.length < command.minOperands) return fault(`${command.name} needs ${command.operands}.`);
    if (positionals.length > command.maxOperands)
      return fault(`${command.name} does not know what to do with "${positionals[command.maxOperands] ?? ""}".`);
  }
  return ok({ positionals, texts, lists, numbers, flags });
}

function splitOptions(
  specs: Readonly<Record<string, OptionSpec>>,
  words: readonly string[],
): Result<{ readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] }, CallFault> {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { kind }]) => [
      name,
      { type: kind === "flag" ? "boolean" : "string", multiple: kind === "texts" } as const,
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
    return ok({ values, positionals });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error);
    return err({ message, isAboutOptions: true });
  }
}
