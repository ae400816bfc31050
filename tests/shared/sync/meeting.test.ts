import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sign, signingKeyPair } from "../../../shared/base/crypto.ts";
import type { CharterId, EnvelopeHash } from "../../../shared/base/ids.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { readPaperQuestion, signPaperQuestion } from "../../../shared/ledger/members/recovery.ts";
import {
  encodeAgreedFrame,
  encodeDone,
  encodeFrameMessage,
  encodeHave,
  encodeJoin,
  encodePaper,
  encodePapers,
  encodePresenceFrame,
  encodeRecover,
  encodeRecovered,
  encodeRefused,
  encodeWant,
  encodeWelcomeMessage,
  type MeetingState,
  type Role,
  readJoinMessage,
  startMeeting,
  stepMeeting,
} from "../../../shared/sync/meeting.ts";
import { founder, seedOf, sheetOf } from "../../support/builders.ts";

const [ada, ben] = [founder("Ada"), founder("Ben")];
const charterOf = (name: string): CharterId => toHex(seedOf(`charter ${name}`)) as CharterId;
const held = (...names: readonly string[]) =>
  names.map((name) => ({ charter: charterOf(name), meetKeys: [seedOf(`meet ${name}`)] }));
const binding = seedOf("binding");
const places: readonly LogPosition[] = [{ device: ada.device, seq: 4, hash: toHex(seedOf("head")) as EnvelopeHash }];
const adas = { id: ada.device, privateKey: ada.signing.privateKey };
const frame = seedOf("a frame");

const start = (role: Role, names: readonly string[], over = binding) =>
  startMeeting({ role, binding: over }, held(...names));

/** Both have greeted; Ada dialed. */
function greeted(): { readonly dialer: MeetingState; readonly listener: MeetingState } {
  const [dialer, listener] = [start("dialer", ["water"]), start("listener", ["water"])];
  return {
    dialer: stepMeeting(dialer.state, listener.hello).state,
    listener: stepMeeting(listener.state, dialer.hello).state,
  };
}

/** What Ben, who listens, makes of a message after Ada said what she has. */
function introduced(): { readonly dialer: MeetingState; readonly listener: MeetingState } {
  const { dialer, listener } = greeted();
  return { dialer, listener: stepMeeting(listener, encodeHave(dialer, charterOf("water"), adas, places)).state };
}

const kindsOf = (state: MeetingState, message: Bytes): readonly string[] =>
  stepMeeting(state, message).effects.map(({ kind }) => kind);

