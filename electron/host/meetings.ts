/**
 * Direct meetings with other devices: by address now, kept open for live edits where wanted.
 * Owns: the listener and every link. Called by: createHost; tells it of joins.
 * Invariant: a link sends a frame at most once, and only to a device that proved it is a member [S4].
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent, MeetReport } from "../../shared/api/hostApi.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId, DeviceId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { sessionClient } from "../../shared/ledger/epoch.ts";
import {
  encodeDone,
  encodeFrameMessage,
  encodeHave,
  encodeJoin,
  encodePresenceFrame,
  type JoinRefusal,
  type MeetingEffect,
  type MeetingState,
  startMeeting,
  stepMeeting,
} from "../../shared/sync/meeting.ts";
import { encodePresence, readPresence } from "../../shared/sync/presenceFrame.ts";
import type { AcceptedFrame } from "./charter/replica.ts";
import type { Charters, OpenCharter } from "./charters.ts";
import type { Keys } from "./identity.ts";
import type { PeerLink, Platform } from "./platform.ts";

const readBatch = 256;
const inboxBatch = 512;
/** How long a finished exchange waits for the other side's receipt. */
const receiptWaitMs = 15_000;
const helloWaitMs = 15_000;
const presencePauseMs = 100;

/** What this link knows of one charter. */
interface Exchange {
  readonly charter: OpenCharter;
  device: DeviceId | null;
  /** Their last sequence number of each device. */
  theirs: Map<DeviceId, number>;
  inbox: Bytes[];
  draining: boolean;
  sentAll: boolean;
  gotAll: boolean;
  received: number;
  sent: number;
}

interface Link {
  readonly peer: PeerLink;
  state: MeetingState;
  readonly exchanges: Map<CharterId, Exchange>;
  /** Null until both have said hello. */
  common: readonly CharterId[] | null;
  closed: string | null;
  /** Ended here, by the person or with the host: whoever waits for it is not to hear that the other side went away. */
  stopped: boolean;
  /** Told after every change of the above. */
  readonly watchers: Set<() => void>;
}

export interface JoinAnswerer {
  /** The message that answers a request to join. */
  answer(request: Bytes): Bytes;
}

export type JoinAnswer =
  | { readonly kind: "welcome"; readonly welcome: Bytes }
  | { readonly kind: "refused"; readonly reason: JoinRefusal; readonly at: number };

export type Meetings = ReturnType<typeof createMeetings>;

