/** What others did since somebody's last look. */
import type { NewsApi } from "../../../shared/api/news.ts";
import type { Desk } from "./desk.ts";

export const newsMethods = ({ withCharter }: Desk): NewsApi => ({
  getNews: ({ charter }) => withCharter(charter, (open, { news }) => news.get(open)),
  markRead: ({ charter, items, upTo }) => withCharter(charter, (open, { news }) => news.markRead(open, items, upTo)),
});
