/**
 * The clipboard's HTML as the schema reads it: taken as plain values, rewritten as a file is
 * (shared/charter/formats/html), and put into elements again.
 */
import { cleanHtml, type NoteHtml } from "../../shared/charter/formats/html/cleanHtml.ts";
import { type HtmlElement, type HtmlNode, htmlElement } from "../../shared/charter/formats/html/htmlTree.ts";
import { unnest } from "./pasteNesting.ts";

export function cleanPasted(root: Node, note: NoteHtml): Node {
  const page = root.ownerDocument ?? document;
  const clean = page.createElement("div");
  for (const child of cleanHtml(plainOf(root), note).children) clean.append(drawn(child, page));
  unnest(clean);
  return clean;
}

function plainOf(node: Node): HtmlElement {
  const plain = htmlElement(node instanceof Element ? node.localName : "div");
  if (node instanceof Element) for (const { name, value } of node.attributes) plain.attrs.set(name, value);
  for (const child of node.childNodes)
    if (child.nodeType === 3) plain.children.push(child.nodeValue ?? "");
    else if (child.nodeType === 1) plain.children.push(plainOf(child));
  return plain;
}

function drawn(node: HtmlNode, page: Document): Node {
  if (typeof node === "string") return page.createTextNode(node);
  const element = page.createElement(node.name);
  for (const [name, value] of node.attrs) element.setAttribute(name, value);
  for (const child of node.children) element.append(drawn(child, page));
  return element;
}
