import { describe, expect, it } from "vitest";
import { putBackLost, readLostBlocks } from "../../../../shared/charter/compare/lostBlocks.ts";
import { article, body, clause, countingIds, docOf, para } from "../text/arbitraryText.ts";

describe("[C16] Words in a further language that lost their place", () => {
  const lost = readLostBlocks(body("fr", para("Les puits."), para("Les troupeaux.")), "clause");
  const nodes = lost.map(({ node }) => node);

  it("are shown with their language", () => {
    expect(lost.flatMap(({ blocks }) => blocks.map(({ op, language, runs }) => [op, language, runs[0]?.text]))).toEqual(
      [
        ["insert", "fr", "Les puits."],
        ["insert", "fr", "Les troupeaux."],
      ],
    );
  });

  it("are put back into their clause, and into a new one where none is left", () => {
    const text = docOf(article("a", clause("c", para("Wells."))));
    const back = putBackLost(text, nodes, { path: [0, 0], index: 1, gone: [] }, countingIds());
    expect(back).toEqual(docOf(article("a", clause("c", para("Wells."), ...nodes))));
    const loose = putBackLost(text, nodes, { path: [], index: 1, gone: [] }, countingIds());
    expect(loose.content[1]).toMatchObject({ type: "clause", attrs: { id: "new-1" }, content: nodes });
  });
});
