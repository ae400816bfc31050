/**
 * Appends a clause to a charter through the gateway of `tessera serve --gateway`, with Yjs and y-websocket as they come.
 *
 *   node scripts/examples/appendClause.mjs GATEWAY CHARTER TOKEN "Words of the clause."
 *
 * `layout=2` in the address says that this program writes the text as shared/charter/text/layout.ts has it; without it
 * the gateway lets a client read and refuses what it writes. What is written is signed by the device that serves.
 * Prints the clause's id once the host has the clause; ends with 1, and why, where it is refused.
 */
import { randomBytes } from "node:crypto";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const [gateway, charter, token, words] = process.argv.slice(2);
if (words === undefined) end(1, "arguments: GATEWAY CHARTER TOKEN WORDS");

const id = randomBytes(8).toString("hex");
const yDoc = new Y.Doc({ gc: false });
connect(yDoc, { layout: "2" }).once("sync", () => {
  yDoc.transact(() => appendClause(yDoc.getXmlFragment("text")));
  expectClause();
});

/** In the last article that stands, else after everything. An element is filled once it has its place. */
function appendClause(yRoot) {
  const yArticles = yRoot.toArray().filter((yNode) => yNode.nodeName === "article" && !yNode.getAttribute("gone"));
  const yParent = yArticles.at(-1) ?? yRoot;
  const yClause = new Y.XmlElement("clause");
  yParent.insert(yParent.length, [yClause]);
  yClause.setAttribute("id", id);
  const yFlow = new Y.XmlText();
  yClause.insert(0, [yFlow]);
  // A paragraph is words after a block.
  yFlow.insertEmbed(0, new Y.XmlElement("block"));
  yFlow.insert(1, words);
}

/** Reads the text through a connection of its own: what comes there is what the host has taken. */
function expectClause() {
  const yRead = new Y.Doc();
  yRead.on("update", () => {
    const yWalker = yRead.getXmlFragment("text").createTreeWalker((yNode) => yNode.nodeName === "clause");
    if ([...yWalker].some((yNode) => yNode.getAttribute("id") === id)) end(0, id);
  });
  connect(yRead, {});
}

function connect(yInto, params) {
  const provider = new WebsocketProvider(gateway, charter, yInto, {
    ...{ params: { token, ...params }, disableBc: true, WebSocketPolyfill: WebSocket },
  });
  provider.on("connection-close", (event) => end(1, event?.reason || "the gateway closed the connection"));
  provider.on("connection-error", () => end(1, "the gateway does not answer, or refuses the token"));
  return provider;
}

function end(code, said) {
  (code === 0 ? console.log : console.error)(said);
  process.exit(code);
}
