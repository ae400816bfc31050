/**
 * Yjs updates, V1, read and written without acting on them.
 *
 * Not Y.decodeUpdate: that one builds whatever it is told to (a 200,000-deep value overflows the stack, a document
 * inside a document is opened) and does not show two sections of one client, of which Y.applyUpdate takes the last.
 * This one knows only what an author of a text writes; everything it accepts Yjs reads in the same way (fuzzed).
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Bytes } from "../../base/bytes.ts";

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

/** The two roots, by name: the text, and what is suggested and answered about it. */
export type RootName = "text" | "review";

export type StructContent =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "format"; readonly key: string; readonly value: unknown }
  | { readonly kind: "attr"; readonly value: string | number | boolean | null }
  | { readonly kind: "element"; readonly name: string }
  | { readonly kind: "text" };

export interface DecodedStruct {
  readonly clock: number;
  readonly length: number;
  readonly origin: StructId | null;
  readonly rightOrigin: StructId | null;
  /** Only where there is neither origin. */
  readonly parent: StructId | RootName | null;
  /** An attribute's name, or a key of `review`. Only beside `parent`: with an origin it is the origin's. */
  readonly attr: string | null;
  readonly content: StructContent;
}

export interface DeletedRange extends StructId {
  readonly length: number;
}

export interface DecodedUpdate {
  /** Null where there are no structs. */
  readonly client: number | null;
  /** Of the first struct. */
  readonly clock: number;
  /** Clocks taken by the structs together. */
  readonly length: number;
  readonly structs: readonly DecodedStruct[];
  readonly deletes: readonly DeletedRange[];
}

export type UpdateBytesFault =
  | { readonly kind: "malformed" }
  | { readonly kind: "severalClients" }
  | { readonly kind: "tooManyStructs" }
  | { readonly kind: "tooLong" }
  /** Something that no author of a text writes. */
  | { readonly kind: "forbiddenContent"; readonly ref: number };

export interface UpdateLimits {
  readonly structs: number;
  readonly length: number;
}

/** For an update of which every piece is judged again, or was. */
export const noLimits: UpdateLimits = { structs: Number.MAX_SAFE_INTEGER, length: Number.MAX_SAFE_INTEGER };

const contentRef = { string: 4, format: 6, type: 7, any: 8 };
const typeRef = { element: 3, text: 6 };
const flag = { origin: 0x80, rightOrigin: 0x40, attr: 0x20, ref: 0x1f };
const maxNameLength = 64;
const maxKeyLength = 160;
const maxFormatLength = 8192;
/** String, boolean, floats, integer and null of lib0's any encoding; undefined, bigint and containers are not. */
const primitiveTags: ReadonlySet<number> = new Set([119, 120, 121, 123, 124, 125, 126]);

class Refused extends Error {
  readonly fault: UpdateBytesFault;
  constructor(fault: UpdateBytesFault) {
    super(fault.kind);
    this.fault = fault;
  }
}
const malformed = (): Refused => new Refused({ kind: "malformed" });

/** The fault where `bytes` are not one update of at most one client. Throws nothing, takes time linear in the bytes. */
export function decodeUpdate(bytes: Uint8Array, limits: UpdateLimits): DecodedUpdate | UpdateBytesFault {
  try {
    const decoder = decoding.createDecoder(bytes);
    const structs = readStructs(decoder, limits);
    const deletes = readDeletes(decoder);
    return decoding.hasContent(decoder) ? { kind: "malformed" } : { ...structs, deletes };
  } catch (thrown) {
    return thrown instanceof Refused ? thrown.fault : { kind: "malformed" };
  }
}

function readUint(decoder: decoding.Decoder): number {
  const value = decoding.readVarUint(decoder);
  if (!Number.isSafeInteger(value)) throw malformed();
  return value;
}

const readId = (decoder: decoding.Decoder): StructId => ({ client: readUint(decoder), clock: readUint(decoder) });

