/**
 * Which node stands for which Yjs type, and the reading of nodes from types.
 *
 * Owns: the map that y-prosemirror reads and writes while it carries local changes over. Called by: bindText.
 * Invariant: reading writes nothing ([I2]). y-prosemirror's own reading deletes what it does not understand and
 * joins texts that stand side by side.
 */
import { Fragment, type Mark, type Node, type NodeType } from "prosemirror-model";
import type { ProsemirrorBinding } from "y-prosemirror";
import * as Y from "yjs";
import { schema } from "../../shared/charter/text/schema.ts";

type YType = Parameters<ProsemirrorBinding["mapping"]["get"]>[0];
type Mapped = Node | Node[];

export class TypesOfNodes extends Map<YType, Mapped> {
  /**
   * Gives every new empty paragraph and heading its Y.XmlText at birth. Without one, two people who begin to write
   * in the same empty paragraph create two texts side by side, and the next key there copies one into the other.
   */
  override set(type: YType, mapped: Mapped): this {
    if (type instanceof Y.XmlElement && type.doc === null && !Array.isArray(mapped) && isEmptyTextBlock(mapped))
      type.insert(0, [new Y.XmlText()]);
    return super.set(type, mapped);
  }

  /** The whole text. Types whose node is known give that very node. */
  readDoc(yText: Y.XmlFragment): Node {
    return schema.topNodeType.create(null, this.#readChildren(yText, schema.topNodeType));
  }

  /** Forgets the nodes that a transaction made stale. */
  forgetChanged(transaction: Y.Transaction): void {
    for (const type of transaction.changed.keys()) this.delete(type);
    for (const type of transaction.changedParentTypes.keys()) this.delete(type);
  }

  #readChildren(parent: Y.XmlFragment, type: NodeType): Fragment {
    const children: Node[] = [];
    for (const child of parent.toArray()) {
      if (child instanceof Y.XmlText) children.push(...readText(child));
      else if (child instanceof Y.XmlElement) {
        const node = this.#readElement(child);
        if (node !== null) children.push(node);
      }
    }
    return Fragment.fromArray(children.filter((child) => type.contentMatch.matchType(child.type) !== null));
  }

  /** Null for what this version does not know; the host opens such a charter read-only. */
  #readElement(element: Y.XmlElement): Node | null {
    const known = this.get(element);
    if (known !== undefined && !Array.isArray(known)) return known;
    const type = schema.nodes[element.nodeName];
    if (type === undefined || type.isText) return null;
    const node = type.create(element.getAttributes(), this.#readChildren(element, type));
    super.set(element, node);
    return node;
  }
}

const isEmptyTextBlock = (node: Node): boolean => node.isTextblock && node.childCount === 0;

interface Run {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

function readText(yText: Y.XmlText): readonly Node[] {
  const runs: readonly Run[] = yText.toDelta();
  return runs.flatMap(({ insert, attributes }) =>
    typeof insert === "string" && insert !== "" ? [schema.text(insert, readMarks(attributes ?? {}))] : [],
  );
}

function readMarks(attributes: NonNullable<Run["attributes"]>): readonly Mark[] {
  const marks: Mark[] = [];
  for (const [name, attrs] of Object.entries(attributes)) {
    const type = schema.marks[name as keyof typeof schema.marks];
    if (type !== undefined && attrs !== null) marks.push(type.create(attrs));
  }
  return marks;
}
