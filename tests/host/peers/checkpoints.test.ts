/** [S18] What a newcomer reads while the log is on its way, and what becomes of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Keys } from "../../../electron/host/keys/identity.ts";
import type { Charters, OpenCharter } from "../../../electron/host/library/charters.ts";
import { type Checkpoints, createCheckpoints } from "../../../electron/host/peers/checkpoints.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err } from "../../../shared/base/result.ts";
import { readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { encodeDraft } from "../../../shared/charter/text/canonical.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { encodeCheckpoint } from "../../../shared/sync/checkpoint.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";
import { sitDown } from "../desk.ts";

interface Desk {
  readonly keys: Keys;
  readonly charters: Charters;
  readonly checkpoints: Checkpoints;
  readonly events: HostEvent[];
}

const textOf = (markdown: string): CharterText => {
  let next = 0;
  const read = readMarkdown(markdown, () => `clause${String(next++).padStart(10, "0")}` as never);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value.text;
};

describe("[S18] A checkpoint", () => {
  let root: string;
  const desks: Desk[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tessera-checkpoints-"));
  });
  afterEach(() => {
    for (const { charters } of desks.splice(0)) charters.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function sit(person: string): Promise<Desk> {
    const { platform, keys, charters, events, emit } = await sitDown(root, person);
    const title = (): string => "Water";
    const desk = { keys, charters, events, checkpoints: createCheckpoints({ platform, keys, charters, title, emit }) };
    desks.push(desk);
    return desk;
  }

  /** A charter with a long log, at one desk; and at another the place for it. */
  async function begin(): Promise<{ ana: Desk; ben: Desk; long: OpenCharter; empty: OpenCharter; frames: Bytes[] }> {
    const [ana, ben] = [await sit("Ana"), await sit("Ben")];
    const long = unwrap(ana.charters.found("Water", "en", usualPolicy));
    unwrap(long.replica.setText(textOf("# Water\n\n## Use\n\nThe river is shared.")));
    const receipt = { type: envelopeTypes.heads, body: new Uint8Array(0) };
    for (let n = 0; n < 600; n++) unwrap(long.replica.append([receipt]));
    const empty = unwrap(ben.charters.adopt(long.id, long.replica.keys()));
    const frames = long.replica.store.framesAfter(0, 10_000).map(({ frame }) => frame);
    return { ana, ben, long, empty, frames };
  }

  const forged = ({ keys }: Desk, { id, replica }: OpenCharter, markdown: string, from = keys): Bytes =>
    encodeCheckpoint(
      id,
      {
        device: keys.device,
        person: keys.person,
        time: 1,
        size: replica.ledger().size(),
        places: replica.ledger().places(),
        content: encodeDraft({ charter: id, title: "Water", language: "en", text: textOf(markdown) }),
      },
      from.signing.privateKey,
      replica.epoch,
      new Uint8Array(24),
    );

  it("is read before the log, as vouched for by its device, and gives way to the log", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    const frame = ana.checkpoints.offer(long);
    if (frame === null) throw new Error("a long log has a checkpoint");
    ben.checkpoints.take(empty, ana.keys.device, frame);
    expect(ben.events).toContainEqual({ kind: "vouched", charter: long.id });
    expect(ben.checkpoints.textOf(empty)).toEqual(long.replica.readText());
    const size = frames.length;
    expect(ben.checkpoints.view(empty)).toMatchObject({
      by: { device: ana.keys.device, person: "Ana" },
      progress: { read: 0, of: size },
      isFalse: false,
    });
    unwrap(await empty.replica.receive(frames.slice(0, 300), {}));
    expect(ben.checkpoints.view(empty)?.progress).toEqual({ read: 300, of: size });
    expect(empty.replica.refusal()).not.toBeNull();
    unwrap(await empty.replica.receive(frames.slice(300), {}));
    expect(ben.checkpoints.view(empty)).toBeNull();
    expect(ben.checkpoints.textOf(empty)).toBeNull();
    expect(empty.replica.readText()).toEqual(long.replica.readText());
  });

  it("that says another text is found out once the log is here, and kept until somebody read so", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    const lie = "# Water\n\n## Use\n\nThe river is Ana's.";
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, lie));
    unwrap(await empty.replica.receive(frames, {}));
    expect(empty.replica.readText()).toEqual(long.replica.readText());
    expect(ben.checkpoints.view(empty)).toEqual({
      by: { device: ana.keys.device, person: "Ana" },
      at: 1,
      progress: null,
      isFalse: true,
    });
    expect(JSON.stringify(ben.checkpoints.textOf(empty))).toContain("The river is Ana's.");
    expect(ben.charters.readSetting(empty, "falseCheckpoint")).toEqual([
      ana.keys.device,
      "Ana",
      1,
      expect.any(Uint8Array),
    ]);
    unwrap(ben.checkpoints.dismiss(empty));
    expect(ben.checkpoints.view(empty)).toBeNull();
    expect(ben.charters.readSetting(empty, "falseCheckpoint")).toBeNull();
  });

  it("that is found false is shown, and said not to be saved, where the disk does not take it", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, "# Lie"));
    const full = vi.spyOn(empty.replica.store, "writeSetting").mockReturnValue(err({ kind: "storeFull" }));
    unwrap(await empty.replica.receive(frames, {}));
    expect(ben.events).toContainEqual({ kind: "notSaved", charter: long.id, error: { kind: "storeFull" } });
    expect(ben.checkpoints.view(empty)).toMatchObject({ by: { person: "Ana" }, isFalse: true });
    expect(ben.checkpoints.dismiss(empty).ok).toBe(false);
    expect(ben.checkpoints.view(empty)).toMatchObject({ isFalse: true });
    full.mockRestore();
    unwrap(ben.checkpoints.dismiss(empty));
    expect(ben.checkpoints.view(empty)).toBeNull();
  });

  it("by another than the device at the other end, of another charter, or not signed, is nothing", async () => {
    const { ana, ben, long, empty } = await begin();
    const other = unwrap(ana.charters.found("Land", "en", usualPolicy));
    const text = "# Water";
    ben.checkpoints.take(empty, ben.keys.device, forged(ana, long, text));
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, other, text));
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, text, ben.keys));
    const altered = forged(ana, long, text);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    ben.checkpoints.take(empty, ana.keys.device, altered);
    ben.checkpoints.take(empty, ana.keys.device, new Uint8Array(3));
    expect(ben.checkpoints.view(empty)).toBeNull();
    expect(ben.events.filter(({ kind }) => kind === "vouched")).toEqual([]);
  });

  it("is taken only by one who holds nothing, and the first one only", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, "# First"));
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, "# Second"));
    expect(JSON.stringify(ben.checkpoints.textOf(empty))).toContain("First");
    ben.checkpoints.end(empty);
    unwrap(await empty.replica.receive(frames.slice(0, 10), {}));
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, "# Third"));
    expect(ben.checkpoints.view(empty)).toBeNull();
  });

  it("that names more than its device sends ends with what it sent", async () => {
    const { ana, ben, long, empty, frames } = await begin();
    ben.checkpoints.take(empty, ana.keys.device, forged(ana, long, "# Water"));
    unwrap(await empty.replica.receive(frames.slice(0, 100), {}));
    ben.checkpoints.end(empty);
    expect(ben.checkpoints.view(empty)).toBeNull();
    expect(ben.checkpoints.headOf(empty)).toBeNull();
  });

  it("is not made of a short log", async () => {
    const ana = await sit("Ana");
    expect(ana.checkpoints.offer(unwrap(ana.charters.found("Water", "en", usualPolicy)))).toBeNull();
  });
});

