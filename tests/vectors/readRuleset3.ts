/**
 * What a real host says of the charter of `ruleset3.tessera`, on days of its story: a device that was welcomed with the
 * keys below and has nothing of the log yet takes the bundle in. Plain values, to be compared with `ruleset3.json`: facts
 * alone, picked from what the API answers today, so that its views may grow and the facts may not change.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createHost } from "../../electron/host/createHost.ts";
import { readAttachment } from "../../electron/host/documents/pdf/attachments.ts";
import { createPdfIdentity } from "../../electron/host/documents/pdf/pdfIdentity.ts";
import { loadKeys } from "../../electron/host/keys/identity.ts";
import { createCharters } from "../../electron/host/library/charters.ts";
import type { HostApi } from "../../shared/api/hostApi.ts";
import { type Bytes, fromHex, toHex, utf8 } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { sha256 } from "../../shared/base/crypto.ts";
import { addDays, dayOf } from "../../shared/base/days.ts";
import { type CharterId, parseCharterId } from "../../shared/base/ids.ts";
import { readClauses } from "../../shared/charter/text/clauses.ts";
import { tessera } from "../../shared/ledger/program.ts";
import { chance } from "../shared/crdt/support/chance.ts";
import { seededRandom } from "../support/ambient.ts";
import { memoryPlatform } from "../support/memoryPlatform.ts";
import { createSimNetwork } from "../support/simNetwork.ts";
import { unwrap } from "../support/world.ts";

/** Who reads it, in hex: what the device had when it was let in. */
export interface Reader {
  readonly charter: string;
  readonly person: string;
  readonly device: string;
  readonly signSeed: string;
  readonly sealSeed: string;
  readonly epochKeys: readonly string[];
}

const startMs = 1_700_000_000_000;
const dayMs = 86_400_000;
/** The founding is on day 0. */
const days = [0, 1, 5, 39, 60, 110, 124, 126, 139, 141, 300, 421, 505, 700] as const;
const lastDay = 430;

export function hex(written: string): Bytes {
  const bytes = fromHex(written);
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
}

/** `directory`: empty; the host's files lie there afterwards. */
export async function openRuleset3(directory: string, bundle: Bytes, reader: Reader) {
  let now = startMs + lastDay * dayMs;
  // Nothing happens by itself.
  const clock = { now: () => now, after: () => () => undefined };
  const network = createSimNetwork(chance(3));
  const platform = memoryPlatform({ name: reader.person, dataDirectory: directory, seed: 3, clock, network });
  const pdf = await createPdfIdentity({ random: seededRandom(3), commonName: reader.person, notBefore: startMs });
  const identity = [
    ...[2, reader.person, reader.device, hex(reader.signSeed), hex(reader.sealSeed), sha256(utf8("store key"))],
    ...[[pdf.privateKeyPkcs8, pdf.certificateDer], null, null],
  ];
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "identity.sealed"), platform.secrets.seal(encodeCbor(identity)));
  const keys = unwrap(loadKeys(platform));
  const charter = parseCharterId(reader.charter);
  if (keys === null || charter === null) throw new Error("somebody reads it");
  const welcomed = createCharters({ platform, program: tessera, keys, emit: () => undefined, faceOf: null });
  unwrap(welcomed.adopt(charter, reader.epochKeys.map(hex)));
  welcomed.close();
  const host = unwrap(await createHost(platform));
  const taken = unwrap(await host.api.importBundle({ bytes: bundle }));
  return {
    charter,
    host,
    taken: [taken.inFile, taken.added, taken.waiting, taken.unopened, taken.newer, taken.refused],
    setDay: (day: number): void => {
      now = startMs + day * dayMs;
    },
  };
}

export type OpenedRuleset3 = Awaited<ReturnType<typeof openRuleset3>>;

const hashOf = (value: unknown): string =>
  toHex(sha256(utf8(typeof value === "string" ? value : JSON.stringify(value))));

