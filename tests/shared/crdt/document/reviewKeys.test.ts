import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { layout, type StoredName } from "../../../../shared/charter/text/layout.ts";
import { createTextDoc, reviewRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  type Answered,
  type ReviewKey,
  readReviewKey,
  writeReviewKey,
} from "../../../../shared/crdt/document/reviewKeys.ts";
import type { StructContent } from "../../../../shared/crdt/document/updateBytes.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Chance, chance } from "../support/chance.ts";
import { copyOf, forge, origin, updatesOf, verdict } from "../support/honest.ts";
import { agreementDoc } from "../support/layoutDoc.ts";

const editing = 2 ** 52;
const suggesting = editing + 1;
const other = editing + 3;
const chosen = 4_000_000;
const own = suggesting.toString(36);
const its = other.toString(36);

const someNumber = (by: Chance): number =>
  by.pick([0, 1, 9, 10, 35, 36, by.int(1000), by.int(2 ** 31), 2 ** 52 + by.int(2 ** 40)]);
const someSuggesting = (by: Chance): number => 2 ** 52 + 2 * by.int(2 ** 40) + 1;
const names = Object.keys(layout.elements) as readonly StoredName[];
const settable = names.filter((name) => Object.keys(layout.elements[name].attrs).length > 0);

function someEntry(by: Chance): Answered {
  const suggestion = { client: someSuggesting(by), number: someNumber(by) };
  const range = { client: someNumber(by), clock: by.int(2 ** 31), length: 1 + by.int(5000) };
  const name = by.pick(settable);
  return by.pick<Answered>([
    { kind: "del", suggestion, range },
    { kind: "fmt", suggestion, range, mark: by.pick(["strong", "em", "link"]) },
    {
      kind: "set",
      suggestion,
      element: { client: someNumber(by), clock: by.int(2 ** 31) },
      name,
      attr: by.pick(Object.keys(layout.elements[name].attrs)),
    },
  ]);
}

function someKey(by: Chance): ReviewKey {
  const range = { client: someSuggesting(by), clock: by.int(2 ** 31), length: 1 + by.int(5000) };
  const of = by.int(3) === 0 ? ({ kind: "ins", range } as const) : someEntry(by);
  return by.pick<ReviewKey>([
    ...(of.kind === "ins" ? [] : [of]),
    { kind: by.pick(["out", "ok", "no"]), of },
    { kind: "pick", bracket: { client: someNumber(by), clock: by.int(2 ** 31) }, client: someNumber(by) },
    { kind: "as", range: { ...range, client: someNumber(by) } },
  ]);
}

