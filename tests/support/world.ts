/**
 * Several real hosts in one process: real stores in temporary directories, a network and a clock that stand still until
 * they are moved, everything at random from one seed. What is said in a chain happens in order; `expect…` and `done`
 * answer a promise of all of it.
 * Owns: the hosts, their directories and windows. Whoever makes a world closes it.
 */

import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import type { Platform } from "../../electron/host/platform.ts";
import type { HostError } from "../../shared/api/errors.ts";
import type { HostApi, HostEvent } from "../../shared/api/hostApi.ts";
import type { CharterView } from "../../shared/api/library.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId, DeviceId, PartyId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import type { InviteRole } from "../../shared/charter/parties/roles.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { clockOf } from "../../shared/crdt/update/textDoc.ts";
import type { Program } from "../../shared/ledger/program.ts";
import { encodeBundle } from "../../shared/sync/bundle.ts";
import { type Chance, chance } from "../shared/crdt/support/chance.ts";
import { createEditor, type HeadlessEditor } from "../shared/crdt/support/headlessEditor.ts";
import { sentence } from "../shared/crdt/support/texts.ts";
import { recordingLogger, steppingClock } from "./ambient.ts";
import { createHostileMember, type HostileMember } from "./hostileMember.ts";
import { memoryPlatform } from "./memoryPlatform.ts";
import { usualPlan } from "./plans.ts";
import { addressOf, createSimNetwork, type RelayLies, relayUrl, type SimNetwork } from "./simNetwork.ts";
import { openWindow, type TextWindow } from "./textWindow.ts";

/** With a real editor in it. */
export interface EditorWindow extends TextWindow {
  readonly editor: HeadlessEditor;
}

export interface Peer {
  readonly name: string;
  readonly platform: Platform;
  readonly log: readonly string[];
  readonly events: readonly HostEvent[];
  readonly windows: readonly EditorWindow[];
  host(): Host;
  api(): HostApi;
}

interface Resident extends Peer {
  readonly directory: string;
  readonly windows: EditorWindow[];
  readonly events: HostEvent[];
  /** How many of a window's updates the host has said to be saved, by client id. */
  readonly saved: Map<number, number>;
  current: Host;
}

/** What every honest replica of a charter must agree on. */
export interface Shown {
  readonly text: CharterText;
  readonly parties: readonly string[];
  readonly devices: readonly string[];
  readonly guests: readonly string[];
  readonly decisions: readonly unknown[];
  /** Held and not shown. */
  readonly leftOut: number;
  readonly timeline: readonly unknown[];
  readonly changes: number;
}

type JoinRole = InviteRole;

