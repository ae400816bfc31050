/**
 * Histories of a charter: people of four parties and guests, each with a ledger of their own, who sign on what they
 * hold. A list of numbers makes the same history every time, so that fast-check can shorten it.
 */

import fc from "fast-check";
import { type Bytes, fromHex } from "../../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../../shared/base/cbor.ts";
import { boundWith } from "../../../../shared/base/clientClass.ts";
import { type CharterId, type EnvelopeHash, idBytes, type PartyId } from "../../../../shared/base/ids.ts";
import { countNeeded } from "../../../../shared/charter/parties/quotas.ts";
import type { InviteRole } from "../../../../shared/charter/parties/roles.ts";
import { hasRatified, heldProposals } from "../../../../shared/ledger/agreements/agreements.ts";
import type { Judged } from "../../../../shared/ledger/ledger.ts";
import type { Accepted } from "../../../../shared/ledger/log/chains.ts";
import { type Envelope, envelopeTypes } from "../../../../shared/ledger/log/envelope.ts";
import { encodeEntry, type GovernanceEntry } from "../../../../shared/ledger/members/entries.ts";
import { sessionClient } from "../../../../shared/ledger/members/epoch.ts";
import { sealRotation } from "../../../../shared/ledger/members/keyring.ts";
import { currentKey } from "../../../../shared/ledger/members/sheets.ts";
import {
  admitEntry,
  type Book,
  ballotOf,
  closeInviteEntry,
  copyBook,
  delegateOf,
  foundBook,
  founder,
  inviteKeyOf,
  newDeviceBy,
  newDeviceOf,
  openInviteEntry,
  placeOf,
  proposalOf,
  recoverEntry,
  renewEntry,
  seedOf,
  settleEntry,
  shareEntry,
  sheetOf,
  type TestPerson,
  type TestSheet,
  type Written,
} from "../../../support/builders.ts";

interface Somebody {
  readonly person: TestPerson;
  readonly role: InviteRole | "recovered";
}

const [ada, ben, cyra, dora] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Dora")];
const cast: readonly Somebody[] = [
  { person: ada, role: "party" },
  { person: ben, role: "party" },
  { person: cyra, role: "party" },
  { person: delegateOf(ada, "Alma"), role: "delegate" },
  { person: delegateOf(ben, "Bea"), role: "delegate" },
  { person: dora, role: "party" },
  { person: founder("Gus"), role: "mediator" },
  { person: founder("Olga"), role: "observer" },
  { person: newDeviceOf(ada, "Ada's new laptop"), role: "recovered" },
  { person: newDeviceOf(ben, "Ben's new laptop"), role: "recovered" },
  { person: delegateOf(delegateOf(ben, "Bea"), "Bill"), role: "delegate" },
];

/** One thing that somebody does; what the numbers choose depends on what is held. */
export interface Deed {
  readonly who: number;
  readonly what: string;
  readonly a: number;
  readonly b: number;
}

/** As often as they stand here. */
const acts = [
  ...["hear", "hear", "hear", "hear", "gather"],
  ...["admit", "admit", "invite", "close"],
  ...["revoke", "revoke", "remove", "remove", "consent", "consent", "consent"],
  ...["rotate", "rotate", "share", "recover"],
  ...["renew", "renew", "settle", "recoverBySheet", "recoverBySheet"],
  ...["type", "type", "typeAsGateway", "receipt"],
  ...["propose", "vote", "ratify"],
  ...["fork", "fork", "fork", "fork", "backdate"],
];

export const deeds = (most: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.record({
      who: fc.nat({ max: 255 }),
      what: fc.constantFrom(...acts),
      a: fc.nat({ max: 255 }),
      b: fc.nat({ max: 255 }),
    }),
    { minLength: 30, maxLength: most, size: "max" },
  );

export interface History {
  readonly charter: CharterId;
  /** Everything signed, what its own author's ledger refused among it; nothing comes before its past. */
  readonly signed: readonly Written[];
}

const at = <T>(items: readonly T[], index: number): T | undefined =>
  items.length === 0 ? undefined : items[index % items.length];

