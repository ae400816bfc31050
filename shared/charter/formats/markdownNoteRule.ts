/** `[^1]:` at the beginning of a line begins the words of a note: a rule for markdown-it. */
import type { MarkdownIt } from "markdown-it";

type BlockRule = Parameters<MarkdownIt["block"]["ruler"]["before"]>[2];

export const noteAt = /\[\^[^\][\s]{1,100}\]/y;
const noteBegins = /^\[\^[^\][\s]{1,100}\]:/;

/** A note goes on to the next empty line or the next note. */
export const readNote: BlockRule = (state, startLine, endLine, silent) => {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const mark = noteBegins.exec(state.src.slice(start, start + 110))?.[0];
  if (mark === undefined) return false;
  if (silent) return true;
  let next = startLine + 1;
  for (; next < endLine && !state.isEmpty(next); next++) {
    const from = (state.bMarks[next] ?? 0) + (state.tShift[next] ?? 0);
    if (state.src.startsWith("[^", from) || (state.sCount[next] ?? 0) < state.blkIndent) break;
  }
  state.line = next;
  const open = state.push("footnote_open", "", 1);
  open.map = [startLine, next];
  open.content = mark.slice(0, -1);
  const inline = state.push("inline", "", 0);
  inline.content = state.getLines(startLine, next, state.blkIndent, false).trim().slice(mark.length).trim();
  inline.map = [startLine, next];
  inline.children = [];
  state.push("footnote_close", "", -1);
  return true;
};
