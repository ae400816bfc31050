import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { ArticlePreview, TextPreview } from "../../../shared/api/library.ts";
import type { FileArgument } from "../../../shared/api/texts.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { ImportPlace } from "../../../shared/charter/draft/edits.ts";
import type { ChangesBy, ChangesRead } from "../../../shared/charter/formats/sourceBlocks.ts";
import { changesRead } from "../../../shared/charter/formats/sourceBlocks.ts";
import { clauseLabel } from "../../../shared/charter/text/clauses.ts";
import { answered, type Call, type Command, type Fault, inHost, misused, type Outcome, refused } from "../command.ts";
import { readFile } from "../files.ts";
import { findCharter, findClause } from "../find.ts";
import { applyAsking, notKeptLines } from "../notKept.ts";
import { fields, type Line, table } from "../print.ts";

/** Of whatever takes words into a draft. */
export const directlyOption = {
  directly: { kind: "flag", help: "edit also where everybody is asked to suggest; everybody is told" },
} as const;

export const changesOption = {
  changes: {
    kind: "text",
    value: "HOW",
    help: "tracked changes of a document: accepted (as if they were), or before (as the text was before them)",
  },
} as const;

/** Null: not said. */
function readChanges(call: Call): Result<ChangesRead | null, Fault> {
  const given = call.text("changes");
  const changes = changesRead.find((one) => one === given) ?? null;
  return given !== null && changes === null ? misused(`--changes is one of ${changesRead.join(", ")}.`) : ok(changes);
}

/** A file that is to become a text. */
export function readTextFile(call: Call, path: string): Result<FileArgument, Fault> {
  const changes = readChanges(call);
  if (!changes.ok) return changes;
  const bytes = readFile(path);
  if (!bytes.ok) return refused(bytes.error);
  return ok({ name: path.replace(/^.*[\\/]/, ""), bytes: bytes.value, changes: changes.value });
}

const importCommand: Command = {
  name: "import",
  operands: "FILE",
  minOperands: 1,
  maxOperands: 1,
  summary:
    "Show what a Word or LibreOffice document, a web page, Markdown or plain text would bring, or take it into a draft.",
  options: {
    preview: { kind: "flag", help: "only show it; nothing is changed" },
    into: { kind: "text", value: "CHARTER", help: "take it in place of this charter's draft" },
    after: { kind: "text", value: "CLAUSE", help: "with --into: behind this clause instead" },
    "at-end": { kind: "flag", help: "with --into: at the end instead, before the annexes" },
    ...changesOption,
    ...directlyOption,
    suggest: { kind: "flag", help: "with --into: suggest it; nothing that is agreed changes" },
    yes: { kind: "flag", help: "take it also where the text cannot keep all of it" },
  },
  run: inHost(async (call, api): Promise<Outcome> => {
    const into = call.text("into");
    if (call.flag("preview") === (into !== null))
      return misused("Give --preview or --into CHARTER; `charter new --from FILE` begins a charter with a file.");
    if (call.text("after") !== null && call.flag("at-end")) return misused("Give --after or --at-end, not both.");
    const file = readTextFile(call, call.positionals[0] ?? "");
    if (!file.ok) return file;
    if (into !== null) return takeInto(call, api, into, file.value);
    const preview = await api.previewText(file.value);
    return preview.ok ? answered(preview.value, previewLines(preview.value)) : refused(preview.error);
  }),
};

async function takeInto(call: Call, api: HostApi, into: string, file: FileArgument): Promise<Outcome> {
  const found = await findCharter(api, into);
  if (!found.ok) return refused(found.error);
  const charter = found.value.id;
  const read = await api.getText({ charter, at: { kind: "draft" } });
  if (!read.ok) return refused(read.error);
  let place: ImportPlace = call.flag("at-end") ? { kind: "after", clause: null } : { kind: "all" };
  const after = call.text("after");
  if (after !== null) {
    const clause = findClause(read.value.clauses, after);
    if (!clause.ok) return refused(clause.error);
    place = { kind: "after", clause: clause.value.id };
  }
  const directly = call.flag("directly");
  const manner = call.flag("suggest") ? "suggest" : "edit";
  const importing = { charter, file, place, manner, directly } as const;
  const taken = await applyAsking(call, (mayLose) => api.importText({ ...importing, mayLose }));
  if (!taken.ok) return taken;
  const now = await api.getText({ charter, at: { kind: "draft" } });
  if (!now.ok) return refused(now.error);
  const known = [...now.value.clauses, ...read.value.clauses];
  const { changed, notKept, notKeptCount } = taken.value;
  const labels = changed.map((id) => {
    const clause = known.find((one) => one.id === id);
    return clause === undefined ? id : clauseLabel(clause);
  });
  const line =
    labels.length === 0
      ? "Nothing changed."
      : `${manner === "suggest" ? "Suggested" : "Changed"}: ${labels.join(", ")}`;
  return answered({ changed, labels, notKept, notKeptCount }, [line]);
}

const formatWords: Readonly<Record<TextPreview["format"], string>> = {
  word: "a Word document",
  openDocument: "a LibreOffice document",
  html: "a web page",
  markdown: "Markdown",
  plainText: "plain text",
};

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

function previewLines(preview: TextPreview): readonly Line[] {
  const { articles, clauses, words, changes, comments } = preview;
  const said = comments.reduce((sum, one) => sum + one.comments, 0);
  return [
    ...fields([
      ["Format", formatWords[preview.format]],
      ["Title", preview.title ?? ""],
      ["Language", preview.language ?? ""],
      ["Text", `${counted(articles.length, "article")}, ${counted(clauses, "clause")}, ${counted(words, "word")}`],
      ["Comments", said === 0 ? "" : comments.map((one) => `${one.comments} by ${nameOf(one.author)}`).join(", ")],
    ]),
    ...(articles.length === 0 ? [] : ["", ...table(articles.map(articleRow))]),
    ...(changes.length === 0 ? [] : ["", "Tracked changes (say --changes accepted or --changes before):"]),
    ...changes.flatMap(changeLines),
    ...(preview.notKeptCount === 0 ? [] : ["", ...notKeptLines(preview)]),
  ];
}

const articleRow = ({ kind, number, heading, clauses, words }: ArticlePreview): readonly string[] => [
  `  ${[kind, number].filter((one) => one !== "").join(" ")}`,
  heading,
  counted(clauses, "clause"),
  counted(words, "word"),
];

const nameOf = (author: string): string => (author === "" ? "nobody named" : author);

const changeLines = ({ author, inserted, deleted, formatted, examples }: ChangesBy): readonly string[] => [
  `  ${nameOf(author)}: ${inserted} inserted, ${deleted} deleted, ${formatted} formatted`,
  ...examples.map(({ op, words }) => `    ${op === "insert" ? "+" : "-"} ${words}`),
];

export const importCommands: readonly Command[] = [importCommand];
