/** The runs of a Word paragraph: words and how they look, links, fields, notes, and who inserted or deleted what. */
import { isAllowedHref } from "../../text/links.ts";
import type { TextMark } from "../../text/model.ts";
import type { NotKeptKind } from "../notKept.ts";
import type { ChangeTally } from "../office/changeTally.ts";
import { childOf, childrenOf, elementsIn, valOf, wordsIn, type XmlElement } from "../office/xml.ts";
import { scriptText } from "../scripts.ts";
import type { SourceRun, TrackedChange } from "../sourceBlocks.ts";
import { lookOver, noLook, readLook, resolveStyle, type WordLook, type WordStyles } from "./wordStyles.ts";

/** What the paragraphs of one document share. */
export interface WordPlace {
  readonly styles: WordStyles;
  /** Addresses by the id of their relation; only those outside the file. */
  readonly links: ReadonlyMap<string, string>;
  /** Words of notes at the foot or the end, by `footnote` or `endnote` and id. */
  readonly footnotes: ReadonlyMap<string, string>;
  readonly comments: ReadonlyMap<string, string>;
  readonly tally: ChangeTally;
  /** Fields that are open; one may go over several paragraphs. */
  readonly fields: { code: string; isResult: boolean }[];
  /** `quote`: what of the document it is. */
  note(kind: NotKeptKind, quote: string): void;
}

interface Around extends TrackedChange {
  readonly href: string | null;
  readonly look: WordLook;
}

export interface ReadRuns {
  readonly runs: readonly SourceRun[];
  /** Text boxes that hang on the paragraph. */
  readonly boxes: readonly XmlElement[];
}

const maxFields = 64;

export function readRuns(paragraph: XmlElement, look: WordLook, place: WordPlace): ReadRuns {
  const reader = new RunReader(place);
  reader.readInside(paragraph, { inserted: null, deleted: null, href: null, look });
  return { runs: reader.runs, boxes: reader.boxes };
}

class RunReader {
  readonly runs: SourceRun[] = [];
  readonly boxes: XmlElement[] = [];
  readonly #place: WordPlace;

  constructor(place: WordPlace) {
    this.#place = place;
  }

  readInside(element: XmlElement, around: Around): void {
    for (const child of childrenOf(element)) this.#read(child, around);
  }

