import { describe, expect, it } from "vitest";
import type { OutlineEntry } from "../../../renderer/editor/outline.ts";
import { readCharterState } from "../../../renderer/screens/charter/state/charterState.ts";
import { numberArticles } from "../../../renderer/screens/charter/text/outlineNumbers.ts";
import { colourOf } from "../../../renderer/screens/charter/text/personColour.ts";
import {
  readListen,
  readPort,
  readPresence,
  storeListen,
  storePresence,
} from "../../../renderer/screens/shell/preferences.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import { countingIds } from "../../shared/charter/text/arbitraryText.ts";
import { timelineEntry } from "../../support/views.ts";

function memory(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe("preferences", () => {
  it("keep presence on until it is switched off", () => {
    const storage = memory();
    expect(readPresence(storage)).toBe(true);
    storePresence(storage, false);
    expect(readPresence(storage)).toBe(false);
  });

  it("remember whether meetings are accepted, and on which port", () => {
    const storage = memory();
    expect(readListen(storage)).toBeNull();
    storeListen(storage, { port: null });
    expect(readListen(storage)).toEqual({ port: null });
    storeListen(storage, { port: 7420 });
    expect(readListen(storage)).toEqual({ port: 7420 });
    storeListen(storage, null);
    expect(readListen(storage)).toBeNull();
  });

  it.each([
    ["7420", 7420],
    ["0", null],
    ["65536", null],
    ["12a", null],
    ["", null],
  ] as const)("read the port %j as %j", (text, port) => {
    expect(readPort(text)).toBe(port);
  });
});

describe("the outline", () => {
  it("numbers articles as the text itself does", () => {
    const markdown =
      "# Wells\n\n## Preamble\n\n1. We drink.\n\n## Water\n\n1. Open.\n\n## Annex\n\n1. A map.\n\n## Use\n";
    const read = readMarkdown(markdown, countingIds());
    if (!read.ok) throw new Error(read.error.kind);
    const clauses = readClauses(read.value.text);
    expect(clauses.filter(({ depth }) => depth === 0)).toHaveLength(4);
    const entries = clauses.map(
      (clause): OutlineEntry => ({ id: clause.id, kind: clause.kind, title: clause.heading, depth: clause.depth }),
    );
    const numbered = numberArticles(entries).map(({ entry, number }) => [entry.id, number]);
    expect(numbered).toEqual(
      clauses.filter((clause) => clause.depth === 0).map((clause) => [clause.id, clause.number]),
    );
  });

  it("gives annexes letters", () => {
    const annex = (id: string): OutlineEntry => ({ id: id as ClauseId, kind: "annex", title: id, depth: 0 });
    expect(numberArticles([annex("a"), annex("b")]).map(({ number }) => number)).toEqual(["A", "B"]);
  });
});

describe("the state of a charter", () => {
  it("tells the end of the term in force, or of the last one that lapsed", () => {
    const first = timelineEntry({ state: "superseded", endsOn: "2025-12-12", endedOn: "2025-12-12" });
    const second = timelineEntry({ proposal: "second" as ProposalId, state: "inForce", endsOn: "2026-12-12" });
    const lapsed = (endsOn: string) => timelineEntry({ state: "lapsed", endsOn });
    const inForce = second.proposal;
    expect(readCharterState({ state: "due", inForce }, [first, second])).toEqual({
      ...{ state: "due", entry: second, endsOn: "2026-12-12" },
    });
    const openEnded = { ...second, endsOn: null };
    expect(readCharterState({ state: "inForce", inForce }, [first, openEnded])).toMatchObject({ endsOn: null });
    expect(
      readCharterState({ state: "lapsed", inForce: null }, [lapsed("2026-09-29"), lapsed("2025-09-29")]),
    ).toMatchObject({ state: "lapsed", endsOn: "2026-09-29" });
    expect(readCharterState({ state: "draft", inForce: null }, [])).toEqual({
      state: "draft",
      entry: null,
      endsOn: null,
    });
  });
});

describe("colours of people", () => {
  it("are the same for a device in every window", () => {
    expect(colourOf("00000001".padEnd(64, "0"))).toBe(colourOf("00000001".padEnd(64, "f")));
    expect(colourOf("00000001".padEnd(64, "0"))).not.toBe(colourOf("00000002".padEnd(64, "0")));
  });
});
