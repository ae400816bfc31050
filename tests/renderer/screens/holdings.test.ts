import { describe, expect, it } from "vitest";
import { readHoldings } from "../../../renderer/screens/charter/state/holdings.ts";
import type { DeviceView, PartyView } from "../../../shared/api/people.ts";
import type { DeviceId, PartyId } from "../../../shared/base/ids.ts";

const ref = { id: "e".repeat(64) as PartyId, name: "Herders" };
const device = (facts: Partial<DeviceView>): DeviceView => ({
  id: "f".repeat(64) as DeviceId,
  name: "laptop",
  person: "Jon",
  party: ref,
  isThis: false,
  missing: 0,
  receiptAt: 1,
  ...facts,
});
const party = (isMine: boolean, ...devices: readonly DeviceView[]): PartyView => ({
  ...ref,
  kind: "community",
  constituency: "",
  admittedAt: 0,
  isMine,
  signers: 1,
  devices,
});
const here = device({ isThis: true, receiptAt: null });

describe("who holds what", () => {
  it("is nobody else where this device is the only one", () => {
    expect(readHoldings({ parties: [party(true, here)], guests: [] })).toEqual({ kind: "alone" });
  });

  it("is everyone only where every other device lacks nothing", () => {
    expect(readHoldings({ parties: [party(true, here), party(false, device({}))], guests: [] })).toEqual({
      kind: "everyone",
    });
    expect(
      readHoldings({ parties: [party(true, here, device({ missing: 1 })), party(false, device({}))], guests: [] }),
    ).toEqual({
      kind: "some",
      lacking: 1,
    });
  });

  it("is never everyone without a receipt from each", () => {
    expect(
      readHoldings({ parties: [party(true, here), party(false, device({ receiptAt: null }))], guests: [] }),
    ).toEqual({
      kind: "some",
      lacking: 1,
    });
  });

  it("counts another party of which no device is known", () => {
    expect(readHoldings({ parties: [party(true, here), party(false)], guests: [] })).toEqual({
      kind: "some",
      lacking: 1,
    });
  });

  it("counts a guest’s device as every other", () => {
    const guest = { role: "observer", admittedAt: 0, device: device({ party: null, missing: 2 }) } as const;
    expect(readHoldings({ parties: [party(true, here)], guests: [guest] })).toEqual({ kind: "some", lacking: 1 });
  });
});