  #read(element: XmlElement, around: Around): void {
    const { tally } = this.#place;
    switch (element.name) {
      case "w:r":
        this.#readRun(element, around);
        return;
      case "w:ins":
      case "w:moveTo":
        tally.add("inserted", authorOf(element), spokenIn(element));
        this.readInside(element, { ...around, inserted: authorOf(element) });
        return;
      case "w:del":
      case "w:moveFrom":
        tally.add("deleted", authorOf(element), spokenIn(element));
        this.readInside(element, { ...around, deleted: authorOf(element) });
        return;
      case "w:hyperlink":
        this.readInside(element, { ...around, href: this.#addressOf(element) ?? around.href });
        return;
      case "w:fldSimple":
        this.readInside(element, { ...around, href: this.#linkIn(element.attrs["w:instr"] ?? "") ?? around.href });
        return;
      case "mc:AlternateContent": {
        const chosen = childOf(element, "mc:Choice") ?? childOf(element, "mc:Fallback");
        if (chosen !== null) this.readInside(chosen, around);
        return;
      }
      case "m:oMath":
      case "m:oMathPara": {
        const words = [...elementsIn(element, "m:t")].map(wordsIn).join("");
        this.#place.note("equation", words);
        this.#say(words, around, around.look);
        return;
      }
      case "w:drawing":
      case "w:pict":
      case "w:object":
        this.#readDrawing(element);
        return;
      case "w:ruby": {
        const base = childOf(element, "w:rubyBase");
        if (base !== null) this.readInside(base, around);
        return;
      }
      case "w:sdt":
      case "w:sdtContent":
      case "w:smartTag":
      case "w:customXml":
      case "w:dir":
      case "w:bdo":
        this.readInside(element, around);
        return;
    }
  }

  #readRun(run: XmlElement, around: Around): void {
    const { note, styles, tally } = this.#place;
    const properties = childOf(run, "w:rPr");
    const style = resolveStyle(styles, valOf(properties, "w:rStyle"));
    const look = lookOver(readLook(properties), lookOver(style?.look ?? noLook, around.look));
    const formatted = childOf(properties, "w:rPrChange");
    if (formatted !== null) tally.add("formatted", authorOf(formatted), "");
    const words = spokenIn(run);
    if (look.isHidden === true) {
      if (words.trim() !== "") note("hidden", words);
      return;
    }
    if (look.isStruck === true && words.trim() !== "") {
      note("struckOut", words);
      return;
    }
    if (words.trim() !== "") {
      if (look.isUnderlined === true && this.#hrefOf(around) === null) note("underline", words);
      if (isColoured(properties)) note("colour", words);
    }
    const script = scriptOf(properties);
    for (const child of childrenOf(run)) this.#readPart(child, around, look, script);
  }

  #readPart(part: XmlElement, around: Around, look: WordLook, script: "sup" | "sub" | null): void {
    const { fields, footnotes, comments, note } = this.#place;
    switch (part.name) {
      case "w:t":
      case "w:delText": {
        const words = wordsIn(part);
        const before = this.runs.at(-1)?.text ?? "";
        this.#say(script === null ? words : scriptText(words, script, before, false), around, look);
        return;
      }
      case "w:tab":
      case "w:ptab":
        this.#say(" ", around, look);
        return;
      case "w:br":
      case "w:cr":
        if (part.attrs["w:type"] === undefined || part.attrs["w:type"] === "textWrapping")
          this.#say("\n", around, look);
        return;
      case "w:noBreakHyphen":
        this.#say("\u2011", around, look);
        return;
      case "w:sym":
        note("embedded", part.attrs["w:font"] ?? "");
        return;
      case "w:footnoteReference":
      case "w:endnoteReference": {
        const kind = part.name === "w:footnoteReference" ? "footnote" : "endnote";
        const words = footnotes.get(`${kind} ${part.attrs["w:id"] ?? ""}`) ?? "";
        if (words === "") return;
        note("note", words);
        this.#say(` (${words})`, around, look);
        return;
      }
      case "w:commentReference": {
        const said = comments.get(part.attrs["w:id"] ?? "");
        if (said !== undefined) note("comment", said);
        return;
      }
      case "w:fldChar": {
        const step = part.attrs["w:fldCharType"];
        if (step === "begin" && fields.length < maxFields) fields.push({ code: "", isResult: false });
        if (step === "end") fields.pop();
        const field = fields.at(-1);
        if (step === "separate" && field !== undefined) field.isResult = true;
        return;
      }
      case "w:instrText": {
        const field = fields.at(-1);
        if (field !== undefined && !field.isResult && field.code.length < 4000) field.code += wordsIn(part);
        return;
      }
      case "mc:AlternateContent":
      case "w:drawing":
      case "w:pict":
      case "w:object":
      case "w:ruby":
        this.#read(part, around);
        return;
    }
  }

  #say(text: string, around: Around, look: WordLook): void {
    if (text === "") return;
    const marks: TextMark[] = [];
    const href = this.#hrefOf(around);
    if (href !== null) marks.push({ type: "link", attrs: { href } });
    if (look.isStrong === true) marks.push({ type: "strong", attrs: {} });
    if (look.isEm === true) marks.push({ type: "em", attrs: {} });
    this.runs.push({ text, marks, inserted: around.inserted, deleted: around.deleted });
  }

  #hrefOf({ href }: Around): string | null {
    const field = this.#place.fields.findLast(({ isResult, code }) => isResult && /^\s*HYPERLINK\b/i.test(code));
    return href ?? (field === undefined ? null : this.#linkIn(field.code));
  }

  #addressOf(link: XmlElement): string | null {
    const address = this.#place.links.get(link.attrs["r:id"] ?? "");
    return address === undefined ? null : this.#allowed(address);
  }

  #linkIn(code: string): string | null {
    const address = /^\s*HYPERLINK\s+"([^"]*)"/i.exec(code)?.[1];
    return address === undefined || address === "" ? null : this.#allowed(address);
  }

  #allowed(address: string): string | null {
    if (isAllowedHref(address)) return address;
    this.#place.note("address", address);
    return null;
  }

  /** Text boxes hang on their paragraph; everything else that is drawn is no text. */
  #readDrawing(drawing: XmlElement): void {
    let hasBox = false;
    for (const box of elementsIn(drawing, "w:txbxContent")) {
      hasBox = true;
      this.boxes.push(box);
    }
    if (hasBox) return;
    const [described] = elementsIn(drawing, "wp:docPr");
    const isObject = drawing.name === "w:object";
    this.#place.note(isObject ? "embedded" : "picture", described?.attrs.descr ?? described?.attrs.name ?? "");
  }
}

/** "" where the file does not say who. */
export const authorOf = (element: XmlElement): string => (element.attrs["w:author"] ?? "").trim().slice(0, 200);

/** Words of an element as they are read, deleted ones too. */
export function spokenIn(element: XmlElement): string {
  const words: string[] = [];
  for (const child of childrenOf(element))
    if (child.name === "w:t" || child.name === "w:delText") words.push(wordsIn(child));
    else if (child.name === "w:tab" || child.name === "w:br") words.push(" ");
    else if (child.name !== "w:txbxContent") words.push(spokenIn(child));
  return words.join("");
}

const scriptOf = (properties: XmlElement | null): "sup" | "sub" | null => {
  const align = valOf(properties, "w:vertAlign");
  return align === "superscript" ? "sup" : align === "subscript" ? "sub" : null;
};

/** Words that stand out by colour say something by it; black and the colour of links do not. */
function isColoured(properties: XmlElement | null): boolean {
  const highlight = valOf(properties, "w:highlight");
  const colour = valOf(properties, "w:color");
  const isMarked = highlight !== null && highlight !== "none";
  return isMarked || (colour !== null && !/^(?:auto|0{6}|0563C1|0000FF|467886)$/i.test(colour));
}
