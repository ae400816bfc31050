/**
 * What two members say to each other on a link: a pure step function over messages. PROTOCOL.md, S4 to S9.
 * Each side says which charters it holds in a way that only members recognise, then for each common one who it is and
 * what it has, then sends what the other lacks, then `done`; after that, whatever is new, as it comes.
 */
import { type Bytes, equalBytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { keyedHash, sign, verify } from "../base/crypto.ts";
import { type CharterId, type DeviceId, idBytes } from "../base/ids.ts";
import { bytes, integer, list, oneOf, text, tuple } from "../base/parse.ts";
import { type LogPosition, parsePositions, readPositions, writePositions } from "../ledger/log/envelope.ts";
import { parseSigned, type Signed } from "../ledger/members/cards.ts";
import { maxFrameBytes } from "./frameHeader.ts";

const meetingVersion = 2;
const maxCharters = 1024;
const maxTags = 1024;
/** Of one who has not yet proven to be a member: a have with as many places as there may be fits. Reading costs 200 times as much. */
const maxEarlyMessageBytes = 512 * 1024;

export type Role = "dialer" | "listener";
export const otherRole = (role: Role): Role => (role === "dialer" ? "listener" : "dialer");

/** [S4] Known only to members, and different on every link. */
const tagOf = (meetKey: Bytes, binding: Bytes, role: Role): Bytes =>
  keyedHash(meetKey, "tessera/meet-tag/1", binding, Uint8Array.of(role === "dialer" ? 0 : 1)).slice(0, 16);

export interface MeetingState {
  readonly role: Role;
  /** 32 bytes that only the two ends of this link share. */
  readonly binding: Bytes;
  readonly greeted: boolean;
  /** By each tag, in hex, that the other side may use: the charter, and the tag of the same epoch that this side uses. */
  readonly theirTags: ReadonlyMap<string, readonly [CharterId, Bytes]>;
  /** Of the charters that both said, by an epoch that both hold. */
  readonly myTags: ReadonlyMap<CharterId, Bytes>;
  readonly introduced: ReadonlySet<CharterId>;
}

export type MeetingEffect =
  /** Both hold these: answer each with `encodeHave`. */
  | { readonly kind: "common"; readonly charters: readonly CharterId[] }
  | {
      readonly kind: "have";
      readonly charter: CharterId;
      readonly device: DeviceId;
      readonly places: readonly LogPosition[];
    }
  | { readonly kind: "frame"; readonly charter: CharterId; readonly frame: Bytes }
  /** Several frames, sealed with the key of the epoch of which `tag` is this side's own. */
  | { readonly kind: "batch"; readonly charter: CharterId; readonly tag: Bytes; readonly sealed: Bytes }
  /** Everything they had when they got our `have` has been sent. */
  | { readonly kind: "done"; readonly charter: CharterId }
  | { readonly kind: "presence"; readonly charter: CharterId; readonly frame: Bytes }
  /** Before the first frame, to one who has nothing: the text that the parties agreed on, with what proves it. */
  | { readonly kind: "agreed"; readonly charter: CharterId; readonly frame: Bytes }
  /** A branch of this device is not held there: everything of it is asked for. */
  | { readonly kind: "want"; readonly charter: CharterId; readonly device: DeviceId }
  | { readonly kind: "recover"; readonly request: Bytes }
  | { readonly kind: "paper"; readonly question: Bytes }
  | PaperAnswer
  | { readonly kind: "recovered"; readonly welcomes: readonly Bytes[] }
  | { readonly kind: "join"; readonly request: Bytes }
  | { readonly kind: "welcome"; readonly welcome: Bytes }
  | { readonly kind: "refused"; readonly reason: JoinRefusal; readonly at: number }
  /** The other side broke the protocol or speaks a later one: close the link. */
  | { readonly kind: "broken"; readonly reason: string };

/** What became of a key on paper, and where it is a sheet's, the chain that ends in it. */
export interface PaperAnswer {
  readonly kind: "papers";
  readonly state: "unknown" | "live" | "ended";
  readonly chain: readonly Signed[];
}

export type JoinRefusal = "unknown" | "expired" | "used" | "member" | "waiting" | "role" | "failed";

export interface Step {
  readonly state: MeetingState;
  readonly effects: readonly MeetingEffect[];
}

const tag = bytes({ min: 16, max: 16 });
const hash32 = bytes({ min: 32, max: 32 });
const parseHello = tuple(oneOf("hello"), integer({ min: 1, max: 1_000_000 }), list(tag, { max: maxTags }));
const parseHave = tuple(oneOf("have"), tag, hash32, parsePositions, bytes({ min: 64, max: 64 }));
const parseFrame = tuple(oneOf("frame"), tag, bytes({ max: maxFrameBytes }));
const parseBatch = tuple(oneOf("batch"), tag, bytes({ max: maxFrameBytes }));
const parsePresence = tuple(oneOf("presence"), tag, bytes({ max: 64 * 1024 }));
const parseAgreed = tuple(oneOf("agreed"), tag, bytes({ max: maxFrameBytes }));
const parseDone = tuple(oneOf("done"), tag);
const parseWant = tuple(oneOf("want"), tag, hash32);
/** Messages about one charter, after both introduced themselves. */
const parseWithin = {
  frame: parseFrame,
  presence: parsePresence,
  agreed: parseAgreed,
  done: parseDone,
};
const parseJoin = tuple(oneOf("join"), bytes({ max: 128 * 1024 }));
const parseWelcome = tuple(oneOf("welcome"), bytes({ max: 1024 * 1024 }));
const parseRefused = tuple(
  oneOf("refused"),
  oneOf("unknown", "expired", "used", "member", "waiting", "role", "failed"),
  integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
);
const parseRecover = tuple(oneOf("recover"), bytes({ max: 128 * 1024 }));
const parseRecovered = tuple(oneOf("recovered"), list(bytes({ max: 1024 * 1024 }), { max: maxCharters }));
const parsePaper = tuple(oneOf("paper"), bytes({ max: 1024 }));
const parsePapers = tuple(oneOf("papers"), oneOf("unknown", "live", "ended"), list(parseSigned, { max: 16 }));
const parseKind = text({ max: 16 });

/** `meetKeys`: of every epoch that is held, the newest first. */
export function startMeeting(
  link: { readonly role: Role; readonly binding: Bytes },
  charters: readonly { readonly charter: CharterId; readonly meetKeys: readonly Bytes[] }[],
): { state: MeetingState; hello: Bytes } {
  const { role, binding } = link;
  const each = Math.max(1, Math.floor(maxTags / Math.max(1, charters.length)));
  const tags = charters.flatMap(({ charter, meetKeys }) =>
    meetKeys
      .slice(0, each)
      .map((key) => [charter, tagOf(key, binding, role), tagOf(key, binding, otherRole(role))] as const),
  );
  const theirTags = new Map(tags.map(([charter, mine, theirs]) => [toHex(theirs), [charter, mine] as const]));
  const hello = encodeCbor(["hello", meetingVersion, tags.slice(0, maxTags).map(([, mine]) => mine)]);
  return { state: { role, binding, greeted: false, myTags: new Map(), theirTags, introduced: new Set() }, hello };
}

/** Whether this side's `tag` is of the epoch with this meeting key. */
export const isTagOf = ({ binding, role }: MeetingState, meetKey: Bytes, tagBytes: Bytes): boolean =>
  equalBytes(tagOf(meetKey, binding, role), tagBytes);

/** [S5] Signed over the link's binding, so that it cannot be used on another link. */
const haveStatement = (binding: Bytes, role: Role, charter: CharterId): Bytes =>
  encodeCbor(["tessera/have/1", binding, role, idBytes(charter)]);

/** The tag that this side uses for a charter: of the newest epoch that both hold. Throws for one that is not common. */
export const myTag = (state: MeetingState, charter: CharterId): Bytes => {
  const found = state.myTags.get(charter);
  if (found === undefined) throw new Error("a charter that this meeting was not started with");
  return found;
};

export function encodeHave(
  state: MeetingState,
  charter: CharterId,
  device: { readonly id: DeviceId; readonly privateKey: Bytes },
  places: readonly LogPosition[],
): Bytes {
  return encodeCbor([
    "have",
    myTag(state, charter),
    idBytes(device.id),
    writePositions(places),
    sign(haveStatement(state.binding, state.role, charter), device.privateKey),
  ]);
}

export const encodeFrameMessage = (state: MeetingState, charter: CharterId, frame: Bytes): Bytes =>
  encodeCbor(["frame", myTag(state, charter), frame]);
export const encodeBatchMessage = (state: MeetingState, charter: CharterId, sealed: Bytes): Bytes =>
  encodeCbor(["batch", myTag(state, charter), sealed]);
export const encodePresenceFrame = (state: MeetingState, charter: CharterId, frame: Bytes): Bytes =>
  encodeCbor(["presence", myTag(state, charter), frame]);
export const encodeAgreedFrame = (state: MeetingState, charter: CharterId, frame: Bytes): Bytes =>
  encodeCbor(["agreed", myTag(state, charter), frame]);
export const encodeDone = (state: MeetingState, charter: CharterId): Bytes =>
  encodeCbor(["done", myTag(state, charter)]);
export const encodeWant = (state: MeetingState, charter: CharterId, device: DeviceId): Bytes =>
  encodeCbor(["want", myTag(state, charter), idBytes(device)]);
export const encodeRecover = (request: Bytes): Bytes => encodeCbor(["recover", request]);
export const encodePaper = (question: Bytes): Bytes => encodeCbor(["paper", question]);
export const encodePapers = ({ state, chain }: Omit<PaperAnswer, "kind">): Bytes =>
  encodeCbor(["papers", state, chain]);
export const encodeRecovered = (welcomes: readonly Bytes[]): Bytes => encodeCbor(["recovered", welcomes]);
export const encodeJoin = (request: Bytes): Bytes => encodeCbor(["join", request]);
export const encodeWelcomeMessage = (welcome: Bytes): Bytes => encodeCbor(["welcome", welcome]);
export const encodeRefused = (reason: JoinRefusal, at: number): Bytes => encodeCbor(["refused", reason, at]);

export type JoinMessage = Extract<MeetingEffect, { readonly kind: "join" | "welcome" | "refused" }>;

/** What somebody with the words of a party asks, and what they are told. [S16] */
export type RecoveryQuestion = Extract<MeetingEffect, { readonly kind: "paper" | "recover" }>;
type RecoveryAnswer = Extract<MeetingEffect, { readonly kind: "papers" | "recovered" }>;

/** Whatever may lie in a mailbox; null for anything else. */
export function readMail(message: Bytes): JoinMessage | RecoveryQuestion | RecoveryAnswer | null {
  const joining = readJoinMessage(message);
  if (joining !== null) return joining;
  const decoded = decodeCbor(message);
  const paper = parsePaper(decoded);
  if (paper.ok) return { kind: "paper", question: paper.value[1] };
  const recover = parseRecover(decoded);
  if (recover.ok) return { kind: "recover", request: recover.value[1] };
  const papers = parsePapers(decoded);
  if (papers.ok) return { kind: "papers", state: papers.value[1], chain: papers.value[2] };
  const recovered = parseRecovered(decoded);
  return recovered.ok ? { kind: "recovered", welcomes: recovered.value[1] } : null;
}

/** A request to join or its answer, on a link or in an invite's mailbox; null for anything else. */
export function readJoinMessage(message: Bytes): JoinMessage | null {
  const decoded = decodeCbor(message);
  const join = parseJoin(decoded);
  if (join.ok) return { kind: "join", request: join.value[1] };
  const welcome = parseWelcome(decoded);
  if (welcome.ok) return { kind: "welcome", welcome: welcome.value[1] };
  const refused = parseRefused(decoded);
  return refused.ok ? { kind: "refused", reason: refused.value[1], at: refused.value[2] } : null;
}

/** One message from the other side. */
export function stepMeeting(state: MeetingState, message: Bytes): Step {
  const broken = (reason: string): Step => ({ state, effects: [{ kind: "broken", reason }] });
  if (state.introduced.size === 0 && message.length > maxEarlyMessageBytes) return broken("too long so early");
  const decoded = decodeCbor(message);
  const kind = parseKind(Array.isArray(decoded) ? decoded[0] : null);
  if (!kind.ok) return broken("not a message of this protocol");
  const charterOf = (theirTag: Bytes): CharterId | null => state.theirTags.get(toHex(theirTag))?.[0] ?? null;

  switch (kind.value) {
    case "hello": {
      const hello = parseHello(decoded);
      if (!hello.ok || state.greeted) return broken("hello");
      if (hello.value[1] > meetingVersion) return broken(`it speaks version ${hello.value[1]} of the protocol`);
      const said = new Set(hello.value[2].map(toHex));
      const myTags = new Map<CharterId, Bytes>();
      // The newest epoch that both hold.
      for (const [theirs, [charter, mine]] of state.theirTags)
        if (said.has(theirs) && !myTags.has(charter)) myTags.set(charter, mine);
      return {
        state: { ...state, greeted: true, myTags },
        effects: [{ kind: "common", charters: [...myTags.keys()] }],
      };
    }
    case "have": {
      const have = parseHave(decoded);
      const charter = have.ok ? charterOf(have.value[1]) : null;
      if (!have.ok || charter === null || !state.greeted || state.introduced.has(charter)) return broken("have");
      const [, , device, places, signature] = have.value;
      if (!verify(haveStatement(state.binding, otherRole(state.role), charter), signature, device))
        return broken("its device did not sign for this link");
      return {
        state: { ...state, introduced: new Set(state.introduced).add(charter) },
        effects: [
          {
            kind: "have",
            charter,
            device: toHex(device) as DeviceId,
            places: readPositions(places),
          },
        ],
      };
    }
    case "frame":
    case "presence":
    case "agreed":
    case "done": {
      const parsed = parseWithin[kind.value](decoded);
      const charter = parsed.ok ? charterOf(parsed.value[1]) : null;
      if (!parsed.ok || charter === null || !state.introduced.has(charter)) return broken(kind.value);
      const [what, , frame] = parsed.value;
      return { state, effects: [what === "done" ? { kind: what, charter } : { kind: what, charter, frame }] };
    }
    case "batch": {
      const batch = parseBatch(decoded);
      const known = batch.ok ? state.theirTags.get(toHex(batch.value[1])) : undefined;
      if (!batch.ok || known === undefined || !state.introduced.has(known[0])) return broken("batch");
      return { state, effects: [{ kind: "batch", charter: known[0], tag: known[1], sealed: batch.value[2] }] };
    }
    case "want": {
      const want = parseWant(decoded);
      const charter = want.ok ? charterOf(want.value[1]) : null;
      if (!want.ok || charter === null || !state.introduced.has(charter)) return broken("want");
      return { state, effects: [{ kind: "want", charter, device: toHex(want.value[2]) as DeviceId }] };
    }
    case "recover": {
      const recover = parseRecover(decoded);
      return recover.ok ? { state, effects: [{ kind: "recover", request: recover.value[1] }] } : broken("recover");
    }
    case "paper": {
      const paper = parsePaper(decoded);
      return paper.ok ? { state, effects: [{ kind: "paper", question: paper.value[1] }] } : broken("paper");
    }
    case "papers": {
      const papers = parsePapers(decoded);
      if (!papers.ok) return broken("papers");
      const [kind, said, chain] = papers.value;
      return { state, effects: [{ kind, state: said, chain }] };
    }
    case "recovered": {
      const recovered = parseRecovered(decoded);
      return recovered.ok
        ? { state, effects: [{ kind: "recovered", welcomes: recovered.value[1] }] }
        : broken("recovered");
    }
    case "join":
    case "welcome":
    case "refused": {
      const effect = readJoinMessage(message);
      return effect === null ? broken(kind.value) : { state, effects: [effect] };
    }
    default:
      return broken("a message of another protocol");
  }
}
