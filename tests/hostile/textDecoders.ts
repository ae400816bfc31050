/** Readers of text updates and of PDF files. What is taken of an update is a text, leaves nothing waiting, and says the same to all. */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { createPdfEngine, type PdfEngine } from "../../electron/host/documents/pdf/pdfEngine.ts";
import { sealPdf } from "../../electron/host/documents/pdf/seal.ts";
import { verifyPdf } from "../../electron/host/documents/pdf/verifyPdf.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { isComplete } from "../../shared/crdt/document/foldState.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { splitUpdate } from "../../shared/crdt/update/splitUpdate.ts";
import { encodeMissing, readFresh } from "../../shared/crdt/update/textDoc.ts";
import { judgeUpdate, readUpdate } from "../../shared/crdt/update/validateUpdate.ts";
import { identity, shortSample, verifyCertificate } from "../host/documents/pdf/sampleCertificates.ts";
import { chance } from "../shared/crdt/support/chance.ts";
import { createEditor } from "../shared/crdt/support/headlessEditor.ts";
import { copyOf, docOf, origin, updatesOf } from "../shared/crdt/support/honest.ts";
import { randomText } from "../shared/crdt/support/texts.ts";
import { type Decoder, outcomeOf, outcomeOfAny, refused, taken } from "./decoder.ts";

const author = 2 ** 52 + 8;
const by = chance(5);
const yHost = docOf(randomText(by));
const yWindow = copyOf(yHost, author);
const editor = createEditor(yWindow);
// What the host holds of the author already, and what comes next.
for (let step = 0; step < 10; step++) editor.edit(by);
Y.applyUpdate(yHost, Y.encodeStateAsUpdate(yWindow), origin);
const typed: readonly Bytes[] = Array.from({ length: 24 }, () => {
  const yAlone = copyOf(yHost, 3);
  // Yjs takes another id where it reads its own: this is the same window as before.
  yAlone.clientID = author;
  const alone = createEditor(yAlone);
  return updatesOf(yAlone, () => {
    for (let edits = 1 + by.int(3); edits > 0; edits--) alone.edit(by);
  }).slice(0, 1);
}).flat();

const known = (client: number): number => Y.getState(yHost.store, client);

/** [I1] [I3] What was judged good is good: on a copy, it leaves a text of the schema and nothing that waits. */
function applyJudged(update: Bytes): void {
  const copy = copyOf(yHost, 3);
  Y.applyUpdate(copy, update, origin);
  if (!isComplete(copy)) throw new Error("something waits");
  const { text, problems } = readText(copy);
  if (problems.length > 0) throw new Error(`not a text: ${JSON.stringify(problems[0])}`);
  schema.nodeFromJSON(text).check();
  const pieces = splitUpdate(update, 16 * 1024);
  if (!pieces.ok) throw new Error("what was taken cannot be cut");
}

function numbers(...values: readonly number[]): Bytes {
  const encoder = encoding.createEncoder();
  for (const value of values) encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder) as Bytes;
}

/** Draws each certificate once: what is spoiled is compared with the same drawing. */
function drawingOnce(): PdfEngine {
  const real = createPdfEngine();
  const drawn = new Map<string, ReturnType<PdfEngine["renderCertificatePdf"]>>();
  return {
    ...real,
    renderCertificatePdf(view, attached, version) {
      const key = `${version} ${toHex(attached.certificateBytes)}`;
      const known = drawn.get(key) ?? real.renderCertificatePdf(view, attached, version);
      drawn.set(key, known);
      return known;
    },
  };
}

const engine = drawingOnce();

/** A sealed PDF: valid are its own bytes and no others. */
export async function pdfDecoder(): Promise<Decoder> {
  const drawn = await engine.renderCertificatePdf(shortSample().view, shortSample());
  if (!drawn.ok) throw new Error(JSON.stringify(drawn.error));
  const terms = { reason: "Sealed", signedAt: Date.UTC(2025, 2, 3) };
  const sealed = await sealPdf(drawn.value, await identity("Ada"), terms);
  return {
    name: "a sealed PDF",
    share: 0.1,
    valid: [sealed],
    async read(bytes) {
      const verified = await verifyPdf(bytes, { verifyCertificate, engine });
      return verified.ok && verified.value.valid ? taken(sealed) : refused;
    },
  };
}

export const textDecoders: readonly Decoder[] = [
  {
    name: "an update of a text",
    share: 3,
    valid: typed,
    read(bytes) {
      const read = readUpdate(bytes);
      const verdict = read.ok
        ? judgeUpdate(read.value, yHost, { client: author, nextClock: known(author), known })
        : read;
      if (verdict.ok) applyJudged(bytes);
      return outcomeOf(verdict);
    },
  },
  {
    name: "an update of a window that comes back",
    valid: [...typed, Y.encodeStateAsUpdate(yWindow) as Bytes],
    read: (bytes) => outcomeOfAny(readFresh(yHost, bytes)),
  },
  {
    name: "a state vector",
    valid: [Y.encodeStateVector(yHost) as Bytes, numbers(2, 7, 1, author, 2 ** 52), numbers(0)],
    read: (bytes) => outcomeOfAny(encodeMissing(yHost, bytes)),
  },
];
