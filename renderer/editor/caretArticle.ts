/**
 * Keeps the articles with the two ends of the selection drawn, wherever they are.
 *
 * The browser draws no article far from the window's view, and where it draws nothing it puts no caret: it would
 * take the nearest drawn place, and the next key would go there.
 */
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

export const caretArticle = (): Plugin =>
  new Plugin({
    props: {
      decorations({ doc, selection: { $anchor, $head } }) {
        const outermost = new Map(
          [$anchor, $head].filter(({ depth }) => depth > 0).map(($end) => [$end.before(1), $end.after(1)]),
        );
        return DecorationSet.create(
          doc,
          Array.from(outermost, ([from, to]) => Decoration.node(from, to, { class: "with-caret" })),
        );
      },
    },
  });
