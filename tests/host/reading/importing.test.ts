/** A file into a charter: what it would bring is told first, and nothing is written that nobody agreed to. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../electron/host/ambient.ts";
import { createTextReader } from "../../../electron/host/reading/textReader.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { countingIds } from "../../shared/charter/text/arbitraryText.ts";
import { watched } from "../../support/watched.ts";
import { paragraph, point, run, styled, usualNumbering, usualStyles, wordFile } from "../../support/wordFiles.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
let charter: CharterId;
beforeEach(async () => {
  world = createWorld({ seed: 41, people: ["Ada", "Mia"] });
  charter = await world.found("Ada").founded();
  const markdown = "## Land {#land}\n\n1. None owns it. {#l1}\n\n## Annex {#annex}\n\n1. Maps. {#m1}\n";
  unwrap(await api().editText({ charter, edit: { kind: "replaceAll", markdown } }));
});
afterEach(() => world.close());

const api = () => world.who("Ada").api();
const draft = async (): Promise<readonly string[]> => {
  const { markdown } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
  return markdown.split("\n").flatMap((line) => line.replace(/ ?\{#.*\}$/, "").trim() || []);
};
const wells = {
  name: "wells.docx",
  bytes: wordFile({
    styles: usualStyles,
    numbering: usualNumbering,
    comments: `<w:comment w:id="0" w:author="Cleo">${paragraph("Why?")}</w:comment>`,
    body: [
      styled("Heading1", "Article 1: Water"),
      point(1, 0, "All may drink."),
      point(1, 1, "by day"),
      paragraph(
        `${run("Wells stay ")}<w:ins w:author="Ada">${run("open")}</w:ins><w:r><w:commentReference w:id="0"/></w:r>`,
      ),
    ].join(""),
  }),
} as const;

describe("A file", () => {
  it("is told of before anything is written", async () => {
    const before = await draft();
    expect(unwrap(await api().previewText(wells))).toMatchObject({
      format: "word",
      clauses: 2,
      words: 9,
      articles: [{ kind: "article", number: "1", heading: "Water", clauses: 2, words: 9 }],
      changes: [{ author: "Ada", inserted: 1, deleted: 0, formatted: 0, examples: [{ op: "insert", words: "open" }] }],
      comments: [{ author: "Cleo", comments: 1 }],
      notKept: [
        { kind: "number", line: 3, unit: "paragraph", quote: "(a) by day" },
        { kind: "comment", line: 4, unit: "paragraph", quote: "Cleo: Why?" },
      ],
    });
    expect(await draft()).toEqual(before);
  });

  it("with tracked changes is refused until somebody says how they are read, and so is one that loses words", async () => {
    const before = await draft();
    const take = (changes: "accepted" | null, mayLose: "form" | "words") =>
      api().importText({ charter, file: { ...wells, changes }, place: { kind: "all" }, mayLose });
    expect(await take(null, "words")).toMatchObject({ ok: false, error: { kind: "changesNotChosen" } });
    expect(await take("accepted", "form")).toMatchObject({ ok: false, error: { kind: "notAllKept" } });
    const found = { title: "W", language: "en", source: { kind: "file", ...wells }, policy: usualPolicy } as const;
    expect(await api().createCharter(found)).toMatchObject({ ok: false, error: { kind: "changesNotChosen" } });
    expect(await draft()).toEqual(before);
    unwrap(await take("accepted", "words"));
    expect(await draft()).toEqual(["## Water", "1. All may drink.", "1. by day", "Wells stay open"]);
  });

  it("goes in place of the draft, and clauses that say the same stay the same", async () => {
    const bytes = wordFile({
      styles: usualStyles,
      numbering: usualNumbering,
      body: styled("Heading1", "Land") + point(1, 0, "None owns it."),
    });
    const taken = unwrap(await api().importText({ charter, file: { name: "a.docx", bytes }, place: { kind: "all" } }));
    expect(taken.changed).not.toContain("l1");
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    expect(clauses.map(({ id }) => id)).toEqual(["land", "l1"]);
  });

  it("goes behind a clause, behind an article, or before the annexes", async () => {
    const article = {
      name: "a.docx",
      bytes: wordFile({ styles: usualStyles, body: styled("Heading1", "Water") + styled("Heading1", "Air") }),
    };
    const clauses = { name: "b.md", bytes: new TextEncoder().encode("1. None sells it.\n2. None buys it.\n") };
    unwrap(await api().importText({ charter, file: article, place: { kind: "after", clause: null } }));
    unwrap(await api().importText({ charter, file: clauses, place: { kind: "after", clause: "l1" as never } }));
    expect(await draft()).toEqual([
      "## Land",
      "1. None owns it.",
      "2. None sells it.",
      "3. None buys it.",
      "## Water",
      "## Air",
      "## Annex",
      "1. Maps.",
    ]);
    const nowhere = await api().importText({
      charter,
      file: clauses,
      place: { kind: "after", clause: "gone" as never },
    });
    expect(nowhere).toMatchObject({ ok: false, error: { kind: "clauseNotFound", clause: "gone" } });
  });

  it("[I38] is suggested by whoever may do no more, and changes nothing that is agreed", async () => {
    const file = { name: "b.md", bytes: new TextEncoder().encode("1. None sells it.\n") };
    const place = { kind: "after", clause: "l1" as never } as const;
    const before = await draft();
    unwrap(await api().importText({ charter, file, place, manner: "suggest" }));
    expect(await draft()).toEqual(before);
    const open = { charter, filter: { clause: null, party: null, person: null, device: null }, isAll: false } as const;
    expect(unwrap(await api().listSuggestions(open))).toHaveLength(1);
    await world.join("Ada", "Mia", "mediator").settle().done();
    const mia = world.who("Mia").api();
    expect(await mia.importText({ charter, file, place })).toMatchObject({ ok: false });
    unwrap(await mia.importText({ charter, file, place, manner: "suggest" }));
    expect(unwrap(await mia.listSuggestions(open))).toHaveLength(2);
  });

  it("that is no text is refused by what it is", async () => {
    const preview = (bytes: Uint8Array<ArrayBuffer>) => api().previewText({ name: "a.docx", bytes });
    expect(await preview(new Uint8Array(8))).toMatchObject({ error: { kind: "documentUnreadable", why: "notZip" } });
    expect(await preview(wells.bytes.slice(0, 300))).toMatchObject({ error: { why: "damaged" } });
  });
});

describe("A long document", () => {
  it("of 98,000 words is read in a thread, with progress, and written in steps", { timeout: 120_000 }, async () => {
    const words = "All may drink of every well by day and by night, and none may sell it to another.".split(" ");
    const sentence = (at: number): string =>
      words.map((word, index) => (index === at % 17 ? `${word}${at}` : word)).join(" ");
    const body = Array.from({ length: 98_000 / words.length + 1 }, (_, at) =>
      at % 40 === 0
        ? styled("Heading1", `Use ${at}`)
        : point(1, at % 5 === 0 ? 0 : 1, `<w:r>${"<w:rPr/>"}<w:t>${sentence(at)}</w:t></w:r>`),
    );
    const file = {
      name: "long.docx",
      bytes: wordFile({ styles: usualStyles, numbering: usualNumbering, body: body.join("") }),
    };
    const steps: number[] = [];
    const texts = createTextReader({
      thread: {
        worker: new URL("../../../electron/host/reading/readWorker.ts", import.meta.url),
        clock: systemClock,
        logger: { warn: () => undefined },
      },
      newId: countingIds(),
      onProgress: (done, total) => steps.push(done / total),
    });
    const preview = await watched(() => texts.previewFile(file));
    const seen = unwrap(preview.value);
    expect(seen.words).toBeGreaterThan(95_000);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.toSorted((a, b) => a - b)).toEqual(steps);
    // The thread that waits does next to nothing.
    expect(preview.longest).toBeLessThan(2);
    const taken = await watched(() => api().importText({ charter, file, place: { kind: "all" } }));
    unwrap(taken.value);
    const { clauses } = unwrap(await api().getText({ charter, at: { kind: "draft" } }));
    expect(clauses.filter(({ kind }) => kind === "clause")).toHaveLength(seen.clauses);
  });
});
