/** Ending memberships, consenting, and what people are told of who came and went. PROTOCOL.md of the ledger, L10, L24 to L26. */

import type { HostError } from "../../../shared/api/errors.ts";
import type { Author, DecisionView, Ending, MembershipChange, PartyRef } from "../../../shared/api/people.ts";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { type DeviceId, type EnvelopeHash, idBytes, type PartyId, type SheetKey } from "../../../shared/base/ids.ts";
import { err, type Result } from "../../../shared/base/result.ts";
import { countNeeded, type Suggesters } from "../../../shared/charter/parties/quotas.ts";
import type { GuestRole } from "../../../shared/charter/parties/roles.ts";
import { lastBeforeOf } from "../../../shared/ledger/agreements/agreements.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readPartyCard } from "../../../shared/ledger/members/cards.ts";
import { type EntryOf, encodeEntry, type GovernanceEntry } from "../../../shared/ledger/members/entries.ts";
import type { Decision, Member, Membership, PlacedEntry } from "../../../shared/ledger/members/governance.ts";
import { readJoinRequest } from "../../../shared/ledger/members/invite.ts";
import { readRecovery } from "../../../shared/ledger/members/recovery.ts";
import { sheetOf } from "../../../shared/ledger/members/sheets.ts";
import { encodeSigners } from "../../../shared/ledger/statements/signers.ts";
import type { OpenCharter } from "../library/charters.ts";

const sign = ({ replica }: OpenCharter, entry: GovernanceEntry): Result<null, HostError> =>
  replica.append([{ type: envelopeTypes.governance, body: encodeEntry(entry) }]);

const notAuthorised = (reason: string): Result<never, HostError> => err({ kind: "notAuthorised", reason });

/** `since`: the day from which the party does not stand by the device's ballots; null: it stands by all held here. */
export function revokeDevice(
  charter: OpenCharter,
  device: DeviceId,
  reason: string,
  since: string | null,
): Result<null, HostError> {
  const ledger = charter.replica.ledger();
  if (!ledger.membership().devices.has(device))
    return err({ kind: "badArgument", what: "device", expected: "a device of this charter" });
  const held = ledger.places().flatMap((place) => (place.device === device ? [place.seq] : []));
  const stoodBy = since === null ? Number.POSITIVE_INFINITY : lastBeforeOf(ledger, device, since);
  return sign(charter, {
    kind: "revoke",
    device: idBytes(device),
    last: Math.min(Math.max(-1, ...held), stoodBy),
    reason,
  });
}

/** One's own party withdraws at once; another's removal waits for enough of the remaining parties. */
export function removeParty(
  charter: OpenCharter,
  me: DeviceId,
  party: PartyId,
  reason: string,
): Result<null, HostError> {
  const { parties, devices, policy } = charter.replica.ledger().membership();
  if (!parties.has(party)) return err({ kind: "badArgument", what: "party", expected: "a party of this charter" });
  const isOwn = devices.get(me)?.card.party === party;
  if (!isOwn && parties.size < 3)
    return notAuthorised("of two parties neither removes the other: a party can withdraw");
  const needed = isOwn ? 0 : countNeeded(policy.remove, parties.size - 1);
  return sign(charter, { kind: "remove", party: idBytes(party), needed, reason });
}

/** [L35] */
export function adoptRuleset(charter: OpenCharter, ruleset: number, reason: string): Result<null, HostError> {
  const membership = charter.replica.ledger().membership();
  const known = [...charter.replica.program.rulesets.keys()].filter((number) => number > membership.ruleset);
  if (!known.includes(ruleset)) {
    const expected = known.length === 0 ? "a later ruleset, and this program has none" : `one of ${known.join(", ")}`;
    return err({ kind: "badArgument", what: "ruleset", expected });
  }
  const needed = countNeeded(membership.policy.admit, membership.parties.size);
  return sign(charter, { kind: "adopt", ruleset, needed, reason });
}

/** [L67] */
export function setSuggest(charter: OpenCharter, suggest: Suggesters, reason: string): Result<null, HostError> {
  const { policy, parties } = charter.replica.ledger().membership();
  if (policy.suggest === suggest) {
    const expected = suggest === "all" ? "guests: everybody is asked already" : "all: only guests are asked already";
    return err({ kind: "badArgument", what: "suggest", expected });
  }
  return sign(charter, { kind: "setSuggest", suggest, needed: countNeeded(policy.admit, parties.size), reason });
}

export function consent(charter: OpenCharter, decision: string, reason: string): Result<null, HostError> {
  const to = fromHex(decision);
  return to !== null &&
    charter.replica
      .ledger()
      .membership()
      .decisions.has(decision as EnvelopeHash)
    ? sign(charter, { kind: "consent", to, reason })
    : err({ kind: "decisionNotFound", decision });
}

