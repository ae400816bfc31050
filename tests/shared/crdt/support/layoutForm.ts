/** The form in which a document of the layout gives back any text that was written into it. */
import { isClauseNode } from "../../../../shared/charter/text/clauses.ts";
import { flattenBlocks, nestBlocks } from "../../../../shared/charter/text/lists.ts";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { inSchemaForm } from "../../../../shared/crdt/writing/schemaForm.ts";

/** Lists as they are laid side by side, every item with a block. */
export const inLayoutForm = (text: CharterText): CharterText => ({
  type: "doc",
  attrs: {},
  content: contentForm(inSchemaForm(text).content),
});

function contentForm(content: readonly DocNode[]): readonly DocNode[] {
  const formed: DocNode[] = [];
  let run: DocNode[] = [];
  const close = (): void => {
    for (const node of nestBlocks(flattenBlocks(run, 16), ({ node: block }) => blockForm(block))) formed.push(node);
    run = [];
  };
  for (const node of content) {
    if (!isClauseNode(node) || node.type === "text") {
      run.push(node);
      continue;
    }
    close();
    formed.push({ ...node, content: contentForm(node.content) });
  }
  close();
  return formed;
}

function blockForm(block: ElementNode): ElementNode {
  if (block.type !== "table") return block;
  const inCells = (node: DocNode): DocNode =>
    node.type === "table_row"
      ? { ...node, content: node.content.map(inCells) }
      : node.type === "text"
        ? node
        : { ...node, content: contentForm(node.content) };
  return { ...block, content: block.content.map(inCells) };
}
