/** Words in a document, found and written past any editor: what a program with a stock Yjs does. */
import * as Y from "yjs";

/** Every flow, in the order in which they were made in their clauses. */
export function* flowsIn(yParent: Y.XmlFragment): Generator<Y.XmlText> {
  for (const yChild of yParent.toArray())
    if (yChild instanceof Y.XmlText) yield yChild;
    else if (yChild instanceof Y.XmlElement) yield* flowsIn(yChild);
}

/** The words of a flow, with one character for each element among them: indices are those of Yjs. */
function wordsOf(yFlow: Y.XmlText): string {
  const delta: readonly { readonly insert: unknown }[] = yFlow.toDelta();
  return delta.map(({ insert }) => (typeof insert === "string" ? insert : "\ufffc")).join("");
}

export interface FoundWords {
  readonly yFlow: Y.XmlText;
  readonly index: number;
}

export function findWords(yDoc: Y.Doc, words: string): FoundWords {
  for (const yFlow of flowsIn(yDoc.getXmlFragment("text"))) {
    const index = wordsOf(yFlow).indexOf(words);
    if (index >= 0) return { yFlow, index };
  }
  throw new Error(`"${words}" is not in the document`);
}

/** The last flow that has words. */
export function lastFlow(yDoc: Y.Doc): Y.XmlText {
  const last = [...flowsIn(yDoc.getXmlFragment("text"))].filter((yFlow) => /[^\ufffc]/.test(wordsOf(yFlow))).at(-1);
  if (last === undefined) throw new Error("the text has words");
  return last;
}

/** A flow with one paragraph, to be put somewhere. */
export function paragraphFlow(words: string): Y.XmlText {
  const yFlow = new Y.XmlText();
  yFlow.insertEmbed(0, new Y.XmlElement("block"));
  yFlow.insert(1, words);
  return yFlow;
}
