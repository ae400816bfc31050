/** How much of the text is not agreed: brackets and blanks, with what can be done about them. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { countOpen } from "../../../../shared/charter/draft/countOpen.ts";
import type { ShownBrackets } from "../../../editor/brackets.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { BracketList } from "./BracketList.tsx";
import { FillBlanks } from "./FillBlanks.tsx";

export function BracketLine({
  editor,
  shown,
  clause,
  isEditable,
  isSuggesting,
  isOwn,
  onOpen,
}: {
  readonly editor: Editor;
  readonly shown: ShownBrackets;
  /** The innermost clause with the caret. */
  readonly clause: ClauseId | null;
  readonly isEditable: boolean;
  /** What is done here is suggested. */
  readonly isSuggesting: boolean;
  /** Whether this device wrote under a client. */
  readonly isOwn: (client: number) => boolean;
  readonly onOpen: (bracket: string) => void;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const [isFilling, setFilling] = useState(false);
  const [isListed, setListed] = useState(false);
  const [isLeft, setLeft] = useState(false);
  const { brackets, suggested, typed } = shown;
  const asked = suggested.filter(({ isNew }) => isNew);
  const listed = [...brackets, ...asked];
  const all = countOpen(brackets);
  const here = countOpen(brackets.filter((one) => one.clause === clause));
  const hasBlanks = brackets.some(({ isField }) => isField);
  const makeOfTyped = (isField: boolean): void => {
    if (editor.brackets.act({ kind: "typed", isField }).ok && isSuggesting) announcer.show(t("brackets.waits"));
  };
  const isOffered = isEditable && typed.length > 0 && !isLeft;
  if (listed.length === 0 && !isOffered) return null;
  return (
    <section className="bracket-line" aria-label={t("brackets.title")}>
      {listed.length > 0 && (
        <p className="row">
          <span>
            <span className="bracket-mark" aria-hidden="true">
              [ ]
            </span>{" "}
            {all.brackets === 0 ? t("brackets.noneOpen") : t("brackets.open", { count: all.brackets })}
            {asked.length > 0 && ` · ${t("brackets.suggested", { count: asked.length })}`}
            {all.blanks > 0 && ` · ${t("brackets.blanks", { count: all.blanks })}`}
            {here.brackets + here.blanks > 0 && ` · ${t("brackets.here", { count: here.brackets + here.blanks })}`}
          </span>
          <Button tone="quiet" onPress={() => setListed(true)}>
            {t("brackets.list")}
          </Button>
          {hasBlanks && isEditable && (
            <Button tone="quiet" onPress={() => setFilling(true)}>
              {t("brackets.fill")}
            </Button>
          )}
        </p>
      )}
      {isOffered && (
        <p className="row">
          <span>{t("brackets.typed", { count: typed.length })}</span>
          <Button tone="quiet" onPress={() => makeOfTyped(false)}>
            {t("brackets.makeBrackets")}
          </Button>
          <Button tone="quiet" onPress={() => makeOfTyped(true)}>
            {t("brackets.makeBlanks")}
          </Button>
          <Button tone="quiet" onPress={() => setLeft(true)}>
            {t("brackets.leaveTyped")}
          </Button>
        </p>
      )}
      {isFilling && <FillBlanks {...{ editor, shown, isSuggesting, isOwn }} onClose={() => setFilling(false)} />}
      {isListed && (
        <BracketList
          brackets={brackets}
          suggested={asked}
          onClose={() => setListed(false)}
          onOpen={(id) => {
            setListed(false);
            onOpen(id);
          }}
        />
      )}
    </section>
  );
}
