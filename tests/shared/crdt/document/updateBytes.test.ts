import { performance } from "node:perf_hooks";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, reviewRoot, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  decodeUpdate,
  encodeUpdate,
  type RootName,
  type StructContent,
  type StructId,
} from "../../../../shared/crdt/document/updateBytes.ts";
import {
  maxUpdateBytes,
  maxUpdateLength,
  maxUpdateStructs,
  readUpdate,
} from "../../../../shared/crdt/update/validateUpdate.ts";
import { chance } from "../support/chance.ts";
import { copyOf, forge, verdict } from "../support/honest.ts";
import { createHonestWriter } from "../support/honestWriters.ts";
import { agreementDoc } from "../support/layoutDoc.ts";

const author = 7;
const named = (name: string): StructContent => ({ kind: "element", name });
const yes: StructContent = { kind: "attr", value: true };

const within = (parent: StructId | RootName, content: StructContent, attr: string | null = null): Uint8Array =>
  forge(author, 0, { parent, content, attr });

const numbers = (...values: readonly number[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  for (const value of values) encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
};

/** What stock Yjs writes when it is asked for something else than a text. */
const foreign = (run: (yDoc: Y.Doc) => void, gc = false): Uint8Array => {
  const yDoc = new Y.Doc({ gc });
  yDoc.clientID = author;
  run(yDoc);
  return Y.encodeStateAsUpdate(yDoc);
};
const put = (yDoc: Y.Doc, type: unknown): void => yDoc.getXmlFragment("text").insert(0, [type as Y.XmlElement]);

describe("[I7] what is read at all", () => {
  it("is nothing but elements, texts, strings, formats and primitive values, under two roots", () => {
    const item = (content: Y.Item["content"]) => (yDoc: Y.Doc) =>
      yDoc.transact((transaction) => {
        const id = Y.createID(yDoc.clientID, 0);
        new Y.Item(id, null, null, null, null, textRoot(yDoc), null, content).integrate(transaction, 0);
      });
    const cases: Readonly<Record<string, Uint8Array>> = {
      map: foreign((yDoc) => put(yDoc, new Y.Map())),
      array: foreign((yDoc) => put(yDoc, new Y.Array())),
      plainText: foreign((yDoc) => put(yDoc, new Y.Text())),
      fragment: foreign((yDoc) => put(yDoc, new Y.XmlFragment())),
      hook: foreign((yDoc) => put(yDoc, new Y.XmlHook("x"))),
      otherRoot: foreign((yDoc) => yDoc.getXmlFragment("other").insert(0, [new Y.XmlElement("clause")])),
      otherMap: foreign((yDoc) => yDoc.getMap("reviews").set("x", true)),
      listInReview: foreign((yDoc) => yDoc.getArray("review").insert(0, [true])),
      textInReview: foreign((yDoc) => yDoc.getXmlFragment("review").insert(0, [new Y.XmlText("x")])),
      document: foreign((yDoc) => yDoc.getMap("review").set("x", new Y.Doc())),
      binary: foreign((yDoc) => yDoc.getMap("review").set("x", new Uint8Array(3))),
      objects: foreign((yDoc) => yDoc.getMap("review").set("x", { a: 1 })),
      list: foreign((yDoc) => yDoc.getMap("review").set("x", [1])),
      innerArray: foreign((yDoc) => yDoc.getMap("review").set("x", new Y.Array())),
      bigint: foreign((yDoc) => yDoc.getMap("review").set("x", 1n)),
      undefined: foreign((yDoc) => yDoc.getMap("review").set("x", undefined)),
      embed: foreign(item(new Y.ContentEmbed({ image: 1 }))),
      json: foreign(item(new Y.ContentJSON(["x"]))),
      deleted: foreign(item(new Y.ContentDeleted(3))),
      collected: foreign((yDoc) => {
        const yRoot = yDoc.getXmlFragment("text");
        yRoot.insert(0, [new Y.XmlElement("clause")]);
        (yRoot.get(0) as Y.XmlElement).insert(0, [new Y.XmlElement("place")]);
        yRoot.delete(0, 1);
      }, true),
    };
    for (const [name, update] of Object.entries(cases))
      expect(`${name} ${verdict(update, createTextDoc(1), author)}`).toBe(`${name} forbiddenContent`);
    const values = foreign((yDoc) => yDoc.getArray("text").insert(0, [1, 2]));
    expect(verdict(values, createTextDoc(1), author)).toBe("wrongParent");
  });

  it("has names of at most 64 and keys of at most 160 characters", () => {
    const isRead = (update: Uint8Array): boolean => readUpdate(update).ok;
    expect(isRead(within("text", named("x".repeat(64))))).toBe(true);
    expect(isRead(within("text", named("x".repeat(65))))).toBe(false);
    expect(isRead(within({ client: 1, clock: 0 }, yes, "x".repeat(64)))).toBe(true);
    expect(isRead(within({ client: 1, clock: 0 }, yes, "x".repeat(65)))).toBe(false);
    expect(isRead(within("review", yes, "x".repeat(160)))).toBe(true);
    expect(isRead(within("review", yes, "x".repeat(161)))).toBe(false);
    expect(isRead(within("text", yes, "x".repeat(161)))).toBe(false);
  });

  it("says which root a struct stands under, and writes it as it was read", () => {
    const yDoc = agreementDoc(author);
    reviewRoot(yDoc).set("as/1.0+1", true);
    const whole = Y.encodeStateAsUpdate(yDoc);
    const read = readUpdate(whole);
    if (!read.ok) throw new Error(read.error.kind);
    expect(new Set(read.value.structs.map(({ parent }) => (typeof parent === "string" ? parent : null)))).toEqual(
      new Set(["text", "review", null]),
    );
    expect(read.value.structs.at(-1)).toMatchObject({ parent: "review", attr: "as/1.0+1", content: yes });
    expect(encodeUpdate(read.value, read.value.deletes)).toEqual(whole);
  });

  it("takes apart the values that a key had one after another", () => {
    const yDoc = createTextDoc(author);
    for (const choice of ["first", "out", "first", "out"]) reviewRoot(yDoc).set("pick/1.0/7", choice);
    const read = readUpdate(Y.encodeStateAsUpdate(yDoc));
    if (!read.ok) throw new Error(read.error.kind);
    expect(Y.decodeUpdate(Y.encodeStateAsUpdate(yDoc)).structs.length).toBe(2);
    expect(read.value.structs.map(({ origin, parent, content }) => [origin?.clock ?? parent, content])).toEqual(
      ["review", 0, 1, 2].map((of, i) => [of, { kind: "attr", value: i % 2 === 0 ? "first" : "out" }]),
    );
  });

  it("refuses lengths of 2^52, endless counts, cut and overlong bytes, at once", () => {
    const huge = 2 ** 52;
    const judge = (update: Uint8Array): string => verdict(update, createTextDoc(1), author);
    const startMs = performance.now();
    expect(judge(numbers(1, 1, author, 0, 0, huge, 0))).toBe("forbiddenContent");
    expect(judge(numbers(1, 1, author, 0, 1, huge, 0))).toBe("forbiddenContent");
    expect(judge(numbers(1, 1, author, 0, 10, huge, 0))).toBe("forbiddenContent");
    expect(judge(numbers(1, huge, author, 0))).toBe("tooManyStructs");
    expect(judge(numbers(huge))).toBe("severalClients");
    expect(judge(numbers(0, huge))).toBe("malformed");
    expect(judge(numbers(0, 1, 1, huge))).toBe("malformed");
    expect(judge(numbers(1, 0, author, 0, 0))).toBe("malformed");
    expect(judge(new Uint8Array())).toBe("malformed");
    expect(judge(new Uint8Array([0, 0, 0]))).toBe("malformed");
    expect(judge(new Uint8Array(64).fill(255))).toBe("malformed");
    expect(judge(forge(author, Number.MAX_SAFE_INTEGER, { parent: "text", content: named("clause") }))).toBe(
      "malformed",
    );
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  it("refuses a value nested 200,000 deep without overflowing the stack", () => {
    for (const root of ["text", "review"]) {
      const deep = encoding.createEncoder();
      for (const value of [1, 1, author, 0]) encoding.writeVarUint(deep, value);
      encoding.writeUint8(deep, 8 | 0x20);
      encoding.writeVarUint(deep, 1);
      encoding.writeVarString(deep, root);
      encoding.writeVarString(deep, "key");
      encoding.writeVarUint(deep, 1);
      for (let i = 0; i < 200_000; i++) encoding.writeUint8Array(deep, new Uint8Array([117, 1]));
      expect(verdict(encoding.toUint8Array(deep), createTextDoc(1), author)).toBe("forbiddenContent");
    }
    const json = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(verdict(within("text", { kind: "format", key: "em", value: json }), createTextDoc(1), author)).toBe(
      "malformed",
    );
  });

  it("refuses more than 1 MiB, 20,000 structs or 1,000,000 clocks", () => {
    expect(readUpdate(new Uint8Array(maxUpdateBytes + 1))).toEqual({
      ok: false,
      error: { kind: "tooLarge", bytes: maxUpdateBytes + 1 },
    });
    const many = Array.from({ length: maxUpdateStructs + 1 }, () => ({
      parent: "text" as const,
      content: named("clause"),
    }));
    expect(verdict(forge(author, 0, ...many), createTextDoc(1), author)).toBe("tooManyStructs");
    const long: StructContent = { kind: "string", text: "x".repeat(maxUpdateLength + 1) };
    expect(verdict(within("text", long), createTextDoc(1), author)).toBe("tooLong");
    expect(verdict(within("text", { kind: "string", text: "" }), createTextDoc(1), author)).toBe("malformed");
  });

  it("throws at no bytes, and reads what it accepts exactly as Yjs does", () => {
    const by = chance(21);
    const writer = createHonestWriter([author]);
    Y.applyUpdate(writer.yDoc, Y.encodeStateAsUpdate(agreementDoc(1)));
    for (let i = 0; i < 60; i++) writer.act(by, author);
    const whole = Y.encodeStateAsUpdate(writer.yDoc, Y.encodeStateVector(copyOf(agreementDoc(1), 9)));
    const idOrNull = (id: Y.ID | null): StructId | null => id && { client: id.client, clock: id.clock };
    let accepted = 0;
    for (let round = 0; round < 8_000; round++) {
      const bytes = whole.slice(0, round % 3 === 0 ? by.int(whole.length) : whole.length);
      for (let hits = by.int(4); hits > 0 && bytes.length > 0; hits--) bytes[by.int(bytes.length)] = by.int(256);
      const read = decodeUpdate(bytes, { structs: maxUpdateStructs, length: maxUpdateLength });
      if ("kind" in read) continue;
      accepted++;
      const { structs, ds } = Y.decodeUpdate(bytes);
      const asYjsReads = structs.flatMap((struct) => {
        if (!(struct instanceof Y.Item)) throw new Error("Yjs reads another struct");
        const { client, clock } = struct.id;
        const right = idOrNull(struct.rightOrigin);
        const parent = struct.parent instanceof Y.ID ? idOrNull(struct.parent) : (struct.parent as string | null);
        if (struct.content instanceof Y.ContentAny)
          return struct.content.arr.map((_, index) =>
            index === 0
              ? [clock, 1, idOrNull(struct.origin), right, parent, struct.parentSub]
              : [clock + index, 1, { client, clock: clock + index - 1 }, right, null, null],
          );
        return [[clock, struct.length, idOrNull(struct.origin), right, parent, struct.parentSub]];
      });
      const asRead = read.structs.map((own) => [
        ...[own.clock, own.length, own.origin, own.rightOrigin, own.parent, own.attr],
      ]);
      if (JSON.stringify(asYjsReads) !== JSON.stringify(asRead)) throw new Error(`read otherwise: ${bytes.join()}`);
      expect([...ds.clients.values()].flat().length).toBe(read.deletes.length);
      if (structs.length > 0) expect(structs[0]?.id.client).toBe(read.client);
    }
    expect(accepted).toBeGreaterThan(50);
  });
});
