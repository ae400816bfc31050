/**
 * The composition root: a platform in, a host out. No command line, no environment, no globals.
 * Owns: the data directory's lock and everything below it. The caller closes the host.
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import { parseCharterId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { newClauseId } from "../../shared/charter/text/clauseId.ts";
import { type Program, tessera } from "../../shared/ledger/program.ts";
import { createFaces, packFolderOf } from "./documents/pdf/faces.ts";
import { createPdfEngine } from "./documents/pdf/pdfEngine.ts";
import type { Host } from "./host.ts";
import { type Keys, loadKeys } from "./keys/identity.ts";
import { createLocking } from "./keys/locking.ts";
import { agreementsMethods } from "./methods/agreements.ts";
import { authorshipMethods } from "./methods/authorship.ts";
import { boardMethods } from "./methods/board.ts";
import { bracketsMethods } from "./methods/brackets.ts";
import { bundlesMethods } from "./methods/bundles.ts";
import { commentsMethods } from "./methods/comments.ts";
import { conflictsMethods } from "./methods/conflicts.ts";
import { createDesk } from "./methods/desk.ts";
import { documentsMethods } from "./methods/documents.ts";
import { draftsMethods } from "./methods/drafts.ts";
import { forceMethods } from "./methods/force.ts";
import { historyMethods } from "./methods/history.ts";
import { joiningMethods } from "./methods/joining.ts";
import { keysMethods } from "./methods/keys.ts";
import { libraryMethods } from "./methods/library.ts";
import { newsMethods } from "./methods/news.ts";
import { peersMethods } from "./methods/peers.ts";
import { peopleMethods } from "./methods/people.ts";
import { recordsMethods } from "./methods/records.ts";
import { relayMethods } from "./methods/relay.ts";
import { renewalMethods } from "./methods/renewal.ts";
import { suggestionsMethods } from "./methods/suggestions.ts";
import { textsMethods } from "./methods/texts.ts";
import { openWorkplace, type Workplace } from "./methods/workplace.ts";
import type { Platform } from "./platform.ts";
import { createTextReader } from "./reading/textReader.ts";
import { lockDataDirectory } from "./store/dataLock.ts";
import { makeDirectory } from "./store/files.ts";

/** `program`: what it knows of rulesets and statements. */
export async function createHost(platform: Platform, program: Program = tessera): Promise<Result<Host, HostError>> {
  const made = makeDirectory(platform.dataDirectory);
  if (!made.ok) return made;
  const locked = lockDataDirectory(platform.dataDirectory);
  if (!locked.ok) return locked;
  const listeners = new Set<(event: HostEvent) => void>();
  const emit = (event: HostEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const faces = createFaces(platform.faceDirectory ?? packFolderOf(platform.dataDirectory));
  const engine = createPdfEngine(faces);
  const reader = createTextReader({
    thread: platform.readThread,
    newId: () => newClauseId(platform.random.bytes),
    onProgress: (done, total) => emit({ kind: "progress", what: "read", done, total }),
  });

  let workplace: Workplace | null = null;
  function open(keys: Keys): Workplace {
    workplace = openWorkplace({ platform, program, keys, engine, emit });
    if (listeners.size > 0) workplace.attend();
    return workplace;
  }
  async function close(): Promise<void> {
    const place = workplace;
    if (place === null) return;
    await place.disconnect();
    workplace = null;
    place.close();
  }

  const locking = createLocking({
    ...{ secrets: platform.secrets, place: platform.place, emit },
    begin() {
      const loaded = loadKeys(platform);
      if (loaded.ok && loaded.value !== null) open(loaded.value);
      return loaded;
    },
    async end() {
      const flushed = workplace?.charters.flush() ?? ok(null);
      if (flushed.ok) await close();
      return flushed;
    },
  });
  const started = await locking.start();
  if (!started.ok) {
    locked.value();
    return started;
  }

  const desk = createDesk({
    ...{ platform, emit },
    workplace: () => workplace,
    async settle(keys) {
      await close();
      return open(keys);
    },
    leave: close,
  });
  const api = locking.guard({
    ...keysMethods(desk),
    ...libraryMethods(desk, reader),
    ...textsMethods(desk, reader),
    ...suggestionsMethods(desk, reader),
    ...historyMethods(desk),
    ...newsMethods(desk),
    ...authorshipMethods(desk),
    ...conflictsMethods(desk),
    ...draftsMethods(desk),
    ...bracketsMethods(desk),
    ...commentsMethods(desk),
    ...boardMethods(desk),
    ...forceMethods(desk),
    ...peopleMethods(desk),
    ...peersMethods(desk),
    ...relayMethods(desk),
    ...bundlesMethods(desk),
    ...agreementsMethods(desk),
    ...joiningMethods(desk),
    ...recordsMethods(desk),
    ...renewalMethods(desk),
    ...documentsMethods(desk, faces, engine),
  });

  return ok({
    api,
    onEvent(listener) {
      listeners.add(listener);
      workplace?.attend();
      return () => listeners.delete(listener);
    },
    connectText(room, pipe, as) {
      if (workplace === null) {
        const refusal = locking.refusal() ?? ({ kind: "notSetUp" } as const);
        pipe.close(`refused: ${refusal.kind}`);
        return err(refusal);
      }
      const { charters, readMarks, relays } = workplace;
      const connected = charters.connect(room, pipe, as);
      const id = parseCharterId(room.split(".")[0]);
      const charter = connected.ok && as === "window" && id !== null ? charters.get(id) : null;
      if (charter?.ok) {
        readMarks.windowOpened(charter.value);
        relays.want(charter.value);
        pipe.onClose(() => readMarks.windowClosed(charter.value));
      }
      return connected;
    },
    async close() {
      await close();
      platform.secrets.lock();
      locked.value();
    },
  });
}
