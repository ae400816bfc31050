/** The `tessera` command: words in, exit code out. 0 done, 1 refused with a reason, 2 wrong usage, 3 undecided. */
import { describeError } from "../../shared/api/errorWords.ts";
import { assertNever, err, ok } from "../../shared/base/result.ts";
import type { Answer, Call, CliParts, Command, Fault, Outcome } from "./command.ts";
import { authorshipCommands } from "./commands/authorship.ts";
import { bracketCommands } from "./commands/brackets.ts";
import { bundleCommands } from "./commands/bundles.ts";
import { charterCommands } from "./commands/charters.ts";
import { checkingCommands } from "./commands/checking.ts";
import { commentingCommands } from "./commands/commenting.ts";
import { conflictCommands } from "./commands/conflicts.ts";
import { documentCommands } from "./commands/documents.ts";
import { exchangeCommands } from "./commands/exchange.ts";
import { forceCommands } from "./commands/force.ts";
import { importCommands } from "./commands/imports.ts";
import { inPersonCommands } from "./commands/inPerson.ts";
import { joiningCommands } from "./commands/joining.ts";
import { keyCommands } from "./commands/keys.ts";
import { negotiatingCommands } from "./commands/negotiating.ts";
import { newsCommands } from "./commands/news.ts";
import { peopleCommands } from "./commands/people.ts";
import { playbackCommands } from "./commands/playback.ts";
import { promiseCommands } from "./commands/promises.ts";
import { proposingCommands } from "./commands/proposing.ts";
import { ratifyingCommands } from "./commands/ratifying.ts";
import { readingCommands } from "./commands/reading.ts";
import { recordCommands } from "./commands/records.ts";
import { renewalCommands } from "./commands/renewal.ts";
import { serverCommands } from "./commands/servers.ts";
import { suggestionCommands } from "./commands/suggestions.ts";
import { textCommands } from "./commands/texts.ts";
import { commandHelp, overview } from "./help.ts";
import { type ParsedCall, parseCall } from "./parseCall.ts";
import { readPassphrase } from "./passphrases.ts";
import { writeJson, writeLines } from "./print.ts";

export const commands: readonly Command[] = [
  ...charterCommands,
  ...textCommands,
  ...suggestionCommands,
  ...importCommands,
  ...newsCommands,
  ...readingCommands,
  ...authorshipCommands,
  ...conflictCommands,
  ...bracketCommands,
  ...commentingCommands,
  ...negotiatingCommands,
  ...playbackCommands,
  ...exchangeCommands,
  ...bundleCommands,
  ...peopleCommands,
  ...inPersonCommands,
  ...checkingCommands,
  ...proposingCommands,
  ...ratifyingCommands,
  ...joiningCommands,
  ...forceCommands,
  ...promiseCommands,
  ...recordCommands,
  ...renewalCommands,
  ...documentCommands,
  ...serverCommands,
  ...keyCommands,
];

export async function runCli(argv: readonly string[], parts: CliParts): Promise<number> {
  const [first, second] = argv;
  if (first === "--version") {
    parts.print(`${parts.version}\n`);
    return 0;
  }
  if (first === undefined || first === "help" || first === "--help") {
    const named = findCommand(argv.slice(1));
    if (argv.length > 1 && named === null)
      return wrongUsage(parts, `There is no command "${argv.slice(1).join(" ")}".`, false);
    parts.print(named === null ? overview(commands) : commandHelp(named));
    return first === undefined ? 2 : 0;
  }
  const asJson = argv.includes("--json");
  const command = findCommand(argv);
  if (command === null) {
    const inside = commands.filter((one) => one.name.startsWith(`${first} `)).map((one) => one.name);
    const hint = inside.length > 0 ? ` There are: ${inside.join(", ")}.` : " See: tessera help";
    return wrongUsage(
      parts,
      `There is no command "${inside.length > 0 && second !== undefined ? `${first} ${second}` : first}".${hint}`,
      asJson,
    );
  }
  const words = argv.slice(command.name.split(" ").length);
  const parsed = command.passesArguments === true ? ok(everyWord(words)) : parseCall(command, withRelayUrl(words));
  if (!parsed.ok) {
    const { message, isAboutOptions } = parsed.error;
    const usage = `usage: ${usageOf(command)}`;
    return wrongUsage(
      parts,
      `${message}\n${isAboutOptions && !asJson ? commandHelp(command).trimEnd() : usage}`,
      asJson,
    );
  }
  if (parsed.value.flags.has("help")) {
    parts.print(commandHelp(command));
    return 0;
  }
  const call = createCall(parts, parsed.value);
  return finish(await runSafely(command, call), call, command);
}

