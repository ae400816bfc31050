import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { RedlineView } from "../../../renderer/ui/RedlineView.tsx";
import { TextView } from "../../../renderer/ui/TextView.tsx";
import { compareTexts } from "../../../shared/charter/compare/redline.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { article, body, clause, docOf, element, head, para } from "../../shared/charter/text/arbitraryText.ts";

const shown = (language: string, node: ElementNode) =>
  renderToStaticMarkup(createElement(TextView, { text: docOf(node), language }));

describe("a frozen text", () => {
  it("runs the way its language does, so that the numbers stand where its lines begin", () => {
    const wells = article("a", head(2, "الآبار"), clause("c", para("مفتوحة")));
    expect(shown("ar", wells)).toMatch(/^<div class="text-view" lang="ar" dir="rtl">/);
    expect(shown("en", wells)).toMatch(/^<div class="text-view" lang="en" dir="ltr">/);
  });

  it("[C16] shows the words in a further language below its tag, the way that language runs", () => {
    const wells = clause("c", para("Wells."), body("ar", para("آبار")));
    expect(shown("en", wells)).toContain(
      '<div class="body-language" lang="ar" dir="rtl"><p class="language-tag" lang="und" dir="ltr">ar</p><p dir="auto">آبار</p></div>',
    );
  });

  it("[C17] says which certificate a clause comes from, before the clauses inside", () => {
    const inner = clause("d", para("At night."));
    const wells = element("clause", { id: "c", source: "0f".repeat(32) }, [para("Wells."), inner]);
    expect(shown("en", wells)).toMatch(/Wells\.<\/p><p class="tv-source">.*<\/p><div class="tv-clause".*At night\./);
    expect(shown("en", inner)).not.toContain("tv-source");
  });

  it("numbers its lists as signed, from nought as well", () => {
    const item = element("list_item", {}, [para("x")]);
    for (const order of [0, 1, 7])
      expect(shown("en", element("ordered_list", { order }, [item]))).toContain(`<ol start="${order}">`);
  });

  it("[C9] shows by its number what may not stand in it, and leaves what helps", () => {
    const mark = (code: string): string => `<bdi class="unseen" dir="ltr">${code}</bdi>`;
    expect(shown("en", para("pay\u202e 100"))).toContain(`pay${mark("U+202E")} 100`);
    expect(shown("en", head(2, "a\u{e0041}b"))).toContain(`a${mark("U+E0041")}b`);
    const broken = element("paragraph", {}, [
      ...para("x\u2066").content,
      element("hard_break", {}, []),
      ...para("\u0007y").content,
    ]);
    expect(shown("en", broken)).toContain(`x${mark("U+2066")}<br/>${mark("U+0007")}y`);
    expect(shown("fa", para("می\u200cخواهم"))).toContain("می\u200cخواهم");
  });
});

describe("a redline", () => {
  it("[C16] shows what changed in a further language below its tag", () => {
    const text = (words: string) => docOf(clause("c", para("Wells."), body("fr", para(words))));
    const drawn = renderToStaticMarkup(
      createElement(RedlineView, { redline: compareTexts(text("Puits ouverts."), text("Puits fermés.")) }),
    );
    expect(drawn).toMatch(
      /Wells\..*<div class="body-language" lang="fr" dir="ltr"><p class="language-tag"[^>]*>fr<\/p>.*fermés/,
    );
  });

  it("[C9] shows by its number what may not stand in either text, in the words and in the name of the clause", () => {
    const text = (words: string) =>
      docOf(article("a", head(2, "We\u202ells"), clause("c", para(words))), article("b", head(2, "x")));
    const redline = compareTexts(
      text("They pay \u202e100 \u{e0041}coins."),
      text("They pay \u202e100 \u{e0041}goats."),
    );
    const drawn = renderToStaticMarkup(createElement(RedlineView, { redline }));
    for (const code of ["U+202E", "U+E0041"]) expect(drawn).toContain(`<bdi class="unseen" dir="ltr">${code}</bdi>`);
    expect(drawn).not.toMatch(/[\u202e\u{e0000}-\u{e007f}]/u);
    const named = compareTexts(text("x"), docOf(article("b", head(2, "x"))));
    const list = renderToStaticMarkup(createElement(RedlineView, { redline: named }));
    expect(list).toContain("We‹U+202E›lls");
    expect(list).not.toContain("\u202e");
  });
});
