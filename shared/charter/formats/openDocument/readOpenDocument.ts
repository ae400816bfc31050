/** A text of LibreOffice (OpenDocument, .odt) as blocks: unpacked and parsed in slices, like a Word document. */
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
import { childOf, childrenOf, inRoot, type PartCount, readPart, type XmlElement } from "../office/xml.ts";
import type { Zip } from "../office/zip.ts";
import type { SourceBlock } from "../sourceBlocks.ts";
import { type OpenReading, readOpenBlocks } from "./openBlocks.ts";
import { authorIn, isParagraph, type OpenChange, spokenIn } from "./openRuns.ts";
import { createOpenStyles, readOpenStyle } from "./openStyles.ts";

const textPart = "content.xml";

export const isOpenDocument = ({ names }: Zip): boolean => names.includes(textPart);

const isStyles = (around: readonly string[]): boolean =>
  around.length === 2 && (around[1] === "office:styles" || around[1] === "office:automatic-styles");
const isText = (around: readonly string[]): boolean => around.length === 3 && around[2] === "office:text";

export function readOpenDocument(
  zip: Zip,
  notes: NotKeptNotes,
  onProgress: ReadProgress = () => undefined,
): Result<OfficeDocument, OfficeFault> {
  const count: PartCount = { elements: 0 };
  let isEncrypted = false;
  const manifest = readPart(zip, "META-INF/manifest.xml", inRoot, count, (file) => {
    isEncrypted ||= childrenOf(file).some(({ name }) => name === "manifest:encryption-data");
  });
  if (!manifest.ok) return manifest;
  if (isEncrypted) return err({ kind: "encrypted" });

  const styles = createOpenStyles();
  let languages: DocumentLanguages = { western: null, complex: null, eastAsian: null };
  const addStyle = (element: XmlElement): void => {
    readOpenStyle(styles, element);
    if (element.name !== "style:default-style" || element.attrs["style:family"] !== "paragraph") return;
    const attrs = childOf(element, "style:text-properties")?.attrs ?? {};
    const tag = (key: string): string | null => (attrs[key] === "none" ? null : (attrs[key] ?? null));
    languages = {
      western: tag("fo:language"),
      complex: tag("style:language-complex"),
      eastAsian: tag("style:language-asian"),
    };
  };
  const common = readPart(zip, "styles.xml", isStyles, count, addStyle);
  if (!common.ok) return common;
  const edges = readPart(
    zip,
    "styles.xml",
    (around) => around[1] === "office:master-styles" && around.length === 3,
    count,
    (edge) => {
      const words = spokenIn(edge);
      // A lone number of the page says nothing.
      if (/^style:(?:header|footer)/.test(edge.name) && /\p{L}/u.test(words)) notes.add("pageEdge", 1, words);
    },
  );
  if (!edges.ok) return edges;

  const changes = new Map<string, OpenChange>();
  const comments = new Map<string, number>();
  const tally = createChangeTally();
  const reading: OpenReading = {
    place: { styles, changes, insertions: new Map(), comments, tally },
    notes,
    counters: new Map(),
    paragraphs: 0,
  };
  const blocks: SourceBlock[] = [];
  let textBytes = 0;
  const body = readPart(
    zip,
    textPart,
    (around) => isStyles(around) || isText(around),
    count,
    (element, around) => {
      if (!isText(around)) return readOpenStyle(styles, element);
      if (element.name === "text:tracked-changes") return readChanges(element, changes, tally.add);
      if (textBytes > importLimits.bytes) return;
      for (const block of readOpenBlocks(reading, element)) {
        textBytes += wordBytes(block);
        blocks.push(block);
      }
    },
    onProgress,
  );
  if (!body.ok) return body;
  if (body.value === null) return err({ kind: "noDocument" });
  if (textBytes > importLimits.bytes) return err({ kind: "tooMuchText", limit: importLimits.bytes });
  return ok({
    blocks,
    language: spokenLanguage(languages, blocks),
    changes: tally.list(),
    comments: [...comments].map(([author, said]) => ({ author, comments: said })),
  });
}

function readChanges(
  list: XmlElement,
  changes: Map<string, OpenChange>,
  add: (kind: OpenChange["kind"], author: string, words: string) => void,
): void {
  for (const region of childrenOf(list)) {
    const id = region.attrs["xml:id"] ?? region.attrs["text:id"] ?? "";
    for (const change of childrenOf(region)) {
      const kind =
        change.name === "text:insertion" ? "inserted" : change.name === "text:deletion" ? "deleted" : "formatted";
      const author = authorIn(change);
      const deleted = kind === "deleted" ? childrenOf(change).filter(isParagraph) : [];
      changes.set(id, { kind, author, deleted });
      add(kind, author, deleted.map(spokenIn).join(" "));
    }
  }
}
