/**
 * Where sides of a charter changed the same thing without knowing of each other: found, told with who and when, settled.
 * Owns: the answer for one version of the text, and what was found in each paragraph, so that a change costs what it
 * touched. Called by: methods/conflicts.ts, the news, and whoever checks a draft.
 * Invariant: what is listed is the same on every device that holds the same changes [I50]; what is settled here is one
 * signed change, and counts as settled wherever it arrives [I51].
 */
import type { ClauseRef, ConflictSideView, ConflictView, Settlement } from "../../../shared/api/conflicts.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import { type ClauseId, type DeviceId, parseDeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { looseId, readClauses } from "../../../shared/charter/text/clauses.ts";
import { type NameOf, namesOf } from "../../../shared/charter/text/promiseWords.ts";
import type { Form } from "../../../shared/crdt/history/conflictForms.ts";
import {
  type Conflict,
  createKnownPassages,
  type Conflicts as FoundIn,
  findConflicts,
  type KnownPassages,
} from "../../../shared/crdt/history/conflicts.ts";
import type { TextDoc } from "../../../shared/crdt/update/textDoc.ts";
import { bracketBoth, saidAsItStands, setForm, writeInPlace } from "../../../shared/crdt/writing/settleConflict.ts";
import { applyText } from "../../../shared/crdt/writing/writeText.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { ledgerOrigin } from "../charter/fold.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";
import type { SignedChange, SignedChanges } from "./signedChanges.ts";

interface FoundConflicts {
  readonly key: string;
  readonly conflicts: FoundIn;
  readonly changeOf: ReadonlyMap<number, SignedChange>;
}

export interface ReadConflict {
  readonly view: ConflictView;
  /** Of all its sides. */
  readonly changes: readonly SignedChange[];
}

export type Conflicts = ReturnType<typeof createConflicts>;

export function createConflicts(args: {
  readonly me: DeviceId;
  readonly charters: Charters;
  readonly changesOf: (charter: OpenCharter) => SignedChanges;
  readonly emit: (event: HostEvent) => void;
}) {
  const { me, charters, changesOf, emit } = args;
  const latest = new WeakMap<OpenCharter, FoundConflicts>();
  const passages = new WeakMap<OpenCharter, KnownPassages>();

  charters.watch({
    accepted(charter, frames) {
      const texts = frames.filter(({ accepted }) => accepted.type === envelopeTypes.text);
      // Own words make no conflict, and may settle one.
      const mayDiffer = (latest.get(charter)?.conflicts.all.length ?? 0) > 0;
      if (texts.some(({ accepted }) => mayDiffer || accepted.place.device !== me))
        emit({ kind: "conflictsChanged", charter: charter.id });
    },
  });

  async function find(charter: OpenCharter): Promise<Result<FoundConflicts, HostError>> {
    const changes = changesOf(charter);
    const caught = await changes.catchUp();
    if (!caught.ok) return caught;
    const { replica } = charter;
    const key = `${replica.textVersion()} ${replica.store.lastPos()}`;
    const before = latest.get(charter);
    if (before?.key === key) return ok(before);
    const known = passages.get(charter) ?? createKnownPassages();
    passages.set(charter, known);
    const changeOf = new Map(changes.all().map((change) => [change.no, change]));
    const change = (no: number): SignedChange => {
      const found = changeOf.get(no);
      if (found === undefined) throw new Error(`no change of the text has number ${no}`);
      return found;
    };
    const ledger = replica.ledger();
    const conflicts = findConflicts({
      yDoc: replica.yDoc(),
      ranges: changes.ranges(),
      sideOf: (no) => change(no).device,
      knows: (no, of) => ledger.knows(change(no).chain, change(no).seq, change(of)),
      changes: changes.all(),
      known,
    });
    const found = { key, conflicts, changeOf };
    latest.set(charter, found);
    return ok(found);
  }

  async function list(charter: OpenCharter): Promise<Result<readonly ConflictView[], HostError>> {
    const read = await listWithChanges(charter);
    return read.ok ? ok(read.value.map(({ view }) => view)) : read;
  }

  async function listWithChanges(charter: OpenCharter): Promise<Result<readonly ReadConflict[], HostError>> {
    const found = await find(charter);
    if (!found.ok) return found;
    const { conflicts, changeOf } = found.value;
    if (conflicts.all.length === 0) return ok([]);
    const refOf = createRefs(charter);
    const { parties } = charter.replica.ledger().membership();
    const shown = (form: Form): Form => withNames(form, namesOf(Array.from(parties.values(), ({ card }) => card)));
    const sideView = ({ side, changes }: { side: string; changes: readonly number[] }): ConflictSideView => {
      const device = deviceOf(side);
      const at = Math.max(...changes.map((no) => changeOf.get(no)?.time ?? 0));
      return { author: authorOf(charter, device), device, changes: changes.length, at };
    };
    const changesOn = ({ sides }: Conflict): readonly SignedChange[] =>
      sides.flatMap((side) => side.changes.flatMap((no) => changeOf.get(no) ?? []));
    return ok(conflicts.all.map((one) => ({ view: viewOf(one, refOf, sideView, shown), changes: changesOn(one) })));
  }

  async function settle(charter: OpenCharter, id: string, how: Settlement): Promise<Result<null, HostError>> {
    const found = await find(charter);
    if (!found.ok) return found;
    const { conflicts } = found.value;
    const conflict = conflicts.all.find((one) => one.id === id);
    if (conflict === undefined) return err({ kind: "conflictNotFound", conflict: id });
    const write = writingOf(conflicts, conflict, how);
    if (!write.ok) return write;
    return charter.replica.change((doc) => {
      write.value(doc);
      saidAsItStands(doc, conflict);
      return ok(null);
    });
  }

  return { list, listWithChanges, settle };
}

