/** Inviting and joining: codes, requests, admissions. PROTOCOL.md of the ledger, L8 to L10; of sync, S8. */

import type { HostError } from "../../../shared/api/errors.ts";
import type { InviteView } from "../../../shared/api/people.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { type KeyPair, sign } from "../../../shared/base/crypto.ts";
import { type CharterId, idBytes, type PaperKey, type PartyId, type SheetKey } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { countNeeded } from "../../../shared/charter/parties/quotas.ts";
import { type InviteRole, inviteRoles } from "../../../shared/charter/parties/roles.ts";
import { invitesFreely } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readSheetChain, type SheetCard, type Signed, signDeviceCard } from "../../../shared/ledger/members/cards.ts";
import { encodeEntry } from "../../../shared/ledger/members/entries.ts";
import type { Invite } from "../../../shared/ledger/members/governance.ts";
import {
  createInviteCode,
  inviteMailboxKey,
  inviteName,
  inviteStatement,
  type JoinRequest,
  readInviteCode,
  readJoinRequest,
  signJoinRequest,
} from "../../../shared/ledger/members/invite.ts";
import {
  readPaperQuestion,
  readRecovery,
  signPaperQuestion,
  signRecovery,
} from "../../../shared/ledger/members/recovery.ts";
import { isLiveKey, sheetOf } from "../../../shared/ledger/members/sheets.ts";
import {
  encodeRefused,
  encodeWelcomeMessage,
  type JoinRefusal,
  type PaperAnswer,
} from "../../../shared/sync/meeting.ts";
import { openWelcome, sealWelcome, type Welcome } from "../../../shared/sync/welcome.ts";
import type { Keys, StoredSheet } from "../keys/identity.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { JoinAnswer } from "../peers/meetings.ts";
import type { Platform } from "../platform.ts";

const hourMs = 3_600_000;

export interface JoinRoutes {
  ask(
    invite: KeyPair,
    request: Bytes,
    opensWelcome: (welcome: Bytes) => boolean,
  ): Promise<Result<JoinAnswer, HostError>>;
  fetch(charter: OpenCharter): Promise<Result<unknown, HostError>>;
}

/** What came back with a party's words: its charters, and its card with the chain of this device. */
export interface Recovered {
  readonly charters: readonly CharterId[];
  readonly party: { readonly signedCard: Signed; readonly chain: readonly Signed[] };
  /** Where they were not those that the party is named by. */
  readonly sheet: StoredSheet | null;
}

export interface RecoveryRoutes {
  askPaper(question: Bytes): Promise<Result<PaperAnswer, HostError>>;
  askRecovery(request: Bytes): Promise<Result<readonly Bytes[], HostError>>;
  readonly fetch: JoinRoutes["fetch"];
}

export type Joins = ReturnType<typeof createJoins>;

