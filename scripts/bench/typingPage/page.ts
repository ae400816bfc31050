/** One long text, in the editor or in a bare contenteditable, and a clock from each key to its painted frame. */
import "../../../renderer/editor/editor.css";
import { Node } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import { prosemirrorToYXmlFragment } from "y-prosemirror";
import { Awareness } from "y-protocols/awareness";
import { createEditor } from "../../../renderer/editor/createEditor.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc, textRoot } from "../../../shared/crdt/docLayout.ts";

export interface Block {
  readonly heading: boolean;
  readonly text: string;
}

function openEditor(articles: readonly (readonly Block[])[]): void {
  const yDoc = createTextDoc();
  let count = 0;
  const paragraph = (text: string) => schema.node("paragraph", null, [schema.text(text)]);
  const doc = Node.fromJSON(schema, { type: "doc" }).copy(
    schema.node(
      "doc",
      null,
      articles.map((blocks) =>
        schema.node(
          "article",
          { id: `a${count++}` },
          blocks.map(({ heading, text }) =>
            heading
              ? schema.node("heading", { level: 2 }, [schema.text(text)])
              : schema.node("clause", { id: `c${count++}` }, [paragraph(text)]),
          ),
        ),
      ),
    ).content,
  );
  prosemirrorToYXmlFragment(doc, textRoot(yDoc));
  const { view } = createEditor({
    mount: document.body,
    yDoc,
    awareness: new Awareness(yDoc),
    language: "en",
    editable: true,
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
}

function openBare(articles: readonly (readonly Block[])[]): void {
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

const typing = { openEditor, openBare, nextPaintedKey: paintedKeys() };

export type Typing = typeof typing;
declare global {
  interface Window {
    typing: Typing;
  }
}
window.typing = typing;
