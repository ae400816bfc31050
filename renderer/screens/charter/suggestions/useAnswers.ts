import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { SuggestionAnswer } from "../../../../shared/charter/text/suggested.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import type { ShownSuggestion } from "../../../editor/suggestionView.ts";
import { useAnnounce } from "../../../ui/announce.tsx";

export type AnswerSuggestions = (kind: SuggestionAnswer, suggestions: readonly ShownSuggestion[]) => void;

/** Answers, and says so. */
export function useAnswers(editor: Editor | null): AnswerSuggestions {
  const { t } = useTranslation();
  const say = useAnnounce();
  return useCallback(
    (kind, suggestions) => {
      if (editor === null || suggestions.length === 0) return;
      void editor.suggestions
        .answer(kind, suggestions)
        .then(() => say(t(`suggestions.said.${kind}`, { count: suggestions.length })));
    },
    [editor, say, t],
  );
}
