/** What `tessera help` says, from the commands themselves. */
import type { Command, OptionSpec } from "./command.ts";
import { commonOptions } from "./parseCall.ts";
import { table } from "./print.ts";

export function overview(commands: readonly Command[]): string {
  return [
    "tessera: negotiate, ratify and renew agreements among peoples' groups.",
    "",
    ...table(commands.map((command) => [`  ${command.name} ${command.operands}`.trimEnd(), command.summary])),
    "",
    "Every command takes:",
    ...optionLines(commonOptions),
    "",
    "CHARTER is a title, a part of one, or the beginning of an id. CLAUSE is a number such as 2.1, an id or a heading.",
    "POINT and PROPOSAL are draft, inforce, latest, or the beginning of a proposal's id.",
    "Exit codes: 0 done, 1 refused with a reason, 2 wrong usage. More: tessera help COMMAND, docs/CLI.md",
    "",
  ].join("\n");
}

export function commandHelp(command: Command): string {
  return [
    `usage: tessera ${command.name} ${command.operands}`.trimEnd(),
    "",
    command.summary,
    "",
    ...(command.passesArguments === true ? [] : optionLines({ ...command.options, ...commonOptions })),
    "",
  ].join("\n");
}

const optionLines = (options: Readonly<Record<string, OptionSpec>>): readonly string[] =>
  table(
    Object.entries(options).map(([name, spec]) => [
      `  --${name}${spec.kind === "flag" ? "" : ` ${spec.value}`}`,
      spec.help,
    ]),
  );