export async function readRuleset3({ charter, host: { api }, taken, setDay }: OpenedRuleset3): Promise<unknown> {
  setDay(lastDay);
  const view = unwrap(await api.getCharter({ charter }));
  const timeline = unwrap(await api.getTimeline({ charter }));
  const ratified = timeline.filter(({ ratifiedAt }) => ratifiedAt !== null);
  return {
    taken,
    charter: {
      ...{ title: view.title, language: view.language, policy: view.policy, asksToSuggest: view.asksToSuggest },
      parties: view.parties.map(({ id, name, devices }) => ({ id, name, devices: devices.map((one) => one.person) })),
      guests: view.guests.map(({ role, device }) => [role, device.person]),
      decisions: view.decisions.map(({ kind, needed, consented }) => [kind, needed, consented.map(({ name }) => name)]),
      ...{ leftOut: view.leftOut, changes: view.changes, safety: view.safety.words, unknown: view.unknown.length },
      readOnly: view.readOnly,
    },
    membership: unwrap(await api.listMembershipChanges({ charter })).map(({ kind, at, by }) => [
      ...[kind, dayOf(at), by.person],
    ]),
    draft: await readDraft(api, charter),
    proposals: timeline.map((one) => ({
      ...{ id: one.proposal, content: one.contentHash, purpose: one.purpose, conditions: one.conditions },
      ...{
        term: one.term,
        closesOn: one.closesOn,
        parent: one.parent,
        supersedes: one.supersedes,
        leftOut: one.leftOut,
      },
      ...{ startsOn: one.startsOn, endsOn: one.endsOn, endedOn: one.endedOn, ratifiedAt: one.ratifiedAt },
      named: one.named.map(({ name }) => name),
      ballots: one.ballots.map(({ person, choice, standing, reservations }) => [
        ...[person, choice, standing, reservations.length],
      ]),
    })),
    standings: await eachDay(days, setDay, async (day) => ({
      states: unwrap(await api.getTimeline({ charter })).map(({ state }) => state),
      inForce: unwrap(
        await api.getForce({ charter, on: addDays(dayOf(startMs), day), party: null, other: null, knownOn: null }),
      ).inForce.map(({ proposal, bound }) => [proposal, bound.map(({ party }) => party.name).sort()]),
    })),
    status: await each(ratified, async ({ proposal }) => {
      setDay(lastDay);
      const { rows, knownTo } = unwrap(await api.getStatusTable({ charter, proposal }));
      return {
        rows: rows.map(({ party, action, on, effect, until, left, declarations }) => ({
          ...{ party: party.id, action, on, effect, until, left },
          declarations: declarations.map(({ id, clause, how, state, words }) => [id, clause, how, state, words]),
        })),
        knownTo: knownTo.map(({ party, day }) => [party.id, day]).sort(),
      };
    }),
    records: unwrap(await api.getRecords({ charter })).texts.map((one) => ({
      attestations: one.attestations.map(({ id, party, practice }) => [id, party.id, practice]),
      reviews: one.reviews.map(({ id, heldOn, place, minutes, outcome, nextOn }) => [
        ...[id, heldOn, place, minutes, outcome, nextOn],
      ]),
      institutions: one.institutions.map(({ id, authority, instrument, reference, day, text }) => [
        ...[id, authority, instrument, reference, day, text],
      ]),
      endorsements: one.endorsements.map(({ id, name, statement }) => [id, name, statement]),
    })),
    promises: unwrap(await api.getPromises({ charter, days: { from: "2024-01-01", to: "2025-12-31" } })).promises.map(
      ({ proposal, clause, index, by, to, due, every, days: owed, reports, asWhole }) => ({
        ...{ proposal, clause, index, by: idOf(by), to: idOf(to), due, every, asWhole },
        days: owed.map(({ day, state }) => [day, state]),
        reports: reports.map(({ id, outcome, period, isResolved, answers }) => [
          ...[id, outcome, period, isResolved, answers.map(({ choice }) => choice)],
        ]),
      }),
    ),
    papers: await each(ratified, async ({ proposal }) => {
      const { bytes } = unwrap(await api.exportPdf({ charter, proposal }));
      const { valid, seals } = unwrap(await api.verifyPdf({ bytes }));
      const attached = (name: string): string | null => {
        const found = readAttachment(bytes, name);
        return found === null ? null : toHex(sha256(found));
      };
      return {
        ...{ valid, seals: seals.length, certificate: attached("certificate.cbor"), content: attached("content.json") },
        dossier: attached("dossier.cbor"),
      };
    }),
  };
}

const idOf = (party: { readonly id: string } | "all" | null): string | null =>
  party === null || party === "all" ? party : party.id;

async function readDraft(api: HostApi, charter: CharterId): Promise<unknown> {
  const { text } = unwrap(await api.getText({ charter, at: { kind: "draft" } }));
  return {
    clauses: readClauses(text).map(({ id, kind, number, text: words }) => [id, kind, number, words]),
    hash: hashOf(text),
    suggestions: unwrap(
      await api.listSuggestions({
        charter,
        filter: { clause: null, party: null, person: null, device: null },
        isAll: true,
      }),
    ).map(({ kind, state }) => [kind, state]),
    brackets: unwrap(await api.listBrackets({ charter })).brackets.map(({ alternatives }) =>
      alternatives.map(({ words }) => words),
    ),
    conflicts: unwrap(await api.listConflicts({ charter })).length,
    threads: unwrap(await api.listComments({ charter, clause: null })).map(({ isOpen, comments }) => [
      ...[isOpen, comments.map(({ kind, text: words }) => [kind, words])],
    ]),
    board: unwrap(await api.getBoard({ charter, clause: null })).clauses.map(({ id, status, isClosed }) => [
      id,
      status,
      isClosed,
    ]),
  };
}

async function each<T, U>(all: readonly T[], read: (one: T) => Promise<U>): Promise<readonly U[]> {
  const found: U[] = [];
  for (const one of all) found.push(await read(one));
  return found;
}
const eachDay = async <T>(on: readonly number[], setDay: (day: number) => void, read: (day: number) => Promise<T>) =>
  each(on, async (day) => {
    setDay(day);
    return { day: addDays(dayOf(startMs), day), ...(await read(day)) };
  });

/** The paper of the text of most depth, as it was exported when the ruleset was frozen. */
export async function exportRuleset3({ charter, host: { api }, setDay }: OpenedRuleset3): Promise<Bytes> {
  setDay(lastDay);
  const accord = unwrap(await api.getTimeline({ charter })).find(({ conditions }) => conditions.reviews.length > 0);
  if (accord === undefined) throw new Error("the accord is there");
  return unwrap(await api.exportPdf({ charter, proposal: accord.proposal })).bytes;
}
