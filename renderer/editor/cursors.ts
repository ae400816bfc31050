/**
 * Carets and selections of the others. What arrives by awareness is from other machines: every field is checked,
 * a name is never markup and a colour never a style.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { rootName } from "../../shared/crdt/document/docLayout.ts";
import type { BoundPlaces } from "./bindText.ts";
import { readCaret } from "./readCaret.ts";
import { isRemote } from "./remoteChange.ts";

export interface Person {
  readonly name: string;
  /** "#rrggbb" */
  readonly colour: string;
}

const maxNameLength = 60;
const sixDigits = /^#[0-9a-fA-F]{6}$/;

/** The field names `user`, `name` and `color` are those of every stock Yjs client. */
export function announce(awareness: Awareness, me: Person): void {
  awareness.setLocalStateField("user", { name: me.name, color: me.colour });
}

interface Caret {
  readonly person: Person;
  readonly anchor: number;
  readonly head: number;
  /** The same for as long as it was not moved by its person. */
  readonly key: string;
}

const key = new PluginKey<DecorationSet>("cursors");

/** Shows the others' carets and tells them of one's own, as relative positions in the flows of the Yjs document. */
export const cursors = (awareness: Awareness, places: BoundPlaces): Plugin =>
  new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => draw(doc, readCarets(awareness, places, doc)),
      apply(transaction, shown, _before, { doc }) {
        if (!isRemote(transaction) && transaction.getMeta(key) === undefined)
          return shown.map(transaction.mapping, doc);
        return draw(doc, readCarets(awareness, places, doc));
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => watch(view, awareness, places),
  });

interface AwarenessChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

function watch(view: EditorView, awareness: Awareness, places: BoundPlaces) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const redraw = ({ added, updated, removed }: AwarenessChange): void => {
    // One's own caret is not drawn: a change of it alone redraws nothing.
    if ([...added, ...updated, ...removed].every((client) => client === awareness.clientID)) return;
    timer ??= setTimeout(() => {
      timer = null;
      readCaret(view);
      view.dispatch(view.state.tr.setMeta(key, true));
    });
  };
  const tell = (): void => {
    const known: unknown = awareness.getLocalState()?.cursor ?? null;
    const cursor = view.hasFocus() ? ownCursor(view.state, places) : null;
    if (JSON.stringify(cursor) !== JSON.stringify(known)) awareness.setLocalStateField("cursor", cursor);
  };
  awareness.on("change", redraw);
  view.dom.addEventListener("focusin", tell);
  view.dom.addEventListener("focusout", tell);
  return {
    update: tell,
    destroy() {
      if (timer !== null) clearTimeout(timer);
      awareness.off("change", redraw);
      view.dom.removeEventListener("focusin", tell);
      view.dom.removeEventListener("focusout", tell);
    },
  };
}

function ownCursor({ doc, selection }: EditorState, places: BoundPlaces) {
  const anchor = places.relativeAt(doc, selection.anchor);
  const head = selection.empty ? anchor : places.relativeAt(doc, selection.head);
  if (anchor === null || head === null) return null;
  return { anchor: Y.relativePositionToJSON(anchor), head: Y.relativePositionToJSON(head) };
}

function readCarets(awareness: Awareness, places: BoundPlaces, doc: Node): readonly Caret[] {
  return [...awareness.getStates()].flatMap(([client, state]) => {
    const presence = client === awareness.clientID ? null : parsePresence(state);
    if (presence === null) return [];
    const head = places.positionOf(doc, presence.head, null);
    const anchor = head === null ? null : places.positionOf(doc, presence.anchor, head);
    if (anchor === null || head === null) return [];
    const moved = JSON.stringify(Y.relativePositionToJSON(presence.head));
    return [{ person: presence.person, anchor, head, key: `${client} ${moved}` }];
  });
}

const draw = (doc: Node, carets: readonly Caret[]): DecorationSet =>
  DecorationSet.create(
    doc,
    carets.flatMap(({ person, anchor, head, key }) => {
      const caret = Decoration.widget(head, () => buildCaret(person), { key, side: 10 });
      if (anchor === head) return [caret];
      const attrs = { class: "remote-selection", style: `--person: ${person.colour}` };
      return [caret, Decoration.inline(Math.min(anchor, head), Math.max(anchor, head), attrs)];
    }),
  );

function buildCaret({ name, colour }: Person): HTMLElement {
  const caret = document.createElement("span");
  caret.className = "remote-caret";
  caret.setAttribute("aria-hidden", "true");
  // A property set through the CSSOM passes a policy that forbids style attributes.
  caret.style.setProperty("--person", colour);
  const flag = document.createElement("span");
  flag.className = "remote-caret-flag";
  // The name is drawn by the style sheet, so that it is no part of the text: neither found nor copied.
  flag.dataset.name = name;
  flag.dir = "auto";
  caret.append(flag);
  return caret;
}

function parsePerson(user: unknown): Person | null {
  if (!isRecord(user) || typeof user.name !== "string" || typeof user.color !== "string") return null;
  if (!sixDigits.test(user.color)) return null;
  return { name: user.name.slice(0, maxNameLength), colour: user.color };
}

function parsePresence(state: unknown) {
  if (!isRecord(state) || !isRecord(state.cursor)) return null;
  const person = parsePerson(state.user);
  const { anchor, head } = state.cursor;
  if (person === null || !isRelativePosition(anchor) || !isRelativePosition(head)) return null;
  return {
    person,
    anchor: Y.createRelativePositionFromJSON(anchor),
    head: Y.createRelativePositionFromJSON(head),
  };
}

/** The JSON of Y.RelativePosition. A root name is refused but for the text's own: looking it up would create it. */
function isRelativePosition(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, tname, item, assoc } = value;
  return (
    (type == null || isYjsId(type)) &&
    (tname == null || tname === rootName) &&
    (item == null || isYjsId(item)) &&
    (type != null || tname != null || item != null) &&
    (assoc === undefined || Number.isSafeInteger(assoc))
  );
}

const isYjsId = (value: unknown): boolean => isRecord(value) && isCount(value.client) && isCount(value.clock);

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
