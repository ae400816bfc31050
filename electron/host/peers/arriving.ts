/**
 * A charter whose log is on its way to somebody who holds nothing of it yet: the text that its parties agreed on, which
 * proves itself and is read meanwhile, and how far the log has come. PROTOCOL.md, S18.
 * Owns: what is known of each such charter, in memory alone. Called by: meetings.ts, views.ts, ratification, createHost.
 * Invariant: nothing is folded, signed or passed on from it; it ends with the log.
 */
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { ArrivingView } from "../../../shared/api/library.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { CharterId, ProposalId } from "../../../shared/base/ids.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { type Founded, verifyFounded } from "../../../shared/ledger/agreements/founded.ts";
import { type LogPosition, newestOf } from "../../../shared/ledger/log/envelope.ts";
import { encodeAgreed, readAgreed } from "../../../shared/sync/agreedFrame.ts";
import { openFrameBy } from "../../../shared/sync/frame.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";

/** A shorter log is here as soon as its text would be. */
const longLog = 512;
/** Before that nothing is said of the time that is left. */
const measuredMs = 1000;

/** So many envelopes were held at that time. */
interface Sample {
  readonly read: number;
  readonly at: number;
}

interface Arriving {
  /** Envelopes that are to come, at least. */
  readonly of: number;
  readonly agreed: Founded | null;
  /** On the link that brings them now. */
  readonly first: Sample;
  readonly last: Sample;
}

export type Arrivals = ReturnType<typeof createArrivals>;

export function createArrivals(args: {
  readonly platform: Pick<Platform, "clock" | "random" | "logger">;
  readonly charters: Pick<Charters, "watch">;
  /** The certificate of the text in force, or else of the one that was last; null where there is none. */
  readonly certificateOf: (charter: OpenCharter) => Bytes | null;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, charters, emit } = args;
  const { clock, random, logger } = platform;
  const arriving = new Map<CharterId, Arriving>();
  /** Links on which an agreed text may come yet: one each, so that nobody keeps this program verifying. */
  const awaited = new WeakSet<object>();

  const sample = ({ replica }: OpenCharter): Sample => ({ read: replica.ledger().size(), at: clock.now() });

  /** Null where everything that was to come is here. */
  function current(charter: OpenCharter): Arriving | null {
    const found = arriving.get(charter.id);
    if (found !== undefined && charter.replica.ledger().size() < found.of) return found;
    arriving.delete(charter.id);
    return null;
  }

  function tell(charter: OpenCharter, proposal: ProposalId | null): void {
    emit({ kind: "arriving", charter: charter.id, proposal });
    emit({ kind: "charterChanged", charter: charter.id });
  }

  charters.watch({
    accepted(charter) {
      const found = current(charter);
      if (found !== null) arriving.set(charter.id, { ...found, last: sample(charter) });
    },
  });

  return {
    /** For a newcomer: what proves the agreed text, sealed for the link; null where there is none, or the log is as quickly sent. */
    offer(charter: OpenCharter): Bytes | null {
      const { id, replica } = charter;
      if (replica.ledger().size() < longLog || replica.damage() !== null) return null;
      const genesis = genesisOf(charter);
      const certificate = args.certificateOf(charter);
      if (genesis === null || certificate === null || !verifyFounded(id, genesis, certificate).ok) return null;
      return encodeAgreed({ genesis, certificate }, replica.epoch, random.bytes(24));
    },
    /** The other end of a link has these. `source` names the link. */
    begin(charter: OpenCharter, source: object, places: readonly LogPosition[]): void {
      const before = current(charter);
      const of = countOf(places);
      const now = sample(charter);
      if (before === null && (now.read > 0 || of < longLog)) return;
      if (of <= now.read) return;
      arriving.set(charter.id, { of, agreed: before?.agreed ?? null, first: now, last: now });
      if (now.read === 0) awaited.add(source);
      if (before === null) tell(charter, null);
    },
    /** What came on that link before its first frame. Whatever does not prove itself is as if it had not come. */
    take(charter: OpenCharter, source: object, frame: Bytes): void {
      const { id, replica } = charter;
      const found = current(charter);
      if (!awaited.delete(source) || found === null || found.agreed !== null || replica.ledger().size() > 0) return;
      const proof = readAgreed(frame, replica.epochById);
      const agreed = proof === null ? null : verifyFounded(id, proof.genesis, proof.certificate);
      if (!agreed?.ok) {
        logger.warn("agreed-text-refused", { why: agreed?.error.reason ?? "not a frame of it" });
        return;
      }
      arriving.set(id, { ...found, agreed: agreed.value });
      tell(charter, agreed.value.certificate.id);
    },
    /** Everything that the other end has was sent and taken. */
    end(charter: OpenCharter): void {
      if (arriving.delete(charter.id)) emit({ kind: "charterChanged", charter: charter.id });
    },
    textOf(charter: OpenCharter, proposal: ProposalId): CharterText | null {
      const certificate = current(charter)?.agreed?.certificate;
      return certificate?.id === proposal ? certificate.text : null;
    },
    /** `isConnected`: somebody is there from whom it comes. */
    view(charter: OpenCharter, isConnected: boolean): ArrivingView | null {
      const found = current(charter);
      if (found === null) return null;
      const ledger = charter.replica.ledger();
      const read = ledger.size();
      return {
        agreed: found.agreed === null ? null : agreedView(found.agreed),
        read,
        of: found.of,
        verifiedTo: read === 0 ? null : ledger.latestTime(),
        secondsLeft: isConnected ? secondsLeft(found, clock.now()) : null,
      };
    },
  };
}

/** By the numbers of the newest ones. Branches of a device have their beginning in common. */
const countOf = (places: readonly LogPosition[]): number =>
  [...newestOf(places).values()].reduce((sum, seq) => sum + seq + 1, 0);

/** At the pace of this link until now. */
function secondsLeft({ of, first, last }: Arriving, now: number): number | null {
  const tookMs = last.at - first.at;
  const read = last.read - first.read;
  if (tookMs < measuredMs || read <= 0) return null;
  const leftMs = ((of - last.read) * tookMs) / read - (now - last.at);
  return Math.max(0, Math.ceil(leftMs / 1000));
}

/** Everything builds on it, so it was accepted first. */
function genesisOf({ replica }: OpenCharter): Bytes | null {
  const frame = replica.framesAfter(0, 1)[0]?.frame;
  return frame === undefined ? null : (openFrameBy(frame, replica.epochById)?.plain ?? null);
}

function agreedView({ certificate, founder }: Founded): NonNullable<ArrivingView["agreed"]> {
  const { id, title, language, ratifiedAt, startsOn, endsOn, parties, signatures } = certificate;
  const signed = new Set(signatures.map(({ party }) => party));
  return {
    ...{ proposal: id, title, language, ratifiedAt, startsOn, endsOn },
    signedBy: parties.filter((party) => signed.has(party.id)).map((party) => ({ id: party.id, name: party.name })),
    founder: { id: founder.id, name: founder.name },
  };
}
