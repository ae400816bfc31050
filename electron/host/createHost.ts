/**
 * The composition root: a platform in, a host out. No command line, no environment, no globals.
 * Owns: the data directory's lock and everything below it. Whoever creates a host closes it.
 */
import type { HostError } from "../../shared/api/errors.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import type { MayLose } from "../../shared/api/texts.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { wipe } from "../../shared/base/crypto.ts";
import { type CharterId, type ClauseId, type ProposalId, parseCharterId } from "../../shared/base/ids.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { restoreClauseIn } from "../../shared/charter/draft/restore.ts";
import { writeMarkdown } from "../../shared/charter/formats/markdownWriter.ts";
import { templates } from "../../shared/charter/formats/templates.ts";
import { newClauseId } from "../../shared/charter/text/clauseId.ts";
import { readClauses } from "../../shared/charter/text/clauses.ts";
import { verifyCertificate } from "../../shared/ledger/agreements/certificate.ts";
import { readInviteCode } from "../../shared/ledger/members/invite.ts";
import { type Program, tessera } from "../../shared/ledger/program.ts";
import { createRatification, type Ratification } from "./agreements/ratification.ts";
import { type Bundles, createBundles } from "./bundles/bundles.ts";
import { createFaces, packFolderOf } from "./documents/pdf/faces.ts";
import { createPdfEngine } from "./documents/pdf/pdfEngine.ts";
import { bindPdfIdentity, maxCertificateBytes } from "./documents/pdf/pdfIdentity.ts";
import { sealPdf } from "./documents/pdf/seal.ts";
import { verifyPdf } from "./documents/pdf/verifyPdf.ts";
import { createLeftOutTexts } from "./history/leftOutTexts.ts";
import { createLostTexts, type LostTexts } from "./history/lostTexts.ts";
import { createSignedChanges, type SignedChanges } from "./history/signedChanges.ts";
import { type Away, createAway } from "./history/unread.ts";
import type { Host } from "./host.ts";
import { createKeys, type Keys, keepParty, loadKeys, readIdentity, wipeKeys } from "./keys/identity.ts";
import { createLocking } from "./keys/locking.ts";
import { confirmSheet, readSheet } from "./keys/recoverySheet.ts";
import { readRecoveryWords } from "./keys/recoveryWords.ts";
import { type Charters, createCharters, type OpenCharter } from "./library/charters.ts";
import { doorsAt, doorsOfLink, readLink, recoveryDoorsAt, writeLink } from "./methods/joinRoutes.ts";
import { readCharterView, readSummary, type ViewSources } from "./methods/views.ts";
import { type Checkpoints, createCheckpoints } from "./peers/checkpoints.ts";
import { createMeetings, type Meetings } from "./peers/meetings.ts";
import { createMetAddresses } from "./peers/metAddresses.ts";
import { createNearby, type Nearby } from "./peers/nearby.ts";
import { createStayLinks } from "./peers/reconnect.ts";
import { createJoins, type Joins } from "./people/joins.ts";
import { adoptRuleset, consent, readChanges, removeParty, revokeDevice } from "./people/membership.ts";
import { createRecoveryCodes, type RecoveryCodes } from "./people/recoveryCodes.ts";
import { setSafetyCompared } from "./people/safety.ts";
import { createSheets, type Sheets } from "./people/sheets.ts";
import type { Platform } from "./platform.ts";
import { type BegunText, beginText, judgeLoss, withTitle, withTitleNoted } from "./reading/newTexts.ts";
import type { SourceFile } from "./reading/readTexts.ts";
import { createTextReader } from "./reading/textReader.ts";
import { createMailboxes, type Mailboxes } from "./relay/mailboxes.ts";
import { createRelays, type Relays } from "./relay/relays.ts";
import { lockDataDirectory } from "./store/dataLock.ts";
import { makeDirectory } from "./store/files.ts";

