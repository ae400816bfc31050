/** Which members of a charter a reader could take for one another by their names. It warns, and judges nothing. */
import type { DeviceId, PartyId } from "../../base/ids.ts";
import { lookAlikes } from "./lookAlikes.ts";

interface Device {
  readonly id: DeviceId;
  readonly name: string;
  readonly person: string;
}

/** As a view of the charter has them. */
export interface Members {
  readonly parties: readonly { readonly id: PartyId; readonly name: string; readonly devices: readonly Device[] }[];
  readonly guests: readonly { readonly device: Device }[];
}

/** What bears a name: a party, a person with all their devices, or one of several devices of a person. */
export interface NamedMember {
  readonly kind: "party" | "person" | "device";
  readonly name: string;
  /** Whose device it is; the person's own name otherwise, and empty for a party. */
  readonly person: string;
  /** Null: a guest. */
  readonly party: { readonly id: PartyId; readonly name: string } | null;
  readonly devices: readonly DeviceId[];
}

export interface AlikeMembers {
  /** Each at least two. */
  readonly groups: readonly (readonly NamedMember[])[];
  /** Whom else the name of this party could mean. */
  likeParty(id: PartyId): readonly NamedMember[];
  /** Whom else the names on this device's line could mean: its person's, and its own beside those of the same person. */
  likeDevice(id: DeviceId): readonly NamedMember[];
  /** Whom else a person could be, who is named without a device; `party` is null where it is not known. */
  likePerson(name: string, party: PartyId | null): readonly NamedMember[];
}

/** A person named as their own party, as who speaks for themselves is, is nobody else. */
const isOther = (one: NamedMember, other: NamedMember): boolean =>
  one !== other && (one.kind === other.kind || one.party === null || one.party.id !== other.party?.id);

export function readAlikeMembers(members: Members): AlikeMembers {
  const { bearers, devices } = namedMembers(members);
  const groups = [...lookAlikes(bearers, ({ name }) => name), ...devices.flatMap((own) => lookAlikes(own, nameOf))];
  const likes = (one: NamedMember): readonly NamedMember[] =>
    groups.find((group) => group.includes(one))?.filter((other) => isOther(one, other)) ?? [];
  return {
    groups: groups.filter((group) => group.some((one) => likes(one).length > 0)),
    likeParty(id) {
      const party = bearers.find((one) => one.kind === "party" && one.party?.id === id);
      return party === undefined ? [] : likes(party);
    },
    likeDevice(id) {
      return [...bearers, ...devices.flat()].filter((one) => one.devices.includes(id)).flatMap(likes);
    },
    likePerson(name, party) {
      const named = bearers.filter(
        (one) => one.kind === "person" && one.name === name && (party === null || one.party?.id === party),
      );
      const [only] = named;
      if (only !== undefined && named.length === 1) return likes(only);
      const stranger: NamedMember = { kind: "person", name, person: name, party: null, devices: [] };
      const group = lookAlikes([...bearers, stranger], nameOf).find((one) => one.includes(stranger)) ?? [];
      return group.filter((one) => one !== stranger);
    },
  };
}

const nameOf = ({ name }: NamedMember): string => name;

/** Parties and persons, who are all told apart by name; and for each person the devices, which only have to differ among them. */
function namedMembers({ parties, guests }: Members): {
  readonly bearers: readonly NamedMember[];
  readonly devices: readonly (readonly NamedMember[])[];
} {
  const bearers: NamedMember[] = [];
  const devices: NamedMember[][] = [];
  const addPerson = (party: NamedMember["party"], own: readonly Device[]) => {
    const [first] = own;
    if (first === undefined) return;
    const { person } = first;
    bearers.push({ kind: "person", name: person, person, party, devices: own.map(({ id }) => id) });
    devices.push(own.map(({ id, name }) => ({ kind: "device", name, person, party, devices: [id] })));
  };
  for (const { id, name, devices: held } of parties) {
    bearers.push({ kind: "party", name, person: "", party: { id, name }, devices: [] });
    for (const own of Map.groupBy(held, ({ person }) => person).values()) addPerson({ id, name }, own);
  }
  for (const { device } of guests) addPerson(null, [device]);
  return { bearers, devices };
}
