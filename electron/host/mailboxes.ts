/**
 * Joining through a relay: a room that only the invite's code names, in which request and answer wait for each other.
 * Owns: one connection per invite that is open, none for one that is used up, closed or over. Called by: relays.ts (any
 * member, who answers), joinDoors.ts (joiner).
 * PROTOCOL.md of sync, S8. A frame there holds CBOR [request hash or null, message of a meeting].
 */
import type { HostError } from "../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { type KeyPair, plainHash } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { bytes, nullable, tuple } from "../../shared/base/parse.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { deriveEpoch, type EpochKeys } from "../../shared/ledger/members/epoch.ts";
import type { Invite } from "../../shared/ledger/members/governance.ts";
import { inviteMailboxKey } from "../../shared/ledger/members/invite.ts";
import { openFrame, sealFrame } from "../../shared/sync/frame.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import { encodeJoin, encodeRefused, type JoinMessage, readJoinMessage } from "../../shared/sync/meeting.ts";
import type { OpenCharter } from "./charters.ts";
import type { Keys } from "./identity.ts";
import type { JoinAnswer, JoinAnswerer } from "./meetings.ts";
import type { Platform, RelayRoom } from "./platform.ts";
import { keepTrying, pauseMs } from "./retry.ts";

const answerWaitMs = 60_000;
const maxMessageBytes = 256 * 1024;

const key32 = bytes({ min: 32, max: 32 });
const parseMail = tuple(nullable(key32), bytes({ max: maxMessageBytes }));

/** A mailbox while it is open here. */
interface Box {
  readonly mailbox: EpochKeys;
  room: RelayRoom | null;
  readonly requests: Map<string, Bytes>;
  readonly answered: Set<string>;
  /** It says already that nobody is admitted by it any more. */
  isNoticed: boolean;
  /** What is on its way into it. */
  readonly puts: Set<Promise<void>>;
  /** Answers what was not answered, or whose answer the relay did not take. */
  answerAll(): void;
  /** Everything that lay in it was read; false where it could not be. */
  readonly read: Promise<boolean>;
}

/** What is attended of one charter at one relay. */
interface Round {
  readonly url: string;
  readonly held: Map<string, Box>;
  /** Looked into since the relay was reached: they are not open any more. */
  readonly visited: Set<string>;
  turn: Promise<void>;
  attempts: number;
  cancelTimer: () => void;
  ended: boolean;
}

export type Mailboxes = ReturnType<typeof createMailboxes>;

