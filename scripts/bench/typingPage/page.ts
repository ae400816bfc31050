/** One long text, in the editor or in a bare contenteditable, and a clock from each key to its painted frame. */
import "../../../renderer/ui/faces.css";
import "../../../renderer/editor/editor.css";
import { EditorState, Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { createEditor } from "../../../renderer/editor/createEditor.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc, reviewRoot, textRoot } from "../../../shared/crdt/document/docLayout.ts";
import { writeReviewKey } from "../../../shared/crdt/document/reviewKeys.ts";
import { applyText } from "../../../shared/crdt/writing/writeText.ts";

export interface Block {
  readonly heading: boolean;
  readonly text: string;
}

interface Marks {
  /** Replacements that wait for an answer. */
  readonly suggestions: number;
  /** Words that are drawn as those of comments are. */
  readonly comments: number;
}

/** `marks`: all over the text. Answers first paint, ms. */
async function openEditor(articles: readonly (readonly Block[])[], marks: Marks): Promise<number> {
  const yDoc = createTextDoc();
  let count = 0;
  const textBlock = (type: "paragraph" | "heading", text: string): ElementNode => ({
    type,
    attrs: type === "heading" ? { level: 2 } : {},
    content: [{ type: "text", text, marks: [] }],
  });
  const content = articles.map(
    (blocks): ElementNode => ({
      type: "article",
      attrs: { id: `a${count++}`, kind: "article" },
      content: blocks.map(
        ({ heading, text }): ElementNode =>
          heading
            ? textBlock("heading", text)
            : { type: "clause", attrs: { id: `c${count++}` }, content: [textBlock("paragraph", text)] },
      ),
    }),
  );
  applyText(yDoc, { type: "doc", attrs: {}, content }, {});
  suggest(yDoc, marks.suggestions);
  const startMs = performance.now();
  const { view } = createEditor({
    mount: document.body,
    yDoc,
    awareness: new Awareness(yDoc),
    language: "en",
    editable: true,
    checksSpelling: false,
    me: { name: "Amina", colour: "#1d4ed8" },
    words: { label: "Text", help: "Escape, then Tab, leaves the text", differs: "differs", placeholder: "" },
    onChange: () => undefined,
  });
  const middle = view.state.doc.resolve(Math.floor(view.state.doc.content.size / 2));
  const caret = TextSelection.near(middle);
  view.focus();
  view.dispatch(
    view.state.tr.setSelection(TextSelection.create(view.state.doc, caret.$from.start() + 20)).scrollIntoView(),
  );
  const painted = await paintedSince(startMs);
  if (marks.comments > 0) mark(view, marks.comments);
  const flows = [...flowsIn(textRoot(yDoc))];
  const middleFlow = flows[Math.floor(flows.length / 2)];
  if (middleFlow === undefined) throw new Error("the text has a middle");
  remote = remoteTyping(yDoc, () => middleFlow);
  return painted;
}

function* flowsIn(yParent: Y.XmlFragment): Generator<Y.XmlText> {
  for (const yChild of yParent.toArray())
    if (yChild instanceof Y.XmlText) yield yChild;
    else if (yChild instanceof Y.XmlElement) yield* flowsIn(yChild);
}

/** y-prosemirror as it comes, on a flat text of paragraphs and headings. */
async function openStock(articles: readonly (readonly Block[])[]): Promise<number> {
  const yDoc = new Y.Doc();
  const yRoot = yDoc.getXmlFragment("flat");
  yRoot.insert(
    0,
    articles.flat().map(({ heading, text }) => {
      const yBlock = new Y.XmlElement(heading ? "heading" : "paragraph");
      yBlock.insert(0, [new Y.XmlText(text)]);
      return yBlock;
    }),
  );
  const root = document.createElement("div");
  document.body.append(root);
  const startMs = performance.now();
  const view = new EditorView(root, {
    state: EditorState.create({ schema, plugins: [ySyncPlugin(yRoot), yUndoPlugin()] }),
    attributes: { class: "charter-text" },
  });
  const painted = await paintedSince(startMs);
  if (view.state.doc.childCount === 0) throw new Error("the text is shown");
  remote = remoteTyping(yDoc, () => {
    const yBlock = yRoot.get(Math.floor(yRoot.length / 2));
    const yText = yBlock instanceof Y.XmlElement ? yBlock.get(0) : null;
    if (!(yText instanceof Y.XmlText)) throw new Error("the text has a middle");
    return yText;
  });
  return painted;
}

async function paintedSince(startMs: number): Promise<number> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const { port1, port2 } = new MessageChannel();
  await new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
  return performance.now() - startMs;
}

