/** What a TrueType or OpenType file says of itself: its code points with their glyphs, how wide each is, its names. */

function findTable(face: Buffer, tag: string): number {
  const count = face.readUInt16BE(4);
  for (let index = 0; index < count; index++) {
    const at = 12 + 16 * index;
    if (face.toString("latin1", at, at + 4) === tag) return face.readUInt32BE(at + 8);
  }
  throw new Error(`a font has no table ${tag}`);
}

/** The records of the table `name` that hold a family (ids 1 and 16): where each begins, and how many bytes a letter takes. */
function familyNames(face: Buffer): readonly { readonly at: number; readonly bytes: number; readonly wide: 1 | 2 }[] {
  const table = findTable(face, "name");
  const strings = table + face.readUInt16BE(table + 4);
  return Array.from({ length: face.readUInt16BE(table + 2) }, (_, index) => table + 6 + 12 * index)
    .filter((record) => [1, 16].includes(face.readUInt16BE(record + 6)))
    .map((record) => ({
      at: strings + face.readUInt16BE(record + 10),
      bytes: face.readUInt16BE(record + 8),
      wide: face.readUInt16BE(record) === 1 ? 1 : 2,
    }));
}

/**
 * Overwrites the first four letters of the family names by "Tess", so that nothing moves and no font of the machine
 * has the same name.
 */
export function renameFace(face: Buffer): void {
  for (const { at, bytes, wide } of familyNames(face)) {
    if (bytes < 4 * wide) continue;
    for (const [place, letter] of [..."Tess"].entries())
      face.writeUInt8(letter.charCodeAt(0), at + (place + 1) * wide - 1);
  }
}

/** The family, as a program that looks for fonts is told it. */
export function readFamily(face: Buffer): string {
  const { at, bytes, wide } = familyNames(face).at(-1) ?? { at: 0, bytes: 0, wide: 1 };
  const letters = face.subarray(at, at + bytes);
  return wide === 1 ? letters.toString("latin1") : Buffer.from(letters).swap16().toString("utf16le");
}

/** Every code point that has a glyph, and which, from the Unicode subtables of `cmap` in the formats 12 and 4. */
export function readGlyphs(face: Buffer): ReadonlyMap<number, number> {
  const table = findTable(face, "cmap");
  const glyphs = new Map<number, number>();
  for (let index = 0; index < face.readUInt16BE(table + 2); index++) {
    const subtable = table + face.readUInt32BE(table + 4 + 8 * index + 4);
    const format = face.readUInt16BE(subtable);
    if (format === 12) readSegmented(face, subtable, glyphs);
    if (format === 4) readBasic(face, subtable, glyphs);
  }
  return glyphs;
}

function readSegmented(face: Buffer, subtable: number, glyphs: Map<number, number>): void {
  for (let group = 0; group < face.readUInt32BE(subtable + 12); group++) {
    const at = subtable + 16 + 12 * group;
    const first = face.readUInt32BE(at);
    const last = face.readUInt32BE(at + 4);
    const glyph = face.readUInt32BE(at + 8);
    for (let point = first; point <= last; point++)
      if (glyph + point - first !== 0) glyphs.set(point, glyph + point - first);
  }
}

function readBasic(face: Buffer, subtable: number, glyphs: Map<number, number>): void {
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
      if (glyph !== 0) glyphs.set(point, glyph);
    }
  }
}

/** How wide each code point is, in parts of the letter size. */
export function readWidths(face: Buffer): ReadonlyMap<number, number> {
  const unitsPerEm = face.readUInt16BE(findTable(face, "head") + 18);
  const measured = face.readUInt16BE(findTable(face, "hhea") + 34);
  const metrics = findTable(face, "hmtx");
  return new Map(
    [...readGlyphs(face)].map(([point, glyph]) => [
      point,
      face.readUInt16BE(metrics + 4 * Math.min(glyph, measured - 1)) / unitsPerEm,
    ]),
  );
}
