/**
 * Carets and selections of the others. What arrives by awareness is from other machines: every field is checked,
 * a name is never markup and a colour never a style.
 */
import type { Plugin } from "prosemirror-state";
import type { DecorationAttrs } from "prosemirror-view";
import { yCursorPlugin } from "y-prosemirror";
import type { Awareness } from "y-protocols/awareness";
import { rootName } from "../../shared/crdt/docLayout.ts";

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

export const cursors = (awareness: Awareness): Plugin =>
  yCursorPlugin(awareness, {
    awarenessStateFilter: (own, other, state: unknown) => own !== other && isPresence(state),
    cursorBuilder: buildCursor,
    selectionBuilder: (user: unknown): DecorationAttrs => {
      const person = parsePerson(user);
      return person === null ? {} : { class: "remote-selection", style: `--person: ${person.colour}` };
    },
  });

function buildCursor(user: unknown): HTMLElement {
  const person = parsePerson(user);
  const caret = document.createElement("span");
  caret.className = "remote-caret";
  caret.setAttribute("aria-hidden", "true");
  if (person === null) return caret;
  // A property set through the CSSOM passes a policy that forbids style attributes.
  caret.style.setProperty("--person", person.colour);
  const flag = document.createElement("span");
  flag.className = "remote-caret-flag";
  // The name is drawn by the style sheet, so that it is no part of the text: neither found nor copied.
  flag.dataset.name = person.name;
  flag.dir = "auto";
  caret.append(flag);
  return caret;
}

function parsePerson(user: unknown): Person | null {
  if (!isRecord(user) || typeof user.name !== "string" || typeof user.color !== "string") return null;
  if (!sixDigits.test(user.color)) return null;
  return { name: user.name.slice(0, maxNameLength), colour: user.color };
}

function isPresence(state: unknown): boolean {
  if (!isRecord(state) || parsePerson(state.user) === null || !isRecord(state.cursor)) return false;
  return isRelativePosition(state.cursor.anchor) && isRelativePosition(state.cursor.head);
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
