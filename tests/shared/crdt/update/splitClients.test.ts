import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { splitClients } from "../../../../shared/crdt/update/splitClients.ts";
import { readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { chance } from "../support/chance.ts";
import { origin, verdict } from "../support/honest.ts";
import { createHonestWriter } from "../support/honestWriters.ts";
import { addFlow, agreementDoc, flowsIn } from "../support/layoutDoc.ts";

const editing = 2 ** 52 + 20;
const suggesting = editing + 1;

describe("[I6] what a window wrote under both of its ids while it had no connection", () => {
  it("is cut into updates of one id each, all accepted, that make the same text", () => {
    let most = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const yHost = agreementDoc(2 ** 52 + 2);
      const window = createHonestWriter([editing, suggesting]);
      Y.applyUpdate(window.yDoc, Y.encodeStateAsUpdate(yHost));
      for (let act = 0; act < 24; act++)
        if (flowsIn(window.yDoc).length > 0) window.act(by, by.pick([editing, suggesting]));
      const missing = Y.encodeStateAsUpdate(window.yDoc, Y.encodeStateVector(yHost)) as Bytes;
      const parts = splitClients(yHost, missing);
      if (parts === null) throw new Error(`seed ${seed}: what an honest window wrote can be cut`);
      most = Math.max(most, parts.length);
      for (const part of parts) {
        const read = readUpdate(part);
        if (!read.ok) throw new Error(`seed ${seed}: ${read.error.kind}`);
        expect(verdict(part, yHost, read.value.client ?? editing), `seed ${seed}`).toBe("ok");
        Y.applyUpdate(yHost, part, origin);
      }
      expect(yHost.store.pendingStructs).toBeNull();
      expect(createReading(yHost).text(), `seed ${seed}`).toEqual(createReading(window.yDoc).text());
      expect(Y.encodeStateVector(yHost)).toEqual(Y.encodeStateVector(window.yDoc));
    }
    expect(most).toBeGreaterThan(4);
  });

  it("is nothing where it names what is nowhere, or is no update", () => {
    const yDoc = createTextDoc(editing);
    const yFlow = addFlow(textRoot(yDoc), "a");
    const vector = Y.encodeStateVector(yDoc);
    yDoc.clientID = suggesting;
    yFlow.insert(2, "b");
    const later = Y.encodeStateAsUpdate(yDoc, vector) as Bytes;
    expect(splitClients(createTextDoc(), later)).toBeNull();
    expect(splitClients(createTextDoc(), new Uint8Array([1, 2, 3]) as Bytes)).toBeNull();
  });
});
