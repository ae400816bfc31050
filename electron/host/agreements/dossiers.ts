/**
 * Dossiers: what was said about a ratified text since, as this device knows it today.
 * Owns: the ones compiled last. Called by: ratification.ts.
 */
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { departuresOf, saidOf } from "../../../shared/ledger/agreements/agreements.ts";
import { knownTo } from "../../../shared/ledger/agreements/asKnown.ts";
import { filedKinds, signDossier, verifyDossier } from "../../../shared/ledger/agreements/dossier.ts";
import { accedersOf, ratifiersOf } from "../../../shared/ledger/agreements/joined.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { accessions } from "../../../shared/ledger/statements/accession.ts";
import { consents } from "../../../shared/ledger/statements/consent.ts";
import type { SaidSet } from "../../../shared/ledger/statements/kind.ts";
import type { Proposal } from "../../../shared/ledger/statements/proposal.ts";
import { releases } from "../../../shared/ledger/statements/release.ts";
import { reservations } from "../../../shared/ledger/statements/reservation.ts";
import { reservationIdOf } from "../../../shared/ledger/statements/reserved.ts";
import { responses } from "../../../shared/ledger/statements/response.ts";
import { leaves, withdrawals } from "../../../shared/ledger/statements/withdrawal.ts";
import type { AttachedDossier } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { ReadingArgs, Readings } from "./readings.ts";

interface Compiled {
  /** How much the ledger held, and the day. */
  readonly of: string;
  readonly dossier: AttachedDossier | null;
}

export function createDossiers(
  { platform, keys }: Pick<ReadingArgs, "platform" | "keys">,
  { findProposal, statementAt, today }: Readings,
) {
  const compiled = new WeakMap<Ledger, Map<ProposalId, Compiled>>();

  /** Compiled anew once the ledger has grown, or another day has come: what says the same stays the same bytes. */
  function dossier(charter: OpenCharter, id: ProposalId, certificate: Bytes): AttachedDossier | null {
    const ledger = charter.replica.ledger();
    const ofThis = compiled.get(ledger) ?? new Map<ProposalId, Compiled>();
    compiled.set(ledger, ofThis);
    const of = `${ledger.size()} ${today()}`;
    const known = ofThis.get(id);
    if (known?.of === of) return known.dossier;
    const made = compile(charter, id, certificate);
    ofThis.set(id, { of, dossier: made });
    return made;
  }

  /** Null where nothing was said since, or where this device speaks for no party and so cannot vouch for it. */
  function compile(charter: OpenCharter, id: ProposalId, certificate: Bytes): AttachedDossier | null {
    const ledger = charter.replica.ledger();
    const chain = ledger.membership().devices.get(keys.device)?.chain ?? [];
    const proposal = findProposal(charter, id)?.[0];
    if (proposal === undefined || chain.length === 0) return null;
    const said = saidOf(ledger);
    const { ids, parties } = aboutText(said, proposal);
    const statements = filedKinds.flatMap((kind) =>
      said.all(kind).flatMap(([one, place]) => {
        const { id: own } = one as { readonly id: string };
        return ids.has(own) ? [{ type: kind.type, wire: statementAt(charter, place) }] : [];
      }),
    );
    const departures = departuresOf(ledger).filter(({ party }) => parties.has(party));
    if (statements.length === 0 && departures.length === 0) return null;
    const bytes = signDossier(
      { certificate, statements, departures, asOf: today(), knownTo: knownTo(ledger) },
      { privateKey: keys.signing.privateKey, chain, time: platform.clock.now() },
    );
    const read = verifyDossier(bytes, certificate);
    if (!read.ok) throw new Error(`a dossier that was compiled is read: ${read.error.reason}`);
    return { bytes, read: read.value };
  }

  return { dossier };
}

/** Ids of what was said about a text since, and the parties that joined it. */
function aboutText(
  said: SaidSet,
  proposal: Proposal,
): { readonly ids: ReadonlySet<string>; readonly parties: ReadonlySet<PartyId> } {
  const joined = [...ratifiersOf(proposal, said), ...accedersOf(proposal, said)];
  const parties = new Set([...proposal.electorate.map(({ id }) => id), ...joined.map(({ party }) => party)]);
  const consented = new Set<string>(joined.flatMap(({ ids }) => ids));
  const ids = new Set<string>();
  for (const [one] of said.all(accessions)) if (one.proposal === proposal.id) ids.add(one.id);
  for (const [one] of said.all(consents)) if (ids.has(one.accession)) ids.add(one.id);
  for (const [one] of said.all(withdrawals)) if (parties.has(one.party) && leaves(one, proposal.id)) ids.add(one.id);
  const kept = new Set<string>(
    joined.flatMap((one) => one.reservations.flatMap((_, index) => one.ids.map((id) => reservationIdOf(id, index)))),
  );
  for (const [one] of said.all(reservations))
    if (consented.has(one.consent)) {
      ids.add(one.id);
      kept.add(one.id);
    }
  for (const [one] of said.all(responses)) if (kept.has(one.reservation)) ids.add(one.id);
  const releasable = new Set([...ids, ...kept]);
  for (const [one] of said.all(releases)) if (releasable.has(one.of)) ids.add(one.id);
  return { ids, parties };
}
