/** How much a text may be that is read from a file, given as Markdown, or frozen. The one place of these limits. */
export const importLimits = {
  /** Of the text: the file where it is text, the words where it is a document, or the Markdown in UTF-8. */
  bytes: 8 * 1024 * 1024,
  /** Lists in lists in lists: nobody wrote it by hand. */
  nestingLevels: 48,
  /** Blocks, runs of words, marks and links together, as the Markdown parser counts them; of a document its elements. */
  parts: 2_000_000,
  /** Of an office document, all that is unpacked of it together, counted as it comes: its own figures may lie. */
  unpackedBytes: 128 * 1024 * 1024,
  /** Elements in elements, of an office document or a web page. */
  elementLevels: { xml: 64, html: 256 },
  /** What is parsed in one step. */
  sliceBytes: 64 * 1024,
  /** Of the thread that reads. */
  heapMegabytes: 1536,
  seconds: 60,
  /** Of the canonical content of a proposal: an envelope has no more room beside the cards of who signs. */
  frozenBytes: 4_000_000,
} as const;
