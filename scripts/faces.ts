/**
 * `node scripts/faces.ts [--archives DIR] [--packs DIR]`: gathers the faces of the PDFs from pinned npm packages into
 * electron/host/documents/pdf/faces, with faces.json beside them: file, SHA-256, code points and licence of each. The folder is
 * committed, so a clone needs nothing else. With --packs it also writes the optional packs as .tessera-faces files.
 *
 * Run it only to add a family: a face that changes changes the pages of every PDF that was drawn with it.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inflateSync } from "node:zlib";
import { readFamily, readGlyphs } from "../electron/host/documents/pdf/faceFile.ts";
import { encodeFacePack } from "../electron/host/documents/pdf/facePack.ts";
import { writePoints } from "../electron/host/documents/pdf/facePoints.ts";

interface Source {
  readonly package: string;
  readonly files: readonly string[];
  /** An optional pack of this name holds it; null: it comes with the program. */
  readonly pack: string | null;
}

const expo = (name: string, version: string, files: readonly string[], pack: string | null = null): Source => ({
  package: `@expo-google-fonts/${name}@${version}`,
  files,
  pack,
});
const regular = (stem: string): readonly string[] => [`400Regular/${stem}_400Regular.ttf`];
const pair = (stem: string): readonly string[] => [...regular(stem), `700Bold/${stem}_700Bold.ttf`];
const woff = (name: string, script: string, version: string, weights: readonly number[] = [400, 700]): Source => ({
  package: `@fontsource/${name}@${version}`,
  files: weights.map((weight) => `files/${name}-${script}-${weight}-normal.woff`),
  pack: null,
});

/** The order is the one in which a letter looks for its face: a new family goes to the end of those that ship. */
const sources: readonly Source[] = [
  expo("noto-serif", "0.4.2", [
    "400Regular/NotoSerif_400Regular.ttf",
    "400Regular_Italic/NotoSerif_400Regular_Italic.ttf",
    "700Bold/NotoSerif_700Bold.ttf",
    "700Bold_Italic/NotoSerif_700Bold_Italic.ttf",
  ]),
  // Noto Naskh Arabic draws dots as glyphs of their own, and readers then copy and search each such letter twice.
  expo("amiri", "0.4.1", pair("Amiri")),
  expo("noto-serif-hebrew", "0.4.2", pair("NotoSerifHebrew")),
  // Devanagari, and letters of Latin, Greek and Cyrillic that the serif lacks.
  expo("noto-sans", "0.4.2", pair("NotoSans")),
  woff("noto-serif-armenian", "armenian", "5.3.0"),
  woff("noto-serif-georgian", "georgian", "5.3.0"),
  expo("noto-serif-bengali", "0.4.4", pair("NotoSerifBengali")),
  woff("noto-serif-gujarati", "gujarati", "5.3.0"),
  expo("noto-sans-gurmukhi", "0.4.1", pair("NotoSansGurmukhi")),
  expo("noto-sans-kannada", "0.4.3", pair("NotoSansKannada")),
  woff("noto-serif-malayalam", "malayalam", "5.3.0"),
  expo("noto-sans-oriya", "0.4.2", pair("NotoSansOriya")),
  woff("noto-serif-sinhala", "sinhala", "5.3.0"),
  woff("noto-serif-tamil", "tamil", "5.3.0"),
  expo("noto-serif-telugu", "0.4.2", pair("NotoSerifTelugu")),
  expo("noto-sans-meetei-mayek", "0.4.2", pair("NotoSansMeeteiMayek")),
  expo("noto-sans-ol-chiki", "0.4.2", pair("NotoSansOlChiki")),
  expo("noto-sans-chakma", "0.4.2", regular("NotoSansChakma")),
  expo("noto-serif-tibetan", "0.4.2", pair("NotoSerifTibetan")),
  woff("noto-serif-thai", "thai", "5.3.0"),
  woff("noto-serif-lao", "lao", "5.0.8"),
  expo("noto-serif-khmer", "0.2.2", ["NotoSerifKhmer_400Regular.ttf", "NotoSerifKhmer_700Bold.ttf"]),
  woff("noto-serif-myanmar", "myanmar", "5.3.0"),
  woff("noto-sans-tai-tham", "all", "4.5.12"),
  expo("noto-sans-tai-viet", "0.4.1", regular("NotoSansTaiViet")),
  expo("noto-sans-lisu", "0.4.2", pair("NotoSansLisu")),
  expo("noto-sans-javanese", "0.4.2", pair("NotoSansJavanese")),
  woff("noto-sans-tagalog", "tagalog", "5.0.18", [400]),
  expo("noto-sans-mongolian", "0.4.1", regular("NotoSansMongolian")),
  expo("noto-sans-yi", "0.4.2", regular("NotoSansYi")),
  expo("noto-sans-ethiopic", "0.4.2", pair("NotoSansEthiopic")),
  expo("noto-sans-tifinagh", "0.4.1", regular("NotoSansTifinagh")),
  expo("noto-sans-vai", "0.4.2", regular("NotoSansVai")),
  woff("noto-sans-nko", "nko", "5.3.0", [400]),
  expo("noto-sans-adlam", "0.4.1", pair("NotoSansAdlam")),
  expo("noto-sans-canadian-aboriginal", "0.4.1", pair("NotoSansCanadianAboriginal")),
  expo("noto-sans-cherokee", "0.4.2", pair("NotoSansCherokee")),
  expo("noto-sans-syriac", "0.4.2", pair("NotoSansSyriac")),
  expo("noto-sans-thaana", "0.4.2", pair("NotoSansThaana")),
  expo("noto-sans-hanifi-rohingya", "0.4.2", pair("NotoSansHanifiRohingya")),
  expo("noto-sans-symbols", "0.4.1", regular("NotoSansSymbols")),
  expo("noto-emoji", "0.4.7", regular("NotoEmoji")),
  expo("noto-serif-sc", "0.4.3", regular("NotoSerifSC"), "chinese"),
  expo("noto-serif-jp", "0.4.3", regular("NotoSerifJP"), "japanese"),
  expo("noto-serif-kr", "0.4.3", regular("NotoSerifKR"), "korean"),
];

