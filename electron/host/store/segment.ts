/**
 * Many entries of a log in one piece: what follows from the other entries is left out, the rest stands in columns and is
 * deflated together. Each entry comes out byte for byte as it went in, with all that the log's index knew of it.
 * Owns: nothing. Called by: segments.ts, salvage.ts, charter/compacting.ts.
 * Invariant: a segment is read without any other, but for the content of its proposals (contents.ts); one that was cut,
 * or is of no use, is null and never a part of one.
 */
import { type Bytes, concatBytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type CharterId, type EnvelopeHash, idBytes } from "../../../shared/base/ids.ts";
import type { TextBody } from "../../../shared/ledger/kind.ts";
import { type Accepted, type ChainId, chainDevice } from "../../../shared/ledger/log/chains.ts";
import {
  type EnvelopeParts,
  envelopeTypes,
  isStatement,
  type LogPosition,
  namedBody,
  readParts,
  writeParts,
} from "../../../shared/ledger/log/envelope.ts";
import { takeTextBody, writeTextBody } from "../../../shared/ledger/logKinds.ts";
import { cutContent } from "./contents.ts";
import { deflateBeside, inflate, type Kept } from "./kept.ts";

export interface SegmentEntry {
  readonly pos: number;
  readonly accepted: Accepted;
  readonly kept: Kept;
}

/** As a segment gives it. */
export interface ReadEntry extends Omit<SegmentEntry, "kept"> {
  /** Null: what was put up for ratification stands elsewhere, and cannot be read. */
  readonly kept: Kept | null;
}

/** Of the content of proposals, which stands elsewhere; null where not all of them can be read. */
export type PiecesAt = (numbers: readonly number[]) => readonly Bytes[] | null;

/** More than any segment is inflated: `limits` and one entry of the largest size. */
const mostInflated = 16 * 1024 * 1024;

/** What stands in front of an entry of it and is in no segment, or in another one. */
type Outer = readonly [chain: number, seq: number, hash: Bytes, vector: readonly number[], statements: number];

const forms = {
  /** As it came, with its index beside it. */
  whole: 0,
  text: 1,
  body: 2,
  bodyLeftOut: 3,
  /** Of a proposal: what its signed bytes name it by, what stands before its clauses, and the numbers of these. */
  content: 4,
} as const;
const formOfBody = { held: forms.body, leftOut: forms.bodyLeftOut } as const;
/** Added where the entry is the only governance head after it. */
const headMark = 8;

const columnNames = [
  ...(["pos", "chain", "form", "time", "type", "epoch", "past", "deps"] as const),
  ...(["client", "from", "span", "size", "pieces"] as const),
] as const;
type Columns = Record<(typeof columnNames)[number], number[]>;

type Written = readonly [
  charter: CharterId,
  chains: readonly (readonly [id: Bytes, firstSeq: number, before: number])[],
  outer: readonly Outer[],
  epochs: readonly Bytes[],
  pasts: readonly Bytes[],
  clients: readonly number[],
  columns: readonly (readonly number[])[],
  bodies: Bytes,
];

const hashBytes = 32;
const signatureBytes = 64;

const chainBytes = (chain: ChainId): Bytes => fromHex(chain.replace("~", "")) as Bytes;
export const readChain = (bytes: Bytes): ChainId => {
  const hex = toHex(bytes);
  return hex.length === 64 ? hex : `${hex.slice(0, 64)}~${hex.slice(64)}`;
};

// ---- writing ----------------------------------------------------------------------------------

/** Numbers for values, in the order in which they first come. */
function createTable<T>(keyOf: (value: T) => string | number) {
  const numbers = new Map<string | number, number>();
  const values: T[] = [];
  return {
    values,
    find: (value: T): number | null => numbers.get(keyOf(value)) ?? null,
    add(value: T): number {
      const known = numbers.get(keyOf(value));
      if (known !== undefined) return known;
      numbers.set(keyOf(value), values.length);
      values.push(value);
      return values.length - 1;
    },
  };
}

const placeKey = (chain: ChainId, seq: number): string => `${chain} ${seq}`;

