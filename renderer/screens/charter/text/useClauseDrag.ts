/**
 * Drags a clause or an article by its handle or its entry in the outline.
 * Owns: the drag of the moment, and while there is one the window's pointer and its Escape key.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import type { Landing, Mark } from "../../../editor/landing.ts";

/** Pixels before a press becomes a drag. */
const slack = 6;
/** So near to the edge of the view the text scrolls, by so much in a frame. */
const edgePx = 72;
const scrollPx = 14;

export interface ClauseDrag {
  /** At the press of a pointer. */
  begin(event: React.PointerEvent, id: ClauseId): void;
  /** The one that is on its way; null: none. */
  readonly dragged: ClauseId | null;
  /** Where it would land. */
  readonly mark: Mark | null;
}

export function useClauseDrag(editor: Editor | undefined): ClauseDrag {
  const [dragged, setDragged] = useState<ClauseId | null>(null);
  const [mark, setMark] = useState<Mark | null>(null);
  const end = useRef<(() => void) | null>(null);
  useEffect(() => () => end.current?.(), []);

  const begin = useCallback(
    (event: React.PointerEvent, id: ClauseId) => {
      if (editor === undefined || event.button !== 0 || !event.isPrimary) return;
      end.current?.();
      const { clientX: startX, clientY: startY, pointerId } = event;
      let pointer = { x: startX, y: startY };
      let isDragging = false;
      let landing: Landing | null = null;
      let frame = 0;

      const look = (): void => {
        landing = landingUnder(editor, id, pointer, startX);
        setMark(landing?.mark ?? null);
      };
      const scroll = (): void => {
        const by = pointer.y < edgePx ? -scrollPx : pointer.y > innerHeight - edgePx ? scrollPx : 0;
        if (by !== 0 && scrollNear(editor.view.dom, by)) look();
        frame = requestAnimationFrame(scroll);
      };
      const onMove = (moved: PointerEvent): void => {
        if (moved.pointerId !== pointerId) return;
        pointer = { x: moved.clientX, y: moved.clientY };
        if (!isDragging && Math.hypot(pointer.x - startX, pointer.y - startY) < slack) return;
        if (!isDragging) frame = requestAnimationFrame(scroll);
        isDragging = true;
        setDragged(id);
        look();
      };
      const onUp = (up: PointerEvent): void => {
        if (up.pointerId !== pointerId) return;
        stop();
        if (landing !== null) editor.structure.moveTo(id, landing.at);
      };
      const onKey = (key: KeyboardEvent): void => {
        if (key.key !== "Escape" || !isDragging) return;
        key.preventDefault();
        key.stopPropagation();
        stop();
      };
      const stop = (): void => {
        cancelAnimationFrame(frame);
        removeEventListener("pointermove", onMove);
        removeEventListener("pointerup", onUp);
        removeEventListener("pointercancel", stop);
        removeEventListener("keydown", onKey, true);
        end.current = null;
        setDragged(null);
        setMark(null);
      };
      addEventListener("pointermove", onMove);
      addEventListener("pointerup", onUp);
      addEventListener("pointercancel", stop);
      addEventListener("keydown", onKey, true);
      end.current = stop;
    },
    [editor],
  );
  return { begin, dragged, mark };
}

function landingUnder(
  editor: Editor,
  id: ClauseId,
  { x, y }: { readonly x: number; readonly y: number },
  startX: number,
): Landing | null {
  const entry = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-entry]");
  if (entry !== null && entry !== undefined) {
    const { left, top, width, height } = entry.getBoundingClientRect();
    return editor.structure.landingBeside(id, entry.dataset.entry as ClauseId, { left, top, width, height }, y);
  }
  return editor.structure.landing(id, { x, y, movedX: x - startX });
}

/** True where something moved. */
function scrollNear(inside: Element, by: number): boolean {
  for (let at = inside.parentElement; at !== null; at = at.parentElement) {
    if (at.scrollHeight <= at.clientHeight) continue;
    if (at !== document.scrollingElement && !/auto|scroll/.test(getComputedStyle(at).overflowY)) continue;
    const before = at.scrollTop;
    at.scrollTop += by;
    if (at.scrollTop !== before) return true;
  }
  return false;
}
