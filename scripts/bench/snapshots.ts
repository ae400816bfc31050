/** What a ratified text takes on a disk, and to be read: two parties agree again and again on ten pages, ten edits apart. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Y from "yjs";
import { createSystemRandom, systemClock, systemLogger } from "../../electron/host/ambient.ts";
import { openReplica } from "../../electron/host/charter/replica.ts";
import { openCharterStore } from "../../electron/host/store/charterStore.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { ProposalId } from "../../shared/base/ids.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { clockOf } from "../../shared/crdt/update/textDoc.ts";
import { applyText } from "../../shared/crdt/writing/writeText.ts";
import { heldProposals } from "../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { writeTextBody } from "../../shared/ledger/logKinds.ts";
import { deriveEpoch } from "../../shared/ledger/members/epoch.ts";
import { tessera } from "../../shared/ledger/program.ts";
import { textOf } from "../../shared/ledger/statements/proposal.ts";
import { sealLogFrame } from "../../shared/sync/frame.ts";
import { type Book, foundBook, founder, foundingKey, seedOf, words } from "../../tests/support/builders.ts";
import { type Figure, milliseconds, summarise, timed } from "./measure.ts";

const clauses = 100;
const wordsInClause = 50;
const editsApart = 10;
const receipt = new Uint8Array(0);

const must = <T>(
  made: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
};

/** Words of three to nine letters that deflate no better than those of a language. */
function createWords(): () => string {
  let at = 0;
  return () => {
    const seed = seedOf(`word ${Math.floor((at++ * 2_654_435_761) % 3000)}`);
    return [...seed.subarray(0, 3 + ((seed[9] ?? 0) % 7))]
      .map((byte) => "etaoinshrdlucmfwypvbgkjqxz"[Math.floor((byte / 256) ** 2 * 26)])
      .join("");
  };
}

/** Two parties' log with so many ratified texts; each changes a word in ten clauses. */
function history(snapshots: number): { readonly book: Book; readonly yDoc: Y.Doc; readonly taken: Y.Snapshot[] } {
  const [ada, ben] = [founder("Ada"), founder("Ben")];
  const book = foundBook(ada);
  book.admit(ada, ben);
  const client = book.bindSession(ada);
  const yDoc = createTextDoc(client);
  const word = createWords();
  const text = Array.from({ length: clauses }, () => Array.from({ length: wordsInClause }, word));
  const taken: Y.Snapshot[] = [];
  let parent: ProposalId | null = null;
  for (let snapshot = 0; snapshot <= snapshots; snapshot++) {
    for (let edit = 0; snapshot > 0 && edit < editsApart; edit++) {
      const clause = text[(snapshot * 7 + edit * 13) % clauses];
      if (clause !== undefined) clause[(snapshot + edit) % wordsInClause] = word();
    }
    const content = words(...text.map((clause) => `${clause.join(" ")}.`));
    const [from, before] = [clockOf(yDoc, client), Y.encodeStateVector(yDoc)];
    applyText(yDoc, content, {});
    const update = Y.encodeStateAsUpdate(yDoc, before) as Bytes;
    const body = writeTextBody({ client, from, end: clockOf(yDoc, client), update });
    book.write(ada, envelopeTypes.text, body);
    if (snapshot === 0) continue;
    const made = book.propose(ada, { text: content, parent, nonce: `snapshot ${snapshot}` });
    parent = made.id;
    taken.push(Y.snapshot(yDoc));
    for (const person of [ada, ben]) book.ballot(person, made);
    for (const person of [ada, ben]) book.write(person, envelopeTypes.heads, receipt);
  }
  return { book, yDoc, taken };
}