const usageOf = (command: Command): string => `tessera ${command.name} ${command.operands}`.trim();

function findCommand(words: readonly string[]): Command | null {
  const matches = (command: Command): boolean => command.name.split(" ").every((word, index) => words[index] === word);
  return commands.find(matches) ?? null;
}

const everyWord = (words: readonly string[]): ParsedCall => ({
  positionals: words,
  texts: new Map(),
  lists: new Map(),
  numbers: new Map(),
  flags: new Set(),
});

/** `--relay URL` is `--relay-url URL`; `--relay` alone is a flag. */
const withRelayUrl = (words: readonly string[]): readonly string[] =>
  words.map((word, index) =>
    word === "--relay" && /^wss?:/.test(words[index + 1] ?? "")
      ? "--relay-url"
      : word.replace(/^--relay=/, "--relay-url="),
  );

function createCall(parts: CliParts, parsed: ParsedCall): Call {
  const { positionals, texts, lists, numbers, flags } = parsed;
  return {
    parts,
    positionals,
    text: (option) => texts.get(option) ?? null,
    texts: (option) => lists.get(option) ?? [],
    number: (option) => numbers.get(option) ?? null,
    flag: (option) => flags.has(option),
    say: (answer) => say(parts, answer, flags.has("json")),
    warn: (line) => parts.printError(writeLines([line], false)),
    dataDirectory: texts.get("data") ?? parts.defaultDataDirectory,
    readPassphrase: (use) => readPassphrase(parts, (option) => texts.get(option) ?? null, use),
  };
}

function say(parts: CliParts, { value, lines }: Answer, asJson: boolean): void {
  parts.print(asJson ? writeJson({ ok: true, value }) : writeLines(lines, parts.inColour));
}

/** A bug ends the command, not the terminal: the data directory is closed by then. */
async function runSafely(command: Command, call: Call): Promise<Outcome> {
  try {
    return await command.run(call);
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    call.parts.printError(writeLines(words.split("\n"), false));
    return err({ kind: "host", error: { kind: "internal", ref: command.name } });
  }
}

function finish(outcome: Outcome, call: Call, command: Command): number {
  const { parts } = call;
  const asJson = call.flag("json");
  if (outcome.ok) {
    if (outcome.value !== null) say(parts, outcome.value, asJson);
    return 0;
  }
  const fault: Fault = outcome.error;
  switch (fault.kind) {
    case "usage":
      return wrongUsage(parts, `${fault.message}\nusage: ${usageOf(command)}`, asJson);
    case "exit":
      return fault.code;
    case "host": {
      const { title, next } = describeError(fault.error, "en");
      if (asJson) parts.print(writeJson({ ok: false, error: fault.error, title, next }));
      else parts.printError(writeLines([title, next], false));
      return 1;
    }
    case "no": {
      const { value, lines } = fault.answer;
      const error = { kind: "notVerified" };
      if (asJson) parts.print(writeJson({ ok: false, error, title: fault.reason, value }));
      else {
        parts.print(writeLines(lines, parts.inColour));
        parts.printError(writeLines([fault.reason], false));
      }
      return 1;
    }
    case "undecided": {
      const { reason: title, next, answer } = fault;
      const error = { kind: "notCompared" };
      if (asJson) parts.print(writeJson({ ok: false, error, title, next, value: answer.value }));
      else {
        parts.print(writeLines(answer.lines, parts.inColour));
        parts.printError(writeLines([title, next], false));
      }
      return 3;
    }
    default:
      return assertNever(fault);
  }
}

function wrongUsage(parts: CliParts, message: string, asJson: boolean): number {
  if (asJson) parts.print(writeJson({ ok: false, error: { kind: "usage" }, title: message }));
  else parts.printError(writeLines(message.split("\n"), false));
  return 2;
}
