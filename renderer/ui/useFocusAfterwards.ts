import { type RefObject, useEffect, useRef } from "react";

/**
 * Whoever stands in an entry of a list that goes is not left nowhere: the focus moves to the entry that stands in its
 * place, or to the words that say what is left.
 *
 * `count`: of the entries. `entry` selects each of them: itself or its heading takes the focus. `end`: what takes it
 * after the last.
 */
export function useFocusAfterwards(
  place: RefObject<HTMLElement | null>,
  count: number,
  entry: string,
  end: string,
): void {
  /** Of the entry with the last focus. */
  const last = useRef(0);
  const before = useRef(count);
  useEffect(() => {
    const { current } = place;
    const note = ({ target }: FocusEvent): void => {
      const entries = [...(current?.querySelectorAll(entry) ?? [])];
      const index = entries.findIndex((one) => target instanceof Node && one.contains(target));
      if (index >= 0) last.current = index;
    };
    current?.addEventListener("focusin", note);
    return () => current?.removeEventListener("focusin", note);
  }, [place, entry]);
  useEffect(() => {
    const isShorter = count < before.current;
    before.current = count;
    if (!isShorter || document.activeElement !== document.body) return;
    const left = place.current?.querySelectorAll<HTMLElement>(entry) ?? [];
    const next = left[Math.min(last.current, left.length - 1)];
    const own = next?.matches("[tabindex]") === true ? next : next?.querySelector<HTMLElement>("[tabindex]");
    (own ?? place.current?.querySelector<HTMLElement>(end))?.focus();
  }, [count, place, entry, end]);
}
