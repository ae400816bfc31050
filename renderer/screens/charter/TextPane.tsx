/** The text with what stands around it: outline, tools, what is saved, people and meetings. */
import { memo, startTransition, useCallback, useEffect, useMemo, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import type { ShownBrackets } from "../../editor/brackets.ts";
import type { Editor } from "../../editor/createEditor.ts";
import type { OutlineEntry } from "../../editor/outline.ts";
import type { ShownSuggestion } from "../../editor/suggestionView.ts";
import { useCharterText } from "../../replica/useCharterText.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { useDirectly } from "../../ui/DirectQuestion.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useHost } from "../shell/hostContext.tsx";
import type { Pane } from "../shell/routes.ts";
import { BracketDialog } from "./brackets/BracketDialog.tsx";
import { BracketLine } from "./brackets/BracketLine.tsx";
import { countByArticle } from "./brackets/countByArticle.ts";
import { noBrackets, useBracketNames } from "./brackets/useBrackets.ts";
import { ClauseHistory } from "./clause/ClauseHistory.tsx";
import { RemovedClauses } from "./clause/RemovedClauses.tsx";
import { SuggestionTalk } from "./comments/SuggestionTalk.tsx";
import { PrintedStatus } from "./PrintedStatus.tsx";
import { SidePanel } from "./SidePanel.tsx";
import { mayWrite, whyReadOnly } from "./state/standing.ts";
import { useAuthor } from "./state/useAuthor.ts";
import { OtherReading } from "./suggestions/OtherReading.tsx";
import { SuggestionColumn } from "./suggestions/SuggestionColumn.tsx";
import { type ReadingName, SuggestionTools } from "./suggestions/SuggestionTools.tsx";
import { useAnswers } from "./suggestions/useAnswers.ts";
import { useMode } from "./suggestions/useMode.ts";
import { useSuggesters } from "./suggestions/useSuggesters.ts";
import { AuthorLegend } from "./text/AuthorLegend.tsx";
import { HeldChange } from "./text/HeldChange.tsx";
import { ImportTool } from "./text/ImportTool.tsx";
import type { NotePlace } from "./text/NoteDialog.tsx";
import { Outline } from "./text/Outline.tsx";
import type { PromisePlace } from "./text/PromiseDialog.tsx";
import { SavedLine } from "./text/SavedLine.tsx";
import { ShortcutSheet } from "./text/ShortcutSheet.tsx";
import { TermList } from "./text/TermList.tsx";
import { TextEditor } from "./text/TextEditor.tsx";
import { TextTools } from "./text/TextTools.tsx";
import { UnkeptWords } from "./text/UnkeptWords.tsx";
import { useAuthorMarks } from "./text/useAuthorMarks.ts";
import { useChangedClauses } from "./text/useChangedClauses.ts";
import { useClauseDrag } from "./text/useClauseDrag.ts";
import { useConflictMarks } from "./text/useConflictMarks.ts";
import { WordCounts } from "./text/WordCounts.tsx";
import { useTalk } from "./useTalk.ts";

const noEntries: readonly OutlineEntry[] = [];
const noSuggestions: readonly ShownSuggestion[] = [];

/** The editor as last heard of: `version` grows with each change of text or selection. */
interface Shown {
  readonly editor: Editor;
  readonly outline: readonly OutlineEntry[];
  readonly suggestions: readonly ShownSuggestion[];
  readonly version: number;
  /** The innermost clause with the caret. */
  readonly clause: ClauseId | null;
}

