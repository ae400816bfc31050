import { hostWires } from "../support/hostWires.ts";
import { createSmallHost } from "../support/smallHost.ts";
import { hostWireContract, type TestedHost } from "./hostWire.ts";

const smallHost: TestedHost = {
  make: async () => createSmallHost(),
  typeAtStart: (yDoc, text) => yDoc.getText("wire").insert(0, text),
  readText: (yDoc) => yDoc.getText("wire").toString(),
};

for (const [name, makeWire] of hostWires) hostWireContract(name, smallHost, makeWire);
