/**
 * Who may import whom. The table is the house's plan (README): change it together with the plan, never to make a
 * failing import pass. What is in no row, folder or package, fails.
 */

import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { filesUnder, type Import, importsOf, readSource, topFolders } from "./sourceTree.ts";

interface Row {
  /** Folders and single files of ours; a folder means everything under it that has no row of its own. */
  readonly ours: readonly string[];
  /** npm packages by name, and "node:" for all of Node's own modules. */
  readonly packages: readonly string[];
  /** Allowed as `import type` only. */
  readonly types?: readonly string[];
}

const prosemirror = [
  "prosemirror-commands",
  "prosemirror-dropcursor",
  "prosemirror-gapcursor",
  "prosemirror-inputrules",
  "prosemirror-keymap",
  "prosemirror-model",
  "prosemirror-schema-list",
  "prosemirror-state",
  "prosemirror-tables",
  "prosemirror-transform",
  "prosemirror-view",
];
const react = ["react", "react-dom", "react-aria-components"];
const api = ["shared/base", "shared/charter", "shared/api"];
const signed = ["shared/crdt", "shared/ledger", "shared/sync"];
const host = (...rooms: readonly string[]): readonly string[] => rooms.map((room) => `electron/host/${room}`);

/** A room of the window's screens, which sees these others. */
const screen = (...rooms: readonly string[]): Row => ({
  ours: [
    ...[...api, "renderer/editor", "renderer/host", "renderer/i18n", "renderer/qr", "renderer/replica", "renderer/ui"],
    ...rooms.map((room) => posix.join("renderer/screens", room)),
  ],
  packages: [...react, "react-i18next"],
});

