/** The words of an OpenDocument paragraph: how they look, links, notes, and who inserted or deleted what. */
import { isAllowedHref } from "../../text/links.ts";
import type { TextMark } from "../../text/model.ts";
import type { NotKeptKind } from "../notKept.ts";
import type { ChangeTally } from "../office/changeTally.ts";
import { childOf, childrenOf, elementsIn, wordsIn, type XmlElement } from "../office/xml.ts";
import { scriptText } from "../scripts.ts";
import type { SourceRun } from "../sourceBlocks.ts";
import { lookOver, type OpenLook, type OpenStyles, resolveOpenStyle } from "./openStyles.ts";

/** A change that the document lists before its text. */
export interface OpenChange {
  readonly kind: "inserted" | "deleted" | "formatted";
  readonly author: string;
  /** What a deletion took away. */
  readonly deleted: readonly XmlElement[];
}

export interface OpenPlace {
  readonly styles: OpenStyles;
  readonly changes: ReadonlyMap<string, OpenChange>;
  /** Insertions that began and have not ended: they go over several paragraphs. */
  readonly insertions: Map<string, string>;
  readonly comments: Map<string, number>;
  readonly tally: ChangeTally;
  note(kind: NotKeptKind, quote: string): void;
}

interface Around {
  readonly look: OpenLook;
  readonly href: string | null;
  readonly deleted: string | null;
}

export const insertedBy = ({ insertions }: OpenPlace): string | null => [...insertions.values()].at(-1) ?? null;

/** Text boxes hang on the paragraph. */
export function readOpenRuns(paragraph: XmlElement, look: OpenLook, place: OpenPlace) {
  const reader = new RunReader(place);
  reader.readInside(paragraph, { look, href: null, deleted: null });
  return { runs: reader.runs, boxes: reader.boxes };
}

class RunReader {
  readonly runs: SourceRun[] = [];
  readonly boxes: XmlElement[] = [];
  readonly #place: OpenPlace;

  constructor(place: OpenPlace) {
    this.#place = place;
  }

  readInside(element: XmlElement, around: Around): void {
    for (const child of element.children)
      if (typeof child === "string") this.#say(child.replace(/[ \t\r\n]+/g, " "), around);
      else this.#read(child, around);
  }

  #read(element: XmlElement, around: Around): void {
    const { styles, changes, insertions, comments, note } = this.#place;
    const { attrs } = element;
    switch (element.name) {
      case "text:span": {
        const { look } = resolveOpenStyle(styles, "text", attrs["text:style-name"]);
        this.readInside(element, { ...around, look: lookOver(look, around.look) });
        return;
      }
      case "text:a":
        this.readInside(element, { ...around, href: this.#allowed(attrs["xlink:href"] ?? "") ?? around.href });
        return;
      case "text:s":
      case "text:tab":
        this.#say(" ", around);
        return;
      case "text:line-break":
        this.#say("\n", around);
        return;
      case "text:note": {
        const words = spokenIn(childOf(element, "text:note-body"));
        if (words === "") return;
        note("note", words);
        this.#say(` (${words})`, around);
        return;
      }
      case "office:annotation": {
        const author = authorIn(element);
        comments.set(author, (comments.get(author) ?? 0) + 1);
        note("comment", `${author}: ${childrenOf(element).filter(isParagraph).map(spokenIn).join(" ")}`);
        return;
      }
      case "text:change-start": {
        const change = changes.get(attrs["text:change-id"] ?? "");
        if (change?.kind === "inserted") insertions.set(attrs["text:change-id"] ?? "", change.author);
        return;
      }
      case "text:change-end":
        insertions.delete(attrs["text:change-id"] ?? "");
        return;
      case "text:change": {
        const change = changes.get(attrs["text:change-id"] ?? "");
        for (const [at, paragraph] of (change?.deleted ?? []).entries()) {
          const deleted = { ...around, deleted: change?.author ?? "" };
          if (at > 0) this.#say("\n", deleted);
          this.readInside(paragraph, deleted);
        }
        return;
      }
      case "draw:frame":
      case "draw:custom-shape":
        this.#readDrawing(element);
        return;
      // What marks a place says nothing.
      case "office:annotation-end":
      case "text:tracked-changes":
        return;
      case "text:ruby": {
        const base = childOf(element, "text:ruby-base");
        if (base !== null) this.readInside(base, around);
        return;
      }
      default:
        this.readInside(element, around);
    }
  }

  #say(text: string, around: Around): void {
    if (text === "") return;
    const { look, href, deleted } = around;
    const { note } = this.#place;
    const hasWords = text.trim() !== "";
    if (look.isHidden === true || look.isStruck === true) {
      if (hasWords) note(look.isHidden === true ? "hidden" : "struckOut", text);
      return;
    }
    if (hasWords && look.isUnderlined === true && href === null) note("underline", text);
    if (hasWords && look.isColoured === true && href === null) note("colour", text);
    const marks: TextMark[] = [];
    if (href !== null) marks.push({ type: "link", attrs: { href } });
    if (look.isStrong === true) marks.push({ type: "strong", attrs: {} });
    if (look.isEm === true) marks.push({ type: "em", attrs: {} });
    const before = this.runs.at(-1)?.text ?? "";
    const said = look.script === null ? text : scriptText(text, look.script, before, false);
    this.runs.push({ text: said, marks, inserted: insertedBy(this.#place), deleted });
  }

  #allowed(address: string): string | null {
    // A place in the document is no address.
    if (address === "" || address.startsWith("#")) return null;
    if (isAllowedHref(address)) return address;
    this.#place.note("address", address);
    return null;
  }

  #readDrawing(drawing: XmlElement): void {
    const boxes = childrenOf(drawing).filter(({ name }) => name === "draw:text-box");
    const shape = drawing.name === "draw:custom-shape" && childrenOf(drawing).some(isParagraph) ? [drawing] : [];
    const texts = [...boxes, ...shape];
    this.boxes.push(...texts);
    if (texts.length > 0) return;
    const isObject = childOf(drawing, "draw:object") !== null || childOf(drawing, "draw:object-ole") !== null;
    this.#place.note(isObject ? "embedded" : "picture", drawing.attrs["draw:name"] ?? "");
  }
}

export const isParagraph = ({ name }: XmlElement): boolean => name === "text:p" || name === "text:h";

/** "" where the file does not say who. */
export function authorIn(element: XmlElement): string {
  for (const creator of elementsIn(element, "dc:creator")) return wordsIn(creator).trim().slice(0, 200);
  return "";
}

/** Words as they are read, without notes and comments. */
export function spokenIn(element: XmlElement | null): string {
  const words = (inside: XmlElement): string =>
    inside.children
      .map((child) => {
        if (typeof child === "string") return child;
        if (child.name === "office:annotation" || child.name === "text:note") return "";
        return /^text:(?:s|tab|line-break)$/.test(child.name) ? " " : words(child) + (isParagraph(child) ? " " : "");
      })
      .join("");
  return element === null ? "" : words(element).replace(/\s+/g, " ").trim();
}
