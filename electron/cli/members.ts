/** Members of a charter: in lines for people, and found by what a person types. */
import type { HostError } from "../../shared/api/errors.ts";
import type { CharterView } from "../../shared/api/library.ts";
import type {
  Author,
  DecisionView,
  DeviceView,
  MembershipChange,
  PartyRef,
  PartyView,
} from "../../shared/api/people.ts";
import { momentInWords } from "../../shared/api/valueWords.ts";
import { ok, type Result } from "../../shared/base/result.ts";
import { type NamedMember, readAlikeMembers } from "../../shared/charter/parties/alikeMembers.ts";
import { lookAlikes } from "../../shared/charter/parties/lookAlikes.ts";
import type { Suggesters } from "../../shared/charter/parties/quotas.ts";
import { findOne } from "./find.ts";
import { short } from "./print.ts";

export const authorInWords = ({ person, party }: Author): string =>
  party === null ? person : `${person} (${party.name})`;

/** The reason in quotes after what it belongs to, or nothing. */
export const because = (reason: string): string => (reason === "" ? "" : `: “${reason}”`);

const devicesOf = (view: CharterView): readonly DeviceView[] => [
  ...view.parties.flatMap(({ devices }) => devices),
  ...view.guests.map(({ device }) => device),
];

function holdingsOf(device: DeviceView): string {
  if (device.isThis) return "this device";
  if (device.receiptAt === null) return "never heard from";
  const held = device.missing === 0 ? "holds everything" : `misses ${device.missing} changes`;
  return `${held} (receipt of ${momentInWords(device.receiptAt)})`;
}

/** Id, person, device, party or role, what it holds. */
export const memberRows = (view: CharterView): readonly (readonly string[])[] =>
  devicesOf(view).map((device) => [
    `  ${short(device.id)}`,
    device.person,
    device.name,
    device.party?.name ?? view.guests.find((guest) => guest.device.id === device.id)?.role ?? "",
    holdingsOf(device),
  ]);

/** What is asked, as an order. */
/** Who is asked to suggest, as a sentence. */
export const suggestWords: Readonly<Record<Suggesters, string>> = {
  guests: "Mediators and supporters suggest; delegates choose",
  all: "Everybody is asked to suggest, once a text was ratified",
};

export function decisionInWords({ party, ruleset, suggest }: DecisionView): string {
  if (suggest !== null) return suggestWords[suggest];
  if (party !== null) return `Remove ${party.name}`;
  if (ruleset === null) return "Let a new party in";
  const warning = ruleset.isKnown ? "" : " (this program does not have them: it could then only read)";
  return `Go on by rules ${ruleset.number}${warning}`;
}

export function decisionLines(decision: DecisionView): readonly string[] {
  const { consented, needed } = decision;
  const what = decisionInWords(decision);
  const names = consented.map(({ name }) => name).join(", ");
  return [
    `  ${short(decision.id)}  ${what}, asked by ${authorInWords(decision.by)} ${momentInWords(decision.at)}${because(decision.reason)}`,
    `    ${consented.length} of ${needed} needed have consented${names === "" ? "" : `: ${names}`}${decision.canConsent ? "; your party may" : ""}`,
  ];
}

const takeCare = (names: readonly string[]): string => `Take care, these names look alike: ${names.join(", ")}`;

/** Parties that a reader could take for one another. */
export const alikePartyLines = (parties: readonly PartyRef[]): readonly string[] =>
  lookAlikes(parties, ({ name }) => name).map((group) =>
    takeCare(group.map(({ id, name }) => `${name} (${short(id)})`)),
  );

/** Parties, persons and devices of which a reader could take one for another. */
export const alikeMemberLines = (view: CharterView): readonly string[] =>
  readAlikeMembers(view).groups.map((group) => takeCare(group.map(memberInWords)));

function memberInWords({ kind, name, person, party, devices }: NamedMember): string {
  const ids = devices.map(short).join(" ");
  switch (kind) {
    case "party":
      return `${name} (${party === null ? "" : short(party.id)})`;
    case "person":
      return `${authorInWords({ person, party })} (${ids})`;
    case "device":
      return `${name} of ${person} (${ids})`;
  }
}

const kinds: Readonly<Record<MembershipChange["kind"], string>> = {
  founded: "began the charter",
  invited: "invited",
  inviteCancelled: "cancelled an invitation",
  admitted: "let in",
  recovered: "came back by the party's 24 words:",
  deviceRevoked: "ended the part of",
  guestEnded: "ended the part of",
  partyRemoved: "asked to remove",
  partyWithdrew: "withdrew",
  consented: "consented:",
  rulesetProposed: "asked all to go on by rules",
  suggestProposed: "asked that from now on these suggest:",
  deviceForked: "found signing two things in one place:",
  sheetRenewed: "made a new recovery sheet for",
  sheetSettled: "settled the new recovery sheet of",
};
const states: Readonly<Record<MembershipChange["state"], string>> = {
  done: "",
  waiting: "(waits for more parties)",
  notCounted: "(not counted: its author had been removed)",
};

/** When, who, what, to whom, why. */
export function changeLine({ kind, at, by, subject, role, reason, state }: MembershipChange): string {
  const what = [authorInWords(by), kinds[kind], subject, role === null ? "" : `as ${role}`, states[state]];
  return `${momentInWords(at)}  ${what.filter((word) => word !== "").join(" ")}${because(reason)}`;
}

/** By name, by the name of its person, or by the beginning of its id. */
export function findDevice(view: CharterView, name: string): Result<DeviceView, HostError> {
  return orNot(
    findOne(name, "device", devicesOf(view), {
      id: ({ id }) => id,
      names: (device) => [device.name, device.person],
      label: (device) => `${device.person}, ${device.name} (${short(device.id)})`,
    }),
    name,
    "a device of this charter (see: tessera people)",
  );
}

/** By name, by a part of it that no other has, or by the beginning of its id. */
export const findParty = (view: CharterView, name: string): Result<PartyView, HostError> =>
  findPartyAmong(view.parties, name);

/** The same, of these. */
export function findPartyAmong<Party extends PartyRef>(
  parties: readonly Party[],
  name: string,
): Result<Party, HostError> {
  return orNot(
    findOne(name, "party", parties, {
      id: ({ id }) => id,
      names: (party) => [party.name],
      label: (party) => `${party.name} (${short(party.id)})`,
    }),
    name,
    "a party of this charter (see: tessera people)",
  );
}

/** By the name of the party to be removed, or by the beginning of its id. */
export function findDecision(view: CharterView, name: string): Result<DecisionView, HostError> {
  const found = findOne(name, "decision", view.decisions, {
    id: ({ id }) => id,
    names: ({ party }) => (party === null ? [] : [party.name]),
    label: (decision) => short(decision.id),
  });
  if (!found.ok) return found;
  return found.value === null ? { ok: false, error: { kind: "decisionNotFound", decision: name } } : ok(found.value);
}

function orNot<T>(found: Result<T | null, HostError>, what: string, expected: string): Result<T, HostError> {
  if (!found.ok) return found;
  return found.value === null ? { ok: false, error: { kind: "badArgument", what, expected } } : ok(found.value);
}
