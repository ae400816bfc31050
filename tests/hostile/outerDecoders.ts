/** Readers of what anybody may send, without any key: frames, bundles, relay messages, links, windows, files. */

import * as packets from "dns-packet";
import { zipSync } from "fflate";
import { readSourceFile } from "../../electron/host/reading/readTexts.ts";
import { readLinkAddress } from "../../electron/host/transports/linkAddress.ts";
import { createMessageCutter, frameLinkMessages, linkPing } from "../../electron/host/transports/linkFraming.ts";
import { readNearbyRecords, writeNearbyRecords } from "../../electron/host/transports/nearbyRecords.ts";
import { createRelayConversation } from "../../electron/host/transports/relayConversation.ts";
import { hostApi } from "../../shared/api/contract.ts";
import { readToHost, readToWindow } from "../../shared/api/messages.ts";
import { decodeWire, encodeWire } from "../../shared/api/wire.ts";
import { type Bytes, concatBytes, readUtf8, utf8 } from "../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../shared/base/cbor.ts";
import { channels } from "../../shared/base/channels.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import { parseCharterId } from "../../shared/base/ids.ts";
import { createInbox } from "../../shared/base/inbox.ts";
import { writeMarkdown } from "../../shared/charter/formats/markdownWriter.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import {
  encodePresenceMessage,
  encodeStateMessage,
  encodeStateVectorMessage,
  encodeUpdateMessage,
  readTextMessage,
} from "../../shared/crdt/document/textProtocol.ts";
import { deriveEpoch } from "../../shared/ledger/members/epoch.ts";
import { encodeBundle, readBundle } from "../../shared/sync/bundle.ts";
import { encodeBundleCodes, joinBundleCodes, readBundleCode } from "../../shared/sync/bundleCodes.ts";
import { sealFrame } from "../../shared/sync/frame.ts";
import { frameIdOf, frameKinds, readFrameHeader } from "../../shared/sync/frameHeader.ts";
import { encodeInviteLink, readInviteLink } from "../../shared/sync/inviteLink.ts";
import {
  type ClientMessage,
  encodeClientMessage,
  encodeRelayMessage,
  type RelayMessage,
  readClientMessage,
  readRelayMessage,
} from "../../shared/sync/relayMessages.ts";
import { countingIds } from "../shared/charter/text/arbitraryText.ts";
import { chance } from "../shared/crdt/support/chance.ts";
import { randomText } from "../shared/crdt/support/texts.ts";
import { seededRandom } from "../support/ambient.ts";
import { seedOf } from "../support/builders.ts";
import { mutateText } from "../support/mutate.ts";
import { openTextXml } from "../support/openFiles.ts";
import { usualPlan } from "../support/plans.ts";
import {
  documentXml,
  paragraph,
  point,
  run,
  styled,
  usualNumbering,
  usualStyles,
  wordPart,
  wordRelations,
} from "../support/wordFiles.ts";
import { type Decoder, outcomeOf, outcomeOfAny, refused, spoilValue, taken } from "./decoder.ts";

const epoch = deriveEpoch(seedOf("epoch key"));
const frameOf = (content: Bytes, kind: 0 | 1 | 2 = frameKinds.log): Bytes =>
  sealFrame(kind, content, epoch, seedOf("nonce").slice(0, 24));
const frames = [frameOf(utf8("one")), frameOf(seedOf("two")), frameOf(new Uint8Array(600))];
const [frame = new Uint8Array(0)] = frames;
const passing = frameOf(utf8("a cursor"), frameKinds.ephemeral);

const clientMessages: readonly ClientMessage[] = [
  { kind: "hello", version: 1, nonce: seedOf("nonce") },
  { kind: "auth", roomPublicKey: epoch.room.publicKey, signature: new Uint8Array(64), known: null },
  { kind: "subscribe", afterSeq: 1_700_000_000_000 },
  { kind: "put", frame },
  { kind: "ephemeral", frame: passing },
];
const relayMessages: readonly RelayMessage[] = [
  { kind: "challenge", challenge: seedOf("challenge") },
  { kind: "welcome", lastSeq: 1_700_000_000_000, isKnown: true },
  { kind: "ack", frameId: frameIdOf(frame), seq: 7, mark: new Uint8Array(8) },
  { kind: "refused", frameId: frameIdOf(frame), code: "roomFull" },
  { kind: "event", seq: 8, mark: new Uint8Array(8), frame },
  { kind: "caughtUp" },
  { kind: "ephemeral", frame: passing },
  { kind: "error", code: "closing", text: "the relay is closing" },
];

