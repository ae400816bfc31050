/** What a ledger took that is not on disk, or not yet, is found beside what is. */
import type { Accepted, LedgerIndex } from "../../../shared/ledger/log/chains.ts";

export function createIndexBeside(stored: LedgerIndex) {
  const byPlace = new Map<string, Accepted>();
  const byClient = new Map<string, Accepted[]>();
  const index: LedgerIndex = {
    find: (chain, seq) => byPlace.get(`${chain} ${seq}`) ?? stored.find(chain, seq),
    clockAt: (chain, client, seq) =>
      byClient.get(`${chain} ${client}`)?.findLast(({ place }) => place.seq <= seq)?.clock ??
      stored.clockAt(chain, client, seq),
  };
  return {
    index,
    add(accepted: Accepted): void {
      const { chain, client, place } = accepted;
      byPlace.set(`${chain} ${place.seq}`, accepted);
      if (client === null) return;
      const texts = byClient.get(`${chain} ${client}`);
      if (texts === undefined) byClient.set(`${chain} ${client}`, [accepted]);
      else texts.push(accepted);
    },
    /** It is on disk by now. */
    drop({ chain, client, place }: Accepted): void {
      byPlace.delete(`${chain} ${place.seq}`);
      const key = `${chain} ${client}`;
      const texts = byClient.get(key);
      if (texts === undefined) return;
      // Almost always the first one: what came first is stored first.
      const at = texts.findIndex((text) => text.place.seq === place.seq);
      if (at >= 0) texts.splice(at, 1);
      if (texts.length === 0) byClient.delete(key);
    },
  };
}
