/** Changed clauses one by one, with the unchanged ones between them folded together. */
import { isChanged, type RedlineClause } from "../../shared/charter/compare/redline.ts";

export type RedlineGroup =
  | { readonly kind: "changed"; readonly key: string; readonly clause: RedlineClause }
  | { readonly kind: "folded"; readonly key: string; readonly clauses: readonly RedlineClause[] };

export function groupRedline(clauses: readonly RedlineClause[]): readonly RedlineGroup[] {
  const groups: RedlineGroup[] = [];
  let fold: RedlineClause[] = [];
  const close = () => {
    if (fold.length > 0) groups.push({ kind: "folded", key: `folded-${keyOf(fold[0])}`, clauses: fold });
    fold = [];
  };
  for (const clause of clauses) {
    if (!isChanged(clause)) {
      fold.push(clause);
      continue;
    }
    close();
    groups.push({ kind: "changed", key: `${clause.op}-${keyOf(clause)}`, clause });
  }
  close();
  return groups;
}

const keyOf = (clause: RedlineClause | undefined): string => clause?.after?.id ?? clause?.before?.id ?? "";