/** Of two rows that hold a file, the one with the longer path counts. Each row's folder may import itself. */
const table: Readonly<Record<string, Row>> = {
  "shared/globals.d.ts": { ours: [], packages: [] },
  "shared/base": { ours: [], packages: ["cborg", "libsodium-wrappers-sumo", "lib0"] },
  "shared/charter/text": {
    ours: ["shared/base"],
    packages: ["canonicalize", "prosemirror-model"],
  },
  "shared/charter/parties": { ours: ["shared/base", "shared/charter/text"], packages: [] },
  "shared/charter/compare": { ours: ["shared/base", "shared/charter/text"], packages: ["fast-myers-diff"] },
  "shared/charter/formats": {
    ours: ["shared/base", "shared/charter/text"],
    packages: ["fflate", "htmlparser2", "markdown-it", "saxes"],
  },
  "shared/charter/draft": {
    ours: [
      "shared/base",
      "shared/charter/text",
      "shared/charter/parties",
      "shared/charter/compare",
      "shared/charter/formats",
    ],
    packages: [],
  },
  "shared/crdt/document": { ours: ["shared/base", "shared/charter/text"], packages: ["lib0", "yjs"] },
  "shared/crdt/update": {
    ours: ["shared/base", "shared/charter/text", "shared/crdt/document"],
    packages: ["lib0", "yjs"],
  },
  "shared/crdt/reading": {
    ours: ["shared/base", "shared/charter/text", "shared/crdt/document"],
    packages: ["yjs"],
  },
  "shared/crdt/writing": {
    ours: ["shared/base", "shared/charter", "shared/crdt/document", "shared/crdt/reading"],
    packages: ["fast-myers-diff", "yjs"],
  },
  "shared/crdt/history": {
    ours: ["shared/base", "shared/charter", "shared/crdt/document", "shared/crdt/update", "shared/crdt/reading"],
    packages: ["yjs"],
  },
  "shared/ledger/log": { ours: ["shared/base", "shared/charter"], packages: [] },
  "shared/ledger/members": {
    ours: ["shared/base", "shared/charter", "shared/ledger/log"],
    packages: ["@scure/bip39"],
  },
  "shared/ledger/statements": {
    ours: ["shared/base", "shared/charter", "shared/ledger/log", "shared/ledger/members"],
    packages: [],
  },
  "shared/ledger/agreements": {
    ours: ["shared/base", "shared/charter", "shared/ledger/log", "shared/ledger/members", "shared/ledger/statements"],
    packages: [],
  },
  "shared/ledger/negotiation": {
    ours: ["shared/base", "shared/charter", "shared/ledger/log", "shared/ledger/members", "shared/ledger/statements"],
    packages: [],
  },
  "shared/ledger": {
    ours: [
      "shared/base",
      "shared/charter",
      "shared/ledger/log",
      "shared/ledger/members",
      "shared/ledger/statements",
      "shared/ledger/agreements",
    ],
    packages: [],
  },
  "shared/sync": { ours: ["shared/base", "shared/charter/parties", "shared/ledger"], packages: [] },
  "shared/qr": { ours: ["shared/base"], packages: ["qr"] },
  "shared/api": { ours: ["shared/base", "shared/charter"], packages: [] },

  // The host: a platform, rooms that each see those above them here, and createHost, which wires them.
  "electron/host/ambient.ts": { ours: ["shared/base"], packages: ["node:"] },
  "electron/host/store": { ours: ["shared/base", "shared/ledger", "shared/sync", "shared/api"], packages: ["node:"] },
  "electron/host/reading": { ours: [...api, "electron/host/ambient.ts"], packages: ["node:"] },
  "electron/host/charter": { ours: [...api, ...signed, "electron/host/store"], packages: ["node:"] },
  "electron/host/judging": {
    ours: ["shared/base", ...signed, ...host("ambient.ts", "store", "charter")],
    packages: ["node:"],
  },
  "electron/host/platform.ts": {
    ours: [],
    packages: [],
    types: [...api, ...signed, ...host("store", "reading", "judging", "documents")],
  },
  "electron/host/transports": {
    ours: ["shared/base", "shared/sync", "electron/host/platform.ts"],
    packages: ["node:", "@peculiar/x509", "multicast-dns", "reflect-metadata", "ws"],
    types: ["shared/api"],
  },
  "electron/host/documents": {
    ours: [...api, "shared/ledger", "electron/host/store"],
    packages: [
      "node:",
      "@libpdf/core",
      "@myriaddreamin/typst-ts-node-compiler",
      "@peculiar/x509",
      "canonicalize",
      "prosemirror-model",
      "reflect-metadata",
    ],
  },
  "electron/host/keys": {
    ours: [...api, "shared/ledger", ...host("platform.ts", "store", "documents")],
    packages: ["node:", "@scure/bip39"],
  },
  "electron/host/library": {
    ours: [...api, "shared/ledger", ...host("platform.ts", "store", "keys", "charter")],
    packages: ["node:"],
  },
  "electron/host/peers": {
    ours: [...api, ...signed, ...host("platform.ts", "store", "transports", "keys", "charter", "library")],
    packages: ["node:"],
  },
  "electron/host/people": {
    ours: [...api, ...signed, ...host("platform.ts", "keys", "library", "peers")],
    packages: [],
  },
  "electron/host/relay": {
    ours: [...api, ...signed, ...host("platform.ts", "store", "keys", "charter", "library", "peers", "people")],
    packages: [],
  },
  "electron/host/bundles": {
    ours: [...api, ...signed, ...host("keys", "charter", "library", "people")],
    packages: [],
  },
  "electron/host/history": {
    ours: [...api, ...signed, ...host("platform.ts", "store", "charter", "library", "people")],
    packages: [],
  },
  "electron/host/agreements": {
    ours: [...api, "shared/ledger", ...host("platform.ts", "documents", "keys", "charter", "library", "people")],
    packages: [],
  },
  "electron/host/negotiation": {
    ours: [...api, ...signed, ...host("platform.ts", "charter", "library", "people", "history")],
    packages: [],
  },
  "electron/host/methods": {
    ours: [
      ...api,
      ...signed,
      ...host("platform.ts", "charter", "store", "keys", "reading", "library", "people", "peers", "relay"),
      ...host("bundles", "history", "agreements", "negotiation", "documents"),
    ],
    packages: [],
  },
  "electron/host": { ours: [...api, "shared/ledger", "electron/host"], packages: ["node:"] },
  "electron/main": {
    ours: ["shared/base", "shared/api", "electron/host", "electron/web/rendererFiles.ts"],
    packages: ["node:", "electron"],
  },
  "electron/preload": { ours: [], packages: ["electron"], types: ["shared/base", "shared/api"] },
  "electron/web": { ours: [...api, "electron/host"], packages: ["node:", "ws"] },
  "electron/relay": {
    ours: ["shared/base", "shared/sync/relayMessages.ts", "shared/sync/frameHeader.ts"],
    packages: ["node:", "@redis/client", "ws"],
  },
  "electron/cli": {
    ours: [...api, "shared/qr", "electron/host", "electron/web", "electron/relay", "dist/programs"],
    packages: ["node:", "pngjs", "uqr"],
  },
  // What `scripts/build.ts` makes of the command line, for its own first file alone.
  "dist/programs": { ours: [], packages: [] },

  "renderer/editor": {
    ours: ["shared/base", "shared/charter", "shared/crdt", "renderer/i18n"],
    packages: [...prosemirror, "y-protocols", "yjs"],
  },
  "renderer/host": { ours: ["shared/base", "shared/api"], packages: ["y-protocols", "y-websocket", "yjs"] },
  "renderer/replica": {
    ours: ["shared/base", "shared/charter", "shared/crdt", "shared/api", "renderer/host"],
    packages: ["react", "react-dom", "y-protocols", "y-websocket", "yjs"],
  },
  "renderer/i18n": { ours: api, packages: ["react", "i18next", "react-i18next"] },
  "renderer/qr": { ours: ["shared/base", "shared/qr"], packages: [] },
  "renderer/ui": { ours: [...api, "renderer/i18n"], packages: [...react, "react-i18next", "uqr"] },
  // The screens: each sees those above it here.
  "renderer/screens/shell": screen(),
  "renderer/screens/keys": screen("shell"),
  "renderer/screens/charter/state": screen("shell"),
  "renderer/screens/charter/clause": screen("shell", "charter/state"),
  "renderer/screens/charter/text": screen("shell", "charter/state", "charter/clause"),
  "renderer/screens/charter/brackets": screen("shell", "charter/state"),
  "renderer/screens/charter/people": screen("shell", "charter/state"),
  "renderer/screens/charter/comments": screen("shell", "charter/state", "charter/clause"),
  "renderer/screens/charter/meeting": screen("shell", "charter/state", "charter/people"),
  "renderer/screens/news": screen("shell", "charter/state", "charter/clause", "charter/comments", "conflicts"),
  "renderer/screens/conflicts": screen("shell", "charter/state"),
  "renderer/screens/playback": screen("shell", "charter/state", "charter/clause"),
  "renderer/screens/board": screen("shell", "charter/state", "charter/clause"),
  "renderer/screens/propose": screen("shell", "charter/state"),
  "renderer/screens/timeline": screen("shell", "charter/state", "charter/clause"),
  "renderer/screens/signing": screen("shell", "charter/state", "charter/people", "charter/meeting", "timeline"),
  "renderer/screens/promises": screen("shell", "charter/state"),
  "renderer/screens/records": screen("shell", "charter/state", "signing", "timeline"),
  "renderer/screens/agreement": screen(
    "shell",
    "charter/state",
    "charter/people",
    "charter/meeting",
    "timeline",
    "signing",
  ),
  "renderer/screens/verify": screen("shell", "charter/state"),
  "renderer/screens/welcome": screen("shell", "keys", "verify"),
  "renderer/screens/settings": screen("shell", "keys", "welcome"),
  "renderer/screens/library": screen("shell", "charter/state", "charter/meeting", "verify", "welcome"),
  "renderer/screens/charter": screen(
    "shell",
    "charter",
    "agreement",
    "board",
    "conflicts",
    "news",
    "playback",
    "promises",
    "propose",
    "records",
    "timeline",
    "signing",
  ),
  "renderer/screens": screen(""),
  "renderer/main.tsx": { ours: [...api, "renderer"], packages: [...react] },

  // Tooling and tests see everything; nothing above sees them.
  scripts: {
    ours: [
      "shared",
      "electron",
      "renderer",
      "tests/e2e/support",
      "tests/support",
      "tests/shared/crdt/support",
      "tests/relay/rawClient.ts",
      "tests/relay/redisServer.ts",
    ],
    packages: ["*"],
  },
  tests: { ours: ["shared", "electron", "renderer", "scripts"], packages: ["*"] },
};

