/** Client ids that are taken up again: when, by whom, and when never. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import * as Y from "yjs";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { steppingClock } from "../../support/ambient.ts";
import { openWindow } from "../../support/textWindow.ts";
import { createWorld, type EditorWindow, unwrap, type World } from "../../support/world.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function insertWords(yDoc: Y.Doc, words: string): void {
  const texts = [...yDoc.getXmlFragment("text").createTreeWalker((node) => node instanceof Y.XmlText)];
  const last = texts.at(-1);
  if (!(last instanceof Y.XmlText)) throw new Error("a template has words");
  last.insert(last.length, words);
}

describe("A client id whose window is gone", () => {
  let world: World;
  beforeEach(async () => {
    world = createWorld({ seed: 5, people: ["Ada", "Ben"] });
    await world.found("Ada").join("Ada", "Ben").settle().done();
  });
  afterEach(() => world.close());

  async function open(name = "Ada"): Promise<EditorWindow> {
    await world.openText(name).done();
    const opened = world.who(name).windows.at(-1);
    if (opened === undefined) throw new Error("a window was opened");
    return opened;
  }
  async function type({ yDoc }: EditorWindow, words: string): Promise<void> {
    insertWords(yDoc, words);
    await turn();
  }
  const markdownOf = async (name: string): Promise<string> =>
    unwrap(
      await world
        .who(name)
        .api()
        .getText({ charter: world.charter(), at: { kind: "draft" } }),
    ).markdown;

  it("[L41] is taken up again: twenty windows, one after the other, write under one id", async () => {
    const clients = new Set<number>();
    const words: string[] = [];
    for (let nth = 0; nth < 20; nth++) {
      const opened = await open();
      clients.add(opened.clientId);
      words.push(`word${nth}`);
      await type(opened, ` word${nth}`);
      if (nth % 3 === 0) await world.pass(500).done();
      await opened.leave();
    }
    expect(clients.size).toBe(1);
    await world.gather().settle().done();
    expect(await markdownOf("Ben")).toContain(words.join(" "));
    await world.expectConverged();
    await world.expectSound();
  });

  it("[L41] is taken up again by later runs of the program, also after it was killed", async () => {
    const clients = new Set<number>();
    const words: string[] = [];
    for (let round = 0; round < 6; round++) {
      for (let nth = 0; nth < 2; nth++) {
        const opened = await open();
        clients.add(opened.clientId);
        words.push(`word${round}x${nth}`);
        await type(opened, ` ${words.at(-1)}`);
      }
      await world.pass(500).done();
      if (round % 2 === 0) {
        await world.image("Ada").done();
        for (const opened of world.who("Ada").windows) await type(opened, " lost with the power");
        await world.putBack("Ada").done();
      } else await world.restart("Ada").done();
    }
    // One of the three is the host's own.
    expect(clients.size).toBeLessThanOrEqual(3);
    await world.gather().settle().done();
    expect(await markdownOf("Ben")).toContain(words.join(" "));
    await world.expectConverged();
  });

  it("[L41] is nobody's while another window has it, connected or not", async () => {
    const [first, second] = [await open(), await open()];
    first.close();
    await turn();
    const third = await open();
    expect(new Set([first, second, third].map(({ clientId }) => clientId)).size).toBe(3);
    await type(first, " meanwhile");
    first.connect();
    await turn();
    await type(second, " beside");
    expect(first.isConnected() && second.isConnected()).toBe(true);
    expect(await markdownOf("Ada")).toContain("meanwhile");
  });

  it("[L41] waits for what its window sent before it left", async () => {
    const first = await open();
    insertWords(first.yDoc, " on its way");
    unwrap(await world.who("Ada").api().closeText({ charter: world.charter(), room: first.room }));
    const second = await open();
    expect(second.clientId).not.toBe(first.clientId);
    expect(await markdownOf("Ada")).toContain("on its way");
    first.close();
    await turn();
    expect((await open()).clientId).toBe(first.clientId);
  });

  it("[L41] is not to be had by coming back with the room of before", async () => {
    const first = await open();
    await first.leave();
    const second = await open();
    expect(second.clientId).toBe(first.clientId);
    expect(second.room).not.toBe(first.room);
    first.connect();
    await turn();
    expect(first.closed.at(-1)).toBe("refused: no such room");
    await world.restart("Ada").done();
    const late = openWindow(world.who("Ada").host(), second);
    await turn();
    expect(late.closed).toEqual(["refused: no such room"]);
  });

  it("[L41] is not taken up again where this device's own text comes from others: it was put back", async () => {
    const first = await open();
    await type(first, " early");
    await world.gather().settle().image("Ada").done();
    const second = await open();
    await type(first, " one");
    await type(second, " two");
    await world.settle().gather().putBack("Ada").done();
    const early = await open();
    expect([first.clientId, second.clientId]).toContain(early.clientId);
    await world.gather().settle().done();
    expect(early.closed).toEqual(["refolded"]);
    const late = [await open(), await open(), await open()];
    for (const { clientId } of late) expect([first.clientId, second.clientId]).not.toContain(clientId);
    for (const [nth, opened] of late.entries()) await type(opened, ` late${nth}`);
    await world.settle().gather().done();
    for (const name of ["Ada", "Ben"]) {
      const text = await markdownOf(name);
      for (const words of ["early", "one", "two", "late0", "late1", "late2"]) expect(text).toContain(words);
    }
    await world.expectConverged();
  });
});

describe("A data directory", () => {
  const root = mkdtempSync(join(tmpdir(), "tessera-idle-"));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function start(name: string): Promise<Host> {
    const clock = steppingClock();
    const platform = unwrap(
      await createNodePlatform({ plainKeys: true, dataDirectory: join(root, name), listenHost: "127.0.0.1", clock }),
    );
    const host = unwrap(await createHost(platform));
    onTestFinished(() => host.close());
    return host;
  }

  it("[L41] that was copied takes up none of its ids, and the original does", async () => {
    const host = await start("laptop");
    const party = { name: "Fishers", kind: "community", constituency: "" } as const;
    unwrap(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
    const source = { kind: "blank" } as const;
    const { charter } = unwrap(
      await host.api.createCharter({ title: "Accord", language: "en", source, policy: usualPolicy }),
    );
    /** Of a window that has written. */
    const writeIn = async (started: Host): Promise<number> => {
      const opened = openWindow(started, unwrap(await started.api.openText({ charter })));
      await turn();
      insertWords(opened.yDoc, "words");
      await turn();
      await started.close();
      return opened.clientId;
    };
    const first = await writeIn(host);
    cpSync(join(root, "laptop"), join(root, "copy"), { recursive: true });

    const again = await writeIn(await start("laptop"));
    const copy = await start("copy");
    unwrap(await copy.api.settleMove({ as: "onlyCopy" }));
    const copied = await writeIn(copy);
    expect(again).toBe(first);
    expect(copied).not.toBe(first);
    expect(await writeIn(await start("copy"))).toBe(copied);
  });
});