/** Everything that needs an identity. */
interface Workplace extends ViewSources {
  readonly keys: Keys;
  readonly charters: Charters;
  readonly joins: Joins;
  readonly checkpoints: Checkpoints;
  readonly sheets: Sheets;
  readonly recoveryCodes: RecoveryCodes;
  readonly mailboxes: Mailboxes;
  readonly nearby: Nearby;
  readonly meet: Meetings["meet"];
  readonly meetings: Meetings;
  readonly relays: Relays;
  readonly ratification: Ratification;
  readonly bundles: Bundles;
  readonly away: Away;
  readonly lostTexts: LostTexts;
  /** Keeps what was seen, and ends every reading of a log. */
  closeReading(): void;
}

/** `program`: what it knows of rulesets and statements. */
export async function createHost(platform: Platform, program: Program = tessera): Promise<Result<Host, HostError>> {
  const made = makeDirectory(platform.dataDirectory);
  if (!made.ok) return made;
  const locked = lockDataDirectory(platform.dataDirectory);
  if (!locked.ok) return locked;
  const listeners = new Set<(event: HostEvent) => void>();
  const emit = (event: HostEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const faces = createFaces(platform.faceDirectory ?? packFolderOf(platform.dataDirectory));
  const pdfEngine = createPdfEngine(faces);
  let workplace: Workplace | null = null;
  const locking = createLocking({ secrets: platform.secrets, place: platform.place, emit, begin, end });
  const started = await locking.start();
  if (!started.ok) {
    locked.value();
    return started;
  }

  function begin(): Result<null, HostError> {
    const loaded = loadKeys(platform);
    if (!loaded.ok) return loaded;
    if (loaded.value !== null) workplace = createWorkplace(loaded.value);
    return ok(null);
  }

  async function end(): Promise<Result<null, HostError>> {
    const flushed = workplace?.charters.flush() ?? ok(null);
    if (!flushed.ok) return flushed;
    await closeWorkplace();
    return ok(null);
  }

  async function closeWorkplace(): Promise<void> {
    const place = workplace;
    if (place === null) return;
    place.relays.close();
    place.stays.forget();
    await place.nearby.close();
    await place.meetings.close();
    workplace = null;
    place.closeReading();
    place.sheets.close();
    place.charters.close();
    wipeKeys(place.keys);
  }

  /** Somebody is there: what goes on by itself goes on, and what takes its time to start is started. */
  function attend({ relays, nearby }: Pick<Workplace, "relays" | "nearby">): void {
    platform.frameJudge?.warm();
    relays.keepUp();
    void nearby.resume();
  }

  /** A seal that this device's card vouches for, where it has one from a party. */
  async function seal(keys: Keys, pdf: Bytes, reason: string): Promise<Bytes> {
    const device = keys.party === null ? null : { chain: keys.party.chain, privateKey: keys.signing.privateKey };
    const bound = device === null ? null : await bindPdfIdentity(keys.pdf, device);
    const fits = bound !== null && bound.certificateDer.length <= maxCertificateBytes;
    return sealPdf(pdf, fits ? bound : keys.pdf, { reason, signedAt: platform.clock.now() });
  }

  function createWorkplace(keys: Keys): Workplace {
    const charters: Charters = createCharters({
      platform,
      program,
      keys,
      emit: emitAndSay,
      isHeard: (charter) => meetings.connected(charter).length > 0 || relays.isConnected(charter),
      onAccepted(charter, frames, source) {
        meetings.forward(charter, frames, source);
        relays.forward(charter, frames);
        away.accepted(charter, frames);
        sheets.attendSoon(charter);
      },
      onPresence: (charter, client, state) => meetings.forwardPresence(charter, client, state),
    });
    const joins = createJoins({ platform, keys, charters });
    const sheets: Sheets = createSheets({ platform, keys, charters });
    const checkpoints: Checkpoints = createCheckpoints({
      ...{ platform, keys, charters, emit },
      title: (charter, text) => ratification.title(charter, text),
    });
    const meetings: Meetings = createMeetings({
      ...{ platform, keys, charters, joins, checkpoints, emit: emitAndSay },
      onStay: (address, pipe, met) => stays.kept(address, pipe, met),
    });
    const metAddresses = createMetAddresses({ clock: platform.clock, charters });
    const meet: Meetings["meet"] = async (address, stay) => {
      const met = await meetings.meet(address, stay);
      if (met.ok) metAddresses.remember(address, met.value);
      if (met.ok && met.value.withDevice !== null) nearby.met(address, met.value.withDevice);
      return met;
    };
    const stays = createStayLinks({
      clock: platform.clock,
      random: platform.random,
      meet: (address) => meet(address, true),
      isConnected: (device, ids) => ids.some((id) => meetings.connected(id).includes(device)),
      whereIs: (device) => nearby.whereIs(device),
      onChange(ids) {
        for (const charter of ids) emit({ kind: "charterChanged", charter });
      },
    });
    const nearby: Nearby = createNearby({
      platform,
      charters,
      doorway: { addresses: meetings.addresses, open: () => meetings.listen(null) },
      onChange() {
        emit({ kind: "nearbyChanged" });
        stays.lookAround();
      },
    });
    function emitAndSay(event: HostEvent): void {
      emit(event);
      if (event.kind === "listeningChanged" || event.kind === "libraryChanged") nearby.say();
    }
    const recoveryCodes: RecoveryCodes = createRecoveryCodes({
      ...{ platform, charters, joins },
      relayOf: (charter) => relays.view(charter).url,
    });
    const mailboxes = createMailboxes({ platform, keys, joins, recoveryCodes });
    const relays: Relays = createRelays({ platform, charters, mailboxes, emit });
    const ratification = createRatification({
      ...{ platform, keys, vouchedText: checkpoints.textOf },
      undrawable: pdfEngine.undrawable,
    });
    const bundles = createBundles(charters, keys);
    const signedChanges = new Map<OpenCharter, SignedChanges>();
    const changesOf = (charter: OpenCharter): SignedChanges => {
      const changes = signedChanges.get(charter) ?? createSignedChanges(charter);
      signedChanges.set(charter, changes);
      return changes;
    };
    const away: Away = createAway({ platform, me: keys.device, charters, changesOf, emit });
    const sources = [createLeftOutTexts(changesOf)];
    const lostTexts = createLostTexts({ random: platform.random, charters, changesOf, sources });
    const closeReading = (): void => {
      away.close();
      for (const changes of signedChanges.values()) changes.close();
    };
    if (listeners.size > 0) attend({ relays, nearby });
    return {
      ...{ me: keys.device, keys, charters, joins, mailboxes, meetings, relays, ratification, bundles },
      ...{ checkpoints, sheets, recoveryCodes, nearby, meet, metAddresses, stays, away, lostTexts, closeReading },
    };
  }

  async function atWork<T>(
    run: (place: Workplace) => Result<T, HostError> | Promise<Result<T, HostError>>,
  ): Promise<Result<T, HostError>> {
    return workplace === null ? err({ kind: "notSetUp" }) : run(workplace);
  }

  const withCharter = <T>(
    id: CharterId,
    run: (charter: OpenCharter, place: Workplace) => Result<T, HostError> | Promise<Result<T, HostError>>,
  ): Promise<Result<T, HostError>> =>
    atWork((place) => {
      const charter = place.charters.getReadable(id);
      return charter.ok ? run(charter.value, place) : charter;
    });

  function writable({ replica }: OpenCharter): Result<null, HostError> {
    if (replica.damage() !== null) return err({ kind: "readOnly", reason: "damaged" });
    if (replica.lacksRuleset() !== null) return err({ kind: "readOnly", reason: "newerFormat" });
    if (replica.hasEnded()) return err({ kind: "removed" });
    return replica.mayWrite()
      ? ok(null)
      : err({ kind: "notAuthorised", reason: "this device reads and does not write" });
  }

  const texts = createTextReader({
    thread: platform.readThread,
    newId: (): ClauseId => newClauseId(platform.random.bytes),
    onProgress: (done, total) => emit({ kind: "progress", what: "read", done, total }),
  });

  const withoutLoss = (title: string, source: Parameters<typeof beginText>[1]): Result<BegunText, HostError> => {
    const text = beginText(title, source, platform.random);
    return text.ok ? ok({ text: text.value, notKept: [], notKeptCount: 0 }) : text;
  };

  async function fileText(title: string, file: SourceFile, mayLose: MayLose): Promise<Result<BegunText, HostError>> {
    const read = await texts.readFile(file);
    if (!read.ok) return read;
    const list = withTitleNoted(read.value, title);
    const loss = judgeLoss(list, mayLose);
    return loss.ok ? ok({ text: withTitle(read.value.text, title), ...list }) : loss;
  }

  const api = locking.guard({
    getIdentity: async () => ok(workplace === null ? null : readIdentity(workplace.keys, platform)),
    async createIdentity(args) {
      if (workplace !== null) return err({ kind: "alreadySetUp" });
      const created = await createKeys(platform, args);
      if (!created.ok) return created;
      workplace = createWorkplace(created.value);
      emit({ kind: "libraryChanged" });
      return ok(readIdentity(created.value, platform));
    },
    renewSheet: ({ words }) =>
      atWork(async ({ sheets }) => {
        const read = words === null ? null : await readRecoveryWords(words);
        if (words !== null && read === null) return err({ kind: "recoveryWordsWrong" });
        const renewed = await sheets.renew(read?.root ?? null);
        if (read !== null) wipe(read.root.privateKey);
        if (renewed.ok) emit({ kind: "keysChanged" });
        return renewed;
      }),
    getRecoveryWords: ({ language }) => atWork(({ sheets }) => readSheet(platform, sheets.papers(), language)),
    confirmRecoveryWords: ({ words }) =>
      atWork(async ({ sheets }) => {
        const confirmed = await confirmSheet(platform, sheets.papers(), words);
        if (confirmed.ok) emit({ kind: "keysChanged" });
        return confirmed;
      }),

    listTemplates: async () => ok(templates),
    listCharters: () => atWork((place) => ok(place.charters.readable().map((charter) => readSummary(charter, place)))),
    listUnopened: () => atWork(({ charters }) => ok(charters.unopened())),
    giveUpMissing: ({ charter }) => withCharter(charter, ({ replica }) => replica.giveUpMissing()),
    dismissUnreadable: ({ charter }) =>
      withCharter(charter, ({ replica }) => {
        const forgotten = replica.store.forgetUnreadable();
        if (forgotten.ok) emit({ kind: "charterChanged", charter });
        return forgotten.ok ? ok(null) : forgotten;
      }),
    previewText: ({ name, bytes }) =>
      atWork(async () => {
        const read = await texts.readFile({ name, bytes });
        if (!read.ok) return read;
        const { title, language, text, notKept, notKeptCount } = read.value;
        return ok({ title, language, clauses: readClauses(text).length, notKept, notKeptCount });
      }),
    stopReading: async () => {
      texts.cancel();
      return ok(null);
    },
    createCharter: ({ title, language, source, policy, mayLose = "form" }) =>
      atWork(async ({ charters }) => {
        const begun = source.kind === "file" ? await fileText(title, source, mayLose) : withoutLoss(title, source);
        if (!begun.ok) return begun;
        const { text, notKept, notKeptCount } = begun.value;
        const founded = charters.found(title, language, policy);
        if (!founded.ok) return founded;
        const written = founded.value.replica.setText(text);
        return written.ok ? ok({ charter: founded.value.id, notKept, notKeptCount }) : written;
      }),
    getCharter: ({ charter }) => withCharter(charter, (open, place) => ok(readCharterView(open, place))),

    getText: ({ charter, at }) =>
      withCharter(charter, (open, { ratification }) => {
        const text = ratification.textAt(open, at);
        return text.ok
          ? ok({ text: text.value, clauses: readClauses(text.value), markdown: writeMarkdown(text.value) })
          : text;
      }),
    editText: ({ charter, edit, mayLose = "form" }) =>
      withCharter(charter, async (open) => {
        const allowed = writable(open);
        if (!allowed.ok) return allowed;
        for (let attempt = 1; ; attempt++) {
          const version = open.replica.textVersion();
          const before = open.replica.readText();
          const edited = await texts.edit(before, edit, attempt > editAttempts);
          if (!edited.ok) return edited;
          const loss = judgeLoss(edited.value, mayLose);
          const still = loss.ok ? writable(open) : loss;
          if (!still.ok) return still;
          // Somebody wrote meanwhile: what they wrote is not to be taken back.
          if (version !== open.replica.textVersion()) continue;
          const { text, changed, notKept, notKeptCount } = edited.value;
          const written = open.replica.setText(text);
          return written.ok ? ok({ changed, notKept, notKeptCount }) : written;
        }
      }),
    restoreClause: ({ charter, clause, from }) =>
      withCharter(charter, (open, { ratification }) => {
        const allowed = writable(open);
        if (!allowed.ok) return allowed;
        const source = ratification.textAt(open, from);
        if (!source.ok) return source;
        const restored = restoreClauseIn(open.replica.readText(), clause, source.value);
        return restored.ok ? open.replica.setText(restored.value) : restored;
      }),
    getAway: ({ charter }) => withCharter(charter, (open, { away }) => away.getAway(open)),
    markRead: ({ charter, clause, upTo }) =>
      withCharter(charter, (open, { away }) => away.markRead(open, clause, upTo)),
    getLostText: ({ charter }) => withCharter(charter, (open, { lostTexts }) => lostTexts.list(open)),
    restoreLostText: ({ charter, item }) =>
      withCharter(charter, async (open, { lostTexts }) => {
        const allowed = writable(open);
        const restored = allowed.ok ? await lostTexts.restore(open, item) : allowed;
        if (restored.ok) emit({ kind: "newsChanged", charter });
        return restored;
      }),
    dismissVouched: ({ charter }) =>
      withCharter(charter, (open, { checkpoints }) => {
        const dismissed = checkpoints.dismiss(open);
        if (dismissed.ok) emit({ kind: "charterChanged", charter });
        return dismissed.ok ? ok(null) : dismissed;
      }),
    dismissLostText: ({ charter, item }) =>
      withCharter(charter, async (open, { lostTexts }) => {
        const dismissed = await lostTexts.dismiss(open, item);
        if (dismissed.ok) emit({ kind: "newsChanged", charter });
        return dismissed;
      }),
    openText: ({ charter }) => withCharter(charter, (open, { charters }) => ok(charters.openText(open))),
    carryText: ({ charter, room, update }) =>
      withCharter(charter, (open, { charters }) => charters.carryText(open, room, update)),

    invite: ({ charter, role, expiresInHours, reason }) =>
      withCharter(charter, async (open, { joins, meetings, relays }) => {
        const invited = joins.invite(open, role, expiresInHours, reason);
        if (!invited.ok) return invited;
        const { code, expiresAt } = invited.value;
        relays.invited(open);
        // Whoever is invited must find somebody.
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
        if (address !== null) return place.joins.join(doorsAt(ways, address, stay), code, address);
        const link = readLink(code);
        if (!link.ok) return link;
        const { addresses, relay } = link.value;
        const doors = doorsOfLink(ways, place.keys.sealing, link.value, stay);
        return place.joins.join(doors, link.value.code, addresses[0] ?? relay ?? "");
      }),

    revokeDevice: ({ charter, device, reason, since }) =>
      withCharter(charter, (open) => revokeDevice(open, device, reason, since ?? null)),
    removeParty: ({ charter, party, reason }) =>
      withCharter(charter, (open, { keys }) => removeParty(open, keys.device, party, reason)),
    adoptRuleset: ({ charter, ruleset, reason }) => withCharter(charter, (open) => adoptRuleset(open, ruleset, reason)),
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
      if (workplace === null) {
        const created = await createKeys(platform, { person, device, party: null });
        if (!created.ok) return created;
        workplace = createWorkplace(created.value);
        emit({ kind: "libraryChanged" });
      }
      const { joins, keys } = workplace;
      const recovered = await joins.recover(
        root,
        { revokeOthers, since: since ?? null, reason, address },
        recoveryDoorsAt({ platform, ...workplace }, address, pair.value),
      );
      wipe(root.privateKey);
      if (!recovered.ok) return recovered;
      const { charters, party, sheet } = recovered.value;
      const kept = keys.party !== null ? ok(keys) : keepParty(platform, party, sheet);
      if (!kept.ok || kept.value === null) return kept.ok ? err({ kind: "internal", ref: "recovered" }) : kept;
      if (kept.value !== keys) {
        await closeWorkplace();
        workplace = createWorkplace(kept.value);
      }
      emit({ kind: "libraryChanged" });
      return ok({ identity: readIdentity(kept.value, platform), charters, language });
    },

    listen: ({ port, host }) => atWork(({ meetings }) => meetings.listen(port, host)),
    stopListening: () =>
      atWork(async ({ meetings }) => {
        await meetings.stopListening();
        return ok(null);
      }),
    getListening: async () => ok({ addresses: workplace?.meetings.addresses() ?? [] }),
    setNearby: ({ on }) => atWork(({ nearby }) => nearby.set(on)),
    listNearby: () => atWork(({ nearby }) => ok(nearby.view())),
    setSafetyCompared: ({ charter, phrase, compared }) =>
      withCharter(charter, (open, { charters }) => {
        const set = setSafetyCompared(charters, open, phrase, compared);
        if (set.ok) emit({ kind: "charterChanged", charter });
        return set.ok ? ok(null) : set;
      }),
    meet: ({ address, stay }) => atWork(({ meet }) => meet(address, stay)),
    stopMeeting: () =>
      atWork(({ meetings, stays }) => {
        stays.forget();
        meetings.stop("the meeting was ended there");
        return ok(null);
      }),
    setRelay: ({ charter, url }) => withCharter(charter, (open, { relays }) => relays.set(open, url)),
    syncRelay: ({ charter }) => withCharter(charter, (open, { relays }) => relays.exchange(open)),
    exportBundle: ({ charter, for: wanted }) =>
      withCharter(charter, (open, { bundles }) => {
        const bundle = bundles.export(open, wanted);
        return bundle.ok ? ok({ ...bundle.value, name: bundleName(open, platform.clock.now()) }) : bundle;
      }),
    previewBundle: ({ bytes }) => atWork(({ bundles }) => bundles.preview(bytes)),
    importBundle: ({ bytes }) => atWork(({ bundles }) => bundles.import(bytes)),

    previewProposal: (args) => withCharter(args.charter, (open, { ratification }) => ratification.preview(open, args)),
    propose: (args) =>
      withCharter(args.charter, (open, { ratification }) => {
        const allowed = writable(open);
        return allowed.ok ? ratification.propose(open, args) : allowed;
      }),
    getSigning: ({ charter, proposal }) =>
      withCharter(charter, (open, { ratification }) => ratification.signing(open, proposal)),
    castBallot: (args) => withCharter(args.charter, (open, { ratification }) => ratification.cast(open, args)),
    answerBallot: (args) =>
      withCharter(args.charter, async (open, { ratification }) => {
        const read = args.words === null ? null : await readRecoveryWords(args.words);
        if (args.words !== null && read === null) return err({ kind: "recoveryWordsWrong" });
        const answer = ratification.answerBallot(open, args, read?.root ?? null);
        if (read !== null) wipe(read.root.privateKey);
        return answer;
      }),
    getTimeline: ({ charter }) =>
      withCharter(charter, async (open, { ratification }) => ok(await ratification.timeline(open))),
    compare: ({ charter, from, to }) =>
      withCharter(charter, (open, { ratification }) => ratification.compare(open, from, to)),
    exportPdf: ({ charter, proposal }) =>
      withCharter(charter, async (open, { ratification, keys }) => {
        const certificateBytes = ratification.certificate(open, proposal);
        if (!certificateBytes.ok) return certificateBytes;
        const view = verifyCertificate(certificateBytes.value);
        if (!view.ok) return err({ kind: "internal", ref: `certificate: ${view.error.reason}` });
        const known = { ...view.value, left: ratification.leftOf(open, proposal) };
        const rendered = await pdfEngine.renderCertificatePdf(known, { certificateBytes: certificateBytes.value });
        if (!rendered.ok)
          return rendered.error.kind === "cannotDraw"
            ? err(rendered.error)
            : err({ kind: "internal", ref: `pdf: ${rendered.error.reason}` });
        // The certificate of the seal names who; a reason holds only ASCII.
        const bytes = await seal(keys, rendered.value, "Export of a ratified agreement");
        return ok({ name: pdfName(open, proposal, view.value.ratifiedAt), bytes });
      }),
    verifyPdf: ({ bytes }) => verifyPdf(bytes, { verifyCertificate, engine: pdfEngine }),
    sealPdf: ({ bytes }) =>
      atWork(async ({ keys }) => {
        const found = await verifyPdf(bytes, { verifyCertificate, engine: pdfEngine });
        if (!found.ok) return found;
        const faults = found.value.checks.filter((check) => !check.passed).map(({ check }) => check);
        if (!found.value.valid) return err({ kind: "notSealable", reason: faults.join(", ") });
        // What another program wrote last may have a form that ours cannot go on from.
        const sealed = await seal(keys, bytes, "Seal on a ratified agreement").catch(() => null);
        if (sealed === null) return err({ kind: "notSealable", reason: "seal" });
        const after = await verifyPdf(sealed, { verifyCertificate, engine: pdfEngine });
        return after.ok ? ok({ bytes: sealed, seals: after.value.seals }) : after;
      }),
    getFaces: async () => ok({ packs: faces.packs() }),
    addFaces: async ({ files }) => {
      const added = faces.add(files);
      return added.length === 0 ? err({ kind: "noKnownFaces" }) : ok({ added, packs: faces.packs() });
    },
  });

  return ok({
    api,
    onEvent(listener) {
      listeners.add(listener);
      if (workplace !== null) attend(workplace);
      return () => listeners.delete(listener);
    },
    connectText(room, pipe, as) {
      if (workplace !== null) {
        const { charters, away } = workplace;
        const connected = charters.connect(room, pipe, as);
        const id = parseCharterId(room.split(".")[0]);
        const charter = connected.ok && as === "window" && id !== null ? charters.get(id) : null;
        if (charter?.ok) {
          away.windowOpened(charter.value);
          pipe.onClose(() => away.windowClosed(charter.value));
        }
        return connected;
      }
      const refusal = locking.refusal() ?? ({ kind: "notSetUp" } as const);
      pipe.close(`refused: ${refusal.kind}`);
      return err(refusal);
    },
    async close() {
      await closeWorkplace();
      platform.secrets.lock();
      locked.value();
    },
  });
}

/** So often an edit is read in its thread while others write; then it is read at once. */
const editAttempts = 3;

/** The charter's name and the moment: two bundles of one day are two files. */
const bundleName = (open: OpenCharter, now: number): string =>
  `${fileTitle(open)}-${new Date(now).toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "")}.tessera`;

/** Of one charter there are many signed texts: the day that the text was ratified, and which one. */
const pdfName = (open: OpenCharter, proposal: ProposalId, ratifiedAt: number): string =>
  `${fileTitle(open)}-${new Date(ratifiedAt).toISOString().slice(0, 10)}-${proposal.slice(0, 8)}.pdf`;

/** A file name from a title: letters and digits of any script, nothing that a file system minds. */
function fileTitle({ replica }: OpenCharter): string {
  const plain = replica
    .ledger()
    .membership()
    .title.normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  return plain.replace(/^-+|-+$/g, "").slice(0, 80) || "charter";
}
