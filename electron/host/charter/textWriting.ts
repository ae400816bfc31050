/**
 * What the host itself writes into a text: another text, a suggestion of one, and answers to suggestions.
 * Called by: typing.ts, whose queue it flushes first. Owns: nothing between two calls.
 * Invariant: a text that could not be stored is as it was.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { suggestingOf } from "../../../shared/base/clientClass.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../../shared/charter/text/suggested.ts";
import { copyDoc, onUpdate, type TextDoc, transact } from "../../../shared/crdt/update/textDoc.ts";
import { type Answerable, answerSteps } from "../../../shared/crdt/writing/answers.ts";
import { suggestionSteps, textSteps } from "../../../shared/crdt/writing/writeText.ts";
import { damaged } from "./damage.ts";
import { ledgerOrigin } from "./fold.ts";
import type { AcceptedFrame } from "./held.ts";
import { breathe } from "./waitingFrames.ts";

/** Of another text about so much is made in one step: a third of a second where every clause changes. */
const stepBytes = 64 * 1024;

/** Another text than the present one, in a document of its own. */
interface Prepared {
  readonly doc: TextDoc;
  /** The client id that wrote it. */
  readonly client: number;
  readonly updates: readonly Bytes[];
}

/** Whether a text is made into another, or only suggested to be. */
export type Manner = "edit" | "suggest";

export function createTextWriting(args: {
  readonly yDoc: () => TextDoc;
  readonly isOwnClient: (client: number) => boolean;
  readonly flush: () => Result<null, HostError>;
  readonly tellSaved: (saved: ReadonlyMap<number, number>) => void;
  readonly bind: (client: number, added: AcceptedFrame[]) => void;
  /** Answers how far the client's text is signed then. */
  readonly signText: (client: number, whole: Bytes, added: AcceptedFrame[]) => number;
  readonly commit: (by: null, run: (added: AcceptedFrame[]) => void) => Result<null, HostError>;
  readonly adopt: (doc: TextDoc) => void;
  readonly onText: (update: Bytes, source: object | null) => void;
  readonly textVersion: () => number;
  readonly isDamaged: () => boolean;
  readonly isClosed: () => boolean;
  readonly findRoom: () => Result<unknown, HostError>;
  /** Of what is signed at the next flush. */
  readonly originOf: (client: number) => object;
}) {
  const { yDoc, isOwnClient, flush, tellSaved, bind, signText, commit, adopt, onText, originOf } = args;
  const { textVersion, isDamaged, isClosed, findRoom } = args;

  /** Makes the text into `target` with the fewest changes, signed at once. Where that fails the text is as it was. */
  function setText(target: CharterText, manner: Manner = "edit"): Result<null, HostError> {
    const ready = readyToSet();
    if (!ready.ok) return ready;
    const steps = prepareText(target, manner);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return writePrepared(step.value);
  }

  /** One change that `run` makes, or suggests, signed at once; nothing of it where it refuses or that fails. */
  function change<T>(run: (doc: TextDoc) => Result<T, HostError>, manner: Manner = "edit"): Result<T, HostError> {
    const ready = readyToSet();
    if (!ready.ok) return ready;
    const steps = prepare(manner, function* (doc) {
      yield;
      return transact(doc, () => run(doc), ledgerOrigin);
    });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { made } = step.value;
    const written = made.ok ? writePrepared(step.value) : made;
    return written.ok ? made : written;
  }

  /**
   * The same as `setText`, and others get their turn meanwhile; written at once at the end. "changed": the text is not that of
   * `version` any more, and nothing was written.
   */
  async function setTextInSteps(
    target: CharterText,
    version: number,
    manner: Manner = "edit",
  ): Promise<Result<"written" | "changed", HostError>> {
    const ready = readyToSet();
    if (!ready.ok) return ready;
    const steps = prepareText(target, manner);
    while (version === textVersion()) {
      const step = steps.next();
      if (step.done === true) {
        const written = writePrepared(step.value);
        return written.ok ? ok("written") : written;
      }
      await breathe();
      if (isClosed()) return err({ kind: "cancelled" });
    }
    return ok("changed");
  }

  function readyToSet(): Result<unknown, HostError> {
    if (isDamaged()) return err(damaged);
    const flushed = flush();
    return flushed.ok ? findRoom() : flushed;
  }

  /** The document with `target` for its text, and the updates that made it so: nobody sees half of it. */
  const prepareText = (target: CharterText, manner: Manner) =>
    prepare(manner, (doc) =>
      manner === "edit"
        ? textSteps(doc, target, ledgerOrigin, stepBytes)
        : suggestionSteps(doc, target, ledgerOrigin, stepBytes, isOwnClient),
    );

  function* prepare<T>(
    manner: Manner,
    write: (doc: TextDoc) => Generator<void, T>,
  ): Generator<void, Prepared & { readonly made: T }> {
    const doc = copyDoc(yDoc());
    yield;
    const updates: Bytes[] = [];
    const stop = onUpdate(doc, (update) => updates.push(update));
    const editing = doc.clientID;
    const client = manner === "edit" ? editing : suggestingClient();
    doc.clientID = client;
    const made = yield* write(doc);
    doc.clientID = editing;
    stop();
    return { doc, client, updates, made };
  }

  /** The prepared document stands for the text from now on: to make the same changes once more could take seconds. */
  function writePrepared({ doc, client, updates }: Prepared): Result<null, HostError> {
    if (updates.length === 0) return ok(null);
    let end = 0;
    const stored = commit(null, (added) => {
      bind(client, added);
      adopt(doc);
      for (const update of updates) end = signText(client, update, added);
    });
    if (!stored.ok) return stored;
    if (yDoc() === doc) for (const update of updates) onText(update, null);
    tellSaved(new Map([[client, end]]));
    return ok(null);
  }

  function suggestingClient(): number {
    const client = suggestingOf(yDoc().clientID);
    if (client === null) throw new Error("what the host writes has an id of a pair");
    return client;
  }

  /** `isMine`: clients for whom this device speaks. Others get their turn meanwhile; signed at the end. "changed": another document stands for the text by now. */
  async function answerSuggestions(
    kind: SuggestionAnswer,
    suggestions: readonly Answerable[],
    isMine: (client: number) => boolean,
  ): Promise<Result<"written" | "changed", HostError>> {
    const ready = readyToSet();
    if (!ready.ok) return ready;
    const doc = yDoc();
    const client = kind === "withdraw" ? suggestingClient() : doc.clientID;
    for (const _ of answerSteps(doc, kind, suggestions, originOf(client), isMine)) {
      await breathe();
      if (isClosed()) return err({ kind: "cancelled" });
      if (doc !== yDoc()) return ok("changed");
    }
    const flushed = flush();
    return flushed.ok ? ok("written") : flushed;
  }

  return { setText, setTextInSteps, change, answerSuggestions, suggestingClient };
}