const folder = join(import.meta.dirname, "../electron/host/documents/pdf/faces");

/** One file of a packed package; `npm pack` checks what it fetched against the registry's own hash. */
function unpack(archive: string, file: string): Buffer {
  const found = execFileSync("tar", ["xzOf", archive, `package/${file}`], { maxBuffer: 128 * 1024 * 1024 });
  return file.endsWith(".woff") ? readWoff(found) : found;
}

/** A TrueType file out of WOFF 1.0: the same tables, each deflated by itself. */
function readWoff(woffFile: Buffer): Buffer {
  const count = woffFile.readUInt16BE(12);
  const log = Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + 16 * count);
  woffFile.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 * 2 ** log, 6);
  head.writeUInt16BE(log, 8);
  head.writeUInt16BE(16 * (count - 2 ** log), 10);
  const parts: Buffer[] = [head];
  let at = head.length;
  for (let index = 0; index < count; index++) {
    const entry = 44 + 20 * index;
    const [offset, packed, bytes] = [4, 8, 12].map((place) => woffFile.readUInt32BE(entry + place)) as [
      number,
      number,
      number,
    ];
    const stored = woffFile.subarray(offset, offset + packed);
    const table = packed < bytes ? inflateSync(stored) : stored;
    woffFile.copy(head, 12 + 16 * index, entry, entry + 4);
    head.writeUInt32BE(woffFile.readUInt32BE(entry + 16), 12 + 16 * index + 4);
    head.writeUInt32BE(at, 12 + 16 * index + 8);
    head.writeUInt32BE(bytes, 12 + 16 * index + 12);
    const padded = Buffer.alloc((bytes + 3) & ~3);
    table.copy(padded);
    parts.push(padded);
    at += padded.length;
  }
  return Buffer.concat(parts);
}

function readLicence(archive: string): string {
  for (const file of ["LICENSE_FONT", "LICENSE"])
    try {
      return execFileSync("tar", ["xzOf", archive, `package/${file}`], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    } catch {
      // The other wrapper of fonts calls it by the other name.
    }
  return "";
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** `archives`: a folder of packed packages; what is missing is fetched into it. */
function gather(archives: string, packs: string | null): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const families = sources.map((source) => {
    const [name = "", version = ""] = source.package.slice(1).replace("/", "-").split("@");
    const archive = join(archives, `${name}-${version}.tgz`);
    if (!existsSync(archive)) execFileSync("npm", ["pack", source.package, "--silent"], { cwd: archives });
    const faces = source.files.map((file) => {
      const bytes = unpack(archive, file);
      const short = (file.split("/").at(-1) ?? file)
        .replace(/\.woff$/, ".ttf")
        .replace(/-(?:all|[a-z]+)-(\d)00-normal/, "-$100");
      return { file: short, bytes };
    });
    if (source.pack === null) for (const { file, bytes } of faces) writeFileSync(join(folder, file), bytes);
    else if (packs !== null) writeFileSync(join(packs, `${source.pack}.tessera-faces`), encodeFacePack(faces));
    const [first = new Set<number>(), ...others] = faces.map(({ bytes }) => new Set(readGlyphs(bytes).keys()));
    return {
      family: readFamily(faces[0]?.bytes ?? Buffer.alloc(0)),
      package: source.package,
      licence: "OFL-1.1",
      copyright: readLicence(archive).split("\n")[0]?.trim() ?? "",
      pack: source.pack,
      points: writePoints([...first].filter((point) => others.every((points) => points.has(point)))),
      faces: faces.map(({ file, bytes }) => ({ file, bytes: bytes.length, sha256: sha256(bytes) })),
    };
  });
  writeFileSync(join(folder, "faces.json"), `${JSON.stringify({ families }, null, 2)}\n`);
  const holders = [...new Set(families.map((family) => family.copyright))].sort();
  const [, terms = ""] = readLicence(join(archives, "expo-google-fonts-noto-sans-adlam-0.4.1.tgz")).split(
    /\n(?=\nThis Font)/,
  );
  writeFileSync(join(folder, "OFL.txt"), `${holders.join("\n")}\n${terms.trimEnd()}\n`);
  const shipped = families.filter((family) => family.pack === null).flatMap((family) => family.faces);
  console.log(
    `${families.length} families; ${shipped.length} faces of ${Math.round(shipped.reduce((sum, face) => sum + face.bytes, 0) / 1024)} KiB ship.`,
  );
}

const { values } = parseArgs({ options: { packs: { type: "string" }, archives: { type: "string" } } });
const temporary = mkdtempSync(join(tmpdir(), "tessera-faces-"));
try {
  gather(values.archives ?? temporary, values.packs ?? null);
} finally {
  rmSync(temporary, { recursive: true });
}
