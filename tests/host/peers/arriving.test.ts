/** [S18] What a newcomer reads while the log is on its way, and what becomes of it. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRatification, type Ratification } from "../../../electron/host/agreements/ratification.ts";
import type { Keys } from "../../../electron/host/keys/identity.ts";
import type { Charters, OpenCharter } from "../../../electron/host/library/charters.ts";
import { type Arrivals, createArrivals } from "../../../electron/host/peers/arriving.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { ArrivingView } from "../../../shared/api/library.ts";
import { type Bytes, compareBytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type CharterId, type EnvelopeHash, idBytes, type ProposalId } from "../../../shared/base/ids.ts";
import { ok } from "../../../shared/base/result.ts";
import { readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { readPartyCard, type Signed } from "../../../shared/ledger/members/cards.ts";
import { type AgreedProof, encodeAgreed } from "../../../shared/sync/agreedFrame.ts";
import { openFrame } from "../../../shared/sync/frame.ts";
import { maxFrameBytes } from "../../../shared/sync/frameHeader.ts";
import { recordingLogger } from "../../support/ambient.ts";
import {
  ballotOf,
  certificateWire,
  electorateOf,
  founder,
  proposalOf,
  type TestPerson,
} from "../../support/builders.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";
import { sitDown } from "../desk.ts";

interface Desk {
  readonly keys: Keys;
  readonly charters: Charters;
  readonly arrivals: Arrivals;
  readonly ratification: Ratification;
  readonly events: HostEvent[];
  readonly warned: readonly string[];
}

const textOf = (markdown: string): CharterText => {
  let next = 0;
  const read = readMarkdown(markdown, () => `clause${String(next++).padStart(10, "0")}` as never);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value.text;
};
const term = { from: null, months: null, until: null, noticeDays: 0 } as const;
const receipt = { type: envelopeTypes.heads, body: new Uint8Array(0) };
const nonce = new Uint8Array(24);

/** As it stands in the log. */
function envelopeOf({ replica }: OpenCharter, at: number): Bytes {
  const frame = replica.framesAfter(0, at + 1)[at]?.frame;
  const opened = frame === undefined ? null : openFrame(frame, replica.epoch);
  if (!opened?.ok) throw new Error("a frame of the log opens");
  return opened.value.plain;
}
const genesisOf = (charter: OpenCharter): Bytes => envelopeOf(charter, 0);

const cardKey = (signed: Signed): Bytes => {
  const card = readPartyCard(signed);
  if (!card.ok) throw new Error(card.error.reason);
  return idBytes(card.value.id);
};

/** By people who are no members. */
function certificateOf(charter: CharterId, ...people: readonly TestPerson[]): Bytes {
  const [first] = people;
  if (first === undefined) throw new Error("somebody proposes it");
  const proposal = proposalOf(charter, first, electorateOf(...people));
  const inOrder = [...people].sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));
  return certificateWire(
    proposal.wire,
    inOrder.map((person) => ballotOf(person, proposal)),
  );
}

