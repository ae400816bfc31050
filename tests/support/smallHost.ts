/** The smallest host that keeps HostApi's promises in memory: enough to test every wire to a host without the product. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import type { Host } from "../../electron/host/host.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import type { Identity } from "../../shared/api/keys.ts";
import type { CharterSummary } from "../../shared/api/library.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { type CharterId, type DeviceId, type PartyId, parseCharterId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";

const syncMessage = 0;

export function createSmallHost(): Host {
  const charters = new Map<CharterId, { readonly summary: CharterSummary; readonly source: Bytes }>();
  const texts = new Map<string, Room>();
  const listeners = new Set<(event: HostEvent) => void>();
  let identity: Identity | null = null;
  let nextClientId = 1;

  const tell = (event: HostEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const refuse = async (): Promise<Result<never, HostError>> => err({ kind: "notSetUp" });
  const held = (
    charter: CharterId,
  ): Result<{ readonly summary: CharterSummary; readonly source: Bytes }, HostError> => {
    const found = charters.get(charter);
    return found === undefined ? err({ kind: "charterNotFound", charter }) : ok(found);
  };

  const api: HostApi = {
    getKeys: async () =>
      ok({
        protection: "plain",
        isLocked: false,
        isMoved: false,
        hasPassphrase: false,
        systemStore: null,
        trouble: null,
      }),
    protectKeys: refuse,
    getNews: refuse,
    getAuthorship: refuse,
    getWriters: refuse,
    listBrackets: refuse,
    bracketWords: refuse,
    addAlternative: refuse,
    pickAlternative: refuse,
    reopenBracket: refuse,
    removeBracket: refuse,
    fillFields: refuse,
    bracketTyped: refuse,
    listComments: refuse,
    comment: refuse,
    answerThread: refuse,
    getBoard: refuse,
    takeStance: refuse,
    closeClause: refuse,
    getClauseHistory: refuse,
    listRemovedClauses: refuse,
    listConflicts: refuse,
    settleConflict: refuse,
    checkDraft: refuse,
    listSessions: refuse,
    getPlayback: refuse,
    suggestEdit: refuse,
    listSuggestions: refuse,
    answerSuggestions: refuse,
    markRead: refuse,
    previewProposal: refuse,
    answerBallot: refuse,
    getLostText: refuse,
    restoreLostText: refuse,
    dismissLostText: refuse,
    lock: refuse,
    unlock: refuse,
    settleMove: refuse,
    getIdentity: async () => ok(identity),
    async createIdentity({ person, device, party }) {
      if (identity !== null) return err({ kind: "alreadySetUp" });
      const id = "b".repeat(64) as PartyId;
      identity = {
        person,
        device: { id: "a".repeat(64) as DeviceId, name: device },
        party: party === null ? null : { id, ...party },
        plainKeys: false,
        dataDirectory: "nowhere",
      };
      return ok(identity);
    },
    renewSheet: refuse,
    getRecoveryWords: async () => ok(null),
    confirmRecoveryWords: refuse,
    listTemplates: async () => ok([]),
    listUnopened: async () => ok([]),
    giveUpMissing: refuse,
    dismissUnreadable: refuse,
    listCharters: async () => ok([...charters.values()].map(({ summary }) => summary)),
    async createCharter({ title, language, source }) {
      if (identity === null) return refuse();
      const id = parseCharterId(charters.size.toString(16).padStart(64, "0"));
      if (id === null) throw new Error("64 hex digits are an id");
      const none = {
        parties: [],
        state: "draft",
        endsOn: null,
        waitingForMe: 0,
        news: { changes: 0, suggestions: 0, comments: 0, stances: 0 },
        mentionsOfMe: 0,
        consentsForMe: 0,
        hasEnded: false,
        guestRole: null,
        otherDevices: 0,
        notReceived: 0,
        changedAt: 0,
        arriving: null,
        damage: null,
      } as const;
      charters.set(id, {
        summary: { id, title, language, ...none },
        source: source.kind === "file" ? source.bytes : new Uint8Array(),
      });
      tell({ kind: "libraryChanged" });
      return ok({ charter: id, notKept: [], notKeptCount: 0 });
    },
    async getCharter({ charter }) {
      const found = held(charter);
      return found.ok ? err({ kind: "internal", ref: "a small host has no view" }) : found;
    },
    async openText({ charter }) {
      const found = held(charter);
      return found.ok ? ok({ clientId: nextClientId++, room: charter }) : found;
    },
    async exportBundle({ charter }) {
      const found = held(charter);
      return found.ok ? ok({ name: "small.tessera", bytes: found.value.source, changes: 1, heldThere: 0 }) : found;
    },
    rebaseText: refuse,
    closeText: refuse,
    previewText: refuse,
    stopReading: refuse,
    getText: refuse,
    editText: refuse,
    importText: refuse,
    restoreClause: refuse,
    invite: refuse,
    cancelInvite: refuse,
    readInvite: refuse,
    join: refuse,
    revokeDevice: refuse,
    removeParty: refuse,
    adoptRuleset: refuse,
    setSuggest: refuse,
    listDirectEdits: refuse,
    consent: refuse,
    setSigners: refuse,
    listMembershipChanges: refuse,
    openRecovery: refuse,
    recover: refuse,
    listen: refuse,
    stopListening: refuse,
    setNearby: refuse,
    listNearby: async () => ok({ on: false, devices: [] }),
    setSafetyCompared: refuse,
    getListening: async () => ok({ addresses: [] }),
    meet: refuse,
    stopMeeting: refuse,
    setRelay: refuse,
    syncRelay: refuse,
    exportCodes: refuse,
    joinCodes: refuse,
    previewBundle: refuse,
    importBundle: refuse,
    propose: refuse,
    getSigning: refuse,
    castBallot: refuse,
    getTimeline: refuse,
    getJoining: refuse,
    accede: refuse,
    writeAccession: refuse,
    readStatement: refuse,
    enterStatement: refuse,
    consentToAccession: refuse,
    leaveText: refuse,
    reserve: refuse,
    respond: refuse,
    release: refuse,
    getForce: refuse,
    getForceOver: refuse,
    getStatusTable: refuse,
    getRecords: refuse,
    getPromises: refuse,
    getCalendar: refuse,
    getLookBack: refuse,
    listDue: async () => ok([]),
    attest: refuse,
    reportPromise: refuse,
    answerReport: refuse,
    recordReview: refuse,
    recordInstitution: refuse,
    endorse: refuse,
    compare: refuse,
    exportPdf: refuse,
    verifyPdf: refuse,
    sealPdf: refuse,
    getFaces: refuse,
    addFaces: refuse,
  };

  return {
    api,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connectText(room, pipe) {
      const charter = parseCharterId(room);
      const found = charter === null ? err<HostError>({ kind: "charterNotFound", charter: room }) : held(charter);
      if (!found.ok) {
        pipe.close(`refused: ${found.error.kind}`);
        return found;
      }
      const text = texts.get(room) ?? createRoom();
      texts.set(room, text);
      text.join(pipe);
      return ok(null);
    },
    async close() {
      listeners.clear();
      for (const text of texts.values()) text.close();
    },
  };
}

interface Room {
  join(pipe: Pipe): void;
  close(): void;
}

/** The server half of y-websocket, for honest clients. */
function createRoom(): Room {
  const yDoc = new Y.Doc();
  const pipes = new Set<Pipe>();
  const send = (pipe: Pipe, write: (encoder: encoding.Encoder) => void): void => {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, syncMessage);
    write(encoder);
    if (encoding.length(encoder) > 1) pipe.send(encoding.toUint8Array(encoder) as Bytes);
  };
  yDoc.on("update", (update: Uint8Array, origin: unknown) => {
    for (const pipe of pipes) if (pipe !== origin) send(pipe, (encoder) => writeUpdate(encoder, update));
  });
  return {
    join(pipe) {
      pipes.add(pipe);
      pipe.onClose(() => pipes.delete(pipe));
      pipe.onMessage((message) => {
        const decoder = decoding.createDecoder(message);
        if (decoding.readVarUint(decoder) !== syncMessage) return;
        send(pipe, (encoder) => readSyncMessage(decoder, encoder, yDoc, pipe));
      });
      send(pipe, (encoder) => writeSyncStep1(encoder, yDoc));
    },
    close() {
      for (const pipe of [...pipes]) pipe.close("the host is closing");
      yDoc.destroy();
    },
  };
}