/** [L51] For the party of `me`; `time` in milliseconds since 1970. */
export function setSigners(charter: OpenCharter, me: DeviceId, count: number, time: number): Result<null, HostError> {
  const party = charter.replica.ledger().membership().devices.get(me)?.card.party ?? null;
  if (party === null) return err({ kind: "noParty" });
  return charter.replica.append([{ type: envelopeTypes.signers, body: encodeSigners({ count, time }) }]);
}

/** Names as their cards said them when they were let in, also of those who left. */
export function createNames(ledger: Ledger) {
  const membership = ledger.membership();
  const parties = new Map<PartyId, string>();
  for (const { entry } of ledger.governanceEntries()) {
    const founder = entry.kind === "genesis" ? readPartyCard(entry.party) : null;
    if (founder?.ok) parties.set(founder.value.id, founder.value.name);
    const request = entry.kind === "admit" ? readJoinRequest(entry.request) : null;
    if (request?.ok && request.value.party !== null)
      parties.set(request.value.party.card.id, request.value.party.card.name);
  }
  for (const [id, { card }] of membership.parties) parties.set(id, card.name);
  const member = (device: DeviceId): Member | undefined =>
    membership.devices.get(device) ?? membership.former.get(device)?.member;
  const partyRef = (id: PartyId): PartyRef => ({ id, name: parties.get(id) ?? "" });
  return {
    membership,
    member,
    partyRef,
    author(device: DeviceId): Author {
      const card = member(device)?.card;
      const party = card?.party ?? null;
      return { person: card?.person ?? "", party: party === null ? null : partyRef(party) };
    },
  };
}

export function readDecisions(charter: OpenCharter, me: DeviceId): readonly DecisionView[] {
  if (charter.replica.ledger().membership().decisions.size === 0) return [];
  const { membership, partyRef, author, member } = createNames(charter.replica.ledger());
  const entries = new Map(
    charter.replica
      .ledger()
      .governanceEntries()
      .map((placed) => [placed.hash, placed]),
  );
  const mine = membership.devices.has(me) ? (member(me)?.card.party ?? null) : null;
  return [...membership.decisions.values()]
    .filter((decision) => isOpen(membership, decision.entry))
    .flatMap((decision): readonly DecisionView[] => {
      const placed = entries.get(decision.entry);
      if (placed === undefined) return [];
      return [
        {
          id: decision.entry,
          kind: kindOf(decision),
          party: decision.removes === null ? null : partyRef(decision.removes),
          ruleset:
            decision.adopts === null
              ? null
              : { number: decision.adopts, isKnown: charter.replica.program.rulesets.has(decision.adopts) },
          suggest: decision.suggests,
          by: author(placed.device),
          at: placed.time,
          reason: "reason" in placed.entry ? placed.entry.reason : "",
          consented: decision.consented.map(partyRef),
          needed: decision.needed,
          electorate: decision.electorate.map(partyRef),
          canConsent: mine !== null && decision.electorate.includes(mine) && !decision.consented.includes(mine),
        },
      ];
    });
}

function kindOf({ removes, adopts, suggests }: Decision): DecisionView["kind"] {
  if (removes !== null) return "removeParty";
  if (adopts !== null) return "adoptRuleset";
  return suggests !== null ? "setSuggest" : "admitParty";
}

/** It still waits: an invite that is neither granted nor closed, a removal of who is still a party. */
function isOpen(membership: Membership, entry: EnvelopeHash): boolean {
  const decision = membership.decisions.get(entry);
  if (decision === undefined || decision.consented.length >= decision.needed) return false;
  if (decision.removes !== null) return membership.parties.has(decision.removes);
  if (decision.adopts !== null) return membership.ruleset < decision.adopts;
  if (decision.suggests !== null) {
    // Whatever was decided later counts.
    const all = [...membership.decisions.values()];
    const later = all.slice(all.indexOf(decision) + 1);
    return !later.some(({ suggests, consented, needed }) => suggests !== null && consented.length >= needed);
  }
  const invite = [...membership.invites.values()].find((open) => open.entry === entry);
  return invite !== undefined && !invite.closed && !invite.used;
}

/** How a device's membership ended; null while it has not. */
export function readEnding(charter: OpenCharter, device: DeviceId): Ending | null {
  const former = charter.replica.ledger().membership().former.get(device);
  return former === undefined ? null : readEndingBy(charter, former.by);
}

