/**
 * What every wire between a window and a host keeps, whichever host and whichever wire: the window cannot tell
 * from an answer how it came.
 */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Host } from "../../electron/host/host.ts";
import type { HostEvent } from "../../shared/api/hostApi.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { type CharterId, parseCharterId } from "../../shared/base/ids.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import type { HostWire, MakeWire } from "../support/hostWires.ts";

/** A host of one kind, and how a person's typing reaches its text: each host has its own layout of the Y.Doc. */
export interface TestedHost {
  make(): Promise<Host>;
  typeAtStart(yDoc: Y.Doc, text: string): void;
  readText(yDoc: Y.Doc): string;
}

export function hostWireContract(name: string, tested: TestedHost, makeWire: MakeWire): void {
  describe(`a host over ${name}`, () => {
    let host: Host;
    let wire: HostWire;

    let textPipes: Pipe[];

    beforeEach(async () => {
      textPipes = [];
      const made = await tested.make();
      host = {
        ...made,
        connectText(room, pipe, as) {
          textPipes.push(pipe);
          return made.connectText(room, pipe, as);
        },
      };
      wire = await makeWire(host);
    });
    afterEach(async () => {
      await wire.close();
      await host.close();
    });

    const founder = {
      person: "Ahmad",
      device: "desk",
      party: { name: "River people", kind: "community", constituency: "all who live by the river" },
    } as const;

    async function newCharter(title: string): Promise<CharterId> {
      const made = await wire.api.createCharter({
        title,
        language: "en",
        source: { kind: "blank" },
        policy: usualPolicy,
      });
      if (!made.ok) throw new Error(made.error.kind);
      return made.value.charter;
    }

    it("answers what the host answers, null and nested values included", async () => {
      expect(await wire.api.getIdentity({})).toEqual({ ok: true, value: null });
      const made = await wire.api.createIdentity(founder);
      expect(made.ok && made.value.party?.constituency).toBe("all who live by the river");
      expect(await wire.api.getIdentity({})).toEqual(await host.api.getIdentity({}));
    });

    it("answers an expected failure as a value, with its details", async () => {
      await wire.api.createIdentity(founder);
      expect(await wire.api.createIdentity(founder)).toEqual({ ok: false, error: { kind: "alreadySetUp" } });
      const charter = unknownCharter(7);
      expect(await wire.api.getCharter({ charter })).toEqual({
        ok: false,
        error: { kind: "charterNotFound", charter },
      });
    });

    it("gives each of many calls at once its own answer", async () => {
      await wire.api.createIdentity(founder);
      const asked = Array.from({ length: 600 }, (_, index) => unknownCharter(index));
      const answers = await Promise.all(asked.map((charter) => wire.api.getCharter({ charter })));
      expect(answers.map((answer) => !answer.ok && "charter" in answer.error && answer.error.charter)).toEqual(asked);
    });

    it("carries bytes and every script of text unchanged", async () => {
      await wire.api.createIdentity(founder);
      const title = "ميثاق النهر — ᏣᎳᎩ 🪶";
      const bytes = utf8(`# ${title}\n\n${"A river is a relative. ".repeat(20_000)}`);
      const made = await wire.api.createCharter({
        title,
        language: "ar",
        source: { kind: "file", name: "a.md", bytes },
        policy: usualPolicy,
      });
      if (!made.ok) throw new Error(made.error.kind);
      const listed = await wire.api.listCharters({});
      expect(listed.ok && listed.value.map((charter) => charter.title)).toEqual([title]);
      const bundle = await wire.api.exportBundle({ charter: made.value.charter, for: { kind: "everything" } });
      expect(bundle.ok && bundle.value.bytes).toBeInstanceOf(Uint8Array);
      expect(bundle.ok && bundle.value.bytes.length).toBeGreaterThan(0);
    });

    it("tells events to every listener until it unsubscribes", async () => {
      const heard: HostEvent["kind"][] = [];
      const heardOnce: HostEvent["kind"][] = [];
      wire.onEvent((event) => heard.push(event.kind));
      const stop = wire.onEvent((event) => heardOnce.push(event.kind));
      await wire.api.createIdentity(founder);
      await newCharter("one");
      await vi.waitFor(() => expect(heard).toContain("libraryChanged"));
      stop();
      const before = [heard.length, heardOnce.length];
      await newCharter("two");
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(before[0] ?? 0));
      expect(heardOnce).toHaveLength(before[1] ?? 0);
    });

    it("joins unmodified y-websocket providers to one text", async () => {
      await wire.api.createIdentity(founder);
      const charter = await newCharter("a text");
      const first = await openText(charter);
      const second = await openText(charter);
      tested.typeAtStart(first.yDoc, "between us the river");
      await vi.waitFor(() => expect(tested.readText(second.yDoc)).toBe("between us the river"));
      tested.typeAtStart(second.yDoc, "ما ");
      await vi.waitFor(() => expect(tested.readText(first.yDoc)).toBe("ما between us the river"));
    });

    it("lets a text connect anew after an end that is no decision", async () => {
      await wire.api.createIdentity(founder);
      const charter = await newCharter("a text");
      const first = await openText(charter);
      const second = await openText(charter);
      textPipes[0]?.close("reloaded");
      tested.typeAtStart(first.yDoc, "typed while apart");
      await vi.waitFor(() => expect(tested.readText(second.yDoc)).toBe("typed while apart"), { timeout: 5_000 });
      expect(textPipes).toHaveLength(3);
    });

    it("refuses the text of a charter that is not held, once and for all", async () => {
      await wire.api.createIdentity(founder);
      const closed = await new Promise((resolve) => {
        const yDoc = new Y.Doc();
        const provider = wire.connectText(unknownCharter(1), yDoc);
        onTestFinished(() => stop(provider, yDoc));
        provider.on("closed", resolve);
      });
      expect(closed).toMatchObject({ code: 4400 });
    });

    async function openText(charter: CharterId): Promise<{ readonly yDoc: Y.Doc }> {
      const opened = await wire.api.openText({ charter });
      if (!opened.ok) throw new Error(opened.error.kind);
      const yDoc = new Y.Doc({ gc: false });
      yDoc.clientID = opened.value.clientId;
      const provider = wire.connectText(opened.value.room, yDoc);
      onTestFinished(() => stop(provider, yDoc));
      await vi.waitFor(() => expect(provider.synced).toBe(true));
      return { yDoc };
    }
  });
}

function stop(provider: WebsocketProvider, yDoc: Y.Doc): void {
  provider.destroy();
  yDoc.destroy();
}

function unknownCharter(index: number): CharterId {
  const id = parseCharterId(`e${index.toString(16).padStart(63, "0")}`);
  if (id === null) throw new Error("64 hex digits are an id");
  return id;
}