describe("[I16] keys of the review", () => {
  it("are read as they were written, and within 160 characters", () => {
    const by = chance(3);
    for (let i = 0; i < 5000; i++) {
      const key = someKey(by);
      const text = writeReviewKey(key);
      expect(readReviewKey(text)).toEqual(key);
      expect(text.length).toBeLessThanOrEqual(160);
    }
  });

  it("have one spelling: whatever is read is written the same", () => {
    const by = chance(4);
    const letters = [..."0123456789abcxyzAZ./+- \u0661"];
    let read = 0;
    for (let i = 0; i < 60_000; i++) {
      const text = [...writeReviewKey(someKey(by))];
      for (let hits = 1 + by.int(2); hits > 0; hits--)
        text.splice(by.int(text.length + 1), by.int(3), ...(by.int(2) === 0 ? [by.pick(letters)] : []));
      const key = readReviewKey(text.join(""));
      if (key === null) continue;
      read++;
      expect(writeReviewKey(key)).toBe(text.join(""));
    }
    expect(read).toBeGreaterThan(500);
  });

  it("are refused in any other spelling", () => {
    const max = Number.MAX_SAFE_INTEGER.toString(36);
    const good = [
      `del/${own}.0/1.5+2`,
      `del/${own}.${max}/${max}.0+1`,
      `fmt/${own}.1/1.5+2/link`,
      `set/${own}.1/1.5/clause/gone`,
      `out/ins/${own}.5+2`,
      `ok/del/${own}.0/1.5+2`,
      `no/set/${own}.1/1.5/clause/gone`,
      "pick/1.5/7",
      "as/1.5+2",
    ];
    for (const text of good) expect(`${text} ${readReviewKey(text) !== null}`).toBe(`${text} true`);
    const bad = [
      "",
      "/",
      "del",
      "del/",
      `del/${own}.0`,
      `del/${own}.0/1.5`,
      `del/${own}.0/1.5+0`,
      `del/${own}.0/1.5+02`,
      `del/${own}.0/01.5+2`,
      `del/${own}.0/1.5+2/`,
      `del/${own}.0/1.5+2/strong`,
      `del/${own}.00/1.5+2`,
      `del/${own}.-1/1.5+2`,
      `del/${own}.0/1.5 +2`,
      `del/${own}.0/1.5+2+2`,
      `del/${own}.0.0/1.5+2`,
      `del/${own}.0/${max}.${max}+1`,
      `del/${own}.0/1.${max}0+1`,
      `del/${own.toUpperCase()}.0/1.5+2`,
      `DEL/${own}.0/1.5+2`,
      `del/${editing.toString(36)}.0/1.5+2`,
      "del/7.0/1.5+2",
      `fmt/${own}.1/1.5+2`,
      `fmt/${own}.1/1.5+2/strike`,
      `fmt/${own}.1/1.5+2/__proto__`,
      `fmt/${own}.1/1.5+2/constructor`,
      `set/${own}.1/1.5/clause`,
      `set/${own}.1/1.5/clause/kind`,
      `set/${own}.1/1.5/clause/constructor`,
      `set/${own}.1/1.5/toString/gone`,
      `set/${own}.1/1.5/paragraph/gone`,
      `set/${own}.1/1.5+1/clause/gone`,
      `set/${own}.1/1.5/clause/gone/x`,
      `ins/${own}.5+2`,
      "ok/ins/1.5+2",
      `ok/ins/${editing.toString(36)}.5+2`,
      `ok/ok/del/${own}.0/1.5+2`,
      "ok/as/1.5+2",
      "ok/pick/1.5/7",
      `ok/${own}.5+2`,
      "pick/1.5",
      "pick/1.5/7/7",
      "pick/1.5/07",
      "pick/1/7",
      "as/1.5",
      "as/1.5+2/x",
      "x/1.5+2",
    ];
    for (const text of bad) expect(`${text} ${readReviewKey(text) !== null}`).toBe(`${text} false`);
  });
});

const yStart = agreementDoc(1);
const judge = (client: number, key: string, value: string | number | boolean | null): string =>
  verdict(forge(client, 0, { parent: "review", attr: key, content: { kind: "attr", value } }), yStart, client);