export interface World {
  readonly by: Chance;
  readonly clock: ReturnType<typeof steppingClock>;
  readonly network: SimNetwork;
  readonly relayUrl: string;
  who(name: string): Peer;
  charter(): CharterId;
  /** Once everything before is done. */
  founded(): Promise<CharterId>;
  shownBy(name: string): Promise<Shown>;
  viewOf(name: string): Promise<CharterView>;
  /** Moves the network and the clock until the promise is settled. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Whatever a test does itself, in its turn. */
  act(run: () => unknown): World;
  found(name: string, title?: string): World;
  join(inviter: string, joiner: string, role?: JoinRole, through?: "address" | "relay"): World;
  /** This person's party, or whoever may, ends the other's device. Nothing where it is no member there. */
  revoke(name: string, whose: string): World;
  /** Asks for the removal of the other's party; of one's own it withdraws. */
  removeParty(name: string, whose: string): World;
  /** To everything that waits for this person's party. */
  consent(name: string): World;
  /** Keeps the files of this person as they are now; `putBack` starts the program on them later. */
  image(name: string): World;
  putBack(name: string): World;
  useRelay(...names: readonly string[]): World;
  lie(lies: Partial<RelayLies>): World;
  /** Something random by the API, signed at once. */
  edit(name: string, times?: number): World;
  /** A window of this person, with a real editor. */
  openText(name: string): World;
  /** Something random in one of this person's windows. */
  type(name: string, times?: number): World;
  propose(name: string): World;
  /** On every proposal that waits for this person: ratify, or at random. */
  vote(name: string, how?: "ratify" | "random"): World;
  /** Nothing happens where the network is cut between them. */
  meet(from: string, to: string, stay?: boolean): World;
  syncRelay(name: string): World;
  carryBundle(from: string, to: string): World;
  /** Only those of one group reach each other from now on; "relay" is a name too. */
  partition(...groups: readonly (readonly string[])[]): World;
  heal(): World;
  /** Pulls every cable once. */
  cut(): World;
  /** Time goes on, and the network with it, until nothing more happens by itself. */
  settle(): World;
  /** Only time goes on. */
  pass(ms: number): World;
  /** This person's clock is so far ahead of everybody's from now on. */
  misset(name: string, aheadMs: number): World;
  /** Ends this person's program in good order, and starts it again. Their windows are gone. */
  restart(name: string): World;
  /** The same, with another program from then on. */
  upgrade(name: string, program: Program): World;
  /** This person's program ends for good, and their keys are in the hands of somebody who forges with them. */
  corrupt(name: string): World;
  /** Whoever forges since `corrupt`. */
  hostile(): HostileMember;
  /** These frames reach this person by a courier; answers how many were new. */
  deliver(to: string, frames: readonly Bytes[]): Promise<number>;
  /** Some of their forgeries reach this person, by the relay or by a courier. */
  forge(to: string, times?: number): World;
  /** Every member meets every other, twice round, so that what one learned last reaches the first. */
  gather(): World;
  /** What was acknowledged is on disk, and what everybody would read is a text of the schema. */
  expectSound(): Promise<void>;
  expectConverged(): Promise<Shown>;
  done(): Promise<void>;
  close(): Promise<void>;
}

const stepMs = 20;
/** Longer than every pause after which a host does something by itself, but a relay's later attempts. */
const quietMs = 4000;

/** Fills in the blanks of a template with what they say, so that it can be proposed. */
export async function fillBlanks(api: HostApi, charter: CharterId): Promise<void> {
  const { brackets } = unwrap(await api.listBrackets({ charter }));
  const fills = brackets.map(({ id, alternatives }) => ({ bracket: id, words: alternatives[0]?.words ?? "" }));
  unwrap(await api.fillFields({ charter, fills }));
}

