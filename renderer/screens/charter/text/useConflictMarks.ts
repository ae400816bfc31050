import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { ConflictView } from "../../../../shared/api/conflicts.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { useAuthor } from "../state/useAuthor.ts";
import { useConflicts } from "../state/useConflicts.ts";

const none: readonly ConflictView[] = [];

/** Marks the words that several changed apart. Answers what leads to the next of them, or to the one before. */
export function useConflictMarks(charter: CharterId, editor: Editor | null): (direction: 1 | -1) => void {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const announcer = useAnnouncer();
  const live = useConflicts(charter);
  const conflicts = live.phase === "ready" ? live.value : none;

  // biome-ignore lint/correctness/useExhaustiveDependencies: names and lists are of the window's language
  useEffect(() => {
    editor?.markConflicts(
      conflicts.flatMap((one) => {
        if (one.kind !== "words") return [];
        const who = formats.list(one.sides.map((side) => author(side.author)));
        return [{ id: one.id, says: t("conflicts.marked", { who }), shown: one.shown }];
      }),
    );
  }, [editor, conflicts, t]);

  return useCallback(
    (direction) => {
      const at = editor?.stepConflict(direction) ?? null;
      announcer.say(at === null ? t("conflicts.noneMarked") : at.says);
    },
    [editor, announcer, t],
  );
}
