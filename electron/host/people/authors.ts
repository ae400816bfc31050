/** Who stands behind a device, member or former member. */
import type { Author } from "../../../shared/api/people.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { OpenCharter } from "../library/charters.ts";
import { createNames } from "./membership.ts";

export function authorOf({ replica }: OpenCharter, device: DeviceId): Author {
  const { devices, former, parties } = replica.ledger().membership();
  const card = (devices.get(device) ?? former.get(device)?.member)?.card;
  if (card === undefined) return { person: device.slice(0, 8), party: null };
  const { party, person } = card;
  return {
    person,
    party:
      party === null
        ? null
        : { id: party, name: parties.get(party)?.card.name ?? createNames(replica.ledger()).partyRef(party).name },
  };
}

/** Clients that speak for this person's party; for a person of none, those of this device. */
export function mineIn(charter: OpenCharter): (client: number) => boolean {
  const { replica } = charter;
  const ownDevice = replica.deviceOf(replica.yDoc().clientID);
  const { party } = authorOf(charter, ownDevice);
  return (client) => {
    const device = replica.deviceOf(client);
    return device === ownDevice || (party !== null && authorOf(charter, device).party?.id === party.id);
  };
}
