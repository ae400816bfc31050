/**
 * Changes to a text that are not typing, as pure functions from text to text. The caller that writes them into a shared
 * document compares before and after, so what an edit leaves alone keeps its nodes and its authors.
 */
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { keepIdentities } from "../compare/identities.ts";
import { compareTexts, isChanged, subjectOf } from "../compare/redline.ts";
import { readMarkdown, type TextFault } from "../formats/markdown.ts";
import type { ReadProgress } from "../formats/markdownBlocks.ts";
import type { NotKept, NotKeptList } from "../formats/notKept.ts";
import { readPlainText } from "../formats/plainText.ts";
import { mendText, normaliseText } from "../text/canonical.ts";
import { isClauseNode, type PlacedClause, placeClauses } from "../text/clauses.ts";
import { canonicalLanguage } from "../text/language.ts";
import type { CharterText, DocNode, ElementNode, TextEdit } from "../text/model.ts";
import { insertAt, replaceAt } from "../text/tree.ts";

export type EditFault =
  | { readonly kind: "clauseNotFound"; readonly clause: ClauseId }
  /** It cannot stand behind itself, nor in itself. */
  | { readonly kind: "movedIntoItself"; readonly clause: ClauseId }
  | TextFault;

export interface EditedText extends NotKeptList {
  readonly text: CharterText;
  /** Clauses that differ now, removed ones included. */
  readonly changed: readonly ClauseId[];
}

/**
 * - `replaceAll`: clauses keep their ids by `{#id}`, else by what they say, else by number.
 * - `setClause`: own words only. Clauses inside stay unless the Markdown has clauses itself, words in a further language
 *   unless it has words in that language;
 *   an article keeps its heading unless the Markdown begins with `##`.
 * - `insertClause`: after a clause, or as the last clause of an article.
 * - `removeUnseen`: everywhere; nothing that a reader sees is changed but where it stands.
 * - `moveClause`: to where `insertClause` would put it, an article to where `insertArticle` would.
 * - `insertArticle`: after the article that holds `after`; null: after the last article, before the annexes.
 */
export function applyTextEdit(
  text: CharterText,
  edit: TextEdit,
  newId: () => ClauseId,
  onProgress?: ReadProgress,
): Result<EditedText, EditFault> {
  const before = normaliseText(text);
  const read = hasWords(edit) ? readWords(edit, newId, onProgress) : nothingRead;
  if (!read.ok) return read;
  const edited = hasWords(edit) ? apply(before, edit, read.value, newId) : rearrange(before, edit);
  if (!edited.ok) return edited;
  const after = normaliseText(edited.value);
  const changed = compareTexts(before, after).clauses.filter(isChanged);
  // A fragment's numbers mean nothing: its clauses are numbered by where they are put.
  const notKept = read.value.notKept.filter((one) => edit.kind === "replaceAll" || one.kind !== "number");
  const notKeptCount = read.value.notKeptCount - (read.value.notKept.length - notKept.length);
  return ok({ text: after, changed: changed.map((one) => subjectOf(one).id), notKept, notKeptCount });
}

/** Where the text of a file goes: in place of all, or behind a clause; null: at the end, before the annexes. */
export type ImportPlace = { readonly kind: "all" } | { readonly kind: "after"; readonly clause: ClauseId | null };

/**
 * `read`: of a file; `given`: ids that were made up while it was read. Articles go behind the article that holds the
 * clause, clauses behind the clause, and other words become a clause there.
 */
export function applyImport(
  text: CharterText,
  read: ReadWords,
  place: ImportPlace,
  newId: () => ClauseId,
): Result<EditedText, EditFault> {
  const before = normaliseText(text);
  const edited =
    place.kind === "all"
      ? ok(keepIdentities(before, read.text, read.given))
      : insert(before, read.text, place.clause, newId);
  if (!edited.ok) return edited;
  const after = normaliseText(edited.value);
  const changed = compareTexts(before, after).clauses.filter(isChanged);
  const { notKept, notKeptCount } = read;
  return ok({ text: after, changed: changed.map((one) => subjectOf(one).id), notKept, notKeptCount });
}

