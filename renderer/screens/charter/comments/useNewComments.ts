/** Which comments are new to this person; the host hears of those that came into sight that they were read. */
import { useCallback, useRef } from "react";
import type { CommentView, ThreadView } from "../../../../shared/api/comments.ts";
import { commentItem } from "../../../../shared/api/news.ts";
import type { CharterId, CommentId } from "../../../../shared/base/ids.ts";
import { useHost } from "../../shell/hostContext.tsx";

export interface NewComments {
  /** What was new when it came into sight stays so while the place that shows it is open. */
  isNew(comment: CommentView): boolean;
  onShown(threads: readonly ThreadView[]): void;
}

export function useNewComments(charter: CharterId): NewComments {
  const { api } = useHost();
  const seen = useRef<ReadonlySet<CommentId>>(new Set());
  const onShown = useCallback(
    (threads: readonly ThreadView[]) => {
      const fresh = threads.flatMap(({ comments }) =>
        comments.flatMap(({ id, isNew }) => (isNew && !seen.current.has(id) ? [id] : [])),
      );
      if (fresh.length === 0) return;
      seen.current = new Set([...seen.current, ...fresh]);
      void api.markRead({ charter, items: fresh.map(commentItem), upTo: null });
    },
    [api, charter],
  );
  return { isNew: ({ id, isNew }) => isNew || seen.current.has(id), onShown };
}
