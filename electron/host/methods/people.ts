/** Members and how they come and go. */
import type { PeopleApi } from "../../../shared/api/people.ts";
import { wipe } from "../../../shared/base/crypto.ts";
import { err, ok } from "../../../shared/base/result.ts";
import { readInviteCode } from "../../../shared/ledger/members/invite.ts";
import { createKeys, forgetKeys, keepParty, readIdentity } from "../keys/identity.ts";
import { readRecoveryWords } from "../keys/recoveryWords.ts";
import {
  adoptRuleset,
  consent,
  readChanges,
  removeParty,
  revokeDevice,
  setSigners,
  setSuggest,
} from "../people/membership.ts";
import { setSafetyCompared } from "../people/safety.ts";
import type { Desk } from "./desk.ts";
import { readLink, recoveryRoutesAt, routesAt, routesOfLink, writeLink } from "./joinRoutes.ts";

export const peopleMethods = ({ platform, emit, workplace, settle, leave, atWork, withCharter }: Desk): PeopleApi => ({
  invite: ({ charter, role, expiresInHours, reason, party = null }) =>
    withCharter(charter, async (open, { joins, meetings, relays }) => {
      const invited = joins.invite(open, role, expiresInHours, reason, party);
      if (!invited.ok) return invited;
      const { code, expiresAt } = invited.value;
      relays.invited(open);
      // The guest must find a member that listens.
      const listening = await meetings.listen(null);
      const addresses = listening.ok ? listening.value.addresses : [];
      const link = writeLink(open, code, addresses, relays.view(open).url);
      return ok({ code, expiresAt, addresses, link });
    }),
  cancelInvite: ({ charter, invite }) => withCharter(charter, (open, { joins }) => joins.cancel(open, invite)),
  async readInvite({ link }) {
    const read = readLink(link);
    if (!read.ok) return read;
    const { code, addresses, relay } = read.value;
    return ok({ code, addresses, relay });
  },
  join: ({ code, address, stay }) =>
    atWork((place) => {
      const ways = { platform, ...place };
      if (address !== null) return place.joins.join(routesAt(ways, address, stay), code, address);
      const link = readLink(code);
      if (!link.ok) return link;
      const { addresses, relay } = link.value;
      const routes = routesOfLink(ways, place.keys.sealing, link.value, stay);
      return place.joins.join(routes, link.value.code, addresses[0] ?? relay ?? "");
    }),
  revokeDevice: ({ charter, device, reason, since }) =>
    withCharter(charter, (open) => revokeDevice(open, device, reason, since ?? null)),
  removeParty: ({ charter, party, reason }) =>
    withCharter(charter, (open, { keys }) => removeParty(open, keys.device, party, reason)),
  setSuggest: ({ charter, suggest, reason }) => withCharter(charter, (open) => setSuggest(open, suggest, reason)),
  adoptRuleset: ({ charter, ruleset, reason }) => withCharter(charter, (open) => adoptRuleset(open, ruleset, reason)),
  setSigners: ({ charter, count }) =>
    withCharter(charter, (open, { keys }) => setSigners(open, keys.device, count, platform.clock.now())),
  consent: ({ charter, decision, reason }) => withCharter(charter, (open) => consent(open, decision, reason)),
  listMembershipChanges: ({ charter }) => withCharter(charter, (open) => ok(readChanges(open.replica.ledger()))),
  openRecovery: ({ charter, expiresInHours }) =>
    withCharter(charter, (open, { recoveryCodes, relays }) => {
      const made = recoveryCodes.make(open, expiresInHours);
      if (made.ok) relays.invited(open);
      return made;
    }),
  async recover({ words, person, device, address, code, revokeOthers, since, reason }) {
    if ((code === null) === /^wss?:/.test(address))
      return err({ kind: "badArgument", what: "code", expected: "one for a relay, none for a member's address" });
    const pair = code === null ? ok(null) : readInviteCode(code);
    if (!pair.ok) return pair;
    const read = await readRecoveryWords(words);
    if (read === null) return err({ kind: "recoveryWordsWrong" });
    const { root, language } = read;
    const known = workplace();
    const created = known === null ? await createKeys(platform, { person, device, party: null }) : ok(known.keys);
    if (!created.ok) return created;
    const place = known ?? (await settle(created.value));
    const { joins, keys } = place;
    const recovered = await joins.recover(
      root,
      { revokeOthers, since: since ?? null, reason, address },
      recoveryRoutesAt({ platform, ...place }, address, pair.value),
    );
    wipe(root.privateKey);
    if (!recovered.ok) {
      // A device that was made for this and is in no charter is nobody's: the person begins anew.
      if (known === null && place.charters.isEmpty()) {
        await leave();
        forgetKeys(platform);
      }
      return recovered;
    }
    const { charters, party, sheet } = recovered.value;
    const kept = keys.party !== null ? ok(keys) : keepParty(platform, party, sheet);
    if (!kept.ok || kept.value === null) return kept.ok ? err({ kind: "internal", ref: "recovered" }) : kept;
    if (kept.value !== keys) await settle(kept.value);
    emit({ kind: "libraryChanged" });
    return ok({ identity: readIdentity(kept.value, platform), charters, language });
  },
  setSafetyCompared: ({ charter, phrase, compared }) =>
    withCharter(charter, (open, { charters }) => {
      const set = setSafetyCompared(charters, open, phrase, compared);
      if (set.ok) emit({ kind: "charterChanged", charter });
      return set.ok ? ok(null) : set;
    }),
});
