import { useCallback, useState } from "react";

/** So many are drawn at first, and so many more whenever their end comes into sight. */
const first = 30;
const step = 90;
/** That far below the window the next ones are drawn, so that whoever scrolls does not see an end. */
const ahead = "1200px";

/**
 * A long list is drawn as far as somebody has scrolled, by wheel, key or Tab. `of`: which list it is; another one begins
 * anew. `end` is for an element behind what is drawn.
 */
export function useAsFarAsSeen(of: string, length: number) {
  const [drawn, setDrawn] = useState({ of, count: first });
  const count = Math.min(drawn.of === of ? drawn.count : first, length);
  const end = useCallback(
    (element: HTMLElement | null) => {
      if (element === null) return;
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some(({ isIntersecting }) => isIntersecting)) setDrawn({ of, count: count + step });
        },
        { rootMargin: `0px 0px ${ahead} 0px` },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [of, count],
  );
  return { count, end };
}