describe("[S18] A newcomer to a long log", () => {
  let world: World;
  afterEach(() => world.close());

  it("reads the text while the join goes on, and afterwards what was verified", async () => {
    world = createWorld({ seed: 8, people: ["Ada", "Ben"] });
    await world.found("Ada").done();
    const charter = world.charter();
    const ada = world.who("Ada").api();
    const { clauses } = unwrap(await ada.getText({ charter, at: { kind: "draft" } }));
    const clause = clauses.find(({ kind }) => kind === "clause")?.id;
    if (clause === undefined) throw new Error("a template has a clause");
    for (let n = 0; n < 560; n++)
      unwrap(await ada.editText({ charter, edit: { kind: "setClause", clause, markdown: `Draft ${n}.` } }));
    const ben = world.who("Ben");
    const seen: Promise<unknown>[] = [];
    ben.host().onEvent((event) => {
      if (event.kind !== "vouched") return;
      seen.push(
        ben
          .api()
          .getText({ charter, at: { kind: "vouched" } })
          .then((text) => unwrap(text).markdown),
        ben
          .api()
          .getCharter({ charter })
          .then((view) => unwrap(view).vouched),
      );
    });
    await world.join("Ada", "Ben").done();
    const { markdown } = unwrap(await ada.getText({ charter, at: { kind: "draft" } }));
    const [text, vouched] = await Promise.all(seen);
    expect(text).toBe(markdown);
    expect(vouched).toMatchObject({ by: { person: expect.stringContaining("Ada") }, isFalse: false });
    expect((await world.viewOf("Ben")).vouched).toBeNull();
    expect(await ben.api().getText({ charter, at: { kind: "vouched" } })).toEqual({
      ok: false,
      error: { kind: "nothingVouched" },
    });
    await world.gather().expectConverged();
  });
});