function insert(
  text: CharterText,
  read: CharterText,
  after: ClauseId | null,
  newId: () => ClauseId,
): Result<CharterText, EditFault> {
  const fragment = withoutForeignIds(read, text, null, newId);
  const hasArticle = fragment.content.some((node) => node.type === "article");
  if (hasArticle) return insertArticle(text, after, fragment.content);
  if (after === null) return insertArticle(text, null, articlesIn(fragment, newId));
  return insertClause(text, after, clausesIn(fragment, newId));
}

/** An edit that brings no words of its own. */
type WordlessEdit = Extract<TextEdit, { readonly kind: "removeClause" | "removeUnseen" | "moveClause" }>;
type WordsEdit = Exclude<TextEdit, WordlessEdit>;

export const hasWords = (edit: TextEdit): edit is WordsEdit =>
  edit.kind !== "removeClause" && edit.kind !== "removeUnseen" && edit.kind !== "moveClause";

function rearrange(text: CharterText, edit: WordlessEdit): Result<CharterText, EditFault> {
  switch (edit.kind) {
    case "removeClause":
      return removeClause(text, edit.clause);
    case "moveClause":
      return moveClause(text, edit.clause, edit.after);
    case "removeUnseen":
      return ok(mendText(text).text);
  }
}

/** What somebody's words say, and which ids were made up while they were read. */
export interface ReadWords extends NotKeptList {
  readonly text: CharterText;
  readonly given: ReadonlySet<string>;
}

const nothingRead: Result<ReadWords, EditFault> = ok({
  text: { type: "doc", attrs: {}, content: [] },
  given: new Set<string>(),
  notKept: [],
  notKeptCount: 0,
});

function readWords(edit: WordsEdit, newId: () => ClauseId, onProgress?: ReadProgress): Result<ReadWords, EditFault> {
  const given = new Set<string>();
  const giveId = (): ClauseId => {
    const id = newId();
    given.add(id);
    return id;
  };
  const isPlain = edit.kind === "replaceAll" && edit.isPlain === true;
  const read = isPlain
    ? ok(readPlainText(edit.markdown, giveId))
    : readMarkdown(edit.markdown, giveId, {
        isFragment: edit.kind !== "replaceAll",
        ...(onProgress && { onProgress }),
      });
  if (!read.ok) return read;
  const { text, title, language, notKept, notKeptCount, hasFrontTitle } = read.value;
  // An edit changes neither the name of the charter nor its language.
  const more: NotKept[] = [];
  if (hasFrontTitle) more.push({ kind: "title", line: 1, quote: title ?? "" });
  if (language !== null) more.push({ kind: "frontMatter", line: 1, quote: `lang: ${language}` });
  return ok({ text, given, notKept: [...more, ...notKept], notKeptCount: notKeptCount + more.length });
}

function findPlace(text: CharterText, clause: ClauseId): Result<PlacedClause, EditFault> {
  const place = placeClauses(text).find((one) => one.clause.id === clause);
  return place === undefined ? err({ kind: "clauseNotFound", clause }) : ok(place);
}

function removeClause(text: CharterText, clause: ClauseId): Result<CharterText, EditFault> {
  const place = findPlace(text, clause);
  return place.ok ? ok(replaceAt(text, place.value.path, [])) : place;
}