describe("[S18] The agreed text", () => {
  let root: string;
  let now = 1_700_000_000_000;
  const desks: Desk[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tessera-arriving-"));
  });
  afterEach(() => {
    for (const { charters } of desks.splice(0)) charters.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function sit(person: string): Promise<Desk> {
    const { platform, keys, charters, events, emit } = await sitDown(root, person);
    const logger = recordingLogger();
    const arrivals: Arrivals = createArrivals({
      platform: { random: platform.random, logger, clock: { ...platform.clock, now: () => now } },
      charters,
      certificateOf: (charter) => ratification.latestCertificate(charter),
      emit,
    });
    const ratification = createRatification({
      ...{ platform, keys, arrivingText: arrivals.textOf },
      undrawable: () => null,
      undecidedOf: async () => ok([]),
    });
    const desk = { keys, charters, events, arrivals, ratification, warned: logger.lines };
    desks.push(desk);
    return desk;
  }

  async function ratify({ ratification }: Desk, open: OpenCharter): Promise<ProposalId> {
    const plan = { ...usualPlan, charter: open.id, term, purpose: null, note: "", clockIsRight: true };
    const { proposal } = unwrap(await ratification.propose(open, plan));
    const entry = (await ratification.timeline(open)).find((one) => one.proposal === proposal);
    const { contentHash } = entry ?? { contentHash: "" };
    const ballot = {
      charter: open.id,
      proposal,
      contentHash,
      choice: "ratify",
      statement: "",
      clockIsRight: true,
    } as const;
    unwrap(ratification.cast(open, ballot));
    return proposal;
  }

  /** A charter with a long log at one desk, its text ratified and written on; and at another the place for it. */
  async function begin(isRatified = true) {
    const [ana, ben] = [await sit("Ana"), await sit("Ben")];
    const long = unwrap(ana.charters.found("Water", "en", usualPolicy));
    unwrap(long.replica.setText(textOf("# Water\n\n## Use\n\nThe river is shared.")));
    const proposal = isRatified ? await ratify(ana, long) : null;
    unwrap(long.replica.setText(textOf("# Water\n\n## Use\n\nThe river is shared by day.")));
    for (let n = 0; n < 600; n++) unwrap(long.replica.append([receipt]));
    const empty = unwrap(ben.charters.adopt(long.id, long.replica.keys()));
    const frames = long.replica.framesAfter(0, 10_000).map(({ frame }) => frame);
    const places = long.replica.ledger().places();
    return { ana, ben, long, empty, frames, places, proposal };
  }

  const proofOf = (charter: OpenCharter): AgreedProof => {
    const [ana] = desks;
    const certificate = ana?.ratification.latestCertificate(charter);
    if (!certificate) throw new Error("it is ratified");
    return { genesis: genesisOf(charter), certificate };
  };
  /** The honest proof but for some of it. */
  const sealed = (
    charter: OpenCharter,
    forged: { readonly [Part in keyof AgreedProof]?: Bytes | null },
  ): Bytes | null => encodeAgreed({ ...proofOf(charter), ...forged } as AgreedProof, charter.replica.epoch, nonce);

  const offered = ({ arrivals }: Desk, charter: OpenCharter): Bytes => {
    const frame = arrivals.offer(charter);
    if (frame === null) throw new Error("a long log with a ratified text has it to show");
    return frame;
  };
  const shown = ({ arrivals }: Desk, charter: OpenCharter): ArrivingView => {
    const view = arrivals.view(charter, true);
    if (view === null) throw new Error("the log is on its way");
    return view;
  };
  const taken = ({ events }: Desk) => events.filter((event) => event.kind === "arriving" && event.proposal !== null);

  it("is read before the log, as what it is, and gives way to the log", async () => {
    const { ana, ben, long, empty, frames, places, proposal } = await begin();
    const link = {};
    ben.arrivals.begin(empty, link, places);
    expect(ben.events).toContainEqual({ kind: "arriving", charter: long.id, proposal: null });
    ben.arrivals.take(empty, link, offered(ana, long));
    expect(taken(ben)).toEqual([{ kind: "arriving", charter: long.id, proposal }]);
    const point = { kind: "proposal", proposal: proposal as ProposalId } as const;
    expect(JSON.stringify(ben.ratification.textAt(empty, point))).toContain("The river is shared.");
    const ref = { id: ana.keys.party?.card.id, name: "Ana's people" };
    expect(shown(ben, empty)).toMatchObject({
      agreed: { proposal, title: "Water", language: "en", endsOn: null, signedBy: [ref], founder: ref },
      ...{ read: 0, of: frames.length, verifiedTo: null },
    });
    unwrap(await empty.replica.receive(frames.slice(0, 300), {}));
    expect(shown(ben, empty)).toMatchObject({ read: 300, verifiedTo: empty.replica.ledger().latestTime() });
    expect(empty.replica.refusal()).not.toBeNull();
    unwrap(await empty.replica.receive(frames.slice(300), {}));
    expect(ben.arrivals.view(empty, true)).toBeNull();
    expect(ben.arrivals.textOf(empty, point.proposal)).toBeNull();
    expect(unwrap(ben.ratification.textAt(empty, point))).toEqual(unwrap(ana.ratification.textAt(long, point)));
    expect(empty.replica.readText()).toEqual(long.replica.readText());
  });

  it("is of nothing that is folded, stored, signed or passed on", async () => {
    const { ana, ben, long, empty, places } = await begin();
    const before = JSON.stringify(empty.replica.readText());
    const link = {};
    ben.arrivals.begin(empty, link, places);
    ben.arrivals.take(empty, link, offered(ana, long));
    expect(shown(ben, empty).agreed).not.toBeNull();
    expect(empty.replica.ledger().size()).toBe(0);
    expect(empty.replica.ledger().membership().parties.size).toBe(0);
    expect(empty.replica.framesAfter(0, 10)).toEqual([]);
    expect(JSON.stringify(empty.replica.readText())).toBe(before);
    expect(empty.replica.append([receipt]).ok).toBe(false);
    expect(ben.arrivals.offer(empty)).toBeNull();
    expect(ben.ratification.latestCertificate(empty)).toBeNull();
    expect(await ben.ratification.timeline(empty)).toEqual([]);
  });

  type Forger = (parts: Awaited<ReturnType<typeof begin>>) => Bytes | null | Promise<Bytes | null>;
  const forgers = {
    "comes with another charter's genesis": ({ ana, long }) => {
      const other = unwrap(ana.charters.found("Land", "en", usualPolicy));
      return sealed(long, { genesis: genesisOf(other) });
    },
    "is another charter's": async ({ ana, long }) => {
      const other = unwrap(ana.charters.found("Land", "en", usualPolicy));
      unwrap(other.replica.setText(textOf("# Land")));
      await ratify(ana, other);
      return sealed(long, { certificate: ana.ratification.latestCertificate(other) });
    },
    "is signed by no party of the genesis": ({ long }) => {
      const [carl, dina] = [founder("Carl", "Sea People"), founder("Dina", "Hill People")];
      return sealed(long, { certificate: certificateOf(long.id, carl, dina) });
    },
    "names the founder among the parties, who did not sign": ({ ana, long }) => {
      const [carl, dina] = [founder("Carl", "Sea People"), founder("Dina", "Hill People")];
      const { party } = ana.keys;
      if (party === null) throw new Error("Ana has a party");
      const cards = [...electorateOf(carl, dina), party.signedCard].sort((a, b) =>
        compareBytes(cardKey(a), cardKey(b)),
      );
      const proposal = proposalOf(long.id, carl, cards, { needed: 2 });
      const inOrder = [carl, dina].sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));
      const ballots = inOrder.map((person) => ballotOf(person, proposal));
      return sealed(long, { certificate: certificateWire(proposal.wire, ballots) });
    },
    "was altered": ({ ana, long }) => {
      const certificate = ana.ratification.latestCertificate(long)?.slice() ?? new Uint8Array(0);
      const at = Buffer.from(certificate).indexOf("The river");
      certificate[at] = (certificate[at] ?? 0) ^ 1;
      return sealed(long, { certificate });
    },
    "comes with a genesis that its founder did not sign": ({ long }) => {
      const [signed, signature] = decodeCbor(genesisOf(long)) as [Bytes, Bytes];
      signature[0] = (signature[0] ?? 0) ^ 1;
      return sealed(long, { genesis: encodeCbor([signed, signature]) });
    },
    "comes with another entry in place of the genesis": ({ long }) => sealed(long, { genesis: envelopeOf(long, 1) }),
    "is sealed with a key that is not held": ({ ana, long }) => {
      const other = unwrap(ana.charters.found("Land", "en", usualPolicy));
      return encodeAgreed(proofOf(long), other.replica.epoch, nonce);
    },
    "is no frame": () => new Uint8Array(3),
  } satisfies Readonly<Record<string, Forger>>;

  /** Each is refused for what is wrong with it. */
  const reasons: Readonly<Record<keyof typeof forgers, string>> = {
    "comes with another charter's genesis": "another charter's genesis",
    "is another charter's": "another charter's certificate",
    "is signed by no party of the genesis": "no party of the genesis signed it",
    "names the founder among the parties, who did not sign": "no party of the genesis signed it",
    "was altered": "proposal: ",
    "comes with a genesis that its founder did not sign": "genesis: badSignature",
    "comes with another entry in place of the genesis": "no genesis",
    "is sealed with a key that is not held": "not a frame of it",
    "is no frame": "not a frame of it",
  };

  it.each(Object.entries(reasons))("that %s is nothing, and the log comes all the same", async (how, why) => {
    const parts = await begin();
    const { ana, ben, long, empty, frames, places } = parts;
    const link = {};
    ben.arrivals.begin(empty, link, places);
    const forgedFrame = await (forgers as Readonly<Record<string, Forger>>)[how]?.(parts);
    if (!forgedFrame) throw new Error("it fits in a frame");
    ben.arrivals.take(empty, link, forgedFrame);
    expect(shown(ben, empty).agreed).toBeNull();
    expect(taken(ben)).toEqual([]);
    expect(ben.warned).toEqual([expect.stringContaining(why)]);
    // Another link may still bring the honest one.
    const second = {};
    ben.arrivals.begin(empty, second, places);
    ben.arrivals.take(empty, second, offered(ana, long));
    expect(taken(ben)).toHaveLength(1);
    unwrap(await empty.replica.receive(frames, {}));
    expect(empty.replica.readText()).toEqual(long.replica.readText());
  });

  it("is tried once on each link, and only before its first frame", async () => {
    const { ana, ben, long, empty, frames, places } = await begin();
    const link = {};
    ben.arrivals.take(empty, link, offered(ana, long));
    expect(ben.arrivals.view(empty, true)).toBeNull();
    ben.arrivals.begin(empty, link, places);
    ben.arrivals.take(empty, link, new Uint8Array(3));
    ben.arrivals.take(empty, link, offered(ana, long));
    expect(shown(ben, empty).agreed).toBeNull();
    const late = {};
    ben.arrivals.begin(empty, late, places);
    unwrap(await empty.replica.receive(frames.slice(0, 10), {}));
    ben.arrivals.take(empty, late, offered(ana, long));
    expect(taken(ben)).toEqual([]);
  });

  it("is not sent where nothing is ratified, and how far the log is is told all the same", async () => {
    const { ana, ben, long, empty, frames, places } = await begin(false);
    expect(ana.arrivals.offer(long)).toBeNull();
    ben.arrivals.begin(empty, {}, places);
    unwrap(await empty.replica.receive(frames.slice(0, 300), {}));
    expect(shown(ben, empty)).toMatchObject({ agreed: null, read: 300, of: frames.length });
  });

  it("is not waited for in a short log", async () => {
    const [ana, ben] = [await sit("Ana"), await sit("Ben")];
    const short = unwrap(ana.charters.found("Water", "en", usualPolicy));
    unwrap(short.replica.setText(textOf("# Water")));
    await ratify(ana, short);
    expect(ana.arrivals.offer(short)).toBeNull();
    const empty = unwrap(ben.charters.adopt(short.id, short.replica.keys()));
    ben.arrivals.begin(empty, {}, short.replica.ledger().places());
    expect(ben.arrivals.view(empty, true)).toBeNull();
    expect(ben.events).not.toContainEqual(expect.objectContaining({ kind: "arriving" }));
  });

  it("stays while nobody is connected, and the pace is measured anew on the next link", async () => {
    const { ana, ben, long, empty, frames, places, proposal } = await begin();
    const receive = async (from: number, to: number): Promise<void> => {
      unwrap(await empty.replica.receive(frames.slice(from, to), {}));
    };
    const link = {};
    ben.arrivals.begin(empty, link, places);
    ben.arrivals.take(empty, link, offered(ana, long));
    expect(shown(ben, empty).secondsLeft).toBeNull();
    now += 2000;
    await receive(0, 100);
    // A hundred in two seconds.
    const left = frames.length - 100;
    expect(shown(ben, empty).secondsLeft).toBe(Math.ceil(left / 50));
    now += 1000;
    expect(shown(ben, empty).secondsLeft).toBe(Math.ceil(left / 50 - 1));
    now += 3_600_000;
    expect(ben.arrivals.view(empty, false)).toMatchObject({ agreed: { proposal }, read: 100, secondsLeft: null });
    ben.arrivals.begin(empty, {}, places);
    expect(shown(ben, empty).secondsLeft).toBeNull();
    now += 10_000;
    await receive(100, 200);
    expect(shown(ben, empty).secondsLeft).toBe(Math.ceil((frames.length - 200) / 10));
    await receive(200, frames.length);
    expect(ben.arrivals.view(empty, true)).toBeNull();
    // Nor does it come back with what others wrote since.
    ben.arrivals.begin(
      empty,
      {},
      places.map((place) => ({ ...place, seq: place.seq + 5000 })),
    );
    expect(ben.arrivals.view(empty, true)).toBeNull();
  });

  it("and what is said to come beside it end with what was sent, whatever was said", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    const link = {};
    const lie = { device: ana.keys.device, seq: Number.MAX_SAFE_INTEGER, hash: "12".repeat(32) as EnvelopeHash };
    ben.arrivals.begin(empty, link, [lie]);
    ben.arrivals.take(empty, link, offered(ana, long));
    unwrap(await empty.replica.receive(frames.slice(0, 100), {}));
    expect(shown(ben, empty).read).toBe(100);
    ben.arrivals.end(empty);
    expect(ben.arrivals.view(empty, true)).toBeNull();
  });

  it("counts what two branches of a device have in common once", async () => {
    const { ana, ben, empty } = await begin();
    const at = (seq: number, hash: string): LogPosition => ({
      device: ana.keys.device,
      seq,
      hash: hash.repeat(32) as never,
    });
    ben.arrivals.begin(empty, {}, [at(999, "12"), at(899, "34")]);
    expect(shown(ben, empty).of).toBe(1000);
  });

  it("that does not fit in a frame is not sent", async () => {
    const { long } = await begin();
    const certificate = new Uint8Array(maxFrameBytes);
    expect(encodeAgreed({ ...proofOf(long), certificate }, long.replica.epoch, nonce)).toBeNull();
  });
});