/** Types one letter as somebody else and answers how long this window's scripts take to show it, in milliseconds. */
let remote: () => number = () => Number.NaN;

function remoteTyping(yDoc: Y.Doc, find: (yDoc: Y.Doc) => Y.XmlText): () => number {
  const yOther = new Y.Doc({ gc: false });
  Y.applyUpdate(yOther, Y.encodeStateAsUpdate(yDoc));
  const names = [...yDoc.share.keys()];
  for (const name of names) yOther.getXmlFragment(name === "review" ? "unused" : name);
  let count = 0;
  return () => {
    const before = Y.encodeStateVector(yOther);
    const here = find(yDoc);
    const item = here._item;
    const there =
      item === null
        ? null
        : [...(yOther.store.clients.get(item.id.client) ?? [])].find((struct) => struct.id.clock === item.id.clock);
    const yText: unknown =
      there instanceof Y.Item && there.content instanceof Y.ContentType ? there.content.type : null;
    if (!(yText instanceof Y.XmlText)) throw new Error("the other has the same text");
    yText.insert(10 + count++, "e");
    const update = Y.encodeStateAsUpdate(yOther, before);
    const startMs = performance.now();
    Y.applyUpdate(yDoc, update, "remote");
    return performance.now() - startMs;
  };
}

/** Each strikes some letters and puts words behind them. */
function suggest(yDoc: Y.Doc, count: number): void {
  const editing = yDoc.clientID;
  const suggesting = 2 ** 52 + 1;
  yDoc.clientID = suggesting;
  yDoc.transact(() => {
    const flows = [...flowsIn(textRoot(yDoc))];
    for (let number = 0; number < count; number++) {
      const yFlow = flows[Math.floor(((number + 0.5) / count) * flows.length)];
      const first = yFlow === undefined ? null : Y.createRelativePositionFromTypeIndex(yFlow, 4).item;
      if (yFlow === undefined || first === null) throw new Error("each flow has words");
      yFlow.insert(9, "other words");
      const range = { client: first.client, clock: first.clock, length: 5 };
      reviewRoot(yDoc).set(writeReviewKey({ kind: "del", suggestion: { client: suggesting, number }, range }), true);
    }
  });
  yDoc.clientID = editing;
}

/** Comments as they are drawn. */
function mark(view: EditorView, count: number): void {
  const key = new PluginKey<DecorationSet>("bench-marks");
  const { doc } = view.state;
  const decorations = Array.from({ length: count }, (_, at) => {
    const from = Math.floor(((at + 0.5) / count) * doc.content.size);
    const $from = TextSelection.near(doc.resolve(from)).$from;
    const end = Math.min($from.pos + 12, $from.end());
    return Decoration.inline($from.pos, end, { class: "bench-mark" });
  });
  const plugin = new Plugin({
    key,
    state: {
      init: (_, { doc: first }) => DecorationSet.create(first, decorations),
      apply: (transaction, set) => set.map(transaction.mapping, transaction.doc),
    },
    props: { decorations: (state) => key.getState(state) },
  });
  view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, plugin] }));
  alive = () => key.getState(view.state)?.find().length ?? 0;
}

/** How many marks are still there. */
let alive: () => number = () => 0;

async function openBare(articles: readonly (readonly Block[])[]): Promise<number> {
  const startMs = performance.now();
  const root = document.createElement("div");
  root.className = "charter-text";
  root.contentEditable = "true";
  for (const { heading, text } of articles.flat()) {
    const block = document.createElement(heading ? "h2" : "p");
    block.textContent = text;
    root.append(block);
  }
  document.body.append(root);
  const middle = root.children[Math.floor(root.children.length / 2)];
  if (middle?.firstChild == null) throw new Error("the text has a middle");
  root.focus();
  getSelection()?.collapse(middle.firstChild, 20);
  middle.scrollIntoView({ block: "center" });
  return paintedSince(startMs);
}

/** Milliseconds from a key event to the first task after the frame that shows it, key by key. */
function paintedKeys(): () => Promise<number> {
  const times: number[] = [];
  let waiting: ((time: number) => void) | null = null;
  addEventListener(
    "keydown",
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          const time = performance.now() - timeStamp;
          if (waiting === null) times.push(time);
          else waiting(time);
          waiting = null;
        };
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
  return () =>
    new Promise((resolve) => {
      const time = times.shift();
      if (time === undefined) waiting = resolve;
      else resolve(time);
    });
}

const typing = {
  openEditor,
  openBare,
  openStock,
  nextPaintedKey: paintedKeys(),
  remoteKey: () => remote(),
  marksAlive: () => alive(),
};

export type Typing = typeof typing;
declare global {
  interface Window {
    typing: Typing;
  }
}
window.typing = typing;
