/**
 * Nodes among the words that are one thing: drawn by whoever has them, and opened by a press or by Enter.
 *
 * Owns: those of one kind in one view. Called by: promises.ts, footnotes.ts.
 */
import type { Node } from "prosemirror-model";
import { NodeSelection, type PluginSpec } from "prosemirror-state";
import type { EditorView, NodeViewConstructor } from "prosemirror-view";

/** Where one stands now; undefined: it is gone. */
export type ChipPosition = () => number | undefined;

export interface Chip {
  readonly dom: HTMLElement;
  readonly view: EditorView;
  node: Node;
  readonly position: ChipPosition;
}

export interface Chips {
  readonly shown: ReadonlySet<Chip>;
  readonly nodeView: NodeViewConstructor;
  readonly props: NonNullable<PluginSpec<unknown>["props"]>;
}

export function createChips(kind: {
  readonly name: "promise" | "footnote";
  /** An element, as long as nothing is said in it. */
  make(): HTMLElement;
  /** One is new, or says something else. */
  changed(chip: Chip): void;
  /** Whether it is opened where nobody writes, too. */
  readonly opensReadOnly: boolean;
  open(position: ChipPosition): void;
}): Chips {
  const shown = new Set<Chip>();

  function open(view: EditorView, found: (chip: Chip) => boolean): boolean {
    const chip = view.editable || kind.opensReadOnly ? [...shown].find(found) : undefined;
    if (chip !== undefined) kind.open(chip.position);
    return chip !== undefined;
  }

  return {
    shown,
    nodeView(first, view, position) {
      const dom = kind.make();
      const chip: Chip = { dom, view, node: first, position: () => (shown.has(chip) ? position() : undefined) };
      shown.add(chip);
      kind.changed(chip);
      return {
        dom,
        update(node) {
          if (node.type !== first.type) return false;
          chip.node = node;
          kind.changed(chip);
          return true;
        },
        ignoreMutation: () => true,
        destroy() {
          shown.delete(chip);
        },
      };
    },
    props: {
      handleKeyDown(view, event) {
        const { selection } = view.state;
        const isSelected = selection instanceof NodeSelection && selection.node.type.name === kind.name;
        if (!isSelected || event.key !== "Enter") return false;
        if (!view.editable && !kind.opensReadOnly) return false;
        open(view, ({ position }) => position() === selection.from);
        return true;
      },
      handleDOMEvents: {
        click(view, { target }) {
          return open(view, ({ dom }) => target instanceof Element && dom.contains(target));
        },
      },
    },
  };
}
