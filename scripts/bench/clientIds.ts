/** What a key costs inside Yjs where the text was written under many client ids: those that are in it, with each key. */
import * as Y from "yjs";
import type { Bytes } from "../../shared/base/bytes.ts";
import { createTextDoc, textRoot } from "../../shared/crdt/document/docLayout.ts";
import { applyUpdate, clockOf, readFresh, type TextDoc } from "../../shared/crdt/update/textDoc.ts";
import { judgeUpdate } from "../../shared/crdt/update/validateUpdate.ts";
import { compareSides, type Figure, type Spread, summarise, timed } from "./measure.ts";

const runs = 3000;
const wordsOfRun = "by hand ";
const firstClient = 2 ** 52;
const keys = 200;

/** The same words in as many pieces, whoever wrote them: each run stands before the last, so Yjs joins none. */
function writeText(clients: number): TextDoc {
  const yDoc = createTextDoc(firstClient);
  const yClause = new Y.XmlElement("clause");
  const yFlow = new Y.XmlText();
  textRoot(yDoc).insert(0, [yClause]);
  yClause.insert(0, [yFlow]);
  yDoc.transact(() => {
    for (let run = 0; run < runs; run++) {
      yDoc.clientID = firstClient + 2 * (run % clients);
      yFlow.insert(0, wordsOfRun);
    }
  });
  return yDoc;
}

/** A window and its host, which hold the same text; answers the milliseconds that a key takes in both, of many keys. */
function createKeyboard(clients: number): () => Promise<number> {
  const yHost = writeText(clients);
  const yWindow = createTextDoc();
  Y.applyUpdate(yWindow, Y.encodeStateAsUpdate(yHost));
  const client = firstClient;
  yWindow.clientID = client;
  yHost.clientID = firstClient - 2;
  const yFlow = [...textRoot(yWindow).createTreeWalker((yNode) => yNode instanceof Y.XmlText)][0] as Y.XmlText;
  let at = yFlow.length >> 1;
  yWindow.on("update", (update: Uint8Array) => {
    const fresh = readFresh(yHost, update as Bytes);
    const known = (of: number): number => clockOf(yHost, of);
    const verdict = fresh && judgeUpdate(fresh.decoded, yHost, { client, nextClock: known(client), known });
    if (!fresh || !verdict?.ok)
      throw new Error(`a key is text: ${verdict?.ok === false ? verdict.error.kind : "it is read"}`);
    applyUpdate(yHost, fresh.update, {});
  });
  return async () => {
    const taken: number[] = [];
    for (let key = 0; key < keys; key++) taken.push(await timed(() => yFlow.insert(at++, "x")));
    return summarise(taken).median;
  };
}

const inMs = ({ median, spread }: Spread): string => `${median.toFixed(3)} ms (±${(spread * 50).toFixed(0)} %)`;

export async function measureClientIds(counts: readonly number[], rounds: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const count of counts) {
    const [many, one] = [createKeyboard(count), createKeyboard(1)];
    await compareSides(1, many, one);
    const { ratio, ours, theirs } = await compareSides(rounds, many, one);
    figures.push({
      name: `A key inside Yjs, typed, judged and applied, with ${count.toLocaleString("en")} client ids in the text, of that with one`,
      ratio: ratio.median,
      spread: ratio.spread,
      goal: null,
      detail: `${inMs(ours)} of ${inMs(theirs)}; ${runs.toLocaleString("en")} runs of words`,
    });
  }
  return figures;
}
