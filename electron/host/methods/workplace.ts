/** Everything that needs an identity, made and wired when there is one. Owns what it makes; whoever opens it closes it. */
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { Program } from "../../../shared/ledger/program.ts";
import { createPagesAhead } from "../agreements/pagesAhead.ts";
import { createRatification } from "../agreements/ratification.ts";
import { createBundles } from "../bundles/bundles.ts";
import { createKeptPages } from "../documents/keptPages.ts";
import { packFolderOf } from "../documents/pdf/faces.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import { createAuthorships } from "../history/authorships.ts";
import { createClauseHistories } from "../history/clauseHistories.ts";
import { createConflicts } from "../history/conflicts.ts";
import { createDirectEdits } from "../history/directEdits.ts";
import { createLeftOutTexts } from "../history/leftOutTexts.ts";
import { createLostTexts } from "../history/lostTexts.ts";
import { createPlaybacks } from "../history/playbacks.ts";
import { createReadMarks } from "../history/readMarks.ts";
import { createSignedChanges, type SignedChanges } from "../history/signedChanges.ts";
import { type Keys, wipeKeys } from "../keys/identity.ts";
import { createCharters, type OpenCharter } from "../library/charters.ts";
import { createBoards } from "../negotiation/board.ts";
import { createCommentThreads } from "../negotiation/commentThreads.ts";
import { createDraftChecks } from "../negotiation/draftChecks.ts";
import { createDrafts } from "../negotiation/drafts.ts";
import { createNewsReader } from "../negotiation/news.ts";
import { createOpenPoints } from "../negotiation/openPoints.ts";
import { type Arrivals, createArrivals } from "../peers/arriving.ts";
import { createMeetings, type Meetings } from "../peers/meetings.ts";
import { createMetAddresses } from "../peers/metAddresses.ts";
import { createNearby, type Nearby } from "../peers/nearby.ts";
import { createReconnection, type Reconnection } from "../peers/reconnect.ts";
import { createJoins } from "../people/joins.ts";
import { createRecoveryCodes } from "../people/recoveryCodes.ts";
import { createSheets } from "../people/sheets.ts";
import type { Platform } from "../platform.ts";
import { createMailboxes } from "../relay/mailboxes.ts";
import { createRelays } from "../relay/relays.ts";
import { readSummary, type ViewSources } from "./views.ts";

export type Workplace = ReturnType<typeof openWorkplace>;

