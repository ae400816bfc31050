/**
 * A charter in which everything that ruleset 3 has is said once: every entry, every statement with each of its choices,
 * every node, mark and review key of the text, every condition of a proposal. Made from fixed seeds, so it is the same
 * whenever it is made. `ruleset3.tessera` is what it made when the ruleset was frozen.
 */
import * as Y from "yjs";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { addDays, dayOf } from "../../shared/base/days.ts";
import type { Conditions } from "../../shared/charter/parties/conditions.ts";
import type { Practice } from "../../shared/charter/parties/practice.ts";
import { answerChoices, instruments, outcomes, reviewOutcomes } from "../../shared/charter/parties/records.ts";
import { guestRoles } from "../../shared/charter/parties/roles.ts";
import { clauseHash } from "../../shared/charter/text/clauseHash.ts";
import { readClauses } from "../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../shared/charter/text/suggested.ts";
import { createTextDoc, reviewRoot } from "../../shared/crdt/document/docLayout.ts";
import { writeReviewKey } from "../../shared/crdt/document/reviewKeys.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { readSuggestions } from "../../shared/crdt/reading/suggestions.ts";
import { answer } from "../../shared/crdt/writing/answers.ts";
import { addAlternative, bracketWords, pickAlternative } from "../../shared/crdt/writing/brackets.ts";
import { applyText, suggestionSteps } from "../../shared/crdt/writing/writeText.ts";
import { type Envelope, envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { charterIdOf, encodeEntry, type GovernanceEntry } from "../../shared/ledger/members/entries.ts";
import { deriveEpoch, sessionClient } from "../../shared/ledger/members/epoch.ts";
import { sealRotation } from "../../shared/ledger/members/keyring.ts";
import { readAccession, signAccession } from "../../shared/ledger/statements/accession.ts";
import { signAnswer } from "../../shared/ledger/statements/answer.ts";
import { signAttestation } from "../../shared/ledger/statements/attestation.ts";
import { readBallot } from "../../shared/ledger/statements/ballot.ts";
import { encodeClosing } from "../../shared/ledger/statements/closing.ts";
import { commentIdOf, encodeComment, type Said } from "../../shared/ledger/statements/comment.ts";
import { signConfirmation } from "../../shared/ledger/statements/confirmation.ts";
import { signConsent } from "../../shared/ledger/statements/consent.ts";
import { signEndorsement } from "../../shared/ledger/statements/endorsement.ts";
import { signInstitution } from "../../shared/ledger/statements/institution.ts";
import { signRelease } from "../../shared/ledger/statements/release.ts";
import { readReport, signReport } from "../../shared/ledger/statements/report.ts";
import { readReservation, signReservation } from "../../shared/ledger/statements/reservation.ts";
import { reservationIdOf } from "../../shared/ledger/statements/reserved.ts";
import { readResponse, responseChoices, signResponse } from "../../shared/ledger/statements/response.ts";
import { signReview } from "../../shared/ledger/statements/review.ts";
import { encodeSigners } from "../../shared/ledger/statements/signers.ts";
import { encodeStance } from "../../shared/ledger/statements/stance.ts";
import type { Pen } from "../../shared/ledger/statements/statement.ts";
import { readWithdrawal, signWithdrawal } from "../../shared/ledger/statements/withdrawal.ts";
import { encodeBundle } from "../../shared/sync/bundle.ts";
import { sealLogFrame } from "../../shared/sync/frame.ts";
import { findWords } from "../shared/crdt/support/layoutText.ts";
import {
  admitEntry,
  adoptEntry,
  type BallotPlan,
  type Book,
  ballotOf,
  closeInviteEntry,
  consentEntry,
  copyBook,
  createBook,
  dayMs,
  delegateOf,
  electorateOf,
  founder,
  foundingKey,
  genesisOf,
  inviteKeyOf,
  newDeviceBy,
  newDeviceOf,
  openInviteEntry,
  openTerm,
  type ProposalPlan,
  proposalOf,
  recoverEntry,
  removeEntry,
  renewEntry,
  revokeEntry,
  seedOf,
  setSuggestEntry,
  settleEntry,
  shareEntry,
  sheetOf,
  startMs,
  type TestPerson,
  type Written,
} from "../support/builders.ts";
import { canal, herds, herdsClause, textOf, type Version, wells } from "./ruleset3Text.ts";

/** The reader of the charter, and the keys that she was welcomed with. */
export const ada = founder("Ada", "River People");
export const welcomedWith: readonly Bytes[] = [foundingKey];
const [ben, cyra, fay] = [
  founder("Ben", "Hill People"),
  founder("Cyra", "Coast Union"),
  founder("Fay", "Forest Guard"),
];
/** Of no party at the beginning. */
const [dora, emil] = [founder("Dora", "Delta Nation"), founder("Emil", "Island Movement")];
const [alma, bea, cal] = [delegateOf(ada, "Alma"), delegateOf(ben, "Bea"), delegateOf(cyra, "Cal")];
const guests = { mediator: founder("Mia"), supporter: founder("Sue"), observer: founder("Oda") } as const;
const epochKeys = [foundingKey, seedOf("second epoch")] as const;
const [firstEpoch, secondEpoch] = epochKeys.map((key) => deriveEpoch(key)) as [
  ReturnType<typeof deriveEpoch>,
  ReturnType<typeof deriveEpoch>,
];

export const makeRuleset3 = (): Bytes => {
  const epochOf = ({ envelope }: Written) =>
    toHex(envelope.epoch) === toHex(secondEpoch.id) ? secondEpoch : firstEpoch;
  return encodeBundle(tellStory().map((written) => sealLogFrame(written.bytes, epochOf(written))));
};

/** Whoever signs, with all that they hold, at a time that goes on by a minute with each act. */
function createScribe() {
  const genesis = genesisOf(ada, "Water of the valley");
  const book = createBook(charterIdOf(genesis));
  let now = startMs;
  let acts = 0;
  let { id: epoch } = firstEpoch;

  function draft(by: TestPerson, type: number, body: Bytes, changes: Partial<Envelope> = {}, within = book): Written {
    return within.draft(by, type, body, { time: now, epoch, ...changes });
  }

  /** All that is written counts. */
  function put(by: TestPerson, type: number, body: Bytes, within: Book = book): Written {
    now += 60_000;
    const written = draft(by, type, body, {}, within);
    take(written, within);
    return written;
  }

  function take(written: Written, within: Book = book): void {
    const judged = within.ledger.judge(written.signed);
    const fault = judged.kind === "ready" ? judged.fault : judged.kind === "refused" ? judged.reason : judged.kind;
    if (fault !== null) throw new Error(`${written.envelope.type} of ${dayOf(now)}: ${fault}`);
    within.take(written, judged);
  }

  const scribe = {
    book,
    charter: book.charter,
    put,
    take,
    draft,
    now: (): number => now,
    /** So many days after the founding. */
    on(day: number): void {
      now = Math.max(now, startMs + day * dayMs);
    },
    govern: (by: TestPerson, entry: GovernanceEntry, within?: Book): Written =>
      put(by, envelopeTypes.governance, encodeEntry(entry), within),
    goOnIn(next: Bytes): void {
      epoch = next;
    },
    pen: ({ signing, chain }: TestPerson): Pen => ({
      ...{ privateKey: signing.privateKey, chain, time: now },
      nonce16: seedOf(`ruleset 3, act ${acts++}`).slice(0, 16),
    }),
    nonce: (): Bytes => seedOf(`ruleset 3, act ${acts++}`).slice(0, 16),
  };
  scribe.put(ada, envelopeTypes.governance, genesis);
  return scribe;
}

type Scribe = ReturnType<typeof createScribe>;

const dayAfter = (days: number): string => addDays(dayOf(startMs), days);

function idOf<T extends { readonly id: string }>(read: { readonly ok: boolean; readonly value?: T }): T["id"] {
  if (read.value === undefined) throw new Error("what is signed here reads");
  return read.value.id;
}

/** The text as everybody reads it, and what each writes into it. */
function createTyping({ book, charter, put }: Scribe) {
  const yDoc = createTextDoc();
  const clientOf = (by: TestPerson): number => sessionClient(charter, by.device, 0);

  function write(
    by: TestPerson,
    client: number,
    act: (yDoc: Y.Doc) => void,
    within: Book = book,
    yOwn = yDoc,
  ): Uint8Array {
    const from = Y.getState(yOwn.store, client);
    const updates: Uint8Array[] = [];
    const listener = (update: Uint8Array): number => updates.push(update);
    yOwn.clientID = client;
    yOwn.on("update", listener);
    act(yOwn);
    yOwn.off("update", listener);
    const update = Y.mergeUpdates(updates) as Bytes;
    put(by, envelopeTypes.text, encodeCbor([1, client, from, Y.getState(yOwn.store, client), update]), within);
    return update;
  }

  return {
    yDoc,
    clientOf,
    bind: (by: TestPerson, within?: Book): Written =>
      put(by, envelopeTypes.session, encodeCbor([clientOf(by), 0]), within),
    write,
    edit: (by: TestPerson, act: (yDoc: Y.Doc) => void): Uint8Array => write(by, clientOf(by), act),
    setText: (by: TestPerson, version: Version): Uint8Array =>
      write(by, clientOf(by), (yOwn) => applyText(yOwn, textOf(version), {})),
    suggest(by: TestPerson, target: CharterText): void {
      write(by, clientOf(by) + 1, (yOwn) => {
        for (const _ of suggestionSteps(yOwn, target, {}, Number.POSITIVE_INFINITY));
      });
    },
    answerAll(by: TestPerson, kind: SuggestionAnswer): void {
      const open = readSuggestions(yDoc).filter(({ state }) => state === "pending");
      write(by, clientOf(by) + (kind === "withdraw" ? 1 : 0), (yOwn) => answer(yOwn, kind, open, {}));
    },
    /** A document of their own, with what is here now. */
    apart(): Y.Doc {
      const yOwn = createTextDoc();
      Y.applyUpdate(yOwn, Y.encodeStateAsUpdate(yDoc));
      return yOwn;
    },
    take(update: Uint8Array): void {
      yDoc.clientID = 0;
      Y.applyUpdate(yDoc, update);
    },
  };
}

function tellStory(): readonly Written[] {
  const scribe = createScribe();
  const { book, charter, govern, put, on, pen } = scribe;

  const letIn = (
    by: TestPerson,
    joiner: TestPerson,
    role: "party" | "delegate" | (typeof guestRoles)[number],
  ): void => {
    const invite = inviteKeyOf(joiner.name);
    govern(by, openInviteEntry(charter, invite, role));
    govern(by, admitEntry(joiner, invite, role));
  };
  const propose = (by: TestPerson, people: readonly TestPerson[], plan: ProposalPlan) => {
    const made = proposalOf(charter, by, electorateOf(...people), {
      time: scribe.now(),
      nonce: `${scribe.now()}`,
      ...plan,
    });
    put(by, envelopeTypes.proposal, made.wire);
    return made;
  };
  const vote = (by: TestPerson, made: ReturnType<typeof propose>, plan: BallotPlan = {}, within?: Book) => {
    const wire = ballotOf(by, made, { time: scribe.now(), ...plan });
    put(by, envelopeTypes.ballot, wire, within);
    return idOf(readBallot(wire));
  };
  const conditions = (parties: number, given: Partial<Conditions>): Partial<Conditions> => ({
    entry: { at: parties, delayDays: 0, joinDelayDays: 0 },
    ...given,
  });

  // A first text, by one party alone.
  const alone = propose(ada, [ada], { text: textOf(), conditions: { accession: "open" } });
  vote(ada, alone);

  // Everybody comes.
  for (const person of [ben, cyra, fay]) letIn(ada, person, "party");
  for (const [by, person] of [
    [ada, alma],
    [ben, bea],
    [cyra, cal],
  ] as const)
    letIn(by, person, "delegate");
  for (const role of guestRoles) letIn(ben, guests[role], role);
  govern(ben, openInviteEntry(charter, inviteKeyOf("nobody"), "observer"));
  govern(ben, closeInviteEntry(inviteKeyOf("nobody")));
  put(guests.observer, envelopeTypes.heads, new Uint8Array(0));

  const typing = createTyping(scribe);
  negotiate(scribe, typing);

  // Two drafts, one of them a practice; the second replaces both.
  on(2);
  put(ada, envelopeTypes.signers, encodeSigners({ count: 2, time: scribe.now() }));
  const signersOf = (...people: readonly TestPerson[]): readonly number[] =>
    [...people]
      .sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1))
      .map((one) => (one.party === ada.party ? 2 : 1));
  const four = [ada, ben, cyra, fay];
  const custom = propose(cyra, four, {
    ...{ text: textOf({ wells: "Each well rests as it always did." }), signers: signersOf(...four) },
    conditions: conditions(4, { form: "practised", reservations: "none", accession: "open", withdrawalDays: null }),
    supersedes: [alone.id],
    ratifiedBefore: [alone.id],
  });
  vote(cyra, custom, { practice: practised(2) });
  const text = textOf({ owes: ben.party.card.id, isStrong: true });
  const hashOf = (id: string): string => {
    const found = readClauses(text).find((one) => one.id === id);
    if (found === undefined) throw new Error(`no clause ${id}`);
    return clauseHash(found.node);
  };
  const accord = propose(ada, four, {
    ...{ text, signers: signersOf(...four), note: "As we agreed at the spring." },
    conditions: {
      indispensable: [ben.party.card.id],
      entry: { at: 4, delayDays: 30, joinDelayDays: 5 },
      reviews: [dayAfter(200), dayAfter(400)],
      binds: "all",
      reservations: [herds, wells],
      accession: 1,
      withdrawalDays: 30,
    },
    term: { from: null, months: 24, until: null, noticeDays: 60 },
    closesOn: dayAfter(60),
    supersedes: [alone.id, custom.id],
    ratifiedBefore: [alone.id],
    leftOut: [{ clause: "tolls" as never, title: "Tolls", hash: toHex(seedOf("tolls")) }],
  });
  const excluding = { clause: herds, hash: hashOf("herds"), how: "exclude", words: "We keep no herds." } as const;
  const reading = { clause: wells, hash: hashOf("wells"), how: "interpret", words: "Five days of the moon." } as const;
  for (const person of [ada, alma])
    vote(person, accord, { reservations: [excluding], statement: `${person.name} signs.` });
  vote(fay, accord);
  // A ballot of a device that its party ends, and stands by; another that it does not.
  const byBea = vote(bea, accord, { reservations: [reading] });
  govern(ben, revokeEntry(bea, "Lost at the market.", 0));
  put(
    ben,
    envelopeTypes.confirmation,
    signConfirmation(
      { ...confirming(scribe), ballot: byBea, party: ben.party.card.id, choice: "confirm" },
      ben.signing.privateKey,
      ben.chain,
    ),
  );
  const byCal = vote(cal, accord, { choice: "decline", statement: "Not so." });
  govern(cyra, revokeEntry(cal, "", -1));
  put(
    cyra,
    envelopeTypes.confirmation,
    signConfirmation(
      { ...confirming(scribe), ballot: byCal, party: cyra.party.card.id, choice: "repudiate" },
      cyra.party.root.privateKey,
      [],
    ),
  );
  const byCyra = vote(cyra, accord);

  leaveSomethingOut(scribe, typing);

  // Joining, with consents; late reservations and what others say to them.
  on(40);
  const accede = (
    by: TestPerson,
    entering: TestPerson,
    reservations: Parameters<typeof signAccession>[0]["reservations"] = [],
  ) => {
    const wire = signAccession(
      {
        ...{ proposal: accord.id, contentHash: toHex(accord.contentHash), card: by.party.signedCard },
        ...{ reservations, practice: null, statement: "We join." },
      },
      pen(by),
    );
    put(entering, envelopeTypes.accession, wire);
    return idOf(readAccession(wire));
  };
  const consent = (by: TestPerson, accession: ReturnType<typeof accede>): void =>
    void put(by, envelopeTypes.consent, signConsent({ accession, reason: "Welcome." }, pen(by)));
  const release = (by: TestPerson, of: Parameters<typeof signRelease>[0]["of"]): void =>
    void put(by, envelopeTypes.release, signRelease({ of, reason: "We think otherwise." }, pen(by)));
  const byDora = accede(dora, ada, [reading]);
  consent(cyra, byDora);
  consent(ada, accede(emil, ben));
  const welcome = (by: TestPerson, joiner: TestPerson): void => {
    const invite = inviteKeyOf(joiner.name);
    const key = joiner.party.root.publicKey;
    govern(by, openInviteEntry(charter, invite, "party", scribe.now() + dayMs, 1, key));
    govern(by, { ...admitEntry(joiner, invite, "party") });
  };
  welcome(ada, dora);
  welcome(ada, emil);
  on(50);
  const late = signReservation({ ...excluding, consent: byCyra }, pen(cyra));
  put(cyra, envelopeTypes.reservation, late);
  const reserved = [idOf(readReservation(late)), reservationIdOf(byDora, 0), reservationIdOf(byBea, 0)];
  for (const [index, choice] of responseChoices.entries()) {
    const wire = signResponse(
      { reservation: reserved[index] as (typeof reserved)[number], choice, reason: "" },
      pen(ada),
    );
    put(ada, envelopeTypes.response, wire);
    if (choice === "object-no-relations") release(ada, idOf(readResponse(wire)));
  }

  // Keys on paper: one with the words of the one before, one that waits until everybody has known it for a month.
  const [adas, bens] = [sheetOf(ada, "Ada's second"), sheetOf(ben, "Ben's second")];
  govern(ada, renewEntry(adas, ada.party.root));
  govern(ben, renewEntry(bens));
  for (const person of [ada, cyra, dora]) put(person, envelopeTypes.heads, new Uint8Array(0));
  on(85);
  for (const person of [ada, cyra, dora]) put(person, envelopeTypes.heads, new Uint8Array(0));
  govern(ben, settleEntry(bens));
  const bensNew = newDeviceBy(bens, "Ben's new laptop");
  govern(ada, recoverEntry(bensNew, false, null, bens.pair));
  const faysNew = newDeviceOf(fay, "Fay's new laptop");
  govern(cyra, recoverEntry(faysNew, true, dayAfter(80)));

  // Leaving: a notice taken back, one that stands, a party removed by the others, one that goes.
  const withdraw = (effective: number) => {
    const released = [custom.id, accord.id].sort();
    const wire = signWithdrawal(
      { charter, proposal: accord.id, effectiveOn: dayAfter(effective), released, reason: "Drought." },
      pen(cyra),
    );
    put(cyra, envelopeTypes.withdrawal, wire);
    return idOf(readWithdrawal(wire));
  };
  release(cyra, withdraw(120));
  const notice = withdraw(125);
  const removal = govern(ben, removeEntry(fay, 4));
  for (const person of [ada, cyra, dora]) govern(person, consentEntry(removal));
  govern(emil, removeEntry(emil, 0));

  // New keys, of which a guest who came meanwhile has one shared.
  const elsewhere = copyBook(book);
  const gus = founder("Gus");
  govern(dora, sealRotation(epochKeys[1], book.ledger.membership()));
  const invite = inviteKeyOf("Gus");
  for (const entry of [
    openInviteEntry(charter, invite, "observer", scribe.now() + dayMs),
    admitEntry(gus, invite, "observer"),
  ])
    scribe.take(govern(cyra, entry, elsewhere));
  govern(ada, shareEntry(epochKeys[1], gus));
  scribe.goOnIn(secondEpoch.id);

  // What asks for consent of the parties.
  const asked = govern(ada, setSuggestEntry("all", 3));
  for (const person of [ben, dora]) govern(person, consentEntry(asked));
  govern(cyra, adoptEntry(4, 3));
  const further = govern(ben, openInviteEntry(charter, inviteKeyOf("Hana"), "party", scribe.now() + dayMs, 3));
  for (const person of [ada, dora]) govern(person, consentEntry(further));
  // A guest signs two things as one number.
  const twice = [0, 1].map((later) =>
    scribe.draft(guests.observer, envelopeTypes.heads, new Uint8Array(0), { time: scribe.now() + later }),
  );
  for (const written of twice) scribe.take(written);

  // An amendment that becomes a practice, its prolongation and its renewal.
  on(130);
  put(ada, envelopeTypes.signers, encodeSigners({ count: 1, time: scribe.now() }));
  const three = [ada, ben, dora];
  const practice = propose(ben, three, {
    text: textOf({ owes: ben.party.card.id, wells: "Each well rests six days." }),
    needed: 2,
    conditions: conditions(2, { form: "practised", accession: "open", withdrawalDays: 0 }),
    term: { from: dayAfter(140), months: null, until: dayAfter(500), noticeDays: 30 },
    purpose: "amendment",
    parent: accord.id,
    named: [
      { party: cyra.party.card.id, withdrawal: notice },
      { party: fay.party.card.id, withdrawal: null },
    ].sort((a, b) => (a.party < b.party ? -1 : 1)),
    supersedes: [custom.id],
  });
  for (const person of [ada, ben]) vote(person, practice, { practice: practised(131) });
  vote(dora, practice, { choice: "decline", statement: "Six is too many." });
  keepRecords(scribe, practice);

  on(400);
  const later = [ada, ben, cyra, dora];
  const longer = propose(ada, later, {
    text: textOf({ owes: ben.party.card.id, wells: "Each well rests six days." }),
    needed: 3,
    conditions: conditions(3, { form: "practised" }),
    term: { from: dayAfter(501), months: 6, until: null, noticeDays: 30 },
    purpose: "prolongation",
    parent: practice.id,
  });
  for (const person of [ada, ben, cyra]) vote(person, longer, { practice: practised(400) });
  on(420);
  const renewed = propose(dora, later, {
    text: textOf({ owes: "all", wells: "Each well rests five days." }),
    needed: 3,
    conditions: conditions(4, { reservations: "any" }),
    term: openTerm,
    purpose: "renewal",
    parent: longer.id,
  });
  vote(dora, renewed, { reservations: [] });
  return book.log();
}

