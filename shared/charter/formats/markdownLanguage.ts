/** `::: fr` on a line begins words in that language, `:::` ends them: a rule for markdown-it. */
import type { MarkdownIt } from "markdown-it";
import { isLanguage } from "../text/language.ts";

type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

const languageAt = /^:{3,} *([A-Za-z0-9-]+)$/;

/** Words in a further language, where a later line ends them and before what they stand in ends; else it is text. */
export const readLanguage: BlockRule = (state, startLine, endLine, silent) => {
  const lineAt = (line: number): string =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line] ?? 0).trimEnd();
  const indent = (line: number): number => (state.sCount[line] ?? 0) - state.blkIndent;
  const tag = languageAt.exec(lineAt(startLine))?.[1];
  if (!isLanguage(tag)) return false;
  let end = startLine + 1;
  while (end < endLine && (state.isEmpty(end) || indent(end) >= 0) && !/^:{3,}$/.test(lineAt(end))) end++;
  if (end >= endLine || indent(end) < 0 || indent(end) > 3) return false;
  if (silent) return true;
  const { lineMax } = state;
  state.lineMax = end;
  const open = state.push("language_open", "div", 1);
  open.content = tag;
  open.map = [startLine, end + 1];
  state.md.block.tokenize(state, startLine + 1, end);
  state.push("language_close", "div", -1);
  state.lineMax = lineMax;
  state.line = end + 1;
  return true;
};
