/** Inviting and joining: codes, requests, admissions. PROTOCOL.md of the ledger, L8 to L10; of sync, S8. */
import type { HostError } from "../../shared/api/errors.ts";
import type { InviteView } from "../../shared/api/hostApi.ts";
import { type Bytes, toHex } from "../../shared/base/bytes.ts";
import { type KeyPair, sign } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { signDeviceCard } from "../../shared/ledger/cards.ts";
import { envelopeTypes } from "../../shared/ledger/envelope.ts";
import { encodeEntry, type Invite } from "../../shared/ledger/governance.ts";
import {
  createInviteCode,
  inviteName,
  inviteStatement,
  type JoinRequest,
  readInviteCode,
  readJoinRequest,
  signJoinRequest,
} from "../../shared/ledger/invite.ts";
import { encodeRefused, encodeWelcomeMessage, type JoinRefusal } from "../../shared/sync/meeting.ts";
import { openWelcome, sealWelcome } from "../../shared/sync/welcome.ts";
import type { Charters, OpenCharter } from "./charters.ts";
import type { Keys } from "./identity.ts";
import type { JoinAnswer } from "./meetings.ts";
import type { Platform } from "./platform.ts";

const hourMs = 3_600_000;

export interface JoinDoors {
  ask(
    invite: KeyPair,
    request: Bytes,
    opensWelcome: (welcome: Bytes) => boolean,
  ): Promise<Result<JoinAnswer, HostError>>;
  fetch(charter: OpenCharter): Promise<Result<unknown, HostError>>;
}

export type Joins = ReturnType<typeof createJoins>;

