/**
 * What ruleset 3 has by the program's own tables, and what of it a bundle holds, each as a line: "node table",
 * "entry admit". A kind that a table gains later is in no log of before: one more charter is kept for it.
 */
import type { Bytes } from "../../shared/base/bytes.ts";
import { toHex } from "../../shared/base/bytes.ts";
import { sealingKeyPair, signingKeyPair } from "../../shared/base/crypto.ts";
import type { DeviceId } from "../../shared/base/ids.ts";
import type { Conditions } from "../../shared/charter/parties/conditions.ts";
import type { Purpose } from "../../shared/charter/parties/proposalState.ts";
import { answerChoices, instruments, outcomes, reviewOutcomes } from "../../shared/charter/parties/records.ts";
import { elementNames, markNames } from "../../shared/charter/text/grammar.ts";
import { layout } from "../../shared/charter/text/layout.ts";
import type { DocNode } from "../../shared/charter/text/model.ts";
import { type ReviewKey, readReviewKey } from "../../shared/crdt/document/reviewKeys.ts";
import { readLongUpdate } from "../../shared/crdt/update/validateUpdate.ts";
import { type Envelope, envelopeTypes, isStatement, readEnvelope } from "../../shared/ledger/log/envelope.ts";
import { readTextBody } from "../../shared/ledger/logKinds.ts";
import { readEntry } from "../../shared/ledger/members/entries.ts";
import { createKeyring } from "../../shared/ledger/members/keyring.ts";
import type { Program } from "../../shared/ledger/program.ts";
import type { Comment } from "../../shared/ledger/statements/comment.ts";
import { type Proposal, readProposal } from "../../shared/ledger/statements/proposal.ts";
import { responseChoices } from "../../shared/ledger/statements/response.ts";
import { readBundle } from "../../shared/sync/bundle.ts";
import { openFrameBy } from "../../shared/sync/frame.ts";
import { hex, type Reader } from "./readRuleset3.ts";

/** A union has no list of its own; this one does not compile with a member missing. */
const all = <T extends string>(members: Record<T, true>): readonly string[] => Object.keys(members);

const choices: readonly (readonly [type: keyof typeof envelopeTypes, field: string, values: readonly string[]])[] = [
  ["ballot", "choice", ["ratify", "decline"]],
  ["ballot", "how", ["exclude", "interpret"]],
  ["confirmation", "choice", ["confirm", "repudiate"]],
  ["response", "choice", responseChoices],
  ["report", "outcome", outcomes],
  ["answer", "choice", answerChoices],
  ["review", "outcome", reviewOutcomes],
  ["institution", "instrument", instruments],
  ["comment", "kind", all<Comment["said"]["kind"]>({ open: true, reply: true, resolve: true, reopen: true })],
  ["stance", "stance", ["agrees", "objects", "withdrawn"]],
  ["closing", "closing", ["close", "reopen"]],
];

const options: Readonly<Record<string, readonly string[]>> = {
  purpose: all<Purpose>({ first: true, amendment: true, renewal: true, prolongation: true }),
  binds: all<Conditions["binds"]>({ ratifiers: true, all: true }),
  form: all<Conditions["form"]>({ signed: true, practised: true }),
  reservations: ["none", "any", "some"],
  accession: ["closed", "open", "consents"],
  withdrawal: ["never", "notice"],
  term: ["open", "from", "months", "until"],
  names: ["a notice", "who left"],
  has: [
    "reviews",
    "indispensable",
    "a later entry",
    "a delay",
    "what is left out",
    "several signers",
    "what was ratified",
  ],
};

/** Everything that this program's tables know of the ruleset. */
export const kindsOf = ({ first, statements }: Program): readonly string[] => [
  ...["session", "text", "governance", "heads", "a client of the gateway"].map((kind) => `log ${kind}`),
  ...[...first.entries].map((kind) => `entry ${kind}`),
  ...statements.map(({ type }) => `statement ${type}`),
  ...choices.flatMap(([type, field, values]) => values.map((value) => `${type} ${field} ${value}`)),
  ...Object.entries(options).flatMap(([name, values]) => values.map((value) => `proposal ${name} ${value}`)),
  ...elementNames.map((name) => `node ${name}`),
  ...markNames.map((name) => `mark ${name}`),
  ...Object.keys(layout.elements).map((name) => `element ${name}`),
  ...markNames.map((name) => `format ${name}`),
  ...all<ReviewKey["kind"]>({
    del: true,
    fmt: true,
    set: true,
    out: true,
    ok: true,
    no: true,
    pick: true,
    as: true,
  }).map((kind) => `review ${kind}`),
  ...["out", "ok", "no"].flatMap((kind) => ["ins", "del", "set"].map((of) => `review ${kind} ${of}`)),
];

