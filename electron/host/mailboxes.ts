/**
 * Joining through a relay: a room that only the invite's code names, in which request and answer wait for each other.
 * Owns: one connection per open invite. Called by: relays.ts (any member, who answers), joins.ts (joiner).
 * PROTOCOL.md of sync, S8. A frame there holds CBOR [request hash or null, message of a meeting].
 */
import type { HostError } from "../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { type KeyPair, plainHash } from "../../shared/base/crypto.ts";
import { bytes, nullable, tuple } from "../../shared/base/parse.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { deriveEpoch, type EpochKeys } from "../../shared/ledger/epoch.ts";
import { inviteMailboxKey } from "../../shared/ledger/invite.ts";
import { openFrame, sealFrame } from "../../shared/sync/frame.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeJoin, type JoinMessage, readJoinMessage } from "../../shared/sync/meeting.ts";
import type { OpenCharter } from "./charters.ts";
import type { Keys } from "./identity.ts";
import type { JoinAnswer, JoinAnswerer } from "./meetings.ts";
import type { Platform, RelayRoom } from "./platform.ts";

const answerWaitMs = 60_000;
const maxMessageBytes = 256 * 1024;

const key32 = bytes({ min: 32, max: 32 });
const parseMail = tuple(nullable(key32), bytes({ max: maxMessageBytes }));

export type Mailboxes = ReturnType<typeof createMailboxes>;

export function createMailboxes(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly joins: JoinAnswerer;
}) {
  const { platform, keys, joins } = args;
  /** By the hex of the mailbox's room key and the relay's address. */
  const attended = new Map<string, RelayRoom>();

  const sealMail = (mailbox: EpochKeys, request: Bytes | null, message: Bytes): Bytes =>
    sealFrame(frameKinds.mailbox, encodeCbor([request, message]), mailbox, platform.random.bytes(24));

  function openMail(mailbox: EpochKeys, frame: Bytes): { request: Bytes | null; message: JoinMessage } | null {
    const opened = openFrame(frame, mailbox);
    const mail =
      opened.ok && opened.value.kind === frameKinds.mailbox ? parseMail(decodeCbor(opened.value.plain)) : null;
    const message = mail?.ok ? readJoinMessage(mail.value[1]) : null;
    return mail?.ok && message !== null ? { request: mail.value[0], message } : null;
  }

  /** Answers every request that lies in the mailboxes of this charter's open invites, and those that still come. */
  async function attend(charter: OpenCharter, url: string): Promise<void> {
    const { invites, devices, former } = charter.replica.ledger().membership();
    const own = devices.get(keys.device)?.card;
    if (own === undefined) return;
    const open = [...invites.values()].filter(({ role, by, closed, granted, expiresAt }) => {
      // A used one may have admitted somebody whose welcome never arrived.
      if (closed || !granted || expiresAt <= platform.clock.now()) return false;
      const inviter = (devices.get(by) ?? former.get(by)?.member)?.card.party;
      return role !== "delegate" || inviter === own.party;
    });
    await Promise.all(open.map(({ mailbox }) => attendOne(charter, url, deriveEpoch(mailbox))));
  }

  async function attendOne(charter: OpenCharter, url: string, mailbox: EpochKeys): Promise<void> {
    const { room: keyPair } = mailbox;
    const name = `${charter.id} ${toHex(keyPair.publicKey)} ${url}`;
    if (attended.has(name)) return;
    const requests = new Map<string, Bytes>();
    const answered = new Set<string>();
    let room: RelayRoom | null = null;
    const answer = (hash: string, request: Bytes): void => {
      if (room === null || answered.has(hash)) return;
      answered.add(hash);
      void room.put(sealMail(mailbox, plainHash(request), joins.answer(request)));
    };
    await new Promise<void>((resolve) => {
      void platform.relay
        .open({
          url,
          roomPublicKey: keyPair.publicKey,
          roomPrivateKey: keyPair.privateKey,
          afterSeq: 0,
          onFrame(frame) {
            const mail = openMail(mailbox, frame);
            if (mail?.message.kind === "join") {
              const hash = toHex(plainHash(mail.message.request));
              requests.set(hash, mail.message.request);
              if (!answered.has(hash)) answer(hash, mail.message.request);
            } else if (mail?.request != null) answered.add(toHex(mail.request));
          },
          onCaughtUp() {
            for (const [hash, request] of requests) answer(hash, request);
            resolve();
          },
          onClosed() {
            attended.delete(name);
            resolve();
          },
        })
        .then((opened) => {
          if (!opened.ok) return resolve();
          room = opened.value;
          attended.set(name, room);
          for (const [hash, request] of requests) answer(hash, request);
        });
    });
  }

  /** Leaves a request in the mailbox and waits for its answer. An older welcome to this device counts too. */
  async function ask(
    url: string,
    invite: KeyPair,
    request: Bytes,
    opensWelcome: (welcome: Bytes) => boolean,
  ): Promise<Result<JoinAnswer, HostError>> {
    const mailbox = deriveEpoch(inviteMailboxKey(invite));
    const { room: keyPair } = mailbox;
    const own = plainHash(request);
    return new Promise((resolve) => {
      let room: RelayRoom | null = null;
      const finish = (result: Result<JoinAnswer, HostError>): void => {
        cancel();
        room?.close();
        resolve(result);
      };
      const cancel = platform.clock.after(answerWaitMs, () =>
        finish(
          err({
            kind: "relayRefused",
            url,
            reason: "the inviter has not answered yet; the request waits at the relay",
          }),
        ),
      );
      void platform.relay
        .open({
          url,
          roomPublicKey: keyPair.publicKey,
          roomPrivateKey: keyPair.privateKey,
          afterSeq: 0,
          onFrame(frame) {
            const mail = openMail(mailbox, frame);
            if (mail === null || mail.message.kind === "join") return;
            const isMine =
              mail.message.kind === "welcome"
                ? opensWelcome(mail.message.welcome)
                : mail.request !== null && equalBytes(mail.request, own);
            if (isMine) finish(ok(mail.message));
          },
          onCaughtUp: () => undefined,
          onClosed: (error) =>
            finish(err(error ?? { kind: "relayUnreachable", url, reason: "it closed the connection" })),
        })
        .then(async (opened) => {
          if (!opened.ok) return finish(opened);
          room = opened.value;
          const left = await opened.value.put(sealMail(mailbox, null, encodeJoin(request)));
          if (!left.ok) finish(left);
        });
    });
  }

  return {
    attend,
    ask,
    leave(charter: OpenCharter): void {
      for (const [name, room] of [...attended])
        if (name.startsWith(charter.id)) {
          attended.delete(name);
          room.close();
        }
    },
  };
}
