/**
 * The keys of the text: one table for what they do, for the sheet that tells of them, and for docs/KEYS.md.
 *
 * Keys are written as ProseMirror's keymap reads them; Mod is Ctrl, on a Mac Cmd. Of several keys for one thing each
 * works.
 */
import { keydownHandler } from "prosemirror-keymap";
import type { EditorView } from "prosemirror-view";

export const shortcutGroups = {
  screen: {
    find: ["Mod-f"],
    replace: ["Mod-h", "Mod-Alt-f"],
    link: ["Mod-k"],
    nextConflict: ["F8"],
    previousConflict: ["Shift-F8"],
    reference: ["Mod-Alt-k"],
    bracket: ["Mod-Alt-b"],
    comment: ["Mod-Alt-m"],
    footnote: ["Mod-Alt-n"],
    promise: ["Mod-Alt-p"],
    sheet: ["Mod-/", "F1"],
  },
  suggestions: {
    suggest: ["Mod-Alt-s"],
    nextSuggestion: ["Alt-PageDown"],
    previousSuggestion: ["Alt-PageUp"],
    acceptSuggestion: ["Mod-Alt-Enter"],
    rejectSuggestion: ["Mod-Alt-Backspace"],
  },
  letters: {
    bold: ["Mod-b"],
    italic: ["Mod-i"],
    underline: ["Mod-u"],
    paragraph: ["Mod-Alt-0"],
    heading1: ["Mod-Alt-1"],
    heading2: ["Mod-Alt-2"],
    heading3: ["Mod-Alt-3"],
    orderedList: ["Mod-Shift-7"],
    bulletList: ["Mod-Shift-8"],
  },
  structure: {
    enter: ["Enter"],
    hardBreak: ["Shift-Enter"],
    split: ["Alt-Enter"],
    newClause: ["Mod-Enter"],
    newArticle: ["Mod-Shift-Enter"],
    deeper: ["Tab"],
    higher: ["Shift-Tab"],
    moveUp: ["Alt-ArrowUp"],
    moveDown: ["Alt-ArrowDown"],
    articleUp: ["Alt-Shift-ArrowUp"],
    articleDown: ["Alt-Shift-ArrowDown"],
  },
  moving: {
    undo: ["Mod-z"],
    redo: ["Mod-y", "Mod-Shift-z"],
    toStart: ["Ctrl-Home", "Meta-ArrowUp"],
    toEnd: ["Ctrl-End", "Meta-ArrowDown"],
    selectToStart: ["Ctrl-Shift-Home", "Meta-Shift-ArrowUp"],
    selectToEnd: ["Ctrl-Shift-End", "Meta-Shift-ArrowDown"],
  },
} as const;

type Groups = typeof shortcutGroups;
type NamesOf<Group> = Group extends unknown ? keyof Group : never;
export type ShortcutGroup = keyof Groups;
export type ShortcutName = NamesOf<Groups[ShortcutGroup]>;
/** What the screen does around the text; the text itself does the others. */
export type ScreenShortcut = keyof Groups["screen"] | keyof Groups["suggestions"];

const all: Readonly<Record<ShortcutName, readonly string[]>> = Object.assign({}, ...Object.values(shortcutGroups));

/** The keys for each thing that is given, by key. */
export function byKey<Value>(given: Readonly<Partial<Record<ShortcutName, Value>>>): Readonly<Record<string, Value>> {
  const entries = Object.entries(given) as readonly [ShortcutName, Value][];
  return Object.fromEntries(entries.flatMap(([name, value]) => all[name].map((key) => [key, value])));
}

const screenShortcuts = Object.keys({ ...shortcutGroups.screen, ...shortcutGroups.suggestions }) as ScreenShortcut[];

/** Which of the screen's shortcuts was pressed; null: none. */
export function readScreenShortcut(view: EditorView, event: KeyboardEvent): ScreenShortcut | null {
  let pressed: ScreenShortcut | null = null;
  const take = (name: ScreenShortcut) => () => {
    pressed = name;
    return true;
  };
  keydownHandler({
    ...byKey(Object.fromEntries(screenShortcuts.map((name) => [name, take(name)]))),
  })(view, event);
  return pressed;
}

const symbols: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "PgUp",
  PageDown: "PgDn",
};
const macSymbols: Readonly<Record<string, string>> = { Mod: "⌘", Meta: "⌘", Alt: "⌥", Shift: "⇧", Ctrl: "⌃" };

/** What the system keeps for itself. */
const takenByMac: ReadonlySet<string> = new Set(["Mod-h"]);

/** The keys of a shortcut as they are printed on the keyboard, one list of keys to press together for each way. */
export function keysInWords(name: ShortcutName, isMac: boolean): readonly (readonly string[])[] {
  return all[name]
    .filter((key) => (isMac ? !takenByMac.has(key) : !key.startsWith("Meta-")))
    .map((key) =>
      key.split("-").map((part) => {
        const named = isMac ? macSymbols[part] : { Mod: "Ctrl" }[part];
        return named ?? symbols[part] ?? (part.length === 1 ? part.toUpperCase() : part);
      }),
    );
}

export const isMacKeyboard = (platform: string): boolean => /Mac|iP(hone|[oa]d)/.test(platform);
