/** The text with what stands around it: outline, tools, what is saved, people and meetings. */
import { useCallback, useEffect, useState } from "react";
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
import { SidePanel } from "./SidePanel.tsx";
import type { CharterData } from "./state/charterData.ts";
import { whyReadOnly } from "./state/standing.ts";
import { Outline } from "./text/Outline.tsx";
import { SavedLine } from "./text/SavedLine.tsx";
import { TextEditor } from "./text/TextEditor.tsx";
import { Toolbar } from "./text/Toolbar.tsx";
import { UnkeptWords } from "./text/UnkeptWords.tsx";
import { useChangedClauses } from "./text/useChangedClauses.ts";

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
  const [shown, setShown] = useState<Shown | null>(null);
  const [isOutlineOpen, setOutlineOpen] = useState(false);
  const outline = shown?.outline ?? noEntries;
  const editor = shown?.editor;
  const here = articleOf(outline, shown?.clause ?? null);
  const goToClause = useCallback(
    (id: OutlineEntry["id"]) => {
      setOutlineOpen(false);
      editor?.focusClause(id);
    },
    [editor],
  );
  useEffect(() => {
    if (editor !== undefined && clause !== null) editor.focusClause(clause);
  }, [editor, clause]);

  return (
    <div className="text-pane" data-pane={pane}>
      <nav className="outline wide-only" aria-label={t("charter.outline")}>
        <Outline entries={outline} here={here} onGo={goToClause} />
      </nav>
      <section className="text-column">
        <div className="tool-row">
          {shown !== null && <Toolbar editor={shown.editor} version={shown.version} isReadOnly={!isWritable} />}
          {whyNot !== null && <p className="hint">{t(`charter.readsOnly.${whyNot}`)}</p>}
          <span className="narrow-only">
            <Button tone="quiet" onPress={() => setOutlineOpen(true)}>
              <Icon name="outline" /> {t("charter.outline")}
            </Button>
          </span>
          {state.phase === "open" && view.ended === null && (
            <SavedLine saved={state.saved} isConnected={state.isConnected} isHostLost={isHostLost} />
          )}
        </div>
        {state.phase === "opening" && <p className="calm">{t("charter.openingText")}</p>}
        {state.phase === "failed" && <ErrorNotice error={state.error} />}
        {state.phase === "open" && state.unkept !== null && <UnkeptWords unkept={state.unkept} />}
        {state.phase === "open" && (
          <TextEditor
            text={state.text}
            language={view.language}
            isEditable={isWritable && !isHostLost}
            changed={changed}
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
        <Outline entries={outline} here={here} onGo={goToClause} />
      </Modal>
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