const practised = (day: number): Practice => ({
  ...{ clauses: [wells], day: dayAfter(day), place: "the weir", words: "Opened at dawn, as ever." },
  witnesses: [
    { name: "Old Marta", party: null },
    { name: "Ben", party: ben.party.card.id },
  ],
  evidence: [{ name: "gauge.csv", hash: toHex(seedOf("gauge")) }],
});

const confirming = ({ now, nonce }: Scribe) => ({ reason: "We looked into it.", time: now(), nonce16: nonce() });

/** Typing, suggesting, brackets, comments and stances: every review key, every element of the layout. */
function negotiate({ book, put, nonce, now, take }: Scribe, typing: ReturnType<typeof createTyping>): void {
  const { yDoc, clientOf } = typing;
  const { mediator } = guests;
  for (const person of [ada, ben, mediator]) typing.bind(person);
  // A stock client at the gateway chose its own id.
  put(alma, envelopeTypes.session, encodeCbor([77, -1]));

  typing.setText(ada, {});
  // A clause cut in two, moved and joined by another; one removed.
  typing.setText(ben, {
    herds: [
      herdsClause("Herds pass in spring."),
      { ...herdsClause(" They drink above the ford."), attrs: { id: "ford", source: "" } },
    ],
  });
  typing.edit(ben, (yOwn) => {
    const text = readText(yOwn).text;
    applyText(
      yOwn,
      withArticle(text, "water", (content) => {
        const at = content.findIndex((one) => one.type === "clause" && one.attrs.id === "herds");
        const [moved] = content.slice(at, at + 1);
        return moved === undefined
          ? content
          : [content[0], content[1], moved, ...content.slice(2, at), ...content.slice(at + 1)].filter(
              (one) => one !== undefined,
            );
      }),
      {},
    );
  });
  typing.edit(ben, (yOwn) =>
    applyText(
      yOwn,
      withArticle(readText(yOwn).text, "water", (content) =>
        content.filter((one) => one.type !== "clause" || one.attrs.id !== "ford"),
      ),
      {},
    ),
  );
  typing.write(alma, 77, (yOwn) => {
    const { yFlow, at } = findWords(yOwn, "We meet as equals");
    yFlow.insert(at, "Here ");
  });

  // Suggestions: taken, refused, taken back, open.
  const suggestWords = (from: string, to: string): void =>
    typing.suggest(mediator, replaced(readText(yDoc).text, from, to));
  suggestWords("five days", "six days");
  typing.answerAll(ada, "accept");
  suggestWords("the lower well", "the deep well");
  typing.answerAll(ben, "reject");
  suggestWords("spring", "autumn");
  typing.answerAll(mediator, "withdraw");
  for (const kind of ["accept", "reject", "withdraw", null] as const) {
    const level = { accept: 3, reject: 4, withdraw: 1, null: 2 }[kind ?? "null"];
    typing.suggest(mediator, reformed(readText(yDoc).text, "We meet as equals.", level, kind ?? "open"));
    if (kind !== null) typing.answerAll(kind === "withdraw" ? mediator : ada, kind);
  }

  // Brackets: of two alternatives, chosen by one; a blank; one that stays open.
  const bracket = (
    words: string,
    isField: boolean,
    other: string | null,
  ): { readonly id: string; readonly choice: string | null } => {
    let made = { id: "", choice: null as string | null };
    typing.edit(ben, (yOwn) => {
      const { yFlow, at } = findWords(yOwn, words);
      const put = bracketWords(yOwn, { yFlow, from: at, to: at + words.length }, { isField });
      if (!put.ok) throw new Error(put.error);
      const choice = other === null ? null : addAlternative(yOwn, put.value, other);
      made = { id: put.value, choice: choice?.ok ? choice.value : null };
    });
    return made;
  };
  const settled = bracket("as far as the ford", false, "as far as the sea");
  typing.edit(ada, (yOwn) => pickAlternative(yOwn, settled.id, settled.choice ?? "first", () => false));
  bracket("first the sluice", true, null);
  bracket("each year", false, "every second year");

  // Two change one word apart, and somebody says that it may stand.
  const elsewhere = copyBook(book);
  const yElsewhere = typing.apart();
  const insert = (yOwn: Y.Doc, word: string): void => {
    const { yFlow, at } = findWords(yOwn, "pass in");
    yFlow.insert(at, word);
  };
  const clock = Y.getState(yDoc.store, clientOf(ada));
  typing.edit(ada, (yOwn) => insert(yOwn, "may "));
  const apart = typing.write(ben, clientOf(ben), (yOwn) => insert(yOwn, "must "), elsewhere, yElsewhere);
  const last = elsewhere.log().at(-1);
  if (last !== undefined) take(last);
  typing.take(apart);
  typing.edit(ada, (yOwn) =>
    reviewRoot(yOwn).set(writeReviewKey({ kind: "as", range: { client: clientOf(ada), clock, length: 4 } }), true),
  );

  // What is said about it.
  const say = (by: TestPerson, said: Said) => {
    const body = encodeComment(by.device, said, nonce());
    put(by, envelopeTypes.comment, body);
    return commentIdOf(body);
  };
  const [open] = readSuggestions(yDoc).filter(({ state }) => state === "pending");
  const thread = say(ben, {
    ...{ kind: "open", clause: wells, quote: "well", text: "Whose?", suggestion: open?.id ?? null },
    ranges: [{ client: clientOf(ada), clock: 7, length: 4 }],
    mentions: [{ kind: "party", party: ada.party.card.id }],
  });
  for (const kind of ["reply", "resolve", "reopen"] as const)
    say(mediator, { kind, thread, text: "Ours.", mentions: [{ kind: "device", device: ada.device }] });
  const shown = readClauses(readText(yDoc).text).find(({ id }) => id === herds);
  if (shown === undefined) throw new Error("the herds are there");
  const about = { clause: herds, hash: clauseHash(shown.node) };
  for (const [by, stance] of [
    [ada, "agrees"],
    [ben, "agrees"],
    [cyra, "objects"],
    [cyra, "withdrawn"],
    [cyra, "agrees"],
    [fay, "agrees"],
  ] as const)
    put(by, envelopeTypes.stance, encodeStance({ ...about, stance, reason: "", time: now() }));
  for (const closing of ["close", "reopen", "close"] as const)
    put(fay, envelopeTypes.closing, encodeClosing({ ...about, closing, time: now() }));
}

