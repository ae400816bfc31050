import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bytes, equalBytes, toHex } from "../../../shared/base/bytes.ts";
import { keyedHash, seal, sign } from "../../../shared/base/crypto.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { deriveEpoch, type EpochKeys } from "../../../shared/ledger/members/epoch.ts";
import { inviteStatement } from "../../../shared/ledger/members/invite.ts";
import { openFrame, sealFrame, sealLogFrame } from "../../../shared/sync/frame.ts";
import { frameHeaderBytes, frameIdOf, frameKinds, maxFrameBytes, roomOf } from "../../../shared/sync/frameHeader.ts";
import { encodePresence, maxPresenceBytes, readPresence } from "../../../shared/sync/presenceFrame.ts";
import { openWelcome, sealWelcome } from "../../../shared/sync/welcome.ts";
import { founder, genesisOf, inviteKeyOf, seedOf, startMs } from "../../support/builders.ts";

const epoch = deriveEpoch(seedOf("epoch key"));
const other = deriveEpoch(seedOf("another epoch key"));
const nonce = seedOf("nonce").slice(0, 24);
const content = Uint8Array.from({ length: 300 }, (_, at) => at & 255);
const frame = sealFrame(frameKinds.log, content, epoch, nonce);

const epochOf = (keyId: Bytes): EpochKeys | null => [epoch, other].find(({ id }) => equalBytes(id, keyId)) ?? null;

const faultOf = (bytes: Bytes, keys = epoch): string => {
  const opened = openFrame(bytes, keys);
  return opened.ok ? "opened" : opened.error.kind;
};

