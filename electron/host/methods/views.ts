/** What people see of a charter, read from its ledger. */
import type { ArrivingView, CharterSummary, CharterView } from "../../../shared/api/library.ts";
import type { DeviceView, GuestView, PartyRef, PartyView } from "../../../shared/api/people.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { Member } from "../../../shared/ledger/members/governance.ts";
import { signersKind, signersOf } from "../../../shared/ledger/statements/signers.ts";
import type { Ratification } from "../agreements/ratification.ts";
import type { ReadMarks } from "../history/readMarks.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Boards } from "../negotiation/board.ts";
import type { CommentThreads } from "../negotiation/commentThreads.ts";
import type { Arrivals } from "../peers/arriving.ts";
import type { Meetings } from "../peers/meetings.ts";
import type { MetAddresses } from "../peers/metAddresses.ts";
import type { Reconnection } from "../peers/reconnect.ts";
import { authorOf } from "../people/authors.ts";
import type { Joins } from "../people/joins.ts";
import { guestRoleOf, readDecisions, readEnding } from "../people/membership.ts";
import { readSafety } from "../people/safety.ts";
import type { Relays } from "../relay/relays.ts";

export interface ViewSources {
  readonly me: DeviceId;
  readonly charters: Charters;
  readonly arrivals: Arrivals;
  readonly reconnection: Reconnection;
  readonly ratification: Ratification;
  readonly joins: Joins;
  readonly meetings: Meetings;
  readonly metAddresses: MetAddresses;
  readonly relays: Relays;
  readonly readMarks: ReadMarks;
  readonly commentThreads: CommentThreads;
  readonly boards: Boards;
}

const readArriving = (charter: OpenCharter, { arrivals, meetings }: ViewSources): ArrivingView | null =>
  arrivals.view(charter, meetings.connected(charter.id).length > 0);

export function readSummary(charter: OpenCharter, sources: ViewSources): CharterSummary {
  const { me, ratification } = sources;
  const ledger = charter.replica.ledger();
  const membership = ledger.membership();
  const { state, endsOn, waitingForMe } = ratification.summary(charter);
  const arriving = readArriving(charter, sources);
  const member = membership.devices.get(me);
  const others = [...membership.devices.keys()].filter((device) => device !== me);
  return {
    id: charter.id,
    title: arriving?.agreed?.title ?? ratification.title(charter, charter.replica.readText()),
    language: arriving?.agreed?.language ?? membership.language,
    parties: [...membership.parties.values()].map(({ card }) => ({ id: card.id, name: card.name })),
    state,
    endsOn,
    waitingForMe,
    consentsForMe: readDecisions(charter, me).filter(({ canConsent }) => canConsent).length,
    news: sources.readMarks.counts(charter),
    mentionsOfMe: sources.commentThreads.mentionsOfMe(charter),
    hasEnded: readEnding(charter, me) !== null,
    guestRole: member === undefined ? null : guestRoleOf(member),
    otherDevices: others.length,
    notReceived: Math.max(
      0,
      ...others.map((device) => ledger.missingFor(device) + charter.replica.unsigned() + charter.replica.keysOwed()),
    ),
    changedAt: ledger.latestTime(),
    arriving,
    damage: charter.replica.damage(),
  };
}

/** `draftDiffersIn`: which takes its time to find out for a long text. */
export function readCharterView(
  charter: OpenCharter,
  sources: ViewSources,
  draftDiffersIn: CharterView["draftDiffersIn"],
): CharterView {
  const { me, charters, reconnection, ratification, joins, meetings, relays } = sources;
  const arriving = readArriving(charter, sources);
  const { replica } = charter;
  const ledger = replica.ledger();
  const membership = ledger.membership();
  const mine = membership.devices.get(me)?.card.party ?? null;
  const { state, inForce, endsOn } = ratification.summary(charter);
  const parties = [...membership.parties.values()].sort((a, b) => a.admittedAt - b.admittedAt);
  const deviceView = ({ card }: Member, party: PartyRef | null): DeviceView => ({
    id: card.id,
    name: card.name,
    person: card.person,
    party,
    isThis: card.id === me,
    missing: card.id === me ? 0 : ledger.missingFor(card.id) + replica.unsigned(),
    receiptAt: ledger.receiptAt(card.id),
  });
  const asked = ledger.statements.all(signersKind);
  const members = [...membership.devices.values()].sort((a, b) => a.admittedAt - b.admittedAt);
  return {
    id: charter.id,
    title: arriving?.agreed?.title ?? ratification.title(charter, replica.readText()),
    language: arriving?.agreed?.language ?? membership.language,
    arriving,
    parties: parties.map(
      ({ card, admittedAt }): PartyView => ({
        ...card,
        admittedAt,
        isMine: card.id === mine,
        signers: signersOf(asked, membership, card.id),
        devices: members
          .filter((member) => member.card.party === card.id)
          .map((member) => deviceView(member, { id: card.id, name: card.name })),
      }),
    ),
    guests: members.flatMap((member): readonly GuestView[] => {
      const role = guestRoleOf(member);
      return role === null ? [] : [{ role, admittedAt: member.admittedAt, device: deviceView(member, null) }];
    }),
    policy: membership.policy,
    asksToSuggest: ledger.asksToSuggest(null),
    decisions: readDecisions(charter, me),
    ended: readEnding(charter, me),
    leftOut: replica.leftOut().length,
    notHere: [...replica.notHere()].map(([device, changes]) => ({ by: authorOf(charter, device), changes })),
    invites: joins.list(charter),
    changes: ledger.substance() + replica.unsigned(),
    draftDiffersIn,
    closed: sources.boards.closed(charter),
    inForce: inForce?.proposal.id ?? null,
    state,
    endsOn,
    relay: relays.view(charter),
    safety: readSafety(charters, charter),
    reconnecting: reconnection
      .reconnecting(charter.id)
      .filter((device) => !meetings.connected(charter.id).includes(device)),
    met: sources.metAddresses.of(charter),
    connected: meetings.connected(charter.id).map((device) => ({ device, by: "address" as const })),
    readOnly: replica.damage() !== null ? "damaged" : replica.lacksRuleset() !== null ? "newerFormat" : null,
    lacksRuleset: replica.lacksRuleset(),
    unknown: [...ledger.statements.unknown()].map(([device, count]) => ({ by: authorOf(charter, device), count })),
    damage: replica.damage(),
    unreadable: replica.unreadable(),
  };
}