export const TextPane = memo(function TextPane({
  view,
  pane,
  clause,
  onSuggestions,
}: {
  readonly view: CharterView;
  readonly pane: Pane;
  /** Gets the caret as soon as it is shown; null: none. */
  readonly clause: ClauseId | null;
  /** How many wait for an answer. */
  readonly onSuggestions: (count: number) => void;
}) {
  const { t } = useTranslation();
  const host = useHost();
  const announcer = useAnnouncer();
  const state = useCharterText(host, view.id);
  // Nobody takes what is typed from then on; what was typed before stays to be copied.
  const [isHostLost, setHostLost] = useState(false);
  useEffect(() => host.onClosed(() => setHostLost(true)), [host]);
  const changed = useChangedClauses(view);
  const whyNot = whyReadOnly(view);
  const isWritable = whyNot === null;
  const isEditable = isWritable && !isHostLost;
  // Mediators and supporters only suggest.
  const maySettle = mayWrite(view);
  const [wantsToSuggest, setWantsToSuggest] = useMode(view);
  const isSuggesting = wantsToSuggest || !maySettle;
  const [shown, setShown] = useState<Shown | null>(null);
  const [followed, setFollowed] = useState<string | null>(null);
  const [promise, setPromise] = useState<PromisePlace | null>(null);
  const [note, setNote] = useState<NotePlace | null>(null);
  const [isRemovedOpen, setRemovedOpen] = useState(false);
  const [lifeOf, setLifeOf] = useState<ClauseId | null>(null);
  const [imported, setImported] = useState<File | null>(null);
  const [held, setHeld] = useState<ClauseId | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isOutlineOpen, setOutlineOpen] = useState(false);
  const directly = useDirectly(view);
  const setMode = (isOn: boolean) => {
    const turn = () => {
      setWantsToSuggest(isOn);
      announcer.say(t(isOn ? "suggestions.suggestingNow" : "suggestions.editingNow"));
    };
    if (isOn) turn();
    else directly.ask(turn);
  };
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
  const stepConflict = useConflictMarks(view.id, editor ?? null);
  const [brackets, setBrackets] = useState<ShownBrackets>(noBrackets);
  const [bracketId, setBracketId] = useState<string | null>(null);
  const bracketNames = useBracketNames(view, editor ?? null, brackets);
  const suggestedHere = brackets.suggested.filter(({ id }) => id === bracketId);
  const bracket = brackets.brackets.find(({ id }) => id === bracketId) ?? suggestedHere.find(({ isNew }) => isNew);
  const openCounts = useMemo(() => countByArticle(outline, brackets), [outline, brackets]);
  const openBracket = useCallback(() => {
    const wrapped = editor?.brackets.wrap();
    if (wrapped === "severalClauses") announcer.show(t("brackets.severalClauses"));
    if (wrapped === "nothing") setBracketId(editor?.brackets.at() ?? null);
  }, [editor, announcer, t]);
  const { talk, anchors, onThread, onComment, onCommentClause } = useTalk(view, shown);
  const suggestions = shown?.suggestions ?? noSuggestions;
  const suggesters = useSuggesters(view, editor ?? null, suggestions);
  const answer = useAnswers(editor ?? null);
  const author = useAuthor();
  const [reading, setReading] = useState<ReadingName>("suggested");
  const openCount = useMemo(() => suggestions.filter((one) => one.isOpen).length, [suggestions]);
  useEffect(() => onSuggestions(openCount), [onSuggestions, openCount]);
  useEffect(() => {
    if (editor !== undefined && clause !== null) editor.focusClause(clause);
  }, [editor, clause]);

  const foot = shown !== null && (
    <div className="outline-foot">
      <TermList editor={shown.editor} version={shown.version} onGo={goToClause} />
      <WordCounts editor={shown.editor} version={shown.version} />
      <Button
        tone="quiet"
        onPress={() => {
          setOutlineOpen(false);
          setRemovedOpen(true);
        }}
      >
        {t("authorship.removed")}
      </Button>
      <Button tone="quiet" onPress={openSheet}>
        {t("shortcuts.title")}
      </Button>
    </div>
  );
  return (
    <div className="text-pane" data-pane={pane} data-dragging={drag.dragged ?? undefined}>
      <nav className="outline wide-only" aria-label={t("charter.outline")}>
        <Outline
          entries={outline}
          here={here}
          openCounts={openCounts}
          onGo={goToClause}
          onGrip={isEditable ? drag.begin : null}
        />
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
              onConflict={stepConflict}
              onBracket={openBracket}
              note={note}
              onNote={setNote}
              promise={promise}
              onPromise={setPromise}
              parties={view.parties}
              onSheet={openSheet}
              onComment={onComment}
            />
          )}
          {whyNot !== null && <p className="hint">{t(`charter.readsOnly.${whyNot}`)}</p>}
          {shown !== null && isEditable && (
            <ImportTool
              view={view}
              clause={shown.clause}
              manner={isSuggesting ? "suggest" : "edit"}
              given={imported}
              onGiven={setImported}
            />
          )}
          {shown !== null && (
            <SuggestionTools
              editor={shown.editor}
              suggestions={suggestions}
              suggesters={suggesters}
              mode={!isEditable ? null : !maySettle ? "onlySuggesting" : isSuggesting ? "suggesting" : "editing"}
              onSuggest={setMode}
              mayAnswer={maySettle && isEditable}
              answer={answer}
              reading={reading}
              onReading={setReading}
            />
          )}
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
        {shown !== null && (
          <BracketLine
            editor={shown.editor}
            shown={brackets}
            clause={shown.clause}
            isEditable={isEditable}
            isSuggesting={isSuggesting}
            isOwn={bracketNames.isOwnDevice}
            onOpen={setBracketId}
          />
        )}
        <PrintedStatus view={view} />
        {state.phase === "opening" && <p className="calm">{t("charter.openingText")}</p>}
        {state.phase === "failed" && <ErrorNotice error={state.error} />}
        {state.phase === "open" && state.unkept !== null && <UnkeptWords unkept={state.unkept} />}
        {shown !== null && reading !== "suggested" && (
          <OtherReading
            editor={shown.editor}
            name={reading}
            language={view.language}
            nameOf={namesOf(view.parties)}
            version={shown.version}
          />
        )}
        {state.phase === "open" && (
          <TextEditor
            text={state.text}
            language={view.language}
            isEditable={isEditable}
            isSuggesting={isSuggesting}
            mayEdit={maySettle}
            isHidden={reading !== "suggested"}
            changed={changed}
            onUnknownAuthor={authors.askAgain}
            shown={shown}
            drag={drag}
            brackets={brackets}
            onBrackets={setBrackets}
            onBracket={setBracketId}
            onFollow={setFollowed}
            closed={view.closed}
            onHeld={setHeld}
            anchors={anchors}
            onThread={onThread}
            onComment={onCommentClause}
            onHistory={setLifeOf}
            onLongPaste={({ ending, words }) => setImported(new File([words], `${t("importing.pasted")}${ending}`))}
            onNote={(position) => setNote({ position })}
            parties={view.parties}
            onPromise={(position) => setPromise({ position })}
            onChange={(editor, { textChanged, isLeft, clause }) => {
              const outline = textChanged ? editor.outline() : null;
              const suggestions = editor.suggestions.all();
              const show = () =>
                setShown((last) => ({
                  editor,
                  outline: keepSame(last?.outline ?? [], outline ?? last?.outline ?? []),
                  suggestions,
                  version: (last?.version ?? 0) + 1,
                  clause,
                }));
              // Around the text all is drawn in pieces, between which keys have their turn.
              if (shown === null || isLeft) show();
              else startTransition(show);
            }}
          />
        )}
      </section>
      <SidePanel
        view={view}
        pane={pane}
        talk={talk}
        suggestions={
          shown !== null && (
            <SuggestionColumn
              view={view}
              editor={shown.editor}
              version={shown.version}
              clause={shown.clause}
              suggestions={suggestions}
              suggesters={suggesters}
              mayAnswer={maySettle && isEditable}
              answer={answer}
              talkOf={({ id, client }) => {
                const writer = suggesters.of(client)?.writer;
                const by = writer === undefined ? t("suggestions.somebody") : author(writer.author);
                return <SuggestionTalk view={view} talk={talk} suggestion={id} by={by} />;
              }}
            />
          )
        }
      />
      <Modal title={t("charter.outline")} isOpen={isOutlineOpen} onClose={() => setOutlineOpen(false)}>
        <Outline entries={outline} here={here} openCounts={openCounts} onGo={goToClause} onGrip={null} />
        {foot}
      </Modal>
      {drag.mark !== null && <div className="landing-mark" style={{ ...drag.mark }} />}
      {bracket !== undefined && editor !== undefined && (
        <BracketDialog
          {...{ bracket, editor, isSuggesting }}
          suggested={suggestedHere}
          may={!isEditable ? "read" : maySettle ? "edit" : "suggest"}
          names={bracketNames}
          onClose={() => {
            setBracketId(null);
            editor.brackets.show(bracket.id);
          }}
        />
      )}
      {held !== null && editor !== undefined && (
        <HeldChange editor={editor} clause={held} onClose={() => setHeld(null)} />
      )}
      {directly.question}
      {isRemovedOpen && (
        <RemovedClauses
          view={view}
          onHistory={(id) => {
            setRemovedOpen(false);
            setLifeOf(id);
          }}
          onClose={() => setRemovedOpen(false)}
        />
      )}
      {lifeOf !== null && <ClauseHistory view={view} clause={lifeOf} onClose={() => setLifeOf(null)} />}
      {isSheetOpen && <ShortcutSheet onClose={() => setSheetOpen(false)} />}
    </div>
  );
});

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