/** What is deflated, and what does not deflate. */
export interface Layout {
  readonly plain: Bytes;
  readonly signatures: Bytes;
}

/**
 * `find`: what is accepted, of the entries and before them. `asCame`: positions of entries that do not follow from the
 * others, as was seen when they were read again. `numberOf`: of a piece of content, which stands elsewhere. Null where
 * the numbers of a chain are not one after another.
 */
export function layOut(
  charter: CharterId,
  entries: readonly SegmentEntry[],
  find: (place: LogPosition) => Accepted | null,
  asCame: ReadonlySet<number>,
  numberOf: (piece: Bytes) => number,
): Layout | null {
  const columns = Object.fromEntries(columnNames.map((name) => [name, [] as number[]])) as Columns;
  const chains = createTable<ChainId>((chain) => chain);
  const starts: { first: number; before: number; last: number }[] = [];
  const outers = createTable<Accepted>(({ chain, place }) => placeKey(chain, place.seq));
  const epochs = createTable<Bytes>(toHex);
  const pasts = createTable<string>((heads) => heads);
  const clients = createTable<number>((client) => client);
  const inner = new Map<string, number>();
  const clocks = new Map<number, number>();
  const bodies: Bytes[] = [];
  const signatures: Bytes[] = [];
  let pos = 0;
  let time = 0;

  /** How far back an entry stands, or, below zero, which of the outer ones it is. */
  const refer = (of: Accepted, index: number): number => {
    const at = inner.get(placeKey(of.chain, of.place.seq));
    return at === undefined ? -1 - outers.add(of) : index - at;
  };

  function layOutParts(entry: SegmentEntry, index: number, before: Accepted | null): boolean {
    const { accepted, kept } = entry;
    const parts = kept.kind === "envelope" && !asCame.has(entry.pos) ? readParts(kept.bytes) : null;
    if (parts === null || parts.envelope.charter !== charter) return false;
    const { envelope, body } = parts;
    const deps = [...envelope.deps].map((place) => find(place));
    if (deps.some((dep) => dep === null)) return false;
    const isHead = accepted.governance.join() === parts.hash;
    if (!isHead && accepted.governance.join() !== envelope.governance.join()) return false;
    if ((before?.place.hash ?? null) !== envelope.prev) return false;
    const text = envelope.type === envelopeTypes.text && body.kind === "held" ? takeTextBody(body.bytes) : null;
    const isProposal = envelope.type === envelopeTypes.proposal && body.kind === "held";
    const content = isProposal ? cutContent(body.bytes) : null;
    const form = content !== null ? forms.content : text !== null ? forms.text : formOfBody[body.kind];
    const { time: claimed, type } = envelope;
    columns.form.push(form + (isHead ? headMark : 0));
    columns.time.push(claimed - time);
    time = claimed;
    columns.type.push(type);
    columns.epoch.push(epochs.add(envelope.epoch));
    columns.past.push(pasts.add(envelope.governance.join("")));
    columns.deps.push(deps.length, ...deps.map((dep) => refer(dep as Accepted, index)));
    if (text !== null) {
      const { client, from, end, update } = text;
      columns.client.push(clients.add(client));
      columns.from.push(from - (clocks.get(client) ?? 0));
      columns.span.push(end - from);
      clocks.set(client, end);
      push(update);
    } else if (content !== null && body.kind === "held") {
      const numbers = content.pieces.map(numberOf);
      columns.pieces.push(numbers.length, ...numbers.map((number, at) => number - (numbers[at - 1] ?? 0)));
      push(concatBytes(namedBody(body.bytes), content.head));
    } else push(body.kind === "held" ? body.bytes : body.hash);
    signatures.push(parts.signature);
    return true;
  }

  function push(bytes: Bytes): void {
    bodies.push(bytes);
    columns.size.push(bytes.length);
  }

  for (const [index, entry] of entries.entries()) {
    const { accepted } = entry;
    const { chain, place } = accepted;
    let number = chains.find(chain);
    const before = readBefore(accepted, entry.kept, find);
    if (number === null) {
      number = chains.add(chain);
      starts.push({ first: place.seq, before: before === null ? 0 : refer(before, index), last: place.seq - 1 });
    }
    const start = starts[number] as (typeof starts)[number];
    if (place.seq !== start.last + 1) return null;
    start.last = place.seq;
    columns.pos.push(entry.pos - pos);
    pos = entry.pos;
    columns.chain.push(number);
    if (!layOutParts(entry, index, before)) {
      columns.form.push(forms.whole);
      push(encodeCbor([writeAccepted(accepted), entry.kept.kind === "frame" ? 0 : 1, entry.kept.bytes]));
    }
    inner.set(placeKey(chain, place.seq), index);
  }
  // What an outer one's vector names is named by number, too.
  const outer = outers.values.map(({ chain, place, vector, statements }): Outer => {
    const flat = [...vector].flatMap(([of, [seq, substance]]) => [chainNumber(of), seq, substance]);
    return [chainNumber(chain), place.seq, idBytes(place.hash), flat, statements];
  });
  function chainNumber(chain: ChainId): number {
    const number = chains.add(chain);
    while (starts.length <= number) starts.push({ first: 0, before: 0, last: -1 });
    return number;
  }
  const written: Written = [
    charter,
    chains.values.map((chain, number) => {
      const { first, before } = starts[number] as (typeof starts)[number];
      return [chainBytes(chain), first, before];
    }),
    outer,
    epochs.values,
    pasts.values.map((heads) => (heads === "" ? new Uint8Array(0) : (fromHex(heads) as Bytes))),
    clients.values,
    columnNames.map((name) => columns[name]),
    concatBytes(...bodies),
  ];
  return { plain: encodeCbor(written), signatures: concatBytes(...signatures) };
}