/** What is signed in a bundle, opened with the keys of a reader. */
export function kindsIn(bundle: Bytes, reader: Reader, { statements }: Program): ReadonlySet<string> {
  const frames = readBundle(bundle);
  if (!frames.ok) throw new Error(frames.error.kind);
  const device = toHex(signingKeyPair(hex(reader.signSeed)).publicKey) as DeviceId;
  const keyring = createKeyring(reader.epochKeys.map(hex), device, sealingKeyPair(hex(reader.sealSeed)));
  const found = new Set<string>();
  const says = (line: string): void => void found.add(line);
  for (const frame of frames.value) {
    const opened = openFrameBy(frame, keyring.byId);
    const read = opened === null ? null : readEnvelope(opened.plain, true);
    if (!read?.ok) throw new Error("a frame that does not open");
    const { envelope } = read.value;
    const body = envelope.body ?? new Uint8Array(0);
    if (envelope.type === envelopeTypes.governance) {
      const entry = readEntry(body);
      if (!entry.ok) throw new Error(entry.error.reason);
      keyring.learn(entry.value);
      says(`entry ${entry.value.kind}`);
    }
    if (!isStatement(envelope.type))
      says(`log ${Object.entries(envelopeTypes).find(([, type]) => type === envelope.type)?.[0]}`);
    readStatement(envelope, body, statements, says);
    readTexts(envelope, says);
  }
  return found;
}

type Says = (line: string) => void;

function readStatement({ type }: Envelope, body: Bytes, statements: Program["statements"], says: Says): void {
  const kind = statements.find((one) => one.type === type);
  if (kind === undefined) return;
  const read = kind.read(body);
  if (!read.ok) throw new Error(read.error.reason);
  says(`statement ${type}`);
  const name = Object.entries(envelopeTypes).find(([, of]) => of === type)?.[0];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
    for (const [field, inside] of Object.entries(value)) {
      if (typeof inside === "string") says(`${name} ${field} ${inside}`);
      walk(inside);
    }
  };
  walk(read.value);
  const proposal = type === envelopeTypes.proposal ? readProposal(body) : null;
  if (!proposal?.ok) return;
  readOptions(proposal.value.proposal, says);
  readNodes(proposal.value.text, says);
}

function readOptions(proposal: Proposal, says: Says): void {
  const { conditions, term, named } = proposal;
  const { reservations, accession, withdrawalDays, entry } = conditions;
  const told: readonly (readonly [string, string | false])[] = [
    ["purpose", proposal.purpose],
    ["binds", conditions.binds],
    ["form", conditions.form],
    ["reservations", typeof reservations === "string" ? reservations : "some"],
    ["accession", typeof accession === "string" ? accession : "consents"],
    ["withdrawal", withdrawalDays === null ? "never" : "notice"],
    ["term", term.from !== null && "from"],
    ["term", term.months !== null && "months"],
    ["term", term.until !== null && "until"],
    ["term", term.months === null && term.until === null && "open"],
    ["names", named.some(({ withdrawal }) => withdrawal !== null) && "a notice"],
    ["names", named.some(({ withdrawal }) => withdrawal === null) && "who left"],
    ["has", conditions.reviews.length > 0 && "reviews"],
    ["has", conditions.indispensable.length > 0 && "indispensable"],
    ["has", entry.at > conditions.needed && "a later entry"],
    ["has", entry.delayDays > 0 && entry.joinDelayDays > 0 && "a delay"],
    ["has", proposal.leftOut.length > 0 && "what is left out"],
    ["has", proposal.signers.some((count) => count > 1) && "several signers"],
    ["has", proposal.ratifiedBefore.length > 0 && "what was ratified"],
  ];
  for (const [name, value] of told) if (value !== false) says(`proposal ${name} ${value}`);
}

function readNodes(node: DocNode, says: Says): void {
  if (node.type === "text") for (const { type } of node.marks) says(`mark ${type}`);
  else {
    says(`node ${node.type}`);
    for (const inside of node.content) readNodes(inside, says);
  }
}

function readTexts(envelope: Envelope, says: Says): void {
  const text = readTextBody(envelope);
  if (text === null) return;
  if (text.client < 2 ** 32) says("log a client of the gateway");
  const update = readLongUpdate(text.update);
  if (!update.ok) throw new Error(update.error.kind);
  for (const { content, attr, parent } of update.value.structs) {
    if (content.kind === "element") says(`element ${content.name}`);
    if (content.kind === "format") says(`format ${content.key}`);
    const key = parent === "review" && attr !== null ? readReviewKey(attr) : null;
    if (key === null) continue;
    says(`review ${key.kind}`);
    if ("of" in key) says(`review ${key.kind} ${key.of.kind}`);
  }
}