/** Ben's file with all of it, in segments as far as it goes; his host has closed. */
async function fileOf(book: Book) {
  const directory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const file = join(directory, "log.sqlite");
  const [random, storeKey, ben] = [createSystemRandom(), seedOf("store key"), founder("Ben")];
  const nothing = (): void => undefined;
  const open = (isNew: boolean) => {
    const store = must(openCharterStore(file, { charter: book.charter, storeKey, random }, undefined, { isNew }));
    return must(
      openReplica({
        ...{ charter: book.charter, keys: [foundingKey.slice()], storeKey, store, random, program: tessera, place: "" },
        ...{ logger: systemLogger, clock: systemClock, tryFrames: null, hasPeers: () => true },
        ...{ onAccepted: nothing, onUnsigned: nothing, onText: nothing, onSaved: nothing, onReload: nothing },
        ...{ onMended: nothing, onNotSaved: nothing },
        device: { id: ben.device, privateKey: ben.signing.privateKey, sealing: ben.sealing },
      }),
    );
  };
  const replica = open(true);
  const epoch = deriveEpoch(foundingKey);
  const frames = book.log().map(({ bytes }) => sealLogFrame(bytes, epoch));
  const { added } = must(await replica.receive(frames, {}));
  if (added !== frames.length) throw new Error(`${added} of ${frames.length} were taken`);
  must(await replica.compact());
  replica.close();
  const close = (): void => rmSync(directory, { recursive: true, force: true });
  return { bytes: statSync(file).size, open: () => open(false), close };
}

async function bytesOf(book: Book): Promise<number> {
  const { bytes, close } = await fileOf(book);
  close();
  return bytes;
}

/** Each of them opened once as the timeline does, from the file, in an order that jumps; beside it Yjs's own way. */
async function measureReading(snapshots: number): Promise<Figure> {
  const { book, yDoc, taken } = history(snapshots);
  const { open, close } = await fileOf(book);
  const replica = open();
  const proposals = heldProposals(replica.ledger());
  const bare = new Y.Doc({ gc: false });
  Y.applyUpdate(bare, Y.encodeStateAsUpdate(yDoc));
  const read = (at: number): number => {
    const [, place] = proposals[at] ?? [];
    const chain = place === undefined ? null : replica.ledger().chainOf(place);
    const body = place === undefined || chain === null ? null : replica.envelopeAt(chain, place.seq)?.body;
    if (body == null) throw new Error("a ratified text is not held");
    return textOf(body).content.length;
  };
  const pairs: (readonly [ours: number, theirs: number])[] = [];
  for (let turn = 0; turn < snapshots; turn++) {
    const at = (turn * 83) % snapshots;
    const ours = await timed(() => void read(at));
    const theirs = await timed(() => void Y.createDocFromSnapshot(bare, taken[at] as Y.Snapshot));
    pairs.push([ours, theirs]);
  }
  replica.close();
  close();
  const ratio = summarise(pairs.map(([ours, theirs]) => ours / theirs));
  const [ours, theirs] = [summarise(pairs.map(([our]) => our)), summarise(pairs.map(([, their]) => their))];
  return {
    name: `Any of ${snapshots} ratified texts read from the file, of Yjs's createDocFromSnapshot`,
    ratio: ratio.median,
    spread: ratio.spread,
    goal: { atMost: 0.33 },
    detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; what is opened with the first stays open for the next`,
  };
}

export async function measureSnapshots(snapshots: number): Promise<readonly Figure[]> {
  const { book } = history(snapshots);
  const content = book.log().find(({ envelope }) => envelope.type === envelopeTypes.proposal)?.envelope.body;
  const none = await bytesOf(history(0).book);
  const all = await bytesOf(book);
  const each = (all - none) / snapshots / 1024;
  const onDisk: Figure = {
    name: `KiB on disk for each of ${snapshots} ratified texts of ten pages, ten edits apart, two parties`,
    ratio: each,
    spread: null,
    goal: { atMost: 1.5 },
    detail: `${(all / 1024).toFixed(0)} KiB in all, ${(none / 1024).toFixed(0)} without them; each is ${((content?.length ?? 0) / 1024).toFixed(0)} KiB on the wire before it is padded, with ballots, receipts and the edits`,
  };
  return [onDisk, await measureReading(snapshots)];
}