export function createMailboxes(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly joins: Pick<JoinAnswerer, "answer">;
}) {
  const { platform, keys, joins } = args;
  const rounds = new Map<CharterId, Round>();

  const sealMail = (mailbox: EpochKeys, request: Bytes | null, message: Bytes): Bytes =>
    sealFrame(frameKinds.mailbox, encodeCbor([request, message]), mailbox, platform.random.bytes(24));

  function openMail(mailbox: EpochKeys, frame: Bytes): { request: Bytes | null; message: JoinMessage } | null {
    const opened = openFrame(frame, mailbox);
    const mail =
      opened.ok && opened.value.kind === frameKinds.mailbox ? parseMail(decodeCbor(opened.value.plain)) : null;
    const message = mail?.ok ? readJoinMessage(mail.value[1]) : null;
    return mail?.ok && message !== null ? { request: mail.value[0], message } : null;
  }

  /** Invites of this charter that this device may answer, by the name of their mailbox. */
  function answerable(charter: OpenCharter): readonly (readonly [string, Invite])[] {
    const { invites, devices, former } = charter.replica.ledger().membership();
    const own = devices.get(keys.device)?.card;
    if (own === undefined) return [];
    return [...invites.values()].flatMap((invite) => {
      const inviter = (devices.get(invite.by) ?? former.get(invite.by)?.member)?.card.party;
      const isOurs = invite.role !== "delegate" || inviter === own.party;
      return invite.granted && isOurs ? [[toHex(invite.mailbox), invite] as const] : [];
    });
  }

  /**
   * Answers every request that lies in the mailboxes of this charter's invites, and, of those that are open, what still
   * comes. Resolves when what lay there is answered.
   */
  function attend(charter: OpenCharter, url: string): Promise<void> {
    const round = roundOf(charter, url);
    round.turn = round.turn.then(() => look(charter, round));
    return round.turn;
  }

  function roundOf(charter: OpenCharter, url: string): Round {
    const known = rounds.get(charter.id);
    if (known?.url === url) return known;
    leave(charter);
    const round: Round = {
      ...{ url, held: new Map(), visited: new Set(), turn: Promise.resolve(), attempts: 0, ended: false },
      cancelTimer: () => undefined,
    };
    rounds.set(charter.id, round);
    return round;
  }

  async function look(charter: OpenCharter, round: Round): Promise<void> {
    if (round.ended) return;
    round.cancelTimer();
    const now = platform.clock.now();
    const invites = new Map(answerable(charter));
    const isOpen = ({ used, closed, expiresAt }: Invite): boolean => !used && !closed && expiresAt > now;
    for (const [name, box] of [...round.held]) {
      const invite = invites.get(name);
      if (invite !== undefined && isOpen(invite)) continue;
      round.held.delete(name);
      if (await settled(box)) round.visited.add(name);
      await finish(box, invite);
    }
    const fresh = [...invites].filter(([name, invite]) => isOpen(invite) && !round.held.has(name));
    for (const [name, { mailbox }] of fresh) round.held.set(name, openBox(charter, round, name, deriveEpoch(mailbox)));
    let isAll = (await Promise.all([...round.held.values()].map(settled))).every(Boolean);
    for (const [name, invite] of invites) {
      if (isOpen(invite) || invite.expiresAt <= now || round.visited.has(name) || round.ended) continue;
      // It may have admitted somebody whose welcome never arrived.
      const box = openBox(charter, round, name, deriveEpoch(invite.mailbox));
      const isRead = await settled(box);
      if (isRead) round.visited.add(name);
      isAll &&= isRead;
      await finish(box, invite);
    }
    if (round.ended) return;
    round.cancelTimer();
    round.attempts = isAll ? 0 : round.attempts + 1;
    const firstEnd = Math.min(...[...invites.values()].filter(isOpen).map(({ expiresAt }) => expiresAt - now));
    const waitMs = isAll ? firstEnd : pauseMs(platform.random, round.attempts);
    if (waitMs < Number.POSITIVE_INFINITY)
      round.cancelTimer = platform.clock.after(Math.min(waitMs, longestTimerMs), () => void attend(charter, round.url));
  }

  /** Whether everything that lay in it was read and answered. */
  async function settled(box: Box): Promise<boolean> {
    const isRead = await box.read;
    box.answerAll();
    await Promise.all(box.puts);
    return isRead && [...box.requests.keys()].every((hash) => box.answered.has(hash));
  }

  /** Leaves a word for whoever asks there later, and goes. */
  async function finish(box: Box, invite: Invite | undefined): Promise<void> {
    await Promise.all(box.puts);
    if (invite !== undefined && box.room !== null && !box.isNoticed) {
      const isOver = !invite.used && !invite.closed;
      const notice = isOver ? encodeRefused("expired", invite.expiresAt) : encodeRefused("used", 0);
      await box.room.put(sealMail(box.mailbox, null, notice));
    }
    box.room?.close();
  }

  function openBox(charter: OpenCharter, round: Round, name: string, mailbox: EpochKeys): Box {
    const { promise: read, resolve } = Promise.withResolvers<boolean>();
    let isCaughtUp = false;
    const box: Box = {
      ...{ mailbox, room: null, requests: new Map(), answered: new Set(), isNoticed: false, puts: new Set(), read },
      answerAll() {
        if (!isCaughtUp || box.room === null) return;
        for (const [hash, request] of box.requests) answer(hash, request);
        resolve(true);
      },
    };
    const answer = (hash: string, request: Bytes): void => {
      const { room } = box;
      if (!isCaughtUp || room === null || box.answered.has(hash)) return;
      box.answered.add(hash);
      const put = room.put(sealMail(mailbox, plainHash(request), joins.answer(request))).then((stored) => {
        box.puts.delete(put);
        if (stored.ok) return;
        box.answered.delete(hash);
        again(charter, round);
      });
      box.puts.add(put);
    };
    const { room: keyPair } = mailbox;
    void platform.relay
      .open({
        url: round.url,
        roomPublicKey: keyPair.publicKey,
        roomPrivateKey: keyPair.privateKey,
        afterSeq: 0,
        known: null,
        onFrame(frame) {
          const mail = openMail(mailbox, frame);
          if (mail?.message.kind === "join") {
            const hash = toHex(plainHash(mail.message.request));
            box.requests.set(hash, mail.message.request);
            answer(hash, mail.message.request);
          } else if (mail?.request != null) box.answered.add(toHex(mail.request));
          else if (mail !== null) box.isNoticed = true;
        },
        onCaughtUp() {
          isCaughtUp = true;
          box.answerAll();
        },
        onClosed() {
          box.room = null;
          resolve(false);
          if (round.held.get(name) !== box) return;
          round.held.delete(name);
          again(charter, round);
        },
      })
      .then((opened) => {
        if (opened.ok && !round.ended) {
          box.room = opened.value;
          box.answerAll();
          return;
        }
        if (opened.ok) opened.value.close();
        if (round.held.get(name) === box) round.held.delete(name);
        resolve(false);
      });
    return box;
  }

  function again(charter: OpenCharter, round: Round): void {
    if (round.ended) return;
    round.attempts++;
    round.cancelTimer();
    round.cancelTimer = platform.clock.after(pauseMs(platform.random, round.attempts), () => {
      void attend(charter, round.url);
    });
  }

  function leave(charter: OpenCharter): void {
    const round = rounds.get(charter.id);
    if (round === undefined) return;
    rounds.delete(charter.id);
    round.ended = true;
    round.cancelTimer();
    const boxes = [...round.held.values()];
    round.held.clear();
    for (const { room } of boxes) room?.close();
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
    const mail = sealMail(mailbox, null, encodeJoin(request));
    const endMs = platform.clock.now() + answerWaitMs;
    let isLeft = false;

    const attempt = (): Promise<Result<JoinAnswer, HostError>> =>
      new Promise((resolve) => {
        let room: RelayRoom | null = null;
        let isOver = false;
        const done = (result: Result<JoinAnswer, HostError>): void => {
          isOver = true;
          cancel();
          room?.close();
          resolve(result);
        };
        const cancel = platform.clock.after(Math.max(0, endMs - platform.clock.now()), () =>
          done(
            err(
              isLeft
                ? {
                    kind: "relayRefused",
                    url,
                    reason: "the inviter has not answered yet; the request waits at the relay",
                  }
                : { kind: "relayUnreachable", url, reason: "no answer in time" },
            ),
          ),
        );
        void platform.relay
          .open({
            url,
            roomPublicKey: keyPair.publicKey,
            roomPrivateKey: keyPair.privateKey,
            afterSeq: 0,
            known: null,
            onFrame(frame) {
              const answer = openMail(mailbox, frame);
              if (answer === null || answer.message.kind === "join") return;
              const isMine =
                answer.message.kind === "welcome"
                  ? opensWelcome(answer.message.welcome)
                  : answer.request === null || equalBytes(answer.request, own);
              if (isMine) done(ok(answer.message));
            },
            onCaughtUp: () => undefined,
            onClosed: (error) =>
              done(err(error ?? { kind: "relayUnreachable", url, reason: "it closed the connection" })),
          })
          .then(async (opened) => {
            if (!opened.ok) return done(opened);
            if (isOver) return opened.value.close();
            room = opened.value;
            const left = await opened.value.put(mail);
            isLeft ||= left.ok;
            if (!left.ok) done(left);
          });
      });
    return keepTrying(platform, answerWaitMs, attempt, mayPass);
  }

  return { attend, ask, leave };
}

/** What a timer can wait (2^31 ms). */
const longestTimerMs = 2_000_000_000;

/** What another attempt may find over: the relay is away, closes, is full, or has too many visitors. */
const mayPass = (error: HostError): boolean =>
  error.kind === "relayUnreachable" || error.kind === "relayNotStored" || error.kind === "relayRefused";
