import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor } from "../../../shared/base/cbor.ts";
import { openSealed, sealingKeyPair } from "../../../shared/base/crypto.ts";
import { parseDeviceId } from "../../../shared/base/ids.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { readEnvelope, signEnvelope } from "../../../shared/ledger/log/envelope.ts";
import { readDeviceChain, readPartyCard, type Signed } from "../../../shared/ledger/members/cards.ts";
import { charterIdOf, encodeEntry, readEntry } from "../../../shared/ledger/members/entries.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { readJoinRequest } from "../../../shared/ledger/members/invite.ts";
import { createKeyring } from "../../../shared/ledger/members/keyring.ts";
import { readRecovery } from "../../../shared/ledger/members/recovery.ts";
import { readAccession } from "../../../shared/ledger/statements/accession.ts";
import { readAnswer } from "../../../shared/ledger/statements/answer.ts";
import { readAttestation } from "../../../shared/ledger/statements/attestation.ts";
import { readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { readClosing } from "../../../shared/ledger/statements/closing.ts";
import { readComment } from "../../../shared/ledger/statements/comment.ts";
import { readConfirmation } from "../../../shared/ledger/statements/confirmation.ts";
import { readConsent } from "../../../shared/ledger/statements/consent.ts";
import { readEndorsement } from "../../../shared/ledger/statements/endorsement.ts";
import { readInstitution } from "../../../shared/ledger/statements/institution.ts";
import { readProposal } from "../../../shared/ledger/statements/proposal.ts";
import { readRelease } from "../../../shared/ledger/statements/release.ts";
import { readReport } from "../../../shared/ledger/statements/report.ts";
import { readReservation } from "../../../shared/ledger/statements/reservation.ts";
import { reservationIdOf } from "../../../shared/ledger/statements/reserved.ts";
import { readResponse } from "../../../shared/ledger/statements/response.ts";
import { readReview } from "../../../shared/ledger/statements/review.ts";
import { readSigners } from "../../../shared/ledger/statements/signers.ts";
import { readStance } from "../../../shared/ledger/statements/stance.ts";
import { readWithdrawal } from "../../../shared/ledger/statements/withdrawal.ts";
import { makeLedgerVectors, sealedParts, writeJson } from "../../vectors/makeVectors.ts";

const file = readFileSync(new URL("../../vectors/ledger.json", import.meta.url), "utf8");
const vectors = JSON.parse(file);
const hex = (written: unknown): Bytes => {
  const bytes = typeof written === "string" ? fromHex(written) : null;
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
};

describe("The ledger's test vectors", () => {
  it("are what this program makes, byte by byte", () => {
    expect(makeLedgerVectors()).toEqual(vectors);
    expect(writeJson(vectors)).toBe(file);
  });

  it("[L5] [L6] have a party card and a chain of device cards that read", () => {
    const card = readPartyCard(decodeCbor(hex(vectors.partyCard.card)) as Signed);
    expect(card).toMatchObject({ ok: true, value: { id: vectors.partyCard.party, name: vectors.partyCard.name } });
    const chain = readDeviceChain(decodeCbor(hex(vectors.deviceChain.chain)) as readonly Signed[]);
    expect(chain).toMatchObject({
      ok: true,
      value: { id: vectors.deviceChain.device2, party: vectors.partyCard.party },
    });
  });

  it("[L2] have envelopes that read and are signed again to the same bytes", () => {
    for (const { envelope, hash } of [vectors.genesis, vectors.envelope]) {
      const read = readEnvelope(hex(envelope));
      if (!read.ok) throw new Error(read.error.kind);
      expect(read.value.hash).toBe(hash);
      expect(toHex(signEnvelope(read.value.envelope, sealedParts.ada.signing.privateKey).bytes)).toBe(envelope);
    }
    expect(charterIdOf(hex(vectors.genesis.body))).toBe(vectors.genesis.charter);
  });

  it("[L10] have an entry of every kind, that reads and is written again to the same bytes", () => {
    const kinds = Object.entries<string>(vectors.entries).map(([name, body]) => {
      const entry = readEntry(hex(body));
      if (!entry.ok) throw new Error(`${name}: ${entry.error.kind}`);
      expect(toHex(encodeEntry(entry.value))).toBe(body);
      expect(name.split(",")[0]).toBe(entry.value.kind);
      return entry.value.kind;
    });
    expect([...new Set(kinds)].sort()).toEqual([
      "admit",
      "closeInvite",
      "consent",
      "genesis",
      "openInvite",
      "recover",
      "remove",
      "renewSheet",
      "revoke",
      "rotate",
      "setSuggest",
      "settleSheet",
      "share",
    ]);
  });

  it("[L9] have requests to join that hold", () => {
    for (const role of ["party", "delegate"])
      expect(readJoinRequest(hex(vectors.joinRequest[role]))).toMatchObject({ ok: true, value: { role } });
  });

  it("[L26] have a request to recover that holds", () => {
    expect(readRecovery(hex(vectors.recovery.request))).toMatchObject({
      ok: true,
      value: { device: { id: sealedParts.recovered.device, party: vectors.partyCard.party }, revokesOthers: true },
    });
  });

  it("[L28] have epochs whose keys open from the entries", () => {
    const { keys, ids, second } = vectors.epochs;
    const key = (at: number): Bytes => hex(keys[at]);
    for (const [at, id] of ids.entries()) expect(toHex(deriveEpoch(key(at)).id)).toBe(id);
    for (const name of ["ada", "ben", "cleo"])
      expect(openSealed(hex(second.boxes[name]), sealingKeyPair(hex(second.sealSeeds[name])))).toEqual(key(1));
    const { cleo } = sealedParts;
    const keyring = createKeyring([key(0)], cleo.device, cleo.sealing);
    for (const name of ["rotate", "share"]) {
      const entry = readEntry(hex(vectors.entries[name]));
      if (entry.ok) keyring.learn(entry.value);
      expect(keyring.byId(hex(ids[1])) === null).toBe(name === "rotate");
    }
  });

  it("[L12] [L13] have a proposal and ballots that read", () => {
    const proposal = readProposal(hex(vectors.proposal.statement));
    expect(proposal).toMatchObject({ ok: true, value: { proposal: { id: vectors.proposal.id } } });
    for (const ballot of vectors.ballots)
      expect(readBallot(hex(ballot))).toMatchObject({ ok: true, value: { proposal: vectors.proposal.id } });
    expect(parseDeviceId(vectors.deviceChain.device2)).not.toBe(null);
  });

  it("[L48] [L50] [L53] to [L56] have what is said of joining a text, that reads", () => {
    const { accession, consent, reservation, response, release, withdrawal } = vectors.joining;
    expect(readAccession(hex(accession.statement))).toMatchObject({ ok: true, value: { id: accession.id } });
    expect(readConsent(hex(consent))).toMatchObject({ ok: true, value: { accession: accession.id } });
    expect(readReservation(hex(reservation.statement))).toMatchObject({ ok: true, value: { id: reservation.id } });
    expect(reservationIdOf(accession.id, 0)).toBe(accession.reservation);
    expect(readResponse(hex(response))).toMatchObject({ ok: true, value: { reservation: accession.reservation } });
    expect(readRelease(hex(release))).toMatchObject({ ok: true, value: { of: reservation.id } });
    expect(readWithdrawal(hex(withdrawal))).toMatchObject({ ok: true, value: { proposal: vectors.proposal.id } });
  });

  it("[L51] [L60] to [L65] have what is put on record, that reads", () => {
    const { attestation, report, answer, review, institution, endorsement, signers } = vectors.records;
    const about = { ok: true, value: { proposal: vectors.proposal.id } };
    expect(readAttestation(hex(attestation))).toMatchObject(about);
    expect(readReport(hex(report.statement))).toMatchObject({ ok: true, value: { ...about.value, id: report.id } });
    expect(readAnswer(hex(answer))).toMatchObject({ ok: true, value: { report: report.id } });
    for (const read of [readReview(hex(review)), readInstitution(hex(institution))]) expect(read).toMatchObject(about);
    expect(readEndorsement(hex(endorsement))).toMatchObject({
      value: { ...about.value, contentHash: vectors.proposal.contentHash },
    });
    expect(readSigners(hex(signers))).toMatchObject({ ok: true, value: { count: 2 } });
  });

  it("[L32] have a confirmation that reads, by the party's own key", () => {
    expect(readConfirmation(hex(vectors.confirmation.statement))).toMatchObject({
      ok: true,
      value: { ballot: vectors.confirmation.ballot, choice: "confirm", by: null },
    });
  });

  it("[L42] [L44] [L46] have a thread, a stance and a closing that read", () => {
    const { thread, comments, stance, closing } = vectors.negotiation;
    const read = comments.map((body: string) => readComment(hex(body)));
    expect(read[0]).toMatchObject({ ok: true, value: { id: thread, said: { kind: "open", clause: "wells" } } });
    for (const [index, kind] of ["reply", "resolve", "reopen"].entries())
      expect(read[index + 1]).toMatchObject({ ok: true, value: { said: { kind, thread } } });
    expect(readStance(hex(stance))).toMatchObject({ ok: true, value: { clause: "wells", stance: "objects" } });
    expect(readClosing(hex(closing))).toMatchObject({ ok: true, value: { clause: "wells", closing: "close" } });
  });

  it("[L14] have a certificate of version 0.1 that verifies for ever", () => {
    const kept = JSON.parse(readFileSync(new URL("../../vectors/certificate1.json", import.meta.url), "utf8"));
    const verified = verifyCertificate(hex(kept.certificate));
    expect(verified).toMatchObject({
      ok: true,
      value: { version: 1, id: kept.id, contentHash: kept.contentHash, startsOn: "2023-11-14", endsOn: "2024-11-13" },
    });
    expect(verified.ok && new TextDecoder().decode(verified.value.contentBytes)).toBe(kept.content);
    const spoiled = hex(kept.certificate);
    for (let at = 0; at < spoiled.length; at += 97) {
      const changed = spoiled.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(verifyCertificate(changed).ok).toBe(false);
    }
  });

  it("[L14] have a certificate that verifies with nothing else", () => {
    const verified = verifyCertificate(hex(vectors.certificate));
    expect(verified).toMatchObject({
      ok: true,
      value: { id: vectors.proposal.id, contentHash: vectors.proposal.contentHash },
    });
    expect(verified.ok && toHex(verified.value.contentBytes)).toBe(
      toHex(new TextEncoder().encode(vectors.proposal.content)),
    );
  });
});