describe("Frames", () => {
  it("[S1] have a header with version, kind, room and key id", () => {
    expect([frame[0], frame[1]]).toEqual([1, 0]);
    expect(toHex(frame.slice(2, 18))).toBe(toHex(roomOf(epoch.room.publicKey)));
    expect(toHex(frame.slice(18, 34))).toBe(toHex(epoch.id));
    expect(toHex(frame.slice(34, 58))).toBe(toHex(nonce));
    expect(frameIdOf(frame)).toHaveLength(32);
  });

  it("[S1] of a later version are left out, not refused", () => {
    const later = frame.slice();
    later[0] = 2;
    expect(faultOf(later)).toBe("newerFormat");
  });

  it("[S2] are padded to 256 * 2^n, and say no more of their length", () => {
    const sizes = [0, 1, 252, 253, 508, 509, 1020, 100_000].map(
      (length) => sealFrame(0, new Uint8Array(length), epoch, nonce).length - frameHeaderBytes - 16,
    );
    expect(sizes).toEqual([256, 256, 256, 512, 512, 1024, 1024, 131_072]);
  });

  it("[S2] open to what was sealed, up to the largest", () => {
    for (const length of [0, 1, 252, 253, 70_000, maxFrameBytes - frameHeaderBytes - 16 - 4]) {
      const plain = new Uint8Array(length).map((_, at) => (at * 7) & 255);
      const opened = openFrame(sealFrame(frameKinds.mailbox, plain, epoch, nonce), epoch);
      expect(opened.ok && opened.value.kind === 2 && equalBytes(opened.value.plain, plain)).toBe(true);
    }
  });

  it("[S2] do not open with any bit turned, the header's included", () => {
    for (let at = 0; at < frame.length; at++) {
      const spoiled = frame.slice();
      spoiled[at] = (spoiled[at] as number) ^ 1;
      expect(faultOf(spoiled)).not.toBe("opened");
    }
  });

  it("[S2] do not open when cut or longer", () => {
    for (let length = 0; length < frame.length; length++) expect(faultOf(frame.slice(0, length))).not.toBe("opened");
    expect(faultOf(Uint8Array.from([...frame, 0]))).toBe("malformed");
  });

  it("[S3] open only with the key that they name", () => {
    expect(faultOf(frame, other)).toBe("foreign");
    const claimed = { ...other, id: epoch.id };
    expect(faultOf(frame, claimed)).toBe("altered");
  });

  it("[S3] whose length says more than there is are refused", () => {
    const block = new Uint8Array(256);
    new DataView(block.buffer).setUint32(0, 253);
    const head = frame.slice(0, frameHeaderBytes);
    const wrong = Uint8Array.from([...head, ...seal(block, head, nonce, epoch.frame)]);
    expect(faultOf(wrong)).toBe("malformed");
  });

  it("[S3] never make the reader throw, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(faultOf(new Uint8Array(bytes))).not.toBe("opened");
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe("Presence", () => {
  const ada = founder("Ada");
  const charter = charterIdOf(genesisOf(ada));
  const shown = { device: ada.device, client: 7, sessionNo: 0, state: '{"cursor":1}' };
  const sealed = encodePresence(charter, shown, ada.signing.privateKey, epoch, nonce);

  it("[S9] is read as its device signed it", () => {
    expect(readPresence(charter, sealed, epochOf)).toEqual(shown);
    const gone = { ...shown, sessionNo: null, state: null };
    expect(readPresence(charter, encodePresence(charter, gone, ada.signing.privateKey, epoch, nonce), epochOf)).toEqual(
      gone,
    );
  });

  it("[S9] is nothing under another signature, charter, key or kind of frame", () => {
    const forged = encodePresence(charter, shown, founder("Ben").signing.privateKey, epoch, nonce);
    expect(readPresence(charter, forged, epochOf)).toBe(null);
    expect(readPresence(charterIdOf(genesisOf(ada, "Fire")), sealed, epochOf)).toBe(null);
    expect(readPresence(charter, sealed, () => null)).toBe(null);
    const opened = openFrame(sealed, epoch);
    const asLog = sealFrame(frameKinds.log, opened.ok ? opened.value.plain : content, epoch, nonce);
    expect(readPresence(charter, asLog, epochOf)).toBe(null);
  });

  it("[S9] is at most 4096 characters long", () => {
    const withState = (length: number): Bytes =>
      encodePresence(charter, { ...shown, state: "x".repeat(length) }, ada.signing.privateKey, epoch, nonce);
    expect(readPresence(charter, withState(maxPresenceBytes), epochOf)).not.toBe(null);
    expect(readPresence(charter, withState(maxPresenceBytes + 1), epochOf)).toBe(null);
  });
});

describe("A log frame", () => {
  it("[S2] is one for each content and epoch, whoever seals it", () => {
    expect(sealLogFrame(content, epoch)).toEqual(sealLogFrame(content, deriveEpoch(seedOf("epoch key"))));
    const drawn = keyedHash(epoch.frame, "tessera/frame-nonce/1", content).slice(0, 24);
    expect(sealLogFrame(content, epoch)).toEqual(sealFrame(frameKinds.log, content, epoch, drawn));
    const opened = openFrame(sealLogFrame(content, epoch), epoch);
    expect(opened).toEqual({ ok: true, value: { kind: frameKinds.log, plain: content } });
  });

  it("[S2] uses no nonce for two contents or two keys", () => {
    const nonces = new Set<string>();
    for (let at = 0; at < 100; at++) {
      const changed = content.slice();
      changed[at] = 0xff;
      for (const keys of [epoch, other]) nonces.add(toHex(sealLogFrame(changed, keys).slice(34, 58)));
    }
    expect(nonces.size).toBe(200);
  });
});

describe("A welcome", () => {
  const [ada, ben] = [founder("Ada"), founder("Ben")];
  const charter = charterIdOf(genesisOf(ada));
  const invite = inviteKeyOf("Ben");
  const keys = [seedOf("epoch key"), seedOf("second epoch key"), seedOf("third epoch key")];
  const terms = { role: "party", expiresAt: startMs } as const;
  const statement = sign(inviteStatement(charter, terms.role, terms.expiresAt), invite.privateKey);
  const sealed = sealWelcome({ charter, keys }, { ...terms, statement }, ben.sealing.publicKey);

  it("[S8] gives the joiner the charter and every key, oldest first", () => {
    expect(openWelcome(sealed, ben.sealing, invite.publicKey)).toEqual({ charter, keys });
  });

  it("[S8] opens for nobody else", () => {
    expect(openWelcome(sealed, ada.sealing, invite.publicKey)).toBe(null);
    const spoiled = sealed.slice();
    spoiled[60] = (spoiled[60] as number) ^ 1;
    expect(openWelcome(spoiled, ben.sealing, invite.publicKey)).toBe(null);
    expect(openWelcome(sealed.slice(0, 40), ben.sealing, invite.publicKey)).toBe(null);
  });

  it("[S8] to another charter than the code was made for is refused", () => {
    const evil = charterIdOf(genesisOf(ada, "A trap"));
    const swapped = sealWelcome({ charter: evil, keys }, { ...terms, statement }, ben.sealing.publicKey);
    expect(openWelcome(swapped, ben.sealing, invite.publicKey)).toBe(null);
    const own = inviteKeyOf("of the attacker");
    const signed = sign(inviteStatement(evil, terms.role, terms.expiresAt), own.privateKey);
    const forged = sealWelcome({ charter: evil, keys }, { ...terms, statement: signed }, ben.sealing.publicKey);
    expect(openWelcome(forged, ben.sealing, invite.publicKey)).toBe(null);
  });

  it("[S8] answers an invite with its statement, for each role and no other", () => {
    for (const role of ["delegate", "mediator", "supporter", "observer"] as const)
      expect(
        openWelcome(
          sealWelcome({ charter, keys }, { ...terms, role, statement }, ben.sealing.publicKey),
          ben.sealing,
          invite.publicKey,
        ),
      ).toBe(null);
  });

  it("[S16] has no invite for who recovers, and such a one answers no invite", () => {
    const recovered = sealWelcome({ charter, keys }, null, ben.sealing.publicKey);
    expect(openWelcome(recovered, ben.sealing, null)).toEqual({ charter, keys });
    expect(openWelcome(recovered, ada.sealing, null)).toBe(null);
    expect(openWelcome(recovered, ben.sealing, invite.publicKey)).toBe(null);
  });
});
