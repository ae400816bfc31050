import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Keyboard, Menu, MenuItem, Popover, Text } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { ShownBracket } from "../../../editor/brackets.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { type StructureName, structureNames } from "../../../editor/structure.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { copyShown } from "../../../ui/copyShown.ts";
import { Icon } from "../../../ui/Icon.tsx";
import { useEntryNames } from "./entryNames.ts";
import type { ClauseDrag } from "./useClauseDrag.ts";

const keys: Partial<Readonly<Record<StructureName, string>>> = {
  moveUp: "Alt+↑",
  moveDown: "Alt+↓",
  nest: "Tab",
  unnest: "Shift+Tab",
};
/** Of one clause, in its menu. */
const maxBrackets = 8;
/** As wide as the handle, with the mark of a clause without a number that stands between it and the text. */
const handlePx = 40;

interface Place {
  readonly top: number;
  readonly margin: number;
  readonly isRightToLeft: boolean;
}

const isSamePlace = (a: Place | null, b: Place | null): boolean =>
  Object.is(a?.top, b?.top) && Object.is(a?.margin, b?.margin) && a?.isRightToLeft === b?.isRightToLeft;

/** One handle for all clauses: it stands in the margin at the clause under the pointer, or else at the caret's. */
export function ClauseHandle({
  editor,
  here,
  drag,
  frame,
  brackets,
  onBracket,
  onComment,
  onHistory,
}: {
  readonly editor: Editor;
  /** The innermost clause with the caret, as last heard of. */
  readonly here: ClauseId | null;
  readonly drag: ClauseDrag;
  /** What the handle and the text stand in. */
  readonly frame: React.RefObject<HTMLElement | null>;
  /** Of the whole text. */
  readonly brackets: readonly ShownBracket[];
  readonly onBracket: (id: string) => void;
  /** Null: nobody comments here. */
  readonly onComment: ((clause: ClauseId) => void) | null;
  readonly onHistory: (clause: ClauseId) => void;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const names = useEntryNames();
  const button = useRef<HTMLButtonElement>(null);
  const reference = useRef<HTMLSpanElement>(null);
  const [pointed, setPointed] = useState<ClauseId | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState<Place | null>(null);
  const [heard, setHeard] = useState<ClauseId | null>(null);
  const [written, setWritten] = useState<ClauseId | null>(null);
  if (here !== heard) {
    setHeard(here);
    if (here !== null) setWritten(here);
  }
  const id = pointed ?? written;

  useEffect(() => {
    const { current } = frame;
    if (current === null || isOpen || drag.dragged !== null) return;
    const point = ({ target, clientY, pointerType }: PointerEvent): void => {
      if (pointerType === "touch" || (target instanceof Node && button.current?.contains(target) === true)) return;
      setPointed((held) => editor.structure.clauseAt(target, clientY, held));
    };
    const leave = (): void => setPointed(null);
    current.addEventListener("pointermove", point);
    current.addEventListener("pointerleave", leave);
    return () => {
      current.removeEventListener("pointermove", point);
      current.removeEventListener("pointerleave", leave);
    };
  }, [editor, frame, isOpen, drag.dragged]);
  // Whoever writes has the handle at the caret, with the key itself: the next one may be the Tab that goes there, and
  // `here` comes later.
  useEffect(() => {
    const release = (): void => {
      const caret = editor.structure.atCaret();
      setWritten((last) => caret ?? last);
      setPointed(null);
    };
    editor.view.dom.addEventListener("keydown", release);
    return () => editor.view.dom.removeEventListener("keydown", release);
  }, [editor]);

  const measure = useCallback(() => {
    const next = id === null ? null : editor.structure.handlePlace(id);
    // Its clause is gone, by somebody else's hand: whoever stood on it is not left nowhere.
    if (next === null && button.current?.matches(":focus") === true) editor.view.focus();
    setPlace((last) => (isSamePlace(last, next) ? last : next));
  }, [editor, id]);
  // It is drawn again whenever the text changed, and with it the place.
  useLayoutEffect(measure);
  useEffect(() => {
    const sizes = new ResizeObserver(measure);
    sizes.observe(editor.view.dom);
    return () => sizes.disconnect();
  }, [editor, measure]);

  if (id === null || place === null) return null;
  const outline = editor.outline();
  const name = names.name(outline, id);
  const possible = isOpen ? editor.structure.possible(id) : [];
  // The settled ones have no signs: here they are found, and opened again.
  const inClause = isOpen ? brackets.filter((one) => one.clause === id && !one.isField).slice(0, maxBrackets) : [];
  const inset = Math.max(0, place.margin - handlePx);

  async function copy(): Promise<void> {
    const { current } = reference;
    if (current === null) return;
    const words = current.textContent ?? "";
    // In a text it is the number of this clause, wherever that goes; elsewhere it is words.
    const html = id === null ? null : `<span data-reference="${id}">${words}</span>`;
    const isCopied = await copyShown(current, html);
    announcer.show(t(isCopied ? "clause.copied" : "clause.notCopied", { reference: words }));
    if (!isCopied) return;
    setPointed(null);
    editor.view.focus();
  }

  function act(key: React.Key): void {
    if (id === null) return;
    const wanted = structureNames.find((one) => one === key);
    const bracket = inClause.find((one) => one.id === key);
    // The menu gives the focus back as it closes; the text takes it after that.
    requestAnimationFrame(() => {
      if (bracket !== undefined) onBracket(bracket.id);
      else if (key === "comment") onComment?.(id);
      else if (key === "history") onHistory(id);
      else if (wanted === undefined) void copy();
      else {
        setPointed(null);
        editor.structure.run(id, wanted);
      }
    });
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className="clause-handle"
        aria-label={t("clause.handle", { name })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-handle={id}
        style={{ top: place.top, [place.isRightToLeft ? "right" : "left"]: inset }}
        // The caret stays where it is.
        onMouseDown={(event) => event.preventDefault()}
        onPointerDown={(event) => drag.begin(event, id)}
        onClick={() => setOpen(true)}
      >
        <Icon name="grip" />
      </button>
      <span className="visually-hidden" aria-hidden="true" ref={reference}>
        {names.reference(outline, id)}
      </span>
      <Popover
        className="popover"
        aria-label={name}
        triggerRef={button}
        isOpen={isOpen}
        onOpenChange={setOpen}
        placement="bottom start"
      >
        <Menu className="menu" aria-label={name} autoFocus="first" onAction={act} onClose={() => setOpen(false)}>
          {possible.map((one) => (
            <MenuItem key={one} id={one} className="menu-item with-key" textValue={t(`clause.${one}`)}>
              <Text slot="label">{t(`clause.${one}`)}</Text>
              {keys[one] !== undefined && <Keyboard>{keys[one]}</Keyboard>}
            </MenuItem>
          ))}
          {inClause.map((one) => (
            <MenuItem key={one.id} id={one.id} className="menu-item bracket-item">
              {t(`brackets.state.bracket.${one.state}`)}: [{one.alternatives.map(({ words }) => words).join("] [")}]
            </MenuItem>
          ))}
          {onComment !== null && (
            <MenuItem id="comment" className="menu-item">
              {t("comments.onClause")}
            </MenuItem>
          )}
          <MenuItem id="copy" className="menu-item">
            {t("clause.copy")}
          </MenuItem>
          <MenuItem id="history" className="menu-item">
            {t("clause.history")}
          </MenuItem>
        </Menu>
      </Popover>
    </>
  );
}
