/** The first text of a charter: blank, from a template, or from somebody's file. */

import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { MayLose } from "../../../shared/api/texts.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type ReadText, readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import { losesWords, type NotKeptList } from "../../../shared/charter/formats/notKept.ts";
import type { ImportedText, SourceFile } from "../../../shared/charter/formats/readSource.ts";
import { templates } from "../../../shared/charter/formats/templates.ts";
import { newClauseId } from "../../../shared/charter/text/clauseId.ts";
import type { CharterText, ElementNode } from "../../../shared/charter/text/model.ts";

type Source = Parameters<HostApi["createCharter"]>[0]["source"];

const element = (
  type: ElementNode["type"],
  attrs: ElementNode["attrs"],
  content: ElementNode["content"],
): ElementNode => ({ type, attrs, content });

function blankText(title: string, newId: () => ClauseId): CharterText {
  const clause = element("clause", { id: newId() }, [element("paragraph", {}, [])]);
  const heading = element("heading", { level: 2 }, []);
  return {
    type: "doc",
    attrs: {},
    content: [
      element("heading", { level: 1 }, [{ type: "text", text: title, marks: [] }]),
      element("article", { id: newId(), kind: "article" }, [heading, clause]),
    ],
  };
}

/** Under the title that the person gave, whatever title the source has. */
export function withTitle(text: CharterText, title: string): CharterText {
  const [first, ...rest] = text.content;
  const hasTitle = first?.type === "heading" && first.attrs.level === 1;
  const heading = element("heading", { level: 1 }, [{ type: "text", text: title, marks: [] }]);
  return { ...text, content: [heading, ...(hasTitle ? rest : text.content)] };
}

export function beginText(
  title: string,
  source: Exclude<Source, { readonly kind: "file" }>,
  random: Random,
): Result<CharterText, HostError> {
  const newId = (): ClauseId => newClauseId(random.bytes);
  if (source.kind === "blank") return ok(blankText(title, newId));
  const template = templates.find(({ id }) => id === source.template);
  if (template === undefined) return err({ kind: "templateNotFound", template: source.template });
  const read = readMarkdown(template.markdown, newId);
  return read.ok
    ? ok(withTitle(read.value.text, title))
    : err({ kind: "internal", ref: `template: ${read.error.kind}` });
}

/** A first text, and what its source says beyond it. */
export interface BegunText extends NotKeptList {
  readonly text: CharterText;
}

/** Refuses what leaves out more than the caller said may go. */
export function judgeLoss({ notKept, notKeptCount }: NotKeptList, mayLose: MayLose): Result<null, HostError> {
  if (mayLose === "words") return ok(null);
  const hasLoss = mayLose === "nothing" ? notKeptCount > 0 : notKept.some(losesWords);
  return hasLoss ? err({ kind: "notAllKept", notKept, notKeptCount }) : ok(null);
}

/** Refuses a document with tracked changes of which nobody said how they are to be read. */
export function judgeChanges({ changes }: ImportedText, file: SourceFile): Result<null, HostError> {
  const isOpen = changes.some(({ inserted, deleted }) => inserted + deleted > 0);
  return isOpen && file.changes == null ? err({ kind: "changesNotChosen", changes }) : ok(null);
}

/** What the file says of itself and the charter does not take over. */
export function withTitleNoted(read: ReadText, title: string): NotKeptList {
  const { notKept, notKeptCount } = read;
  if (read.title === null || read.title === title) return { notKept, notKeptCount };
  return { notKept: [{ kind: "title", line: 1, quote: read.title }, ...notKept], notKeptCount: notKeptCount + 1 };
}
