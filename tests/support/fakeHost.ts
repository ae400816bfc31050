/**
 * A host for the window's screens, in memory and in the page: two or three parties, proposals in every state, devices
 * that lack changes. It keeps the promises of HostApi that a screen can see, and it is in no way the product.
 */

import { Node } from "prosemirror-model";
import { prosemirrorToYXmlFragment, yXmlFragmentToProsemirrorJSON } from "y-prosemirror";
import type { Doc } from "yjs";
import { readSourceFile } from "../../electron/host/reading/readTexts.ts";
import type { WindowHost } from "../../renderer/replica/windowHost.ts";
import type { BundlePreview } from "../../shared/api/bundles.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import type { Identity, KeyView } from "../../shared/api/keys.ts";
import type { CharterView, UnopenedCharter } from "../../shared/api/library.ts";
import type { Author } from "../../shared/api/people.ts";
import type { Point } from "../../shared/api/texts.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId, DeviceId, PartyId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { compareTexts, isChanged } from "../../shared/charter/compare/redline.ts";
import { clauseLabel, readClauses } from "../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { textRoot } from "../../shared/crdt/docLayout.ts";
import { clockOf } from "../../shared/crdt/textDoc.ts";
import { countingIds } from "../shared/charter/text/arbitraryText.ts";
import { fakeArriving } from "./fakeArriving.ts";
import { fakeBundle } from "./fakeBundle.ts";
import {
  contested,
  type FakeCharter,
  fakeCharters,
  forged,
  nearbyDevices,
  newEntry,
  newPreview,
  summaryOf,
} from "./fakeCharters.ts";
import { fakeNews } from "./fakeNews.ts";
import { consent, fakePeoples, remove, revoke } from "./fakePeople.ts";
import {
  goodReport,
  inviteLink,
  notComparedReport,
  recoveryWords,
  recoveryWordsFrench,
  tamperedReport,
  templates,
} from "./fakeRecords.ts";
import { putBack } from "./putBack.ts";

export type Scene =
  | "nobody"
  | "empty"
  | "full"
  | "returned"
  | "peoples"
  | "locked"
  | "storeGone"
  /** The folder was copied or moved. */
  | "moved"
  | "damaged"
  | "arriving"
  /** As "full", and every time that somebody claims lies beyond all calendars. */
  | "farTimes"
  /** As "full", and one charter of the library is not as a window expects it. */
  | "spoiled"
  /** As "full", and this device is a mediator, a supporter and an observer in the first three charters. */
  | "guest"
  /** As "empty", and the recovery sheet was never confirmed. */
  | "unwritten"
  /** A text that hangs on a ballot of an ended device, and others that wait. */
  | "contested";

export interface FakeHost extends WindowHost {
  /** From now on nothing can be stored; null: it can again. */
  failSaving(error: HostError | null): void;
  /** The host goes away. */
  stop(): void;
  /** What was asked of the API that changes something, in order. */
  readonly asked: readonly { readonly method: string; readonly args: unknown }[];
}

const storingMs = 120;
const dataDirectory = "/home/amina/.local/share/tessera";
const ownParty = {
  id: forged("party", 1) as PartyId,
  name: "Fishers’ Union of the Lower River",
  kind: "union",
  constituency: "the 214 fishing families below the weir",
} as const;
const none = ok(null);
const fakeUnopened: readonly UnopenedCharter[] = [
  {
    charter: forged("charter", 61) as CharterId,
    error: {
      kind: "fileUnusable",
      ...{ what: "charter", trouble: "denied", file: `${dataDirectory}/charters/4f2a.sqlite` },
    },
  },
  { charter: forged("charter", 62) as CharterId, error: { kind: "newerFormat", found: 9, supported: 3 } },
];
const fakeDamage = (scene: Scene): Pick<CharterView, "readOnly" | "damage" | "unreadable"> =>
  scene === "damaged"
    ? { readOnly: "damaged", damage: { missing: 3, waiting: 12, isKnown: false, heals: true }, unreadable: 2 }
    : { readOnly: null, damage: null, unreadable: 0 };
/** Of the scenes that have one. */
const fakePassphrase = "open sesame";
const latin = (text: string) => new TextEncoder().encode(text);