/** A client that has been welcomed, reads, and has put a frame: every message has a meaning to it. */
function openConversation() {
  const conversation = createRelayConversation({
    ...{ random: seededRandom(1), afterSeq: 0, send: () => undefined, onWelcome: () => undefined },
    ...{ roomPublicKey: epoch.room.publicKey, roomPrivateKey: epoch.room.privateKey },
    ...{ onFrame: () => undefined, onEphemeral: () => undefined, onCaughtUp: () => undefined },
    known: null,
    onReset: () => undefined,
  });
  conversation.start();
  for (const message of relayMessages.slice(0, 2)) conversation.receive(encodeRelayMessage(message));
  conversation.subscribe();
  void conversation.put(frame);
  return conversation;
}

const charter = parseCharterId("c".repeat(64));
const calls: readonly unknown[] = [
  [
    "createIdentity",
    { person: "Ada", device: "laptop", party: { name: "River", kind: "community", constituency: "" } },
  ],
  ["getCharter", { charter }],
  ["editText", { charter, edit: { kind: "setClause", clause: "c1", markdown: "Water" } }],
  [
    "propose",
    {
      charter,
      term: { from: "2024-02-29", months: 12, until: null, noticeDays: 60 },
      note: "",
      purpose: null,
      ...usualPlan,
    },
  ],
  ["importBundle", { bytes: encodeBundle(frames.slice(0, 1)) }],
].map(([method, args], id) => ({ kind: "call", id, method, args }));
const answers: readonly unknown[] = [
  { kind: "answer", id: 3, result: { ok: true, value: { charter } } },
  { kind: "answer", id: 4, result: { ok: false, error: { kind: "charterNotFound", charter } } },
  { kind: "event", event: { kind: "saved", charter, clientId: 2 ** 52 + 1, clock: 9 } },
];

const channelMessages: readonly Bytes[] = [
  Uint8Array.from([128, 0, 0, 0, 0, ...utf8("api")]),
  Uint8Array.from([1, 0, 0, 0, 0, 1, 2, 3]),
  Uint8Array.from([2, 0, 0, 0, 0, ...utf8("bye")]),
];

/** A carrier with one channel that this end opened. */
function openCarrier(): { deliver(bytes: Bytes): void; isOpen(): boolean } {
  const inbox = createInbox();
  const carrier = { send: () => undefined, onMessage: inbox.onMessage, onClose: inbox.onClose, close: inbox.close };
  const carried = channels(carrier);
  carried.onOpen(() => undefined);
  carried.open("text");
  return inbox;
}

const markdowns: readonly string[] = [1, 2, 3, 4]
  .map((seed) => writeMarkdown(randomText(chance(seed))))
  .concat(
    "# Water\n\n## Shared wells {#wells}\n\n1. Each *community* opens **its** wells. {#c1}\n   - [x](https://e.org/a)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\n```\ncode\n```\n",
    "## Annex A\n\n[agreed <br> words]{.strong .em} & more \\* stars\n",
  );
