/** Editors over Yjs documents in one page, joined by a link that tests cut and heal by hand. */
import "../../../renderer/ui/faces.css";
import "../../../renderer/editor/editor.css";
import { Node } from "prosemirror-model";
import { AllSelection, Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { createEditor, type Editor, type EditorChange } from "../../../renderer/editor/createEditor.ts";
import type { EditorCommandName } from "../../../renderer/editor/editorCommands.ts";
import type { LongPaste } from "../../../renderer/editor/paste.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { NotKeptList } from "../../../shared/charter/formats/notKept.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { readText } from "../../../shared/crdt/reading/readText.ts";
import { judgeUpdate, readUpdate } from "../../../shared/crdt/update/validateUpdate.ts";
import { applyText } from "../../../shared/crdt/writing/writeText.ts";

export interface OpenedEditor {
  readonly editor: Editor;
  readonly yDoc: Y.Doc;
  readonly awareness: Awareness;
  /** Updates this editor itself made, since it was opened. */
  readonly ownUpdates: Uint8Array[];
  readonly long: LongPaste[];
  readonly leftOut: NotKeptList[];
  readonly opened: string[];
  readonly changes: EditorChange[];
}

export interface OpenArgs {
  readonly name: string;
  /** ProseMirror JSON; the other editors' text where left out. */
  readonly text?: unknown;
  readonly language?: string;
  readonly editable?: boolean;
}

const fromLink = { origin: "link" };
const editors = new Map<string, OpenedEditor>();
const colours = ["#b45309", "#1d4ed8", "#15803d", "#7e22ce"];
let cut = false;

function open(args: OpenArgs): OpenedEditor {
  const yDoc = createTextDoc();
  const other = [...editors.values()][0];
  if (args.text !== undefined)
    applyText(yDoc, toCharterText(Node.fromJSON(schema, args.text)) as CharterText, { origin: "start" });
  else if (other !== undefined) Y.applyUpdate(yDoc, Y.encodeStateAsUpdate(other.yDoc), fromLink);
  const awareness = new Awareness(yDoc);
  const mount = document.createElement("div");
  mount.dataset.editor = args.name;
  document.querySelector("#editors")?.append(mount);
  const ownUpdates: Uint8Array[] = [];
  const long: LongPaste[] = [];
  const leftOut: NotKeptList[] = [];
  const opened: string[] = [];
  const changes: EditorChange[] = [];
  let nextClock = Y.getState(yDoc.store, yDoc.clientID);
  yDoc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === fromLink) return;
    ownUpdates.push(update);
    const past = Y.decodeStateVector(Y.encodeStateVector(yDoc));
    past.set(yDoc.clientID, nextClock);
    nextClock = Y.getState(yDoc.store, yDoc.clientID);
    onWay.push({ author: yDoc.clientID, update, past });
    if (!cut) deliver();
  });
  awareness.on("update", (_: unknown, origin: unknown) => {
    if (origin === fromLink || cut) return;
    const update = encodeAwarenessUpdate(awareness, [yDoc.clientID]);
    for (const peer of editors.values()) if (peer.yDoc !== yDoc) applyAwarenessUpdate(peer.awareness, update, fromLink);
  });
  const editor = createEditor({
    mount,
    yDoc,
    awareness,
    language: args.language ?? "en",
    editable: args.editable ?? true,
    checksSpelling: false,
    me: { name: args.name, colour: colours[editors.size % colours.length] ?? "#000000" },
    words: {
      label: `Text of the charter, ${args.name}`,
      help: "Press Escape, then Tab, to leave the text.",
      differs: "differs from the text in force",
      placeholder: "Write here",
    },
    onChange: (change) => changes.push(change),
    onLongPaste: (pasted) => long.push(pasted),
    onPasteLeftOut: (list) => leftOut.push(list),
    onOpenLink: (href) => opened.push(href),
  });
  const entry = { editor, yDoc, awareness, ownUpdates, long, leftOut, opened, changes };
  editors.set(args.name, entry);
  return entry;
}

interface Letter {
  readonly author: number;
  readonly update: Uint8Array;
  /** What its author held: clocks by client. */
  readonly past: ReadonlyMap<number, number>;
}

const onWay: Letter[] = [];
const refusals: string[] = [];

/** As hosts do: every update is judged on its causal past before it is applied. */
function deliver(): void {
  for (let letter = onWay.shift(); letter !== undefined; letter = onWay.shift())
    for (const { yDoc } of editors.values()) if (yDoc.clientID !== letter.author) receive(yDoc, letter);
}

function receive(yDoc: Y.Doc, { author, update, past }: Letter): void {
  const known = (client: number): number => past.get(client) ?? 0;
  const decoded = readUpdate(update);
  const verdict = decoded.ok
    ? judgeUpdate(decoded.value, yDoc, { client: author, nextClock: known(author), known })
    : decoded;
  if (!verdict.ok) refusals.push(JSON.stringify(verdict.error));
  Y.applyUpdate(yDoc, update, fromLink);
}

