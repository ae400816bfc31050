/** The text with what stands around it: outline, tools, what is saved, people and meetings. */
import { useCallback, useEffect, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { Editor } from "../../editor/createEditor.ts";
import type { OutlineEntry } from "../../editor/outline.ts";
import { useCharterText } from "../../replica/useCharterText.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useHost } from "../shell/hostContext.tsx";
import type { Pane } from "../shell/routes.ts";
import { PrintedStatus } from "./PrintedStatus.tsx";
import { SidePanel } from "./SidePanel.tsx";
import type { CharterData } from "./state/charterData.ts";
import { whyReadOnly } from "./state/standing.ts";
import { AuthorLegend } from "./text/AuthorLegend.tsx";
import { Outline } from "./text/Outline.tsx";
import { SavedLine } from "./text/SavedLine.tsx";
import { ShortcutSheet } from "./text/ShortcutSheet.tsx";
import { TextEditor } from "./text/TextEditor.tsx";
import { TextTools } from "./text/TextTools.tsx";
import { UnkeptWords } from "./text/UnkeptWords.tsx";
import { useAuthorMarks } from "./text/useAuthorMarks.ts";
import { useChangedClauses } from "./text/useChangedClauses.ts";
import { useClauseDrag } from "./text/useClauseDrag.ts";
import { WordCounts } from "./text/WordCounts.tsx";

const noEntries: readonly OutlineEntry[] = [];

/** The editor as last heard of: `version` grows with each change of text or selection. */
interface Shown {
  readonly editor: Editor;
  readonly outline: readonly OutlineEntry[];
  readonly version: number;
  /** The innermost clause with the caret. */
  readonly clause: ClauseId | null;
}

export function TextPane({
  data,
  pane,
  clause,
}: {
  readonly data: CharterData;
  readonly pane: Pane;
  /** Gets the caret as soon as it is shown; null: none. */
  readonly clause: ClauseId | null;
}) {
  const { t } = useTranslation();
  const host = useHost();
  const { view } = data;
  const state = useCharterText(host, view.id);
  // Nobody takes what is typed from then on; what was typed before stays to be copied.
  const [isHostLost, setHostLost] = useState(false);
  useEffect(() => host.onClosed(() => setHostLost(true)), [host]);
  const changed = useChangedClauses(view);
  const whyNot = whyReadOnly(view);
  const isWritable = whyNot === null;
  const isEditable = isWritable && !isHostLost;
  const [shown, setShown] = useState<Shown | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isOutlineOpen, setOutlineOpen] = useState(false);
  const openSheet = useCallback(() => {
    setOutlineOpen(false);
    setSheetOpen(true);
  }, []);
  const outline = shown?.outline ?? noEntries;
  const editor = shown?.editor;
  const drag = useClauseDrag(editor);
  const here = articleOf(outline, shown?.clause ?? null);
  const goToClause = useCallback(
    (id: OutlineEntry["id"]) => {
      setOutlineOpen(false);
      editor?.focusClause(id);
    },
    [editor],
  );
  const authors = useAuthorMarks(view, editor ?? null);
  useEffect(() => {
    if (editor !== undefined && clause !== null) editor.focusClause(clause);
  }, [editor, clause]);

  const foot = shown !== null && (
    <div className="outline-foot">
      <WordCounts editor={shown.editor} version={shown.version} />
      <Button tone="quiet" onPress={openSheet}>
        {t("shortcuts.title")}
      </Button>
    </div>
  );
  return (
    <div className="text-pane" data-pane={pane} data-dragging={drag.dragged ?? undefined}>
      <nav className="outline wide-only" aria-label={t("charter.outline")}>
        <Outline entries={outline} here={here} onGo={goToClause} onGrip={isEditable ? drag.begin : null} />
        {foot}
      </nav>
      <section className="text-column">
        <div className="tool-row">
          {shown !== null && (
            <TextTools
              editor={shown.editor}
              version={shown.version}
              isReadOnly={!isWritable || isHostLost}
              followed={followed}
              onFollowed={setFollowed}
              onSheet={openSheet}
            />
          )}
          {whyNot !== null && <p className="hint">{t(`charter.readsOnly.${whyNot}`)}</p>}
          {shown !== null && (
            <ToggleButton className="tool" isSelected={authors.isOn} onChange={authors.setOn}>
              {t("authorship.show")}
            </ToggleButton>
          )}
          <span className="narrow-only">
            <Button tone="quiet" onPress={() => setOutlineOpen(true)}>
              <Icon name="outline" /> {t("charter.outline")}
            </Button>
          </span>
          {state.phase === "open" && view.ended === null && (
            <SavedLine saved={state.saved} isConnected={state.isConnected} isHostLost={isHostLost} />
          )}
        </div>
        {shown !== null && authors.isOn && (
          <AuthorLegend
            view={view}
            authors={authors.list}
            here={authors.namesOf(shown.editor.authorsHere())}
            clause={shown.clause}
          />
        )}
        <PrintedStatus data={data} />
        {state.phase === "opening" && <p className="calm">{t("charter.openingText")}</p>}
        {state.phase === "failed" && <ErrorNotice error={state.error} />}
        {state.phase === "open" && state.unkept !== null && <UnkeptWords unkept={state.unkept} />}
        {state.phase === "open" && (
          <TextEditor
            text={state.text}
            language={view.language}
            isEditable={isEditable}
            changed={changed}
            onUnknownAuthor={authors.askAgain}
            shown={shown}
            drag={drag}
            onFollow={setFollowed}
            onChange={(editor, { textChanged, clause }) =>
              setShown((last) => ({
                editor,
                outline: textChanged ? keepSame(last?.outline ?? [], editor.outline()) : (last?.outline ?? []),
                version: (last?.version ?? 0) + 1,
                clause,
              }))
            }
          />
        )}
      </section>
      <SidePanel data={data} pane={pane} />
      <Modal title={t("charter.outline")} isOpen={isOutlineOpen} onClose={() => setOutlineOpen(false)}>
        <Outline entries={outline} here={here} onGo={goToClause} onGrip={null} />
        {foot}
      </Modal>
      {drag.mark !== null && <div className="landing-mark" style={{ ...drag.mark }} />}
      {isSheetOpen && <ShortcutSheet onClose={() => setSheetOpen(false)} />}
    </div>
  );
}

/** The outermost article or clause around that one. */
function articleOf(entries: readonly OutlineEntry[], clause: ClauseId | null): ClauseId | null {
  let article: ClauseId | null = null;
  for (const { id, depth } of entries) {
    if (depth === 0) article = id;
    if (id === clause) return article;
  }
  return null;
}

/** The former list where nothing in it changed: entries of unchanged articles are the same values. */
function keepSame(before: readonly OutlineEntry[], after: readonly OutlineEntry[]): readonly OutlineEntry[] {
  return before.length === after.length && after.every((entry, index) => entry === before[index]) ? before : after;
}
