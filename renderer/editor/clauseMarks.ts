/**
 * Marks clauses that differ from the text in force, by one style sheet of their ids.
 *
 * Owns: that sheet. Nothing in the editor's state or DOM changes, so marks cost nothing per key. The sheet is
 * constructed, which a policy without inline styles allows.
 */
import type { ClauseId } from "../../shared/base/ids.ts";

export interface ClauseMarks {
  /** `words` are read out after the number, as in "2.1, differs from the text in force". */
  show(ids: Iterable<ClauseId>, words: string): void;
  destroy(): void;
}

export function createClauseMarks(root: Document | ShadowRoot): ClauseMarks {
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return {
    show(ids, words) {
      const selectors = Array.from(ids, (id) => `[data-clause="${CSS.escape(id)}"]`).join(",");
      const spoken = JSON.stringify(`, ${words.replace(/[\\\p{Cc}]/gu, " ")}`);
      sheet.replaceSync(
        selectors === ""
          ? ""
          : `.charter-text :is(${selectors}){--differs:"\\2009\\25cf";--differs-words:${spoken};--number-colour:var(--text-differs)}`,
      );
    },
    destroy() {
      root.adoptedStyleSheets = root.adoptedStyleSheets.filter((other) => other !== sheet);
    },
  };
}
