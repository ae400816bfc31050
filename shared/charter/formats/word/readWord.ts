/**
 * A Word document (.docx, Word 2007 and later, and what others write by that name) as a text: read in slices, with
 * whatever somebody put into it answered by a fault that says what it is.
 */
import { err, ok, type Result } from "../../../base/result.ts";
import { importLimits } from "../importLimits.ts";
import type { ReadProgress } from "../markdownBlocks.ts";
import type { NotKeptNotes } from "../notKept.ts";
import { createChangeTally } from "../office/changeTally.ts";
import {
  type DocumentLanguages,
  type OfficeDocument,
  type OfficeFault,
  spokenLanguage,
  wordBytes,
} from "../office/officeDocument.ts";
import { childOf, inRoot, type PartCount, type PartFault, readPart, type XmlElement } from "../office/xml.ts";
import type { Zip } from "../office/zip.ts";
import type { SourceBlock } from "../sourceBlocks.ts";
import { readBlocks, type WordReading } from "./wordBlocks.ts";
import { createNumbering, createPointCounter, readNumberingPart } from "./wordNumbering.ts";
import { authorOf, spokenIn } from "./wordRuns.ts";
import { readStyle, type WordStyle } from "./wordStyles.ts";

/** Where the text lies, by the relation that the package names; else where Word puts it. */
const usualPart = "word/document.xml";

export function readWord(
  zip: Zip,
  notes: NotKeptNotes,
  onProgress: ReadProgress = () => undefined,
): Result<OfficeDocument, OfficeFault> {
  const count: PartCount = { elements: 0 };
  const pack = readRelations(zip, "", count);
  if (!pack.ok) return pack;
  const main = pack.value.find(({ type }) => type === "officeDocument")?.target ?? usualPart;
  const relations = readRelations(zip, main, count);
  if (!relations.ok) return relations;
  const read = (type: string, onElement: (element: XmlElement) => void): Result<null, PartFault> => {
    for (const relation of relations.value) {
      if (relation.type !== type || relation.isOutside) continue;
      const part = readPart(zip, relation.target, inRoot, count, onElement);
      if (!part.ok) return part;
    }
    return ok(null);
  };

  const styles = new Map<string, WordStyle>();
  let usualStyle: string | null = null;
  let languages: XmlElement | null = null;
  const numbering = createNumbering();
  const footnotes = new Map<string, string>();
  const comments = new Map<string, string>();
  const commentsBy = new Map<string, number>();
  const addNote = (kind: string) => (note: XmlElement) => {
    // Lines between text and notes are notes too, by a type of their own.
    if (note.attrs["w:type"] === undefined || note.attrs["w:type"] === "normal")
      footnotes.set(`${kind} ${note.attrs["w:id"] ?? ""}`, spokenIn(note).replace(/\s+/g, " ").trim());
  };
  const addEdge = (part: XmlElement): void => {
    const words = spokenIn(part).trim();
    // A lone number of the page says nothing.
    if (/\p{L}/u.test(words)) notes.add("pageEdge", 1, words);
  };
  const steps: readonly (readonly [string, (element: XmlElement) => void])[] = [
    [
      "styles",
      (element) => {
        if (element.name === "w:docDefaults")
          languages = childOf(childOf(childOf(element, "w:rPrDefault"), "w:rPr"), "w:lang");
        if (element.name !== "w:style") return;
        const id = element.attrs["w:styleId"] ?? "";
        styles.set(id, readStyle(element));
        const isDefault = /^(?:1|true|on)$/.test(element.attrs["w:default"] ?? "");
        if (isDefault && element.attrs["w:type"] === "paragraph") usualStyle = id;
      },
    ],
    ["numbering", (element) => readNumberingPart(numbering, element)],
    ["footnotes", addNote("footnote")],
    ["endnotes", addNote("endnote")],
    [
      "comments",
      (element) => {
        if (element.name !== "w:comment") return;
        const author = authorOf(element);
        commentsBy.set(author, (commentsBy.get(author) ?? 0) + 1);
        comments.set(element.attrs["w:id"] ?? "", `${author}: ${spokenIn(element).trim()}`);
      },
    ],
    ["header", addEdge],
    ["footer", addEdge],
  ];
  for (const [type, onElement] of steps) {
    const done = read(type, onElement);
    if (!done.ok) return done;
  }

  const tally = createChangeTally();
  const links = new Map(
    relations.value.flatMap(({ id, type, target, isOutside }) =>
      type === "hyperlink" && isOutside ? [[id, target] as const] : [],
    ),
  );
  const reading: WordReading = {
    place: { styles, links, footnotes, comments, tally, fields: [] },
    notes,
    countPoint: createPointCounter(numbering),
    usualStyle,
    paragraphs: 0,
  };
  const blocks: SourceBlock[] = [];
  let textBytes = 0;
  const body = readPart(
    zip,
    main,
    (around) => around[0] === "w:document" && around[1] === "w:body",
    count,
    (element) => {
      if (textBytes > importLimits.bytes) return;
      for (const block of readBlocks(reading, element)) {
        textBytes += wordBytes(block);
        blocks.push(block);
      }
    },
    onProgress,
  );
  if (!body.ok) return body;
  if (body.value === null || body.value === 0) return err({ kind: "noDocument" });
  if (textBytes > importLimits.bytes) return err({ kind: "tooMuchText", limit: importLimits.bytes });
  return ok({
    blocks,
    language: spokenLanguage(languagesIn(languages), blocks),
    changes: tally.list(),
    comments: [...commentsBy].map(([author, comments]) => ({ author, comments })),
  });
}

// ---- parts and what leads to them ----------------------------------------------------------------

interface Relation {
  readonly id: string;
  /** The last part of its name: "styles", "hyperlink". */
  readonly type: string;
  /** A part of the file, or an address outside it. */
  readonly target: string;
  readonly isOutside: boolean;
}

/** `part`: whose relations they are; "" for the whole file's. A path never leads out of the file: parts are looked up by name. */
function readRelations(zip: Zip, part: string, count: PartCount): Result<readonly Relation[], PartFault> {
  const slash = part.lastIndexOf("/");
  const folder = part.slice(0, slash + 1);
  const relations: Relation[] = [];
  const read = readPart(zip, `${folder}_rels/${part.slice(slash + 1)}.rels`, inRoot, count, ({ attrs }) => {
    const isOutside = attrs.TargetMode === "External";
    const target = attrs.Target ?? "";
    relations.push({
      id: attrs.Id ?? "",
      type: (attrs.Type ?? "").split("/").at(-1) ?? "",
      target: isOutside ? target : partAt(folder, target),
      isOutside,
    });
  });
  return read.ok ? ok(relations) : read;
}

/** `target` as it is seen from `folder`. */
function partAt(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith("/") ? target : `${folder}${target}`).split("/"))
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  return path.join("/");
}

const languagesIn = (languages: XmlElement | null): DocumentLanguages => ({
  western: languages?.attrs["w:val"] ?? null,
  complex: languages?.attrs["w:bidi"] ?? null,
  eastAsian: languages?.attrs["w:eastAsia"] ?? null,
});
