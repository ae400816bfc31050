import type { EditorView } from "prosemirror-view";

/**
 * A browser tells of a caret that was moved by a key a moment later, and an editor that draws in between puts the caret back
 * to where it knew it. Whoever draws by themselves, at no key and no click, reads it first; so does each key, before it
 * does something at the caret.
 */
export function readCaret(view: EditorView): void {
  const { domObserver } = view as unknown as { readonly domObserver?: { flush(): void } };
  if (!view.composing) domObserver?.flush();
}
