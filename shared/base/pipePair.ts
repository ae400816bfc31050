/** Two ends of one pipe in one process. What one end says reaches the other after the speaker's turn, as on a real wire. */
import { createInbox, type Inbox } from "./inbox.ts";
import type { Pipe } from "./pipe.ts";

export function pipePair(): readonly [Pipe, Pipe] {
  const left = createInbox();
  const right = createInbox();
  return [pipeEnd(left, right), pipeEnd(right, left)];
}

function pipeEnd(own: Inbox, other: Inbox): Pipe {
  const later = (run: () => void): void => void Promise.resolve().then(run);
  return {
    send(message) {
      if (own.isOpen()) later(() => other.deliver(message));
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close(reason) {
      if (own.isOpen()) later(() => other.end(reason));
      own.close(reason);
    },
  };
}
