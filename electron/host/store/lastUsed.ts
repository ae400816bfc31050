/** Of what was opened by its number, what was used last: as much as so many bytes, and one at least. */
export function createLastUsed<T extends { readonly bytes: number }>(mostBytes: number) {
  /** The one used last comes last. */
  const kept = new Map<number, T>();
  return {
    /** Opens it where it is not kept; null where that cannot be. */
    use(no: number, open: () => T | null): T | null {
      const used = kept.get(no) ?? open();
      if (used === null) return null;
      kept.delete(no);
      kept.set(no, used);
      let bytes = [...kept.values()].reduce((sum, one) => sum + one.bytes, 0);
      for (const [oldest, one] of kept) {
        if (bytes <= mostBytes || oldest === no) break;
        kept.delete(oldest);
        bytes -= one.bytes;
      }
      return used;
    },
    keys: () => kept.keys(),
    delete: (no: number): boolean => kept.delete(no),
  };
}
