import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { RedlineView } from "../../../renderer/ui/RedlineView.tsx";
import { TextView } from "../../../renderer/ui/TextView.tsx";
import { compareTexts } from "../../../shared/charter/compare/redline.ts";
import type { ElementNode } from "../../../shared/charter/text/model.ts";
import { createPromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import { article, body, clause, docOf, element, head, para } from "../../shared/charter/text/arbitraryText.ts";

const shown = (language: string, node: ElementNode) =>
  renderToStaticMarkup(createElement(TextView, { text: docOf(node), language, nameOf: () => null }));

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

describe("references and notes", () => {
  const to = (id: string): ElementNode => element("reference", { clause: id }, []);
  const note = (words: string): ElementNode => element("footnote", {}, para(words).content);
  const line = (...content: ElementNode["content"]): ElementNode => element("paragraph", {}, content);
  const view = (...content: readonly ElementNode[]) =>
    renderToStaticMarkup(createElement(TextView, { text: docOf(...content), language: "en", nameOf: () => null }));

  it("[C18] show the number of a clause, with its heading, and that there is none", () => {
    const drawn = view(
      article("a", head(2, "Wells"), clause("c", line(...para("See ").content, to("b"), to("gone")))),
      article("b", head(2, "Herds \u202e")),
    );
    expect(drawn).toContain('<button type="button" class="reference" dir="ltr" title="Herds ‹U+202E›">2</button>');
    expect(drawn).toContain('dir="ltr">‹?›</button>');
  });

  it("[C20] are numbered through the text, and said below the words of each clause", () => {
    const drawn = view(
      article(
        "a",
        element("heading", { level: 2 }, [...para("Wells").content, note("Of both banks.")]),
        clause("c", line(...para("Open").content, note("By day."))),
      ),
      clause("d", para("x"), body("fr", line(...para("Puits").content, note("Le jour.")))),
    );
    const numbers = [...drawn.matchAll(/note-number" dir="ltr">(\d)</g)].map(([, number]) => number);
    expect(numbers).toEqual(["1", "1", "2", "2", "3", "3"]);
    expect(drawn).toMatch(/Of both banks\..*tv-clause.*By day\..*Le jour\./);
  });

  it("[C9] [C20] show by its number what may not stand in a note, judged by itself", () => {
    const drawn = view(clause("c", line(...para("מים").content, note("a\u200fb"))));
    expect(drawn).toContain('a<bdi class="unseen" dir="ltr">U+200F</bdi>b');
  });

  it("[C18] [C20] are shown in a comparison: the words of a note as such, and that a reference names another clause", () => {
    const text = (said: string, id: string) =>
      docOf(
        clause("a", line(...para("Open").content, note(said), ...para(" as in ").content, to(id))),
        clause("b", para("x")),
      );
    const drawn = renderToStaticMarkup(
      createElement(RedlineView, { redline: compareTexts(text("By day.", "a"), text("By night.", "b")) }),
    );
    expect(drawn).toMatch(/<del>.*note-words">day.*<\/del>.*<ins>.*note-words">night.*<\/ins>/);
    expect(drawn).toMatch(/<del>.*class="reference" dir="ltr">1<.*<\/del>.*<ins>.*class="reference" dir="ltr">2</);
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

describe("[C22] promises", () => {
  it("say in a frozen text who owes what, by the names of the parties, in the language of the words around", () => {
    const river = "ab".repeat(32);
    const promise = element("promise", { by: river, to: "all", due: "2027-05-01", every: 12 }, []);
    const line = element("paragraph", {}, [...para("Cleared ").content, promise]);
    const nameOf = (party: string): string | null => (party === river ? "River Council" : null);
    const drawn = renderToStaticMarkup(
      createElement(TextView, { text: docOf(clause("c", line, body("ar", line))), language: "en", nameOf }),
    );
    expect(drawn).toContain(
      'Cleared <span class="promise">‹River Council owes this to all, by 1 May 2027, every 12 months›</span>',
    );
    expect(drawn).toContain(">‹يلتزم River Council بهذا تجاه الجميع، في موعد أقصاه 1 مايو 2027، كل 12 شهرًا›<");
  });

  it("are told of in a comparison word by word, and where they read alike and are others", () => {
    const [one, other] = ["ab", "0c"].map((half) => half.repeat(32));
    const text = (by: string, due: string) =>
      docOf(clause("c", element("paragraph", {}, [element("promise", { by, to: "", due, every: 0 }, [])])));
    const shownBy = (before: ReturnType<typeof text>, after: ReturnType<typeof text>) =>
      renderToStaticMarkup(
        createElement(RedlineView, {
          redline: compareTexts(
            before,
            after,
            createPromiseWords("en", () => "River"),
          ),
        }),
      );
    const moved = shownBy(text(one ?? "", "2027-05-01"), text(one ?? "", "2027-06-01"));
    expect(moved).toMatch(/<del[^>]*>.*May.*<\/del>.*<ins[^>]*>.*June.*<\/ins>/);
    expect(shownBy(text(one ?? "", "2027-05-01"), text(other ?? "", "2027-05-01"))).toContain("redline.promise.other");
  });
});
