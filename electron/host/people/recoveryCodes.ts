/**
 * Codes by which a party that has its words, and no device left, finds this device through a relay: each names a
 * mailbox there, as an invite's code does, where the questions of S16 are answered. The words are the proof; a code is
 * where to ask.
 * Owns: the setting of a charter that keeps its codes' mailboxes. Called by: methods/people.ts and mailboxes.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { type DeviceId, idBytes } from "../../../shared/base/ids.ts";
import { bytes, integer, list, nullable, tuple } from "../../../shared/base/parse.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createInviteCode, inviteMailboxKey, readInviteCode } from "../../../shared/ledger/members/invite.ts";
import { readRecovery } from "../../../shared/ledger/members/recovery.ts";
import { encodePapers, encodeRecovered, encodeRefused, type RecoveryQuestion } from "../../../shared/sync/meeting.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";
import type { Joins } from "./joins.ts";

const hourMs = 3_600_000;
const settingName = "recoveryCodes";
const maxCodes = 64;
/** Of an answer: a mailbox takes no more at once. */
const maxWelcomesBytes = 192 * 1024;

const key32 = bytes({ min: 32, max: 32 });
/** [mailbox key, when it ends, the device that came by it]. */
const parseCodes = list(tuple(key32, integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), nullable(key32)), {
  max: maxCodes,
});
type Code = readonly [mailbox: Bytes, expiresAt: number, usedBy: Bytes | null];

export interface RecoveryDoor {
  readonly mailbox: Bytes;
  readonly expiresAt: number;
  answer(question: RecoveryQuestion): Bytes;
}

export type RecoveryCodes = ReturnType<typeof createRecoveryCodes>;

export function createRecoveryCodes(args: {
  readonly platform: Platform;
  readonly charters: Charters;
  readonly joins: Pick<Joins, "answerPaper" | "answerRecovery">;
  relayOf(charter: OpenCharter): string | null;
}) {
  const { platform, charters, joins, relayOf } = args;

  function read(charter: OpenCharter): readonly Code[] {
    const parsed = parseCodes(charters.readSetting(charter, settingName) ?? []);
    const now = platform.clock.now();
    return parsed.ok ? parsed.value.filter(([, expiresAt]) => expiresAt > now) : [];
  }

  function make(
    charter: OpenCharter,
    expiresInHours: number,
  ): Result<{ readonly code: string; readonly expiresAt: number; readonly relay: string }, HostError> {
    const relay = relayOf(charter);
    if (relay === null) return err({ kind: "noRelay" });
    const code = createInviteCode(platform.random.bytes(16));
    const pair = readInviteCode(code);
    if (!pair.ok) return pair;
    const expiresAt = platform.clock.now() + expiresInHours * hourMs;
    const made: Code = [inviteMailboxKey(pair.value), expiresAt, null];
    const kept = charters.writeSetting(charter, settingName, [...read(charter), made].slice(-maxCodes));
    return kept.ok ? ok({ code, expiresAt, relay }) : kept;
  }

  /** Into the charters at the same relay: others could not be fetched there. */
  function answer(charter: OpenCharter, mailbox: Bytes, question: RecoveryQuestion): Bytes {
    const relay = relayOf(charter);
    const isAtRelay = (other: OpenCharter): boolean => relayOf(other) === relay;
    const codes = read(charter);
    const own = codes.find(([key]) => equalBytes(key, mailbox));
    if (own === undefined) return encodeRefused("expired", 0);
    if (question.kind === "paper") return encodePapers(joins.answerPaper(question.question, isAtRelay));
    const request = readRecovery(question.request);
    if (!request.ok) return encodeRecovered([]);
    const device: DeviceId = request.value.device.id;
    if (own[2] !== null && !equalBytes(own[2], idBytes(device))) return encodeRefused("used", 0);
    let left = maxWelcomesBytes;
    const welcomes = joins.answerRecovery(question.request, isAtRelay).filter(({ length }) => {
      left -= length;
      return left >= 0;
    });
    if (welcomes.length > 0 && own[2] === null) {
      const used = codes.map((code): Code => (code === own ? [own[0], own[1], idBytes(device)] : code));
      const kept = charters.writeSetting(charter, settingName, used);
      if (!kept.ok) platform.logger.warn("recovery-code-not-kept", { error: kept.error.kind });
    }
    return encodeRecovered(welcomes);
  }

  return {
    make,
    routes: (charter: OpenCharter): readonly RecoveryDoor[] =>
      read(charter).map(([mailbox, expiresAt]) => ({
        ...{ mailbox, expiresAt },
        answer: (question) => answer(charter, mailbox, question),
      })),
  };
}
