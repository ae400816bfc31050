import { describe, expect, it } from "vitest";
import { readDeviceChain, readPartyCard, signDeviceCard, signPartyCard } from "../../../shared/ledger/members/cards.ts";
import { charterIdOf, encodeEntry, readEntry } from "../../../shared/ledger/members/entries.ts";
import { readJoinRequest, signJoinRequest } from "../../../shared/ledger/members/invite.ts";
import { readRecovery, signRecovery } from "../../../shared/ledger/members/recovery.ts";
import { readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { readProposal } from "../../../shared/ledger/statements/proposal.ts";
import {
  ballotOf,
  electorateOf,
  founder,
  genesisEntry,
  genesisOf,
  inviteKeyOf,
  openInviteEntry,
  proposalOf,
  removeEntry,
  revokeEntry,
  startMs,
} from "../../support/builders.ts";

const ada = founder("Ada");
const charter = charterIdOf(genesisOf(ada));
const proposal = proposalOf(charter, ada, electorateOf(ada));

/** In nothing that people read beside their own words. */
const nowhere = ["Va\u202elle", "V\u00adlle", "\u200bValle", "Va\u009blle", "V\u2067 1 \u2069", " Valle", "Jose\u0301"];
/** In no name; where there may be several lines, of a line feed and nothing else. */
const noNames = [...nowhere, "", " ", "\u2800", "Ben\nHill: ratified", "x".repeat(201)];
const noWords = [...nowhere, "a\r\nb", "a\u2028b", "a\tb", "\n"];

describe("Words for people", () => {
  it.each(noNames)("[L40] %j is no name of a party, a person, a device or a charter", (bad) => {
    expect(readPartyCard(signPartyCard({ ...ada.party.card, name: bad }, ada.party.root.privateKey)).ok).toBe(false);
    const issuer = { id: ada.party.card.id, privateKey: ada.party.root.privateKey };
    for (const part of ["person", "name"] as const)
      expect(readDeviceChain([signDeviceCard({ ...ada.card, [part]: bad }, issuer)]).ok).toBe(false);
    expect(readEntry(encodeEntry(genesisEntry(ada, bad))).ok).toBe(false);
    const invite = inviteKeyOf("Ben");
    for (const part of ["person", "name"] as const) {
      const asked = {
        inviteKey: invite.publicKey,
        role: "observer" as const,
        device: { ...ada.card, [part]: bad },
        party: null,
        time: startMs,
      };
      expect(readJoinRequest(signJoinRequest(asked, invite, ada.signing.privateKey)).ok).toBe(false);
    }
  });

  it.each(noWords)("[L40] %j is no reason, note, statement or constituency", (bad) => {
    const { card, root } = ada.party;
    expect(readPartyCard(signPartyCard({ ...card, constituency: bad }, root.privateKey)).ok).toBe(false);
    const invite = openInviteEntry(charter, inviteKeyOf("Ben"), "party");
    for (const entry of [
      { ...revokeEntry(ada), reason: bad },
      { ...removeEntry(ada, 1), reason: bad },
      { ...invite, reason: bad },
    ])
      expect(readEntry(encodeEntry(entry)).ok).toBe(false);
    const asked = { chain: ada.chain, revokesOthers: false, since: null, reason: bad, time: startMs };
    expect(readRecovery(signRecovery(asked, root.privateKey, ada.signing.privateKey)).ok).toBe(false);
    expect(readProposal(proposalOf(charter, ada, electorateOf(ada), { note: bad }).wire).ok).toBe(false);
    expect(readBallot(ballotOf(ada, proposal, { statement: bad })).ok).toBe(false);
  });

  it("[L40] take every script, and line feeds where there may be lines", () => {
    for (const good of ["José", "أمينة", "می\u200cخواهم", "क्\u200dष", "水の党"]) {
      expect(readEntry(encodeEntry(genesisEntry(ada, good)))).toMatchObject({ ok: true, value: { title: good } });
      expect(readBallot(ballotOf(ada, proposal, { statement: `${good}\n${good}` }))).toMatchObject({ ok: true });
    }
  });
});