describe("[S18] A newcomer to a long log", () => {
  let world: World;
  afterEach(() => world.close());

  it("reads the agreed text while the join goes on, and afterwards what is here", async () => {
    world = createWorld({ seed: 8, people: ["Ada", "Ben", "Cleo"] });
    await world.found("Ada").join("Ada", "Ben").done();
    const charter = world.charter();
    const ada = world.who("Ada").api();
    await world.propose("Ada").meet("Ada", "Ben").vote("Ada").vote("Ben").meet("Ada", "Ben").done();
    const { inForce } = await world.viewOf("Ada");
    if (inForce === null) throw new Error("both ratified it");
    const agreed = unwrap(await ada.getText({ charter, at: { kind: "proposal", proposal: inForce } }));
    const clause = agreed.clauses.find(({ kind }) => kind === "clause")?.id;
    if (clause === undefined) throw new Error("a template has a clause");
    for (let n = 0; n < 560; n++)
      unwrap(await ada.editText({ charter, edit: { kind: "setClause", clause, markdown: `Draft ${n}.` } }));
    const cleo = world.who("Cleo");
    const seen: Promise<readonly [string, ArrivingView | null]>[] = [];
    cleo.host().onEvent((event) => {
      if (event.kind !== "arriving" || event.proposal === null) return;
      const at = { kind: "proposal", proposal: event.proposal } as const;
      const read = cleo.api().getText({ charter, at });
      const view = cleo.api().getCharter({ charter });
      seen.push(Promise.all([read, view]).then(([text, of]) => [unwrap(text).markdown, unwrap(of).arriving] as const));
    });
    await world.join("Ada", "Cleo", "observer").done();
    const [early] = await Promise.all(seen);
    expect(early?.[0]).toBe(agreed.markdown);
    const names = unwrap(await ada.getCharter({ charter })).parties.map(({ name }) => name);
    expect(early?.[1]?.agreed?.signedBy.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(early?.[1]?.of).toBeGreaterThan(560);
    expect((await world.viewOf("Cleo")).arriving).toBeNull();
    const at = { kind: "proposal", proposal: inForce } as const;
    expect(unwrap(await cleo.api().getText({ charter, at })).markdown).toBe(agreed.markdown);
    await world.gather().expectConverged();
  });
});
