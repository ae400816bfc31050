/** Keys that were on their way from a window to its host when the text was folded anew, or read again from disk. */
import { afterEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { LostTextView } from "../../../shared/api/history.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { type FoundWords, findWords } from "../../support/flowWords.ts";
import { createWorld, type EditorWindow, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
  "3. Whoever digs a well tells the others. {#w3}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const textOf = async (name: string): Promise<string> => plainText((await world.shownBy(name)).text);
const lost = async (name: string): Promise<readonly LostTextView[]> =>
  unwrap(await api(name).getLostText({ charter: world.charter() }));
const wordsOf = ({ blocks }: LostTextView): string =>
  blocks.map(({ runs }) => runs.map(({ text }) => text).join("")).join(" ");
const edit = (name: string, change: object) => async (): Promise<void> => {
  unwrap(await api(name).editText({ charter: world.charter(), edit: change as never }));
};
const window = (at = 0): EditorWindow => {
  const found = world.who("Ben").windows[at];
  if (found === undefined) throw new Error("Ben has no such window");
  return found;
};

/** Of one of Ben's windows: the words, wherever they stand. */
const find = (words: string, at = 0): FoundWords => findWords(window(at).yDoc, words);
function typeAfter(words: string, typed: string, at = 0): void {
  const { yFlow, index } = find(words, at);
  for (const [nth, key] of [...typed].entries()) yFlow.insert(index + words.length + nth, key);
}
function cut(words: string, at = 0): void {
  const { yFlow, index } = find(words, at);
  yFlow.delete(index, words.length);
}
const carry = (update: Bytes | null, room = window().room) =>
  api("Ben").rebaseText({ charter: world.charter(), room, update: update ?? new Uint8Array() });

/** A row outside of a table, which no editor writes. */
function misplaced(client: number): Bytes {
  const yDoc = createTextDoc(client);
  yDoc.getXmlFragment("text").insert(0, [new Y.XmlElement("table_row")]);
  return Y.encodeStateAsUpdate(yDoc) as Bytes;
}

/** Ben's windows have what Ada's lost phone wrote, and took out, and Ada has ended it. */
async function begin(windows = 1): Promise<void> {
  world = createWorld({ seed: 11, people: ["Ada", "Ben", "ada2"] });
  world.found("Ada").act(edit("Ada", { kind: "replaceAll", markdown: wells }));
  world.join("Ada", "Ben").join("Ada", "ada2", "delegate").settle().gather().settle();
  world
    .partition(["ada2", "Ben"], ["Ada"])
    .revoke("Ada", "ada2")
    .act(edit("ada2", { kind: "insertClause", after: "w2", markdown: "Herds drink first." }))
    .act(edit("ada2", { kind: "setClause", clause: "w1", markdown: "Each well rests." }))
    .meet("ada2", "Ben")
    .settle();
  for (let nth = 0; nth < windows; nth++) world.openText("Ben");
  await world.settle().done();
  expect(await textOf("Ben")).toContain("Herds drink first.");
  expect(await textOf("Ben")).not.toContain("five days");
}
/** Ben learns that the phone was ended. */
async function learn(): Promise<void> {
  await world.heal().meet("Ben", "Ada").settle().done();
  expect(await textOf("Ben")).not.toContain("Herds");
  for (const { closed } of world.who("Ben").windows) expect(closed).toEqual(["refolded"]);
}

describe("Keys on their way when the text is folded anew", () => {
  it("[I11] are in the new text, once, and nothing that is left out comes back with them", async () => {
    await begin();
    typeAfter("Nobody fences a well", " or sells it");
    await world.pass(1000).done();
    window().mute();
    typeAfter("or sells it", " or lends it");
    cut("tells the others");
    await learn();
    const before = await textOf("Ben");
    expect(before).toContain("or sells it");
    expect(before).not.toContain("or lends it");
    const update = window().own();
    expect(await carry(update)).toEqual({ ok: true, value: null });
    const after = await textOf("Ben");
    expect(after).toBe(before.replace("or sells it", "or sells it or lends it").replace("tells the others", ""));
    expect(after).toContain("Each well rests five days.");
    expect(await carry(update)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "room" } });
    await world.openText("Ben").gather().settle().done();
    await world.expectConverged();
    await world.expectSound();
    expect(await textOf("Ada")).toBe(after);
    expect((await lost("Ada")).map(({ why }) => why)).toEqual(["deviceEnded"]);
  });

  it("[I11] are offered to be put back where what they were written on is left out, and the others stand", async () => {
    await begin();
    window().mute();
    typeAfter("Nobody fences a well", " in May");
    typeAfter("Herds drink first", ", and childrenn");
    cut("nn");
    typeAfter("and childre", "n before them");
    typeAfter("Whoever digs a well", " in June");
    cut("Each");
    await learn();
    unwrap(await carry(window().own()));
    const text = await textOf("Ben");
    expect(text).toContain("Nobody fences a well in May.");
    expect(text).toContain("Whoever digs a well in June tells");
    expect(text).toContain("well rests five days.");
    expect(text).not.toContain("Each");
    expect(text).not.toContain("Herds");
    await world.openText("Ben").gather().settle().done();
    await world.expectConverged();
    await world.expectSound();
    const offered = await lost("Ada");
    expect(await lost("Ben")).toEqual(offered);
    const byBen = offered.filter(({ why }) => why === "leftOut");
    expect(byBen).toMatchObject([{ by: { person: "Ben" }, clause: { number: "1" } }]);
    expect(byBen.map(wordsOf)).toEqual([", and children before them"]);
    unwrap(await api("Ben").restoreLostText({ charter: world.charter(), item: byBen[0]?.id ?? "" }));
    expect(await textOf("Ben")).toContain("and children before them");
    await world.restart("Ben").done();
    expect(await textOf("Ben")).toContain("in June");
    await world.gather().settle().expectConverged();
  });

  it("of several windows are carried over each by itself, also of one that was away", async () => {
    await begin(2);
    window(0).mute();
    window(1).close();
    await world.settle().done();
    typeAfter("Nobody fences a well", " in May", 0);
    typeAfter("Whoever digs a well", " in June", 1);
    await world.heal().meet("Ben", "Ada").settle().done();
    window(1).connect();
    await world.settle().done();
    expect(window(0).closed).toEqual(["refolded"]);
    expect(window(1).closed).toEqual(["window closed", "refolded"]);
    for (const at of [1, 0]) unwrap(await carry(window(at).own(), window(at).room));
    expect(await textOf("Ben")).toMatch(/in May.*in June/s);
    window(1).connect();
    await world.settle().done();
    expect(window(1).closed.at(-1)).toBe("refused: no such room");
  });

  it("[I6] are taken of the room that was ended alone, and only as its next text", async () => {
    await begin();
    window().mute();
    typeAfter("Nobody fences a well", " in May");
    const early = await carry(window().own());
    expect(early).toMatchObject({ ok: false, error: { kind: "badArgument", what: "room" } });
    await learn();
    const before = await world.shownBy("Ben");
    const stranger = createTextDoc(window().clientId + 2);
    stranger.getXmlFragment("text").insert(0, [new Y.XmlElement("clause")]);
    const foreign = Y.encodeStateAsUpdate(stranger) as Bytes;
    const gap = createTextDoc(window().clientId);
    gap.getXmlFragment("text").insert(0, [new Y.XmlElement("clause")]);
    const vector = Y.encodeStateVector(gap);
    gap.getXmlFragment("text").insert(1, [new Y.XmlElement("clause")]);
    const late = Y.encodeStateAsUpdate(gap, vector) as Bytes;
    for (const update of [foreign, late, misplaced(window().clientId), Uint8Array.of(1, 2, 3)])
      expect(await carry(update)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "update" } });
    for (const room of [`${world.charter()}.1`, world.charter()])
      expect(await carry(window().own(), room)).toMatchObject({
        ok: false,
        error: { kind: "badArgument", what: "room" },
      });
    expect(await world.shownBy("Ben")).toEqual(before);
    unwrap(await carry(window().own()));
    expect(await textOf("Ben")).toContain("in May");
    await world.expectSound();
  });
});

describe("Keys on their way when the text is read again from disk", () => {
  it("stay in the window, which keeps its document, and are in the text once it is back", async () => {
    await begin();
    await learn();
    await world.openText("Ben").settle().done();
    window(1).mute();
    typeAfter("Nobody fences a well", " in May", 1);
    cut("tells the others", 1);
    // What was begun for it is taken back, and the log is read again.
    expect(await carry(misplaced(window().clientId))).toMatchObject({ ok: false, error: { kind: "badArgument" } });
    await world.settle().done();
    expect(window(1).closed).toEqual(["reread"]);
    expect(await textOf("Ben")).not.toContain("in May");
    window(1).connect();
    await world.settle().done();
    expect(window(1).closed).toEqual(["reread"]);
    const text = await textOf("Ben");
    expect(text).toContain("Nobody fences a well in May.");
    expect(text).not.toContain("tells the others");
    await world.gather().settle().expectConverged();
    await world.expectSound();
  });
});