/** What a device wrote beyond its cut. */
function leaveSomethingOut({ book, take }: Scribe, typing: ReturnType<typeof createTyping>): void {
  const before = createBook(book.charter);
  for (const written of book.log().slice(0, book.log().findIndex((one) => one.envelope.device === bea.device) + 1))
    before.take(written);
  typing.bind(bea, before);
  typing.write(
    bea,
    typing.clientOf(bea),
    (yOwn) => {
      const { yFlow, at } = findWords(yOwn, "We meet");
      yFlow.insert(at, "Nobody reads this. ");
    },
    before,
    typing.apart(),
  );
  for (const written of before.log().slice(-2)) take(written);
}

function keepRecords(
  { put, pen, on, now }: Scribe,
  { id, contentHash }: Pick<ReturnType<typeof proposalOf>, "id" | "contentHash">,
): void {
  on(150);
  const about = { proposal: id };
  put(ben, envelopeTypes.attestation, signAttestation({ ...about, practice: practised(149) }, pen(ben)));
  for (const [index, outcome] of outcomes.entries()) {
    const period = index === 0 ? null : (["2024-03-01", "2024-03-31"] as const);
    const evidence = [{ name: "canal.jpg", hash: toHex(seedOf("canal")) }];
    const wire = signReport(
      { ...about, clause: canal, index: 0, outcome, period, words: "We cleared it.", evidence },
      pen(ben),
    );
    put(ben, envelopeTypes.report, wire);
    const report = idOf(readReport(wire));
    const choice = answerChoices[index % answerChoices.length] ?? "agree";
    put(
      choice === "resolved" ? ben : ada,
      envelopeTypes.answer,
      signAnswer({ report, choice, words: "So be it." }, pen(choice === "resolved" ? ben : ada)),
    );
  }
  for (const outcome of reviewOutcomes)
    put(
      ada,
      envelopeTypes.review,
      signReview(
        {
          ...about,
          heldOn: dayOf(now()),
          place: "the weir",
          minutes: toHex(seedOf("minutes")),
          outcome,
          nextOn: dayAfter(300),
        },
        pen(ada),
      ),
    );
  for (const instrument of instruments)
    put(
      ben,
      envelopeTypes.institution,
      signInstitution(
        {
          ...about,
          authority: "Valley Assembly",
          instrument,
          reference: "No. 7 of 2024",
          day: "2024-02-29",
          text: toHex(seedOf("by-law")),
        },
        pen(ben),
      ),
    );
  const { supporter } = guests;
  const words = { device: supporter.device, name: "Friends of the River", words: "We stand by it." };
  put(
    supporter,
    envelopeTypes.endorsement,
    signEndorsement({ ...about, contentHash: toHex(contentHash), ...words }, pen(supporter)),
  );
}

type Nodes = CharterText["content"];
const withArticle = (text: CharterText, id: string, change: (content: Nodes) => Nodes): CharterText => ({
  ...text,
  content: text.content.map((one) =>
    one.type !== "text" && one.attrs.id === id ? { ...one, content: change(one.content) } : one,
  ),
});
const mapped = <T>(value: T, change: (one: never) => unknown): T =>
  JSON.parse(JSON.stringify(value), (_, one) => change(one as never)) as T;
const replaced = (text: CharterText, from: string, to: string): CharterText =>
  mapped(text, (one: unknown) => (typeof one === "string" ? one.replace(from, to) : one));
/** Its heading on another level, its words strong or underlined. */
const reformed = (text: CharterText, words: string, level: number, how: string): CharterText =>
  mapped(
    text,
    (one: {
      type?: string;
      attrs?: { level?: number };
      text?: string;
      content?: { text?: string }[];
      marks?: unknown[];
    }) => {
      if (one?.type === "heading" && one.content?.[0]?.text === "Preamble") return { ...one, attrs: { level } };
      const isMeant = one?.type === "text" && one.text?.includes(words) === true;
      return isMeant ? { ...one, marks: [{ type: how === "open" ? "underline" : "strong", attrs: {} }] } : one;
    },
  );
