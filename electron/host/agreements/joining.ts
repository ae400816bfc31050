/**
 * Joining a ratified text and leaving it, reservations and what others say to them: what is shown, and what is signed.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type {
  AccessionView,
  Joining,
  JoiningView,
  NoticeView,
  ReservationView,
  StatementView,
} from "../../../shared/api/joining.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { endedBallotsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { accedersOf, noticesIn } from "../../../shared/ledger/agreements/joined.ts";
import { earliestLeave } from "../../../shared/ledger/agreements/withdrawalKind.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { CertificateView } from "../../../shared/ledger/members/model.ts";
import {
  type Accession,
  type AccessionId,
  accessions,
  readAccession,
  signAccession,
} from "../../../shared/ledger/statements/accession.ts";
import { ratifiedBy } from "../../../shared/ledger/statements/ballot.ts";
import { consents, signConsent } from "../../../shared/ledger/statements/consent.ts";
import { type Releasable, signRelease } from "../../../shared/ledger/statements/release.ts";
import { signReservation } from "../../../shared/ledger/statements/reservation.ts";
import type { ReservationId } from "../../../shared/ledger/statements/reserved.ts";
import { signResponse } from "../../../shared/ledger/statements/response.ts";
import { encodeStatementFile, readStatementFile } from "../../../shared/ledger/statements/statementFile.ts";
import { signWithdrawal } from "../../../shared/ledger/statements/withdrawal.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import { cannotDraw, faultOfConsent, wordsOfConsent } from "./consentFaults.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import { createSigning, type PartyPen } from "./signing.ts";

type Args<Method extends keyof HostApi> = Parameters<HostApi[Method]>[0];

export function createJoining(
  { platform, keys, ...pdf }: Pick<ReadingArgs, "platform" | "keys"> & Pick<PdfEngine, "undrawable">,
  readings: Readings,
) {
  const { today, saidOf, proposalsOf, ballotsOf, bindingsOf, myParty, refsOf } = readings;
  const { reservationsOn, frozenText, findStanding } = readings;
  const { ownPen, enter, sign } = createSigning({ platform, keys }, readings);

  function append(
    charter: OpenCharter,
    type: number,
    clockIsRight: boolean,
    write: (pen: PartyPen) => Bytes,
  ): Result<JoiningView, HostError> {
    const signed = sign(charter, type, clockIsRight, write);
    return signed.ok ? ok(view(charter)) : signed;
  }

  // ---- what is shown

  function view(charter: OpenCharter): JoiningView {
    return {
      accessions: viewAccessions(charter),
      notices: viewNotices(charter),
      reservations: viewReservations(charter),
    };
  }

  function viewAccessions(charter: OpenCharter): readonly AccessionView[] {
    const ledger = charter.replica.ledger();
    const said = saidOf(charter);
    const ref = refsOf(charter);
    const mine = myParty(charter);
    const proposals = proposalsOf(charter);
    const { questioned } = endedBallotsOf(ledger);
    const consenting = new Map(ledger.statements.all(consents).map(([{ id, party }]) => [id as string, party]));
    const known = new Map<AccessionId, Accession>(ledger.statements.all(accessions).map(([one]) => [one.id, one]));
    return [...known.values()]
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
      .flatMap((one): readonly AccessionView[] => {
        const proposal = proposals.get(one.proposal);
        if (proposal === undefined) return [];
        const { accession } = proposal.conditions;
        const joined = accedersOf(proposal, said).find(({ ids }) => ids.includes(one.id));
        const given = (joined?.because ?? []).flatMap((id) => {
          const by = consenting.get(id);
          return by === undefined ? [] : [{ ...ref(by), consent: id }];
        });
        const isBound = (bindingsOf(charter).get(proposal.id) ?? []).some(
          ({ party, from, to }) => party === mine && from <= today() && (to === null || to >= today()),
        );
        return [
          {
            ...{ id: one.id, proposal: one.proposal, party: ref(one.party), person: one.by.person },
            ...{ statement: one.statement, reservations: one.reservations, practice: one.practice },
            accededAt: one.time,
            consents: given,
            needed: typeof accession === "number" ? accession : 0,
            effectiveAt: joined?.at ?? null,
            standing: questioned.get(one.id)?.state ?? "counts",
            canConsent:
              typeof accession === "number" &&
              joined?.at === null &&
              isBound &&
              mine !== one.party &&
              !given.some(({ id }) => id === mine),
          },
        ];
      });
  }

  function viewNotices(charter: OpenCharter): readonly NoticeView[] {
    const ref = refsOf(charter);
    const mine = myParty(charter);
    return noticesIn(saidOf(charter))
      .map(({ withdrawal }) => withdrawal)
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
      .map(({ id, proposal, party, reason, time, effectiveOn }) => ({
        ...{ id, proposal, party: ref(party), reason, givenAt: time, effectiveOn },
        canRelease: party === mine && today() < effectiveOn,
      }));
  }

  function viewReservations(charter: OpenCharter): readonly ReservationView[] {
    const ref = refsOf(charter);
    const mine = myParty(charter);
    return reservationsOn(charter, today()).map(
      ({ party, responses, objections, consent: _, because: __, ...standing }) => ({
        ...standing,
        party: ref(party),
        responses: responses.map(({ id, party: by, choice, reason, time }) => ({
          ...{ id, party: ref(by), choice, reason, at: time },
        })),
        objections: objections.map(({ party: by, hasRelations }) => ({ party: ref(by), hasRelations })),
        isMine: party === mine,
      }),
    );
  }

  // ---- what is signed

  function accede(charter: OpenCharter, args: Args<"accede">): Result<JoiningView, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const { proposal } = found.value;
    if (args.contentHash !== proposal.contentHash)
      return err({ kind: "contentChanged", shown: args.contentHash, found: proposal.contentHash });
    const text = frozenText(charter, proposal.id);
    if (!text.ok) return text;
    const fault =
      faultOfConsent(args, proposal.conditions, text.value) ?? cannotDraw(wordsOfConsent(args), proposal.language, pdf);
    if (fault !== null) return err(fault);
    const { parties } = charter.replica.ledger().membership();
    return append(charter, envelopeTypes.accession, args.clockIsRight, ({ party, ...pen }) => {
      const card = parties.get(party)?.signed;
      if (card === undefined) throw new Error("a member's party is one of the charter");
      const { id, contentHash } = proposal;
      const { reservations, practice, statement } = args;
      return signAccession({ proposal: id, contentHash, card, reservations, practice, statement }, pen);
    });
  }

  /** Of this device's own party, to the text of a certificate. */
  function writeAccession(
    text: CertificateView,
    { reservations, practice, statement }: Joining,
  ): Result<{ readonly bytes: Bytes } & StatementView, HostError> {
    const { party } = keys;
    if (party === null) return err({ kind: "noParty" });
    if (text.conditions.accession === "closed") return err({ kind: "joiningRefused", why: "closed" });
    const consent = { reservations, practice, statement };
    const fault =
      faultOfConsent(consent, text.conditions, text.text) ?? cannotDraw(wordsOfConsent(consent), text.language, pdf);
    if (fault !== null) return err(fault);
    const wire = signAccession(
      { proposal: text.id, contentHash: text.contentHash, card: party.signedCard, ...consent },
      { ...ownPen(), chain: party.chain },
    );
    const accession = readAccession(wire);
    if (!accession.ok) return err({ kind: "internal", ref: `accession: ${accession.error.reason}` });
    const bytes = encodeStatementFile(text.charter, wire);
    return ok({ bytes, ...viewStatement(text.charter, accession.value, text.title) });
  }

  function viewStatement(
    charter: StatementView["charter"],
    { id, proposal, card, by, statement, reservations, time }: Accession,
    title: string | null,
  ): StatementView {
    return {
      ...{ charter, proposal, title, accession: id, party: { id: card.id, name: card.name } },
      ...{ person: by.person, statement, reservations, accededAt: time },
    };
  }

  /** `find`: null where a charter is not held here. */
  function readStatement(bytes: Bytes, find: (id: StatementView["charter"]) => OpenCharter | null) {
    const file = readStatementFile(bytes);
    if (!file.ok) return err({ kind: "notAStatement" } as const);
    const charter = find(file.value.charter);
    const title = charter === null ? null : (proposalsOf(charter).get(file.value.accession.proposal)?.title ?? null);
    return ok({ ...file.value, view: viewStatement(file.value.charter, file.value.accession, title) });
  }

  /** As it was signed, by whomever; what is here already stays as it is. */
  function enterStatement(charter: OpenCharter, accession: AccessionId, wire: Bytes): Result<null, HostError> {
    const isHere = charter.replica.ledger().statements.byKey(accessions, accession).length > 0;
    return isHere ? ok(null) : enter(charter, envelopeTypes.accession, wire);
  }

  const consentToAccession = (charter: OpenCharter, args: Args<"consentToAccession">) =>
    append(charter, envelopeTypes.consent, args.clockIsRight, (pen) =>
      signConsent({ accession: args.accession as AccessionId, reason: args.reason }, pen),
    );

  function leaveText(charter: OpenCharter, args: Args<"leaveText">): Result<JoiningView, HostError> {
    const found = args.proposal === null ? null : findStanding(charter, args.proposal);
    if (found?.ok === false) return found;
    const earliest = found === null ? today() : earliestLeave(found.value.proposal, today());
    if (earliest === null) return err({ kind: "joiningRefused", why: "neverLeaves" });
    const effectiveOn = args.effectiveOn ?? earliest;
    if (effectiveOn < earliest) return err({ kind: "joiningRefused", why: "shortNotice" });
    return append(charter, envelopeTypes.withdrawal, args.clockIsRight, ({ party, ...pen }) => {
      const released = [...new Set(ratifiedBy(party, ballotsOf(charter)))].sort();
      const { proposal, reason } = args;
      return signWithdrawal({ charter: charter.id, proposal, effectiveOn, released, reason }, pen);
    });
  }

  function reserve(charter: OpenCharter, args: Args<"reserve">): Result<JoiningView, HostError> {
    const { proposal: id, reservation } = args;
    const found = findStanding(charter, id);
    if (!found.ok) return found;
    const { proposal, voices } = found.value;
    const text = frozenText(charter, id);
    if (!text.ok) return text;
    const consent = { reservations: [reservation], practice: null, statement: "" };
    const { conditions, language } = proposal;
    const fault =
      faultOfConsent(consent, { ...conditions, form: "signed" }, text.value) ??
      cannotDraw([reservation.words], language, pdf);
    if (fault !== null) return err(fault);
    const mine = myParty(charter);
    // The consent that binds the party now is the last that it gave.
    const acceded = accedersOf(proposal, saidOf(charter)).filter(({ party }) => party === mine);
    const to =
      acceded.sort((a, b) => b.saidAt - a.saidAt)[0]?.ids[0] ??
      voices.find(({ party }) => party === mine)?.ballots[0].id;
    if (to === undefined) return err({ kind: "joiningRefused", why: "noConsent" });
    return append(charter, envelopeTypes.reservation, args.clockIsRight, (pen) =>
      signReservation({ ...reservation, consent: to }, pen),
    );
  }

  const respond = (charter: OpenCharter, args: Args<"respond">) =>
    append(charter, envelopeTypes.response, args.clockIsRight, (pen) =>
      signResponse({ reservation: args.reservation as ReservationId, choice: args.choice, reason: args.reason }, pen),
    );

  const release = (charter: OpenCharter, args: Args<"release">) =>
    append(charter, envelopeTypes.release, args.clockIsRight, (pen) =>
      signRelease({ of: args.of as Releasable, reason: args.reason }, pen),
    );

  return {
    ...{ accede, writeAccession, readStatement, enterStatement },
    ...{ consentToAccession, leaveText, reserve, respond, release },
    joining: view,
  };
}
