/**
 * A program that knows nothing of Tessera: Yjs and y-websocket as they come, and a gateway's address.
 * Arguments: gateway URL, room, token, words to find, words to add after them. Ends when its input does.
 */
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const [url = "", room = "", token = "", find = "", add = ""] = process.argv.slice(2);
const yDoc = new Y.Doc();
const provider = new WebsocketProvider(url, room, yDoc, {
  WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
  params: { token, layout: "2" },
  disableBc: true,
});

function* textsIn(node: Y.XmlElement | Y.XmlFragment): Generator<Y.XmlText> {
  for (const child of node.toArray())
    if (child instanceof Y.XmlText) yield child;
    else if (child instanceof Y.XmlElement) yield* textsIn(child);
}

provider.once("sync", () => {
  for (const yText of textsIn(yDoc.getXmlFragment("text"))) {
    const delta: readonly { readonly insert: unknown }[] = yText.toDelta();
    const words = delta.map(({ insert }) => (typeof insert === "string" ? insert : " ")).join("");
    const at = words.indexOf(find);
    if (at !== -1) yText.insert(at + find.length, add);
  }
  console.log(yDoc.clientID);
});
process.stdin.on("end", () => provider.destroy()).resume();