const documents = [
  documentXml(
    styled("Heading1", "Article 1") + point(1, 0, "Water is for all.") + point(1, 1, "by day;") + point(2, 0, "rope"),
  ),
  documentXml(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph("Wells")}</w:tc></w:tr></w:tbl>`),
  documentXml(
    paragraph(`<w:ins w:author="Ada">${run("open")}</w:ins><w:del w:author="Ben">${run("closed", "<w:b/>")}</w:del>`),
  ),
];
const openTexts = [
  openTextXml(
    '<text:h text:outline-level="1">Article 1</text:h><text:list><text:list-item text:start-value="3"><text:p>Water <text:span text:style-name="B">is</text:span> for all.</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>a</text:p></table:table-cell></table:table-row></table:table>',
    '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>',
  ),
];
const pages = [
  '<h1>Water</h1><ol start="3"><li>One<ul><li>two</ul></ol><table><tr><td colspan=2>a<td><b>b</b></table><p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.</span>c',
];
const isInSchema = (source: Bytes, name: string): typeof refused => {
  const read = readSourceFile({ name, bytes: source }, { newId: countingIds(), onProgress: () => undefined });
  if (read.ok) schema.nodeFromJSON(read.value.text).check();
  return outcomeOf(read);
};
const spoilText =
  (texts: readonly string[]): NonNullable<Decoder["spoil"]> =>
  (_, by) =>
    utf8(mutateText(texts, by));

const inviteLink = {
  code: "7KQ2-M9XF-TB4V-R8DA",
  addresses: ["192.168.1.20:4242", "[fd00::1]:4242"],
  relay: "wss://relay.example",
  founding: seededRandom(6).bytes(16),
};
const announcement = {
  instance: "00112233445566ff",
  port: 4242,
  tags: [1, 2, 3, 4].map((n) => seededRandom(n).bytes(8)),
};

/** What is no value of the wire is said on it all the same. */
function encodeAnyhow(value: unknown): Bytes {
  try {
    return encodeWire(value);
  } catch {
    const json = utf8(JSON.stringify(value) ?? "");
    const head = new Uint8Array(4);
    new DataView(head.buffer).setUint32(0, json.length);
    return concatBytes(head, json);
  }
}

export const outerDecoders: readonly Decoder[] = [
  {
    name: "CBOR",
    valid: [...calls, ...answers, [1, -1, 1.5, "x", new Uint8Array(40), [], {}, true, null, 2 ** 53 - 1]].map(
      encodeCbor,
    ),
    spoil: spoilValue(decodeCbor),
    read: (bytes) => outcomeOfAny(decodeCbor(bytes), encodeCbor),
  },
  { name: "the header of a frame", valid: frames, read: (bytes) => outcomeOf(readFrameHeader(bytes)) },
  {
    name: "a bundle",
    valid: [encodeBundle(frames), encodeBundle([])],
    read: (bytes) => outcomeOf(readBundle(bytes), encodeBundle),
  },
  {
    name: "a bundle with a good checksum",
    valid: [encodeBundle(frames), encodeBundle([frame])].map((file) => file.slice(0, -32)),
    wrap: (body) => concatBytes(body, plainHash(body)),
    read: (bytes) => outcomeOf(readBundle(bytes), encodeBundle),
  },
  {
    name: "what a client says to a relay",
    valid: clientMessages.map(encodeClientMessage),
    read: (bytes) => outcomeOf(readClientMessage(bytes), encodeClientMessage),
  },
  {
    name: "what a relay says",
    valid: relayMessages.map(encodeRelayMessage),
    read: (bytes) => outcomeOf(readRelayMessage(bytes), encodeRelayMessage),
  },
  {
    name: "a conversation with a relay",
    valid: relayMessages.slice(2, 7).map(encodeRelayMessage),
    read: (bytes) => (openConversation().receive(bytes) === null ? taken() : refused),
  },
  {
    name: "a link's stream",
    valid: [frameLinkMessages([frame, utf8("x"), new Uint8Array(0)], frame.length + 1), linkPing()],
    read(bytes) {
      const cutter = createMessageCutter(() => undefined);
      const half = bytes.length >> 1;
      return cutter.push(bytes.subarray(0, half)) && cutter.push(bytes.subarray(half)) ? taken() : refused;
    },
  },
  {
    name: "the address of a peer",
    valid: ["192.168.1.20:4242", "[fe80::1]:1", "ada.local:65535"].map(utf8),
    read(bytes) {
      const text = readUtf8(bytes);
      return text === null || readLinkAddress(text) === null ? refused : taken();
    },
  },
  {
    name: "the link of an invite",
    valid: [utf8(encodeInviteLink(inviteLink)), utf8(encodeInviteLink({ ...inviteLink, addresses: [], relay: null }))],
    read(bytes) {
      const text = readUtf8(bytes);
      return text === null ? refused : outcomeOf(readInviteLink(text));
    },
  },
  {
    name: "a QR code of a bundle",
    valid: (encodeBundleCodes(encodeBundle(frames)) ?? []).map(utf8),
    read(bytes) {
      const text = readUtf8(bytes);
      if (text === null) return refused;
      const code = readBundleCode(text);
      return outcomeOf(code.ok ? joinBundleCodes([code.value]) : code);
    },
  },
  {
    name: "announcements on the local network",
    valid: [packets.encode({ type: "response", answers: writeNearbyRecords(announcement, 120) })].map((packet) =>
      concatBytes(packet),
    ),
    read(bytes) {
      let packet: unknown;
      try {
        packet = packets.decode(Buffer.from(bytes));
      } catch {
        // As the library that owns the socket does.
        return refused;
      }
      return readNearbyRecords(packet).present.length === 0 ? refused : taken();
    },
  },
  {
    name: "channels on one port",
    valid: channelMessages,
    read(bytes) {
      const carrier = openCarrier();
      carrier.deliver(bytes);
      return carrier.isOpen() ? taken() : refused;
    },
  },
  {
    name: "a call of the host",
    valid: calls.map(encodeWire),
    spoil: spoilValue(decodeWire, encodeAnyhow),
    read(bytes) {
      const call = readToHost(bytes);
      return call === null ? refused : outcomeOf(hostApi[call.method](call.args));
    },
  },
  {
    name: "what a host says to its window",
    valid: answers.map(encodeWire),
    spoil: spoilValue(decodeWire, encodeAnyhow),
    read: (bytes) => outcomeOfAny(readToWindow(bytes)),
  },
  {
    name: "y-websocket's messages",
    valid: [
      encodeStateVectorMessage(Uint8Array.of(1, 7, 3)),
      encodeStateMessage(Uint8Array.of(0, 0)),
      encodeUpdateMessage(Uint8Array.of(0, 0)),
      encodePresenceMessage([
        { client: 2 ** 52 + 4, clock: 3, state: '{"user":{"name":"Ada"}}' },
        { client: 9, clock: 2 ** 53 - 1, state: null },
      ]),
      Uint8Array.of(3),
    ],
    read: (bytes) => outcomeOf(readTextMessage(bytes)),
  },
  {
    name: "a Markdown file",
    share: 0.4,
    valid: markdowns.map(utf8),
    spoil: spoilText(markdowns),
    read: (bytes) => isInSchema(bytes, "water.md"),
  },
  {
    name: "a plain text file",
    share: 0.4,
    valid: ["Water\n\n1. One\n2. Two\n\na) three", "Préambule\r\n\r\nWater is for all.\f"].map(utf8),
    spoil: spoilText(["Water\n\n1. One\n2. Two\n\na) three", "Préambule\r\n\r\nWater is for all.\f"]),
    read: (bytes) => isInSchema(bytes, "water.txt"),
  },
  {
    name: "a Word document",
    share: 0.4,
    valid: documents.map(utf8),
    spoil: spoilText(documents),
    wrap: (bytes) =>
      zipSync({
        "word/document.xml": bytes,
        "word/numbering.xml": wordPart("numbering", usualNumbering),
        "word/styles.xml": wordPart("styles", usualStyles),
        "word/_rels/document.xml.rels": wordRelations("styles", "numbering"),
      }) as Bytes,
    read: (bytes) => isInSchema(bytes, "water.docx"),
  },
  {
    name: "a text of LibreOffice",
    share: 0.4,
    valid: openTexts.map(utf8),
    spoil: spoilText(openTexts),
    wrap: (bytes) => zipSync({ "content.xml": bytes }) as Bytes,
    read: (bytes) => isInSchema(bytes, "water.odt"),
  },
  {
    name: "a web page",
    share: 0.4,
    valid: pages.map(utf8),
    spoil: spoilText(pages),
    read: (bytes) => isInSchema(bytes, "water.html"),
  },
  {
    name: "a file of any bytes",
    share: 0.4,
    valid: markdowns.map(utf8),
    read: (bytes) => isInSchema(bytes, "water.md"),
  },
];
