/**
 * Plain text files: paragraphs between blank lines, lines such as "Article 3" that begin an article, numbered and
 * lettered lines that are clauses, and clauses of clauses, by the sequence that they count in. A line whose number
 * continues nothing and begins nothing keeps it as words.
 */
import type { ClauseId } from "../../base/ids.ts";
import { mendText } from "../text/canonical.ts";
import { readClauses } from "../text/clauses.ts";
import type { ElementName } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { type Reading, readEnumerator } from "./enumerators.ts";
import type { ReadText } from "./markdown.ts";
import { createNotes, noteUnseen } from "./notKept.ts";
import { bulletLine, isSureOpening, isTitle, type Opening, readOpening } from "./openings.ts";
import { type Level, placeOf, type SourceLine } from "./sequences.ts";
import { readFrontMatter, withLineFeeds } from "./sourceText.ts";

/** `source` is decoded text with any line endings. */
export function readPlainText(source: string, newId: () => ClauseId): ReadText {
  const notes = createNotes();
  const written = withLineFeeds(source);
  const front = readFrontMatter(written);
  for (const { line, text } of front?.other ?? []) notes.add("frontMatter", line, text);
  const paragraphs = paragraphsOf(written, front?.lines ?? 0);
  const content: DocNode[] = [];
  let title: string | null = null;
  let body = paragraphs;
  const [first] = paragraphs;
  if (paragraphs.length > 1 && first !== undefined && first.length === 1 && isTitle(first[0]?.words ?? "")) {
    title = first[0]?.words ?? null;
    content.push(element("heading", { level: 1 }, said(title ?? "")));
    body = paragraphs.slice(1);
  }
  const beginsAt = body.findIndex((lines) => readOpening(lines[0]?.words ?? "", 1) !== null);
  const numbered: { readonly id: ClauseId; readonly number: number | null; readonly line: SourceLine }[] = [];
  let article: DocNode[] | null = null;
  let articles = 0;
  let levels: Level[] = [];

  const begin = ({ kind, heading }: Opening): void => {
    article = heading === "" ? [] : [element("heading", { level: 2 }, said(heading))];
    content.push(element("article", { id: newId(), kind }, article));
    levels = [];
    if (kind === "article") articles++;
  };
  /** Answers where its words go. */
  const addClause = (depth: number, { style, numbers }: Reading, line: SourceLine): DocNode[] => {
    const last = numbers.at(-1) ?? 0;
    const id = newId();
    const inside: DocNode[] = [];
    (levels[depth - 1]?.content ?? article ?? content).push(element("clause", { id }, inside));
    levels = [...levels.slice(0, depth), { style, last, content: inside }];
    // A letter is no number of a clause.
    numbered.push({ id, number: /(?:^| )1$|^1\.1$|ring|han$|ethiopic$/.test(style) ? last : null, line });
    return inside;
  };

  for (const [index, lines] of body.entries()) {
    let open: string[] = [];
    /** Where the words of the paragraph go: into the latest clause where they continue one. */
    let into: DocNode[] | null = null;
    let bullets: DocNode[] | null = null;
    const flush = (): void => {
      const words = open.join(" ");
      open = [];
      if (words === "") return;
      const node = element("paragraph", {}, said(words));
      if (bullets !== null) bullets.push(element("list_item", {}, [node]));
      else (into ?? article ?? content).push(node);
    };
    for (const [at, line] of lines.entries()) {
      const opening = readOpening(line.words, articles + 1);
      if (opening !== null && (at === 0 || isSureOpening(line.words, articles + 1, lines[at - 1]?.words ?? ""))) {
        flush();
        [into, bullets] = [null, null];
        begin(opening);
        continue;
      }
      if (article === null && index < beginsAt && at === 0) begin({ kind: "preamble", heading: "" });
      const found = readEnumerator(line.words);
      const isFirst = at === 0 || (at === 1 && readOpening(lines[0]?.words ?? "", articles) !== null);
      const place =
        found === null ? null : placeOf(found.readings, levels, { articles, isFirst, rest: lines.slice(at + 1) });
      if (found !== null && place !== null) {
        flush();
        bullets = null;
        into = addClause(place.depth, place.reading, line);
        open = [found.rest];
        continue;
      }
      const bullet = bulletLine.exec(line.words);
      const mayBegin =
        at === 0 || bullets !== null || into !== null || /[:;,.،؛：；]$/u.test(lines[at - 1]?.words ?? "");
      if (bullet !== null && mayBegin) {
        flush();
        if (bullets === null) {
          bullets = [];
          (into ?? article ?? content).push(element("bullet_list", {}, bullets));
        }
        open = [line.words.slice(bullet[0].length)];
        continue;
      }
      open.push(line.words);
    }
    flush();
  }
  const { text, removed } = mendText({ type: "doc", attrs: {}, content } satisfies CharterText);
  noteUnseen(removed, written, notes);
  const given = new Map(readClauses(text).map((clause) => [clause.id, /\d+$/.exec(clause.number)?.[0] ?? null]));
  for (const { id, number, line } of numbered)
    if (Number(given.get(id)) !== number) notes.add("number", line.number, line.words);
  return {
    title: front?.title ?? title,
    language: front?.language ?? null,
    hasFrontTitle: front?.title != null,
    text,
    ...notes.list(),
  };
}

/** Lines that are not blank, between those that are. `from`: lines of the file that are none of the text. */
function paragraphsOf(source: string, from: number): readonly (readonly SourceLine[])[] {
  const paragraphs: SourceLine[][] = [];
  let last: SourceLine[] | null = null;
  for (const [index, line] of source.split("\n").entries()) {
    const words = line.trim();
    if (index < from || words === "") {
      last = null;
      continue;
    }
    if (last === null) {
      last = [];
      paragraphs.push(last);
    }
    last.push({ words, number: index + 1 });
  }
  return paragraphs;
}

const element = (type: ElementName, attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

const said = (text: string): readonly DocNode[] => [{ type: "text", text, marks: [] }];
