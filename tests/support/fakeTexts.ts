/** Believable texts for the window's screens: an accord in three versions, and one in Arabic. */
import type { CharterText, DocNode, ElementNode } from "../../shared/charter/text/model.ts";

const element = (
  type: ElementNode["type"],
  content: readonly DocNode[],
  attrs: ElementNode["attrs"] = {},
): ElementNode => ({
  type,
  attrs,
  content,
});

/** "plain **strong** plain" */
function inline(words: string): readonly DocNode[] {
  return words
    .split("**")
    .map(
      (text, index): DocNode => ({ type: "text", text, marks: index % 2 === 1 ? [{ type: "strong", attrs: {} }] : [] }),
    )
    .filter((node) => node.type !== "text" || node.text !== "");
}

const paragraph = (words: string): ElementNode => element("paragraph", inline(words));
const heading = (level: number, words: string): ElementNode => element("heading", inline(words), { level });

interface ArticleWords {
  readonly id: string;
  readonly kind?: "preamble" | "article" | "annex";
  readonly heading: string;
  readonly clauses: readonly (readonly [id: string, words: string])[];
}

const charterText = (title: string, articles: readonly ArticleWords[]): CharterText => ({
  type: "doc",
  attrs: {},
  content: [
    heading(1, title),
    ...articles.map((article) =>
      element(
        "article",
        [
          heading(2, article.heading),
          ...article.clauses.map(([id, words]) => element("clause", [paragraph(words)], { id })),
        ],
        { id: article.id, kind: article.kind ?? "article" },
      ),
    ),
  ],
});

const preamble: ArticleWords = {
  id: "preamble",
  kind: "preamble",
  heading: "Preamble",
  clauses: [
    [
      "pre-1",
      "We who fish the lower river and we who graze the high meadow drink from one water, and have done so since before anybody wrote it down.",
    ],
    ["pre-2", "We bind ourselves to one another and to nobody above us. **The river is not owned.**"],
  ],
};

const water = (from: string): ArticleWords => ({
  id: "water",
  heading: "Shared water",
  clauses: [
    ["water-1", "The river and its springs are held in common. Neither party sells, leases or pledges them."],
    ["water-2", `From ${from} to the end of September no animal is watered below the stone bridge.`],
    ["water-3", "In a year of drought, declared by both assemblies, each party gives up one day in four."],
  ],
});

const spawning = (weeks: string): ArticleWords => ({
  id: "spawning",
  heading: "Spawning season",
  clauses: [
    ["spawn-1", `No nets are set above the weir during the ${weeks} weeks after the first full moon of spring.`],
    ["spawn-2", "The herders keep dogs and cattle out of the gravel shallows in the same weeks."],
  ],
});

const wells: ArticleWords = {
  id: "wells",
  heading: "Wells and tracks",
  clauses: [
    ["wells-1", "The three wells along the drove road are kept clean by whoever passed last."],
    ["wells-2", "Gates are left as they were found."],
  ],
};

const quarrels: ArticleWords = {
  id: "quarrels",
  heading: "Quarrels",
  clauses: [
    [
      "quarrel-1",
      "A quarrel is brought first to the two elders named by the assemblies, who hear it at the bridge within nine days.",
    ],
    ["quarrel-2", "Whoever is not content may bring it to both assemblies sitting together."],
  ],
};

const reeds: ArticleWords = {
  id: "reeds",
  heading: "Reed beds",
  clauses: [["reeds-1", "Reeds are cut in turns, a third of each bed a year, and never while birds are nesting."]],
};

const title = "Accord on the River Meadows";

export const riverFirst = charterText(title, [preamble, water("May"), spawning("four"), wells, quarrels]);
export const riverAmended = charterText(title, [preamble, water("mid-April"), spawning("six"), wells, quarrels]);
export const riverRenewal = charterText(title, [preamble, water("mid-April"), spawning("eight"), quarrels, reeds]);
export const riverCompeting = charterText(title, [
  preamble,
  water("the first of April"),
  spawning("six"),
  wells,
  quarrels,
]);
export const riverDraft = charterText(title, [
  preamble,
  water("the first of April"),
  spawning("eight"),
  quarrels,
  { ...reeds, clauses: [...reeds.clauses, ["reeds-2", "The bed at the old mill is left uncut."]] },
]);

export const seeds = charterText("Seed Exchange Agreement", [
  { id: "seeds", heading: "Exchange", clauses: [["seeds-1", "Seed is given for seed, and never sold."]] },
]);

export const forest = charterText("Night Watch in the Beech Forest", [
  {
    id: "watch",
    heading: "The watch",
    clauses: [["watch-1", "Two people of each party walk the ridge from dusk to dawn, in the dry months."]],
  },
]);

export const arabicWater = charterText("ميثاق مياه الوادي", [
  {
    id: "dibaja",
    kind: "preamble",
    heading: "الديباجة",
    clauses: [["dib-1", "نحن أهل أعلى الوادي وأهل أسفله نشرب من ماء واحد، ولا سلطان فوقنا إلا ما تعاهدنا عليه."]],
  },
  {
    id: "maa",
    heading: "الماء المشترك",
    clauses: [
      ["maa-1", "الماء حقّ للجميع، لا يُباع ولا يُؤجَّر ولا يُرهن."],
      ["maa-2", "في سنة الجفاف يتنازل كل طرف عن يوم من كل 4 أيام، كما في محضر **Commission 2024**."],
    ],
  },
  { id: "khilaf", heading: "الخلاف", clauses: [["khilaf-1", "يُعرض الخلاف أولًا على شيخين يسمّيهما الطرفان."]] },
]);