const sourceFolders = ["shared", "electron", "renderer", "scripts", "tests"];
const sourceFiles = sourceFolders.flatMap((folder) => filesUnder(folder, [".ts", ".tsx", ".mjs"]));

const holds = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

function rowOf(path: string): string | null {
  const rows = Object.keys(table).filter((folder) => holds(folder, path));
  return rows.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** "@scope/name/part" is of the package "@scope/name", "node:fs" of "node:". */
function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return "node:";
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Null, or why `file` may not have this import. */
function violation(file: string, { specifier, isType }: Import): string | null {
  const folder = rowOf(file);
  const row = folder === null ? undefined : table[folder];
  if (folder === null || row === undefined) return `${file} is in no row`;
  const says = `${file} imports ${isType ? "type " : ""}${specifier}`;

  if (!specifier.startsWith(".")) {
    const name = packageOf(specifier);
    return row.packages.includes(name) || row.packages.includes("*") ? null : says;
  }
  const target = posix.join(posix.dirname(file), specifier.split("?")[0] ?? specifier);
  // The layout, package.json and the like: only what has every right sees them.
  const targetRow = rowOf(target);
  if (targetRow === null) return row.packages.includes("*") ? null : `${says}, which is in no row`;
  if (targetRow === folder) return null;
  const allowed = isType ? [...row.ours, ...(row.types ?? [])] : row.ours;
  return allowed.some((one) => holds(one, target)) ? null : says;
}

/** What runs where `file` runs, packages included, each with the file that brought it in. */
function reachOf(file: string): ReadonlyMap<string, string> {
  const reached = new Map([[file, file]]);
  // What is added meanwhile is walked, too.
  for (const from of reached.keys())
    for (const { specifier, isType } of sourceFiles.includes(from) ? importsOf(from, readSource(from)) : []) {
      const target = specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : packageOf(specifier);
      if (!isType && !reached.has(target)) reached.set(target, from);
    }
  return reached;
}

/** What each file, or each room, imports of others. `withTypes`: what is imported as a type counts too. */
function graphOf(nameOf: (file: string) => string, withTypes: boolean): ReadonlyMap<string, ReadonlySet<string>> {
  const graph = new Map<string, Set<string>>();
  for (const file of sourceFiles.filter((path) => !holds("tests", path) && !holds("scripts", path)))
    for (const { specifier, isType } of importsOf(file, readSource(file))) {
      if (!specifier.startsWith(".") || (isType && !withTypes)) continue;
      const target = posix.join(posix.dirname(file), specifier.split("?")[0] ?? specifier);
      const [from, to] = [nameOf(file), nameOf(target)];
      if (from !== to && rowOf(target) !== null) graph.set(from, (graph.get(from) ?? new Set()).add(to));
    }
  return graph;
}

/** Tarjan's strongly connected components (1972) of more than one, each in order. */
function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: string[] = [];
  function visit(node: string): number {
    const index = indexes.size;
    indexes.set(node, index);
    lows.set(node, index);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const low = !indexes.has(next) ? visit(next) : stack.includes(next) ? (indexes.get(next) ?? index) : index;
      lows.set(node, Math.min(lows.get(node) ?? index, low));
    }
    if (lows.get(node) === index) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1) found.push(circle.sort());
    }
    return lows.get(node) ?? index;
  }
  for (const node of graph.keys()) if (!indexes.has(node)) visit(node);
  return found.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