describe("[I16] an entry of the review", () => {
  const del = `del/${own}.0/1.5+2`;
  const fmt = (mark: string): string => `fmt/${own}.0/1.5+2/${mark}`;
  const set = (name: string, attr: string): string => `set/${own}.0/1.5/${name}/${attr}`;

  it("has a value of its kind, and no other", () => {
    const good: readonly (readonly [number, string, string | number | boolean | null])[] = [
      [suggesting, del, true],
      [suggesting, fmt("strong"), true],
      [suggesting, fmt("em"), false],
      [suggesting, fmt("link"), "https://example.org/"],
      [suggesting, fmt("link"), false],
      [suggesting, set("article", "kind"), "annex"],
      [suggesting, set("clause", "gone"), true],
      [suggesting, set("clause", "home"), "1.5"],
      [suggesting, set("block", "level"), 3],
      [suggesting, set("block", "item"), null],
      [suggesting, `out/${del}`, true],
      [editing, `ok/${del}`, true],
      [editing, `no/ins/${own}.5+2`, true],
      [editing, `pick/1.5/${editing.toString(36)}`, "first"],
      [editing, `pick/1.5/${editing.toString(36)}`, "out"],
      [editing, `pick/1.5/${editing.toString(36)}`, "1.9"],
      [editing, "as/1.5+2", true],
    ];
    for (const [client, key, value] of good)
      expect(`${key} ${value} ${judge(client, key, value)}`).toBe(`${key} ${value} ok`);
    const bad: readonly (readonly [number, string, string | number | boolean | null])[] = [
      [suggesting, del, false],
      [suggesting, del, 1],
      [suggesting, del, null],
      [suggesting, fmt("strong"), "x"],
      [suggesting, fmt("link"), true],
      [suggesting, fmt("link"), "javascript:alert(1)"],
      [suggesting, set("article", "kind"), "clause"],
      [suggesting, set("clause", "gone"), "true"],
      [suggesting, set("clause", "home"), "here"],
      [suggesting, set("block", "level"), 7],
      [suggesting, `out/${del}`, false],
      [editing, `ok/${del}`, "yes"],
      [editing, `pick/1.5/${editing.toString(36)}`, ""],
      [editing, `pick/1.5/${editing.toString(36)}`, "second"],
      [editing, `pick/1.5/${editing.toString(36)}`, "01.9"],
      [editing, `pick/1.5/${editing.toString(36)}`, true],
      [editing, "as/1.5+2", null],
      [editing, "anything", true],
      [editing, "", true],
    ];
    for (const [client, key, value] of bad)
      expect(`${key} ${value} ${judge(client, key, value)}`).toBe(`${key} ${value} badEntry`);
  });

  it("is written by the one who may: suggestions under its own id, answers by those who edit", () => {
    const pick = `pick/1.5/${editing.toString(36)}`;
    const writers: readonly (readonly [string, string | boolean, readonly number[]])[] = [
      [del, true, [suggesting]],
      [fmt("strong"), true, [suggesting]],
      [set("clause", "gone"), true, [suggesting]],
      [`out/${del}`, true, [suggesting]],
      [`out/ins/${own}.5+2`, true, [suggesting]],
      [`out/ins/${its}.5+2`, true, [other]],
      [`ok/${del}`, true, [editing, chosen]],
      [`no/${del}`, true, [editing, chosen]],
      [`ok/ins/${own}.5+2`, true, [editing, chosen]],
      [`no/ins/${its}.5+2`, true, [editing, chosen]],
      ["as/1.5+2", true, [editing, chosen]],
      [pick, "first", [editing]],
      [`pick/1.5/${chosen.toString(36)}`, "first", [chosen]],
      [`pick/1.5/${own}`, "first", []],
    ];
    for (const [key, value, may] of writers)
      for (const client of [editing, suggesting, other, chosen])
        expect(`${key} ${client} ${judge(client, key, value)}`).toBe(
          `${key} ${client} ${may.includes(client) ? "ok" : "wrongWriter"}`,
        );
  });

  it("takes back what the same device suggested, in whichever of its sessions, and nothing of others", () => {
    const take = (key: string, isOwn: (client: number) => boolean): string => {
      const update = forge(suggesting, 0, { parent: "review", attr: key, content: { kind: "attr", value: true } });
      const read = readUpdate(update);
      if (!read.ok) return read.error.kind;
      const judged = judgeUpdate(read.value, yStart, { client: suggesting, nextClock: 0, known: () => 0, isOwn });
      return judged.ok ? "ok" : judged.error.kind;
    };
    for (const key of [`out/ins/${its}.5+2`, `out/del/${its}.0/1.5+2`, `out/set/${its}.0/1.5/clause/gone`]) {
      expect(take(key, (client) => client === suggesting || client === other)).toBe("ok");
      expect(take(key, (client) => client === suggesting)).toBe("wrongWriter");
    }
  });

  it("is a value, never words, an element or a format, and never stands in a list", () => {
    const contents: readonly StructContent[] = [
      { kind: "string", text: "x" },
      { kind: "element", name: "clause" },
      { kind: "text" },
      { kind: "format", key: "em", value: {} },
    ];
    for (const content of contents)
      expect(verdict(forge(editing, 0, { parent: "review", attr: "as/1.5+2", content }), yStart, editing)).toBe(
        "badEntry",
      );
    const yBefore = copyOf(yStart, editing);
    reviewRoot(yBefore).set("as/1.5+2", true);
    const item = reviewRoot(yBefore)._map.get("as/1.5+2");
    const first = { client: item?.id.client ?? 0, clock: item?.id.clock ?? 0 };
    const value: StructContent = { kind: "attr", value: true };
    const put = (place: object): string => verdict(forge(chosen, 0, { content: value, ...place }), yBefore, chosen);
    expect(put({ origin: first })).toBe("ok");
    expect(put({ rightOrigin: first })).toBe("badEntry");
    expect(put({ parent: first })).toBe("wrongParent");
    // As of one whose window has not heard of the value that is there.
    expect(put({ parent: "review", attr: "as/1.5+2" })).toBe("ok");
  });

  it("is judged by the key that its earlier values stand under", () => {
    const yBefore = copyOf(yStart, editing);
    const key = `pick/1.5/${editing.toString(36)}`;
    reviewRoot(yBefore).set(key, "first");
    const earlier = { client: editing, clock: 0 };
    const put = (client: number, value: string | boolean): string =>
      verdict(
        forge(client, client === editing ? 1 : 0, { origin: earlier, content: { kind: "attr", value } }),
        yBefore,
        client,
      );
    expect(put(editing, "out")).toBe("ok");
    expect(put(editing, true)).toBe("badEntry");
    expect(put(chosen, "out")).toBe("wrongWriter");
  });

  it("may name what is not there: a key is a string, and the same verdict everywhere", () => {
    const far = (2 ** 53 - 1).toString(36);
    for (const [client, key] of [
      [suggesting, `del/${own}.${far}/${far}.0+1`],
      [suggesting, `set/${own}.0/99.99/clause/gone`],
      [editing, `ok/ins/${its}.99+9`],
      [editing, "as/99.0+1"],
    ] as const) {
      expect(judge(client, key, true)).toBe("ok");
      const update = forge(client, 0, { parent: "review", attr: key, content: { kind: "attr", value: true } });
      expect(verdict(update, createTextDoc(1), client)).toBe("ok");
    }
  });

  it("[I3] of two who answer apart leaves one value, the same in every order", () => {
    const writers = [editing, editing + 2, chosen].map((client) => copyOf(yStart, client));
    const updates = writers.map((yDoc) =>
      updatesOf(yDoc, () => {
        reviewRoot(yDoc).set("as/1.5+2", true);
        reviewRoot(yDoc).set(`ok/ins/${own}.0+3`, true);
        reviewRoot(yDoc).delete("as/1.5+2");
        reviewRoot(yDoc).set("as/1.5+2", true);
      }),
    );
    const by = chance(9);
    const seen = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const yDoc = copyOf(yStart, 99);
      const waiting = updates.map((own) => [...own]);
      while (waiting.some((left) => left.length > 0)) {
        const index = by.int(waiting.length);
        const next = waiting[index]?.shift();
        const client = writers[index]?.clientID ?? 0;
        if (next === undefined) continue;
        expect(verdictApart(next, yDoc, client)).toBe("ok");
        Y.applyUpdate(yDoc, next, origin);
      }
      seen.add(Buffer.from(Y.encodeStateAsUpdate(yDoc)).toString("base64"));
      expect(reviewRoot(yDoc).toJSON()).toEqual({ "as/1.5+2": true, [`ok/ins/${own}.0+3`]: true });
    }
    expect(seen.size).toBe(1);
  });
});

/** Judged as of one who knows the first text and what it wrote itself. */
function verdictApart(update: Uint8Array, yDoc: Y.Doc, client: number): string {
  return verdict(update, yDoc, client, undefined, (of) => (of === 1 || of === client ? Y.getState(yDoc.store, of) : 0));
}