/** The entry before it in its chain, or that its chain branches off from. */
function readBefore(
  { chain, place }: Accepted,
  kept: Kept,
  find: (place: LogPosition) => Accepted | null,
): Accepted | null {
  if (place.seq === 0 || kept.kind !== "envelope") return null;
  const prev = readParts(kept.bytes)?.envelope.prev ?? null;
  return prev === null ? null : find({ device: chainDevice(chain), seq: place.seq - 1, hash: prev });
}

const writeAccepted = ({ place, chain, type, time, vector, governance, client, clock, statements }: Accepted) => [
  ...[idBytes(place.hash), chainBytes(chain), place.seq, type, time],
  ...[[...vector].map(([of, upTo]) => [chainBytes(of), ...upTo]), governance.map(idBytes), client, clock, statements],
];

type WrittenAccepted = readonly [
  hash: Bytes,
  chain: Bytes,
  seq: number,
  type: number,
  time: number,
  vector: readonly (readonly [Bytes, number, number])[],
  governance: readonly Bytes[],
  client: number | null,
  clock: number | null,
  statements: number,
];

function readAccepted([
  hash,
  id,
  seq,
  type,
  time,
  vector,
  heads,
  client,
  clock,
  statements,
]: WrittenAccepted): Accepted {
  const chain = readChain(id);
  return {
    place: { device: chainDevice(chain), seq, hash: toHex(hash) as EnvelopeHash },
    ...{ chain, type, time, client, clock, statements },
    vector: new Map(vector.map(([of, upTo, substance]) => [readChain(of), [upTo, substance] as const])),
    governance: heads.map((head) => toHex(head) as EnvelopeHash),
  };
}

/** Signatures do not deflate. */
export const deflateLayout = async ({ plain, signatures }: Layout): Promise<Bytes> =>
  encodeCbor([await deflateBeside(plain), signatures]);

// ---- reading ----------------------------------------------------------------------------------

export type Segment = NonNullable<ReturnType<typeof readSegment>>;

interface Named {
  readonly hash: EnvelopeHash;
  readonly vector: Accepted["vector"];
  readonly statements: number;
  readonly place: LogPosition;
}

