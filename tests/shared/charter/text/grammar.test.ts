import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../../shared/base/bytes.ts";
import { decodeContent, encodeContent } from "../../../../shared/charter/text/canonical.ts";
import { type ElementName, elementNames, grammar, markNames } from "../../../../shared/charter/text/grammar.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { grammarTable } from "../../../support/grammarTable.ts";
import { makeContentVectors } from "../../../vectors/makeContentVectors.ts";
import { writeJson } from "../../../vectors/makeVectors.ts";

const root = join(import.meta.dirname, "../../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const vectors = JSON.parse(read("tests/vectors/content.json")) as ReturnType<typeof makeContentVectors>;

describe("The grammar", () => {
  it("[I1] is of choices alone: each node holds named nodes or text, and the schema holds just these", () => {
    const names = new Set<string>([...elementNames, "text"]);
    for (const name of elementNames) {
      const holds: readonly string[] = grammar.nodes[name].holds;
      expect(holds.filter((child) => !names.has(child))).toEqual([]);
      for (const child of names) {
        const type = schema.nodes[child as ElementName | "text"];
        expect([name, child, schema.nodes[name].contentMatch.matchType(type) !== null]).toEqual([
          name,
          child,
          holds.includes(child),
        ]);
      }
    }
    expect(Object.keys(schema.marks)).toEqual(markNames);
  });

  it("[C11] is printed in CONTENT.md as it is, and pinned by its hash", () => {
    const compact = (table: string): string =>
      table.replace(/ +\|/g, " |").replace(/\|-+/g, "| ---").replace(/ -+ /g, " --- ");
    expect(compact(read("shared/charter/text/CONTENT.md"))).toContain(compact(grammarTable()));
    expect(makeContentVectors().grammar).toBe(vectors.grammar);
  });

  it("does not compile with a node more, until everything that treats nodes one by one has an answer", () => {
    // Beside this checkout's packages, so that the copy finds them.
    const copy = join(root, ".tmp", `grammar-${process.pid}`);
    mkdirSync(copy, { recursive: true });
    try {
      for (const part of ["shared", "electron", "renderer", "tsconfig.base.json"])
        cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !path.endsWith("/pdf/faces") });
      const table = join(copy, "shared/charter/text/grammar.ts");
      const before = readFileSync(table, "utf8");
      const after = before.replace(
        "hard_break: { role",
        'bracket: { role: "frame", holds: blocks, attrs: {} },\n    hard_break: { role',
      );
      expect(after).not.toBe(before);
      writeFileSync(table, after);
      const asked = (project: string): readonly string[] => {
        try {
          execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", join(copy, project)], {
            cwd: copy,
          });
          return [];
        } catch (thrown) {
          const said = String((thrown as { readonly stdout: unknown }).stdout);
          return [...new Set([...said.matchAll(/^(\S+?)\(/gm)].map(([, file]) => file ?? ""))].sort();
        }
      };
      const shared = ["shared/charter/formats/markdownWriter.ts", "shared/charter/text/schema.ts"];
      expect(asked("electron")).toEqual(["electron/host/documents/pdf/renderings/v2/blocks.ts", ...shared]);
      expect(asked("renderer")).toEqual(["renderer/ui/TextView.tsx", ...shared]);
    } finally {
      rmSync(copy, { recursive: true });
    }
  }, 180_000);
});

describe("The vectors of canonical content", () => {
  it("[C10] [C12] [C15] are what this program makes", () => {
    const made = makeContentVectors();
    expect(made).toEqual(vectors);
    expect(writeJson(made)).toBe(read("tests/vectors/content.json"));
  });

  it("[C13] read and are written again to the same bytes, and nothing else reads", () => {
    for (const { content } of vectors.contents) {
      const decoded = decodeContent(utf8(content));
      if (!decoded.ok) throw new Error(decoded.error.kind);
      expect(new TextDecoder().decode(encodeContent(decoded.value))).toBe(content);
    }
    for (const { content, as } of vectors.refused)
      expect(decodeContent(utf8(content))).toMatchObject({ ok: false, error: { kind: as } });
  });

  it("[C14] have the days of terms that the regulation has", () => {
    const ends = vectors.terms.map(({ startsOn, endsOn }) => [startsOn, endsOn]);
    expect(ends.slice(0, 3)).toEqual([
      ["2027-01-31", "2027-02-28"],
      ["2028-02-29", "2029-02-28"],
      ["2027-08-31", "2028-02-29"],
    ]);
  });
});
