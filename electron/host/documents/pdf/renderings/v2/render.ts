/**
 * Rendering 2 of a certificate: a function of the certificate and the faces it needs, and of nothing else: no clock,
 * no network, no file but the virtual ones, no font of the machine.
 */
import { type Bytes, toHex, utf8 } from "../../../../../../shared/base/bytes.ts";
import { sha256 } from "../../../../../../shared/base/crypto.ts";
import { err, ok, type Result } from "../../../../../../shared/base/result.ts";
import { practiceWords } from "../../../../../../shared/charter/parties/practice.ts";
import type { CharterText, DocNode } from "../../../../../../shared/charter/text/model.ts";
import type { Dossier } from "../../../../../../shared/ledger/agreements/dossier.ts";
import type { CertificateView } from "../../../../../../shared/ledger/members/model.ts";
import { createDrawer, findMissing, type Missing, orderFamilies } from "../../drawing.ts";
import type { Faces, Family } from "../../faces.ts";
import { readScript } from "./labels.ts";
import { promiseWordsOf, readPageData } from "./pageData.ts";
import { plainWords } from "./plainWords.ts";
import { template } from "./template.ts";

export interface Drawing {
  readonly families: readonly Family[];
  readonly main: string;
  /** The virtual files beside it, but for the certificate. */
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/** What people wrote, as far as it is drawn. */
export interface Written {
  readonly language: string;
  readonly title: string;
  readonly text: CharterText;
  /** Further words that can still be changed: a note, a statement. */
  readonly words: readonly string[];
  /** Words that others have signed: names, notes and statements. */
  readonly names: readonly string[];
}

/**
 * What of it no face here draws; null: nothing. In names a letter that no face at all is known for is printed by its
 * number: nobody may hinder an agreement by the letters of their own name or statement.
 */
export function findUndrawable({ language, title, text, words, names }: Written, faces: Faces): Missing | null {
  const script = readScript(language);
  const order = orderFamilies(faces.families, script.language, script.isRightToLeft);
  return (
    findMissing([title, ...words, ...textsOf(text)], faces, order, { known: false }) ??
    findMissing(names, faces, order, { known: true })
  );
}

const readWritten = (view: CertificateView, dossier: Dossier | null): Written => ({
  language: view.language,
  title: view.title,
  text: view.text,
  words: [],
  names: [
    ...view.parties.flatMap((party) => [party.name, party.constituency]),
    ...view.signatures.flatMap((signature) => [signature.person, signature.statement]),
    view.proposedBy.person,
    view.note,
    ...view.leftOut.map(({ title }) => title),
    ...view.named.map(({ party }) => party.name),
    ...view.signatures.flatMap(({ practice, reservations }) => [
      ...reservations.map(({ words }) => words),
      ...practiceWords(practice),
    ]),
    ...(dossier === null
      ? []
      : [
          dossier.by.person,
          ...dossier.rows.map(({ name }) => name),
          ...dossier.reservations.map(({ words }) => words),
        ]),
    ...view.signatures.flatMap(({ confirmed }) => confirmed?.person ?? []),
  ],
});

/** Every word of it, and where its links lead. */
function* textsOf(node: DocNode): Generator<string> {
  const waiting: DocNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type !== "text") {
      waiting.push(...next.content);
      continue;
    }
    yield next.text;
    for (const mark of next.marks) if (typeof mark.attrs.href === "string") yield mark.attrs.href;
  }
}

/** The signs of the template that stand in no label. */
const signs = "0123456789 ABCDEF abcdef .,:·…–-()‹›U+";

export function drawCertificate(
  view: CertificateView,
  dossier: { readonly bytes: Bytes; readonly read: Dossier } | null,
  faces: Faces,
): Result<Drawing, Missing> {
  const { language, isRightToLeft } = readScript(view.language);
  const order = orderFamilies(faces.families, language, isRightToLeft);
  const missing = findUndrawable(readWritten(view, dossier?.read ?? null), faces);
  if (missing !== null) return err(missing);
  const [drawText, drawer] = [createDrawer(faces, order), createDrawer(faces, order)];
  drawer.draw(signs);
  const data = readPageData(view, dossier?.read ?? null, drawText, drawer);
  const used = new Set([...drawText.used(), ...drawer.used()]);
  const families = order.filter((family) => used.has(family));
  const drawnWith = sha256(utf8(JSON.stringify([template, families.map((family) => family.faces)])));
  const printed = {
    ...data,
    keywords: [...data.keywords, `tessera-drawn-with-${toHex(drawnWith).slice(0, 32)}`],
    fonts: families.map((family) => family.name),
  };
  return ok({
    families,
    main: template,
    files: {
      "data.json": utf8(JSON.stringify(printed)),
      "content.json": view.contentBytes,
      "text.txt": utf8(plainWords(view.text, promiseWordsOf(view))),
      ...(dossier === null ? {} : { "dossier.cbor": dossier.bytes }),
    },
  });
}
