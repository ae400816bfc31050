/**
 * Makes the text of a document into another with the fewest changes, so that what is unchanged keeps its authors,
 * its anchors and its place in everybody's later edits. Called by: the host, for edits that are not typing, for
 * imports and for restoring an old text. y-prosemirror rewrites up to 79 times as much for the same change.
 */
import * as Y from "yjs";
import type { Attrs, CharterText, DocNode, ElementNode, TextNode } from "../charter/text/model.ts";
import { textRoot } from "./docLayout.ts";
import { elementRule } from "./layoutRules.ts";
import { matchParts, type Part } from "./matchParts.ts";
import { patchRuns } from "./patchRuns.ts";
import { readRuns, readText } from "./readText.ts";
import { createContentNumbers, inSchemaForm, joinRuns } from "./schemaForm.ts";

/** One transaction. The document holds judged updates only. */
export function applyText(yDoc: Y.Doc, target: CharterText, origin: object): void {
  const steps = textSteps(yDoc, target, origin, Number.POSITIVE_INFINITY);
  while (steps.next().done !== true);
}

/**
 * As many transactions as keep every update near `maxUpdateBytes`, one for each step; the text is a valid one between
 * any two. Nobody else writes into the document meanwhile. A paragraph is never divided: `splitUpdate` divides its update.
 */
export function* textSteps(
  yDoc: Y.Doc,
  target: CharterText,
  origin: object,
  maxUpdateBytes: number,
): Generator<void, void> {
  const wanted = inSchemaForm(target);
  yield;
  const edits = createEdits(yDoc, wanted);
  for (let done = false; !done; ) {
    yield;
    yDoc.transact((transaction) => {
      for (let bytes = 0; bytes < maxUpdateBytes && !done; ) {
        const edit = edits.next();
        if (edit.done === true) done = true;
        else bytes += edit.value(transaction);
      }
    }, origin);
  }
}

/** Makes one change and returns about how many bytes of update it is. */
type Edit = (transaction: Y.Transaction) => number;
type Edits = Generator<Edit, void>;
type YNode = Y.XmlElement | Y.XmlText;

/** What Yjs holds of a part: an element, or neighbouring texts that read as one. */
type Held =
  | { readonly part: Part & { kind: "element" }; readonly yElement: Y.XmlElement }
  | { readonly part: Part & { kind: "text" }; readonly yTexts: readonly Y.XmlText[] };

const bytesOfStruct = 32;

