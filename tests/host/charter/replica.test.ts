import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import { schema } from "../../../shared/charter/text/schema.ts";
import { encodeUpdateMessage } from "../../../shared/crdt/document/textProtocol.ts";
import { lastFlow } from "../../support/flowWords.ts";
import { createWorld, type EditorWindow, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 3, people: ["Ada"] });
  await world.found("Ada").openText("Ada").done();
});
afterEach(() => world.close());

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const window = (at = 0): EditorWindow => {
  const found = world.who("Ada").windows[at];
  if (found === undefined) throw new Error("no such window");
  return found;
};
const view = async () => unwrap(await world.who("Ada").api().getCharter({ charter: world.charter() }));
const markdown = async (): Promise<string> =>
  unwrap(
    await world
      .who("Ada")
      .api()
      .getText({ charter: world.charter(), at: { kind: "draft" } }),
  ).markdown;
/** What windows were told, not what the host wrote by itself. */
const saved = (): readonly (HostEvent & { kind: "saved" })[] => {
  const clients = new Set(world.who("Ada").windows.map(({ clientId }) => clientId));
  return world
    .who("Ada")
    .events.filter((event) => event.kind === "saved")
    .filter(({ clientId }) => clients.has(clientId));
};

async function type(words: string, at = 0): Promise<void> {
  const last = lastFlow(window(at).yDoc);
  last.insert(last.length, words);
  await turn();
}