export function createJoins(args: { readonly platform: Platform; readonly keys: Keys; readonly charters: Charters }) {
  const { platform, keys, charters } = args;

  function invite(
    charter: OpenCharter,
    role: "party" | "delegate",
    expiresInHours: number,
  ): Result<{ code: string; expiresAt: number; invite: KeyPair }, HostError> {
    const code = createInviteCode(platform.random.bytes(16));
    const pair = readInviteCode(code);
    if (!pair.ok) return pair;
    const expiresAt = platform.clock.now() + expiresInHours * hourMs;
    const statement = sign(inviteStatement(charter.id, role, expiresAt), pair.value.privateKey);
    const body = encodeEntry({ kind: "openInvite", invite: pair.value.publicKey, role, expiresAt, statement });
    const signed = charter.replica.append([{ type: envelopeTypes.governance, body }]);
    return signed.ok ? ok({ code, expiresAt, invite: pair.value }) : signed;
  }

  function cancel(charter: OpenCharter, name: string): Result<null, HostError> {
    for (const open of charter.replica.ledger().membership().invites.values())
      if (inviteName(open.key) === name)
        return charter.replica.append([
          { type: envelopeTypes.governance, body: encodeEntry({ kind: "closeInvite", invite: open.key }) },
        ]);
    return err({ kind: "badArgument", what: "invite", expected: "the id of an invite of this charter" });
  }

  function list(charter: OpenCharter): readonly InviteView[] {
    const { invites, devices } = charter.replica.ledger().membership();
    return [...invites.values()].map((open) => ({
      id: inviteName(open.key),
      role: open.role,
      expiresAt: open.expiresAt,
      state: stateOf(open),
      invitedBy: devices.get(open.by)?.card.person ?? "",
    }));
  }

  const stateOf = (open: Invite): InviteView["state"] =>
    open.used ? "used" : open.closed ? "cancelled" : open.expiresAt < platform.clock.now() ? "expired" : "open";

  /** Any member that holds the invite's entry may admit whoever proves to know its code. */
  function answer(wire: Bytes): Bytes {
    const refuse = (reason: JoinRefusal, at = 0): Bytes => encodeRefused(reason, at);
    const request = readJoinRequest(wire);
    if (!request.ok) return refuse("failed");
    const key = toHex(request.value.inviteKey);
    for (const charter of charters.all()) {
      const membership = charter.replica.ledger().membership();
      const open = membership.invites.get(key);
      if (open === undefined) continue;
      const { statement, role, expiresAt } = open;
      const welcome = (): Bytes =>
        encodeWelcomeMessage(
          sealWelcome(charter.id, { role, expiresAt, statement }, charter.epochKey, request.value.device.sealKey),
        );
      // A join that broke off after the admission goes on where it stopped.
      if (membership.devices.has(request.value.device.id)) return welcome();
      if (open.used || open.closed) return refuse("used");
      if (open.expiresAt < platform.clock.now()) return refuse("expired", open.expiresAt);
      if (role !== request.value.role) return refuse("failed");
      return admit(charter, request.value, wire).ok ? welcome() : refuse("failed");
    }
    return refuse("unknown");
  }

  function admit(charter: OpenCharter, request: JoinRequest, wire: Bytes): Result<null, HostError> {
    const own = charter.replica.ledger().membership().devices.get(keys.device);
    if (own === undefined) return err({ kind: "notAuthorised", reason: "this device is not a member" });
    const issuer = { id: keys.device, privateKey: keys.signing.privateKey };
    const device =
      request.party === null
        ? [...own.chain, signDeviceCard({ ...request.device, party: own.card.party }, issuer)]
        : request.party.chain;
    const body = encodeEntry({ kind: "admit", request: wire, party: request.party?.signedCard ?? null, device });
    return charter.replica.append([{ type: envelopeTypes.governance, body }]);
  }

  /** `doors`: how to reach somebody who can answer, and how to fetch the charter after the welcome. */
  async function join(
    doors: JoinDoors,
    code: string,
    address: string,
  ): Promise<Result<{ charter: CharterId }, HostError>> {
    const pair = readInviteCode(code);
    if (!pair.ok) return pair;
    const { person, deviceName: name, device: id, sealing } = keys;
    let refusal: HostError = { kind: "inviteUnknown", address };
    // The invite's role is not in the code: with an own party, ask as a party first.
    for (const role of keys.party === null ? (["delegate"] as const) : (["party", "delegate"] as const)) {
      const time = platform.clock.now();
      const request: JoinRequest = {
        inviteKey: pair.value.publicKey,
        role,
        device: { id, person, name, sealKey: sealing.publicKey, issuedAt: time },
        party: role === "party" ? keys.party : null,
        time,
      };
      const answered = await doors.ask(
        pair.value,
        signJoinRequest(request, pair.value, keys.signing.privateKey),
        (welcome) => openWelcome(welcome, sealing, pair.value.publicKey) !== null,
      );
      if (!answered.ok) return answered;
      if (answered.value.kind === "refused") {
        refusal = readRefusal(answered.value.reason, answered.value.at, address);
        if (answered.value.reason === "failed") continue;
        return err(refusal);
      }
      const welcome = openWelcome(answered.value.welcome, sealing, pair.value.publicKey);
      if (welcome === null)
        return err({ kind: "peerGarbage", address, reason: "it answered for another charter than the code" });
      const { charter, epochKey } = welcome;
      const adopted = charters.list().includes(charter) ? charters.get(charter) : charters.adopt(charter, epochKey);
      if (!adopted.ok) return adopted;
      const fetched = await doors.fetch(adopted.value);
      return fetched.ok ? ok({ charter }) : fetched;
    }
    return err(refusal);
  }

  return { invite, cancel, list, answer, join };
}

function readRefusal(reason: JoinRefusal, at: number, address: string): HostError {
  switch (reason) {
    case "expired":
      return { kind: "inviteExpired", expiredAt: at };
    case "used":
    case "member":
      return { kind: "inviteUsed" };
    case "unknown":
      return { kind: "inviteUnknown", address };
    case "failed":
      return { kind: "notAuthorised", reason: "the member who answered could not admit this device" };
  }
}
