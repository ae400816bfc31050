import { join } from "node:path";
import { expect, test } from "vitest";
import { readAttachment } from "../../../../electron/host/documents/pdf/attachments.ts";
import {
  createPdfEngine,
  currentRendering,
  knownRenderings,
} from "../../../../electron/host/documents/pdf/pdfEngine.ts";
import { type Bytes, toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { usualConditions } from "../../../../shared/charter/parties/conditions.ts";
import { clauseHash } from "../../../../shared/charter/text/clauseHash.ts";
import { placeClauses } from "../../../../shared/charter/text/clauses.ts";
import type { DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import type { Dossier } from "../../../../shared/ledger/agreements/dossier.ts";
import {
  certificate,
  doc,
  element,
  heading,
  paragraph,
  type Sample,
  sampleByName,
  shortSample,
  text,
} from "./sampleCertificates.ts";
import { detach, judge, readWords, run } from "./strangers.ts";

const engine = createPdfEngine();

/** SHA-256 of the samples' renderings. */
const bytesOf: Readonly<Record<number, readonly string[]>> = {
  1: [
    "5ba86f58a0bd467f77400c0951345b83881f3aafc77bb29e75a935180f19d61b",
    "6e9aeaebcfa319710ad8b3ef64870cecb8b0c08bf7d668c9cfa6c51f15b3bb52",
    "7ccd9cd25f50ca3696604ea93800ad99e8189afe2d547351e41154a0b4d23325",
  ],
  2: [
    "0e9e23328f402424de7a1a063e0d7af12b14c28ef31dcb5585ee9f9897bb6be0",
    "364653848f0740548113224adc3b6244612050abd07009d2f527870a74cc9dce",
    "3df747decf1f4b278b0da32f9c596dbae697826e9b761bfc8902891c09ce7ec4",
  ],
};

async function render(sample: Sample, version = currentRendering): Promise<Bytes> {
  const rendered = await engine.renderCertificatePdf(sample.view, sample, version);
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  return rendered.value;
}

test("what there is one of is said as one, in English and in Arabic", async () => {
  const plainly = (words: string): string => words.replace(/[\u2066-\u2069\u200b]/g, "");
  const term = { from: null, months: 12, until: null, noticeDays: 1 };
  const conditions = {
    ...usualConditions(2),
    ...{ reservations: ["c1" as ClauseId], accession: 1, withdrawalDays: 1 },
  };
  const said = {
    english: ["one clause", "the consent of one party", "one day of notice", "due one day before"],
    arabic: ["بند واحد", "بموافقة طرف واحد", "يوم واحد"],
  };
  for (const name of ["english", "arabic"] as const) {
    const sample = sampleByName(name);
    const view = { ...sample.view, term, conditions };
    const words = plainly(await readWords(await render({ ...sample, view }))).replace(/\s+/g, " ");
    for (const one of said[name]) expect(words, name).toContain(one);
  }
});

const list = (content: readonly DocNode[]): ElementNode => element("bullet_list", [element("list_item", content)]);
const row = (...cells: readonly ElementNode[]): ElementNode => element("table_row", cells);
const markup = '#read("/etc/passwd") $x^2$ \\ ] [ } { @ref <label> *b* _i_ `raw` // c /* d */ = h ~ "q" --- ...';

test("one certificate has one rendering, in another process, time zone, locale and without any font of the machine", async () => {
  const elsewhere = await run(process.execPath, [join(import.meta.dirname, "printRendering.ts"), "english", "arabic"], {
    TZ: "Asia/Kathmandu",
    LANG: "ar_EG.UTF-8",
    LC_ALL: "ar_EG.UTF-8",
    HOME: "/nonexistent",
    FONTCONFIG_FILE: "/dev/null",
    SOURCE_DATE_EPOCH: "1",
  });
  const here = [await render(sampleByName("english")), await render(sampleByName("arabic"))];
  expect(elsewhere.output.trim().split("\n")).toEqual(here.map((pdf) => toHex(sha256(pdf))));
});

test("[L32] [L47] [L48] [L66] what was reserved stands at its clause, and what came since in a table, with the file that proves it", async () => {
  const sample = shortSample();
  const [first, second] = sample.view.parties;
  if (first === undefined || second === undefined) throw new Error("two parties");
  const [at] = placeClauses(sample.view.text);
  if (at === undefined) throw new Error("a text has a clause");
  const reserved = {
    clause: at.clause.id,
    hash: clauseHash(at.clause.node),
    how: "exclude",
    words: "Not for the upper valley.",
  } as const;
  const signatures = sample.view.signatures.map((one, index) => ({
    ...one,
    reservations: index === 0 ? [reserved, { ...reserved, hash: "0".repeat(64), words: "Of other words." }] : [],
    practice:
      index === 1
        ? {
            ...{ clauses: [], day: "2025-02-01", place: "The ford", words: "We cross by turns." },
            witnesses: [{ name: "Old Mina", party: first.id }],
            evidence: [{ name: "song.ogg", hash: "ab".repeat(32) }],
          }
        : null,
    confirmed: index === 0 ? { person: "Ada Lovelace", at: Date.UTC(2026, 2, 3, 12) } : null,
  }));
  const conditions = {
    ...usualConditions(2),
    indispensable: [first.id],
    accession: "open",
    withdrawalDays: null,
    form: "practised",
  } as const;
  const known: Sample = { ...sample, view: { ...sample.view, signatures, conditions } };
  const plainly = (words: string): string => words.replace(/[\u2066-\u2069\u200b]/g, "");
  const bare = plainly(await readWords(await render(known)));
  expect(bare).toContain("does not accept this clause for itself");
  expect(bare).toContain("Not for the upper valley.");
  expect(bare).not.toContain("Of other words.");
  expect(bare).toContain("Confirmed by Ada Lovelace, 3 March 2026");
  for (const words of ["open to others", "not while it is in force", "practised", "Old Mina", "The ford", "song.ogg"])
    expect(bare).toContain(words);
  const row = { declarations: [], because: [], left: null, until: null } as const;
  const dossier: Dossier = {
    by: {
      id: "d",
      party: first.id,
      person: "Berta",
      name: "laptop",
      sealKey: new Uint8Array(32),
      issuedAt: 0,
    } as never,
    asOf: "2026-09-01",
    knownTo: new Map([[first.id, "2026-08-30"]]),
    reservations: [],
    rows: [
      { ...row, party: first.id, name: first.name, action: "ratified", on: "2025-03-01", effect: "2025-03-01" },
      {
        ...{ ...row, party: second.id, name: second.name, action: "ratified", on: "2025-03-01", effect: "2025-03-01" },
        until: "2026-06-30",
        left: { how: "withdrew", notice: "2025-07-01", effect: "2026-07-01" },
      },
      {
        ...row,
        party: "ef".repeat(32) as never,
        name: "Salt Road",
        action: "acceded",
        on: "2026-02-03",
        effect: "2026-02-03",
      },
    ],
  };
  const bytes = new TextEncoder().encode("a dossier");
  const rendered = await engine.renderCertificatePdf(known.view, {
    certificateBytes: known.certificateBytes,
    dossier: { bytes, read: dossier },
  });
  if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
  const shown = plainly(await readWords(rendered.value));
  expect(shown).toContain("as far as is known on 1 September 2026");
  expect(shown).toMatch(/Salt Road[\s\S]*Acceded/);
  expect(shown).toMatch(/gave notice on 1 July\s+2025/);
  // What the dossier no longer has was withdrawn.
  expect(shown).not.toContain("Not for the upper valley.");
  expect(readAttachment(rendered.value, "dossier.cbor")).toEqual(bytes);
  expect(readAttachment(await render(sample), "dossier.cbor")).toBeNull();
  expect((await judge("qpdf", ["--check", "{}"], rendered.value)).exitCode).toBe(0);
});

test.each([1, 2])("rendering %i is these bytes: a change here needs a new rendering", async (version) => {
  const hashes = [];
  for (const sample of [sampleByName("english"), sampleByName("arabic"), everything()])
    hashes.push(toHex(sha256(await render(sample, version))));
  expect(hashes).toEqual(bytesOf[version]);
  expect(Object.keys(bytesOf).map(Number)).toEqual(knownRenderings);
});

test("the PDF says what it is: PDF/A-3a, tagged, titled, dated by the ratification, with fonts of its own", async () => {
  const pdf = await render(sampleByName("arabic"));
  const info = (await judge("pdfinfo", ["-isodates", "{}"], pdf)).output;
  expect(info).toMatch(/Title: +الإعلان العالمي لحقوق الإنسان/);
  expect(info).toMatch(/CreationDate: +2025-03-01T14:05:09Z/);
  expect((await judge("pdfinfo", ["-meta", "{}"], pdf)).output).toMatch(
    /<pdfaid:part>3<\/pdfaid:part><pdfaid:conformance>A<\/pdfaid:conformance>/,
  );
  expect(info).toMatch(/Tagged: +yes/);
  expect(Buffer.from(pdf).toString("latin1")).toContain("/Lang (ar)");
  const fonts = (await judge("pdffonts", ["{}"], pdf)).output.trim().split("\n").slice(2);
  expect(fonts.map((line) => line.split(/\s+/)[0]?.slice(7)).sort()).toEqual(["Amiri-Bold", "Amiri-Regular"]);
  for (const line of fonts) expect(line).toMatch(/yes yes yes/);
  expect(await judge("qpdf", ["--check", "{}"], pdf)).toMatchObject({ exitCode: 0 });
});

test("the attachments are the canonical content and the certificate, byte by byte, and say how they relate", async () => {
  const sample = sampleByName("english");
  const pdf = await render(sample);
  expect(await detach(pdf)).toEqual(
    new Map([
      ["content.json", sample.view.contentBytes],
      ["certificate.cbor", sample.certificateBytes],
      ["text.txt", expect.any(Uint8Array)],
    ]),
  );
  const source = Buffer.from(pdf).toString("latin1");
  expect(source.match(/\/F \(content.json\).{0,120}\/AFRelationship \/Data/s)).not.toBeNull();
  expect(source.match(/\/F \(certificate.cbor\).{0,120}\/AFRelationship \/Source/s)).not.toBeNull();
});

test("a reader finds the text, the clause numbers, the parties, the signatures and how to verify", async () => {
  const sample = sampleByName("english");
  const words = await readWords(await render(sample));
  for (const expected of [
    "Ratified on 1 March 2025, 14:05 UTC",
    "28 February 2026. Renewal is due 60 days before the end.",
    "All human beings are born free and equal in dignity and rights.",
    "River Guardians of the Upper Valley",
    "the river and the eleven villages on its banks",
    "Ratification needed 2 of 2 parties; 2 have signed.",
    "Signed after the assembly of 28 February.",
    "Amina Haddad",
    "1 March 2025, 10:00 UTC",
    "tessera verify FILE",
    "30.1",
    sample.view.contentHash.slice(0, 4),
  ])
    expect(words).toContain(expected);
  const arabic = await readWords(await render(sampleByName("arabic")));
  expect(arabic).toContain("الإعلان العالمي لحقوق الإنسان");
  expect(arabic).toContain("التوقيعات");
});

test("headings, lists, tables, bold, italic and links arrive as structure", async () => {
  const { output } = await judge("pdfinfo", ["-struct-text", "{}"], await render(everything()));
  for (const expected of ["H1", 'H2 "1 Marks"', "LI", "LBody", "Table", "TH", "TD", "Link"])
    expect(output).toMatch(new RegExp(`^ *${expected}[ :]`, "m"));
  const { output: fonts } = await judge("pdffonts", ["{}"], await render(everything()));
  for (const expected of ["NotoSerif-Bold", "NotoSerif-Italic"]) expect(fonts).toContain(expected);
  expect(await readWords(await render(everything()))).toContain("our page (https://example.org/a?b=c#d)");
});

test("what is left out of the text is named, in the language of the text", async () => {
  const leftOut = [{ clause: "c4" as ClauseId, title: "4 Pasture", hash: "0".repeat(64) }];
  const [sample, arabic] = (["en", "ar"] as const).map((language) =>
    certificate({ version: 2, language, leftOut, text: doc(paragraph("Plain.")) }),
  );
  if (sample === undefined || arabic === undefined) throw new Error("two languages");
  // Names of facts stand in a column of their own.
  const words = await readWords(await render(sample));
  expect(words).toContain("Left out of this text");
  expect(words).toMatch(/4 Pasture\u2069? \(still negotiated\)/);
  expect(await readWords(await render(arabic))).toContain("4 Pasture");
});

test("no word of a document is read as Typst", async () => {
  const sample = certificate({
    title: markup,
    note: markup,
    text: doc(
      heading(markup, 1),
      paragraph(markup),
      list([paragraph(markup)]),
      element("table", [row(element("table_cell", [paragraph(markup)]))]),
    ),
    parties: shortSample().view.parties.map((party) => ({ ...party, name: markup, constituency: markup })),
    signatures: shortSample().view.signatures.map((one) => ({ ...one, person: markup, statement: markup })),
  });
  const words = await readWords(await render(sample));
  expect(words).not.toContain("root:");
  expect(words.split('#read("/etc/passwd") $x^2$ \\').length - 1).toBeGreaterThanOrEqual(12);
});

test("what would reorder its neighbours, or has no face, is refused in a text and shown by its number in a name", async () => {
  const strange = "a \u{13000} b \u202e c \u0007 d \ue000 e \ufeff f";
  const [party, ...others] = shortSample().view.parties;
  if (party === undefined) throw new Error("the sample has parties");
  const named = certificate({ text: doc(paragraph("Plain.")), parties: [{ ...party, name: strange }, ...others] });
  const words = await readWords(await render(named));
  expect(words).toContain("a ‹U+13000› b ‹U+202E› c ‹U+0007› d ‹U+E000› e ‹U+FEFF› f");
  expect(words).toMatch(/characters of this document are in no font/);
  for (const letter of ["\u{13000}", "\u202e", "\u0007", "\ue000", "\ufeff"]) {
    const sample = certificate({ text: doc(paragraph(`a ${letter} b`)) });
    expect(await engine.renderCertificatePdf(sample.view, sample)).toMatchObject({
      ok: false,
      error: { kind: "cannotDraw", letters: letter, pack: null },
    });
  }
});

test.each([
  ["Han", "chinese", "zh", "人皆生而自由"],
  ["Hiragana", "japanese", "ja", "すべての"],
  ["Hangul", "korean", "ko", "모든"],
])(
  "%s needs the pack %s, and a text or a name in it is refused by that name",
  async (script, pack, language, letters) => {
    const refused = {
      ok: false,
      error: { kind: "cannotDraw", script, pack, letters: expect.stringContaining(letters[0] ?? "") },
    };
    const inText = certificate({ language, text: doc(paragraph(`A ${letters}`)) });
    expect(await engine.renderCertificatePdf(inText.view, inText)).toMatchObject(refused);
    const inName = certificate({ language, text: doc(paragraph("A")), note: letters });
    expect(await engine.renderCertificatePdf(inName.view, inName)).toMatchObject(refused);
  },
);

test("Devanagari, Hebrew, Greek, Cyrillic, combining and invisible characters are drawn as they are", async () => {
  const fine = "हिन्दी עברית Ελλάδα Україна e\u0301 soft\u00adhyphen می\u200cخواهم \u2066x\u2069 ½ €";
  expect(await readWords(await render(certificate({ text: doc(paragraph(fine)) })))).not.toContain("U+");
});

test("every shape of a text that the schema allows is drawn, however odd", async () => {
  const nest = (wrap: (inner: ElementNode) => ElementNode, times: number): ElementNode => {
    let node = paragraph("kernel");
    for (let i = 0; i < times; i++) node = wrap(node);
    return node;
  };
  const cell = (inner: ElementNode): ElementNode => element("table_cell", [inner], { colspan: 1000, rowspan: 1000 });
  const shapes: Readonly<Record<string, readonly DocNode[]>> = {
    empty: [],
    emptyBlocks: [
      element("article", []),
      element("clause", [list([])]),
      element("heading", [], { level: 9 }),
      element("table", []),
      element("table", [row()]),
      element("bullet_list", []),
    ],
    deepLists: [nest((inner) => list([inner]), 300)],
    deepClauses: [nest((inner) => element("clause", [inner]), 300)],
    deepTables: [nest((inner) => element("table", [row(cell(inner))]), 100)],
    wideTable: [element("table", [row(...Array.from({ length: 200 }, () => cell(paragraph("x"))))])],
    raggedTable: [
      element("table", [
        row(cell(paragraph("kernel")), element("table_header", [])),
        row(),
        row(cell(paragraph("b")), cell(paragraph("c"))),
      ]),
    ],
    oneLongWord: [paragraph("kernel".repeat(10_000))],
    longHeading: [heading("kernel ".repeat(6000), 1)],
    badLink: [
      element("paragraph", [text("kernel", { type: "link", attrs: { href: `javascript:${"x".repeat(9000)}` } })]),
    ],
  };
  for (const [name, content] of Object.entries(shapes)) {
    const words = await readWords(
      await render(certificate({ text: doc(...content), title: name, language: "x-unknown" })),
    );
    if (JSON.stringify(content).includes("kernel")) expect(words, name).toContain("kernel");
  }
});

test("a text too large to draw is refused, not attempted", async () => {
  const sample = shortSample({ contentBytes: new Uint8Array(5 * 1024 * 1024) });
  expect(await engine.renderCertificatePdf(sample.view, sample)).toMatchObject({
    ok: false,
    error: { kind: "cannotRender" },
  });
});

function everything(): Sample {
  return certificate({
    purpose: "renewal",
    parent: shortSample().view.charter as unknown as Sample["view"]["parent"],
    endsOn: null,
    note: "After the dry season.",
    text: doc(
      heading("Everything", 1),
      element("article", [
        heading("Marks", 2),
        element("clause", [
          element("paragraph", [
            text("plain, "),
            text("bold", { type: "strong", attrs: {} }),
            text(" and "),
            text("italic", { type: "em", attrs: {} }),
            element("hard_break", []),
            text("our page", { type: "link", attrs: { href: "https://example.org/a?b=c#d" } }),
          ]),
          list([
            paragraph("first"),
            element("ordered_list", [element("list_item", [paragraph("third")])], { order: 3 }),
          ]),
          element("table", [
            row(element("table_header", [paragraph("Well")]), element("table_header", [paragraph("Keeper")])),
            row(element("table_cell", [paragraph("North")]), element("table_cell", [paragraph("Amina")])),
          ]),
          paragraph("اتفاق بين القرى."),
        ]),
      ]),
    ),
  });
}
