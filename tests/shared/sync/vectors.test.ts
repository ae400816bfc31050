import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { verifyFounded } from "../../../shared/ledger/agreements/founded.ts";
import { readSheetChain } from "../../../shared/ledger/members/cards.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { readPaperQuestion } from "../../../shared/ledger/members/recovery.ts";
import { readAgreed } from "../../../shared/sync/agreedFrame.ts";
import { batchDictionary, openBatch, readBatchList } from "../../../shared/sync/batch.ts";
import { readBundle } from "../../../shared/sync/bundle.ts";
import { openFrame, sealLogFrame } from "../../../shared/sync/frame.ts";
import { type MeetingEffect, type MeetingState, startMeeting, stepMeeting } from "../../../shared/sync/meeting.ts";
import { readPresence } from "../../../shared/sync/presenceFrame.ts";
import { openWelcome } from "../../../shared/sync/welcome.ts";
import { makeSyncVectors, sealedParts, writeJson } from "../../vectors/makeVectors.ts";

const file = readFileSync(new URL("../../vectors/sync.json", import.meta.url), "utf8");
const vectors = JSON.parse(file);
const hex = (written: unknown): Bytes => {
  const bytes = typeof written === "string" ? fromHex(written) : null;
  if (bytes === null) throw new Error("a vector is hex");
  return bytes;
};
const { charter, meeting } = vectors;
const keys: readonly Bytes[] = vectors.epochKeys.map(hex);
const epoch = deriveEpoch(hex(vectors.epochKeys[0]));
const { ada, ben, recovered } = sealedParts;

describe("The sync protocol's test vectors", () => {
  it("are what this program makes, byte by byte", () => {
    expect(makeSyncVectors({ welcome: vectors.welcome.sealed, recovered: vectors.recovered.sealed })).toEqual(vectors);
    expect(writeJson(vectors)).toBe(file);
  });

  it("[S2] have a frame, in a bundle too, that opens to its content and is sealed again to the same bytes", () => {
    expect(openFrame(hex(vectors.frame.frame), epoch)).toEqual({
      ok: true,
      value: { kind: 0, plain: hex(vectors.frame.content) },
    });
    expect(toHex(sealLogFrame(hex(vectors.frame.content), epoch))).toBe(vectors.frame.frame);
    expect(readBundle(hex(vectors.bundle))).toEqual({ ok: true, value: [hex(vectors.frame.frame)] });
    expect(openFrame(hex(vectors.mailboxFrame.frame), epoch)).toEqual({
      ok: true,
      value: { kind: 2, plain: hex(vectors.mailboxFrame.content) },
    });
  });

  it("[S4] [S5] [S6] [S8] [S14] [S16] have the messages of a meeting, as its other end understands them", () => {
    const link = { role: "listener", binding: hex(meeting.binding) } as const;
    const begun = startMeeting(link, [{ charter, meetKeys: [epoch.meet] }]);
    expect(toHex(begun.hello)).toBe(meeting.theirHello);
    let state: MeetingState = begun.state;
    const said = (message: unknown): MeetingEffect | undefined => {
      const step = stepMeeting(state, hex(message));
      state = step.state;
      return step.effects[0];
    };
    const part = hex(vectors.frame.frame).slice(0, 90);
    expect(said(meeting.hello)).toEqual({ kind: "common", charters: [charter] });
    expect(said(meeting.have)).toMatchObject({ kind: "have", charter, device: ada.device, places: [{ seq: 0 }] });
    expect(said(meeting.frame)).toEqual({ kind: "frame", charter, frame: part });
    expect(said(meeting.presence)).toEqual({ kind: "presence", charter, frame: part });
    expect(said(meeting.batch)).toMatchObject({ kind: "batch", charter, sealed: part });
    expect(said(meeting.agreed)).toEqual({ kind: "agreed", charter, frame: part });
    expect(said(meeting.want)).toEqual({ kind: "want", charter, device: ben.device });
    expect(said(meeting.done)).toEqual({ kind: "done", charter });
    expect(said(meeting.join)?.kind).toBe("join");
    expect(said(meeting.welcome)).toEqual({ kind: "welcome", welcome: hex(vectors.welcome.sealed) });
    expect(said(meeting.refused)).toEqual({ kind: "refused", reason: "expired", at: 1_700_000_000_000 });
    expect(said(meeting.recover)?.kind).toBe("recover");
    const question = said(meeting.paper);
    expect(question?.kind).toBe("paper");
    const papers = said(meeting.papers);
    const sheet = papers?.kind === "papers" ? readSheetChain(papers.chain) : null;
    if (!sheet?.ok || question?.kind !== "paper") throw new Error("a sheet and a question about it");
    expect(readPaperQuestion(question.question)).toBe(sheet.value.key);
    expect(said(meeting.recovered)).toEqual({ kind: "recovered", welcomes: [hex(vectors.recovered.sealed)] });
  });

  it("[S8] have a welcome that opens for its joiner, with every key", () => {
    const { sealed, invite } = vectors.welcome;
    expect(openWelcome(hex(sealed), ben.sealing, hex(invite))).toEqual({ charter, keys });
    expect(openWelcome(hex(vectors.recovered.sealed), recovered.sealing, null)).toEqual({ charter, keys });
  });

  it("[S19] have a batch that opens for its link, with what it was deflated against", () => {
    const { newest, dictionary, list, deflated, sealed } = vectors.batch;
    const binding = hex(vectors.meeting.binding);
    const link = { charter, binding, places: { dialer: [{ device: ada.device, seq: 0, hash: newest }], listener: [] } };
    expect(toHex(batchDictionary(link, epoch))).toBe(dictionary);
    expect(toHex(openBatch(hex(sealed), link, "dialer", epoch) ?? new Uint8Array(0))).toBe(deflated);
    expect(readBatchList(hex(list))?.map((envelope) => toHex(envelope))).toEqual([vectors.frame.content]);
    expect(toHex(inflateRawSync(hex(deflated), { dictionary: hex(dictionary) }))).toBe(list);
  });

  it("[S18] have an agreed text that proves itself", () => {
    const proof = readAgreed(hex(vectors.agreed), () => epoch);
    if (proof === null) throw new Error("it opens");
    expect(verifyFounded(charter, proof.genesis, proof.certificate)).toMatchObject({
      ok: true,
      value: { founder: { name: "River People" }, certificate: { charter, version: 2 } },
    });
    const altered = hex(vectors.agreed);
    for (const at of [0, 20, 70, altered.length - 1]) {
      const other = altered.slice();
      other[at] = (other[at] ?? 0) ^ 1;
      expect(readAgreed(other, () => epoch)).toBeNull();
    }
    expect(readAgreed(hex(vectors.presence), () => epoch)).toBeNull();
    expect(readAgreed(hex(vectors.agreed), () => null)).toBeNull();
  });

  it("[S9] have a presence that its device signed", () => {
    expect(readPresence(charter, hex(vectors.presence), () => epoch)).toMatchObject({
      device: ada.device,
      sessionNo: 0,
    });
  });
});
