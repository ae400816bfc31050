/**
 * Direct meetings with other devices: by address now, kept open for live edits where wanted.
 * Owns: the listener and every link. Called by: methods/, relay/mailboxes.ts; asks people/joins.ts for answers.
 * Invariant: a link sends a frame at most once, and only to a device that proved it is a member [S4].
 * It is long because all that a link does reads and writes one state, which no other file may touch.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { MeetReport } from "../../../shared/api/peers.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";
import type { Epoch } from "../../../shared/ledger/members/keyring.ts";
import {
  encodeAgreedFrame,
  encodeBatchMessage,
  encodeDone,
  encodeFrameMessage,
  encodeHave,
  encodeJoin,
  encodePaper,
  encodePapers,
  encodePresenceFrame,
  encodeRecover,
  encodeRecovered,
  encodeWant,
  isTagOf,
  type JoinRefusal,
  type MeetingEffect,
  type MeetingState,
  myTag,
  otherRole,
  type PaperAnswer,
  readJoinMessage,
  startMeeting,
  stepMeeting,
} from "../../../shared/sync/meeting.ts";
import { encodePresence, readPresence } from "../../../shared/sync/presenceFrame.ts";
import type { Keys } from "../keys/identity.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { PeerLink, Platform } from "../platform.ts";
import type { Arrivals } from "./arriving.ts";
import { createExchange, type Exchange } from "./exchange.ts";
import { createLinkBatches, type LinkBatches } from "./linkBatches.ts";
import { createPresencePace } from "./presencePace.ts";
import { createStrangers, strangerLimits } from "./strangers.ts";

/** How long a finished exchange waits for the other side's receipt. */
const receiptWaitMs = 15_000;
const helloWaitMs = 15_000;
const presencePauseMs = 100;

type SaidPresence = Extract<MeetingEffect, { readonly kind: "presence" }>;

interface Link {
  readonly peer: PeerLink;
  state: MeetingState;
  readonly exchanges: Map<CharterId, Exchange>;
  /** Of the charters that stay open for it. */
  readonly releases: (() => void)[];
  /** What this side said that it has. */
  readonly said: Map<CharterId, readonly LogPosition[]>;
  readonly batches: Map<CharterId, LinkBatches>;
  readonly hearPresence: (said: SaidPresence) => void;
  /** Null until both have said hello. */
  common: readonly CharterId[] | null;
  /** How many questions it asked without being known. */
  questions: number;
  /** Ends the link where nothing shows in time that it is a member's. */
  cancelDeadline: () => void;
  closed: string | null;
  /** Ended here, by the person or with the host: whoever waits for it is not to hear that the other side went away. */
  stopped: boolean;
  /** Told after every change of the above. */
  readonly watchers: Set<() => void>;
}

export interface JoinAnswerer {
  /** The message that answers a request to join. */
  answer(request: Bytes): Bytes;
  /** Welcomes to every charter that the party of this request belongs to. */
  answerRecovery(request: Bytes): readonly Bytes[];
  /** What became of a key on paper. */
  answerPaper(question: Bytes): Omit<PaperAnswer, "kind">;
}

export type JoinAnswer =
  | { readonly kind: "welcome"; readonly welcome: Bytes }
  | { readonly kind: "refused"; readonly reason: JoinRefusal; readonly at: number };

export interface RecoveryAnswer {
  readonly kind: "recovered";
  readonly welcomes: readonly Bytes[];
}

export type Meetings = ReturnType<typeof createMeetings>;

