import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Y from "yjs";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { textRoot } from "../../shared/crdt/docLayout.ts";
import { hostWires } from "../support/hostWires.ts";
import { hostWireContract, type TestedHost } from "./hostWire.ts";

/** The product itself, with a data directory of its own. */
const product: TestedHost = {
  async make() {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tessera-host-"));
    const platform = await createNodePlatform({ plainKeys: true, dataDirectory });
    const host = platform.ok ? await createHost(platform.value) : platform;
    if (!host.ok) throw new Error(host.error.kind);
    return {
      ...host.value,
      async close() {
        await host.value.close();
        await rm(dataDirectory, { recursive: true });
      },
    };
  },
  typeAtStart(yDoc, text) {
    const yParagraph = new Y.XmlElement("paragraph");
    yParagraph.insert(0, [new Y.XmlText(text)]);
    textRoot(yDoc).insert(0, [yParagraph]);
  },
  readText: (yDoc) =>
    textRoot(yDoc)
      .toArray()
      .filter((node) => node instanceof Y.XmlElement && node.nodeName === "paragraph")
      .flatMap((yParagraph) => (yParagraph instanceof Y.XmlElement ? yParagraph.toArray() : []))
      .join(""),
};

for (const [name, makeWire] of hostWires) hostWireContract(name, product, makeWire);
