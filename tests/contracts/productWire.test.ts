import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { plainText } from "../../shared/charter/text/clauses.ts";
import { textRoot } from "../../shared/crdt/document/docLayout.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { paragraphFlow } from "../support/flowWords.ts";
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
    textRoot(yDoc).insert(0, [paragraphFlow(text)]);
  },
  readText: (yDoc) =>
    readText(yDoc)
      .text.content.filter((node) => node.type === "paragraph")
      .map((node) => plainText(node))
      .join(""),
};

for (const [name, makeWire] of hostWires) hostWireContract(name, product, makeWire);
