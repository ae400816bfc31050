/**
 * The fonts of every PDF: a fixed set that ships with the program, so that one certificate has one rendering.
 *
 * The compiler also looks at the fonts of the machine, and a machine may have another version of the same family.
 * So each face is renamed in memory ("Noto Serif" becomes "Tess Serif", "Amiri" "Tessi") before the compiler sees it, and the
 * template allows no family but these.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface FontSet {
  /** Whole font files, renamed. */
  readonly faces: readonly Buffer[];
  /** The code points that every face of a family can draw, family by family. */
  readonly coverage: readonly ReadonlySet<number>[];
}

const families: readonly (readonly string[])[] = [
  [
    "noto-serif/400Regular/NotoSerif_400Regular.ttf",
    "noto-serif/400Regular_Italic/NotoSerif_400Regular_Italic.ttf",
    "noto-serif/700Bold/NotoSerif_700Bold.ttf",
    "noto-serif/700Bold_Italic/NotoSerif_700Bold_Italic.ttf",
  ],
  // Noto Naskh Arabic draws dots as glyphs of their own, and readers then copy and search each such letter twice.
  ["amiri/400Regular/Amiri_400Regular.ttf", "amiri/700Bold/Amiri_700Bold.ttf"],
  [
    "noto-serif-hebrew/400Regular/NotoSerifHebrew_400Regular.ttf",
    "noto-serif-hebrew/700Bold/NotoSerifHebrew_700Bold.ttf",
  ],
  // Devanagari, and letters of Latin, Greek and Cyrillic that the serif lacks.
  ["noto-sans/400Regular/NotoSans_400Regular.ttf", "noto-sans/700Bold/NotoSans_700Bold.ttf"],
];

/** The order in which a letter looks for its face. */
export const latinFirst: readonly string[] = ["Tess Serif", "Tessi", "Tess Serif Hebrew", "Tess Sans"];
export const arabicFirst: readonly string[] = ["Tessi", "Tess Serif", "Tess Serif Hebrew", "Tess Sans"];
export const hebrewFirst: readonly string[] = ["Tess Serif Hebrew", "Tess Serif", "Tessi", "Tess Sans"];

export function loadFonts(): FontSet {
  const require = createRequire(import.meta.url);
  const faces: Buffer[] = [];
  const coverage: ReadonlySet<number>[] = [];
  for (const paths of families) {
    const [first = new Set<number>(), ...others] = paths.map((path) => {
      const face = readFileSync(require.resolve(`@expo-google-fonts/${path}`));
      rename(face);
      faces.push(face);
      return readCodePoints(face);
    });
    coverage.push(new Set([...first].filter((point) => others.every((points) => points.has(point)))));
  }
  return { faces, coverage };
}

function findTable(face: Buffer, tag: string): number {
  const count = face.readUInt16BE(4);
  for (let index = 0; index < count; index++) {
    const at = 12 + 16 * index;
    if (face.toString("latin1", at, at + 4) === tag) return face.readUInt32BE(at + 8);
  }
  throw new Error(`a bundled font has no table ${tag}`);
}

/** Overwrites the first four letters of the family names by "Tess" (OpenType `name`, ids 1 and 16), so that nothing moves. */
function rename(face: Buffer): void {
  const table = findTable(face, "name");
  const count = face.readUInt16BE(table + 2);
  const strings = table + face.readUInt16BE(table + 4);
  for (let index = 0; index < count; index++) {
    const record = table + 6 + 12 * index;
    const nameId = face.readUInt16BE(record + 6);
    if (nameId !== 1 && nameId !== 16) continue;
    const length = face.readUInt16BE(record + 8);
    const at = strings + face.readUInt16BE(record + 10);
    const bytesPerLetter = face.readUInt16BE(record) === 1 ? 1 : 2;
    if (length < 4 * bytesPerLetter) continue;
    for (const [place, letter] of [..."Tess"].entries())
      face.writeUInt8(letter.charCodeAt(0), at + (place + 1) * bytesPerLetter - 1);
  }
}

/** Code points with a glyph, from the Unicode subtable of `cmap` in format 12 or 4. */
function readCodePoints(face: Buffer): ReadonlySet<number> {
  const table = findTable(face, "cmap");
  const points = new Set<number>();
  for (let index = 0; index < face.readUInt16BE(table + 2); index++) {
    const subtable = table + face.readUInt32BE(table + 4 + 8 * index + 4);
    const format = face.readUInt16BE(subtable);
    if (format === 12) readSegmented(face, subtable, points);
    if (format === 4) readBasic(face, subtable, points);
  }
  return points;
}

function readSegmented(face: Buffer, subtable: number, points: Set<number>): void {
  for (let group = 0; group < face.readUInt32BE(subtable + 12); group++) {
    const at = subtable + 16 + 12 * group;
    const first = face.readUInt32BE(at);
    const last = face.readUInt32BE(at + 4);
    const glyph = face.readUInt32BE(at + 8);
    for (let point = first; point <= last; point++) if (glyph + point - first !== 0) points.add(point);
  }
}

function readBasic(face: Buffer, subtable: number, points: Set<number>): void {
  const bytes = face.readUInt16BE(subtable + 6);
  const ends = subtable + 14;
  const starts = ends + bytes + 2;
  const deltas = starts + bytes;
  const offsets = deltas + bytes;
  for (let segment = 0; segment < bytes; segment += 2) {
    const first = face.readUInt16BE(starts + segment);
    const last = face.readUInt16BE(ends + segment);
    const offset = face.readUInt16BE(offsets + segment);
    for (let point = first; point <= last && point !== 0xffff; point++) {
      const raw = offset === 0 ? point : face.readUInt16BE(offsets + segment + offset + 2 * (point - first));
      const glyph = raw === 0 && offset !== 0 ? 0 : (raw + face.readUInt16BE(deltas + segment)) & 0xffff;
      if (glyph !== 0) points.add(point);
    }
  }
}
