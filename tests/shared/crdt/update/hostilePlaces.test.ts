import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { type Chance, chance } from "../support/chance.ts";
import { copyOf, forge, origin, verdict } from "../support/honest.ts";
import { flowAt } from "../support/layoutDoc.ts";

interface Sent {
  readonly client: number;
  readonly clock: number;
  readonly update: Bytes;
  readonly past: ReadonlyMap<number, number>;
}

/** One flow of these letters alone. */
function flowOf(letters: string): Y.Doc {
  const yDoc = createTextDoc(1);
  textRoot(yDoc).insert(0, [new Y.XmlText(letters)]);
  return yDoc;
}

const listOf = (yDoc: Y.Doc): readonly Y.Item[] => {
  const items: Y.Item[] = [];
  for (let item = flowAt(yDoc, 0)._start; item !== null; item = item.right) items.push(item);
  return items;
};

/** A letter somewhere: beside its neighbours, or, of a liar, between any two letters it knows. */
function writeLetter(yDoc: Y.Doc, client: number, by: Chance, lies: boolean): Bytes {
  const items = listOf(yDoc);
  const leftIndex = by.int(items.length + 1) - 1;
  const skipped = lies ? by.int(items.length - leftIndex) : 0;
  const left = items[leftIndex];
  const right = items[leftIndex + 1 + skipped];
  const leftId = left?.lastId ?? null;
  const rightId = right?.id ?? null;
  const parent = flowAt(yDoc, 0)._item?.id ?? null;
  return forge(client, Y.getState(yDoc.store, client), {
    origin: leftId,
    rightOrigin: rightId,
    parent: leftId === null && rightId === null ? parent : null,
    content: { kind: "string", text: String.fromCharCode(97 + by.int(26)) },
  });
}

const isAccepted = (yDoc: Y.Doc, { client, clock, update, past }: Sent): boolean => {
  const read = readUpdate(update);
  const known = (of: number): number => past.get(of) ?? 0;
  return read.ok && judgeUpdate(read.value, yDoc, { client, nextClock: clock, known }).ok;
};

/** Three authors write at the same few places without hearing of each other, then meet in any order, again and again. */
function meet(seed: number, judged: boolean): { texts: ReadonlySet<string>; refused: number; agreed: boolean } {
  const by = chance(seed);
  const start = flowOf("ab");
  const authors = [5, 9, 3].map((client) => ({ client, yDoc: copyOf(start, client + 1000) }));
  let refused = 0;
  let agreed = true;
  for (let round = 0; round < 4; round++) {
    const sent: Sent[] = [];
    for (const { client, yDoc } of authors)
      for (let i = by.int(4); i > 0; i--) {
        const clock = Y.getState(yDoc.store, client);
        const past = Y.decodeStateVector(Y.encodeStateVector(yDoc));
        const letter = { client, clock, update: writeLetter(yDoc, client, by, by.int(2) === 0), past };
        if (judged && !isAccepted(yDoc, letter)) {
          refused++;
          continue;
        }
        Y.applyUpdate(yDoc, letter.update, origin);
        sent.push(letter);
      }
    for (const { client, yDoc } of authors) {
      let waiting = by.shuffle(sent.filter((letter) => letter.client !== client));
      while (waiting.length > 0) {
        const next = waiting.find((letter) => letter.clock === Y.getState(yDoc.store, letter.client));
        if (next === undefined) throw new Error("a letter never comes");
        // The same verdict as at the author's, whatever else has come before.
        if (judged && !isAccepted(yDoc, next)) agreed = false;
        Y.applyUpdate(yDoc, next.update, origin);
        waiting = waiting.filter((letter) => letter !== next);
      }
    }
  }
  return { texts: new Set(authors.map(({ yDoc }) => flowAt(yDoc, 0).toString())), refused, agreed };
}

describe("[I5] authors who lie about the neighbours of what they write", () => {
  it("would split the replicas for ever if nobody looked", () => {
    const splits = Array.from({ length: 300 }, (_, seed) => meet(seed, false)).filter(({ texts }) => texts.size > 1);
    expect(splits.length).toBeGreaterThan(0);
  });

  it("are refused where that could happen, and [I4] every replica refuses the same", () => {
    let refused = 0;
    for (let seed = 0; seed < 500; seed++) {
      const met = meet(seed, true);
      expect(met.texts.size, `seed ${seed}`).toBe(1);
      expect(met.agreed, `seed ${seed}`).toBe(true);
      refused += met.refused;
    }
    expect(refused).toBeGreaterThan(300);
  });

  it("are refused for a right neighbour that comes first, in one update or over several", () => {
    const yDoc = flowOf("abcdef");
    const first = listOf(yDoc)[0]?.id.clock ?? 0;
    const at = (offset: number) => ({ client: 1, clock: first + offset });
    const x = { kind: "string", text: "x" } as const;
    const put = (left: number, right: number) =>
      verdict(forge(7, 0, { origin: at(left), rightOrigin: at(right), content: x }), yDoc, 7);
    expect(put(2, 3)).toBe("ok");
    expect(put(3, 2)).toBe("wrongPlace");
    expect(put(2, 2)).toBe("wrongPlace");
    expect(put(2, 4)).toBe("wrongPlace");
    const own = (clock: number) => ({ client: 7, clock });
    const beside = { origin: at(2), rightOrigin: at(3), content: x };
    expect(verdict(forge(7, 0, beside, { origin: own(0), rightOrigin: at(3), content: x }), yDoc, 7)).toBe("ok");
    expect(verdict(forge(7, 0, beside, { origin: at(2), rightOrigin: own(0), content: x }), yDoc, 7)).toBe("ok");
    expect(verdict(forge(7, 0, beside, { origin: at(2), rightOrigin: at(3), content: x }), yDoc, 7)).toBe("wrongPlace");
  });

  it("are not those whose window had not yet heard of what its host already held", () => {
    const yHost = flowOf("ab");
    const yWindow = copyOf(yHost, 7);
    const letter = (yDoc: Y.Doc): Bytes => {
      const [left] = listOf(yDoc);
      if (left === undefined) throw new Error("a text has letters");
      const id = { client: left.id.client, clock: left.id.clock };
      return forge(yDoc.clientID, Y.getState(yDoc.store, yDoc.clientID), {
        origin: id,
        rightOrigin: { ...id, clock: id.clock + 1 },
        content: { kind: "string", text: "x" },
      });
    };
    const yPeer = copyOf(yHost, 5);
    Y.applyUpdate(yHost, letter(yPeer), origin);
    const typed = letter(yWindow);
    expect(verdict(typed, yHost, 7)).toBe("ok");
    // One who has answered the other's letter has seen it.
    Y.applyUpdate(
      yHost,
      forge(7, 0, {
        origin: { client: 5, clock: 0 },
        rightOrigin: listOf(yHost)[2]?.id ?? null,
        content: { kind: "string", text: "y" },
      }),
      origin,
    );
    const late = forge(7, 1, {
      origin: listOf(yHost)[0]?.lastId ?? null,
      rightOrigin: listOf(copyOf(yHost, 99))[3]?.id ?? null,
      content: { kind: "string", text: "z" },
    });
    expect(verdict(late, yHost, 7)).toBe("wrongPlace");
  });
});