describe("Imports", () => {
  it("go only where the table lets each folder go", () => {
    const violations = sourceFiles.flatMap((file) =>
      importsOf(file, readSource(file)).flatMap((one) => violation(file, one) ?? []),
    );
    expect(violations).toEqual([]);
  });

  it("make no circle of files: types alone may look back within one room", () => {
    expect(circlesOf(graphOf((file) => file, false))).toEqual([]);
  });

  it("make no circle of rooms, types included", () => {
    expect(circlesOf(graphOf((file) => rowOf(file) ?? file, true))).toEqual([]);
  });

  it("have a row for every source file", () => {
    expect(sourceFiles.filter((file) => rowOf(file) === null)).toEqual([]);
  });

  it("name only packages that package.json lists", () => {
    const { dependencies, devDependencies } = JSON.parse(readSource("package.json")) as Record<string, object>;
    const listed = Object.keys({ ...dependencies, ...devDependencies });
    const named = new Set(Object.values(table).flatMap((row) => row.packages));
    expect([...named].filter((name) => name !== "node:" && name !== "*" && !listed.includes(name))).toEqual([]);
  });

  it("of style sheets name only packages that package.json lists: a bundler leaves out what it does not find", () => {
    const { dependencies } = JSON.parse(readSource("package.json")) as Record<string, object>;
    const named = filesUnder("renderer", [".css"]).flatMap((file) =>
      [...readSource(file).matchAll(/url\("(@[^/"]+\/[^/"]+|[a-z][^/":]*)\//g)].map(([, name]) => name ?? ""),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !Object.keys(dependencies ?? {}).includes(name))).toEqual([]);
  });

  it("are all seen by the parser, whatever their form", () => {
    const source = [
      'import a, { type B } from "one";',
      'import { type C } from "two";',
      'import type { D } from "three";',
      'export { e } from "four";',
      'export type { F } from "five";',
      'export * from "six";',
      'type G = import("seven").G;',
      'const h = await import("eight");',
      'const i = require("nine");',
      'const j = new Worker(new URL("./ten.ts", import.meta.url));',
      "const k = await import(a);",
      'import "eleven";',
      '// import "comment";',
      "const text = 'import \"text\"';",
    ].join("\n");
    const seen = importsOf("any.ts", source).map(({ specifier, isType }) => `${isType ? "type " : ""}${specifier}`);
    expect(seen.sort()).toEqual(
      [
        "one",
        "type two",
        "type three",
        "four",
        "type five",
        "six",
        "type seven",
        "eight",
        "nine",
        "./ten.ts",
        "(computed)",
        "eleven",
      ].sort(),
    );
  });

  it.each([
    ["shared/charter/text/rules.ts", "yjs", false],
    ["shared/crdt/reading/readText.ts", "../ledger/model.ts", true],
    ["shared/crdt/reading/readText.ts", "../update/validateUpdate.ts", false],
    ["shared/ledger/ledger.ts", "../crdt/reading/readText.ts", false],
    ["shared/base/result.ts", "node:fs", false],
    ["electron/host/library.ts", "electron", true],
    ["electron/relay/relay.ts", "../../shared/sync/frame.ts", false],
    ["electron/preload/preload.ts", "../../shared/api/hostApi.ts", false],
    ["renderer/editor/keymap.ts", "react", false],
    ["renderer/screens/Library.tsx", "../../shared/ledger/model.ts", true],
    ["renderer/main.tsx", "../electron/host/host.ts", true],
    ["shared/base/result.ts", "../../tests/support/pipes.ts", false],
    ["shared/novelty/new.ts", "../base/result.ts", false],
    ["electron/host/library.ts", "left-pad", false],
    ["electron/cli/cliMain.ts", "(computed)", false],
  ])("refuse %s the import of %s", (file, specifier, isType) => {
    expect(violation(file, { specifier, isType })).not.toBeNull();
  });

  it("keep libsodium, which is WebAssembly, out of the window, whose policy runs none", () => {
    for (const start of ["renderer/main.tsx", "tests/support/editorHarness/page.ts"]) {
      const reached = reachOf(start);
      expect(reached.has("prosemirror-state"), start).toBe(true);
      expect(reached.get("libsodium-wrappers-sumo"), start).toBeUndefined();
      expect(reached.get("shared/base/crypto.ts"), start).toBeUndefined();
    }
  });

  it("let preload see the API's types", () => {
    expect(
      violation("electron/preload/preload.ts", { specifier: "../../shared/api/hostApi.ts", isType: true }),
    ).toBeNull();
  });
});

describe("The layout", () => {
  it("has the agreed folders at the top and no other", () => {
    const made = ["node_modules", "dist", "demo-out", ".git", ".tmp"];
    const folders = topFolders().filter((name) => !made.includes(name));
    expect(folders.sort()).toEqual([".ci", "docs", "electron", "renderer", "scripts", "shared", "tests"]);
  });

  it("has no drawer: no module named after help, utilities or management", () => {
    const drawers = /(util|helper|manager|misc|common)s?(\W|$|[A-Z])/i;
    expect(sourceFiles.filter((path) => drawers.test(path))).toEqual([]);
  });

  it("is of source files only: tests lie under tests", () => {
    expect(sourceFiles.filter((path) => /\.test\.tsx?$/.test(path) && !path.startsWith("tests/"))).toEqual([]);
  });
});

describe("package-lock.json", () => {
  const { packages } = JSON.parse(readSource("package-lock.json")) as {
    packages: Record<string, { resolved?: string; version?: string; optionalDependencies?: Record<string, string> }>;
  };

  it("names no registry, so that each machine asks its own", () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
  });

  it("has every system's optional packages, without which npm ci refuses the file", () => {
    /** Where Node would look for `name` from the package at `path`. */
    const isLocked = (path: string, name: string): boolean => {
      if (packages[posix.join(path, "node_modules", name)] !== undefined) return true;
      const above = path.lastIndexOf("node_modules/");
      return above >= 0 && isLocked(path.slice(0, above).replace(/\/$/, ""), name);
    };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
    );
    expect(missing).toEqual([]);
  });

  it("has Electron in the version whose Node runs this project", () => {
    expect(packages["node_modules/electron"]?.version).toBe("45.4.1");
  });
});
