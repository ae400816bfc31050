import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { ClauseId, EnvelopeHash } from "../../../shared/base/ids.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readClosings } from "../../../shared/ledger/negotiation/closings.ts";
import type { HeldStatements } from "../../../shared/ledger/negotiation/lastWords.ts";
import { readStances, statusOf } from "../../../shared/ledger/negotiation/stances.ts";
import { encodeClosing, readClosing } from "../../../shared/ledger/statements/closing.ts";
import type { Placed } from "../../../shared/ledger/statements/kind.ts";
import { encodeStance, readStance, type Stance } from "../../../shared/ledger/statements/stance.ts";
import { type Book, copyBook, removeEntry, revokeEntry, startMs, type TestPerson } from "../../support/builders.ts";
import { expectRatio, msOf } from "../../support/timing.ts";
import { ada, alma, ben, council, cyra, hashOf, mia, oda, stanceOf, stand, sue, wells } from "./support/negotiators.ts";

/** By person, as the words stand. */
function statesOn(book: Book, words: string): Readonly<Record<string, string>> {
  const stances = readStances(book.ledger)(wells, hashOf(words));
  const stateOf = ({ party }: TestPerson): string =>
    stances.find((one) => one.party === party.card.id)?.state ?? "no party";
  return { ada: stateOf(ada), ben: stateOf(ben), cyra: stateOf(cyra), status: statusOf(stances) };
}
const judgeStance = (book: Book, by: TestPerson, stance: Stance = stanceOf("agrees", "now")): string =>
  book.judge(by, envelopeTypes.stance, encodeStance(stance));
const meet = (one: Book, other: Book): void => {
  one.takeAll(other);
  other.takeAll(one);
};

describe("A stance", () => {
  it("[L44] reads as it was written", () => {
    const stance: Stance = { ...stanceOf("objects", "now"), reason: "Too few wells." };
    expect(readStance(encodeStance(stance))).toEqual({ ok: true, value: stance });
  });

  it("[L44] is a delegate's alone, and always that of the delegate's own party", () => {
    const book = council();
    for (const person of [ada, alma, ben, cyra]) expect(judgeStance(book, person)).toBe("ready");
    for (const person of [mia, sue, oda]) expect(judgeStance(book, person)).toBe("only a delegate takes a stance");
    // It names no party, so nobody can take another's.
    stand(book, ben, "objects", "now");
    expect(statesOn(book, "now")).toEqual({ ada: "silent", ben: "objects", cyra: "silent", status: "contested" });
  });

  it.each<readonly [string, unknown]>([
    ["a hash of nothing", ["tessera/stance/1", "wells", new Uint8Array(0), "agrees", "", 0]],
    ["half a hash", ["tessera/stance/1", "wells", new Uint8Array(16), "agrees", "", 0]],
    ["no clause", ["tessera/stance/1", "", new Uint8Array(32), "agrees", "", 0]],
    ["another stance", ["tessera/stance/1", "wells", new Uint8Array(32), "abstains", "", 0]],
    ["a reason beyond the limit", ["tessera/stance/1", "wells", new Uint8Array(32), "agrees", "x".repeat(1_001), 0]],
    ["a reason that turns words", ["tessera/stance/1", "wells", new Uint8Array(32), "agrees", "a\u202eb", 0]],
    ["a time before 1970", ["tessera/stance/1", "wells", new Uint8Array(32), "agrees", "", -1]],
    ["another domain", ["tessera/comment/1", "wells", new Uint8Array(32), "agrees", "", 0]],
    ["nothing", null],
  ])("[L44] with %s says nothing", (_, said) => {
    const book = council();
    expect(readStance(encodeCbor(said)).ok).toBe(false);
    expect(book.judge(ben, envelopeTypes.stance, encodeCbor(said))).not.toBe("ready");
  });

  it("[L44] on words that nobody has is held, and is on no words that stand", () => {
    const book = council();
    book.write(ben, envelopeTypes.stance, encodeStance({ ...stanceOf("agrees", "now"), hash: "00".repeat(32) }));
    expect(statesOn(book, "now").ben).toBe("lapsed");
    expect(
      readStances(book.ledger)("elsewhere" as ClauseId, hashOf("now")).every(({ said }) => said.length === 0),
    ).toBe(true);
  });
});

