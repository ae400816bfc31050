/** Of a clause from one state to another: what changed with what stands beside it, so that a long clause stays short. */
import type { RedlineBlock } from "../../../shared/charter/compare/redline.ts";

export type ClausePart =
  | { readonly kind: "shown"; readonly blocks: readonly RedlineBlock[] }
  /** So many blocks in a row that read as before. */
  | { readonly kind: "same"; readonly count: number };

/** Where no block changed (a clause that was moved), its first one is shown. Rows of a table stay whole. */
export function changedParts(blocks: readonly RedlineBlock[]): readonly ClausePart[] {
  const isChanged = (index: number): boolean => (blocks[index]?.op ?? "same") !== "same";
  const near = blocks.map((_, index) => isChanged(index - 1) || isChanged(index) || isChanged(index + 1));
  if (!near.includes(true)) near[0] = true;
  const rows = new Set(blocks.flatMap(({ row }, index) => (near[index] && row !== undefined ? [row] : [])));
  const parts: ({ kind: "shown"; blocks: RedlineBlock[] } | { kind: "same"; count: number })[] = [];
  for (const [index, block] of blocks.entries()) {
    const last = parts.at(-1);
    if (near[index] || (block.row !== undefined && rows.has(block.row))) {
      if (last?.kind === "shown") last.blocks.push(block);
      else parts.push({ kind: "shown", blocks: [block] });
    } else if (last?.kind === "same") last.count++;
    else parts.push({ kind: "same", count: 1 });
  }
  return parts;
}
