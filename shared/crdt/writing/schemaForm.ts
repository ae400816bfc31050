/** Texts in the form in which `readText` gives them. */
import { type AttrForm, elementNames, grammar, markNames, usualValue } from "../../charter/text/grammar.ts";
import { sameMarks } from "../../charter/text/marks.ts";
import type { AttrValue, CharterText, DocNode } from "../../charter/text/model.ts";

type Usual = readonly (readonly [key: string, value: AttrValue])[];

/** The attributes of each node, in the order of the grammar. */
const usual: ReadonlyMap<string, Usual> = new Map(
  elementNames.map((name) => {
    const forms: Readonly<Record<string, AttrForm>> = grammar.nodes[name].attrs;
    return [name, Object.entries(forms).map(([key, form]) => [key, usualValue(form)] as const)];
  }),
);

/** Attributes complete, marks in the schema's order, neighbouring equal runs joined, no half surrogate pairs. */
export const inSchemaForm = (text: CharterText): CharterText => ({
  type: "doc",
  attrs: {},
  content: text.content.flatMap(nodeInSchemaForm),
});

function nodeInSchemaForm(node: DocNode): readonly DocNode[] {
  if (node.type === "text") {
    const marks = markNames.flatMap((type) => node.marks.find((mark) => mark.type === type) ?? []);
    return node.text === "" ? [] : [{ type: "text", text: node.text.toWellFormed(), marks }];
  }
  const known = usual.get(node.type);
  if (known === undefined) return [];
  const attrs: Record<string, AttrValue> = {};
  for (const [key, otherwise] of known) attrs[key] = node.attrs[key] ?? otherwise;
  return [{ type: node.type, attrs, content: joinText(node.content.flatMap(nodeInSchemaForm)) }];
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
