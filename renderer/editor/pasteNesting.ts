/**
 * Articles, clauses and further languages where the text may not have them: an article within a clause or an article,
 * any of the three within a point of a list, a cell or a further language. Their blocks stay, where they are.
 */
const blocksAlone = "li, td, th, [data-body]";

export function unnest(root: Element): void {
  for (const element of root.querySelectorAll("section[data-kind], div[data-clause], div[data-body]")) {
    const around = element.parentElement;
    const isArticle = element.localName === "section";
    const refuses = isArticle ? `${blocksAlone}, [data-clause], section[data-kind]` : blocksAlone;
    const holder = around?.closest(refuses) ?? null;
    if (holder !== null && root.contains(holder)) element.replaceWith(...element.childNodes);
  }
}