export function createMeetings(args: {
  readonly platform: Platform;
  readonly keys: Keys;
  readonly charters: Charters;
  readonly joins: JoinAnswerer;
  readonly emit: (event: HostEvent) => void;
  /** A connection that this device dialled is to stay. */
  readonly onStay: (address: string, pipe: Pipe, met: MeetReport) => void;
}) {
  const { platform, keys, charters, emit } = args;
  const links = new Set<Link>();
  /** Newest own states on their way out, by Yjs client. */
  const outgoing = new Map<number, string | null>();
  /** Each ends the wait for an address that has not answered yet. */
  const dials = new Set<() => void>();
  let listener: { port: number; addresses: readonly string[]; close(): Promise<void> } | null = null;
  /** What still came in is not stored any more: the stores close. */
  let closing = false;
  const device = { id: keys.device, privateKey: keys.signing.privateKey };

  function begin(peer: PeerLink, onAnswer: (answer: JoinAnswer) => void): Link {
    const held = charters.all().map(({ id, replica }) => ({ charter: id, meetKey: replica.epoch.meet }));
    const { state, hello } = startMeeting(peer, held);
    const link: Link = {
      peer,
      state,
      exchanges: new Map(),
      common: null,
      closed: null,
      stopped: false,
      watchers: new Set(),
    };
    links.add(link);
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
      links.delete(link);
      for (const { charter, device: other } of link.exchanges.values()) {
        if (other !== null) charter.presence.dropRemote(other);
        emit({ kind: "charterChanged", charter: charter.id });
      }
      tell(link);
    });
    return link;
  }

  const tell = (link: Link): void => {
    for (const watcher of [...link.watchers]) watcher();
  };

  function act(link: Link, effect: MeetingEffect, onAnswer: (answer: JoinAnswer) => void): void {
    switch (effect.kind) {
      case "common":
        link.common = effect.charters;
        for (const id of effect.charters) introduce(link, id);
        break;
      case "have": {
        const exchange = link.exchanges.get(effect.charter);
        if (exchange === undefined) break;
        exchange.device = effect.device;
        for (const place of effect.places) exchange.theirs.set(place.device, place.seq);
        void sendMissing(link, exchange);
        for (const [client, state] of exchange.charter.presence.own())
          sendPresence(link, exchange.charter, client, state);
        emit({ kind: "charterChanged", charter: effect.charter });
        break;
      }
      case "frame": {
        const exchange = link.exchanges.get(effect.charter);
        exchange?.inbox.push(effect.frame);
        if (exchange !== undefined) scheduleDrain(link, exchange);
        break;
      }
      case "done": {
        const exchange = link.exchanges.get(effect.charter);
        if (exchange === undefined) break;
        drain(link, exchange, Number.POSITIVE_INFINITY);
        exchange.gotAll = true;
        exchange.charter.replica.acknowledge();
        break;
      }
      case "presence":
        takePresence(link, effect.charter, effect.frame);
        break;
      case "join":
        link.peer.pipe.send(args.joins.answer(effect.request));
        break;
      case "welcome":
      case "refused":
        onAnswer(effect);
        break;
      case "broken":
        link.peer.pipe.close(`refused: ${effect.reason}`);
        break;
    }
  }

  /** Shown only under the name of a member who signed it, for a client id that is theirs. */
  function takePresence(link: Link, id: CharterId, frame: Bytes): void {
    const charter = link.exchanges.get(id)?.charter;
    const shown = charter === undefined ? null : readPresence(id, frame, charter.replica.epoch);
    if (charter === undefined || shown === null) return;
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
        if (link.exchanges.get(charter.id)?.device != null) sendPresence(link, charter, client, latest);
    });
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
    charter.value.replica.flush();
    link.exchanges.set(id, {
      charter: charter.value,
      device: null,
      theirs: new Map(),
      inbox: [],
      draining: false,
      sentAll: false,
      gotAll: false,
      received: 0,
      sent: 0,
    });
    link.peer.pipe.send(encodeHave(link.state, id, device, charter.value.replica.ledger().places()));
  }

  /** The log in the order it was accepted, less what they have: so nothing arrives before what it builds on. */
  async function sendMissing(link: Link, exchange: Exchange): Promise<void> {
    const { replica } = exchange.charter;
    let pos = 0;
    for (;;) {
      const frames = replica.store.framesAfter(pos, readBatch);
      for (const { device: author, seq, frame } of frames) sendFrame(link, exchange, author, seq, frame);
      const last = frames.at(-1);
      if (last === undefined) break;
      pos = last.pos;
      await new Promise<void>((resolve) => platform.clock.after(0, resolve));
      if (link.closed !== null) return;
    }
    exchange.sentAll = true;
    link.peer.pipe.send(encodeDone(link.state, exchange.charter.id));
    tell(link);
  }

  function sendFrame(link: Link, exchange: Exchange, author: DeviceId, seq: number, frame: Bytes): void {
    if (seq <= (exchange.theirs.get(author) ?? -1)) return;
    exchange.theirs.set(author, seq);
    exchange.sent++;
    link.peer.pipe.send(encodeFrameMessage(link.state, exchange.charter.id, frame));
  }

  function scheduleDrain(link: Link, exchange: Exchange): void {
    if (exchange.inbox.length >= inboxBatch) return drain(link, exchange, inboxBatch);
    if (exchange.draining) return;
    exchange.draining = true;
    platform.clock.after(0, () => {
      exchange.draining = false;
      if (closing) return;
      drain(link, exchange, inboxBatch);
      if (exchange.gotAll) exchange.charter.replica.acknowledge();
      tell(link);
    });
  }

  function drain(link: Link, exchange: Exchange, most: number): void {
    const frames = exchange.inbox.splice(0, most);
    if (frames.length === 0) return;
    const received = exchange.charter.replica.receive(frames, link);
    if (!received.ok) {
      emit({ kind: "notSaved", charter: exchange.charter.id, error: received.error });
      link.peer.pipe.close(`not stored: ${received.error.kind}`);
      return;
    }
    exchange.received += received.value.added;
    emit({ kind: "progress", what: "meet", done: exchange.received, total: null });
  }

  /** Signed receipts of both sides say that each holds all the other does. */
  const isComplete = ({ charter, device: other, sentAll, gotAll }: Exchange): boolean =>
    sentAll &&
    gotAll &&
    other !== null &&
    charter.replica.ledger().missingFor(other) === 0 &&
    charter.replica.ledger().missingFor(keys.device) === 0;

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
      received: exchanges.reduce((sum, { received }) => sum + received, 0),
      sent: exchanges.reduce((sum, { sent }) => sum + sent, 0),
      complete: exchanges.length > 0 && exchanges.every(isComplete),
      withDevice: exchanges[0]?.device ?? null,
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
    const dialing = platform.direct.dial(address);
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
    const link = begin(dialed.value, () => undefined);
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
    const moving = (): number => exchanges.reduce((sum, { received, sent }) => sum + received + sent, 0);
    for (let before = -1; before !== moving(); ) {
      // As long as something moves, a large exchange may take its time.
      before = moving();
      if (await until(link, () => exchanges.every(isComplete), receiptWaitMs)) break;
    }
    const met = report(link);
    if (link.stopped && !met.complete) return err({ kind: "cancelled" });
    if (link.closed !== null && !met.complete) return err({ kind: "peerUnreachable", address, reason: link.closed });
    if (stay) args.onStay(address, dialed.value.pipe, met);
    else dialed.value.pipe.close("bye");
    return ok(met);
  }

  /** Sends a request to join and waits for the answer. */
  async function askToJoin(address: string, request: Bytes): Promise<Result<JoinAnswer, HostError>> {
    const dialed = await dial(address);
    if (!dialed.ok) return dialed;
    let answered: JoinAnswer | null = null;
    const link = begin(dialed.value, (answer) => {
      answered = answer;
    });
    dialed.value.pipe.send(encodeJoin(request));
    const done = await until(link, () => answered !== null, helloWaitMs);
    dialed.value.pipe.close("bye");
    const answer = answered as JoinAnswer | null;
    if (done && answer !== null) return ok(answer);
    return link.stopped
      ? err({ kind: "cancelled" })
      : err({ kind: "peerGarbage", address, reason: link.closed ?? "it did not answer" });
  }

  async function listen(port: number | null): Promise<Result<{ addresses: readonly string[] }, HostError>> {
    if (listener === null) {
      const started = await platform.direct.listen(port ?? 0, (peer) => void begin(peer, () => undefined));
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

  return {
    meet,
    stop,
    askToJoin,
    listen,
    stopListening,
    addresses: (): readonly string[] => listener?.addresses ?? [],
    /** Whatever was accepted from elsewhere goes on to every link that is past its first exchange. */
    forward(charter: OpenCharter, frames: readonly AcceptedFrame[], source: object | null): void {
      for (const link of links) {
        const exchange = link.exchanges.get(charter.id);
        if (exchange === undefined) continue;
        for (const { accepted, frame } of frames) {
          const { device: author, seq } = accepted.place;
          if (link === source) exchange.theirs.set(author, Math.max(seq, exchange.theirs.get(author) ?? -1));
          else if (exchange.sentAll) sendFrame(link, exchange, author, seq, frame);
        }
        tell(link);
      }
    },
    forwardPresence,
    connected: (charter: CharterId): readonly DeviceId[] =>
      [...links].map((link) => link.exchanges.get(charter)?.device ?? null).filter((other) => other !== null),
    async close(): Promise<void> {
      closing = true;
      await stopListening();
      stop("the host is closing");
    },
  };
}
