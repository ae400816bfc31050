import { describe, expect, it } from "vitest";
import type { ShownSuggestion } from "../../../renderer/editor/suggestionView.ts";
import { bulksOf } from "../../../renderer/screens/charter/suggestions/bulks.ts";
import { readSuggesters, shortName } from "../../../renderer/screens/charter/suggestions/suggesters.ts";
import type { Writer } from "../../../shared/api/authorship.ts";
import type { ClauseId, DeviceId, PartyId } from "../../../shared/base/ids.ts";

const editing = 2 ** 52 + 20;
const party = (name: string) => ({ id: name.toLowerCase().padEnd(64, "0") as PartyId, name });
const writer = (client: number, person: string, of: string | null): Writer => ({
  client,
  device: person.padEnd(64, "0") as DeviceId,
  author: { person, party: of === null ? null : party(of) },
});
const suggestion = (id: string, given: Partial<ShownSuggestion> = {}): ShownSuggestion => ({
  id,
  client: editing + 1,
  kind: "insertion",
  state: "pending",
  isOpen: true,
  inserted: "words",
  struck: "",
  bracketed: "",
  formats: [],
  isGone: false,
  asked: [],
  answers: [],
  clause: null,
  ...given,
});

describe("who suggests", () => {
  it("is told by a shape and by letters, the same for both ids of a pair, and differs between parties", () => {
    const of = readSuggesters(
      [party("River Council"), party("Herders of the Hills")],
      [
        writer(editing, "Ana", "River Council"),
        writer(editing + 5, "Ben", "Herders of the Hills"),
        writer(7, "Mia", null),
      ],
    );
    expect(of(editing + 1)).toBe(of(editing));
    expect(of(editing + 1)?.sign).toBe("▲ RC");
    expect(of(editing + 4)?.sign).toBe("■ HH");
    expect(of(7)?.sign).toBe("○ M");
    expect(of(9)).toBeNull();
  });

  it("has a short name in scripts without capitals, too", () => {
    expect(shortName("Fishers’ Union of the Lower River")).toBe("FUL");
    expect(shortName("مجلس الجزيرة")).toBe("مجلس");
    expect(shortName("")).toBe("");
  });
});

describe("what is answered together", () => {
  const river = writer(editing, "Ana", "River");
  const suggesters = {
    of: (client: number) => (client === editing + 1 ? { writer: river, sign: "", colour: 0 } : null),
  };
  const read = (open: readonly ShownSuggestion[], selected: readonly string[], clause: ClauseId | null) =>
    bulksOf({ view: { parties: [{ ...party("River") } as never] }, open, suggesters, clause, selected }).map(
      ({ kind, scope, of }) => `${kind} ${scope} ${of.map(({ id }) => id).join()}`,
    );

  it("is what is selected, of the clause, of a party, and all that nobody objects to", () => {
    const open = [
      suggestion("a", { clause: "c1" }),
      suggestion("b", { client: editing + 9 }),
      suggestion("c", { state: "contested" }),
    ];
    expect(read(open, ["b"], "c1" as ClauseId)).toEqual([
      "accept selected b",
      "reject selected b",
      "accept clause a",
      "reject clause a",
      "accept party a,c",
      "reject party a,c",
      "accept unopposed a,b",
    ]);
  });

  it("is nothing where nothing waits", () => {
    expect(read([], ["a"], null)).toEqual([]);
  });
});
