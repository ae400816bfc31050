import { describe, expect, it } from "vitest";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { hash, type KeyPair, sign, signingKeyPair } from "../../../shared/base/crypto.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import {
  createInviteCode,
  inviteMailboxKey,
  readInviteCode,
  readJoinRequest,
} from "../../../shared/ledger/members/invite.ts";
import { delegateOf, founder, inviteKeyOf, requestOf, seedOf } from "../../support/builders.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ada = founder("Ada");
const ben = founder("Ben");
const invite = inviteKeyOf("Ben");

const keyOf = (code: string): string => {
  const read = readInviteCode(code);
  return read.ok ? toHex(read.value.publicKey) : read.error.kind;
};

/** What `readInviteCode` says of the check symbol, without the quarter of a second of Argon2id for those that pass. */
const checkHolds = (code: string): boolean => {
  const symbols = Array.from(code.replaceAll("-", ""), (letter) => alphabet.indexOf(letter));
  return ((hash("tessera/invite-check/1", Uint8Array.from(symbols.slice(0, 15)))[0] as number) & 31) === symbols[15];
};

describe("Invite codes", () => {
  it("[L8] are four groups of four symbols that read to one key", () => {
    const code = createInviteCode(seedOf("code"));
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(keyOf(code)).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf(createInviteCode(seedOf("other")))).not.toBe(keyOf(code));
  });

  it("[L8] forgive case, spaces, dashes, O for 0, I and L for 1", () => {
    let code = "";
    for (let n = 0; !/0.*1|1.*0/.test(code); n++) code = createInviteCode(seedOf(`code ${n}`));
    const sloppy = ` ${code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l")} `;
    expect(keyOf(sloppy)).toBe(keyOf(code));
    expect(keyOf(code.replaceAll("-", "").replaceAll("1", "I"))).toBe(keyOf(code));
  });

  it("[L8] tell of one wrong symbol in 31 of 32 cases, and always of a wrong check symbol", () => {
    let tried = 0;
    let passed = 0;
    for (let n = 0; n < 20; n++) {
      const code = createInviteCode(seedOf(`code ${n}`)).replaceAll("-", "");
      for (let at = 0; at < 16; at++)
        for (const letter of alphabet) {
          if (letter === code[at]) continue;
          const wrong = code.slice(0, at) + letter + code.slice(at + 1);
          if (!checkHolds(wrong)) continue;
          expect(at).toBeLessThan(15);
          passed++;
        }
      tried += 15 * 31;
    }
    expect(passed / tried).toBeGreaterThan(0.5 / 32);
    expect(passed / tried).toBeLessThan(1.5 / 32);
  });

  it("[L8] with a wrong symbol that the check finds are refused, at each place", () => {
    const code = createInviteCode(seedOf("code")).replaceAll("-", "");
    for (let at = 0; at < 16; at++) {
      const wrong = Array.from(alphabet, (letter) => code.slice(0, at) + letter + code.slice(at + 1)).filter(
        (other) => !checkHolds(other),
      );
      expect(wrong.length).toBeGreaterThan(20);
      for (const other of wrong) expect(keyOf(other)).toBe("codeMistyped");
    }
  });

  it.each([
    "",
    "ABCD",
    "0000-0000-0000-0000-0000",
    "UUUU-UUUU-UUUU-UUUU",
    "!!!!-0000-0000-0000",
    "٠٠٠٠-٠٠٠٠-٠٠٠٠-٠٠٠٠",
  ])("[L8] in another shape are refused: %s", (code) => {
    expect(keyOf(code)).toBe("codeMistyped");
  });

  it("[L8] name a mailbox that the charter's keys do not", () => {
    const roomOf = (pair: KeyPair): string => toHex(deriveEpoch(inviteMailboxKey(pair)).room.publicKey);
    expect(roomOf(invite)).not.toBe(toHex(invite.publicKey));
    expect(roomOf(inviteKeyOf("another"))).not.toBe(roomOf(invite));
  });
});

describe("Requests to join", () => {
  const wire = requestOf(ben, invite, "party");

  const read = (request: Bytes): string => {
    const result = readJoinRequest(request);
    return result.ok ? result.value.role : result.error.reason;
  };

  /** One field of the body replaced, signed by a chosen invite and device. */
  function altered(index: number, value: unknown, inviteKey = invite, deviceKey = ben.signing): Bytes {
    const [body] = decodeCbor(wire) as readonly [Bytes];
    const fields = [...(decodeCbor(body) as readonly unknown[])];
    fields[index] = value;
    const bytes = encodeCbor(fields);
    return encodeCbor([bytes, sign(bytes, inviteKey.privateKey), sign(bytes, deviceKey.privateKey)]);
  }

  it("[L9] say who asks, for which party, with which keys", () => {
    expect(readJoinRequest(wire)).toMatchObject({
      ok: true,
      value: { role: "party", device: { id: ben.device, person: "Ben" }, party: { card: ben.party.card } },
    });
    expect(read(requestOf(delegateOf(ada, "Cleo"), invite, "delegate"))).toBe("delegate");
  });

  it("[L9] are signed with the invite and by the device", () => {
    const stranger = signingKeyPair(seedOf("stranger"));
    expect(read(altered(5, 1, stranger))).toBe("not signed with the invite");
    expect(read(altered(5, 1, invite, stranger))).toBe("not signed by the device");
    expect(read(altered(5, 1))).toBe("party");
  });

  it("[L9] have a party's card exactly where they ask for a party", () => {
    expect(read(altered(4, null))).toContain("party card");
    expect(read(altered(2, "delegate"))).toContain("party card");
  });

  it("[L9] have a chain that ends in this device, for the party of the card", () => {
    expect(read(altered(4, [ben.party.signedCard, ada.chain]))).toContain("not this device's");
    expect(read(altered(4, [ada.party.signedCard, ben.chain]))).toContain("not this device's");
    expect(read(altered(4, [ben.party.signedCard, []]))).toContain("should be");
  });

  it("[L9] do not read with any byte changed or cut off", () => {
    for (let at = 0; at < wire.length; at += 3) {
      const spoiled = wire.slice();
      spoiled[at] = (spoiled[at] as number) ^ 1;
      expect(readJoinRequest(spoiled).ok).toBe(false);
      expect(readJoinRequest(wire.slice(0, at)).ok).toBe(false);
    }
  });
});
