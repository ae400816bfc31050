/**
 * The faces that PDFs are drawn with: a folder that comes with the program, and optional packs that a person adds from
 * a disk. `faces.json` names every face by its SHA-256, so a letter is drawn by the same outline everywhere or not at
 * all; no font of the machine is ever used.
 *
 * Owns: the folder of added packs. Called by: the PDF engine, and the host for what a person adds.
 * Invariant: `families` is the same on every machine, whatever packs are there.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toHex } from "../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../shared/base/crypto.ts";
import { makeDirectory } from "../../store/files.ts";
import { readWidths, renameFace } from "./faceFile.ts";
import { decodeFacePack } from "./facePack.ts";
import { readPoints } from "./facePoints.ts";

export interface Family {
  /** As the compiler knows it: "Tess Serif" for "Noto Serif". */
  readonly name: string;
  /** The optional pack that holds it; null: it comes with the program. */
  readonly pack: string | null;
  /** What each of its faces can draw. */
  readonly points: ReadonlySet<number>;
  readonly faces: readonly { readonly file: string; readonly sha256: string }[];
}

export interface Faces {
  /** In the order in which a letter looks for its face. */
  readonly families: readonly Family[];
  isInstalled(family: Family): boolean;
  /** Whole font files, renamed. Throws where the family is not installed. */
  load(family: Family): readonly Buffer[];
  /** How wide a code point is, in parts of the letter size: the widest of the family's faces. */
  width(family: Family, point: number): number;
  /** Every optional pack, and whether it is here. */
  packs(): readonly { readonly pack: string; readonly installed: boolean }[];
  /** Keeps each face among these files that a pack wants; the packs that this brought. A pack file or a font file. */
  add(files: readonly Uint8Array[]): readonly string[];
}

interface FaceList {
  readonly families: readonly {
    readonly family: string;
    readonly pack: string | null;
    readonly points: string;
    readonly faces: readonly { readonly file: string; readonly sha256: string }[];
  }[];
}

/** Beside this file where the program runs from its source; Electron's bundle lies in dist/electron. */
const folder = [
  join(import.meta.dirname, "faces"),
  join(import.meta.dirname, "../../electron/host/documents/pdf/faces"),
].find((path) => existsSync(join(path, "faces.json")));

/** A face that comes with the program. */
export function readFaceFile(file: string): Buffer {
  if (folder === undefined) throw new Error("the folder of faces is missing");
  return readFileSync(join(folder, file));
}

/** Where the packs of a data directory lie. */
export const packFolderOf = (dataDirectory: string): string => join(dataDirectory, "faces");

/** `packFolder`: where added packs are kept; null: there are none, and none can be added. */
export function createFaces(packFolder: string | null): Faces {
  let list: readonly Family[] | null = null;
  const families = (): readonly Family[] => {
    list ??= (JSON.parse(readFaceFile("faces.json").toString()) as FaceList).families.map(
      ({ family, pack, points, faces }) => ({
        name: `Tess${family.slice(4)}`,
        pack,
        points: readPoints(points),
        faces,
      }),
    );
    return list;
  };
  const widths = new Map<Family, readonly ReadonlyMap<number, number>[]>();
  const pathOf = (file: string): string | null => (packFolder === null ? null : join(packFolder, file));
  const readFace = (family: Family, face: Family["faces"][number]): Buffer => {
    const path = pathOf(face.file);
    if (family.pack === null || path === null) return readFaceFile(face.file);
    const bytes = readFileSync(path);
    if (toHex(sha256(bytes)) !== face.sha256) throw new Error(`the face ${face.file} is not the one that was added`);
    return bytes;
  };
  /** Files of packs that were read whole once, and whether each was what it has to be. */
  const read = new Map<string, { readonly size: number; readonly mtimeMs: number; readonly isSound: boolean }>();
  const isSound = ({ file, sha256: expected }: Family["faces"][number]): boolean => {
    const path = pathOf(file);
    const stat = path === null ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path === null || stat === undefined) return false;
    const { size, mtimeMs } = stat;
    const before = read.get(path);
    if (before !== undefined && before.size === size && before.mtimeMs === mtimeMs) return before.isSound;
    const found = { size, mtimeMs, isSound: toHex(sha256(readFileSync(path))) === expected };
    read.set(path, found);
    return found.isSound;
  };
  const isInstalled = (family: Family): boolean => family.pack === null || family.faces.every(isSound);

  return {
    get families() {
      return families();
    },
    isInstalled,
    load: (family) =>
      family.faces.map((face) => {
        const bytes = readFace(family, face);
        renameFace(bytes);
        return bytes;
      }),
    width(family, point) {
      const known = widths.get(family) ?? family.faces.map((face) => readWidths(readFace(family, face)));
      widths.set(family, known);
      return Math.max(...known.map((face) => face.get(point) ?? 0));
    },
    packs: () =>
      families().flatMap((family) =>
        family.pack === null ? [] : [{ pack: family.pack, installed: isInstalled(family) }],
      ),
    add(files) {
      if (packFolder === null) return [];
      const added = new Set<string>();
      const wanted = new Map(
        families().flatMap(({ pack, faces }) =>
          pack === null ? [] : faces.map((face) => [face.sha256, { pack, face }]),
        ),
      );
      for (const bytes of files.flatMap((file) => decodeFacePack(file) ?? [file])) {
        const found = wanted.get(toHex(sha256(bytes)));
        if (found === undefined) continue;
        const made = makeDirectory(packFolder);
        if (!made.ok) return [...added];
        writeFileSync(join(packFolder, found.face.file), bytes);
        added.add(found.pack);
      }
      return [...added];
    },
  };
}