describe("Greeting", () => {
  it("[S4] finds the charters that both hold, and no others", () => {
    const dialer = start("dialer", ["water", "fire", "air"]);
    const listener = start("listener", ["earth", "air", "water"]);
    const met = stepMeeting(listener.state, dialer.hello).effects[0];
    expect(met?.kind === "common" && [...met.charters].sort()).toEqual([charterOf("water"), charterOf("air")].sort());
    const none = stepMeeting(start("listener", ["earth"]).state, start("dialer", ["fire"]).hello).effects;
    expect(none).toEqual([{ kind: "common", charters: [] }]);
  });

  it("[S4] uses other tags on every link and for each role", () => {
    const tagsOf = (hello: Bytes): readonly string[] => {
      const [, , tags] = decodeCbor(hello) as readonly [string, number, readonly Bytes[]];
      return tags.map(toHex);
    };
    const seen = [
      ...tagsOf(start("dialer", ["water"]).hello),
      ...tagsOf(start("listener", ["water"]).hello),
      ...tagsOf(start("dialer", ["water"], seedOf("another link")).hello),
      ...tagsOf(start("dialer", ["fire"]).hello),
    ];
    expect(new Set(seen).size).toBe(4);
  });

  it("[S4] with one's own tags, carried back, recognises nothing", () => {
    const dialer = start("dialer", ["water"]);
    expect(stepMeeting(dialer.state, dialer.hello).effects).toEqual([{ kind: "common", charters: [] }]);
  });

  it("[S4] with tags of another link recognises nothing", () => {
    const elsewhere = start("dialer", ["water"], seedOf("another link"));
    expect(stepMeeting(start("listener", ["water"]).state, elsewhere.hello).effects).toEqual([
      { kind: "common", charters: [] },
    ]);
  });

  it("[S4] happens once, in a version that both know", () => {
    const { hello } = start("dialer", ["water"]);
    const { listener } = greeted();
    expect(kindsOf(listener, hello)).toEqual(["broken"]);
    const later = stepMeeting(start("listener", ["water"]).state, encodeCbor(["hello", 3, []]));
    expect(later.effects).toEqual([{ kind: "broken", reason: "it speaks version 3 of the protocol" }]);
  });

  it("[S4] ends at whatever is no message of the protocol", () => {
    const { listener } = greeted();
    for (const message of [
      new Uint8Array(0),
      Uint8Array.of(0xff),
      encodeCbor(null),
      encodeCbor([]),
      encodeCbor(["push"]),
      encodeCbor({ a: 1 }),
    ])
      expect(kindsOf(listener, message)).toEqual(["broken"]);
    for (const message of [
      ["hello"],
      ["have", 1],
      ["frame", new Uint8Array(16)],
      ["done"],
      ["agreed", new Uint8Array(16)],
      ["join"],
      ["welcome", 3],
      ["refused", "no", 0],
      ["want", new Uint8Array(16)],
      ["recover"],
      ["recovered", frame],
    ])
      expect(kindsOf(introduced().listener, encodeCbor(message))).toEqual(["broken"]);
  });

  it("[S4] never throws, whatever is said", () => {
    const { listener } = introduced();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(kindsOf(listener, new Uint8Array(bytes))).toEqual(["broken"]);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe("Greeting after keys were changed", () => {
  const water = charterOf("water");
  /** `epochs`: the newest first. */
  const holding = (role: Role, ...epochs: readonly string[]) =>
    startMeeting({ role, binding }, [{ charter: water, meetKeys: epochs.map((name) => seedOf(`meet ${name}`)) }]);

  /** The tags under which two, one dialing and one listening, speak of the charter. */
  function tagsBetween(mine: readonly string[], theirs: readonly string[]): readonly (string | undefined)[] {
    const [dialer, listener] = [holding("dialer", ...mine), holding("listener", ...theirs)];
    const after = [stepMeeting(dialer.state, listener.hello).state, stepMeeting(listener.state, dialer.hello).state];
    return after.map(({ myTags }) => myTags.get(water)).map((tag) => (tag === undefined ? undefined : toHex(tag)));
  }

  it("[S4] says a tag for each epoch whose key is held, and finds who holds any of them", () => {
    const [, , tags] = decodeCbor(holding("dialer", "third", "second", "first").hello) as readonly [
      0,
      0,
      readonly Bytes[],
    ];
    expect(new Set(tags.map(toHex)).size).toBe(3);
    expect(tagsBetween(["third", "second", "first"], ["first"])).not.toContain(undefined);
    expect(tagsBetween(["second", "first"], ["third", "second"])).not.toContain(undefined);
    expect(tagsBetween(["second"], ["first"])).toEqual([undefined, undefined]);
  });

  it("[S5] speaks of a charter by the latest epoch that both said", () => {
    expect(tagsBetween(["third", "second", "first"], ["second", "first"])).toEqual(tagsBetween(["second"], ["second"]));
    expect(tagsBetween(["second", "first"], ["third", "second", "first"])).toEqual(tagsBetween(["second"], ["second"]));
    const { state } = holding("dialer", "second", "first");
    const met = stepMeeting(state, holding("listener", "first").hello).state;
    const listener = stepMeeting(holding("listener", "first").state, holding("dialer", "second", "first").hello).state;
    expect(kindsOf(listener, encodeHave(met, water, adas, places))).toEqual(["have"]);
  });

  it("[S4] says at most 1024 tags, the latest of each charter", () => {
    const names = Array.from({ length: 400 }, (_, at) => `charter ${at}`);
    const many = names.map((name) => ({
      charter: charterOf(name),
      meetKeys: Array.from({ length: 5 }, (_, at) => seedOf(`${name} ${at}`)),
    }));
    const { hello } = startMeeting({ role: "dialer", binding }, many);
    const [, , tags] = decodeCbor(hello) as readonly [0, 0, readonly Bytes[]];
    expect(tags.length).toBeLessThanOrEqual(1024);
    const newest = names.map((name) => ({ charter: charterOf(name), meetKeys: [seedOf(`${name} 0`)] }));
    const [effect] = stepMeeting(startMeeting({ role: "listener", binding }, newest).state, hello).effects;
    expect(effect?.kind === "common" && effect.charters).toHaveLength(400);
  });
});

describe("Saying what one has", () => {
  it("[S5] names the device and its newest envelopes", () => {
    const { dialer, listener } = greeted();
    const have = encodeHave(dialer, charterOf("water"), adas, places);
    expect(stepMeeting(listener, have).effects).toEqual([
      { kind: "have", charter: charterOf("water"), device: ada.device, places },
    ]);
  });

  it("[S5] happens once for each charter", () => {
    const { dialer, listener } = introduced();
    expect(kindsOf(listener, encodeHave(dialer, charterOf("water"), adas, places))).toEqual(["broken"]);
  });

  it("[S5] is signed for this link, this role and this charter by the device that it names", () => {
    const { dialer, listener } = greeted();
    const water = charterOf("water");
    const elsewhere = { ...dialer, binding: seedOf("another link") };
    const inOtherRole = { ...dialer, role: "listener" as const };
    const bens = { id: ada.device, privateKey: ben.signing.privateKey };
    for (const state of [elsewhere, inOtherRole])
      expect(kindsOf(listener, encodeHave(state, water, adas, places))).toEqual(["broken"]);
    expect(kindsOf(listener, encodeHave(dialer, water, bens, places))).toEqual(["broken"]);
    const both = start("dialer", ["water", "fire"]).state;
    const myTags = new Map([[charterOf("fire"), dialer.myTags.get(water) as Bytes]]);
    expect(kindsOf(listener, encodeHave({ ...both, myTags }, charterOf("fire"), adas, places))).toEqual(["broken"]);
  });

  it("[S5] before saying hello ends the link", () => {
    const { dialer } = greeted();
    const { state } = start("listener", ["water"]);
    expect(kindsOf(state, encodeHave(dialer, charterOf("water"), adas, places))).toEqual(["broken"]);
  });

  it("[S5] of a charter that is not held here ends the link", () => {
    const { listener } = greeted();
    const elsewhere = stepMeeting(start("dialer", ["fire"]).state, start("listener", ["fire"]).hello).state;
    expect(kindsOf(listener, encodeHave(elsewhere, charterOf("fire"), adas, places))).toEqual(["broken"]);
  });
});

describe("Frames on a link", () => {
  it("[S6] come after what the sender has", () => {
    const { dialer, listener } = greeted();
    const water = charterOf("water");
    for (const message of [
      encodeFrameMessage(dialer, water, frame),
      encodePresenceFrame(dialer, water, frame),
      encodeAgreedFrame(dialer, water, frame),
      encodeDone(dialer, water),
      encodeWant(dialer, water, ben.device),
    ])
      expect(kindsOf(listener, message)).toEqual(["broken"]);
  });

  it("[S6] [S18] are handed out with their charter, as are presence, the agreed text and the end", () => {
    const { dialer, listener } = introduced();
    const charter = charterOf("water");
    expect(stepMeeting(listener, encodeFrameMessage(dialer, charter, frame)).effects).toEqual([
      { kind: "frame", charter, frame },
    ]);
    expect(stepMeeting(listener, encodePresenceFrame(dialer, charter, frame)).effects).toEqual([
      { kind: "presence", charter, frame },
    ]);
    expect(stepMeeting(listener, encodeAgreedFrame(dialer, charter, frame)).effects).toEqual([
      { kind: "agreed", charter, frame },
    ]);
    expect(stepMeeting(listener, encodeDone(dialer, charter)).effects).toEqual([{ kind: "done", charter }]);
  });

  it("[S14] a branch that is not held is asked for, by the charter and the device", () => {
    const { dialer, listener } = introduced();
    const charter = charterOf("water");
    expect(stepMeeting(listener, encodeWant(dialer, charter, ben.device)).effects).toEqual([
      { kind: "want", charter, device: ben.device },
    ]);
  });
});

describe("Joining on a link", () => {
  it("[S8] passes request, welcome and refusal on, in a mailbox too", () => {
    const { listener } = greeted();
    for (const [message, effect] of [
      [encodeJoin(frame), { kind: "join", request: frame }],
      [encodeWelcomeMessage(frame), { kind: "welcome", welcome: frame }],
      [encodeRefused("expired", 5), { kind: "refused", reason: "expired", at: 5 }],
    ] as const) {
      expect(stepMeeting(listener, message).effects).toEqual([effect]);
      expect(readJoinMessage(message)).toEqual(effect);
    }
    expect(readJoinMessage(encodeCbor(["hello", 1, []]))).toBe(null);
  });
});

describe("Recovering on a link", () => {
  it("[S16] asks with the party's own request, and is answered by a welcome for each charter", () => {
    const { listener } = greeted();
    expect(stepMeeting(listener, encodeRecover(frame)).effects).toEqual([{ kind: "recover", request: frame }]);
    for (const welcomes of [[], [frame], [frame, seedOf("another")]])
      expect(stepMeeting(listener, encodeRecovered(welcomes)).effects).toEqual([{ kind: "recovered", welcomes }]);
    expect(readJoinMessage(encodeRecover(frame))).toBe(null);
  });

  it("[S16] asks first what became of the key on paper, and is told by which chain a sheet's speaks", () => {
    const { listener } = greeted();
    expect(stepMeeting(listener, encodePaper(frame)).effects).toEqual([{ kind: "paper", question: frame }]);
    const chain = sheetOf(founder("Ben"), "second").chain.map(([body, by]) => [Uint8Array.from(body), by] as const);
    for (const answer of [
      { state: "live", chain },
      { state: "ended", chain: [] },
      { state: "unknown", chain: [] },
    ] as const)
      expect(stepMeeting(listener, encodePapers(answer)).effects).toEqual([{ kind: "papers", ...answer }]);
    for (const wrong of [["paper"], ["papers", "lost", []], ["papers", "live", [[frame]]]])
      expect(stepMeeting(listener, encodeCbor(wrong)).effects[0]?.kind).toBe("broken");
  });

  it("[S16] a question is signed by the key that it asks about", () => {
    const { pair, key } = sheetOf(founder("Ben"), "second");
    const question = signPaperQuestion(pair, 1_700_000_000_000);
    expect(readPaperQuestion(question)).toBe(key);
    const [body] = decodeCbor(question) as readonly [Bytes, Bytes];
    expect(readPaperQuestion(encodeCbor([body, sign(body, signingKeyPair(seedOf("other")).privateKey)]))).toBe(null);
    expect(readPaperQuestion(frame)).toBe(null);
  });
});
