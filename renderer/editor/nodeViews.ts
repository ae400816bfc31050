/**
 * How articles, clauses and links stand in the window.
 *
 * Articles and clauses get an inner element for their content: the number is drawn outside it (a counter), the
 * counters of what is inside begin anew in it, and an article's inner element carries `content-visibility`. On the
 * outer one it would confine the counter of the articles to each article.
 */
import type { Mark, Node } from "prosemirror-model";
import type { MarkViewConstructor, NodeViewConstructor } from "prosemirror-view";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import { kindOfArticle } from "./kinds.ts";

const framed =
  (tag: "section" | "div", className: string): NodeViewConstructor =>
  (first: Node) => {
    const dom = document.createElement(tag);
    const contentDOM = document.createElement("div");
    dom.className = className;
    contentDOM.className = `${className}-body`;
    dom.append(contentDOM);
    const show = (node: Node) => {
      dom.dataset.clause = String(node.attrs.id);
      if (node.type.name === "article") dom.dataset.kind = kindOfArticle(node.attrs.kind);
    };
    show(first);
    let shown = first;
    return {
      dom,
      contentDOM,
      update(node) {
        if (node.type !== shown.type) return false;
        if (node.attrs !== shown.attrs) show(node);
        shown = node;
        return true;
      },
    };
  };

/** The text of an address that leads nowhere safe stays, without the address. */
const linkView: MarkViewConstructor = (mark: Mark) => {
  const href: unknown = mark.attrs.href;
  const dom = document.createElement("a");
  if (isAllowedHref(href)) dom.href = href;
  dom.rel = "noopener noreferrer nofollow";
  return { dom };
};

export const nodeViews: Readonly<Record<string, NodeViewConstructor>> = {
  article: framed("section", "article"),
  clause: framed("div", "clause"),
};

export const markViews: Readonly<Record<string, MarkViewConstructor>> = { link: linkView };
