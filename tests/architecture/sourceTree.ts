/** The project's own source files and what each of them imports, read with a real parser. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync, Visitor } from "vite";

const root = join(import.meta.dirname, "../..");

export interface Import {
  /** As written: "./result.ts", "yjs", "node:fs". */
  readonly specifier: string;
  /** Erased before it runs. */
  readonly isType: boolean;
}

/** Paths from `folder` (itself from the root), with "/" on every system, sorted. */
export function filesUnder(folder: string, extensions: readonly string[]): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => posix.join(folder, path.replaceAll("\\", "/")))
    .filter((path) => extensions.some((extension) => path.endsWith(extension)))
    .sort();
}

export const readSource = (path: string): string => readFileSync(join(root, path), "utf8");
export const exists = (path: string): boolean => existsSync(join(root, path));
export const topFolders = (): readonly string[] =>
  readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

type Literal = { readonly type: string; readonly value?: unknown };

const textOf = (node: Literal | null | undefined): string | null =>
  node?.type === "Literal" && typeof node.value === "string" ? node.value : null;

/**
 * Everything `source` reaches for: imports and exports from, `import()`, `import("x").Type`, `require`, and
 * `new URL("./worker.ts", import.meta.url)`. An `import()` or `require` of what is not plain text is "(computed)".
 */
export function importsOf(fileName: string, source: string): readonly Import[] {
  const { program, errors } = parseSync(fileName, source);
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0]?.message}`);
  const found: Import[] = [];
  const add = (specifier: string | null, isType = false): void => {
    found.push({ specifier: specifier ?? "(computed)", isType });
  };
  const isType = (node: { readonly importKind?: string; readonly exportKind?: string }): boolean =>
    (node.importKind ?? node.exportKind) === "type";

  new Visitor({
    ImportDeclaration(node) {
      const allTypes =
        node.specifiers.length > 0 && node.specifiers.every((part) => isType(part as { importKind?: string }));
      add(textOf(node.source), isType(node) || allTypes);
    },
    ExportNamedDeclaration(node) {
      if (node.source !== null) add(textOf(node.source), isType(node));
    },
    ExportAllDeclaration(node) {
      add(textOf(node.source), isType(node));
    },
    ImportExpression(node) {
      add(textOf(node.source));
    },
    TSImportType(node) {
      add(textOf(node.source), true);
    },
    CallExpression(node) {
      if (node.callee.type === "Identifier" && node.callee.name === "require") add(textOf(node.arguments[0]));
    },
    NewExpression(node) {
      const [path, base] = node.arguments;
      const isModuleUrl =
        node.callee.type === "Identifier" && node.callee.name === "URL" && base?.type === "MemberExpression";
      const specifier = isModuleUrl ? textOf(path) : null;
      if (specifier !== null && /\.(ts|tsx|mjs)$/.test(specifier)) add(specifier);
    },
  }).visit(program);
  return found;
}