export function unwrap<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** People are parties of their own where their name is capitalised, delegates to be ("ada2") where it is not. */
export function createWorld(args: {
  readonly seed: number;
  readonly people: readonly string[];
  /** Whose program is another than this one. */
  readonly programs?: Readonly<Record<string, Program>>;
}): World {
  const by: Chance = chance(args.seed);
  const clock = steppingClock();
  const programs = new Map(Object.entries(args.programs ?? {}));
  const network: SimNetwork = createSimNetwork(by);
  const root = mkdtempSync(path.join(tmpdir(), "tessera-world-"));
  const residents = new Map<string, Resident>();
  /** Whose clocks are wrong, and by how much. */
  const ahead = new Map<string, number>();
  let charter: CharterId | null = null;
  let hostile: HostileMember | null = null;
  let tail: Promise<void> = Promise.resolve();

  async function settleIn(): Promise<void> {
    for (const [index, name] of args.people.entries()) {
      const directory = path.join(root, name);
      const logger = recordingLogger();
      const seed = args.seed * 1000 + index;
      const own = { now: () => clock.now() + (ahead.get(name) ?? 0), after: clock.after };
      const platform = memoryPlatform({ name, dataDirectory: directory, seed, clock: own, network, logger });
      const resident: Resident = {
        ...{ name, platform, directory, log: logger.lines, events: [], windows: [], saved: new Map() },
        current: await start(name, platform),
        host: () => resident.current,
        api: () => resident.current.api,
      };
      residents.set(name, resident);
      const isParty = /^\p{Lu}/u.test(name);
      const party = isParty ? ({ name: `${name}'s people`, kind: "community", constituency: "" } as const) : null;
      unwrap(await resident.current.api.createIdentity({ person: name, device: `${name}'s laptop`, party }));
      listenTo(resident);
    }
  }

  async function start(name: string, platform: Platform): Promise<Host> {
    return unwrap(await createHost(platform, programs.get(name)));
  }

  function listenTo(resident: Resident): void {
    resident.current.onEvent((event) => {
      resident.events.push(event);
      if (event.kind !== "saved") return;
      const window = resident.windows.find(({ clientId }) => clientId === event.clientId);
      // What an earlier window typed with this id may be told of now.
      if (window !== undefined && event.clock >= clockOf(window.yDoc, window.clientId))
        resident.saved.set(window.clientId, window.made());
    });
  }

  function who(name: string): Resident {
    const resident = residents.get(name);
    if (resident === undefined) throw new Error(`nobody is called ${name}`);
    return resident;
  }

  function theCharter(): CharterId {
    if (charter === null) throw new Error("no charter was founded");
    return charter;
  }

  /** Moves the network and the clock until the promise is settled. */
  async function run<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const finish = (): void => {
      isDone = true;
    };
    promise.then(finish, finish);
    for (let rounds = 0; !isDone; rounds++) {
      for (let steps = by.int(20); steps >= 0 && network.step(); steps--);
      await turn();
      clock.advance(1);
      if (rounds > 100_000) throw new Error("nothing more happens, and something is still waited for");
    }
    return promise;
  }

  async function quiet(): Promise<void> {
    for (let quietFor = 0; quietFor < quietMs; quietFor += stepMs) {
      while (network.step()) quietFor = 0;
      await turn();
      clock.advance(stepMs);
    }
  }

  async function shownBy(host: Host): Promise<Shown> {
    const id = theCharter();
    const { text } = unwrap(await host.api.getText({ charter: id, at: { kind: "draft" } }));
    const view = unwrap(await host.api.getCharter({ charter: id }));
    const timeline = unwrap(await host.api.getTimeline({ charter: id }));
    return {
      text,
      parties: view.parties.map(({ name }) => name).sort(),
      devices: view.parties.flatMap(({ devices, name }) => devices.map(({ id: of }) => `${name} ${of}`)).sort(),
      guests: view.guests.map(({ role, device }) => `${role} ${device.id}`).sort(),
      decisions: view.decisions.map(({ canConsent: _, ruleset, ...decision }) => ({
        ...decision,
        ruleset: ruleset?.number,
      })),
      leftOut: view.leftOut,
      timeline: timeline.map(({ myBallot: _, canCast: __, ...entry }) => entry),
      changes: view.changes,
    };
  }

  /** The same host after a power cut at this moment: its files as they lie there, and nothing of its memory. */
  async function afterPowerCut<T>(resident: Resident, look: (host: Host) => Promise<T>): Promise<T> {
    const copy = mkdtempSync(path.join(root, "after-"));
    cpSync(resident.directory, copy, { recursive: true });
    const secrets = { ...resident.platform.secrets, lock: () => undefined };
    const host = await start(resident.name, { ...resident.platform, secrets, dataDirectory: copy });
    try {
      return await look(host);
    } finally {
      await host.close();
      rmSync(copy, { recursive: true });
    }
  }

  async function holds(resident: Resident): Promise<boolean> {
    const listed = unwrap(await resident.current.api.listCharters({}));
    if (!listed.some(({ id, parties }) => id === charter && parties.length > 0)) return false;
    return unwrap(await resident.current.api.getCharter({ charter: theCharter() })).ended === null;
  }

  async function members(): Promise<readonly Resident[]> {
    const found: Resident[] = [];
    for (const resident of residents.values()) if (await holds(resident)) found.push(resident);
    return found;
  }

  async function join(inviter: string, joiner: string, role: JoinRole, through: "address" | "relay"): Promise<void> {
    const invited = await run(
      who(inviter).api().invite({ charter: theCharter(), role, expiresInHours: 24, reason: "asked" }),
    );
    if (!invited.ok) return tolerate(invited);
    const { code } = invited.value;
    if (through === "relay") unwrap(await run(who(inviter).api().syncRelay({ charter: theCharter() })));
    const address = through === "relay" ? relayUrl : addressOf(inviter);
    const joined = await run(who(joiner).api().join({ code, address, stay: false }));
    // Whoever was ended does not return, and some invites wait for others.
    if (!joined.ok && !["inviteUsed", "inviteWaiting", "inviteUnknown", "notAuthorised"].includes(joined.error.kind))
      throw new Error(JSON.stringify(joined.error));
  }

  /** The device and party of somebody as another sees them; null where they are no member there. */
  async function seen(by: string, whose: string): Promise<{ device: DeviceId; party: PartyId | null } | null> {
    const identity = unwrap(await who(whose).api().getIdentity({}));
    const { parties, guests } = unwrap(await who(by).api().getCharter({ charter: theCharter() }));
    const devices = [...parties.flatMap((party) => party.devices), ...guests.map(({ device }) => device)];
    const found = devices.find(({ id }) => id === identity?.device.id);
    return found === undefined ? null : { device: found.id, party: found.party?.id ?? null };
  }

  /** Somebody who is no member any more, or never had a say, is told so. */
  function tolerate(result: Result<unknown, HostError>): void {
    if (!result.ok && !["notAuthorised", "removed", "badArgument", "inviteWaiting"].includes(result.error.kind))
      throw new Error(JSON.stringify(result.error));
  }

  async function meet(from: string, to: string, stay = false): Promise<void> {
    if (!network.reaches(from, to)) return;
    unwrap(await run(who(to).api().listen({ port: null, host: null })));
    const met = await run(
      who(from)
        .api()
        .meet({ address: addressOf(to), stay }),
    );
    if (!met.ok && met.error.kind !== "nothingInCommon") throw new Error(JSON.stringify(met.error));
  }

  async function edit(name: string): Promise<void> {
    const api = who(name).api();
    const id = theCharter();
    const { clauses } = unwrap(await api.getText({ charter: id, at: { kind: "draft" } }));
    const clause = by.pick(clauses).id;
    const markdown = sentence(by, 2 + by.int(12));
    const kinds = ["setClause", "setClause", "setClause", "insertClause", "insertClause", "removeClause"] as const;
    const kind = by.pick(clauses.length > 20 ? kinds : kinds.slice(0, 5));
    const change =
      kind === "insertClause"
        ? ({ kind, after: clause, markdown } as const)
        : kind === "setClause"
          ? ({ kind, clause, markdown } as const)
          : ({ kind, clause } as const);
    const edited = await api.editText({ charter: id, edit: change });
    if (!edited.ok && edited.error.kind !== "clauseNotFound") tolerate(edited);
  }

  async function openText(name: string): Promise<void> {
    const resident = who(name);
    const opened = openWindow(resident.current, unwrap(await resident.api().openText({ charter: theCharter() })));
    resident.windows.push({ ...opened, editor: createEditor(opened.yDoc) });
    await turn();
  }

  /** Whoever has no copy yet does nothing with it. */
  const withCopy = (name: string, act: () => Promise<unknown>): World =>
    world.act(async () => {
      const listed = unwrap(await who(name).api().listCharters({}));
      if (listed.some(({ id }) => id === charter)) await act();
    });

  const world: World = {
    by,
    clock,
    network,
    relayUrl,
    who: (name) => who(name),
    charter: theCharter,
    founded: async () => {
      await tail;
      return theCharter();
    },
    run,
    shownBy: (name) => shownBy(who(name).current),
    async viewOf(name) {
      await tail;
      return unwrap(await who(name).api().getCharter({ charter: theCharter() }));
    },

    act(act) {
      tail = tail.then(async () => void (await act()));
      return world;
    },
    found: (name, title = "Water") =>
      world.act(async () => {
        const source = {
          kind: "template",
          template: unwrap(await who(name).api().listTemplates({}))[0]?.id ?? "",
        } as const;
        charter = unwrap(
          await who(name).api().createCharter({ title, language: "en", source, policy: usualPolicy }),
        ).charter;
        await fillBlanks(who(name).api(), charter);
      }),
    join: (inviter, joiner, role = "party", through = "address") =>
      withCopy(inviter, () => join(inviter, joiner, role, through)),
    revoke: (name, whose) =>
      withCopy(name, async () => {
        const found = await seen(name, whose);
        if (found === null) return;
        const { device } = found;
        tolerate(await who(name).api().revokeDevice({ charter: theCharter(), device, reason: "lost", since: null }));
      }),
    removeParty: (name, whose) =>
      withCopy(name, async () => {
        const party = (await seen(name, whose))?.party ?? null;
        if (party === null) return;
        tolerate(await who(name).api().removeParty({ charter: theCharter(), party, reason: "quarrel" }));
      }),
    consent: (name) =>
      withCopy(name, async () => {
        const { decisions } = unwrap(await who(name).api().getCharter({ charter: theCharter() }));
        for (const { id, canConsent } of decisions)
          if (canConsent)
            tolerate(await who(name).api().consent({ charter: theCharter(), decision: id, reason: "so be it" }));
      }),
    image: (name) =>
      world.act(() => {
        const kept = path.join(root, `${name}.image`);
        rmSync(kept, { recursive: true, force: true });
        cpSync(who(name).directory, kept, { recursive: true });
      }),
    putBack: (name) =>
      world.act(async () => {
        const kept = path.join(root, `${name}.image`);
        if (!existsSync(kept)) return;
        const resident = who(name);
        await run(resident.current.close());
        rmSync(resident.directory, { recursive: true });
        cpSync(kept, resident.directory, { recursive: true });
        unwrap(await resident.platform.secrets.unlock(null));
        resident.current = await start(resident.name, resident.platform);
        resident.windows.splice(0);
        resident.saved.clear();
        listenTo(resident);
      }),
    useRelay: (...names) =>
      world.act(async () => {
        for (const name of names) unwrap(await who(name).api().setRelay({ charter: theCharter(), url: relayUrl }));
      }),
    lie: (lies) => world.act(() => network.lie(lies)),
    edit: (name, times = 1) =>
      withCopy(name, async () => {
        for (let n = 0; n < times; n++) await edit(name);
      }),
    openText: (name) => withCopy(name, () => openText(name)),
    type: (name, times = 1) =>
      world.act(async () => {
        const open = who(name).windows.filter((one) => one.isConnected());
        if (open.length === 0) return;
        for (let n = 0; n < times; n++) by.pick(open).editor.edit(by);
        await turn();
      }),
    propose: (name) =>
      withCopy(name, async () => {
        const term = { from: null, months: 12, until: null, noticeDays: 60 };
        const terms = { charter: theCharter(), term, note: `by ${name}`, purpose: null, ...usualPlan };
        let made = await who(name).api().propose(terms);
        // What several changed apart is settled first; what comes meanwhile may be in conflict again.
        if (!made.ok && made.error.kind === "textConflicts") {
          const { charter } = terms;
          for (const { id } of unwrap(await who(name).api().listConflicts({ charter })))
            tolerate(
              await who(name)
                .api()
                .settleConflict({ charter, conflict: id, settle: { kind: "asItStands" } }),
            );
          made = await who(name).api().propose(terms);
        }
        if (!made.ok && !["nothingChanged", "noParty"].includes(made.error.kind)) tolerate(made);
      }),
    vote: (name, how = "ratify") =>
      withCopy(name, async () => {
        const api = who(name).api();
        for (const { proposal, contentHash, canCast } of unwrap(await api.getTimeline({ charter: theCharter() }))) {
          const choice = how === "ratify" || by.int(4) > 0 ? "ratify" : "decline";
          if (!canCast) continue;
          const cast = await api.castBallot({
            charter: theCharter(),
            proposal,
            contentHash,
            choice,
            statement: "",
            clockIsRight: false,
          });
          if (!cast.ok && !["conflictingBallot", "alreadyCast", "proposalClosed"].includes(cast.error.kind))
            tolerate(cast);
        }
      }),
    meet: (from, to, stay) => world.act(() => meet(from, to, stay)),
    syncRelay: (name) =>
      withCopy(name, async () => {
        const { relay } = unwrap(await who(name).api().getCharter({ charter: theCharter() }));
        if (relay.url === null || !network.reaches(name, "relay")) return;
        unwrap(await run(who(name).api().syncRelay({ charter: theCharter() })));
      }),
    carryBundle: (from, to) =>
      withCopy(from, async () => {
        const { bytes } = unwrap(
          await who(from)
            .api()
            .exportBundle({ charter: theCharter(), for: { kind: "everything" } }),
        );
        const taken = await who(to).api().importBundle({ bytes });
        if (!taken.ok && taken.error.kind !== "bundleForeign") throw new Error(JSON.stringify(taken.error));
      }),
    partition: (...groups) => world.act(() => network.partition(...groups)),
    heal: () => world.act(() => network.heal()),
    cut: () => world.act(() => network.cut()),
    settle: () => world.act(quiet),
    pass: (ms) => world.act(() => clock.advance(ms)),
    misset: (name, aheadMs) => world.act(() => void ahead.set(name, aheadMs)),
    restart: (name) =>
      world.act(async () => {
        const resident = who(name);
        await run(resident.current.close());
        unwrap(await resident.platform.secrets.unlock(null));
        resident.current = await start(resident.name, resident.platform);
        resident.windows.splice(0);
        resident.saved.clear();
        listenTo(resident);
      }),
    upgrade: (name, program) => world.act(() => programs.set(name, program)).restart(name),
    corrupt: (name) =>
      world.act(async () => {
        const resident = who(name);
        await run(resident.current.close());
        residents.delete(name);
        unwrap(await resident.platform.secrets.unlock(null));
        hostile = createHostileMember(resident.platform, theCharter(), by);
      }),
    hostile() {
      if (hostile === null) throw new Error("nobody is hostile");
      return hostile;
    },
    async deliver(to, frames) {
      await tail;
      return unwrap(
        await who(to)
          .api()
          .importBundle({ bytes: encodeBundle(frames) }),
      ).added;
    },
    forge: (to, times = 1) =>
      world.act(async () => {
        const { epoch, opening, forge } = world.hostile();
        const frames = [opening, ...Array.from({ length: times }, forge)];
        if (by.int(2) === 0) for (const frame of frames) network.plant(epoch.room.publicKey, frame);
        else
          await who(to)
            .api()
            .importBundle({ bytes: encodeBundle(frames) });
      }),
    gather: () =>
      world.act(async () => {
        const names = (await members()).map(({ name }) => name);
        for (let round = 0; round < 2; round++)
          for (const from of names) for (const to of names) if (from !== to) await meet(from, to);
      }),

    async expectSound() {
      await tail;
      for (const resident of await members()) {
        const here = await shownBy(resident.current);
        schema.nodeFromJSON(here.text).check();
        const unsaved = resident.windows.some((one) => one.made() > (resident.saved.get(one.clientId) ?? 0));
        const later = await afterPowerCut(resident, shownBy);
        if (unsaved) expect({ ...later, text: null }).toEqual({ ...here, text: null });
        else expect(later).toEqual(here);
        // Somebody may have been ended for a while, until who ended them was ended by a higher say.
        const refused = resident.windows
          .flatMap(({ closed }) => closed)
          .filter((why) => why.startsWith("refused") && !why.includes("may not write"));
        expect(refused).toEqual([]);
      }
    },
    async expectConverged() {
      await tail;
      const everybody = await members();
      const [first, ...others] = await Promise.all(everybody.map(({ current }) => shownBy(current)));
      if (first === undefined) throw new Error("nobody is a member");
      for (const other of others) expect(other).toEqual(first);
      for (const { windows, name } of everybody)
        for (const { yDoc } of windows.filter((one) => one.isConnected()))
          expect({ name, text: readText(yDoc).text }).toEqual({ name, text: first.text });
      return first;
    },
    done: () => tail,
    async close() {
      await tail.catch(() => undefined);
      for (const { current } of residents.values()) await run(current.close());
      rmSync(root, { recursive: true, force: true });
    },
  };

  tail = settleIn();
  return world;
}
