/**
 * The fonts of every PDF of rendering 1: a fixed set, so that one certificate has one rendering.
 *
 * The compiler also looks at the fonts of the machine, and a machine may have another version of the same family.
 * So each face is renamed in memory ("Noto Serif" becomes "Tess Serif", "Amiri" "Tessi") before the compiler sees it, and the
 * template allows no family but these.
 */

import { readGlyphs, renameFace } from "../../faceFile.ts";
import { readFaceFile } from "../../faces.ts";

interface FontSet {
  /** Whole font files, renamed. */
  readonly faces: readonly Buffer[];
  /** The code points that every face of a family can draw, family by family. */
  readonly coverage: readonly ReadonlySet<number>[];
}

const families: readonly (readonly string[])[] = [
  [
    "NotoSerif_400Regular.ttf",
    "NotoSerif_400Regular_Italic.ttf",
    "NotoSerif_700Bold.ttf",
    "NotoSerif_700Bold_Italic.ttf",
  ],
  // Noto Naskh Arabic draws dots as glyphs of their own, and readers then copy and search each such letter twice.
  ["Amiri_400Regular.ttf", "Amiri_700Bold.ttf"],
  ["NotoSerifHebrew_400Regular.ttf", "NotoSerifHebrew_700Bold.ttf"],
  // Devanagari, and letters of Latin, Greek and Cyrillic that the serif lacks.
  ["NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"],
];

/** The order in which a letter looks for its face. */
export const latinFirst: readonly string[] = ["Tess Serif", "Tessi", "Tess Serif Hebrew", "Tess Sans"];
export const arabicFirst: readonly string[] = ["Tessi", "Tess Serif", "Tess Serif Hebrew", "Tess Sans"];
export const hebrewFirst: readonly string[] = ["Tess Serif Hebrew", "Tess Serif", "Tessi", "Tess Sans"];

export function loadFonts(): FontSet {
  const faces: Buffer[] = [];
  const coverage: ReadonlySet<number>[] = [];
  for (const files of families) {
    const [first = new Set<number>(), ...others] = files.map((file) => {
      const face = readFaceFile(file);
      renameFace(face);
      faces.push(face);
      return new Set(readGlyphs(face).keys());
    });
    coverage.push(new Set([...first].filter((point) => others.every((points) => points.has(point)))));
  }
  return { faces, coverage };
}
