import { useCallback, useState } from "react";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { CharterId } from "../../../../shared/base/ids.ts";

const keyOf = (charter: CharterId): string => `tessera.suggesting.${charter}`;

/**
 * Whether this window suggests in this charter; remembered for as long as the window is open. It suggests by itself
 * where everybody is asked to, until its person said that they edit directly.
 */
export function useMode({
  id: charter,
  asksToSuggest,
}: Pick<CharterView, "id" | "asksToSuggest">): readonly [isSuggesting: boolean, set: (isSuggesting: boolean) => void] {
  const [said, setSaid] = useState(() => sessionStorage.getItem(keyOf(charter)));
  const set = useCallback(
    (isOn: boolean) => {
      const next = isOn ? "on" : asksToSuggest ? "off" : null;
      if (next === null) sessionStorage.removeItem(keyOf(charter));
      else sessionStorage.setItem(keyOf(charter), next);
      setSaid(next);
    },
    [charter, asksToSuggest],
  );
  return [said === "on" || (said === null && asksToSuggest), set];
}
