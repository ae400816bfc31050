/**
 * Which ProseMirror node shows which node of the reading.
 *
 * Owns: that relation. Called by: bindText. Invariant: one node of the reading is always shown by the same object, so
 * that what did not change is found by identity alone, here and there.
 */
import { Fragment, type Mark, type Node } from "prosemirror-model";
import type { Attrs, DocNode, ElementNode, TextMark, TextNode } from "../../shared/charter/text/model.ts";
import { schema } from "../../shared/charter/text/schema.ts";

export interface NodePairs {
  nodeOf(element: ElementNode): Node;
  /** The node of `element`; `shown` itself where that says the same, which then stands for it. */
  nodeLike(element: ElementNode, shown: Node): Node;
  /** What a text block says, and is from now on shown by. */
  blockOf(shown: Node): ElementNode;
  /** What `after` says; what it shares with `before`, which shows `element`, are the very nodes of `element`. */
  textOf<Read extends ElementNode>(after: Node, before: Node, element: Read): Read;
}

export function createNodePairs(): NodePairs {
  const nodes = new WeakMap<ElementNode, Node>();
  const elements = new WeakMap<Node, ElementNode>();
  const marks = new WeakMap<readonly TextMark[], readonly Mark[]>();

  function pair(element: ElementNode, node: Node): void {
    nodes.set(element, node);
    elements.set(node, element);
  }

  function marksOf(given: readonly TextMark[]): readonly Mark[] {
    const known = marks.get(given);
    if (known !== undefined) return known;
    const made = given.map(({ type, attrs }) => schema.marks[type].create(attrs));
    marks.set(given, made);
    return made;
  }

  const childNode = (child: DocNode): Node =>
    child.type === "text" ? schema.text(child.text, marksOf(child.marks)) : nodeOf(child);

  function nodeOf(element: ElementNode): Node {
    const known = nodes.get(element);
    if (known !== undefined) return known;
    const node = schema.nodes[element.type].create(element.attrs, element.content.map(childNode));
    pair(element, node);
    return node;
  }

  function nodeLike(element: ElementNode, shown: Node): Node {
    const known = nodes.get(element);
    if (known === shown) return shown;
    const { content } = element;
    if (!hasMarkup(shown, element) || shown.childCount !== content.length) return nodeOf(element);
    const children = content.map((child, at) => childLike(child, shown.child(at)));
    if (children.every((child, at) => child === shown.child(at))) {
      pair(element, shown);
      return shown;
    }
    if (known !== undefined) return known;
    const node = shown.copy(Fragment.fromArray(children));
    pair(element, node);
    return node;
  }

  function childLike(child: DocNode, shown: Node): Node {
    if (child.type !== "text") return nodeLike(child, shown);
    return shown.isText && shown.text === child.text && haveMarks(shown, child) ? shown : childNode(child);
  }

  function blockOf(shown: Node): ElementNode {
    const element = elements.get(shown) ?? readBlock(shown);
    pair(element, shown);
    return element;
  }

  function textOf<Read extends ElementNode>(after: Node, before: Node, element: Read): Read {
    const claimed = new Set<ElementNode>();

    function claim(element: DocNode | undefined): ElementNode | null {
      if (element === undefined || element.type === "text" || claimed.has(element)) return null;
      claimed.add(element);
      return element;
    }

    function elementOf(node: Node, old: Node | null, oldElement: DocNode | undefined): DocNode {
      if (node.isText) return readText(node);
      const known = elements.get(node);
      const same = (node === old ? claim(oldElement) : null) ?? claim(known);
      if (same !== null) return same;
      const inside = oldElement?.type === "text" ? undefined : oldElement;
      return {
        type: node.type.name as ElementNode["type"],
        attrs: { ...node.attrs } as Attrs,
        content: contentOf(node, old, inside?.content ?? []),
      };
    }

    /** What stands alike at both ends is claimed first: a copy of it in the middle is a copy. */
    function contentOf(node: Node, old: Node | null, content: readonly DocNode[]): readonly DocNode[] {
      const oldCount = old?.childCount ?? 0;
      const shared = Math.min(node.childCount, oldCount);
      const read: (DocNode | null)[] = node.children.map(() => null);
      const isKept = (at: number, oldAt: number): boolean => old?.child(oldAt) === node.child(at);
      let start = 0;
      for (; start < shared && isKept(start, start); start++) read[start] = claim(content[start]);
      let end = 0;
      for (; end < shared - start && isKept(node.childCount - end - 1, oldCount - end - 1); end++)
        read[node.childCount - end - 1] = claim(content[oldCount - end - 1]);
      const pairs = node.childCount === oldCount;
      return node.children.map((child, at) => {
        const oldChild = pairs && old?.child(at).type === child.type ? old.child(at) : null;
        return read[at] ?? elementOf(child, oldChild, oldChild === null ? undefined : content[at]);
      });
    }

    return elementOf(after, before, element) as Read;
  }

  return { nodeOf, nodeLike, blockOf, textOf };
}

const hasMarkup = (node: Node, { type, attrs }: ElementNode): boolean =>
  node.type.name === type &&
  node.marks.length === 0 &&
  Object.keys(node.attrs).every((key) => node.attrs[key] === (attrs[key] ?? node.type.spec.attrs?.[key]?.default));

const haveMarks = (node: Node, { marks }: TextNode): boolean =>
  node.marks.length === marks.length &&
  marks.every(({ type, attrs }, at) => {
    const mark = node.marks[at];
    return mark?.type.name === type && mark.attrs.href === attrs.href;
  });

export const readMarks = (marks: readonly Mark[]): readonly TextMark[] =>
  marks.map(({ type, attrs }) => ({ type: type.name as TextMark["type"], attrs: { ...attrs } as Attrs }));

/** Half a character is none: it would reach others as U+FFFD. */
const readText = ({ text = "", marks }: Node): TextNode => ({
  type: "text",
  text: text.toWellFormed(),
  marks: readMarks(marks),
});

/** What stands in a block, or in a note. */
export const readInlineNodes = (node: Node): readonly DocNode[] =>
  node.children.map((child) => (child.isText ? readText(child) : readBlock(child)));

const readBlock = (node: Node): ElementNode => ({
  type: node.type.name as ElementNode["type"],
  attrs: { ...node.attrs } as Attrs,
  content: readInlineNodes(node),
});
