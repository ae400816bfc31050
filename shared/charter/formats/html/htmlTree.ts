/** A page as plain values: what the window's clipboard and a file have in common, to be read and rewritten. */

export interface HtmlElement {
  /** In lower case. */
  readonly name: string;
  readonly attrs: Map<string, string>;
  /** In its file; the first is 1. On a clipboard there are none: 1. */
  readonly line: number;
  /** Text is a string. */
  children: HtmlNode[];
}

export type HtmlNode = HtmlElement | string;

export const htmlElement = (name: string, line = 1, children: HtmlNode[] = []): HtmlElement => ({
  name,
  attrs: new Map(),
  line,
  children,
});

export const isElement = (node: HtmlNode | undefined): node is HtmlElement =>
  node !== undefined && typeof node !== "string";

/** Every element in it, in order; not itself. */
export function* elementsWithin(element: HtmlElement): Generator<HtmlElement> {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    yield child;
    yield* elementsWithin(child);
  }
}

export function holds(element: HtmlElement, is: (inside: HtmlElement) => boolean): boolean {
  for (const inside of elementsWithin(element)) if (is(inside)) return true;
  return false;
}

export const wordsOf = (node: HtmlNode): string =>
  typeof node === "string" ? node : node.children.map(wordsOf).join("");

/** The last words in it; "" where there are none. */
export function lastWords(node: HtmlNode): string {
  if (typeof node === "string") return node;
  for (const child of node.children.toReversed()) {
    const words = lastWords(child);
    if (words !== "") return words;
  }
  return "";
}

/** Whether it says a word; stops at the first. */
export const hasWords = (node: HtmlNode): boolean =>
  typeof node === "string" ? node.trim() !== "" : node.children.some(hasWords);
