/** The kinds that the log itself is made of: they decide who writes what, so what is wrong is refused. PROTOCOL.md, L10, L11 and L20. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { isSuggesting } from "../base/clientClass.ts";
import type { DeviceId, SheetKey } from "../base/ids.ts";
import { bytes, integer, oneOf, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { asksNobody } from "./agreements/admission.ts";
import type { LogKind, Refusal, Setting, TextBody } from "./kind.ts";
import { chainDevice, type Vector } from "./log/chains.ts";
import { type Envelope, envelopeTypes, isStatement } from "./log/envelope.ts";
import { charterIdOf, type GovernanceEntry, laterGenesis, readEntry } from "./members/entries.ts";
import { isChosenClient, sessionClient } from "./members/epoch.ts";
import { type EntryContext, judgeEntry } from "./members/judgeEntry.ts";
import { isSheetDue } from "./members/sheets.ts";
import { saidBefore, statement } from "./statementKind.ts";

const refused = (reason: string): Result<never, Refusal> => err({ kind: "refused", reason });

const maxClient = Number.MAX_SAFE_INTEGER;
const clockValue = integer({ min: 0, max: 2 ** 40 });
/** [client, session number or -1 for a client id chosen by a gateway's client]. */
const parseSession = tuple(integer({ min: 0, max: maxClient }), integer({ min: -1, max: 1_000_000_000 }));
const parseTextBody = tuple(
  oneOf(1),
  integer({ min: 0, max: maxClient }),
  clockValue,
  clockValue,
  bytes({ min: 1, max: 2 * 1024 * 1024 }),
);

const bodyOf = ({ body }: Envelope): Bytes => body ?? new Uint8Array(0);

/** What an accepted text says; null for other envelopes. */
export function readTextBody(envelope: Envelope): TextBody | null {
  return envelope.type === envelopeTypes.text ? takeTextBody(bodyOf(envelope)) : null;
}

/** Of a text's body; null for what is none. `writeTextBody` makes the same bytes of it. */
export function takeTextBody(body: Bytes): TextBody | null {
  const parsed = parseTextBody(decodeCbor(body));
  if (!parsed.ok) return null;
  const [, client, from, end, update] = parsed.value;
  return { client, from, end, update };
}

export const writeTextBody = ({ client, from, end, update }: TextBody): Bytes =>
  encodeCbor([1, client, from, end, update]);

const receipt: LogKind = {
  by: "members",
  isReceipt: true,
  judge: ({ envelope }) =>
    bodyOf(envelope).length === 0 ? ok({ accept: () => undefined }) : refused("a receipt has no body"),
};

/** [L11] Null where the author may write under this client id, by their role in the past. */
function faultOfClass(client: number, { membership, place, ruleset }: Setting): string | null {
  const role = membership.devices.get(place.device)?.role;
  const may = isSuggesting(client) ? ruleset.suggesters : ruleset.editors;
  return role !== undefined && may.has(role) ? null : "a guest edits no text";
}

/** [L11] */
const session: LogKind = {
  by: "writers",
  isReceipt: false,
  judge(setting) {
    const { charter, envelope, place, standing, past, state } = setting;
    const { clients } = state;
    const parsed = parseSession(decodeCbor(bodyOf(envelope)));
    if (!parsed.ok) return refused("not a session");
    const [client, number] = parsed.value;
    if (clients.isBoundIn(client, past)) return refused("a client id bound twice");
    const sessionNo = number < 0 ? null : number;
    // Chosen ids are Yjs's own 32 bits and derived ones are above: nobody can take a derived one beforehand.
    if (sessionNo === null) {
      if (!isChosenClient(client)) return refused("a chosen client id above 32 bits");
      // It has no suggesting partner, so whoever may not edit has no use for it.
      const fault = faultOfClass(client, setting);
      if (fault !== null) return refused(fault);
    }
    if (sessionNo !== null) {
      const { before } = standing;
      if (before !== null && sessionNo <= clients.lastSessionNo(before.chain, place.seq - 1))
        return refused("an old session number");
      if (client !== sessionClient(charter, place.device, sessionNo)) return refused("a chosen client id");
    }
    return ok({
      accept: ({ chain }) => clients.bind({ client, sessionNo, chain, seq: place.seq, hash: place.hash }),
    });
  },
};

/** [L20] */
const text: LogKind = {
  by: "writers",
  isReceipt: false,
  judge(setting) {
    const { envelope, place, standing, state } = setting;
    const { before } = standing;
    const { clients, chains } = state;
    const body = readTextBody(envelope);
    if (body === null) return refused("not a text");
    const { client, from, end } = body;
    const fault = faultOfClass(client, setting);
    if (fault !== null) return refused(fault);
    if (before === null || !clients.isBoundTo(client, before.chain, place.seq - 1))
      return refused("a client id of another device");
    if (from !== chains.clockAt(before.chain, client, place.seq - 1) || end < from)
      return refused("a gap in a client's clock");
    return ok({ text: body, accept: () => undefined });
  },
};

/** [L10] */
const governance: LogKind = {
  by: "anybody",
  isReceipt: false,
  judge(setting) {
    const { charter, envelope, place, past, pastHeads, membership, ruleset, program, state } = setting;
    const body = bodyOf(envelope);
    const later = laterGenesis(body, [...program.rulesets.keys()]);
    // Only what names this charter speaks for all of it; anything else of a later version is one member's.
    if (later !== null && charterIdOf(body) === charter) return err({ kind: "newer", ruleset: later });
    const read = readEntry(body);
    if (!read.ok) return refused(read.error.reason);
    const entry = read.value;
    if (!ruleset.entries.has(entry.kind)) return refused("an entry that the ruleset does not have");
    const { device, seq, hash } = place;
    const { time, epoch } = envelope;
    const { chains, governance } = state;
    const isDue = (key: SheetKey): boolean => isSheetDue(chains, past, membership, key, governance.placeOf);
    const context: EntryContext = {
      ...{ charter, device, time, body, isSheetDue: isDue },
      asksNobody: (party) => asksNobody(saidBefore(setting), party),
    };
    const verdict = judgeEntry(membership, entry, context);
    if (!verdict.ok) return refused(verdict.error.reason);
    const { electorate, grant } = verdict.value;
    const cut = endsDevices(entry) ? cutOf(past, device, seq) : new Map<DeviceId, number>();
    const placed = { hash, device, seq, time, entry, epoch, charter, body, cut, electorate };
    const node = governance.node(placed, pastHeads, grant);
    return ok({ entry, accept: () => governance.add(node) });
  },
};

const endsDevices = ({ kind }: GovernanceEntry): boolean =>
  kind === "revoke" || kind === "remove" || kind === "recover";

/** The last envelope of each device in a past; of the author, the entry itself: who leaves has said so. */
function cutOf(past: Vector, author: DeviceId, seq: number): ReadonlyMap<DeviceId, number> {
  const cut = new Map<DeviceId, number>([[author, seq]]);
  for (const [chain, [upTo]] of past) {
    const device = chainDevice(chain);
    cut.set(device, Math.max(upTo, cut.get(device) ?? -1));
  }
  return cut;
}

const byType: ReadonlyMap<number, LogKind> = new Map([
  [envelopeTypes.session, session],
  [envelopeTypes.text, text],
  [envelopeTypes.governance, governance],
  [envelopeTypes.heads, receipt],
]);

/** Of any type from 1 to 255. */
export const logKindOf = (type: number): LogKind => (isStatement(type) ? statement : (byType.get(type) as LogKind));
