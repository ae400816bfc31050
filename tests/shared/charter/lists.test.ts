import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flattenBlocks, type ListedNode, nestBlocks } from "../../../shared/charter/text/lists.ts";
import type { DocNode, ElementNode } from "../../../shared/charter/text/model.ts";

const paragraph = (text: string): ElementNode => ({
  type: "paragraph",
  attrs: {},
  content: [{ type: "text", text, marks: [] }],
});
const list = (order: number | null, ...items: readonly (readonly DocNode[])[]): ElementNode => ({
  type: order === null ? "bullet_list" : "ordered_list",
  attrs: order === null ? {} : { order },
  content: items.map((content) => ({ type: "list_item", attrs: {}, content })),
});

const nest = (flat: readonly ListedNode[]) => nestBlocks(flat, ({ node }) => node);
const again = (nodes: readonly DocNode[]) => nest(flattenBlocks(nodes, 16));

describe("Lists written as blocks", () => {
  it.each<[string, readonly ElementNode[]]>([
    ["none", [paragraph("a"), paragraph("b")]],
    ["one", [paragraph("a"), list(null, [paragraph("b")], [paragraph("c")]), paragraph("d")]],
    ["numbers from three", [list(3, [paragraph("a")], [paragraph("b")])]],
    ["two side by side", [list(null, [paragraph("a")]), list(null, [paragraph("b")])]],
    ["of two kinds side by side", [list(null, [paragraph("a")]), list(1, [paragraph("b")])]],
    ["an item of two paragraphs", [list(1, [paragraph("a"), paragraph("b")], [paragraph("c")])]],
    ["one in an item, and more after it", [list(1, [paragraph("a"), list(null, [paragraph("b")]), paragraph("c")])]],
    ["one that begins with another", [list(1, [list(4, [paragraph("a")], [paragraph("b")])], [paragraph("c")])]],
    [
      "deeper and back by two",
      [list(null, [paragraph("a"), list(null, [paragraph("b"), list(1, [paragraph("c")])])], [paragraph("d")])],
    ],
  ])("read back as they were: %s", (_name, nodes) => {
    expect(again(nodes)).toEqual(nodes);
  });

  it("have no item without a block and no list without an item", () => {
    expect(again([list(null, [], [list(1)])])).toEqual([
      list(null, [{ ...paragraph(""), content: [] }], [{ ...paragraph(""), content: [] }]),
    ]);
  });

  it("are read from any blocks, and what is read is read again the same", () => {
    const block = fc.record({
      list: fc.stringMatching(/^[bo]{0,4}$/),
      item: fc.option(fc.integer({ min: 0, max: 16 })),
      order: fc.option(fc.integer({ min: 0, max: 9 })),
      node: fc.integer({ min: 0, max: 99 }).map((n) => paragraph(String(n))),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (flat) => {
        const nodes = nest(flat);
        const words = (of: readonly DocNode[]): string =>
          of.map((node) => (node.type === "text" ? node.text : words(node.content))).join(" ");
        expect(words(nodes).split(/\s+/)).toEqual(words(flat.map(({ node }) => node)).split(/\s+/));
        const once = again(nodes);
        expect(again(once)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});
