/**
 * Soon after a text is ratified its pages are drawn in a thread of their own, so that the first export only seals them.
 * Owns: the charters that had ballots and were not looked at yet, and one thread while it draws. Called by:
 * methods/workplace.ts. Invariant: one text at a time, nothing of a charter that is closed; whatever goes wrong, the
 * pages are drawn when somebody asks for them.
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { plainHash } from "../../../shared/base/crypto.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type DrawThread, drawInThread } from "../documents/drawThread.ts";
import { drawnOf, type KeptPages } from "../documents/keptPages.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";

/** After the last ballot: others come with it. */
const quietMs = 3000;
/** Some 400 pages. A longer text would keep the program from ending while it is drawn. */
const mostBytes = 1024 * 1024;
const votes: ReadonlySet<number> = new Set([envelopeTypes.ballot, envelopeTypes.confirmation]);

export function createPagesAhead(args: {
  readonly thread: DrawThread | null;
  readonly clock: Clock;
  readonly faceDirectory: string;
  readonly charters: Pick<Charters, "watch">;
  readonly keptPages: KeptPages;
  /** Of the text that was ratified last. */
  readonly certificateOf: (charter: OpenCharter) => Bytes | null;
}) {
  const { thread, clock, faceDirectory, keptPages } = args;
  const due = new Set<OpenCharter>();
  /** The certificate that was last looked at. */
  const seen = new WeakMap<OpenCharter, string>();
  let cancelNext: (() => void) | null = null;
  let drawing: { readonly charter: OpenCharter; readonly cancel: () => void } | null = null;

  args.charters.watch({
    accepted(charter, frames) {
      if (thread === null || !frames.some(({ accepted }) => votes.has(accepted.type))) return;
      due.add(charter);
      wait();
    },
    resting(charter) {
      due.delete(charter);
      if (drawing?.charter === charter) drawing.cancel();
    },
  });

  function wait(): void {
    cancelNext?.();
    cancelNext = clock.after(quietMs, () => {
      cancelNext = null;
      const [charter] = due;
      if (charter === undefined || drawing !== null) return;
      due.delete(charter);
      void draw(charter)
        .catch((thrown: unknown) => thread?.logger.warn("pages-not-drawn-ahead", { why: String(thrown) }))
        .finally(() => {
          if (due.size > 0) wait();
        });
    });
  }

  async function draw(charter: OpenCharter): Promise<void> {
    if (thread === null || charter.replica.isClosed()) return;
    const certificate = args.certificateOf(charter);
    const name = certificate === null ? null : toHex(plainHash(certificate));
    if (certificate === null || name === null || seen.get(charter) === name || certificate.length > mostBytes) return;
    seen.set(charter, name);
    await keptPages.drawn(drawnOf(certificate, null), async () => {
      const { pages, cancel } = drawInThread(thread, { certificate, faceDirectory });
      drawing = { charter, cancel };
      const drawn = await pages;
      drawing = null;
      return drawn === null ? err(null) : ok(drawn);
    });
  }

  return {
    close(): void {
      cancelNext?.();
      cancelNext = null;
      due.clear();
      drawing?.cancel();
    },
  };
}
