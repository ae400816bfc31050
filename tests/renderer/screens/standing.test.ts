import { describe, expect, it } from "vitest";
import {
  countForRemoval,
  isSameName,
  mayEnd,
  mayRemove,
  maySuggest,
  mayWrite,
  readStanding,
} from "../../../renderer/screens/charter/state/standing.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { DeviceView } from "../../../shared/api/people.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import type { GuestRole } from "../../../shared/charter/parties/roles.ts";
import { startMs } from "../../support/builders.ts";
import { deviceView, idOf, partyView, refOf } from "../../support/views.ts";

type Membership = Pick<CharterView, "parties" | "guests" | "ended" | "decisions" | "policy" | "readOnly">;

const guest = (role: GuestRole, person: string) => ({ role, admittedAt: startMs, device: deviceView(person, null) });
const herders = partyView("Herders of the High Meadow", ["Jon Etxeberria"]);
const leaving = partyView("Millers of the Weir", ["Piet Molenaar"]);
const five: Membership = {
  parties: [
    partyView("Fishers’ Union of the Lower River", ["Amina Benali", "Tomás Ruiz"], true),
    ...[herders, partyView("Weavers’ Cooperative", ["Ines Carvalho"]), leaving],
    partyView("مجلس الجزيرة", ["ليلى الحداد"]),
  ],
  guests: [guest("mediator", "Rosa Mbeki"), guest("supporter", "Otto Lind"), guest("observer", "Bea Novak")],
  policy: usualPolicy,
  decisions: [
    {
      ...{ id: idOf("decision"), kind: "removeParty", party: refOf(leaving.name), ruleset: null, suggest: null },
      ...{ by: { person: "Jon Etxeberria", party: refOf(herders.name) }, at: startMs, reason: "They left." },
      ...{ consented: [refOf(herders.name)], needed: 3, electorate: [], canConsent: true },
    },
  ],
  ...{ ended: null, readOnly: null },
};
const ended: Membership = { ...five, ended: { at: startMs, by: { person: "Jon", party: null }, reason: "Lost." } };

/** The same charter as a guest sees it. */
const seenBy = (role: GuestRole): Membership => ({
  ...five,
  parties: five.parties.map((party) => ({
    ...party,
    isMine: false,
    devices: party.devices.map((device) => ({ ...device, isThis: false })),
  })),
  guests: five.guests.map((guest) => ({ ...guest, device: { ...guest.device, isThis: guest.role === role } })),
});
const deviceOf = (view: Membership, person: string): DeviceView => {
  const all = [...view.parties.flatMap(({ devices }) => devices), ...view.guests.map(({ device }) => device)];
  const found = all.find((device) => device.person === person);
  if (found === undefined) throw new Error(person);
  return found;
};

describe("what a device may do among the people of a charter", () => {
  it("is to end its own part, its party’s devices and any guest’s, for a delegate", () => {
    const standing = readStanding(five);
    const may = (person: string) => mayEnd(standing, deviceOf(five, person));
    expect(["Amina Benali", "Tomás Ruiz", "Rosa Mbeki", "Bea Novak"].map(may)).toEqual([true, true, true, true]);
    expect(["Jon Etxeberria", "Piet Molenaar"].map(may)).toEqual([false, false]);
  });

  it("is to end only its own part, for a guest", () => {
    const view = seenBy("observer");
    const standing = readStanding(view);
    expect(mayEnd(standing, deviceOf(view, "Bea Novak"))).toBe(true);
    expect(mayEnd(standing, deviceOf(view, "Rosa Mbeki"))).toBe(false);
    expect(mayEnd(standing, deviceOf(view, "Amina Benali"))).toBe(false);
  });

  it("is nothing once its own part has ended", () => {
    expect(readStanding(ended)).toEqual({ kind: "ended" });
    expect(mayEnd(readStanding(ended), deviceOf(ended, "Amina Benali"))).toBe(false);
  });

  it("is to write for delegates alone, and for nobody where the format is newer", () => {
    expect(mayWrite(five)).toBe(true);
    expect(mayWrite(seenBy("mediator"))).toBe(false);
    expect(mayWrite(seenBy("supporter"))).toBe(false);
    expect(mayWrite(seenBy("observer"))).toBe(false);
    expect(mayWrite(ended)).toBe(false);
    expect([five, seenBy("mediator"), seenBy("supporter"), seenBy("observer"), ended].map(maySuggest)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(mayWrite({ ...five, readOnly: "newerFormat" })).toBe(false);
  });
});

describe("removing a party", () => {
  it("is not for one of two, not twice, and not for a guest; withdrawing is for each", () => {
    const [own, other, third] = five.parties;
    if (own === undefined || other === undefined || third === undefined) throw new Error();
    const standing = readStanding(five);
    expect([own, other, third, leaving].map((party) => mayRemove(standing, five, party))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const two = { parties: [own, other], decisions: [] };
    expect([own, other].map((party) => mayRemove(standing, two, party))).toEqual([true, false]);
    expect(mayRemove(readStanding(seenBy("mediator")), five, other)).toBe(false);
  });

  it("counts the others, not the party itself", () => {
    expect(countForRemoval(five)).toEqual({ needed: 3, others: 4 });
  });

  it("takes its name as a person types it on any keyboard, and no other name", () => {
    const name = "Fishers’ Union of the «Lower» River";
    expect(isSameName(`  fishers' union of the "lower"   river `, name)).toBe(true);
    expect(isSameName("Fishers’ Union", name)).toBe(false);
    expect(isSameName("", name)).toBe(false);
    expect(isSameName("مجلس  الجزيرة", "مجلس الجزيرة")).toBe(true);
  });
});