export function createMeetings(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly charters: Charters;
  readonly joins: JoinAnswerer;
  readonly arrivals: Pick<Arrivals, "offer" | "begin" | "take" | "end">;
  readonly emit: (event: HostEvent) => void;
  /** A connection that this device dialled is to stay. */
  readonly onStay: (address: string, pipe: Pipe, met: MeetReport) => void;
}) {
  const { platform, keys, charters, arrivals, emit } = args;
  const links = new Set<Link>();
  /** Newest own states on their way out, by Yjs client. */
  const outgoing = new Map<number, string | null>();
  /** Each ends the wait for an address that has not answered yet. */
  const dials = new Set<() => void>();
  let listener: { port: number; addresses: readonly string[]; close(): Promise<void> } | null = null;
  /** No link begins any more. */
  let ending = false;
  /** What came in on links and is being taken. */
  const busy = new Set<Promise<void>>();
  /** What still came in is not stored any more: the stores close. */
  let closing = false;
  const strangers = createStrangers(platform.clock);
  const device = { id: keys.device, privateKey: keys.signing.privateKey };

  async function takenIn(): Promise<void> {
    await Promise.all(busy);
    await charters.idle();
  }

  /** Frames that came in an earlier meeting are stored first. So the next peer is told of them too. */
  async function begin(
    peer: PeerLink,
    onAnswer: (answer: JoinAnswer | RecoveryAnswer | PaperAnswer) => void,
  ): Promise<Link> {
    await takenIn();
    await charters.survey();
    if (ending) peer.pipe.close("the host is closing");
    const held = (ending ? [] : charters.marks()).map(({ id, epochs }) => ({
      charter: id,
      meetKeys: epochs.map(({ meet: key }) => key),
    }));
    const { state, hello } = startMeeting(peer, held);
    const link: Link = {
      peer,
      state,
      exchanges: new Map(),
      releases: [],
      said: new Map(),
      batches: new Map(),
      hearPresence: createPresencePace(platform.clock, (said) => takePresence(link, said)),
      common: null,
      questions: 0,
      cancelDeadline: () => undefined,
      closed: null,
      stopped: false,
      watchers: new Set(),
    };
    links.add(link);
    endUnless(link, strangerLimits.waitMs, "nothing was said in time");
    // Before anything else: what the other side said already is heard at once, and answered.
    peer.pipe.send(hello);
    peer.pipe.onMessage((message) => {
      const step = stepMeeting(link.state, message);
      link.state = step.state;
      for (const effect of step.effects) act(link, effect, onAnswer);
      tell(link);
    });
    peer.pipe.onClose((reason) => {
      link.closed = reason;
      link.cancelDeadline();
      links.delete(link);
      for (const exchange of link.exchanges.values()) {
        const { charter } = exchange;
        const other = exchange.device();
        if (other !== null) charter.presence.dropRemote(other);
        emit({ kind: "charterChanged", charter: charter.id });
      }
      for (const release of link.releases) release();
      tell(link);
    });
    return link;
  }

  /** [S20] Something that shows a member, or that asks to become one, puts off the end. Pings are nothing. */
  function endUnless(link: Link, withinMs: number, reason: string): void {
    link.cancelDeadline();
    link.cancelDeadline = platform.clock.after(withinMs, () => link.peer.pipe.close(`refused: ${reason}`));
  }

  /** [S20] Answers what leads somewhere; a link or address that asks at random is not judged for long. */
  function answer(link: Link, judge: () => { readonly message: Bytes; readonly inVain: boolean }): void {
    const { pipe, remoteAddress } = link.peer;
    link.questions += 1;
    if (link.questions > strangerLimits.questionsPerLink || !strangers.mayAsk(remoteAddress))
      return pipe.close("refused: too many questions");
    const { message, inVain } = judge();
    if (inVain) strangers.askedInVain(remoteAddress);
    pipe.send(message);
    if (link.common?.length === 0 || link.common === null)
      endUnless(link, strangerLimits.waitMs, "nothing was said in time");
  }

  const tell = (link: Link): void => {
    for (const watcher of [...link.watchers]) watcher();
  };

  function act(
    link: Link,
    effect: MeetingEffect,
    onAnswer: (answer: JoinAnswer | RecoveryAnswer | PaperAnswer) => void,
  ): void {
    switch (effect.kind) {
      case "common":
        link.common = effect.charters;
        // Only members can make a tag.
        if (effect.charters.length > 0) link.peer.keepPlace?.();
        endUnless(
          link,
          effect.charters.length > 0 ? strangerLimits.haveMs : strangerLimits.waitMs,
          "nothing was said in time",
        );
        for (const id of effect.charters) introduce(link, id);
        break;
      case "have": {
        const exchange = link.exchanges.get(effect.charter);
        if (exchange === undefined) break;
        link.cancelDeadline();
        link.batches.set(effect.charter, batchesOf(link, effect.charter, effect.places));
        if (effect.places.length === 0) sendAgreed(link, exchange.charter, effect.device);
        exchange.begin(effect.device, effect.places);
        arrivals.begin(exchange.charter, exchange.source, effect.places);
        if (!mayHear(exchange)) break;
        for (const [client, state] of exchange.charter.presence.own())
          sendPresence(link, exchange.charter, client, state);
        emit({ kind: "charterChanged", charter: effect.charter });
        break;
      }
      case "frame":
        link.exchanges.get(effect.charter)?.take([effect.frame]);
        break;
      case "batch": {
        const exchange = link.exchanges.get(effect.charter);
        const epoch = exchange === undefined ? null : epochOf(link, exchange.charter, effect.tag);
        const batches = link.batches.get(effect.charter);
        const frames = epoch && batches?.unpack(effect.sealed, otherRole(link.state.role), epoch);
        if (frames) exchange?.take(frames);
        else link.peer.pipe.close("refused: batch");
        break;
      }
      case "done":
        link.exchanges.get(effect.charter)?.takeDone();
        break;
      case "want":
        link.exchanges.get(effect.charter)?.sendBranches(effect.device);
        break;
      case "agreed": {
        const exchange = link.exchanges.get(effect.charter);
        if (exchange !== undefined) arrivals.take(exchange.charter, exchange.source, effect.frame);
        break;
      }
      case "presence":
        link.hearPresence(effect);
        break;
      case "join":
        answer(link, () => {
          const message = args.joins.answer(effect.request);
          const said = readJoinMessage(message);
          return {
            message,
            inVain: said?.kind === "refused" && (said.reason === "unknown" || said.reason === "failed"),
          };
        });
        break;
      case "recover":
        answer(link, () => {
          const welcomes = args.joins.answerRecovery(effect.request);
          return { message: encodeRecovered(welcomes), inVain: welcomes.length === 0 };
        });
        break;
      case "paper":
        answer(link, () => {
          const said = args.joins.answerPaper(effect.question);
          return { message: encodePapers(said), inVain: said.state === "unknown" };
        });
        break;
      case "papers":
      case "recovered":
      case "welcome":
      case "refused":
        onAnswer(effect);
        break;
      case "broken":
        link.peer.pipe.close(`refused: ${effect.reason}`);
        break;
    }
  }

  const batchesOf = (link: Link, charter: CharterId, theirs: readonly LogPosition[]): LinkBatches => {
    const mine = link.said.get(charter) ?? [];
    const { binding, role } = link.state;
    const places = role === "dialer" ? { dialer: mine, listener: theirs } : { dialer: theirs, listener: mine };
    return createLinkBatches({ charter, binding, places }, platform.random);
  };

  const epochOf = (link: Link, { replica }: OpenCharter, tag: Bytes): Epoch | null =>
    replica.epochs().find(({ meet: key }) => isTagOf(link.state, key, tag)) ?? null;

  function sendFrames(link: Link, charter: OpenCharter, frames: readonly Bytes[]): void {
    const { pipe } = link.peer;
    const epoch = epochOf(link, charter, myTag(link.state, charter.id));
    const packed =
      (epoch && link.batches.get(charter.id)?.pack(frames, link.state.role, epoch)) ??
      frames.map((bytes) => ({ kind: "frame", bytes }) as const);
    for (const { kind, bytes } of packed)
      pipe.send(
        kind === "batch"
          ? encodeBatchMessage(link.state, charter.id, bytes)
          : encodeFrameMessage(link.state, charter.id, bytes),
      );
  }

  /** [S18] A newcomer reads what was agreed on while the log is on its way. */
  function sendAgreed(link: Link, charter: OpenCharter, newcomer: DeviceId): void {
    if (!charter.replica.ledger().membership().devices.has(newcomer)) return;
    const frame = arrivals.offer(charter);
    if (frame !== null) link.peer.pipe.send(encodeAgreedFrame(link.state, charter.id, frame));
  }

  /** Shown only under the name of a member who signed it, for a client id that is theirs. */
  function takePresence(link: Link, { charter: id, frame }: SaidPresence): void {
    // What was kept for the next second may outlive the link.
    const exchange = link.closed === null ? link.exchanges.get(id) : undefined;
    const shown = exchange === undefined ? null : readPresence(id, frame, exchange.charter.replica.epochById);
    // Nobody passes presence on: what another device signed was heard before, and is said again.
    if (exchange === undefined || shown === null || shown.device !== exchange.device()) return;
    const { charter } = exchange;
    const ledger = charter.replica.ledger();
    const member = ledger.membership().devices.get(shown.device);
    const owner = ledger.session(shown.client)?.device ?? null;
    const isTheirs =
      owner === null
        ? shown.sessionNo !== null && sessionClient(id, shown.device, shown.sessionNo) === shown.client
        : owner === shown.device;
    if (member === undefined || shown.device === keys.device || !isTheirs) return;
    charter.presence.setRemote(shown.device, member.card.person, shown.client, shown.state);
  }

  /** At most ten a second for each window, the newest state last. */
  function forwardPresence(charter: OpenCharter, client: number, state: string | null): void {
    const waiting = outgoing.get(client);
    outgoing.set(client, state);
    if (waiting !== undefined) return;
    platform.clock.after(presencePauseMs, () => {
      const latest = outgoing.get(client) ?? null;
      outgoing.delete(client);
      for (const link of links)
        if (mayHear(link.exchanges.get(charter.id))) sendPresence(link, charter, client, latest);
    });
  }

  /** Only members are told who is where. */
  function mayHear(exchange: Exchange | undefined): boolean {
    const other = exchange?.device() ?? null;
    return (
      exchange !== undefined && other !== null && exchange.charter.replica.ledger().membership().devices.has(other)
    );
  }

  function sendPresence(link: Link, charter: OpenCharter, client: number, state: string | null): void {
    const { replica } = charter;
    const presence = { device: keys.device, client, sessionNo: replica.sessionNo(client), state };
    const frame = encodePresence(charter.id, presence, device.privateKey, replica.epoch, platform.random.bytes(24));
    link.peer.pipe.send(encodePresenceFrame(link.state, charter.id, frame));
  }

  function introduce(link: Link, id: CharterId): void {
    const charter = charters.get(id);
    if (!charter.ok) return;
    link.releases.push(charters.hold(charter.value));
    charter.value.replica.flush();
    charter.value.replica.prepare();
    const { pipe } = link.peer;
    const exchange = createExchange({
      charter: charter.value,
      me: keys.device,
      clock: platform.clock,
      isOpen: () => link.closed === null && !closing,
      mayStore: () => !closing,
      onBusy(until) {
        busy.add(until);
        void until.finally(() => busy.delete(until));
      },
      sendFrames: (frames) => sendFrames(link, charter.value, frames),
      sendDone: () => pipe.send(encodeDone(link.state, id)),
      sendWant: (of) => pipe.send(encodeWant(link.state, id, of)),
      onGotAll: () => arrivals.end(charter.value),
      onReceived: (received) => emit({ kind: "progress", what: "meet", done: received, total: null }),
      onNotStored(error) {
        emit({ kind: "notSaved", charter: id, error });
        pipe.close(`not stored: ${error.kind}`);
      },
      onChange: () => tell(link),
    });
    link.exchanges.set(id, exchange);
    const places = charter.value.replica.ledger().places();
    link.said.set(id, places);
    pipe.send(encodeHave(link.state, id, device, places));
  }

  function until(link: Link, isDone: () => boolean, waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (done: boolean): void => {
        link.watchers.delete(look);
        cancel();
        resolve(done);
      };
      const look = (): void => {
        if (isDone()) finish(true);
        else if (link.closed !== null) finish(false);
      };
      const cancel = platform.clock.after(waitMs, () => finish(isDone()));
      link.watchers.add(look);
      look();
    });
  }

  const report = (link: Link): MeetReport => {
    const exchanges = [...link.exchanges.values()];
    return {
      charters: exchanges.map((exchange) => exchange.charter.id),
      received: exchanges.reduce((sum, exchange) => sum + exchange.received(), 0),
      sent: exchanges.reduce((sum, exchange) => sum + exchange.sent(), 0),
      complete: exchanges.length > 0 && exchanges.every((exchange) => exchange.isComplete()),
      withDevice: exchanges[0]?.device() ?? null,
    };
  };

  async function dial(address: string): Promise<Result<PeerLink, HostError>> {
    let stopped = false;
    const { promise: stop, resolve } = Promise.withResolvers<null>();
    const cancel = (): void => {
      stopped = true;
      resolve(null);
    };
    dials.add(cancel);
    platform.frameJudge?.warm();
    // The listener waits for a hello, for a short time [S20].
    const dialing = takenIn().then(() => platform.direct.dial(address));
    const dialed = await Promise.race([dialing, stop]);
    dials.delete(cancel);
    if (dialed !== null && !stopped) return dialed;
    void dialing.then((late) => {
      if (late.ok) late.value.pipe.close("stopped");
    });
    return err({ kind: "cancelled" });
  }

  /** Ends every link, whoever began it, and every call that waits for one. */
  function stop(reason: string): void {
    for (const cancel of [...dials]) cancel();
    for (const link of [...links]) {
      link.stopped = true;
      link.peer.pipe.close(reason);
    }
  }

  async function meet(address: string, stay: boolean): Promise<Result<MeetReport, HostError>> {
    const dialed = await dial(address);
    if (!dialed.ok) return dialed;
    const link = await begin(dialed.value, () => undefined);
    if (!(await until(link, () => link.common !== null, helloWaitMs))) {
      dialed.value.pipe.close("no answer");
      if (link.stopped) return err({ kind: "cancelled" });
      return err({
        kind: "peerGarbage",
        address,
        reason: link.closed ?? "it did not answer as a host of this program does",
      });
    }
    if (link.exchanges.size === 0) {
      dialed.value.pipe.close("nothing in common");
      return err({ kind: "nothingInCommon", address });
    }
    const exchanges = [...link.exchanges.values()];
    const moving = (): number => exchanges.reduce((sum, exchange) => sum + exchange.received() + exchange.sent(), 0);
    for (let before = -1; before !== moving(); ) {
      // As long as something moves, a large exchange may take its time.
      before = moving();
      if (await until(link, () => exchanges.every((exchange) => exchange.isOver()), receiptWaitMs)) break;
    }
    const met = report(link);
    if (link.stopped && !met.complete) return err({ kind: "cancelled" });
    if (link.closed !== null && !met.complete) return err({ kind: "peerUnreachable", address, reason: link.closed });
    if (stay) args.onStay(address, dialed.value.pipe, met);
    else dialed.value.pipe.close("bye");
    return ok(met);
  }

  /** Sends one question and waits for its answer. */
  async function ask(
    address: string,
    question: Bytes,
  ): Promise<Result<JoinAnswer | RecoveryAnswer | PaperAnswer, HostError>> {
    const dialed = await dial(address);
    if (!dialed.ok) return dialed;
    let answered: JoinAnswer | RecoveryAnswer | PaperAnswer | null = null;
    const link = await begin(dialed.value, (answer) => {
      answered = answer;
    });
    dialed.value.pipe.send(question);
    const done = await until(link, () => answered !== null, helloWaitMs);
    dialed.value.pipe.close("bye");
    const answer = answered as JoinAnswer | RecoveryAnswer | PaperAnswer | null;
    if (done && answer !== null) return ok(answer);
    return link.stopped
      ? err({ kind: "cancelled" })
      : err({ kind: "peerGarbage", address, reason: link.closed ?? "it did not answer" });
  }

  async function askToJoin(address: string, request: Bytes): Promise<Result<JoinAnswer, HostError>> {
    const answer = await ask(address, encodeJoin(request));
    if (!answer.ok) return answer;
    return answer.value.kind === "recovered" || answer.value.kind === "papers"
      ? err({ kind: "peerGarbage", address, reason: "it answered another question" })
      : ok(answer.value);
  }

  /** [S16] What became of a key on paper, as the other side holds it. */
  async function askPaper(address: string, question: Bytes): Promise<Result<PaperAnswer, HostError>> {
    const answer = await ask(address, encodePaper(question));
    if (!answer.ok) return answer;
    return answer.value.kind === "papers"
      ? ok(answer.value)
      : err({ kind: "peerGarbage", address, reason: "it answered another question" });
  }

  /** [L26] The welcomes to every charter of the party that the other side holds. */
  async function askRecovery(address: string, request: Bytes): Promise<Result<readonly Bytes[], HostError>> {
    const answer = await ask(address, encodeRecover(request));
    if (!answer.ok) return answer;
    return answer.value.kind === "recovered"
      ? ok(answer.value.welcomes)
      : err({ kind: "peerGarbage", address, reason: "it answered another question" });
  }

  async function listen(
    port: number | null,
    host: string | null = null,
  ): Promise<Result<{ addresses: readonly string[] }, HostError>> {
    if (listener === null) {
      const started = await platform.direct.listen(port ?? 0, host, (peer) => void begin(peer, () => undefined));
      if (!started.ok) return started;
      listener = started.value;
      emit({ kind: "listeningChanged" });
    }
    return ok({ addresses: listener.addresses });
  }

  async function stopListening(): Promise<void> {
    const closing = listener;
    if (closing === null) return;
    listener = null;
    emit({ kind: "listeningChanged" });
    await closing.close();
  }

  const connected = (charter: CharterId): readonly DeviceId[] =>
    [...links].map((link) => link.exchanges.get(charter)?.device() ?? null).filter((other) => other !== null);

  charters.watch({
    /** Goes on to every link that is past its first exchange. */
    accepted(charter, frames, source) {
      for (const link of links) {
        const exchange = link.exchanges.get(charter.id);
        if (exchange === undefined) continue;
        exchange.forward(frames, source);
        tell(link);
      }
    },
    presence: forwardPresence,
    hasPeers: (charter) => connected(charter).length > 0,
  });

  return {
    meet,
    stop,
    askToJoin,
    askPaper,
    askRecovery,
    listen,
    stopListening,
    addresses: (): readonly string[] => listener?.addresses ?? [],
    connected,
    async close(): Promise<void> {
      ending = true;
      await stopListening();
      stop("the host is closing");
      // What came before is stored yet.
      while (busy.size > 0) await Promise.all(busy);
      closing = true;
    },
  };
}
