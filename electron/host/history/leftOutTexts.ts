/**
 * Text that is held and left out of a charter's text (L27), as text that a member can put back in their own name: of
 * devices that were ended or equivocated, of whoever wrote beside such text, and what is no text of the rules.
 * Owns: what it read of each open charter. Called by: lostTexts.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { LostTextView } from "../../../shared/api/history.ts";
import { toHex, utf8 } from "../../../shared/base/bytes.ts";
import { hash } from "../../../shared/base/crypto.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { PutBackPlace } from "../../../shared/charter/compare/lostBlocks.ts";
import { type ClockRanges, createClockRanges } from "../../../shared/crdt/document/clockRanges.ts";
import { maxElementDepth } from "../../../shared/crdt/document/layoutRules.ts";
import type { DecodedUpdate } from "../../../shared/crdt/document/updateBytes.ts";
import { maxLeftOutDepth } from "../../../shared/crdt/history/leftOutReader.ts";
import { createAnchors, readLeftOut } from "../../../shared/crdt/history/leftOutText.ts";
import { createBeside } from "../../../shared/crdt/history/lostPlaces.ts";
import { readUpdate } from "../../../shared/crdt/update/validateUpdate.ts";
import type { TextBody } from "../../../shared/ledger/kind.ts";
import { chainDevice } from "../../../shared/ledger/log/chains.ts";
import type { Envelope } from "../../../shared/ledger/log/envelope.ts";
import { readTextBody } from "../../../shared/ledger/logKinds.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import { readEnding } from "../people/membership.ts";
import type { LostItem, LostSource } from "./lostTexts.ts";
import type { SignedChanges } from "./signedChanges.ts";

type Why = Exclude<LostTextView["why"], "clauseDeleted">;

/** A text as it was signed, if it is one. */
interface LeftOutRead {
  readonly body: TextBody;
  readonly update: DecodedUpdate;
  readonly time: number;
}

/** What one device wrote in one session without a gap. */
interface Stretch {
  readonly chain: string;
  readonly device: DeviceId;
  readonly why: Why;
  readonly texts: LeftOutRead[];
  bytes: number;
}

interface Found {
  /** By chain and number; null for what is no text. */
  readonly read: Map<string, LeftOutRead | null>;
  key: string;
  items: readonly LostItem[];
}

/** A stretch ends once it is this long, so that one item does not fill a screen for ever. */
const maxStretchBytes = 256 * 1024;
/** So many are read before others have a turn. */
const batch = 128;

const placeOf = ([chain, seq]: readonly [string, number]): string => `${chain} ${seq}`;

export function createLeftOutTexts(changesOf: (charter: OpenCharter) => SignedChanges): LostSource {
  const all = new WeakMap<OpenCharter, Found>();

  return async (charter): Promise<Result<readonly LostItem[], HostError>> => {
    const { replica } = charter;
    const found = all.get(charter) ?? { read: new Map<string, LeftOutRead | null>(), key: "", items: [] };
    all.set(charter, found);
    const changes = changesOf(charter);
    do {
      await readNew(charter, found.read);
      const caught = await changes.catchUp();
      if (!caught.ok) return caught;
      // Nothing else has had a turn since.
    } while (replica.leftOut().some((place) => !found.read.has(placeOf(place))));
    const key = `${replica.textVersion()} ${replica.store.lastPos()}`;
    if (found.key !== key) found.items = readItems(charter, readStretches(charter, found.read), changes);
    found.key = key;
    return ok(found.items);
  };
}

async function readNew({ replica }: OpenCharter, read: Found["read"]): Promise<void> {
  const waiting = replica.leftOut().filter((place) => !read.has(placeOf(place)));
  for (const [index, [chain, seq]] of waiting.entries()) {
    if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
    read.set(placeOf([chain, seq]), readText(replica.envelopeAt(chain, seq)));
  }
}

function readText(envelope: Envelope | null): LeftOutRead | null {
  const body = envelope === null ? null : readTextBody(envelope);
  const update = body === null ? null : readUpdate(body.update);
  if (envelope === null || body === null || !update?.ok) return null;
  const { client, clock } = update.value;
  if (client !== null && (client !== body.client || clock !== body.from)) return null;
  return { body, update: update.value, time: envelope.time };
}

function readStretches({ replica }: OpenCharter, read: Found["read"]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const open = new Map<string, Stretch>();
  const { former } = replica.ledger().membership();
  for (const [chain, seq] of replica.leftOut()) {
    const text = read.get(placeOf([chain, seq]));
    if (!text) continue;
    const { client, from, update } = text.body;
    const device = chainDevice(chain);
    const ended = former.get(device);
    const hasSay = ended === undefined || seq <= ended.lastSeq;
    const why: Why = hasSay ? "leftOut" : ended.by === null ? "equivocated" : "deviceEnded";
    const key = `${chain} ${client} ${why}`;
    const last = open.get(key);
    const goesOn = last?.texts.at(-1)?.body.end === from && last.bytes < maxStretchBytes;
    const stretch: Stretch = last !== undefined && goesOn ? last : { chain, device, why, texts: [], bytes: 0 };
    if (stretch !== last) stretches.push(stretch);
    open.set(key, stretch);
    stretch.texts.push(text);
    stretch.bytes += update.length;
  }
  return stretches;
}

function readItems(charter: OpenCharter, stretches: readonly Stretch[], changes: SignedChanges): readonly LostItem[] {
  const yDoc = charter.replica.yDoc();
  const anchorOf = createAnchors(
    yDoc,
    stretches.flatMap(({ texts }) => texts.map(({ update }) => update)),
  );
  const besideOf = createBeside(yDoc, changes.ranges());
  const deleted = deletedIn(stretches);
  return stretches.flatMap((stretch): readonly LostItem[] => {
    const { chain, device, why, texts } = stretch;
    const updates = texts.map(({ update }) => update);
    const { nodes, beside } = readLeftOut(updates, deleted.get(chain) ?? createClockRanges());
    if (nodes.length === 0) return [];
    const anchor = anchorOf(beside);
    const stood = anchor === null ? null : besideOf(anchor);
    return [
      {
        ...{ id: idOf(stretch), why, by: authorOf(charter, device), at: Math.max(...texts.map(({ time }) => time)) },
        ended: why === "deviceEnded" ? readEnding(charter, device) : null,
        clause: stood?.clause ?? null,
        blocks: nodes.flatMap((one) => one.blocks),
        nodes: nodes.map((one) => one.node),
        place: stood !== null && hasRoom(stood.place) ? stood.place : null,
        ranges: [],
      },
    ];
  });
}

/** The same on every device, and another one when more was written there. */
function idOf({ device, texts }: Stretch): string {
  const of = texts.flatMap(({ body: { client, from, update } }) => [utf8(` ${client} ${from} `), update]);
  return `left-${toHex(hash("tessera/left-out-text/1", utf8(device), ...of)).slice(0, 40)}`;
}

const hasRoom = ({ path, gone }: PutBackPlace): boolean =>
  path.length + gone.length + maxLeftOutDepth < maxElementDepth;

/** What was deleted again by whoever wrote it, by chain: branches of one device may use the same clocks twice. */
function deletedIn(stretches: readonly Stretch[]): ReadonlyMap<string, ClockRanges> {
  const byChain = new Map<string, ClockRanges>();
  for (const { chain, texts } of stretches) {
    const ranges = byChain.get(chain) ?? createClockRanges();
    byChain.set(chain, ranges);
    for (const { update } of texts) for (const range of update.deletes) ranges.add(range, 1);
  }
  return byChain;
}