function readName(decoder: decoding.Decoder, maxLength = maxNameLength): string {
  const name = decoding.readVarString(decoder);
  if (name.length > maxLength) throw malformed();
  return name;
}

const isRootName = (name: string): name is RootName => name === "text" || name === "review";

function readStructs(decoder: decoding.Decoder, limits: UpdateLimits): Omit<DecodedUpdate, "deletes"> {
  const sections = readUint(decoder);
  if (sections === 0) return { client: null, clock: 0, length: 0, structs: [] };
  if (sections > 1) throw new Refused({ kind: "severalClients" });
  const count = readUint(decoder);
  if (count > limits.structs) throw new Refused({ kind: "tooManyStructs" });
  const client = readUint(decoder);
  const clock = readUint(decoder);
  if (count === 0) throw malformed();
  const structs: DecodedStruct[] = [];
  let length = 0;
  for (let i = 0; i < count; i++) {
    const struct = readStruct(decoder, clock + length);
    structs.push(struct);
    length += struct.length;
    for (let more = struct.moreValues; more > 0; more--, length++) {
      const beside = { clock: clock + length, origin: { client, clock: clock + length - 1 }, parent: null, attr: null };
      structs.push({ ...struct, ...beside, content: readAttrValue(decoder) });
      if (structs.length > limits.structs) throw new Refused({ kind: "tooManyStructs" });
    }
    if (length > limits.length) throw new Refused({ kind: "tooLong" });
  }
  if (!Number.isSafeInteger(clock + length)) throw malformed();
  return { client, clock, length, structs };
}

/**
 * Of values that an attribute or key had one after another Yjs makes one item: a reconnecting client sends them so. They are
 * taken apart again; `moreValues` says how many follow the first.
 */
function readStruct(decoder: decoding.Decoder, clock: number): DecodedStruct & { readonly moreValues: number } {
  const info = decoding.readUint8(decoder);
  const origin = (info & flag.origin) === 0 ? null : readId(decoder);
  const rightOrigin = (info & flag.rightOrigin) === 0 ? null : readId(decoder);
  let parent: DecodedStruct["parent"] = null;
  let attr: string | null = null;
  const ref = info & flag.ref;
  if (ref !== contentRef.string && ref !== contentRef.format && ref !== contentRef.type && ref !== contentRef.any)
    throw new Refused({ kind: "forbiddenContent", ref });
  if (origin === null && rightOrigin === null) {
    const isRoot = readUint(decoder);
    if (isRoot > 1) throw malformed();
    if (isRoot === 0) parent = readId(decoder);
    else {
      const name = readName(decoder);
      if (!isRootName(name)) throw new Refused({ kind: "forbiddenContent", ref });
      parent = name;
    }
    if ((info & flag.attr) !== 0) attr = readName(decoder, parent === "review" ? maxKeyLength : maxNameLength);
    // A map has no list of its own.
    if (parent === "review" && attr === null) throw new Refused({ kind: "forbiddenContent", ref });
  }
  const moreValues = ref === contentRef.any ? readUint(decoder) - 1 : 0;
  if (moreValues < 0) throw malformed();
  const content = ref === contentRef.any ? readAttrValue(decoder) : readContent(decoder, ref);
  const length = content.kind === "string" ? content.text.length : 1;
  if (length === 0) throw malformed();
  return { clock, length, origin, rightOrigin, parent, attr, content, moreValues };
}

function readAttrValue(decoder: decoding.Decoder): StructContent {
  if (!primitiveTags.has(decoding.peekUint8(decoder)))
    throw new Refused({ kind: "forbiddenContent", ref: contentRef.any });
  return { kind: "attr", value: decoding.readAny(decoder) as string | number | boolean | null };
}

function readContent(decoder: decoding.Decoder, ref: number): StructContent {
  if (ref === contentRef.string) return { kind: "string", text: decoding.readVarString(decoder) };
  if (ref === contentRef.format) {
    const key = readName(decoder);
    const json = decoding.readVarString(decoder);
    if (json.length > maxFormatLength) throw malformed();
    const value: unknown = JSON.parse(json);
    return { kind: "format", key, value };
  }
  const type = readUint(decoder);
  if (type === typeRef.element) return { kind: "element", name: readName(decoder) };
  if (type === typeRef.text) return { kind: "text" };
  throw new Refused({ kind: "forbiddenContent", ref });
}