function heal(): void {
  cut = false;
  deliver();
}

function at(name: string): OpenedEditor {
  const entry = editors.get(name);
  if (entry === undefined) throw new Error(`no editor ${name}`);
  return entry;
}

function closeAll(): void {
  cut = false;
  for (const { editor, yDoc } of editors.values()) {
    editor.destroy();
    yDoc.destroy();
  }
  editors.clear();
  onWay.length = 0;
  refusals.length = 0;
  document.querySelector("#editors")?.replaceChildren();
}

/** ProseMirror's JSON in the shape of the domain: attributes and content always there. */
function toCharterText(node: Node): unknown {
  if (node.isText) {
    const marks = node.marks.map(({ type, attrs }) => ({ type: type.name, attrs: { ...attrs } }));
    return { type: "text", text: node.text, marks };
  }
  return { type: node.type.name, attrs: node.attrs, content: node.children.map(toCharterText) };
}

const trackedKey = new PluginKey<DecorationSet>("tracked");

const decorated = (name: string): string =>
  [...at(name).editor.view.dom.querySelectorAll(".tracked")].map((element) => element.textContent).join("");

const harness = {
  open,
  at,
  closeAll,
  heal,
  /** What the validator would not accept of what an editor wrote. */
  refusals: (): readonly string[] => refusals,
  cut: () => {
    cut = true;
  },
  json: (name: string): unknown => at(name).editor.view.state.doc.toJSON(),
  text: (name: string): string => {
    const { doc } = at(name).editor.view.state;
    return doc.textBetween(0, doc.content.size, "\n", "\n");
  },
  /** The document as the Yjs side has it, read afresh. */
  yText: (name: string): string => JSON.stringify(schema.nodeFromJSON(readText(at(name).yDoc).text).toJSON()),
  clauses: (name: string) =>
    readClauses(toCharterText(at(name).editor.view.state.doc) as CharterText).map(({ id, kind, number, text }) => ({
      id,
      kind,
      number,
      text,
    })),
  focusClause: (name: string, id: string): boolean => at(name).editor.focusClause(id as ClauseId),
  mark: (name: string, ids: readonly string[]) => at(name).editor.markClauses(ids as readonly ClauseId[]),
  /** Caret at the first place where `words` stand, after as many of their characters as `after` says. */
  place: (name: string, words: string, after = words.length, until: number | null = null): void => {
    const { view } = at(name).editor;
    let found: number | null = null;
    view.state.doc.descendants((node, position) => {
      if (found !== null) return false;
      const index = node.isText ? (node.text ?? "").indexOf(words) : -1;
      if (index >= 0) found = position + index;
      return true;
    });
    if (found === null) throw new Error(`no "${words}" in ${name}`);
    select(name, found + after, until === null ? found + after : found + until);
  },
  select,
  selectAll: (name: string): void => {
    const { view } = at(name).editor;
    view.focus();
    view.dispatch(view.state.tr.setSelection(new AllSelection(view.state.doc)));
  },
  act: (name: string, command: string): boolean => at(name).editor.commands.run(command as EditorCommandName),
  inserted: countInserted,
  /** All text the Yjs document holds, deleted text included. */
  everyText: (name: string): string => {
    let text = "";
    for (const structs of at(name).yDoc.store.clients.values())
      for (const struct of structs)
        if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) text += struct.content.str;
    return text;
  },
  /** Decorates the first place where `words` stand, by a plugin that maps its decoration through every change. */
  trackDecoration: (name: string, words: string): string => {
    const { view } = at(name).editor;
    const tracked = new Plugin({
      key: trackedKey,
      state: {
        init: () => DecorationSet.empty,
        apply: (transaction, set: DecorationSet) => {
          const given: Decoration[] | undefined = transaction.getMeta(trackedKey);
          return given === undefined
            ? set.map(transaction.mapping, transaction.doc)
            : DecorationSet.create(transaction.doc, given);
        },
      },
      props: { decorations: (state) => trackedKey.getState(state) },
    });
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, tracked] }));
    let found = 0;
    view.state.doc.descendants((node, position) => {
      const index = node.isText ? (node.text ?? "").indexOf(words) : -1;
      if (index >= 0) found = position + index;
    });
    const decoration = Decoration.inline(found, found + words.length, { class: "tracked" });
    view.dispatch(view.state.tr.setMeta(trackedKey, [decoration]));
    return decorated(name);
  },
  decorated,
};

function select(name: string, anchor: number, head: number): void {
  const { view } = at(name).editor;
  view.focus();
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, anchor, head)));
}

/** Characters of text the updates insert: what the edit cost in the Yjs document. */
function countInserted(updates: readonly Uint8Array[]): number {
  let count = 0;
  for (const update of updates)
    for (const struct of Y.decodeUpdate(update).structs)
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentString) count += struct.content.str.length;
  return count;
}

export type Harness = typeof harness;
declare global {
  interface Window {
    harness: Harness;
  }
}
window.harness = harness;