describe("What is typed", () => {
  it("is on disk at a pause and said to be saved then, as one change that nobody else can have", async () => {
    const before = (await view()).changes;
    for (const letter of "hello") {
      await type(letter);
      await world.pass(300).done();
    }
    expect(saved()).toEqual([]);
    expect((await view()).changes).toBe(before);
    await world.pass(100).done();
    expect((await view()).changes).toBe(before + 1);
    expect(saved()).toEqual([{ kind: "saved", charter: world.charter(), clientId: window().clientId, clock: 5 }]);
  });

  it("is signed in one entry, however many pauses there were, once ten minutes went by", async () => {
    const before = (await view()).changes;
    for (const word of [" one", " two", " three"]) {
      await type(word);
      await world.pass(500).done();
    }
    expect(saved()).toHaveLength(3);
    expect((await view()).changes).toBe(before + 1);
    await world.pass(10 * 60_000).done();
    // A session and one text.
    expect((await view()).changes).toBe(before + 2);
    await type(" four");
    await world.pass(500).done();
    expect((await view()).changes).toBe(before + 3);
    expect(await markdown()).toContain("one two three four");
    await world.expectSound();
  });

  it("is there, and goes on, where the program was killed before it signed", async () => {
    await world.openText("Ada").done();
    await type(" kept");
    await world.pass(500).done();
    await type(" too", 1);
    await world.pass(500).done();
    await world.image("Ada").done();
    await type(" lost with the power");
    await world.putBack("Ada").openText("Ada").done();
    expect(await markdown()).toContain("kept too");
    expect(await markdown()).not.toContain("power");
    await world.pass(1).done();
    const { changes } = await view();
    await type(" again");
    await world.pass(500).done();
    expect(await markdown()).toContain("kept too again");
    expect((await view()).changes).toBe(changes + 1);
    await world.restart("Ada").done();
    expect(await markdown()).toContain("kept too again");
    await world.expectSound();
  });

  it("is signed at each pause while somebody is connected, and at once when somebody comes", async () => {
    await world.close();
    world = createWorld({ seed: 4, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").gather().settle().openText("Ada").openText("Ben").done();
    const shown = async (): Promise<boolean> =>
      JSON.stringify((await world.shownBy("Ben")).text) === JSON.stringify((await world.shownBy("Ada")).text);
    const missing = async (): Promise<number> =>
      Math.max(...(await view()).parties.map((party) => party.devices[0]?.missing ?? 0));
    const before = await missing();
    await type(" apart");
    await world.pass(500).done();
    expect(await missing()).toBe(before + 1);
    expect(await shown()).toBe(false);
    await world.meet("Ben", "Ada", true).done();
    expect(await shown()).toBe(true);
    const { changes } = await view();
    for (const word of [" live", " and", " live"]) {
      await type(word);
      await world.settle().done();
      expect(await shown()).toBe(true);
    }
    expect((await view()).changes).toBe(changes + 3);
    await world.expectSound();
  });

  it("before somebody is met does not build on what they bring", async () => {
    await world.close();
    world = createWorld({ seed: 5, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").openText("Ada").openText("Ben").done();
    await type(" by Ada");
    await world.pass(500).edit("Ben").carryBundle("Ben", "Ada").gather().done();
    await world.expectConverged();
    expect(await markdown()).toContain("by Ada");
  });

  it("is saved after two seconds where no pause comes", async () => {
    for (let step = 0; step < 21; step++) {
      await type("x");
      await world.pass(100).done();
    }
    expect(saved()).toHaveLength(1);
    expect(saved()[0]?.clock).toBeGreaterThanOrEqual(19);
  });

  it("is signed at once where it is much, in pieces that others take", async () => {
    const much = "agreed ".repeat(100_000);
    await type(much);
    await world.pass(1).done();
    expect(saved()).toMatchObject([{ clock: much.length }]);
    await world.expectSound();
  });

  it("in two windows is signed for each of them, in the order in which it came", async () => {
    await world.openText("Ada").done();
    await type(" one");
    await type(" two", 1);
    await type(" three");
    await world.pass(500).done();
    expect(await markdown()).toContain("one two three");
    expect(saved().map(({ clientId, clock }) => [clientId, clock])).toEqual([
      [window(0).clientId, 10],
      [window(1).clientId, 4],
    ]);
    await world.expectSound();
  });

  it("is on disk before the program ends in good order", async () => {
    await type(" last words");
    await world.restart("Ada").done();
    expect(await markdown()).toContain("last words");
  });

  it("goes before an edit by the program that comes after it", async () => {
    await type(" typed");
    unwrap(
      await world
        .who("Ada")
        .api()
        .editText({ charter: world.charter(), edit: { kind: "insertArticle", after: null, markdown: "## Added" } }),
    );
    expect(saved()).toHaveLength(1);
    const text = unwrap(
      await world
        .who("Ada")
        .api()
        .getText({ charter: world.charter(), at: { kind: "draft" } }),
    );
    schema.nodeFromJSON(text.text).check();
    expect(text.markdown).toContain("typed");
    expect(text.markdown).toContain("Added");
    await world.settle().expectSound();
  });
});

describe("A client id", () => {
  it("[L11] is another for each window, and even: the one above it suggests", async () => {
    await world.openText("Ada").openText("Ada").done();
    const clients = [0, 1, 2].map((at) => window(at).clientId);
    expect(new Set(clients).size).toBe(3);
    expect(clients.map((client) => client % 2)).toEqual([0, 0, 0]);
  });

  it("[L11] of another window is refused, with the window that used it", async () => {
    await world.openText("Ada").done();
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(window(0).yDoc));
    copy.clientID = window(0).clientId;
    const before = Y.encodeStateVector(copy);
    copy.getXmlFragment("text").insert(0, [new Y.XmlElement("clause")]);
    window(1).say(encodeUpdateMessage(Y.encodeStateAsUpdate(copy, before)));
    await turn();
    expect(window(1).closed).toEqual(["refused: not this client's text"]);
    expect(window(0).isConnected()).toBe(true);
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["an unknown message", Uint8Array.of(99)],
    ["an update that is none", encodeUpdateMessage(Uint8Array.of(1, 2, 3))],
    ["a state vector that is none", Uint8Array.of(0, 0, 3, 255, 255, 255)],
  ])("saying %s ends its connection, and nothing else", async (_, message) => {
    const before = await markdown();
    window().say(message);
    await turn();
    expect(window().closed).toEqual([expect.stringMatching(/^refused/)]);
    window().connect();
    await type(" again");
    await world.pass(500).done();
    expect((await markdown()).replace(" again", "")).toBe(before);
  });
});

describe("A long log", () => {
  it("is cached, and the cache says what the log says", async () => {
    const started = (await view()).changes;
    for (let n = 0; n < 30; n++) {
      await type(` ${n}`);
      await world.pass(10 * 60_000).done();
    }
    const text = await markdown();
    await world.restart("Ada").restart("Ada").done();
    expect(await markdown()).toBe(text);
    expect((await view()).changes).toBe(started + 31);
    await world.expectSound();
  });
});
