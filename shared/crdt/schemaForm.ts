/** Texts in the form in which `readText` gives them, and numbers by which their parts are compared. */

import { markNames } from "../charter/text/grammar.ts";
import { sameMarks } from "../charter/text/marks.ts";
import type { AttrValue, CharterText, DocNode, ElementNode, TextNode } from "../charter/text/model.ts";
import { docRule, type ElementRule, elementRule } from "./layoutRules.ts";

/** Attributes complete, marks in the schema's order, neighbouring equal runs joined, no half surrogate pairs. */
export const inSchemaForm = (text: CharterText): CharterText => ({
  type: "doc",
  attrs: docRule.attrs,
  content: text.content.flatMap(nodeInSchemaForm),
});

function nodeInSchemaForm(node: DocNode): readonly DocNode[] {
  if (node.type === "text") {
    const marks = markNames.flatMap((type) => node.marks.find((mark) => mark.type === type) ?? []);
    return node.text === "" ? [] : [{ type: "text", text: node.text.toWellFormed(), marks }];
  }
  const rule = elementRule(node.type);
  if (rule === undefined) return [];
  return [{ type: rule.name, attrs: attrsOf(rule, node), content: joinText(node.content.flatMap(nodeInSchemaForm)) }];
}

function attrsOf(rule: ElementRule, node: ElementNode): Record<string, AttrValue> {
  const attrs: Record<string, AttrValue> = {};
  for (const [key, otherwise] of Object.entries(rule.attrs)) attrs[key] = node.attrs[key] ?? otherwise;
  return attrs;
}

function joinText(content: readonly DocNode[]): readonly DocNode[] {
  const joined: DocNode[] = [];
  for (const node of content) {
    const last = joined.at(-1);
    if (node.type === "text" && last?.type === "text" && sameMarks(last.marks, node.marks))
      joined[joined.length - 1] = { ...last, text: last.text + node.text };
    else joined.push(node);
  }
  return joined;
}

export const joinRuns = (runs: readonly TextNode[]): readonly TextNode[] => joinText(runs) as readonly TextNode[];

/** Gives equal parts equal numbers and different ones different numbers: a hash that cannot collide. */
export function createContentNumbers() {
  const numbers = new Map<string, number>();
  const kept = new WeakMap<DocNode, number>();

  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };

  function ofNode(node: DocNode): number {
    const known = kept.get(node);
    if (known !== undefined) return known;
    const number = numberOf(
      node.type === "text"
        ? `t${node.marks.length === 0 ? "" : JSON.stringify(node.marks)} ${node.text}`
        : `${node.type} ${JSON.stringify(node.attrs)} ${node.content.map(ofNode).join()}`,
    );
    kept.set(node, number);
    return number;
  }

  return { ofNode, ofRuns: (runs: readonly TextNode[]): number => numberOf(`runs ${runs.map(ofNode).join()}`) };
}