/** Every claimed time, wherever it stands, is the largest number there is. */
function withFarTimes<T>(value: T): T {
  if (typeof value === "number") return (value > 1e12 ? 2 ** 53 - 1 : value) as T;
  if (Array.isArray(value)) return value.map(withFarTimes) as T;
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withFarTimes(one)])) as T;
}

const guestRoles = ["mediator", "supporter", "observer"] as const;

function asGuest({ view, timeline, ...rest }: FakeCharter, index: number): FakeCharter {
  const role = guestRoles[index];
  const own = view.parties.flatMap(({ devices }) => devices).find(({ isThis }) => isThis);
  if (role === undefined || own === undefined) return { view, timeline, ...rest };
  return {
    ...rest,
    view: {
      ...view,
      parties: view.parties.map((party) => ({
        ...party,
        isMine: false,
        devices: party.devices.filter(({ isThis }) => !isThis),
      })),
      guests: [...view.guests, { role, admittedAt: view.parties[0]?.admittedAt ?? 0, device: { ...own, party: null } }],
      decisions: view.decisions.map((decision) => ({ ...decision, canConsent: false })),
    },
    timeline: timeline.map((entry) => ({ ...entry, canCast: false, myBallot: null })),
  };
}

export function createFakeHost(scene: Scene, now: () => number): FakeHost {
  const packs = ["chinese", "japanese", "korean"].map((pack) => ({ pack, installed: pack === "korean" }));
  const charters = new Map<CharterId, FakeCharter>();
  const full: readonly Scene[] = ["full", "arriving", "returned", "farTimes", "spoiled", "guest", "damaged"];
  if (full.includes(scene))
    for (const charter of scene === "farTimes" ? withFarTimes(fakeCharters(now())) : fakeCharters(now()))
      charters.set(charter.view.id, {
        ...charter,
        view: {
          ...charter.view,
          arriving: scene === "arriving" ? fakeArriving(charter, now()) : null,
          ...fakeDamage(scene),
        },
      });
  if (scene === "guest")
    for (const [index, charter] of [...charters.values()].entries())
      charters.set(charter.view.id, asGuest(charter, index));
  if (scene === "contested") charters.set(contested(now()).view.id, contested(now()));
  if (scene === "peoples") for (const charter of fakePeoples(now())) charters.set(charter.view.id, charter);
  const listeners = new Set<(event: HostEvent) => void>();
  const closers = new Set<(reason: string) => void>();
  const asked: { readonly method: string; readonly args: unknown }[] = [];
  let saving: HostError | null = null;
  let clientId = 1000;
  let addresses: readonly string[] = [];
  let isVisible = false;
  /** In the scene "unwritten" the person put it off, in an earlier session. */
  let isOnPaper = scene !== "unwritten";
  let stopMeeting = (): void => {};
  let keys: KeyView = {
    protection: scene === "nobody" ? null : scene === "storeGone" ? "system" : "passphrase",
    isLocked: scene === "locked" || scene === "storeGone" || scene === "moved",
    isMoved: scene === "moved",
    hasPassphrase: scene !== "nobody",
    systemStore: null,
    trouble: scene === "storeGone" ? { kind: "keyStoreChanged", sealedBy: "gnome_libsecret", found: null } : null,
  };
  let identity: Identity | null =
    scene === "nobody"
      ? null
      : {
          person: "Amina Benali",
          device: { id: forged("device", 1) as DeviceId, name: "Amina’s laptop" },
          party: ownParty,
          plainKeys: false,
          dataDirectory,
        };

  const tell = (event: HostEvent) => {
    for (const listener of listeners) listener(event);
  };
  const changed = (charter: CharterId) => tell({ kind: "charterChanged", charter });
  const bundleIn = (bytes: Bytes): BundlePreview => {
    const [first] = charters.values();
    return fakeBundle(first?.view.id ?? (forged("charter", 1) as CharterId), first?.view.title ?? "", bytes, now());
  };
  const note = (method: string, args: unknown) => asked.push({ method, args });
  const held = (charter: CharterId): Result<FakeCharter, HostError> => {
    const found = charters.get(charter);
    return found === undefined ? err({ kind: "charterNotFound", charter }) : ok(found);
  };
  const change = (charter: CharterId, update: (held: FakeCharter) => FakeCharter): void => {
    const found = charters.get(charter);
    if (found === undefined) return;
    charters.set(charter, update(found));
    changed(charter);
  };
  const author = (): Author => ({ person: identity?.person ?? "", party: identity?.party ?? null });
  /** Null: this device may not. */
  const settle = (charter: CharterId, next: (held: FakeCharter) => FakeCharter | null): Result<null, HostError> => {
    const found = held(charter);
    if (!found.ok) return found;
    const after = next(found.value);
    if (after === null) return err({ kind: "notAuthorised", reason: "it is another party’s" });
    change(charter, () => after);
    return none;
  };
  const textAt = (charter: FakeCharter, point: Point): CharterText =>
    point.kind === "proposal" ? (charter.texts.get(point.proposal) ?? charter.draft) : charter.draft;
  const viewOf = (charter: FakeCharter) => {
    const inForce = charter.view.inForce === null ? undefined : charter.texts.get(charter.view.inForce);
    if (inForce === undefined) return charter.view;
    const changedClauses = compareTexts(inForce, charter.draft).clauses.filter(isChanged);
    return {
      ...charter.view,
      draftDiffersIn: changedClauses.flatMap(({ after, before }) => {
        const clause = after ?? before;
        return clause === null ? [] : [clauseLabel(clause)];
      }),
    };
  };

  const api: HostApi = {
    ...fakeNews({
      hasReturned: scene === "returned",
      charterOf: (charter) => charters.get(charter) ?? null,
      ...{ now, tell, note },
    }),
    getIdentity: async () => ok(identity),
    getKeys: async () => ok(keys),
    async protectKeys(args) {
      note("protectKeys", args);
      if (keys.hasPassphrase && args.current !== fakePassphrase) return err({ kind: "wrongPassphrase" });
      const hasPassphrase = args.choice.kind !== "plain" && args.choice.passphrase !== null;
      keys = { ...keys, protection: args.choice.kind, hasPassphrase };
      if (identity !== null) identity = { ...identity, plainKeys: args.choice.kind === "plain" };
      tell({ kind: "keysChanged" });
      return none;
    },
    async lock() {
      keys = { ...keys, isLocked: true };
      tell({ kind: "keysChanged" });
      return none;
    },
    async unlock({ passphrase }) {
      if (passphrase === null && keys.trouble !== null) return err(keys.trouble);
      if (passphrase !== fakePassphrase) return err({ kind: "wrongPassphrase" });
      keys = { ...keys, isLocked: false };
      tell({ kind: "keysChanged" });
      return none;
    },
    async settleMove({ as }) {
      note("settleMove", { as });
      if (as === "newDevice") {
        identity = null;
        keys = { ...keys, protection: null, hasPassphrase: false };
      }
      keys = { ...keys, isMoved: false, isLocked: as === "onlyCopy" };
      tell({ kind: "keysChanged" });
      return ok({ putAside: as === "newDevice" ? "put-aside-2026-01-02" : null });
    },
    async createIdentity(args) {
      note("createIdentity", args);
      identity = {
        person: args.person,
        device: { id: forged("device", 1) as DeviceId, name: args.device },
        party: args.party === null ? null : { id: forged("party", 1) as PartyId, ...args.party },
        plainKeys: keys.protection === "plain",
        dataDirectory,
      };
      isOnPaper = args.party === null;
      return ok(identity);
    },
    async renewSheet(args) {
      note("renewSheet", args);
      if (args.words !== null && args.words.join(" ") !== recoveryWords.join(" "))
        return err({ kind: "recoveryWordsWrong" });
      isOnPaper = false;
      tell({ kind: "keysChanged" });
      return ok({ charters: [...charters.keys()], isSettled: args.words !== null });
    },
    getRecoveryWords: async ({ language }) =>
      ok(isOnPaper ? null : { words: language === "fr" ? recoveryWordsFrench : recoveryWords, language, ask: [3, 17] }),
    async confirmRecoveryWords(args) {
      note("confirmRecoveryWords", args);
      if (args.words[0] !== recoveryWords[2] || args.words[1] !== recoveryWords[16])
        return err({ kind: "sheetWordsWrong", ask: [3, 17] });
      isOnPaper = true;
      tell({ kind: "keysChanged" });
      return none;
    },
    listTemplates: async () => ok(templates),
    listCharters: async () =>
      ok(
        [...charters.values()].map((charter, index) =>
          scene === "spoiled" && index === 1
            ? { ...summaryOf(charter), parties: null as unknown as readonly [] }
            : summaryOf(charter),
        ),
      ),
    listUnopened: async () => ok(scene === "damaged" ? fakeUnopened : []),
    async giveUpMissing(args) {
      note("giveUpMissing", args);
      change(args.charter, (old) => ({ ...old, view: { ...old.view, readOnly: null, damage: null } }));
      return none;
    },
    async dismissUnreadable(args) {
      note("dismissUnreadable", args);
      change(args.charter, (old) => ({ ...old, view: { ...old.view, unreadable: 0 } }));
      return none;
    },
    async createCharter(args) {
      note("createCharter", args);
      if (args.source.kind === "file" && args.mayLose === "nothing") {
        const read = readSourceFile(args.source, { newId: countingIds(), onProgress: () => undefined });
        if (!read.ok) return read;
        const { notKept, notKeptCount } = read.value;
        if (notKeptCount > 0) return err({ kind: "notAllKept", notKept, notKeptCount });
      }
      const first = fakeCharters(now()).find((charter) => charter.view.state === "draft");
      if (first === undefined) return err({ kind: "internal", ref: "fake" });
      const id = forged("charter", charters.size + 7) as CharterId;
      charters.set(id, {
        ...first,
        view: { ...first.view, id, title: args.title, language: args.language, policy: args.policy },
      });
      tell({ kind: "libraryChanged" });
      return ok({ charter: id, notKept: [], notKeptCount: 0 });
    },
    async previewText({ name, bytes }) {
      const read = readSourceFile({ name, bytes }, { newId: countingIds(), onProgress: () => undefined });
      if (!read.ok) return read;
      const { title, language, text, notKept, notKeptCount } = read.value;
      return ok({ title, language, clauses: readClauses(text).length, notKept, notKeptCount });
    },
    async stopReading() {
      note("stopReading", {});
      return ok(null);
    },
    async getCharter({ charter }) {
      const found = held(charter);
      return found.ok ? ok(viewOf(found.value)) : found;
    },
    async getText({ charter, at }) {
      const found = held(charter);
      if (!found.ok) return found;
      const text = textAt(found.value, at);
      return ok({ text, clauses: readClauses(text), markdown: "" });
    },
    editText: async () => ok({ changed: [], notKept: [], notKeptCount: 0 }),
    async restoreClause(args) {
      note("restoreClause", args);
      const found = held(args.charter);
      if (!found.ok) return found;
      const draft = putBack(found.value.draft, textAt(found.value, args.from), args.clause);
      change(args.charter, (charter) => ({ ...charter, draft }));
      return none;
    },
    openText: async ({ charter }) =>
      held(charter).ok
        ? ok({ clientId: ++clientId, room: `${charter}/${clientId}` })
        : err({ kind: "charterNotFound", charter }),
    rebaseText: async () => none,
    async invite(args) {
      note("invite", args);
      const expiresAt = now() + args.expiresInHours * 3_600_000;
      change(args.charter, (charter) => ({
        ...charter,
        view: {
          ...charter.view,
          invites: [
            ...charter.view.invites,
            {
              role: args.role,
              expiresAt,
              // After the first ratification the other parties have a say.
              state: args.role === "party" && charter.view.parties.length > 2 ? "waiting" : "open",
              id: forged("invite", charter.view.invites.length).slice(0, 16),
              invitedBy: identity?.person ?? "",
            },
          ],
        },
      }));
      return ok({ code: "7KQ2-M9XF-TB4V-R8DA", expiresAt, addresses, link: inviteLink });
    },
    async cancelInvite(args) {
      note("cancelInvite", args);
      change(args.charter, (charter) => ({
        ...charter,
        view: { ...charter.view, invites: charter.view.invites.filter((invite) => invite.id !== args.invite) },
      }));
      return none;
    },
    async readInvite(args) {
      note("readInvite", args);
      if (!/^tessera:/i.test(args.link)) return err({ kind: "notAnInvite" });
      if (args.link.toUpperCase() !== inviteLink) return err({ kind: "linkDamaged" });
      return ok({ code: "7KQ2-M9XF-TB4V-R8DA", addresses: ["192.168.1.20:7420"], relay: null });
    },
    async join(args) {
      note("join", args);
      if (args.address === null && args.code !== inviteLink) return err({ kind: "linkDamaged" });
      if (args.address !== null && args.code.replace(/\W/g, "").length !== 16) return err({ kind: "codeMistyped" });
      for (const charter of fakeCharters(now())) charters.set(charter.view.id, charter);
      const [first] = charters.keys();
      return first === undefined ? err({ kind: "inviteUsed" }) : ok({ charter: first });
    },
    async revokeDevice(args) {
      note("revokeDevice", args);
      return settle(args.charter, (charter) => revoke(charter, args.device, args.reason, author(), now()));
    },
    async removeParty(args) {
      note("removeParty", args);
      return settle(args.charter, (charter) => remove(charter, args.party, args.reason, author(), now()));
    },
    async adoptRuleset(args) {
      note("adoptRuleset", args);
      return err({ kind: "badArgument", what: "ruleset", expected: "a later ruleset, and this program has none" });
    },
    async consent(args) {
      note("consent", args);
      return settle(args.charter, (charter) => consent(charter, args.decision, args.reason, author(), now()));
    },
    async listMembershipChanges({ charter }) {
      const found = held(charter);
      return found.ok ? ok(found.value.changes) : found;
    },
    async openRecovery(args) {
      note("openRecovery", args);
      const found = held(args.charter);
      if (!found.ok) return found;
      const relay = found.value.view.relay.url;
      return relay === null
        ? err({ kind: "noRelay" })
        : ok({ code: "7K3F-9QXW-2MBT-H8RA", expiresAt: now() + args.expiresInHours * 3_600_000, relay });
    },
    async recover(args) {
      note("recover", args);
      if (args.words.join(" ") !== recoveryWords.join(" ")) return err({ kind: "recoveryWordsWrong" });
      if (args.address.startsWith("10.")) return err({ kind: "recoveryUnknown", address: args.address });
      identity = {
        person: args.person,
        device: { id: forged("device", 1) as DeviceId, name: args.device },
        party: ownParty,
        plainKeys: true,
        dataDirectory,
      };
      for (const charter of fakeCharters(now())) charters.set(charter.view.id, charter);
      tell({ kind: "libraryChanged" });
      return ok({ identity, charters: [...charters.keys()], language: "en" });
    },
    async listen(args) {
      note("listen", args);
      addresses = [`192.168.1.20:${args.port ?? 41_337}`, `10.0.0.4:${args.port ?? 41_337}`];
      tell({ kind: "listeningChanged" });
      return ok({ addresses });
    },
    async stopListening(args) {
      note("stopListening", args);
      addresses = [];
      tell({ kind: "listeningChanged" });
      return none;
    },
    getListening: async () => ok({ addresses }),
    async setNearby(args) {
      note("setNearby", args);
      isVisible = args.on;
      tell({ kind: "nearbyChanged" });
      return none;
    },
    listNearby: async () => ok({ on: isVisible, devices: isVisible ? nearbyDevices(now()) : [] }),
    async setSafetyCompared(args) {
      note("setSafetyCompared", args);
      change(args.charter, (charter) => ({
        ...charter,
        view: { ...charter.view, safety: { ...charter.view.safety, compared: args.compared } },
      }));
      return none;
    },
    async meet(args) {
      note("meet", args);
      if (args.address.startsWith("10."))
        return err({ kind: "peerUnreachable", address: args.address, reason: "timed out" });
      tell({ kind: "progress", what: "meet", done: 3, total: 12 });
      // One that goes on until it is stopped.
      if (args.address.startsWith("172."))
        return new Promise((resolve) => {
          stopMeeting = () => resolve(err({ kind: "cancelled" }));
        });
      return ok({
        charters: [...charters.keys()].slice(0, 1),
        received: 12,
        sent: 3,
        complete: true,
        withDevice: forged("device", 2) as DeviceId,
      });
    },
    async stopMeeting(args) {
      note("stopMeeting", args);
      stopMeeting();
      for (const id of charters.keys())
        change(id, (charter) => ({ ...charter, view: { ...charter.view, connected: [], reconnecting: [] } }));
      return none;
    },
    async setRelay(args) {
      note("setRelay", args);
      change(args.charter, (charter) => ({
        ...charter,
        view: {
          ...charter.view,
          relay: {
            url: args.url,
            state: args.url === null ? "off" : "connected",
            error: null,
            notSent: args.url === null ? 0 : 3,
          },
        },
      }));
      return none;
    },
    async syncRelay(args) {
      note("syncRelay", args);
      change(args.charter, (charter) => ({
        ...charter,
        view: { ...charter.view, relay: { ...charter.view.relay, notSent: 0 } },
      }));
      return ok({ received: 4, sent: 3 });
    },
    async exportBundle(args) {
      note("exportBundle", args);
      const [changes, heldThere] = args.for.kind === "everything" ? [148, 0] : [7, 141];
      return ok({ name: "river-meadows.tessera", bytes: latin("bundle"), changes, heldThere });
    },
    async previewBundle({ bytes }) {
      if (bytes.length === 0) return err({ kind: "bundleDamaged", reason: "it ends before its first frame" });
      return ok(bundleIn(bytes));
    },
    async importBundle(args) {
      note("importBundle", args);
      return ok(bundleIn(args.bytes));
    },
    async propose(args) {
      note("propose", args);
      const found = held(args.charter);
      if (!found.ok) return found;
      const entry = newEntry(found.value, args, now());
      change(args.charter, (charter) => ({
        ...charter,
        timeline: [
          ...charter.timeline.map((old) =>
            args.supersedes?.includes(old.proposal) ? { ...old, state: "withdrawn" as const, canCast: false } : old,
          ),
          entry,
        ],
        texts: new Map([...charter.texts, [entry.proposal, charter.draft]]),
      }));
      return ok({ proposal: entry.proposal });
    },
    async previewProposal(args) {
      note("previewProposal", args);
      const found = held(args.charter);
      return found.ok ? ok(newPreview(found.value, args, now())) : found;
    },
    async answerBallot(args) {
      note("answerBallot", args);
      const found = held(args.charter);
      if (!found.ok) return found;
      const entry = found.value.timeline.find((candidate) => candidate.proposal === args.proposal);
      if (entry === undefined) return err({ kind: "proposalNotFound", proposal: args.proposal });
      const standing = args.choice === "confirm" ? ("counts" as const) : ("repudiated" as const);
      const after = {
        ...entry,
        ballots: entry.ballots.map((ballot) => (ballot.id === args.ballot ? { ...ballot, standing } : ballot)),
        mineInQuestion: [],
        state: args.choice === "confirm" ? ("inForce" as const) : ("open" as const),
      };
      change(args.charter, (charter) => ({
        ...charter,
        timeline: charter.timeline.map((old) => (old.proposal === entry.proposal ? after : old)),
      }));
      return ok(after);
    },
    async getSigning({ charter, proposal }) {
      const found = held(charter);
      if (!found.ok) return found;
      const entry = found.value.timeline.find((candidate) => candidate.proposal === proposal);
      const text = found.value.texts.get(proposal);
      if (entry === undefined || text === undefined) return err({ kind: "proposalNotFound", proposal });
      const parent = entry.parent === null ? undefined : found.value.texts.get(entry.parent);
      return ok({
        entry,
        text,
        sinceParent: parent === undefined ? null : compareTexts(parent, text),
        draftSince: compareTexts(text, found.value.draft),
      });
    },
    async castBallot(args) {
      note("castBallot", args);
      const found = held(args.charter);
      if (!found.ok) return found;
      const entry = found.value.timeline.find((candidate) => candidate.proposal === args.proposal);
      const party = identity?.party;
      if (entry === undefined || party == null) return err({ kind: "noParty" });
      const ballots = [
        ...entry.ballots,
        {
          id: forged("ballot", 900 + entry.ballots.length),
          party,
          person: identity?.person ?? "",
          choice: args.choice,
          statement: args.statement,
          castAt: now(),
          standing: "counts" as const,
          ended: null,
        },
      ];
      const isRatified = ballots.filter((ballot) => ballot.choice === "ratify").length >= entry.needed;
      const day = (moment: number) => new Date(moment).toISOString().slice(0, 10);
      const after = {
        ...entry,
        ballots,
        myBallot: args.choice,
        canCast: false,
        state: isRatified ? ("inForce" as const) : entry.state,
        ratifiedAt: isRatified ? now() : null,
        startsOn: isRatified ? day(now()) : null,
        endsOn: isRatified ? day(now() + 365 * 86_400_000) : null,
      };
      change(args.charter, (charter) => ({
        ...charter,
        view: isRatified ? { ...charter.view, state: "inForce", inForce: entry.proposal } : charter.view,
        timeline: charter.timeline.map((old) => {
          if (old.proposal === entry.proposal) return after;
          return isRatified && old.state === "inForce" ? { ...old, state: "superseded" as const } : old;
        }),
      }));
      return ok(after);
    },
    async getTimeline({ charter }) {
      const found = held(charter);
      return found.ok ? ok(found.value.timeline) : found;
    },
    async compare({ charter, from, to }) {
      const found = held(charter);
      return found.ok ? ok(compareTexts(textAt(found.value, from), textAt(found.value, to))) : found;
    },
    exportPdf: async () => ok({ name: "river-meadows-2026.pdf", bytes: latin("%PDF-1.7") }),
    sealPdf: async ({ bytes }) => ok({ bytes, seals: goodReport(now()).seals }),
    getFaces: async () => ok({ packs }),
    addFaces: async () => ok({ added: ["chinese"], packs }),
    verifyPdf: async ({ bytes }) => {
      const content = new TextDecoder().decode(bytes);
      if (!content.startsWith("%PDF")) return err({ kind: "notTesseraPdf", reason: "no PDF header" });
      if (content.includes("Han")) return ok(notComparedReport(now()));
      return ok(content.includes("altered") ? tamperedReport(now()) : goodReport(now()));
    },
  };

  return {
    api,
    asked,
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed: (listener) => void closers.add(listener),
    failSaving(error) {
      saving = error;
    },
    stop() {
      for (const closer of closers) closer("stopped");
    },
    joinText(room, yDoc, _awareness, listener) {
      const charter = [...charters.values()].find(({ view }) => room.startsWith(view.id));
      if (charter === undefined) {
        listener.onClosed();
        return () => {};
      }
      const { id } = charter.view;
      const origin = { origin: "fake host" };
      writeFirst(yDoc, charter.draft, origin);
      const onUpdate = (_update: Uint8Array, from: unknown) => {
        if (from === origin) return;
        setTimeout(() => {
          if (saving !== null) return tell({ kind: "notSaved", charter: id, error: saving });
          const draft = yXmlFragmentToProsemirrorJSON(textRoot(yDoc)) as CharterText;
          change(id, (old) => ({
            ...old,
            draft: withAttrs(draft),
            view: { ...old.view, changes: old.view.changes + 1 },
          }));
          tell({ kind: "saved", charter: id, clientId: yDoc.clientID, clock: clockOf(yDoc, yDoc.clientID) });
        }, storingMs);
      };
      yDoc.on("update", onUpdate);
      listener.onConnected(true);
      listener.onSynced();
      return () => yDoc.off("update", onUpdate);
    },
  };
}

/** As if another device had written it: under another client id than this window's. */
function writeFirst(yDoc: Doc, text: CharterText, origin: object): void {
  const { clientID } = yDoc;
  yDoc.clientID = 7;
  yDoc.transact(() => prosemirrorToYXmlFragment(Node.fromJSON(schema, text), textRoot(yDoc)), origin);
  yDoc.clientID = clientID;
}

/** ProseMirror leaves out what is empty; a charter text has it all. */
function withAttrs(node: CharterText): CharterText {
  const complete = (value: unknown): unknown => {
    const { type, attrs, content, text, marks } = value as {
      type: string;
      attrs?: object;
      content?: unknown[];
      text?: string;
      marks?: { type: string; attrs?: object }[];
    };
    if (type === "text")
      return { type, text, marks: (marks ?? []).map((mark) => ({ type: mark.type, attrs: mark.attrs ?? {} })) };
    return { type, attrs: attrs ?? {}, content: (content ?? []).map(complete) };
  };
  return complete(node) as CharterText;
}
