/**
 * Several pipes over one, for a window that is given a single port.
 * Owns the numbers of the open channels; both ends of the carrier run it and either may open one.
 *
 * A message is: kind (0 open, 1 data, 2 close; plus 128 where the speaker opened the channel), the channel's number
 * (4 bytes, big endian, counted by its opener from 0), and the name, the data or the reason.
 * Anything else is garbage and ends the carrier with all its channels: nothing on it can be trusted any more.
 */
import { type Bytes, concatBytes, readUtf8, utf8 } from "./bytes.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import type { Pipe } from "./pipe.ts";

export interface Channels {
  open(name: string): Pipe;
  /** One listener, set in the turn that creates the channels. Without one, what the other end opens is closed. */
  onOpen(listener: (name: string, pipe: Pipe) => void): void;
}

const opens = 0;
const carries = 1;
const closes = 2;
const byOpener = 128;
const headerBytes = 5;

export const channelLimits = { open: 64, nameBytes: 200, reasonBytes: 1000 } as const;

/** The channels that one end opened: each keeps its number for ever, so what crosses a close is known as late. */
interface Side {
  readonly inboxes: Map<number, Inbox>;
  next: number;
}

export function channels(carrier: Pipe): Channels {
  const mine: Side = { inboxes: new Map(), next: 0 };
  const theirs: Side = { inboxes: new Map(), next: 0 };
  let carrierEnd: string | null = null;
  let openListener: (name: string, pipe: Pipe) => void = (_name, pipe) => pipe.close("nobody serves channels here");

  function send(kind: number, side: Side, number: number, payload: Uint8Array): void {
    const header = new Uint8Array(headerBytes);
    header[0] = kind | (side === mine ? byOpener : 0);
    new DataView(header.buffer).setUint32(1, number);
    carrier.send(concatBytes(header, payload));
  }

  function add(side: Side): { readonly number: number; readonly pipe: Pipe } {
    const number = side.next++;
    const inbox = createInbox();
    side.inboxes.set(number, inbox);
    const pipe: Pipe = {
      send(message) {
        if (inbox.isOpen()) send(carries, side, number, message);
      },
      onMessage: inbox.onMessage,
      onClose: inbox.onClose,
      close(reason) {
        if (side.inboxes.delete(number)) send(closes, side, number, utf8(reason).slice(0, channelLimits.reasonBytes));
        inbox.close(reason);
      },
    };
    return { number, pipe };
  }

  /** False for garbage. */
  function receive(message: Bytes): boolean {
    if (message.length < headerBytes) return false;
    const first = message[0] ?? 0;
    const kind = first & ~byOpener;
    const side = (first & byOpener) === 0 ? mine : theirs;
    const number = new DataView(message.buffer, message.byteOffset).getUint32(1);
    const payload = message.subarray(headerBytes);
    if (kind === opens) return side === theirs && receiveOpen(number, payload);
    if (number >= side.next) return false;
    const inbox = side.inboxes.get(number);
    if (kind === carries) {
      inbox?.deliver(payload);
      return true;
    }
    if (kind !== closes || payload.length > channelLimits.reasonBytes) return false;
    side.inboxes.delete(number);
    // A reason cut inside a character is still a reason.
    inbox?.end(readUtf8(payload) ?? "closed");
    return true;
  }

  function receiveOpen(number: number, payload: Bytes): boolean {
    const name = readUtf8(payload);
    if (number !== theirs.next || theirs.inboxes.size >= channelLimits.open) return false;
    if (name === null || payload.length > channelLimits.nameBytes) return false;
    openListener(name, add(theirs).pipe);
    return true;
  }

  carrier.onMessage((message) => {
    if (!receive(message)) carrier.close("not a channel message");
  });
  carrier.onClose((reason) => {
    carrierEnd = reason;
    for (const side of [mine, theirs]) {
      const ended = [...side.inboxes.values()];
      side.inboxes.clear();
      for (const inbox of ended) inbox.end(reason);
    }
  });

  return {
    open(name) {
      const { number, pipe } = add(mine);
      if (carrierEnd === null) send(opens, mine, number, utf8(name));
      else pipe.close(carrierEnd);
      return pipe;
    },
    onOpen(listener) {
      openListener = listener;
    },
  };
}