export function createJoins(args: { readonly platform: Platform; readonly keys: Keys; readonly charters: Charters }) {
  const { platform, keys, charters } = args;

  function invite(
    charter: OpenCharter,
    role: InviteRole,
    expiresInHours: number,
    reason: string,
    party: PartyId | null = null,
  ): Result<{ code: string; expiresAt: number }, HostError> {
    const code = createInviteCode(platform.random.bytes(16));
    const pair = readInviteCode(code);
    if (!pair.ok) return pair;
    const expiresAt = platform.clock.now() + expiresInHours * hourMs;
    const statement = sign(inviteStatement(charter.id, role, expiresAt), pair.value.privateKey);
    const { parties, policy } = charter.replica.ledger().membership();
    const isAsked = role === "party" && !invitesFreely(charter.replica.ledger(), party);
    const body = encodeEntry({
      kind: "openInvite",
      invite: pair.value.publicKey,
      role,
      expiresAt,
      statement,
      mailbox: inviteMailboxKey(pair.value),
      needed: isAsked ? countNeeded(policy.admit, parties.size) : 1,
      party: party === null ? null : idBytes(party),
      reason,
    });
    const signed = charter.replica.append([{ type: envelopeTypes.governance, body }]);
    return signed.ok ? ok({ code, expiresAt }) : signed;
  }

  function cancel(charter: OpenCharter, name: string): Result<null, HostError> {
    for (const open of charter.replica.ledger().membership().invites.values())
      if (inviteName(open.key) === name)
        return charter.replica.append([
          { type: envelopeTypes.governance, body: encodeEntry({ kind: "closeInvite", invite: open.key, reason: "" }) },
        ]);
    return err({ kind: "badArgument", what: "invite", expected: "the id of an invite of this charter" });
  }

  function list(charter: OpenCharter): readonly InviteView[] {
    const { invites, devices, former } = charter.replica.ledger().membership();
    return [...invites.values()].map((open) => ({
      id: inviteName(open.key),
      role: open.role,
      expiresAt: open.expiresAt,
      state: stateOf(open),
      invitedBy: (devices.get(open.by) ?? former.get(open.by)?.member)?.card.person ?? "",
    }));
  }

  function stateOf(open: Invite): InviteView["state"] {
    if (open.used) return "used";
    if (open.closed) return "cancelled";
    if (open.expiresAt < platform.clock.now()) return "expired";
    return open.granted ? "open" : "waiting";
  }

  /** Any member may admit whoever proves to know a code; a delegate only of one's own party. */
  function answer(wire: Bytes): Bytes {
    const refuse = (reason: JoinRefusal, at = 0): Bytes => encodeRefused(reason, at);
    const request = readJoinRequest(wire);
    if (!request.ok) return refuse("failed");
    const key = toHex(request.value.inviteKey);
    for (const { id: held } of charters.marks().filter(({ invites }) => invites.includes(key))) {
      const opened = charters.get(held);
      if (!opened.ok) continue;
      const charter = opened.value;
      const membership = charter.replica.ledger().membership();
      const open = membership.invites.get(key);
      if (open === undefined || !membership.devices.has(keys.device)) continue;
      const { id, sealKey } = request.value.device;
      const welcome = (): Bytes =>
        encodeWelcomeMessage(sealWelcome({ charter: charter.id, keys: charter.replica.keys() }, open, sealKey));
      // A join that broke off after the admission goes on where it stopped, with whichever member is met.
      if (membership.devices.has(id)) return welcome();
      if (open.used || open.closed || membership.former.has(id)) return refuse("used");
      if (open.expiresAt < platform.clock.now()) return refuse("expired", open.expiresAt);
      if (!open.granted) return refuse("waiting");
      if (open.role !== request.value.role) return refuse("role", inviteRoles.indexOf(open.role));
      return admit(charter, request.value, wire).ok ? welcome() : refuse("failed");
    }
    return refuse("unknown");
  }

  function admit(charter: OpenCharter, request: JoinRequest, wire: Bytes): Result<null, HostError> {
    const own = charter.replica.ledger().membership().devices.get(keys.device);
    if (own === undefined) return err({ kind: "notAuthorised", reason: "this device is not a member" });
    const issuer = { id: keys.device, privateKey: keys.signing.privateKey };
    const entry = (device: readonly Signed[]): Result<null, HostError> => {
      const body = encodeEntry({ kind: "admit", request: wire, party: request.party?.signedCard ?? null, device });
      return charter.replica.append([{ type: envelopeTypes.governance, body }]);
    };
    if (request.party !== null) return entry(request.party.chain);
    if (request.role !== "delegate") return entry([]);
    const { party } = own.card;
    if (party === null) return err({ kind: "noParty" });
    return entry([...own.chain, signDeviceCard({ ...request.device, party }, issuer)]);
  }

  /** Those in which a key is, or was, a party's. */
  const knowing = (key: string): readonly OpenCharter[] =>
    charters
      .marks()
      .filter(({ papers }) => papers.includes(key))
      .map(({ id }) => charters.get(id))
      .flatMap((opened) => (opened.ok ? [opened.value] : []));

  /** [S16] Whose a key on paper is, for somebody who has its words. */
  function answerPaper(wire: Bytes, isMeant = (_: OpenCharter): boolean => true): Omit<PaperAnswer, "kind"> {
    const key = readPaperQuestion(wire);
    const said: ("live" | "ended")[] = [];
    let chain: readonly Signed[] = [];
    for (const { replica } of key === null ? [] : knowing(key).filter(isMeant)) {
      const membership = replica.ledger().membership();
      const sheet = membership.sheets.get(key as SheetKey);
      const party = sheet?.party ?? (key as PartyId);
      if (!membership.parties.has(party) || !membership.devices.has(keys.device)) continue;
      const isLive = isLiveKey(membership, party, key as PaperKey);
      said.push(isLive ? "live" : "ended");
      const placed = replica
        .ledger()
        .governanceEntries()
        .find(({ hash }) => hash === sheet?.entry);
      if (isLive && placed?.entry.kind === "renewSheet") chain = placed.entry.chain;
    }
    return { state: said.includes("live") ? "live" : (said[0] ?? "unknown"), chain };
  }

  /** [L26] Lets a party's new device back in, into every charter here that the party belongs to. */
  function answerRecovery(wire: Bytes, isMeant = (_: OpenCharter): boolean => true): readonly Bytes[] {
    const recovery = readRecovery(wire);
    if (!recovery.ok) return [];
    const { device, key } = recovery.value;
    return knowing(key)
      .filter(isMeant)
      .flatMap((charter) => {
        const membership = charter.replica.ledger().membership();
        const { parties, devices } = membership;
        if (!parties.has(device.party) || !devices.has(keys.device)) return [];
        if (!devices.has(device.id)) {
          if (!isLiveKey(membership, device.party, key)) return [];
          const body = encodeEntry({ kind: "recover", request: wire });
          if (!charter.replica.append([{ type: envelopeTypes.governance, body }]).ok) return [];
        }
        return [sealWelcome({ charter: charter.id, keys: charter.replica.keys() }, null, device.sealKey)];
      });
  }

  /** `routes`: how to reach somebody who can answer, and how to fetch the charter after the welcome. */
  async function join(
    routes: JoinRoutes,
    code: string,
    address: string,
  ): Promise<Result<{ charter: CharterId }, HostError>> {
    const pair = readInviteCode(code);
    if (!pair.ok) return pair;
    const { person, deviceName: name, device: id, sealing } = keys;
    const ask = (role: InviteRole): Promise<Result<JoinAnswer, HostError>> => {
      const time = platform.clock.now();
      const request: JoinRequest = {
        inviteKey: pair.value.publicKey,
        role,
        device: { id, person, name, sealKey: sealing.publicKey, issuedAt: time },
        party: role === "party" ? keys.party : null,
        time,
      };
      return routes.ask(
        pair.value,
        signJoinRequest(request, pair.value, keys.signing.privateKey),
        (welcome) => openWelcome(welcome, sealing, pair.value.publicKey) !== null,
      );
    };
    // The invite's role is not in the code: whoever answers says it where the first guess is wrong.
    let answered = await ask(keys.party === null ? "delegate" : "party");
    const role = answered.ok && answered.value.kind === "refused" ? readRole(answered.value) : null;
    if (role === "party" && keys.party === null) return err({ kind: "noParty" });
    if (role !== null) answered = await ask(role);
    if (!answered.ok) return answered;
    if (answered.value.kind === "refused") return err(readRefusal(answered.value.reason, answered.value.at, address));
    const welcome = openWelcome(answered.value.welcome, sealing, pair.value.publicKey);
    if (welcome === null)
      return err({ kind: "peerGarbage", address, reason: "it answered for another charter than the code" });
    return adopt(welcome, routes.fetch);
  }

  async function adopt(
    { charter, keys: epochKeys }: Welcome,
    fetch: JoinRoutes["fetch"],
  ): Promise<Result<{ charter: CharterId }, HostError>> {
    const held = charters.get(charter);
    const lacksKey = !held.ok && (held.error.kind === "charterNotFound" || isKeyTrouble(held.error));
    const adopted = lacksKey ? charters.adopt(charter, epochKeys) : held;
    if (!adopted.ok) return adopted;
    const fetched = await fetch(adopted.value);
    return fetched.ok ? ok({ charter }) : fetched;
  }

  /** Asks a member to let this device, which has the party's words, back in. */
  async function recover(
    root: KeyPair,
    args: {
      readonly revokeOthers: boolean;
      readonly since: string | null;
      readonly reason: string;
      readonly address: string;
    },
    routes: RecoveryRoutes,
  ): Promise<Result<Recovered, HostError>> {
    const { device: id, person, deviceName, sealing } = keys;
    const { address } = args;
    const key = toHex(root.publicKey) as PaperKey;
    const time = platform.clock.now();
    const asked = await routes.askPaper(signPaperQuestion(root, time));
    if (!asked.ok) return asked;
    if (asked.value.state === "ended") return err({ kind: "recoveryWordsEnded" });
    if (asked.value.state === "unknown") return err({ kind: "recoveryUnknown", address });
    const sheet = asked.value.chain.length === 0 ? null : readSheetChain(asked.value.chain);
    if (sheet !== null && (!sheet.ok || sheet.value.key !== key))
      return err({ kind: "peerGarbage", address, reason: "it answered for another key than the words'" });
    const party = sheet === null ? (key as PartyId) : sheet.value.party;
    const card = { id, party, person, name: deviceName, sealKey: sealing.publicKey, issuedAt: time };
    const chain = [...asked.value.chain, signDeviceCard(card, { id: key, privateKey: root.privateKey })];
    const request = { chain, revokesOthers: args.revokeOthers, since: args.since, reason: args.reason, time };
    const answered = await routes.askRecovery(signRecovery(request, root.privateKey, keys.signing.privateKey));
    if (!answered.ok) return answered;
    const found: CharterId[] = [];
    let signedCard: Signed | null = null;
    let stored: StoredSheet | null = null;
    for (const sealed of answered.value) {
      const welcome = openWelcome(sealed, sealing, null);
      const adopted = welcome === null ? null : await adopt(welcome, routes.fetch);
      const open = adopted?.ok ? charters.get(adopted.value.charter) : null;
      const known = open?.ok ? open.value.replica.ledger().membership().parties.get(party) : undefined;
      if (!adopted?.ok || known === undefined) continue;
      found.push(adopted.value.charter);
      signedCard = known.signed;
      if (sheet !== null && open?.ok) stored ??= storedIn(open.value, sheet.value);
    }
    if (signedCard === null) return err({ kind: "recoveryUnknown", address });
    return ok({ charters: found, party: { signedCard, chain }, sheet: stored });
  }

  return { invite, cancel, list, answer, answerPaper, answerRecovery, join, recover };
}

