/**
 * Joining and recovering through a relay: a room that only a code names, in which question and answer wait for each
 * other. An invite's is attended by any member, that of a recovery code by the device that made it.
 * Owns: one connection per code that is open, none for one that is used up, closed or over. Called by: relays.ts (who
 * answers), methods/joinRoutes.ts (who asks).
 * PROTOCOL.md of sync, S8 and S16. A frame there holds CBOR [request hash or null, message of a meeting].
 */
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, equalBytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type KeyPair, plainHash } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { bytes, nullable, tuple } from "../../../shared/base/parse.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { deriveEpoch, type EpochKeys } from "../../../shared/ledger/members/epoch.ts";
import type { Invite } from "../../../shared/ledger/members/governance.ts";
import { inviteMailboxKey } from "../../../shared/ledger/members/invite.ts";
import { openFrame, sealFrame } from "../../../shared/sync/frame.ts";
import { frameKinds } from "../../../shared/sync/frameHeader.ts";
import {
  encodeJoin,
  encodePaper,
  encodeRecover,
  encodeRefused,
  type PaperAnswer,
  type RecoveryQuestion,
  readMail,
} from "../../../shared/sync/meeting.ts";
import type { Keys } from "../keys/identity.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { JoinAnswer, JoinAnswerer } from "../peers/meetings.ts";
import type { RecoveryCodes } from "../people/recoveryCodes.ts";
import type { Platform, RelayRoom } from "../platform.ts";
import { keepTrying, pauseMs } from "./retry.ts";

const answerWaitMs = 60_000;
const maxMessageBytes = 256 * 1024;

const key32 = bytes({ min: 32, max: 32 });
const parseMail = tuple(nullable(key32), bytes({ max: maxMessageBytes }));

type Mail = NonNullable<ReturnType<typeof readMail>>;
type Question = RecoveryQuestion | Extract<Mail, { readonly kind: "join" }>;

/** A code's mailbox, and who answers there; null for what is not asked there. */
interface Door extends Pick<Invite, "mailbox" | "used" | "closed" | "expiresAt"> {
  answer(question: Question): Bytes | null;
}

