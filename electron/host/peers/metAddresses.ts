/**
 * Where devices were met: an address that worked is offered the next time.
 * Owns: nothing but a setting of each charter, sealed at rest. Called by: methods/workplace.ts after a meeting, views.ts.
 */
import type { MeetReport, MetAddress } from "../../../shared/api/peers.ts";
import type { Clock } from "../../../shared/base/ambient.ts";
import { parseDeviceId } from "../../../shared/base/ids.ts";
import { check, integer, list, object, text } from "../../../shared/base/parse.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";

const setting = "met";
/** Newest first; one for each device and address. */
const maxKept = 32;

const parseKept = list(
  object({
    device: check("a device", parseDeviceId),
    address: text({ min: 1, max: 2000 }),
    at: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  }),
  { max: maxKept },
);

export type MetAddresses = ReturnType<typeof createMetAddresses>;

export function createMetAddresses({ clock, charters }: { readonly clock: Clock; readonly charters: Charters }) {
  function read(charter: OpenCharter): readonly MetAddress[] {
    const kept = parseKept(charters.readSetting(charter, setting));
    return kept.ok ? kept.value : [];
  }

  return {
    /** Of members alone: nobody meets whoever has gone. */
    of(charter: OpenCharter): readonly MetAddress[] {
      const { devices } = charter.replica.ledger().membership();
      return read(charter).filter(({ device }) => devices.has(device));
    },
    /** A meeting by `address` is over. What cannot be kept is only not offered. */
    remember(address: string, { withDevice: device, charters: met }: MeetReport): void {
      if (device === null) return;
      for (const id of met) {
        const charter = charters.get(id);
        if (!charter.ok) continue;
        const others = read(charter.value).filter((one) => one.device !== device || one.address !== address);
        const kept = [{ device, address, at: clock.now() }, ...others].slice(0, maxKept);
        charters.writeSetting(charter.value, setting, kept);
      }
    },
  };
}