function readDeletes(decoder: decoding.Decoder): readonly DeletedRange[] {
  const deletes: DeletedRange[] = [];
  for (let clients = readUint(decoder); clients > 0; clients--) {
    const client = readUint(decoder);
    for (let ranges = readUint(decoder); ranges > 0; ranges--) {
      const clock = readUint(decoder);
      const length = readUint(decoder);
      if (length === 0 || !Number.isSafeInteger(clock + length)) throw malformed();
      deletes.push({ client, clock, length });
    }
  }
  return deletes;
}

// ---- writing ------------------------------------------------------------------------------------

export type Structs = Pick<DecodedUpdate, "client" | "clock" | "structs">;

/** The update of these structs, contiguous and of one client, and these deletions. */
export function encodeUpdate({ client, clock, structs }: Structs, deletes: readonly DeletedRange[]): Bytes {
  const encoder = encoding.createEncoder();
  if (client === null || structs.length === 0) encoding.writeVarUint(encoder, 0);
  else {
    for (const value of [1, structs.length, client, clock]) encoding.writeVarUint(encoder, value);
    for (const struct of structs) encoding.writeUint8Array(encoder, encodeStruct(struct));
  }
  writeDeletes(encoder, deletes);
  return encoding.toUint8Array(encoder) as Bytes;
}

export function encodeStruct({ origin, rightOrigin, parent, attr, content }: DecodedStruct): Bytes {
  const encoder = encoding.createEncoder();
  const ref = contentRef[content.kind === "attr" ? "any" : isType(content) ? "type" : content.kind];
  const flags = (origin ? flag.origin : 0) | (rightOrigin ? flag.rightOrigin : 0) | (attr === null ? 0 : flag.attr);
  encoding.writeUint8(encoder, ref | flags);
  if (origin !== null) writeId(encoder, origin);
  if (rightOrigin !== null) writeId(encoder, rightOrigin);
  if (parent !== null) {
    encoding.writeVarUint(encoder, typeof parent === "string" ? 1 : 0);
    if (typeof parent === "string") encoding.writeVarString(encoder, parent);
    else writeId(encoder, parent);
    if (attr !== null) encoding.writeVarString(encoder, attr);
  }
  writeContent(encoder, content);
  return encoding.toUint8Array(encoder) as Bytes;
}

type TypeContent = Extract<StructContent, { kind: "element" | "text" }>;
const isType = (content: StructContent): content is TypeContent =>
  content.kind === "element" || content.kind === "text";

function writeId(encoder: encoding.Encoder, id: StructId): void {
  encoding.writeVarUint(encoder, id.client);
  encoding.writeVarUint(encoder, id.clock);
}

function writeContent(encoder: encoding.Encoder, content: StructContent): void {
  if (content.kind === "string") encoding.writeVarString(encoder, content.text);
  else if (content.kind === "format") {
    encoding.writeVarString(encoder, content.key);
    encoding.writeVarString(encoder, JSON.stringify(content.value));
  } else if (isType(content)) {
    encoding.writeVarUint(encoder, typeRef[content.kind]);
    if (content.kind === "element") encoding.writeVarString(encoder, content.name);
  } else {
    encoding.writeVarUint(encoder, 1);
    encoding.writeAny(encoder, content.value);
  }
}

function writeDeletes(encoder: encoding.Encoder, deletes: readonly DeletedRange[]): void {
  const byClient = Map.groupBy(deletes, (range) => range.client);
  encoding.writeVarUint(encoder, byClient.size);
  // As Yjs does it: clients from the highest.
  for (const [client, ranges] of [...byClient].sort((a, b) => b[0] - a[0])) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const { clock, length } of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
}