/** A mailbox while it is open here. */
interface Box {
  readonly mailbox: EpochKeys;
  room: RelayRoom | null;
  readonly questions: Map<string, Question>;
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
  readonly recoveryCodes: Pick<RecoveryCodes, "routes">;
}) {
  const { platform, keys, joins, recoveryCodes } = args;
  const rounds = new Map<CharterId, Round>();

  const sealMail = (mailbox: EpochKeys, request: Bytes | null, message: Bytes): Bytes =>
    sealFrame(frameKinds.mailbox, encodeCbor([request, message]), mailbox, platform.random.bytes(24));

  function openMail(mailbox: EpochKeys, frame: Bytes): { request: Bytes | null; message: Mail } | null {
    const opened = openFrame(frame, mailbox);
    const mail =
      opened.ok && opened.value.kind === frameKinds.mailbox ? parseMail(decodeCbor(opened.value.plain)) : null;
    const message = mail?.ok ? readMail(mail.value[1]) : null;
    return mail?.ok && message !== null ? { request: mail.value[0], message } : null;
  }

  /** Codes of this charter that this device may answer, by the name of their mailbox. */
  function answerable(charter: OpenCharter): readonly (readonly [string, Door])[] {
    const { invites, devices, former } = charter.replica.ledger().membership();
    const own = devices.get(keys.device)?.card;
    if (own === undefined) return [];
    const answer: Door["answer"] = (asked) => (asked.kind === "join" ? joins.answer(asked.request) : null);
    const invited = [...invites.values()].flatMap((invite): readonly Door[] => {
      const inviter = (devices.get(invite.by) ?? former.get(invite.by)?.member)?.card.party;
      const isOurs = invite.role !== "delegate" || inviter === own.party;
      return invite.granted && isOurs ? [{ ...invite, answer }] : [];
    });
    const recovery = recoveryCodes.routes(charter).map(
      (door): Door => ({
        ...{ mailbox: door.mailbox, expiresAt: door.expiresAt, used: false, closed: false },
        answer: (asked) => (asked.kind === "join" ? null : door.answer(asked)),
      }),
    );
    return [...invited, ...recovery].map((door) => [toHex(door.mailbox), door] as const);
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
    const isOpen = ({ used, closed, expiresAt }: Door): boolean => !used && !closed && expiresAt > now;
    for (const [name, box] of [...round.held]) {
      const invite = invites.get(name);
      if (invite !== undefined && isOpen(invite)) continue;
      round.held.delete(name);
      if (await settled(box)) round.visited.add(name);
      await finish(box, invite);
    }
    const fresh = [...invites].filter(([name, invite]) => isOpen(invite) && !round.held.has(name));
    for (const [name, door] of fresh) round.held.set(name, openBox(charter, round, name, door));
    let isAll = (await Promise.all([...round.held.values()].map(settled))).every(Boolean);
    for (const [name, invite] of invites) {
      if (isOpen(invite) || invite.expiresAt <= now || round.visited.has(name) || round.ended) continue;
      // It may have admitted somebody whose welcome never arrived.
      const box = openBox(charter, round, name, invite);
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
    return isRead && [...box.questions.keys()].every((hash) => box.answered.has(hash));
  }

  /** Leaves a word for whoever asks there later, and goes. */
  async function finish(box: Box, invite: Door | undefined): Promise<void> {
    await Promise.all(box.puts);
    if (invite !== undefined && box.room !== null && !box.isNoticed) {
      const isOver = !invite.used && !invite.closed;
      const notice = isOver ? encodeRefused("expired", invite.expiresAt) : encodeRefused("used", 0);
      await box.room.put(sealMail(box.mailbox, null, notice));
    }
    box.room?.close();
  }

  function openBox(charter: OpenCharter, round: Round, name: string, door: Door): Box {
    const mailbox = deriveEpoch(door.mailbox);
    const { promise: read, resolve } = Promise.withResolvers<boolean>();
    let isCaughtUp = false;
    const box: Box = {
      ...{ mailbox, room: null, questions: new Map(), answered: new Set(), isNoticed: false, puts: new Set(), read },
      answerAll() {
        if (!isCaughtUp || box.room === null) return;
        for (const [hash, question] of box.questions) answer(hash, question);
        resolve(true);
      },
    };
    const answer = (hash: string, question: Question): void => {
      const { room } = box;
      if (!isCaughtUp || room === null || box.answered.has(hash)) return;
      box.answered.add(hash);
      const said = door.answer(question);
      if (said === null) return;
      const put = room.put(sealMail(mailbox, hashOf(question), said)).then((stored) => {
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
          if (mail !== null && isQuestion(mail.message)) {
            const hash = toHex(hashOf(mail.message));
            box.questions.set(hash, mail.message);
            answer(hash, mail.message);
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

  /** An older welcome to this device counts too. */
  const ask = (
    url: string,
    invite: KeyPair,
    request: Bytes,
    opensWelcome: (welcome: Bytes) => boolean,
  ): Promise<Result<JoinAnswer, HostError>> =>
    askFor(url, invite, { kind: "join", request }, (message, isOurs) => {
      if (message.kind === "welcome") return opensWelcome(message.welcome) ? message : null;
      return isOurs && message.kind === "refused" ? message : null;
    });

  /** [S16] By a recovery code. */
  async function askByWords<T>(
    url: string,
    code: KeyPair,
    question: RecoveryQuestion,
    read: (message: Mail) => T | null,
  ): Promise<Result<T, HostError>> {
    const answered = await askFor(url, code, question, (message, isOurs) => {
      const answer = isOurs ? read(message) : null;
      if (answer !== null) return { answer };
      return isOurs && message.kind === "refused" ? { answer: null } : null;
    });
    if (!answered.ok) return answered;
    const { answer } = answered.value;
    return answer === null ? err({ kind: "recoveryCodeOver" }) : ok(answer);
  }

  /** Leaves a question in the mailbox and waits for its answer. `isOurs`: it answers this question, or every one. */
  async function askFor<T>(
    url: string,
    code: KeyPair,
    question: Question,
    take: (message: Mail, isOurs: boolean) => T | null,
  ): Promise<Result<T, HostError>> {
    const mailbox = deriveEpoch(inviteMailboxKey(code));
    const { room: keyPair } = mailbox;
    const own = hashOf(question);
    const mail = sealMail(mailbox, null, encodeQuestion(question));
    const endMs = platform.clock.now() + answerWaitMs;
    let isLeft = false;

    const attempt = (): Promise<Result<T, HostError>> =>
      new Promise((resolve) => {
        let room: RelayRoom | null = null;
        let isOver = false;
        const done = (result: Result<T, HostError>): void => {
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
                    reason: "nobody has answered yet; the request waits at the relay",
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
              if (answer === null || isQuestion(answer.message)) return;
              const isOurs = answer.request === null || equalBytes(answer.request, own);
              const taken = take(answer.message, isOurs);
              if (taken !== null) done(ok(taken));
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

  return {
    attend,
    ask,
    askPaper: (url: string, code: KeyPair, question: Bytes): Promise<Result<PaperAnswer, HostError>> =>
      askByWords(url, code, { kind: "paper", question }, (said) => (said.kind === "papers" ? said : null)),
    askRecovery: (url: string, code: KeyPair, request: Bytes): Promise<Result<readonly Bytes[], HostError>> =>
      askByWords(url, code, { kind: "recover", request }, (said) => (said.kind === "recovered" ? said.welcomes : null)),
    leave,
  };
}

const isQuestion = (mail: Mail): mail is Question =>
  mail.kind === "join" || mail.kind === "paper" || mail.kind === "recover";

const hashOf = (question: Question): Bytes =>
  plainHash(question.kind === "paper" ? question.question : question.request);

function encodeQuestion(question: Question): Bytes {
  switch (question.kind) {
    case "join":
      return encodeJoin(question.request);
    case "paper":
      return encodePaper(question.question);
    case "recover":
      return encodeRecover(question.request);
  }
}

/** What a timer can wait (2^31 ms). */
const longestTimerMs = 2_000_000_000;

/** What another attempt may find over: the relay is away, closes, is full, or has too many visitors. */
const mayPass = (error: HostError): boolean =>
  error.kind === "relayUnreachable" || error.kind === "relayNotStored" || error.kind === "relayRefused";
