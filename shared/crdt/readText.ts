/**
 * The text of a Y.Doc as a plain value: a pure, total walk. y-prosemirror's own converters delete what they do not
 * understand, so nothing here goes through them; what is unknown is left out and told of.
 */
import * as Y from "yjs";
import { isMarkName, markNames } from "../charter/text/grammar.ts";
import type { Attrs, AttrValue, CharterText, DocNode, ElementNode, TextMark, TextNode } from "../charter/text/model.ts";
import { rootName } from "./docLayout.ts";
import { docRule, type ElementRule, elementRule, isAttrOf, maxElementDepth, readMarkAttrs } from "./layoutRules.ts";
import type { YList } from "./yStore.ts";

export interface TextProblem {
  readonly kind: "unknownNode" | "wrongPlace" | "unknownContent" | "unknownAttr" | "badAttr" | "badMark" | "tooDeep";
  /** The name of the element or mark that it is about, or "". */
  readonly at: string;
}

export interface ReadText {
  readonly text: CharterText;
  /** Empty for every document that holds judged updates only. At most 100 are listed. */
  readonly problems: readonly TextProblem[];
}

type OnElement = (yElement: Y.XmlElement, node: ElementNode) => void;

const maxProblems = 100;

/** What of a document is read: as it is now, or as it was for somebody. */
export interface ReadFilter {
  /** Of an element, a text or a format. */
  shows(item: Y.Item): boolean;
  /** What is read of a string. */
  stringOf(item: Y.Item, content: Y.ContentString): string;
  /** The item that holds an attribute's value: `latest` or one before it; null where it has none. */
  valueItem(latest: Y.Item): Y.Item | null;
}

const asItIs: ReadFilter = {
  shows: (item) => !item.deleted,
  stringOf: (item, content) => (item.deleted ? "" : content.str),
  valueItem: (latest) => (latest.deleted ? null : latest),
};

/** `onElement` is called for every element of the text, children first. */
export function readText(yDoc: Y.Doc, onElement?: OnElement, filter: ReadFilter = asItIs): ReadText {
  const problems: TextProblem[] = [];
  const reader = createReader(
    (kind, at) => {
      if (problems.length < maxProblems) problems.push({ kind, at });
    },
    filter,
    onElement,
  );
  const root = yDoc.share.get(rootName);
  const content = root === undefined ? [] : reader.readContent(root, docRule, 0);
  return { text: { type: "doc", attrs: docRule.attrs, content }, problems };
}

/** The runs of one Y.XmlText in the form that `readText` gives to text nodes. */
export const readRuns = (yText: Y.XmlText): readonly TextNode[] => {
  const runs: TextNode[] = [];
  createReader(() => {}, asItIs).readRunsInto(yText, runs);
  return runs.map(wellFormed);
};

/** One element and all in it, wherever it stands; null for one that is unknown. */
export const readElementNode = (yElement: Y.XmlElement, filter: ReadFilter): ElementNode | null =>
  createReader(() => {}, filter).readAnywhere(yElement);

type Report = (kind: TextProblem["kind"], at: string) => void;

const noMarks: readonly TextMark[] = Object.freeze([]);

function createReader(report: Report, filter: ReadFilter, onElement?: OnElement) {
  /** Equal sets of marks are one array, so that runs are compared by identity. */
  const interned = new Map<string, readonly TextMark[]>();

  function readMarks(formats: ReadonlyMap<string, Attrs>): readonly TextMark[] {
    if (formats.size === 0) return noMarks;
    const marks = markNames.flatMap((type): readonly TextMark[] => {
      const attrs = formats.get(type);
      return attrs === undefined ? [] : [{ type, attrs }];
    });
    const key = JSON.stringify(marks);
    const known = interned.get(key);
    if (known !== undefined) return known;
    interned.set(key, marks);
    return marks;
  }

  function readRunsInto(yText: YList, into: DocNode[]): void {
    const formats = new Map<string, Attrs>();
    let marks = noMarks;
    for (let item = yText._start; item !== null; item = item.right) {
      const content = item.content;
      if (content instanceof Y.ContentString) {
        const text = filter.stringOf(item, content);
        const last = into.at(-1);
        if (text === "") continue;
        if (last?.type === "text" && last.marks === marks)
          into[into.length - 1] = { type: "text", text: last.text + text, marks };
        else into.push({ type: "text", text, marks });
      } else if (!filter.shows(item)) continue;
      else if (content instanceof Y.ContentFormat) {
        const value: unknown = content.value;
        const attrs = value === null ? null : readMarkAttrs(content.key, value);
        if ((value !== null && attrs === null) || !isMarkName(content.key)) report("badMark", content.key);
        if (attrs === null) formats.delete(content.key);
        else formats.set(content.key, attrs);
        marks = readMarks(formats);
      } else report("unknownContent", "");
    }
  }

  function readAttrs(yElement: Y.XmlElement, rule: ElementRule): Attrs {
    if (yElement._map.size === 0) return rule.attrs;
    const attrs: Record<string, AttrValue> = { ...rule.attrs };
    for (const [key, latest] of yElement._map) {
      const item = filter.valueItem(latest);
      if (item === null) continue;
      const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr.at(-1) : undefined;
      if (isAttrOf(rule, key, value)) attrs[key] = value;
      else report(Object.hasOwn(rule.attrs, key) ? "badAttr" : "unknownAttr", rule.name);
    }
    return attrs;
  }

  function readAnywhere(yElement: Y.XmlElement): ElementNode | null {
    const rule = elementRule(yElement.nodeName);
    return rule === undefined
      ? null
      : { type: rule.name, attrs: readAttrs(yElement, rule), content: readContent(yElement, rule, 1) };
  }

  function readElement(yElement: Y.XmlElement, parent: ElementRule, depth: number): ElementNode | null {
    const rule = elementRule(yElement.nodeName);
    if (rule === undefined) report("unknownNode", String(yElement.nodeName).slice(0, 64));
    else if (!parent.children.has(rule.name)) report("wrongPlace", rule.name);
    else if (depth > maxElementDepth) report("tooDeep", rule.name);
    else {
      const content = readContent(yElement, rule, depth);
      const node: ElementNode = { type: rule.name, attrs: readAttrs(yElement, rule), content };
      onElement?.(yElement, node);
      return node;
    }
    return null;
  }

  function readContent(yParent: YList, rule: ElementRule, depth: number): readonly DocNode[] {
    const nodes: DocNode[] = [];
    for (let item = yParent._start; item !== null; item = item.right) {
      if (!filter.shows(item)) continue;
      const yChild: unknown = item.content instanceof Y.ContentType ? item.content.type : null;
      if (yChild instanceof Y.XmlElement) {
        const node = readElement(yChild, rule, depth + 1);
        if (node !== null) nodes.push(node);
      } else if (!(yChild instanceof Y.XmlText)) report("unknownContent", rule.name);
      else if (rule.holdsText) readRunsInto(yChild, nodes);
      else report("wrongPlace", "text");
    }
    return rule.holdsText ? nodes.map((node) => (node.type === "text" ? wellFormed(node) : node)) : nodes;
  }

  return { readContent, readRunsInto, readAnywhere };
}

/** Half a surrogate pair reaches others as U+FFFD, so that is what its author reads too. */
const wellFormed = (node: TextNode): TextNode =>
  node.text.isWellFormed() ? node : { ...node, text: node.text.toWellFormed() };
