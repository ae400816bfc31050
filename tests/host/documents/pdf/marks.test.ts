/** [C18] [C19] References and marks on paper: what a reader sees, copies and follows, as other programs read the file. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAttachment } from "../../../../electron/host/documents/pdf/attachments.ts";
import { createPdfEngine } from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import type { DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { certificate, doc, element, heading, paragraph, text } from "./sampleCertificates.ts";
import { judge, readWords } from "./strangers.ts";

const engine = createPdfEngine();

async function draw(language: string, ...content: readonly DocNode[]): Promise<Uint8Array> {
  const sample = certificate({ language, text: doc(...content) });
  const drawn = await engine.renderCertificatePdf(sample.view, sample);
  if (!drawn.ok) throw new Error(JSON.stringify(drawn.error));
  const { TESSERA_PICTURES: pictures } = process.env;
  if (pictures !== undefined) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `marks-${language}.pdf`), drawn.value);
  }
  return drawn.value;
}

const to = (clause: string): ElementNode => element("reference", [], { clause });
const line = (...content: readonly DocNode[]): ElementNode => element("paragraph", content);
const clause = (id: string, ...content: readonly DocNode[]): ElementNode =>
  element("clause", content, { id, source: "" });
const plain = (attachment: string, pdf: Uint8Array): string =>
  new TextDecoder().decode(readAttachment(pdf, attachment) ?? undefined);

const agreed = [
  element("article", [heading("Preamble", 2), paragraph("We meet.")], { id: "p", kind: "preamble" }),
  element(
    "article",
    [
      heading("Water", 2),
      clause(
        "wells",
        line(
          text("A "),
          text("well", { type: "definition", attrs: {} }),
          text(" is a hole; see "),
          to("map"),
          text("."),
        ),
      ),
      clause(
        "night",
        line(
          text("As in "),
          to("wells"),
          text(", every "),
          text("well", { type: "term", attrs: {} }),
          text(" is "),
          text("open", { type: "underline", attrs: {} }),
          text("; "),
          to("p"),
          text(" says so."),
        ),
      ),
    ],
    { id: "a", kind: "article" },
  ),
  element("article", [heading("Map", 2), paragraph("North is up.")], { id: "map", kind: "annex" }),
];

describe("Paper", () => {
  it("[C18] says the numbers of clauses that words refer to, and leads there", async () => {
    const pdf = await draw("en", ...agreed);
    expect(await readWords(pdf)).toMatch(/A well is a hole; see A\. 1\.2 As in 1\.1, every well is open; P says so\./);
    expect(plain("text.txt", pdf)).toContain("1.2 As in 1.1, every well is open; P says so.");
    const { output } = await judge("qpdf", ["--qdf", "--object-streams=disable", "{}", "-"], pdf);
    // Four of this text, each to a place of the same file.
    expect(output.match(/\/Subtype \/Link/g)).toHaveLength(3);
    expect((await judge("qpdf", ["--check", "{}"], pdf)).exitCode).toBe(0);
  });

  it("[C18] keeps numbers as they read from left to right among words from right to left", async () => {
    const pdf = await draw(
      "ar",
      clause("wells", line(text("الآبار مفتوحة."))),
      clause("night", line(to("wells"), text(" كما في الملحق "), to("map"), text(" ليلاً"))),
      element("article", [paragraph("الشمال")], { id: "map", kind: "annex" }),
    );
    const words = (await readWords(pdf)).replace(/[\u2066-\u2069\u202a-\u202e\u200e\u200f]/g, "");
    expect(words).toMatch(/1\s*كما في الملحق\s+A\s*ليل/u);
    expect(plain("text.txt", pdf)).toContain("2 1 كما في الملحق A ليلاً");
  });

  it("[C20] puts notes at the foot of the page, small, numbered in order, and says them in its plain words", async () => {
    const note = (...content: readonly DocNode[]): ElementNode => element("footnote", content);
    const cell = element("table_cell", [line(text("cell"), note(text("In a cell.")))]);
    const head = element("table_header", [line(text("head"), note(text("In a head.")))]);
    const table = element("table", [element("table_row", [head]), element("table_row", [cell])]);
    const pdf = await draw(
      "en",
      element("article", [element("heading", [text("Water"), note(text("All of it."))], { level: 2 })], {
        id: "a",
        kind: "article",
      }),
      clause(
        "wells",
        line(
          text("Wells"),
          note(text("Dug by "), text("hand", { type: "strong", attrs: {} }), text(", as in "), to("a"), text(".")),
          text(" stay open."),
        ),
      ),
      clause("herds", line(text("Herds pass."), note(text("آبار")))),
      table,
    );
    const words = await readWords(pdf);
    expect(words).toMatch(/Wells ?2 stay open/);
    expect(words).toMatch(/1 ?All of it\..*2 ?Dug by hand, as in 1\..*4 ?In a head\..*5 ?In a cell\./);
    expect(plain("text.txt", pdf)).toContain("2 Wells^[Dug by hand, as in 1.] stay open.");
    const { output } = await judge("pdftotext", ["-bbox", "{}", "-"], pdf);
    const boxOf = (word: string) => {
      const [, top = "", bottom = ""] =
        output.match(new RegExp(`yMin="([\\d.]+)" xMax="[\\d.]+" yMax="([\\d.]+)">\\d?${word}<`)) ?? [];
      return { top: Number(top), height: Number(bottom) - Number(top) };
    };
    expect(boxOf("Dug").top).toBeGreaterThan(boxOf("cell").top + 100);
    expect(boxOf("Dug").height).toBeLessThan(boxOf("stay").height * 0.95);
    expect((await judge("qpdf", ["--check", "{}"], pdf)).exitCode).toBe(0);
    const qdf = await judge("qpdf", ["--qdf", "--object-streams=disable", "{}", "-"], pdf);
    // Readers of the file are told that they are notes.
    expect(qdf.output.match(/\/S \/(?:Note|FENote)/g)?.length).toBe(5);
  });

  it("[C22] says promises in the language of the words around them, with the names of the parties, and drops no word", async () => {
    const promise = (attrs: ElementNode["attrs"]): ElementNode =>
      element("promise", [], { by: "", to: "", due: "", every: 0, ...attrs });
    const { view } = certificate({ text: doc() });
    const [river, weavers] = view.parties.map((party) => party.id as string);
    const cleared = [
      text("The canal is cleared "),
      promise({ by: river ?? "", to: "all", due: "2027-05-01", every: 12 }),
      text("."),
    ];
    const pdf = await draw(
      "en",
      clause(
        "canal",
        line(...cleared),
        element("body", [line(text("تُنظَّف القناة "), promise({ by: "all", every: 2 }))], { lang: "ar" }),
      ),
      clause("salt", line(promise({ by: weavers ?? "", to: "12345678".repeat(8) }))),
    );
    const said = "‹River Guardians of the Upper Valley owes this to all, by 1 May 2027, every 12 months›";
    expect(await readWords(pdf)).toContain(`1 The canal is cleared ${said}.`);
    const words = plain("text.txt", pdf);
    expect(words).toContain(`1 The canal is cleared ${said}.`);
    expect(words).toContain("تُنظَّف القناة ‹يلتزم الجميع بهذا، كل شهرين›");
    expect(words).toContain("2 ‹اتحاد النسّاجات owes this to 12345678›");
    expect((await judge("qpdf", ["--check", "{}"], pdf)).exitCode).toBe(0);
  });
});