/** What an entry that ends devices says; `entry` null: the device equivocated. */
export function readEndingBy(charter: OpenCharter, entry: EnvelopeHash | null): Ending {
  const { author } = createNames(charter.replica.ledger());
  const placed = charter.replica
    .ledger()
    .governanceEntries()
    .find(({ hash }) => hash === entry);
  if (placed === undefined) return { at: 0, by: { person: "", party: null }, reason: "" };
  return { at: placed.time, by: author(placed.device), reason: reasonOf(placed) };
}

function reasonOf({ entry }: PlacedEntry): string {
  if (entry.kind === "recover") {
    const recovery = readRecovery(entry.request);
    return recovery.ok ? recovery.value.reason : "";
  }
  return "reason" in entry ? entry.reason : "";
}

/** Who came and went, oldest first. Rotations of the key say nothing to people. */
export function readChanges(ledger: Ledger): readonly MembershipChange[] {
  const names = createNames(ledger);
  const changes = ledger.governanceEntries().flatMap((placed) => {
    const change = describe(placed, names);
    if (change === null) return [];
    const { membership } = names;
    const waits = isOpen(membership, placed.hash);
    return [
      {
        id: placed.hash,
        at: placed.time,
        by: names.author(placed.device),
        reason: reasonOf(placed),
        role: null,
        state: membership.notCounted.has(placed.hash)
          ? ("notCounted" as const)
          : waits
            ? ("waiting" as const)
            : ("done" as const),
        ...change,
      },
    ];
  });
  const forks = [...ledger.forks()].map(
    ([device]): MembershipChange => ({
      id: device,
      kind: "deviceForked",
      at: ledger.receiptAt(device) ?? 0,
      by: names.author(device),
      subject: names.member(device)?.card.name ?? "",
      role: null,
      reason: "",
      state: "done",
    }),
  );
  return [...changes, ...forks].sort((a, b) => a.at - b.at);
}

type Names = ReturnType<typeof createNames>;

function describe(
  { entry }: PlacedEntry,
  { member, partyRef, membership }: Names,
): (Pick<MembershipChange, "kind" | "subject"> & Partial<Pick<MembershipChange, "role">>) | null {
  const nameOf = (device: Bytes): string => {
    const card = member(toHex(device) as DeviceId)?.card;
    return card === undefined ? "" : `${card.person}, ${card.name}`;
  };
  const partyOfSheet = (renewal: EntryOf<"renewSheet">): string => {
    const sheet = sheetOf(renewal);
    return sheet === null ? "" : partyRef(sheet.party).name;
  };
  const opened = (invite: Bytes) => membership.invites.get(toHex(invite));
  switch (entry.kind) {
    case "genesis":
      return { kind: "founded", subject: entry.title };
    case "openInvite":
      return { kind: "invited", subject: "", role: entry.role };
    case "closeInvite":
      return { kind: "inviteCancelled", subject: "", role: opened(entry.invite)?.role ?? null };
    case "admit": {
      const request = readJoinRequest(entry.request);
      if (!request.ok) return null;
      const { role, party, device } = request.value;
      return { kind: "admitted", subject: party?.card.name ?? `${device.person}, ${device.name}`, role };
    }
    case "recover": {
      const recovery = readRecovery(entry.request);
      if (!recovery.ok) return null;
      const { person, name } = recovery.value.device;
      return { kind: "recovered", subject: `${person}, ${name}` };
    }
    case "revoke": {
      const ended = member(toHex(entry.device) as DeviceId);
      const isGuest = ended !== undefined && ended.card.party === null;
      return { kind: isGuest ? "guestEnded" : "deviceRevoked", subject: nameOf(entry.device) };
    }
    case "remove":
      return {
        kind: entry.needed === 0 ? "partyWithdrew" : "partyRemoved",
        subject: partyRef(toHex(entry.party) as PartyId).name,
      };
    case "consent": {
      const removes = membership.decisions.get(toHex(entry.to) as EnvelopeHash)?.removes ?? null;
      return { kind: "consented", subject: removes === null ? "" : partyRef(removes).name };
    }
    case "setSuggest":
      return { kind: "suggestProposed", subject: entry.suggest };
    case "adopt":
      return { kind: "rulesetProposed", subject: `${entry.ruleset}` };
    case "renewSheet":
      return { kind: "sheetRenewed", subject: partyOfSheet(entry) };
    case "settleSheet": {
      const sheet = membership.sheets.get(toHex(entry.sheet) as SheetKey);
      return { kind: "sheetSettled", subject: sheet === undefined ? "" : partyRef(sheet.party).name };
    }
    case "rotate":
    case "share":
      return null;
  }
}

export const guestRoleOf = ({ role }: Member): GuestRole | null => (role === "delegate" ? null : role);
