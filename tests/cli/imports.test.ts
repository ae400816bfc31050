/** `tessera import`, and a charter that begins with a Word document. */
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paragraph, run, styled, usualStyles, wordFile } from "../support/wordFiles.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

let terminal: Terminal;
let data: readonly string[];
beforeAll(async () => {
  terminal = createTerminal();
  data = ["--data", terminal.path("ada")];
  await terminal.run(["init", "--person", "Ada", "--party", "North", "--plain-keys", ...data]);
  const body = [
    styled("Title", "Wells"),
    styled("Heading1", "Article 1: Water"),
    paragraph(`${run("Wells stay ")}<w:ins w:author="Ben">${run("open")}</w:ins>`),
  ];
  const styles = `${usualStyles}<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-CA"/></w:rPr></w:rPrDefault></w:docDefaults>`;
  writeFileSync(terminal.path("wells.docx"), wordFile({ styles, body: body.join("") }));
  writeFileSync(terminal.path("more.md"), "## Land\n\n1. None owns it.\n");
});
afterAll(() => terminal.remove());

describe("tessera import", () => {
  it("shows what a document would bring, and changes nothing", async () => {
    const json = await terminal.run(["import", terminal.path("wells.docx"), "--preview", "--json", ...data]);
    expect(json.values).toMatchObject([
      { format: "word", title: "Wells", language: "fr", changes: [{ author: "Ben", inserted: 1 }] },
    ]);
    const shown = await terminal.run(["import", terminal.path("wells.docx"), "--preview", ...data]);
    expect(shown.out).toMatch(/1 article, 0 clauses, 5 words/);
    expect(shown.out).toMatch(/Ben: 1 inserted, 0 deleted, 0 formatted\n +\+ open/);
  });

  it("begins a charter with it, once it is said how its changes are read", async () => {
    const begin = ["charter", "new", "--from", terminal.path("wells.docx"), ...data];
    const refused = await terminal.run([...begin, "--json"]);
    expect(refused.values).toMatchObject([{ ok: false, error: { kind: "changesNotChosen" } }]);
    expect((await terminal.run([...begin, "--changes", "all"])).code).toBe(2);
    expect((await terminal.run([...begin, "--changes", "accepted"])).out).toMatch(/^Wells {2}/);
    expect((await terminal.run(["text", "wells", ...data])).out).toMatch(
      /# Wells[\s\S]*## Water[\s\S]*Wells stay open/,
    );
    expect((await terminal.run(["charter", "show", "wells", "--json", ...data])).values).toMatchObject([
      { language: "fr" },
    ]);
  });

  it("takes a file into a draft, at the end or in place of it", async () => {
    const ran = await terminal.run(["import", terminal.path("more.md"), "--into", "wells", "--at-end", ...data]);
    expect(ran.code).toBe(0);
    expect((await terminal.run(["text", "wells", ...data])).out).toMatch(/## Water[\s\S]*## Land/);
    await terminal.run(["import", terminal.path("more.md"), "--into", "wells", ...data]);
    expect((await terminal.run(["text", "wells", ...data])).out).not.toContain("## Water");
  });

  it("suggests a file, where nothing that is agreed is to change", async () => {
    const agreed = (await terminal.run(["text", "wells", ...data])).out;
    const ran = await terminal.run([
      "import",
      terminal.path("more.md"),
      "--into",
      "wells",
      "--at-end",
      "--suggest",
      ...data,
    ]);
    expect(ran.out).toContain("Suggested: ");
    expect((await terminal.run(["text", "wells", ...data])).out).toBe(agreed);
    await terminal.run(["review", "wells", "--accept", "all", ...data]);
    expect((await terminal.run(["text", "wells", ...data])).out.match(/## Land/g)).toHaveLength(2);
  });

  it("asks to be told what it is to do", async () => {
    expect((await terminal.run(["import", terminal.path("more.md"), ...data])).code).toBe(2);
    const edit = await terminal.run(["edit", "wells", "--from", terminal.path("wells.docx"), ...data]);
    expect(edit.err).toContain("tessera import FILE --into CHARTER");
  });
});