/**
 * `early`: so many of the cast are in before the plan begins. `hostile`: places in the cast of those who may
 * equivocate, and sign on less than they hold.
 */
export function playHistory(plan: readonly Deed[], early: number, hostile: readonly number[]): History {
  const books = new Map<TestPerson, Book>();
  const signed = new Map<EnvelopeHash, Written>();
  let count = 0;
  const founded = foundBook(ada);
  const { charter } = founded;
  for (const written of founded.log()) signed.set(written.signed.hash, written);
  books.set(ada, founded);

  function sign(
    book: Book,
    by: TestPerson,
    type: number,
    body: Bytes,
    changes: Partial<Envelope> = {},
  ): Judged["kind"] {
    const written = book.draft(by, type, body, { time: 1_700_000_000_000 + count++, ...changes });
    const kind = book.take(written);
    signed.set(written.signed.hash, written);
    return kind;
  }
  const govern = (book: Book, by: TestPerson, entry: GovernanceEntry, changes: Partial<Envelope> = {}) =>
    sign(book, by, envelopeTypes.governance, encodeEntry(entry), changes);

  function letIn(book: Book, by: TestPerson, { person, role }: Somebody, a: number): void {
    if (role === "recovered") {
      if (govern(book, by, recoverEntry(person, a % 2 === 1)) === "ready") join(book, person);
      return;
    }
    const { invites, parties, policy } = book.ledger.membership();
    const waiting = [...invites.values()].find((one) => one.role === role && !one.used && !one.closed);
    const needed = role === "party" && hasRatified(book.ledger) ? countNeeded(policy.admit, parties.size) : 1;
    const name = `${person.name} ${count}`;
    const reused = a % 3 === 0 && waiting !== undefined ? inviteNames.get(waiting.entry) : undefined;
    if (reused === undefined) {
      const entry = openInviteEntry(charter, inviteKeyOf(name), role, 1_800_000_000_000, needed);
      if (govern(book, by, entry) !== "ready") return;
      const hash = book.log().at(-1)?.signed.hash;
      if (hash !== undefined) inviteNames.set(hash, name);
    }
    if (govern(book, by, admitEntry(person, inviteKeyOf(reused ?? name), role)) === "ready") join(book, person);
  }
  const sheets: TestSheet[] = [];
  const inviteNames = new Map<EnvelopeHash, string>();
  function join(book: Book, person: TestPerson): void {
    if (!books.has(person)) books.set(person, copyBook(book));
  }

  function type(book: Book, by: TestPerson, client: number, sessionNo: number, changes: Partial<Envelope> = {}): void {
    const binding = encodeCbor([boundWith(client), sessionNo]);
    const isNew = book.judge(by, envelopeTypes.session, binding, changes) === "ready";
    if (isNew && sign(book, by, envelopeTypes.session, binding, changes) !== "ready") return;
    if (isNew && Object.keys(changes).length > 0) return;
    const from = book.ledger.session(client)?.clock ?? 0;
    sign(book, by, envelopeTypes.text, encodeCbor([1, client, from, from + 3, Uint8Array.of(count & 255)]), changes);
  }

  /** An entry that fits what is held, more or less. */
  function entryOf(book: Book, by: TestPerson, a: number, b: number): GovernanceEntry | null {
    const { devices, parties, policy, decisions, invites, former } = book.ledger.membership();
    const { party } = devices.get(by.device)?.card ?? { party: null };
    switch (a % 6) {
      case 0: {
        const within = [...devices.values()].filter(({ card }) => card.party === party || card.party === null);
        const target = at(b % 5 === 0 ? [...devices.values()] : within, b)?.card.id;
        return target === undefined ? null : { kind: "revoke", device: idBytes(target), last: b, reason: "" };
      }
      case 1: {
        const target = at([...parties.keys()], b);
        const needed = target === party ? 0 : countNeeded(policy.remove, parties.size - 1);
        return target === undefined ? null : { kind: "remove", party: idBytes(target), needed, reason: "" };
      }
      case 2: {
        const open = [...decisions.values()].filter(({ consented }) => party !== null && !consented.includes(party));
        const decision = at(open, b);
        return decision === undefined ? null : { kind: "consent", to: idBytes(decision.entry), reason: "" };
      }
      case 3:
        return sealRotation(seedOf(`epoch ${count}`), book.ledger.membership());
      case 4: {
        const invite = at([...invites.values()], b);
        return invite === undefined ? null : { ...closeInviteEntry(inviteKeyOf("")), invite: invite.key };
      }
      default:
        return former.size > 0 ? recoverEntry(newDeviceOf(by, `${by.name}'s spare ${b % 3}`), b % 2 === 0) : null;
    }
  }

  /** On the places of `deps` alone, after the own one at `seq - 1`. */
  function standingOn(book: Book, before: Accepted | null, deps: readonly Accepted[]): Partial<Envelope> {
    const parents = before === null ? deps : [before, ...deps];
    const heads = [...new Set(parents.flatMap((parent) => parent.governance))];
    const isPast = (hash: EnvelopeHash, of: EnvelopeHash): boolean => {
      const [one, other] = [hash, of].map((wanted) => book.accepted().find(({ place }) => place.hash === wanted));
      return one !== undefined && (other?.vector.get(one.chain)?.[0] ?? -1) >= one.place.seq;
    };
    return {
      seq: before === null ? 0 : before.place.seq + 1,
      prev: before?.place.hash ?? null,
      deps: deps.map(({ place }) => place).sort((x, y) => (x.hash < y.hash ? -1 : 1)),
      governance: heads.filter((head) => !heads.some((other) => other !== head && isPast(head, other))).sort(),
    };
  }

  function forge(book: Book, by: TestPerson, isFork: boolean, a: number, b: number): void {
    const own = book.accepted().filter(({ place }) => place.device === by.device);
    const others = book.accepted().filter(({ place }) => place.device !== by.device);
    const before = isFork ? (at([null, ...own], b) ?? null) : (own.at(-1) ?? null);
    const dep = at(others, a * 7 + b);
    const changes = standingOn(book, before, dep === undefined ? [] : [dep]);
    const roll = (a + b) % 8;
    if (roll < 4) {
      const entry = entryOf(book, by, a, b);
      if (entry !== null) govern(book, by, entry, changes);
    } else if (roll === 4) sign(book, by, envelopeTypes.heads, new Uint8Array(0), changes);
    else if (roll === 5) type(book, by, 7 + (b % 2), -1, changes);
    else if (roll === 6) {
      const proposal = at(
        book.log().filter(({ envelope }) => envelope.type === envelopeTypes.proposal),
        b,
      );
      if (proposal !== undefined && proposal.envelope.body !== null)
        sign(book, by, envelopeTypes.proposal, proposal.envelope.body, changes);
    } else {
      const someone = at(cast, b);
      const open = [...inviteNames].find(([hash]) => book.log().some((one) => one.signed.hash === hash));
      if (someone !== undefined && someone.role !== "recovered" && open !== undefined)
        govern(book, by, admitEntry(someone.person, inviteKeyOf(open[1]), someone.role), changes);
    }
  }

  /** Everybody hears everything. */
  function gather(): void {
    for (const book of books.values()) for (const written of signed.values()) book.take(written);
  }

  function propose(book: Book, by: TestPerson): void {
    const electorate = [...book.ledger.membership().parties.values()]
      .sort((x, y) => (x.card.id < y.card.id ? -1 : 1))
      .map((party) => party.signed);
    if (electorate.length > 0)
      sign(book, by, envelopeTypes.proposal, proposalOf(charter, by, electorate, { nonce: `${count}` }).wire);
  }

  function vote(book: Book, by: TestPerson, which: number): void {
    const known = at(heldProposals(book.ledger), which)?.[0];
    const contentHash = fromHex(known?.contentHash ?? "");
    if (known !== undefined && contentHash !== null)
      sign(book, by, envelopeTypes.ballot, ballotOf(by, { id: known.id, contentHash }));
  }

  function partiesOf(book: Book): readonly PartyId[] {
    return [...book.ledger.membership().parties.keys()];
  }

  for (const someone of cast.slice(1, 1 + early)) {
    const host = [...books].find(([{ party }]) => someone.role === "delegate" && party === someone.person.party);
    letIn(host?.[1] ?? founded, host?.[0] ?? ada, someone, 1);
    gather();
  }
  for (const { who, what, a, b } of plan) {
    const isForged = what === "fork" || what === "backdate";
    const able = [...books].filter(([one]) => !isForged || hostile.some((place) => cast[place]?.person === one));
    const [by, book] = at(able, who) ?? [null, founded];
    if (by === null) continue;
    switch (what) {
      case "hear": {
        const other = at([...books.values()], b);
        const log = other?.log() ?? [];
        for (const written of log.slice(0, a % 2 === 0 ? log.length : Math.ceil((log.length * a) / 255)))
          book.take(written);
        break;
      }
      case "admit": {
        const someone = at(cast, b);
        if (someone !== undefined) letIn(book, by, someone, a);
        break;
      }
      case "recover": {
        const spare = newDeviceOf(by, `${by.name}'s spare ${b % 3}`);
        if (govern(book, by, recoverEntry(spare, a % 2 === 0)) === "ready") join(book, spare);
        break;
      }
      case "renew": {
        const sheet = sheetOf(by, `${by.name} ${b % 4}`);
        const over = fromHex(currentKey(book.ledger.membership(), by.party.card.id));
        const consent = a % 3 === 0 ? by.party.root : null;
        if (govern(book, by, renewEntry(sheet, consent, over ?? undefined)) === "ready") sheets.push(sheet);
        break;
      }
      case "settle": {
        const sheet = at(sheets, b);
        // Everybody says what they hold, and once more a month later.
        for (const later of [0, 31 * 86_400_000]) {
          count += later;
          gather();
          for (const [one, held] of books) sign(held, one, envelopeTypes.heads, new Uint8Array(0));
        }
        gather();
        if (sheet !== undefined) govern(book, by, settleEntry(sheet));
        break;
      }
      case "recoverBySheet": {
        const sheet = at(sheets, b);
        if (sheet === undefined) break;
        const spare = newDeviceBy(sheet, `${sheet.by.name}'s ${a % 3} by ${sheet.key.slice(0, 4)}`);
        const entry = recoverEntry(spare, a % 2 === 0, null, sheet.pair);
        if (govern(book, by, entry) === "ready") join(book, spare);
        break;
      }
      case "revoke":
      case "remove":
      case "consent":
      case "rotate":
      case "close": {
        const entry = entryOf(book, by, ["revoke", "remove", "consent", "rotate", "close"].indexOf(what), b);
        if (entry !== null) govern(book, by, entry);
        break;
      }
      case "share": {
        const target = at(cast, b)?.person ?? ada;
        govern(book, by, shareEntry(seedOf(`epoch ${a}`), target));
        break;
      }
      case "type": {
        const sessionNo = a % 2;
        type(book, by, sessionClient(charter, by.device, sessionNo) + (b % 2), sessionNo);
        break;
      }
      case "typeAsGateway":
        type(book, by, 7 + (a % 2), -1);
        break;
      case "receipt":
        sign(book, by, envelopeTypes.heads, new Uint8Array(0));
        break;
      case "gather":
        gather();
        break;
      case "propose":
        propose(book, by);
        break;
      case "vote":
        vote(book, by, b);
        break;
      case "ratify":
        gather();
        propose(book, by);
        gather();
        for (const [voter, held] of books) vote(held, voter, heldProposals(held.ledger).length - 1);
        break;
      case "invite": {
        const { policy } = book.ledger.membership();
        const needed = hasRatified(book.ledger) ? countNeeded(policy.admit, partiesOf(book).length) : 1;
        const name = `open ${count}`;
        const entry = openInviteEntry(charter, inviteKeyOf(name), "party", 1_800_000_000_000, needed);
        if (govern(book, by, entry) === "ready") {
          const last = book.log().at(-1);
          if (last !== undefined) inviteNames.set(placeOf(last).hash, name);
        }
        break;
      }
      case "fork":
      case "backdate":
        forge(book, by, what === "fork", a, b);
        break;
    }
  }
  return { charter, signed: [...signed.values()] };
}