function moveClause(text: CharterText, clause: ClauseId, after: ClauseId): Result<CharterText, EditFault> {
  const [from, to] = [findPlace(text, clause), findPlace(text, after)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  const { path, clause: moved } = from.value;
  if (path.every((index, depth) => to.value.path[depth] === index)) return err({ kind: "movedIntoItself", clause });
  const rest = replaceAt(text, path, []);
  return moved.node.type === "article"
    ? insertArticle(rest, after, [moved.node])
    : insertClause(rest, after, [moved.node]);
}

function apply(
  text: CharterText,
  edit: WordsEdit,
  { text: read, given }: ReadWords,
  newId: () => ClauseId,
): Result<CharterText, EditFault> {
  if (edit.kind === "replaceAll") return ok(keepIdentities(text, read, given));
  const fragment = withoutForeignIds(read, text, edit.kind === "setClause" ? edit.clause : null, newId);
  switch (edit.kind) {
    case "setClause":
      return setClause(text, edit.clause, fragment, given);
    case "insertClause":
      return insertClause(text, edit.after, clausesIn(fragment, newId));
    case "insertArticle":
      return insertArticle(text, edit.after, articlesIn(fragment, newId));
  }
}

/** A clause that stands elsewhere in the text keeps its id to itself: a copy of it is another clause. */
function withoutForeignIds(
  fragment: CharterText,
  text: CharterText,
  into: ClauseId | null,
  newId: () => ClauseId,
): CharterText {
  const places = placeClauses(text);
  const home = places.find((one) => one.clause.id === into);
  const isInside = (one: PlacedClause): boolean =>
    home?.path.every((index, depth) => one.path[depth] === index) ?? false;
  const foreign = new Set(places.filter((one) => !isInside(one)).map((one) => one.clause.id as string));
  const renewed = (node: DocNode): DocNode => {
    if (node.type === "text") return node;
    const attrs =
      isClauseNode(node) && foreign.has(String(node.attrs.id)) ? { ...node.attrs, id: newId() } : node.attrs;
    return { ...node, attrs, content: node.content.map(renewed) };
  };
  return { ...fragment, content: fragment.content.map(renewed) };
}

const articleHeading = (content: readonly DocNode[]): ElementNode | null => {
  const first = content[0];
  return first?.type === "heading" && first.attrs.level === 2 ? first : null;
};

/** What a fragment puts into one clause: the inside of a lone clause or article, else its blocks. */
function insideOf(fragment: CharterText): readonly DocNode[] {
  const [only] = fragment.content;
  if (fragment.content.length === 1 && only !== undefined && only.type !== "text" && isClauseNode(only))
    return only.content;
  return fragment.content.flatMap((node) => (node.type === "article" ? node.content : [node]));
}

/** Of words in a further language; null of all else. */
const languageOf = (node: DocNode): string | null =>
  node.type === "body" ? canonicalLanguage(String(node.attrs.lang)) : null;

function setClause(
  text: CharterText,
  clause: ClauseId,
  fragment: CharterText,
  given: ReadonlySet<string>,
): Result<CharterText, EditFault> {
  const place = findPlace(text, clause);
  if (!place.ok) return place;
  const { node } = place.value.clause;
  const inside = insideOf(fragment);
  const heading = node.type === "article" && articleHeading(inside) === null ? articleHeading(node.content) : null;
  const clauses = inside.some(isClauseNode) ? [] : node.content.filter(isClauseNode);
  const renewed = new Set(inside.map(languageOf));
  const bodies = node.content.filter((child) => child.type === "body" && !renewed.has(languageOf(child)));
  const kept = [...bodies, ...clauses];
  const content = [...(heading === null ? [] : [heading]), ...inside, ...kept];
  const replaced = replaceAt(text, place.value.path, [{ ...node, content }]);
  return ok(keepIdentities(text, replaced, given));
}

function clausesIn(fragment: CharterText, newId: () => ClauseId): readonly DocNode[] {
  const isClauses = fragment.content.length > 0 && fragment.content.every((node) => node.type === "clause");
  return isClauses ? fragment.content : [{ type: "clause", attrs: { id: newId() }, content: insideOf(fragment) }];
}

function articlesIn(fragment: CharterText, newId: () => ClauseId): readonly DocNode[] {
  const isArticles = fragment.content.length > 0 && fragment.content.every((node) => node.type === "article");
  if (isArticles) return fragment.content;
  const content = insideOf(fragment).map((node) =>
    node.type === "heading" && node.attrs.level === 1 ? { ...node, attrs: { level: 2 } } : node,
  );
  return [{ type: "article", attrs: { id: newId(), kind: "article" }, content }];
}

function insertClause(text: CharterText, after: ClauseId, nodes: readonly DocNode[]): Result<CharterText, EditFault> {
  const place = findPlace(text, after);
  if (!place.ok) return place;
  const { path, clause } = place.value;
  if (clause.node.type === "article") return ok(insertAt(text, path, clause.node.content.length, nodes));
  return ok(insertAt(text, path.slice(0, -1), (path.at(-1) ?? 0) + 1, nodes));
}

function insertArticle(
  text: CharterText,
  after: ClauseId | null,
  nodes: readonly DocNode[],
): Result<CharterText, EditFault> {
  if (after === null) {
    const annex = text.content.findIndex((node) => node.type === "article" && node.attrs.kind === "annex");
    return ok(insertAt(text, [], annex < 0 ? text.content.length : annex, nodes));
  }
  const place = findPlace(text, after);
  return place.ok ? ok(insertAt(text, [], (place.value.path[0] ?? 0) + 1, nodes)) : place;
}