export function openWorkplace(args: {
  readonly platform: Platform;
  readonly program: Program;
  readonly keys: Keys;
  readonly engine: PdfEngine;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, program, keys, engine } = args;
  const { clock, random } = platform;
  const emit = (event: HostEvent): void => {
    args.emit(event);
    if (event.kind === "listeningChanged" || event.kind === "libraryChanged") nearby.say();
  };
  const charters = createCharters({
    ...{ platform, program, keys, emit },
    faceOf: {
      summary: (charter) => readSummary(charter, sources),
      due: (charter) => ratification.due(charter),
      holds: (charter) => ratification.holds(charter),
    },
  });
  const joins = createJoins({ platform, keys, charters });
  const sheets = createSheets({ platform, keys, charters });
  const arrivals: Arrivals = createArrivals({
    ...{ platform, charters, emit },
    certificateOf: (charter) => ratification.latestCertificate(charter),
  });
  const ratification = createRatification({
    ...{ platform, keys, arrivingText: arrivals.textOf },
    undrawable: engine.undrawable,
    undecidedOf: (charter) => openPoints.undecided(charter),
  });
  const meetings = createMeetings({
    ...{ platform, keys, charters, joins, arrivals, emit },
    onStay: (address, pipe, met) => reconnection.kept(address, pipe, met),
  });
  const metAddresses = createMetAddresses({ clock, charters });
  const meet: Meetings["meet"] = async (address, stay) => {
    const met = await meetings.meet(address, stay);
    if (met.ok) metAddresses.remember(address, met.value);
    if (met.ok && met.value.withDevice !== null) nearby.met(address, met.value.withDevice);
    return met;
  };
  const reconnection: Reconnection = createReconnection({
    ...{ clock, random },
    meet: (address) => meet(address, true),
    isConnected: (device, ids) => ids.some((id) => meetings.connected(id).includes(device)),
    whereIs: (device) => nearby.whereIs(device),
    onChange(ids) {
      for (const charter of ids) emit({ kind: "charterChanged", charter });
    },
  });
  const nearby: Nearby = createNearby({
    ...{ platform, charters },
    doorway: { addresses: meetings.addresses, open: () => meetings.listen(null) },
    onChange() {
      emit({ kind: "nearbyChanged" });
      reconnection.lookAround();
    },
  });
  const recoveryCodes = createRecoveryCodes({
    ...{ platform, charters, joins },
    relayOf: (charter) => relays.view(charter).url,
  });
  const mailboxes = createMailboxes({ platform, keys, joins, recoveryCodes });
  const relays = createRelays({ platform, charters, mailboxes, emit });
  const bundles = createBundles(charters, keys);
  const keptPages = createKeptPages({
    ...{ random, clock, logger: platform.logger, storeKey: keys.storeKey },
    dataDirectory: platform.dataDirectory,
  });
  const pagesAhead = createPagesAhead({
    ...{ clock, charters, keptPages, thread: platform.drawThread },
    faceDirectory: platform.faceDirectory ?? packFolderOf(platform.dataDirectory),
    certificateOf: ratification.latestCertificate,
  });
  const signedChanges = new Map<OpenCharter, SignedChanges>();
  charters.watch({
    resting(charter) {
      signedChanges.get(charter)?.close();
      signedChanges.delete(charter);
    },
  });
  const changesOf = (charter: OpenCharter): SignedChanges => {
    const changes = signedChanges.get(charter) ?? createSignedChanges(charter);
    signedChanges.set(charter, changes);
    return changes;
  };
  const readMarks = createReadMarks({ platform, me: keys.device, charters, emit });
  const lostTexts = createLostTexts({ random, charters, changesOf, sources: [createLeftOutTexts(changesOf)] });

  const authorships = createAuthorships(changesOf);
  const directEdits = createDirectEdits(changesOf);
  const clauseHistories = createClauseHistories(changesOf, directEdits);
  const conflicts = createConflicts({ me: keys.device, charters, changesOf, emit });
  const drafts = createDrafts();
  const commentThreads = createCommentThreads({ random, me: keys.device, drafts, readMarks });
  const openPoints = createOpenPoints({ conflicts, drafts });
  const boards = createBoards({ clock, me: keys.device, drafts, commentThreads, openPoints });
  const news = createNewsReader({
    ...{ me: keys.device, readMarks, changesOf },
    ...{ conflicts, drafts, commentThreads, boards, emit },
  });
  const playbacks = createPlaybacks(changesOf);
  const draftChecks = createDraftChecks({ openPoints, drafts, boards });

  const sources: ViewSources = {
    ...{ me: keys.device, charters, arrivals, reconnection, ratification, joins, meetings, metAddresses, relays },
    ...{ readMarks, commentThreads, boards },
  };

  return {
    ...{ me: keys.device, keys, charters, joins, sheets, arrivals, recoveryCodes, mailboxes, relays, bundles },
    ...{
      meetings,
      meet,
      metAddresses,
      reconnection,
      nearby,
      ratification,
      readMarks,
      news,
      lostTexts,
      authorships,
      directEdits,
      clauseHistories,
      conflicts,
      draftChecks,
      commentThreads,
      boards,
      playbacks,
      keptPages,
    },
    /** Somebody is there: what goes on by itself goes on, and what takes its time to start is started. */
    attend(): void {
      platform.frameJudge?.warm();
      relays.keepUp();
      void nearby.resume();
    },
    /** Ends every connection. What came before is stored yet. */
    async disconnect(): Promise<void> {
      relays.close();
      reconnection.forget();
      await nearby.close();
      await meetings.close();
    },
    /** After `disconnect`: keeps what was seen, and overwrites every key. */
    close(): void {
      pagesAhead.close();
      readMarks.close();
      sheets.close();
      charters.close();
      wipeKeys(keys);
    },
  };
}
