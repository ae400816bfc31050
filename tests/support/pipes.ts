/** Listening to pipes in tests. */
import { type Bytes, readUtf8 } from "../../shared/base/bytes.ts";
import type { Pipe } from "../../shared/base/pipe.ts";

/** Everything a pipe says from now on, and what it had kept. */
export function listenTo(pipe: Pipe): {
  readonly messages: readonly Bytes[];
  readonly texts: readonly (string | null)[];
  readonly closed: readonly string[];
} {
  const messages: Bytes[] = [];
  const texts: (string | null)[] = [];
  const closed: string[] = [];
  pipe.onMessage((message) => {
    messages.push(message);
    texts.push(readUtf8(message));
  });
  pipe.onClose((reason) => closed.push(reason));
  return { messages, texts, closed };
}

/** Until every promise that can go on without input or output has gone on. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
