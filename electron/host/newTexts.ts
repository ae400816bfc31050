/** The first text of a charter: blank, from a template, or from somebody's file. */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import type { Random } from "../../shared/base/ambient.ts";
import { readUtf8 } from "../../shared/base/bytes.ts";
import type { ClauseId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { readMarkdown } from "../../shared/charter/markdown.ts";
import type { CharterText, ElementNode } from "../../shared/charter/model.ts";
import { readPlainText } from "../../shared/charter/plainText.ts";
import { templates } from "../../shared/charter/templates.ts";

type Source = Parameters<HostApi["createCharter"]>[0]["source"];

const maxFileBytes = 8 * 1024 * 1024;

const idLetters = "abcdefghijklmnopqrstuvwxyz234567";

/** 80 random bits as 16 letters and digits. */
export const newClauseId = (random: Random): ClauseId =>
  Array.from(random.bytes(16), (byte) => idLetters[byte & 31]).join("") as ClauseId;

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
function withTitle(text: CharterText, title: string): CharterText {
  const [first, ...rest] = text.content;
  const hasTitle = first?.type === "heading" && first.attrs.level === 1;
  const heading = element("heading", { level: 1 }, [{ type: "text", text: title, marks: [] }]);
  return { ...text, content: [heading, ...(hasTitle ? rest : text.content)] };
}

export function readNewText(title: string, source: Source, random: Random): Result<CharterText, HostError> {
  const newId = (): ClauseId => newClauseId(random);
  switch (source.kind) {
    case "blank":
      return ok(blankText(title, newId));
    case "template": {
      const template = templates.find(({ id }) => id === source.template);
      return template === undefined
        ? err({ kind: "templateNotFound", template: source.template })
        : readSource(title, template.markdown, newId);
    }
    case "file": {
      const { name, bytes } = source;
      if (bytes.length > maxFileBytes)
        return err({ kind: "fileTooLarge", name, bytes: bytes.length, limit: maxFileBytes });
      const written = readUtf8(bytes);
      if (written === null) return err({ kind: "notUtf8", name, atByte: firstBadByte(bytes) });
      return /\.txt$/i.test(name)
        ? ok(withTitle(readPlainText(written, newId).text, title))
        : readSource(title, written, newId);
    }
  }
}

function readSource(title: string, markdown: string, newId: () => ClauseId): Result<CharterText, HostError> {
  const read = readMarkdown(markdown, newId);
  return read.ok
    ? ok(withTitle(read.value.text, title))
    : err({ kind: "badArgument", what: "text", expected: `at most ${read.error.limit} levels of nesting` });
}

/** Where strict UTF-8 ends. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A cut inside a character is no fault of the file: up to three bytes more make it whole.
    const whole = [0, 1, 2, 3].some(
      (more) => readUtf8(bytes.subarray(0, Math.min(bytes.length, middle + more))) !== null,
    );
    if (whole) good = middle;
    else bad = middle;
  }
  return good;
}
