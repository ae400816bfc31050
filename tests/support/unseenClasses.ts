/** One example of each class of characters that nobody sees or that turn others, and what entry makes of it. */
import type { Node } from "prosemirror-model";
import { plainText } from "../../shared/charter/text/clauses.ts";
import type { Attrs, CharterText, DocNode, ElementNode } from "../../shared/charter/text/model.ts";

export interface UnseenClass {
  readonly name: string;
  readonly brought: string;
  /** What is left of it once nobody can be deceived, without its spaces and line ends. */
  readonly left: string | RegExp;
  /** It could help what is typed next: an editor waits with it, shows it by its number, and it cannot be proposed. */
  readonly waits?: true;
  /** No text file has it. */
  readonly inNoFile?: true;
}

export const unseenClasses: readonly UnseenClass[] = [
  { name: "C0 controls", brought: "one\u0007\u001b two\u007f", left: "onetwo" },
  // CommonMark reads it as U+FFFD.
  { name: "NUL", brought: "one\u0000 two", left: /one\ufffd?two/, inNoFile: true },
  { name: "VT, FF, NEL, LS, PS", brought: "a\u000bb\u000cc\u0085d\u2028e\u2029f", left: "abcdef" },
  { name: "CR and tab", brought: "a\rb\r\nc\td", left: "abcd" },
  { name: "C1 controls", brought: "\u0093one\u0094 \u0081two\u009b", left: "“one”two›" },
  { name: "default-ignorables", brought: "o\u00adn\u034fe\u2060 t\u3164w\u{e0041}o", left: "onetwo" },
  { name: "format characters", brought: "\ufeffo\u0600ne\ufff9 two\u{1d173}", left: "onetwo" },
  { name: "embeddings and overrides", brought: "a\u202ab\u202bc\u202cd\u202de\u202ef", left: "abcdef" },
  { name: "private use", brought: "one\ue000 two\u{f0000}", left: "onetwo" },
  { name: "the unassigned", brought: "one\u0378 two\uffff", left: "onetwo" },
  { name: "half a surrogate pair", brought: "one\ud83d two", left: "one\ufffdtwo" },
  { name: "stray joiners", brought: "one\u200d\u200c two\u200c", left: "onetwo" },
  { name: "a space of no width outside its scripts", brought: "o\u200bne two\u200b", left: "onetwo" },
  { name: "direction marks without a direction", brought: "one\u200e two\u200f", left: "onetwo", waits: true },
  { name: "unbalanced isolates", brought: "one \u2067two אב\u2066 three", left: "onetwoאבthree", waits: true },
  { name: "Mongolian selectors", brought: "one\u180b two\u180e", left: "onetwo", waits: true },
  { name: "a stray variation selector", brought: "one\ufe0f two\ufe00", left: "onetwo", waits: true },
  { name: "a tower of marks", brought: `x${"\u0301".repeat(12)}`, left: /x\u0301{8}(?!\u0301)/, waits: true },
];

/** Of an editor. */
export const textOf = (doc: Node): CharterText => ({ type: "doc", attrs: {}, content: doc.children.map(nodeOf) });

const nodeOf = (node: Node): DocNode =>
  node.isText
    ? { type: "text", text: node.text ?? "", marks: [] }
    : { type: node.type.name as ElementNode["type"], attrs: node.attrs as Attrs, content: node.children.map(nodeOf) };

/** Every word of it, without what parts them. */
export const wordsOf = (text: CharterText): string => {
  const blocks = (node: DocNode): readonly string[] =>
    node.type === "text"
      ? []
      : node.type === "paragraph" || node.type === "heading"
        ? [plainText(node)]
        : node.content.flatMap(blocks);
  return text.content.flatMap(blocks).join("").replace(/\s+/gu, "");
};
