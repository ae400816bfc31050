/** Documents as another library writes them. */
import {
  AlignmentType,
  DeletedTextRun,
  Document,
  ExternalHyperlink,
  FootnoteReferenceRun,
  HeadingLevel,
  InsertedTextRun,
  LevelFormat,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
} from "docx";
import { describe, expect, it } from "vitest";
import type { Bytes } from "../../../../../shared/base/bytes.ts";
import { imported, markdownOf } from "../../../../support/importing.ts";

const written = async (document: Document): Promise<Bytes> => new Uint8Array(await Packer.toBuffer(document));

describe("A document that the docx package wrote", () => {
  it("has its headings, lists, tables, notes, links and tracked changes", async () => {
    const level = (at: number, format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) => ({
      level: at,
      format,
      text,
      alignment: AlignmentType.START,
    });
    const document = new Document({
      numbering: {
        config: [
          {
            reference: "clauses",
            levels: [level(0, LevelFormat.DECIMAL, "%1."), level(1, LevelFormat.LOWER_LETTER, "(%2)")],
          },
        ],
      },
      footnotes: { 1: { children: [new Paragraph("by day")] } },
      sections: [
        {
          children: [
            new Paragraph({ text: "Wells", heading: HeadingLevel.TITLE }),
            new Paragraph({ text: "Article 1: Water", heading: HeadingLevel.HEADING_1 }),
            new Paragraph({
              numbering: { reference: "clauses", level: 0 },
              children: [
                new TextRun("All may drink"),
                new FootnoteReferenceRun(1),
                new TextRun({ text: ".", bold: true }),
              ],
            }),
            new Paragraph({ text: "from the well;", numbering: { reference: "clauses", level: 1 } }),
            new Paragraph({ text: "a rope", bullet: { level: 0 } }),
            new Paragraph({ text: "آبار", heading: HeadingLevel.HEADING_1, bidirectional: true }),
            new Paragraph({
              children: [
                new TextRun("Wells stay "),
                new DeletedTextRun({ text: "closed", id: 1, author: "Ben", date: "2026-05-01T00:00:00Z" }),
                new InsertedTextRun({ text: "open", id: 2, author: "Ada", date: "2026-05-01T00:00:00Z" }),
                new ExternalHyperlink({ link: "https://e.org/", children: [new TextRun(" there")] }),
              ],
            }),
            new Table({
              rows: [
                new TableRow({
                  tableHeader: true,
                  children: ["Well", "Depth"].map((words) => new TableCell({ children: [new Paragraph(words)] })),
                }),
                new TableRow({
                  children: ["North", "7"].map((words) => new TableCell({ children: [new Paragraph(words)] })),
                }),
              ],
            }),
          ],
        },
      ],
    });
    const read = imported(await written(document), { changes: "accepted" });
    expect(markdownOf(read)).toEqual([
      "# Wells",
      "## Water",
      "1. All may drink (by day)[.]{.strong}",
      "   1. from the well;",
      "      - a rope",
      "## آبار",
      "Wells stay open[ there](https://e.org/)",
      "| Well | Depth |",
      "| --- | --- |",
      "| North | 7 |",
    ]);
    expect(read.changes.map(({ author, inserted, deleted }) => [author, inserted, deleted])).toEqual([
      ["Ben", 0, 1],
      ["Ada", 1, 0],
    ]);
  });
});
