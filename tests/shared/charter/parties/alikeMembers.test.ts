import { describe, expect, it } from "vitest";
import type { DeviceId, PartyId } from "../../../../shared/base/ids.ts";
import { type NamedMember, readAlikeMembers } from "../../../../shared/charter/parties/alikeMembers.ts";

const device = (id: string, person: string, name = "laptop") => ({ id: id as DeviceId, person, name });
const party = (id: string, name: string, ...devices: readonly ReturnType<typeof device>[]) => ({
  id: id as PartyId,
  name,
  devices,
});
const named = (found: readonly NamedMember[]) => found.map(({ kind, name, party: of }) => [kind, name, of?.id ?? null]);

const hill = party("p1", "Hill", device("d1", "Ana"), device("d2", "Ana", "phone"), device("d3", "Ben"));
const falseHill = party("p2", "HiIl", device("d4", "\u0410na"));
const valley = party(
  "p3",
  "Valley",
  device("d5", "Ana"),
  device("d6", "Cleo", "old phone"),
  device("d7", "Cleo", "оld phone"),
);
const guests = [{ device: device("d8", "Ben") }, { device: device("d9", "Dora") }];
const alike = readAlikeMembers({ parties: [hill, falseHill, valley], guests });

describe("members whose names look alike", () => {
  it("are parties, each of which is told of the other", () => {
    expect(named(alike.likeParty(hill.id))).toEqual([["party", "HiIl", "p2"]]);
    expect(named(alike.likeParty(falseHill.id))).toEqual([["party", "Hill", "p1"]]);
    expect(alike.likeParty(valley.id)).toEqual([]);
  });

  it("are persons of other parties and guests, by every device of theirs", () => {
    for (const own of ["d1", "d2"])
      expect(named(alike.likeDevice(own as DeviceId))).toEqual([
        ["person", "\u0410na", "p2"],
        ["person", "Ana", "p3"],
      ]);
    expect(named(alike.likeDevice("d3" as DeviceId))).toEqual([["person", "Ben", null]]);
    expect(named(alike.likeDevice("d8" as DeviceId))).toEqual([["person", "Ben", "p1"]]);
    expect(alike.likeDevice("d9" as DeviceId)).toEqual([]);
  });

  it("are two devices of one person, and no two of different persons", () => {
    expect(named(alike.likeDevice("d6" as DeviceId))).toEqual([["device", "оld phone", "p3"]]);
    expect(alike.groups.flat().filter(({ kind }) => kind === "device")).toHaveLength(2);
  });

  it("are found for who is named without a device: by an invitation, or after they have left", () => {
    expect(named(alike.likePerson("Ana", hill.id)).map(([, , of]) => of)).toEqual(["p2", "p3"]);
    expect(alike.likePerson("Ana", null)).toHaveLength(3);
    expect(alike.likePerson("Dora", null)).toEqual([]);
    expect(named(alike.likePerson("Dоra", null))).toEqual([["person", "Dora", null]]);
  });

  it("are nobody where a person speaks for themselves under their own name, until a third has that name too", () => {
    const alone = party("p1", "Ana Flores", device("d1", "Ana Flores"), device("d2", "Ana Flores", "phone"));
    const silent = readAlikeMembers({ parties: [alone, valley], guests: [] });
    expect(silent.likeParty(alone.id)).toEqual([]);
    expect(silent.groups.flat().filter(({ name }) => name === "Ana Flores")).toEqual([]);
    const met = readAlikeMembers({ parties: [alone], guests: [{ device: device("d3", "Ana FIores") }] });
    expect(named(met.likeParty(alone.id))).toEqual([["person", "Ana FIores", null]]);
    expect(named(met.likeDevice("d3" as DeviceId))).toEqual([
      ["party", "Ana Flores", "p1"],
      ["person", "Ana Flores", "p1"],
    ]);
  });
});