function deviceOf(side: string): DeviceId {
  const device = parseDeviceId(side);
  if (device === null) throw new Error("a side is a device");
  return device;
}

/** Who owes what a promise says, and to whom: by the name of the party. */
function withNames(form: Form, nameOf: NameOf): Form {
  const named = (value: Form[string]): Form[string] =>
    typeof value === "string" && value.length === idLength ? (nameOf(value) ?? value.slice(0, 8)) : value;
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, key === "by" || key === "to" ? named(value) : value]),
  );
}

const idLength = 64;

type RefOf = (clause: string) => ClauseRef;

function createRefs({ replica }: OpenCharter): RefOf {
  const clauses = new Map(readClauses(replica.readText()).map((clause) => [clause.id as string, clause]));
  return (id) => {
    const clause = clauses.get(id);
    return clause === undefined
      ? { id: id as ClauseId, number: "", heading: "" }
      : { id: clause.id, number: clause.number, heading: clause.heading };
  };
}

function viewOf(
  conflict: Conflict,
  refOf: RefOf,
  sideView: (side: { side: string; changes: readonly number[] }) => ConflictSideView,
  shown: (form: Form) => Form,
): ConflictView {
  const { id } = conflict;
  const clause = refOf(conflict.clause);
  switch (conflict.kind) {
    case "words": {
      const { kind, before, now, lead, tail, shown } = conflict;
      const sides = conflict.sides.map((side) => ({ ...sideView(side), words: side.words }));
      return { kind, id, clause, before, now, sides, lead, tail, shown };
    }
    case "form": {
      const { kind, before, now, words } = conflict;
      const sides = conflict.sides.map((side) => ({ ...sideView(side), form: shown(side.form) }));
      return { kind, id, clause, words, before: shown(before), now: shown(now), sides };
    }
    case "place": {
      const refOrNull = (named: string | null) => (named === null || named === looseId ? null : refOf(named));
      const sides = conflict.sides.map((side) => {
        const place = { inside: refOrNull(side.place.inside), behind: refOrNull(side.place.behind) };
        return { ...sideView(side), place };
      });
      return { kind: "place", id, clause, sides };
    }
    case "cut": {
      const sides = conflict.sides.map((side) => ({ ...sideView(side), did: side.did }));
      return { kind: "cut", id, clause, words: conflict.words, sides };
    }
  }
}

const noSuchSide = err({ kind: "notSettledSo", isNoSide: true } as const);
const noWords = err({ kind: "notSettledSo", isNoSide: false } as const);

/** What is written into the text beside the word that it is settled. */
function writingOf(conflicts: FoundIn, conflict: Conflict, how: Settlement): Result<(doc: TextDoc) => void, HostError> {
  if (how.kind === "asItStands") return ok(() => {});
  if (how.kind === "side") return writingOfSide(conflicts, conflict, how.side);
  if (conflict.kind !== "words") return noWords;
  if (how.kind === "words") return ok((doc) => writeInPlace(doc, conflict, how.words));
  const versions = conflict.sides.map(({ words }) => words);
  return ok((doc) => bracketBoth(doc, conflict, versions));
}

function writingOfSide(
  conflicts: FoundIn,
  conflict: Conflict,
  index: number,
): Result<(doc: TextDoc) => void, HostError> {
  switch (conflict.kind) {
    case "words": {
      const side = conflict.sides[index];
      if (side === undefined) return noSuchSide;
      const text = conflicts.textOfSide(conflict, side.side);
      return ok((doc) => applyText(doc, text, ledgerOrigin));
    }
    case "form": {
      const side = conflict.sides[index];
      return side === undefined ? noSuchSide : ok((doc) => setForm(doc, conflict.element, side.form));
    }
    case "place": {
      const side = conflict.sides[index];
      if (side === undefined) return noSuchSide;
      return ok((doc) => setForm(doc, conflict.element, { home: side.home }));
    }
    case "cut": {
      const side = conflict.sides[index];
      if (side === undefined) return noSuchSide;
      const isRemoved = side.did === "removed";
      const element = isRemoved ? conflict.element : conflict.removed;
      return ok((doc) => setForm(doc, element, { gone: isRemoved ? true : null }));
    }
  }
}