/** Of what `deflateLayout` made, once it was opened. Entries are written anew as far as somebody asks for them, in order. */
export function readSegment(bytes: Bytes, piecesAt: PiecesAt) {
  const packed = decodeCbor(bytes) as readonly [Bytes, Bytes] | null;
  const plain = packed === null ? null : inflate(packed[0], mostInflated);
  const written = plain === null ? null : (decodeCbor(plain) as Written | null);
  if (packed === null || written === null) return null;
  const signatures = packed[1];
  const [charter, chainList, outerList, epochs, pastList, clients, columnList, bodies] = written;
  const columns = Object.fromEntries(
    columnNames.map((name, at) => [name, columnList[at] ?? []]),
  ) as unknown as Readonly<Record<(typeof columnNames)[number], readonly number[]>>;
  const chains = chainList.map(([id, first, before]) => ({ id: readChain(id), first, before }));
  const chainAt = (number: number): ChainId => (chains[number] as (typeof chains)[number]).id;
  const pasts = pastList.map((heads) =>
    Array.from(
      { length: heads.length / hashBytes },
      (_, at) => toHex(heads.subarray(at * hashBytes, (at + 1) * hashBytes)) as EnvelopeHash,
    ),
  );
  const outers = outerList.map(([chain, seq, hashed, flat, statements]): Named => {
    const hash = toHex(hashed) as EnvelopeHash;
    const vector = new Map<ChainId, readonly [number, number]>();
    for (let at = 0; at < flat.length; at += 3)
      vector.set(chainAt(flat[at] as number), [flat[at + 1] as number, flat[at + 2] as number]);
    return { hash, vector, statements, place: { device: chainDevice(chainAt(chain)), seq, hash } };
  });

  const count = columns.chain.length;
  const positions: number[] = [];
  const seqs: number[] = [];
  const indexes = new Map<string, number>();
  const next = chains.map(({ first }) => first);
  for (let index = 0, pos = 0; index < count; index++) {
    const chain = columns.chain[index] as number;
    const seq = next[chain] as number;
    next[chain] = seq + 1;
    pos += columns.pos[index] as number;
    positions.push(pos);
    seqs.push(seq);
    indexes.set(placeKey(chainAt(chain), seq), index);
  }

  const entries: ReadEntry[] = [];
  const lastOf = new Map<number, Named>();
  const clocks = new Map<number, number>();
  const at = { parts: 0, time: 0, deps: 0, texts: 0, body: 0, pieces: 0 };

  const takeBody = (index: number): Bytes => {
    const size = columns.size[index] as number;
    at.body += size;
    return new Uint8Array(bodies.subarray(at.body - size, at.body));
  };

  function readNext(): void {
    const index = entries.length;
    const number = columns.chain[index] as number;
    const chain = chainAt(number);
    const seq = seqs[index] as number;
    const form = columns.form[index] as number;
    const entry = form === forms.whole ? readWhole(index) : readInParts(index, number, chain, seq, form);
    entries.push(entry);
    lastOf.set(number, namedOf(entry.accepted));
  }

  function readWhole(index: number): ReadEntry {
    const [accepted, kind, bytes] = decodeCbor(takeBody(index)) as readonly [WrittenAccepted, number, Bytes];
    return {
      pos: positions[index] as number,
      accepted: readAccepted(accepted),
      kept: { kind: kind === 0 ? "frame" : "envelope", bytes },
    };
  }

  const namedOf = ({ place, vector, statements }: Accepted): Named => ({ hash: place.hash, vector, statements, place });
  const referred = (index: number, reference: number): Named => {
    const entry = entries[index - reference];
    return reference < 0 ? (outers[-1 - reference] as Named) : namedOf((entry as ReadEntry).accepted);
  };

  function takeNumbers(): readonly number[] {
    const many = columns.pieces[at.pieces++] as number;
    let number = 0;
    return Array.from({ length: many }, () => {
      number += columns.pieces[at.pieces++] as number;
      return number;
    });
  }

  function withContent(parts: EnvelopeParts, head: Bytes, numbers: readonly number[]): Kept | null {
    const pieces = piecesAt(numbers);
    if (pieces === null) return null;
    const body = concatBytes(head, ...pieces);
    return { kind: "envelope", bytes: writeParts({ ...parts, body: { kind: "held", bytes: body } }).bytes };
  }

  function readInParts(index: number, number: number, chain: ChainId, seq: number, form: number): ReadEntry {
    const part = at.parts++;
    at.time += columns.time[part] as number;
    const type = columns.type[part] as number;
    const epoch = epochs[columns.epoch[part] as number] as Bytes;
    const past = pasts[columns.past[part] as number] as readonly EnvelopeHash[];
    const depCount = columns.deps[at.deps++] as number;
    const deps = Array.from({ length: depCount }, () => referred(index, columns.deps[at.deps++] as number));
    const beforeIt = (chains[number] as (typeof chains)[number]).before;
    const before = lastOf.get(number) ?? (beforeIt === 0 ? null : referred(index, beforeIt));
    const isHead = form >= headMark;
    const held = takeBody(index);
    const kind = form % headMark;
    const numbers = kind === forms.content ? takeNumbers() : [];
    let text: TextBody | null = null;
    if (kind === forms.text) {
      const client = clients[columns.client[at.texts] as number] as number;
      const from = (clocks.get(client) ?? 0) + (columns.from[at.texts] as number);
      const end = from + (columns.span[at.texts++] as number);
      clocks.set(client, end);
      text = { client, from, end, update: held };
    }
    const parts: EnvelopeParts = {
      envelope: {
        ...{ charter, epoch, device: chainDevice(chain), seq, prev: before?.hash ?? null },
        ...{ deps: deps.map(({ place }) => place), governance: past, time: at.time, type },
      },
      signature: signatures.subarray(part * signatureBytes, (part + 1) * signatureBytes),
      body:
        kind === forms.bodyLeftOut || kind === forms.content
          ? { kind: "leftOut", hash: held.subarray(0, hashBytes) }
          : { kind: "held", bytes: text === null ? held : writeTextBody(text) },
    };
    const { bytes, hash } = writeParts(parts);
    const vector = new Map<ChainId, readonly [number, number]>();
    for (const parent of before === null ? deps : [before, ...deps])
      for (const [of, upTo] of parent.vector) if ((vector.get(of)?.[0] ?? -1) < upTo[0]) vector.set(of, upTo);
    const substance = vector.get(chain)?.[1] ?? 0;
    vector.set(chain, [seq, substance + (type === envelopeTypes.heads ? 0 : 1)]);
    const whole = { kind: "envelope", bytes } as const;
    return {
      pos: positions[index] as number,
      // Whoever asks for its place alone reads no content.
      get kept() {
        return kind === forms.content ? withContent(parts, held.subarray(hashBytes), numbers) : whole;
      },
      accepted: {
        place: { device: chainDevice(chain), seq, hash },
        ...{ chain, type, time: at.time, vector },
        governance: isHead ? [hash] : past,
        client: text?.client ?? null,
        clock: text?.end ?? null,
        statements: (before?.statements ?? 0) + (isStatement(type) ? 1 : 0),
      },
    };
  }

  return {
    count,
    positions: positions as readonly number[],
    seqAt: (index: number): number => seqs[index] as number,
    chainAt: (index: number): ChainId => chainAt(columns.chain[index] as number),
    indexOf: (chain: ChainId, seq: number): number | null => indexes.get(placeKey(chain, seq)) ?? null,
    entry(index: number): ReadEntry {
      while (entries.length <= index) readNext();
      return entries[index] as ReadEntry;
    },
    /** About what it takes in memory once all of it is read. */
    bytes: 4 * (bodies.length + signatures.length) + 1024 * count,
  };
}

/** Whether an entry came out of a segment as it went in. */
export function isSameEntry(a: SegmentEntry, b: ReadEntry): boolean {
  const { kept } = b;
  const sameBytes = (x: Bytes, y: Bytes): boolean => Buffer.compare(x, y) === 0;
  const flat = ({ accepted }: ReadEntry): Bytes => encodeCbor(writeAccepted(inOrder(accepted)));
  return (
    a.pos === b.pos && a.kept.kind === kept?.kind && sameBytes(a.kept.bytes, kept.bytes) && sameBytes(flat(a), flat(b))
  );
}

const inOrder = (accepted: Accepted): Accepted => ({
  ...accepted,
  vector: new Map([...accepted.vector].sort(([a], [b]) => (a < b ? -1 : 1))),
});
