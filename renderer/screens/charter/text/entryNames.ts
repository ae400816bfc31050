/** What the window calls a clause or an article of the text that is being written. */
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { ClauseKind } from "../../../../shared/charter/text/model.ts";
import { numberEntries, type OutlineEntry } from "../../../editor/outline.ts";

export interface EntryNames {
  /** "Clause 2.1", "Article 2", "Annex A" or "Preamble". */
  of(kind: ClauseKind, number: string): string;
  name(outline: readonly OutlineEntry[], id: ClauseId): string;
  /** "Article 2, clause 2.1": with what stands around it. */
  reference(outline: readonly OutlineEntry[], id: ClauseId): string;
}

export function useEntryNames(): EntryNames {
  const { t } = useTranslation();
  const of = (kind: ClauseKind, number: string): string =>
    kind === "preamble" ? t("clause.name.preamble") : t(`clause.name.${kind}`, { number });
  const find = (outline: readonly OutlineEntry[], id: ClauseId): string => {
    const entry = outline.find((one) => one.id === id);
    return entry === undefined ? "" : of(entry.kind, numberEntries(outline).get(id) ?? "");
  };
  return {
    of,
    name: find,
    reference(outline, id) {
      const at = outline.findIndex((one) => one.id === id);
      const around = outline.slice(0, at + 1).findLast(({ depth }) => depth === 0);
      if (around === undefined || around.id === id) return find(outline, id);
      const number = numberEntries(outline).get(id) ?? "";
      return t("clause.reference", { around: find(outline, around.id), number });
    },
  };
}
