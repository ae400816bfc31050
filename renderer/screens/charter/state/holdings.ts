/** Who holds what, from signed receipts. [Honest status] */
import type { CharterView } from "../../../../shared/api/library.ts";
import type { DeviceView } from "../../../../shared/api/people.ts";

export type Holdings =
  /** no other device is known */
  | { readonly kind: "alone" }
  /** every party's every device has signed a receipt for all that is held here */
  | { readonly kind: "everyone" }
  | { readonly kind: "some"; readonly lacking: number };

export function readHoldings(view: Pick<CharterView, "parties" | "guests">): Holdings {
  const devices = [...view.parties.flatMap((party) => party.devices), ...view.guests.map((guest) => guest.device)];
  const others = devices.filter((device) => !device.isThis);
  const silentParties = view.parties.filter((party) => !party.isMine && party.devices.length === 0).length;
  if (others.length === 0 && silentParties === 0) return { kind: "alone" };
  const lacking = others.filter((device) => !holdsEverything(device)).length + silentParties;
  return lacking === 0 ? { kind: "everyone" } : { kind: "some", lacking };
}

export const holdsEverything = (device: DeviceView): boolean =>
  device.isThis || (device.missing === 0 && device.receiptAt !== null);
