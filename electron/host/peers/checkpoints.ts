/**
 * What a newcomer may read before the log is here: the text as a member's device vouches for it. PROTOCOL.md, S18.
 * Owns: the checkpoint of each charter whose log is on its way, and what turned out to be false.
 * Called by: meetings.ts, views.ts, createHost.
 * Invariant: nothing is folded, signed or passed on from it; it is shown as vouched for, and ends with the log.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { VouchedView } from "../../../shared/api/library.ts";
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { type Content, decodeContent, encodeDraft } from "../../../shared/charter/text/canonical.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import type { Place } from "../../../shared/ledger/log/envelope.ts";
import {
  type Checkpoint,
  encodeCheckpoint,
  maxCheckpointContentBytes,
  readCheckpoint,
} from "../../../shared/sync/checkpoint.ts";
import type { Keys } from "../keys/identity.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";

/** A shorter log is here as soon as its text would be. */
const worthEnvelopes = 512;
const settingName = "falseCheckpoint";

type FalseCheckpoint = Omit<Checkpoint, "places" | "size">;

interface Vouched {
  readonly checkpoint: Checkpoint;
  readonly content: Content;
}

export type Checkpoints = ReturnType<typeof createCheckpoints>;

export function createCheckpoints(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly charters: Charters;
  readonly title: (charter: OpenCharter, text: CharterText) => string;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, keys, charters, emit } = args;
  const vouched = new Map<CharterId, Vouched>();
  /** What was found false since this program began: shown even where the disk does not take it, or not for good. */
  const found = new Map<CharterId, FalseCheckpoint>();

  const read = (charter: OpenCharter): Bytes => {
    const text = charter.replica.readText();
    const { language } = charter.replica.ledger().membership();
    return encodeDraft({ charter: charter.id, title: args.title(charter, text), language, text });
  };

  /** A checkpoint of everything held here, sealed for the link; null where the log is as quickly sent. */
  function offer(charter: OpenCharter): Bytes | null {
    const { replica } = charter;
    const ledger = replica.ledger();
    if (ledger.size() < worthEnvelopes || replica.leftOut().length > 0) return null;
    const content = read(charter);
    if (content.length > maxCheckpointContentBytes) return null;
    const checkpoint: Checkpoint = {
      device: keys.device,
      person: keys.person,
      time: platform.clock.now(),
      size: ledger.size(),
      places: ledger.places(),
      content,
    };
    const nonce = platform.random.bytes(24);
    return encodeCheckpoint(charter.id, checkpoint, keys.signing.privateKey, replica.epoch, nonce);
  }

  /** Taken only from the device at the other end, by one who holds nothing of the charter yet. */
  function take(charter: OpenCharter, from: DeviceId, frame: Bytes): void {
    const { id, replica } = charter;
    if (replica.ledger().size() > 0 || vouched.has(id)) return;
    const checkpoint = readCheckpoint(id, frame, replica.epochById);
    if (checkpoint === null || checkpoint.device !== from) return;
    const content = decodeContent(checkpoint.content);
    if (!content.ok || content.value.charter !== id) return;
    vouched.set(id, { checkpoint, content: content.value });
    replica.whenHeld(checkpoint.size, () => compare(charter, checkpoint));
    emit({ kind: "vouched", charter: id });
    emit({ kind: "charterChanged", charter: id });
  }

  /**
   * The copy here has as many envelopes as the checkpoint names. Where they are the same ones, its text must be the
   * same; where another link brought others meanwhile, the log has taken its place all the same.
   */
  function compare(charter: OpenCharter, checkpoint: Checkpoint): void {
    vouched.delete(charter.id);
    const isSame = sameSet(checkpoint.places, charter.replica.ledger().places());
    if (isSame && !equalBytes(read(charter), checkpoint.content)) {
      const { device, person, time, content } = checkpoint;
      platform.logger.warn("checkpoint-false", { device });
      found.set(charter.id, { device, person, time, content });
      const kept = charters.writeSetting(charter, settingName, [device, person, time, content]);
      if (!kept.ok) emit({ kind: "notSaved", charter: charter.id, error: kept.error });
    }
    platform.clock.after(0, () => emit({ kind: "charterChanged", charter: charter.id }));
  }

  function readFalse(charter: OpenCharter): FalseCheckpoint | null {
    const shown = found.get(charter.id);
    if (shown !== undefined) return shown;
    const kept = charters.readSetting(charter, settingName);
    if (kept === null) return null;
    // Only ever written by `compare`, and sealed.
    const [device, person, time, content] = kept as readonly [DeviceId, string, number, Bytes];
    return { device, person, time, content };
  }

  return {
    offer,
    take,
    /** The text that is vouched for, or that was and turned out to be another than the log's; null where there is none. */
    textOf(charter: OpenCharter): CharterText | null {
      const current = vouched.get(charter.id);
      if (current !== undefined) return current.content.text;
      const kept = readFalse(charter);
      const content = kept === null ? null : decodeContent(kept.content);
      return content?.ok ? content.value.text : null;
    },
    /** While the log is on its way: the title and language that are vouched for. */
    headOf: (charter: OpenCharter): Content | null => vouched.get(charter.id)?.content ?? null,
    view(charter: OpenCharter): VouchedView | null {
      const current = vouched.get(charter.id)?.checkpoint ?? null;
      const shown = current ?? readFalse(charter);
      if (shown === null) return null;
      return {
        by: { device: shown.device, person: shown.person },
        at: shown.time,
        progress: current === null ? null : { read: charter.replica.ledger().size(), of: current.size },
        isFalse: current === null,
      };
    },
    /** Everything that whoever vouches has was sent and taken: the log has taken the place of what they said. */
    end(charter: OpenCharter): void {
      if (vouched.delete(charter.id)) emit({ kind: "charterChanged", charter: charter.id });
    },
    /** Somebody has read that what they were shown was not the text. */
    dismiss(charter: OpenCharter): Result<unknown, HostError> {
      const dismissed = charters.writeSetting(charter, settingName, null);
      if (dismissed.ok) found.delete(charter.id);
      return dismissed;
    },
  };
}

const sameSet = (some: readonly Place[], others: readonly Place[]): boolean => {
  const names = ({ device, seq, hash }: Place): string => `${device} ${seq} ${hash}`;
  const held = new Set(others.map(names));
  return some.length === others.length && some.every((place) => held.has(names(place)));
};