describe("Where the parties stand", () => {
  it("[L45] is read for each clause at once, and asks nothing of the store where a party speaks by one device", () => {
    const held = (clauses: number): HeldStatements => {
      const book = council();
      const membership = book.ledger.membership();
      const said = Array.from({ length: clauses }, (_, index) => `c${index}` as ClauseId).flatMap((clause) =>
        [ada, ben, cyra].map(
          ({ device }, seq): Placed<Stance> => [
            stanceOf("agrees", "now", clause),
            { device, seq, hash: "00".repeat(32) as EnvelopeHash },
          ],
        ),
      );
      return {
        statements: { all: () => said as never, byKey: () => [] },
        membership: () => membership,
        chainsOf: () => [0],
        acceptedAt() {
          throw new Error("the store is asked");
        },
      };
    };
    const timed = (clauses: number): number => {
      const ledger = held(clauses);
      return msOf(() => {
        const stancesOn = readStances(ledger);
        for (let index = 0; index < clauses; index++)
          expect(statusOf(stancesOn(`c${index}` as ClauseId, hashOf("now")))).toBe("agreed");
      });
    };
    timed(500);
    expectRatio(
      () => timed(4_000),
      () => timed(1_000),
      { below: 10 },
    );
  });

  it("[L45] all agree: agreed; the words change: every stance lapses; they are as before: it counts again", () => {
    const book = council();
    stand(book, ada, "agrees", "old");
    stand(book, ben, "agrees", "old");
    expect(statesOn(book, "old").status).toBe("open");
    stand(book, cyra, "agrees", "old");
    expect(statesOn(book, "old")).toEqual({ ada: "agrees", ben: "agrees", cyra: "agrees", status: "agreed" });
    expect(statesOn(book, "new")).toEqual({ ada: "lapsed", ben: "lapsed", cyra: "lapsed", status: "open" });
    expect(statesOn(book, "old").status).toBe("agreed");
  });

  it("[L45] one objects: contested; it withdraws: silent", () => {
    const book = council();
    stand(book, ada, "agrees", "now");
    stand(book, ben, "objects", "now");
    expect(statesOn(book, "now").status).toBe("contested");
    stand(book, ben, "withdrawn", "now");
    expect(statesOn(book, "now")).toEqual({ ada: "agrees", ben: "silent", cyra: "silent", status: "open" });
  });

  it("[L45] two delegates differ while apart: divided, until one who knows of both speaks", () => {
    const book = council();
    const apart = copyBook(book);
    stand(book, ada, "agrees", "now");
    stand(apart, alma, "objects", "now");
    meet(book, apart);
    for (const one of [book, apart])
      expect(statesOn(one, "now")).toMatchObject({ ada: "divided", status: "contested" });
    const said = readStances(book.ledger)(wells, hashOf("now")).find(({ state }) => state === "divided")?.said;
    expect(said?.map(({ stance }) => stance).sort()).toEqual(["agrees", "objects"]);
    stand(apart, alma, "agrees", "now");
    expect(statesOn(apart, "now")).toMatchObject({ ada: "agrees", status: "open" });
    book.takeAll(apart);
    expect(statesOn(book, "now")).toEqual(statesOn(apart, "now"));
  });

  it("[L45] who says the same apart is not divided; and what was said of words that stand counts first", () => {
    const book = council();
    const apart = copyBook(book);
    stand(book, ada, "agrees", "now");
    stand(apart, alma, "agrees", "now");
    stand(book, ben, "agrees", "now");
    meet(book, apart);
    expect(statesOn(book, "now").ada).toBe("agrees");
    const later = copyBook(book);
    stand(book, ada, "objects", "old");
    stand(later, alma, "objects", "new");
    meet(book, later);
    expect(statesOn(book, "new").ada).toBe("objects");
    expect(statesOn(later, "old").ada).toBe("objects");
    expect(statesOn(later, "other").ada).toBe("lapsed");
  });

  it("[L25] [L45] counts nothing that a device says beyond its end, and no party that left", () => {
    const book = council();
    stand(book, alma, "agrees", "now");
    const apart = copyBook(book);
    book.govern(ada, revokeEntry(alma));
    stand(apart, alma, "objects", "now");
    expect(statesOn(apart, "now").ada).toBe("objects");
    meet(book, apart);
    expect(statesOn(book, "now").ada).toBe("agrees");
    expect(statesOn(apart, "now").ada).toBe("agrees");
    stand(book, cyra, "objects", "now");
    book.govern(cyra, removeEntry(cyra, 0));
    stand(book, ben, "agrees", "now");
    expect(statesOn(book, "now")).toEqual({ ada: "agrees", ben: "agrees", cyra: "no party", status: "agreed" });
  });
});

describe("A closing", () => {
  const closed = (book: Book, words: string): boolean => readClosings(book.ledger)(wells, hashOf(words));
  const body = (closing: "close" | "reopen", words = "now") =>
    encodeClosing({ clause: wells, hash: hashOf(words), closing, time: startMs });
  const say = (book: Book, by: TestPerson, closing: "close" | "reopen"): void => {
    book.write(by, envelopeTypes.closing, body(closing));
  };

  it("[L46] is a delegate's, and about words", () => {
    const book = council();
    expect(readClosing(body("close"))).toMatchObject({ ok: true, value: { clause: wells, closing: "close" } });
    for (const said of [null, ["tessera/closing/1", "wells", new Uint8Array(0), "close", 0], ["tessera/closing/1"]])
      expect(readClosing(encodeCbor(said)).ok).toBe(false);
    for (const person of [mia, sue, oda])
      expect(book.judge(person, envelopeTypes.closing, body("close"))).toBe("only a delegate closes a clause");
    expect(closed(book, "now")).toBe(false);
    say(book, ben, "close");
    expect([closed(book, "now"), closed(book, "other")]).toEqual([true, false]);
  });

  it("[L46] is opened by whoever knows of it, and by whoever opened it without knowing", () => {
    const book = council();
    say(book, ben, "close");
    const apart = copyBook(book);
    say(book, cyra, "reopen");
    say(apart, ada, "close");
    meet(book, apart);
    expect([closed(book, "now"), closed(apart, "now")]).toEqual([false, false]);
    say(book, ada, "close");
    expect(closed(book, "now")).toBe(true);
  });

  it("[L25] [L46] is none beyond the end of its device", () => {
    const book = council();
    const apart = copyBook(book);
    book.govern(ada, revokeEntry(alma));
    say(apart, alma, "close");
    meet(book, apart);
    expect([closed(book, "now"), closed(apart, "now")]).toEqual([false, false]);
  });
});