/** Each edit is made before the next one is asked for. */
function createEdits(yDoc: Y.Doc, target: CharterText): Edits {
  const nodes = new Map<Y.XmlElement, ElementNode>();
  const before = readText(yDoc, (yElement, node) => nodes.set(yElement, node)).text;
  const numbers = createContentNumbers();
  const elementPart = (node: ElementNode): Part & { kind: "element" } => ({
    kind: "element",
    node,
    contentNo: numbers.ofNode(node),
  });
  const textPart = (runs: readonly TextNode[]): Part & { kind: "text" } => ({
    kind: "text",
    runs,
    contentNo: numbers.ofRuns(runs),
  });

  function* editChildren(yParent: Y.XmlFragment | Y.XmlElement, content: readonly DocNode[]): Edits {
    const held = readHeld(yParent);
    const wanted = partsOf(content);
    const match = matchParts(
      held.map(({ part }) => part),
      wanted,
    );
    yield* editLeftOver(held, new Set(match), wanted.length === 0);
    let last: YNode | null = null;
    for (const [index, part] of wanted.entries()) {
      const found = held[match[index] ?? -1];
      const after: YNode | null = last;
      if (part.kind === "text") {
        const yTexts = found !== undefined && "yTexts" in found ? found.yTexts : [new Y.XmlText()];
        if (found === undefined) yield insert(yParent, after, yTexts[0] as Y.XmlText);
        if (found?.part.contentNo !== part.contentNo) yield () => patchRuns(yTexts, part.runs);
        last = yTexts.at(-1) ?? last;
      } else {
        const isFound = found !== undefined && "yElement" in found;
        const yElement = isFound ? found.yElement : createElement(part.node);
        if (!isFound) yield insert(yParent, after, yElement);
        if (found?.part.contentNo !== part.contentNo) {
          if (isFound) yield* editAttrs(yElement, found.part.node.attrs, part.node.attrs);
          yield* editChildren(yElement, part.node.content);
        }
        last = yElement;
      }
    }
  }

  function readHeld(yParent: Y.XmlFragment | Y.XmlElement): readonly Held[] {
    const held: Held[] = [];
    let yTexts: Y.XmlText[] = [];
    const closeTexts = (): void => {
      if (yTexts.length > 0) held.push({ part: textPart(joinRuns(yTexts.flatMap(readRuns))), yTexts });
      yTexts = [];
    };
    for (const yChild of yParent.toArray()) {
      if (yChild instanceof Y.XmlText) yTexts.push(yChild);
      if (!(yChild instanceof Y.XmlElement)) continue;
      closeTexts();
      const node = nodes.get(yChild);
      if (node !== undefined) held.push({ part: elementPart(node), yElement: yChild });
    }
    closeTexts();
    return held;
  }

  function partsOf(content: readonly DocNode[]): readonly Part[] {
    const parts: Part[] = [];
    let runs: TextNode[] = [];
    const closeRuns = (): void => {
      if (runs.length > 0) parts.push(textPart(runs));
      runs = [];
    };
    for (const node of content) {
      if (node.type === "text") runs.push(node);
      else {
        closeRuns();
        parts.push(elementPart(node));
      }
    }
    closeRuns();
    return parts;
  }

  return numbers.ofNode(before) === numbers.ofNode(target) ? noEdits() : editChildren(textRoot(yDoc), target.content);
}

function* noEdits(): Edits {}

function* editLeftOver(held: readonly Held[], kept: ReadonlySet<number>, becomesEmpty: boolean): Edits {
  for (const [index, child] of held.entries()) {
    if (kept.has(index)) continue;
    // The last text of a block stays, empty: somebody else may be writing into it. An empty one is not seen.
    if ("yTexts" in child && (becomesEmpty ? held.length === 1 : child.part.runs.length === 0)) {
      if (child.part.runs.length > 0) yield () => patchRuns(child.yTexts, []);
      continue;
    }
    yield (transaction) => {
      for (const yNode of "yTexts" in child ? child.yTexts : [child.yElement]) yNode._item?.delete(transaction);
      return bytesOfStruct;
    };
  }
}

const insert =
  (yParent: Y.XmlFragment | Y.XmlElement, after: YNode | null, yNode: YNode): Edit =>
  () => {
    yParent.insertAfter(after, [yNode]);
    return bytesOfStruct * (yNode instanceof Y.XmlElement ? 1 + yNode._map.size : 1);
  };

/** As y-prosemirror makes them, but a block for text has its Y.XmlText from the beginning, one for all who write in it. */
function createElement(node: ElementNode): Y.XmlElement {
  const yElement = new Y.XmlElement(node.type);
  for (const [key, value] of Object.entries(node.attrs)) if (value !== null) setAttr(yElement, key, value);
  const first = node.content[0]?.type ?? "text";
  if (first === "text" && elementRule(node.type)?.holdsText === true) yElement.insert(0, [new Y.XmlText()]);
  return yElement;
}

function* editAttrs(yElement: Y.XmlElement, before: Attrs, after: Attrs): Edits {
  for (const [key, value] of Object.entries(after)) {
    if (value === before[key]) continue;
    yield () => {
      if (value === null) yElement.removeAttribute(key);
      else setAttr(yElement, key, value);
      return bytesOfStruct;
    };
  }
}

/** Yjs stores any value; only its type says that it is a string. */
const setAttr = (yElement: Y.XmlElement, key: string, value: string | number | boolean): void =>
  yElement.setAttribute(key, value as string);
