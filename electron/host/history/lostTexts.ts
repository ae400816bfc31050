/**
 * Text that lost its place in a charter: listed, put back, or not offered here any more.
 * Owns: what this person dismissed, sealed at rest. Called by: methods/history.ts.
 * Invariant: what is restored is this person's edit, and is offered on no device any more [I13].
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { LostTextView } from "../../../shared/api/history.ts";
import type { Random } from "../../../shared/base/ambient.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { ClauseId, DeviceId } from "../../../shared/base/ids.ts";
import { list, text } from "../../../shared/base/parse.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type PutBackPlace, placeAtEnd, putBackLost } from "../../../shared/charter/compare/lostBlocks.ts";
import { newClauseId } from "../../../shared/charter/text/clauseId.ts";
import type { DocNode } from "../../../shared/charter/text/model.ts";
import { type DeletedRange, encodeUpdate } from "../../../shared/crdt/document/updateBytes.ts";
import { findLostText, type LostText } from "../../../shared/crdt/history/lostText.ts";
import { createClockSet } from "../../../shared/crdt/reading/clockSet.ts";
import { applyUpdate } from "../../../shared/crdt/update/textDoc.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { ledgerOrigin } from "../charter/fold.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { SignedChanges } from "./signedChanges.ts";

export interface LostItem extends LostTextView {
  /** What is put back. */
  readonly nodes: readonly DocNode[];
  /** In the text as it is now; null: at its end. */
  readonly place: PutBackPlace | null;
  /** What a restorer signs the deletion of, so that it is offered nowhere; empty: it is dismissed on this device. */
  readonly ranges: readonly DeletedRange[];
}

/** Another place that text is lost in. Ids begin with a word of its own. */
export type LostSource = (charter: OpenCharter) => Promise<Result<readonly LostItem[], HostError>>;

const setting = "dismissedTexts";
const maxDismissed = 10_000;
const parseDismissed = list(text({ max: 200 }), { max: maxDismissed });

export function createLostTexts(args: {
  readonly random: Random;
  readonly charters: Charters;
  readonly changesOf: (charter: OpenCharter) => SignedChanges;
  readonly sources: readonly LostSource[];
}) {
  const { random, charters, changesOf } = args;
  const found = new WeakMap<OpenCharter, { readonly key: string; readonly items: readonly LostItem[] }>();

  /** Of what others removed or deleted without knowing of it. */
  async function ofDeleted(charter: OpenCharter): Promise<Result<readonly LostItem[], HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const { replica } = charter;
    const key = `${replica.textVersion()} ${replica.store.lastPos()}`;
    const known = found.get(charter);
    if (known?.key === key) return ok(known.items);
    const timeOf = new Map(changes.all().map(({ no, time }) => [no, time]));
    const deviceOf = (client: number): DeviceId => {
      const session = replica.ledger().session(client);
      if (session === null) throw new Error("every text was written in a session");
      return session.device;
    };
    const lost = findLostText(replica.yDoc(), changes.ranges(), deviceOf, changes.knowledge());
    const items = lost.map((one) => itemOf(charter, one, timeOf));
    found.set(charter, { key, items });
    return ok(items);
  }

  function itemOf(charter: OpenCharter, lost: LostText<DeviceId>, timeOf: ReadonlyMap<number, number>): LostItem {
    const { id, clause, blocks, nodes, place, ranges } = lost;
    const at = Math.max(0, ...lost.writtenIn.map((no) => timeOf.get(no) ?? 0));
    return {
      ...{ id, why: "clauseDeleted", ended: null, by: authorOf(charter, lost.author), at, clause, blocks },
      ...{ nodes, place, ranges },
    };
  }

  function readDismissed(charter: OpenCharter): readonly string[] {
    const parsed = parseDismissed(charters.readSetting(charter, setting));
    return parsed.ok ? parsed.value : [];
  }

  /** The newest first. */
  async function listItems(charter: OpenCharter): Promise<Result<readonly LostItem[], HostError>> {
    const items: LostItem[] = [];
    for (const source of [ofDeleted, ...args.sources]) {
      const listed = await source(charter);
      if (!listed.ok) return listed;
      items.push(...listed.value);
    }
    const dismissed = new Set(readDismissed(charter));
    return ok(items.filter(({ id }) => !dismissed.has(id)).sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1)));
  }

  async function findItem(charter: OpenCharter, id: string): Promise<Result<LostItem, HostError>> {
    const listed = await listItems(charter);
    if (!listed.ok) return listed;
    const item = listed.value.find((one) => one.id === id);
    return item === undefined ? err({ kind: "lostTextNotFound", item: id }) : ok(item);
  }

  /**
   * What of these is lost now: putting a clause back by its id brings back the clause itself with all its words, and
   * they are not to be deleted.
   */
  async function stillLost(
    charter: OpenCharter,
    ranges: readonly DeletedRange[],
  ): Promise<Result<readonly DeletedRange[], HostError>> {
    const listed = await ofDeleted(charter);
    if (!listed.ok) return listed;
    const { within } = createClockSet(listed.value.flatMap((item) => item.ranges));
    return ok(
      ranges.flatMap((range) =>
        within(range).map(({ from, to }) => ({ client: range.client, clock: range.clock + from, length: to - from })),
      ),
    );
  }

  function dismiss(charter: OpenCharter, id: string): Result<null, HostError> {
    const dismissed = [...readDismissed(charter), id].slice(-maxDismissed);
    const written = charters.writeSetting(charter, setting, dismissed);
    return written.ok ? ok(null) : written;
  }

  return {
    async list(charter: OpenCharter): Promise<Result<readonly LostTextView[], HostError>> {
      const listed = await listItems(charter);
      if (!listed.ok) return listed;
      return ok(listed.value.map(({ nodes: _, place: __, ranges: ___, ...view }) => view));
    },
    async dismiss(charter: OpenCharter, id: string): Promise<Result<null, HostError>> {
      const item = await findItem(charter, id);
      return item.ok ? dismiss(charter, id) : item;
    },
    async restore(charter: OpenCharter, id: string): Promise<Result<null, HostError>> {
      const { replica } = charter;
      let version = replica.textVersion();
      let item = await findItem(charter, id);
      // Its place is one of the text as it is now.
      for (; version !== replica.textVersion(); item = await findItem(charter, id)) version = replica.textVersion();
      if (!item.ok) return item;
      const { nodes, place, ranges } = item.value;
      const text = replica.readText();
      const client = replica.yDoc().clientID;
      const written = replica.setText(
        putBackLost(text, nodes, place ?? placeAtEnd(text), (): ClauseId => newClauseId(random.bytes)),
      );
      if (!written.ok || ranges.length === 0) return written.ok ? dismiss(charter, id) : written;
      const left = await stillLost(charter, ranges);
      if (!left.ok || left.value.length === 0) return left.ok ? ok(null) : left;
      const clock = replica.ledger().session(client)?.clock ?? 0;
      const update = encodeUpdate({ client: null, clock: 0, structs: [] }, left.value);
      const signed = replica.append([
        { type: envelopeTypes.text, body: encodeCbor([1, client, clock, clock, update]) },
      ]);
      // Words in what was removed were not deleted before.
      if (signed.ok) applyUpdate(replica.yDoc(), update, ledgerOrigin);
      return signed;
    },
  };
}