/** As a charter has it, so that this device brings it into others. */
function storedIn({ replica }: OpenCharter, card: SheetCard): StoredSheet | null {
  for (const { entry } of replica.ledger().governanceEntries()) {
    if (entry.kind !== "renewSheet" || sheetOf(entry)?.key !== card.key) continue;
    const { chain, proof, consent, over } = entry;
    const by = consent === null ? null : { key: toHex(over) as PaperKey, signature: consent };
    return { card, chain, proof, consent: by };
  }
  return null;
}

const isKeyTrouble = (error: HostError): boolean => error.kind === "fileUnusable" && error.what === "charterKey";

const readRole = ({ reason, at }: { readonly reason: JoinRefusal; readonly at: number }): InviteRole | null =>
  reason === "role" ? (inviteRoles[at] ?? null) : null;

function readRefusal(reason: JoinRefusal, at: number, address: string): HostError {
  switch (reason) {
    case "expired":
      return { kind: "inviteExpired", expiredAt: at };
    case "used":
    case "member":
      return { kind: "inviteUsed" };
    case "waiting":
      return { kind: "inviteWaiting" };
    case "unknown":
      return { kind: "inviteUnknown", address };
    case "role":
    case "failed":
      return { kind: "notAuthorised", reason: "the member who answered could not admit this device" };
  }
}
