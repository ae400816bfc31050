/** A stock Yjs program writes into a charter through the gateway, and the other party reads it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { decodeCbor } from "../../shared/base/cbor.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { envelopeTypes, readEnvelope } from "../../shared/ledger/log/envelope.ts";
import { deriveEpoch } from "../../shared/ledger/members/epoch.ts";
import { readBundle } from "../../shared/sync/bundle.ts";
import { openFrame } from "../../shared/sync/frame.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picturesOfFailure } from "./support/pictures.ts";

const title = "Accord of the two valleys";
const script = fileURLToPath(new URL("./support/stockScript.ts", import.meta.url));

let browser: Browser;
let ana: Desk;
let ben: Desk;
let program: ChildProcess | null = null;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  [ana, ben] = await Promise.all([openDesk(browser, { gateway: true }), openDesk(browser)]);
});
afterAll(async () => {
  program?.kill();
  await Promise.all([ana?.close(), ben?.close()]);
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana, ben])));

/** Starts the program; its Yjs client id, once it has written. */
function startProgram(args: readonly string[]): Promise<number> {
  const started = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  program = started;
  return new Promise((resolve, reject) => {
    started.stdout.once("data", (line: Buffer) => resolve(Number(line.toString())));
    started.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
  });
}

/** What a desk holds of a charter, opened with its own key: the devices that signed text of a Yjs client. */
async function signersOf({ host, platform }: Desk, charter: CharterId, client: number): Promise<ReadonlySet<string>> {
  const sealed = await readFile(join(platform.dataDirectory, "charters", `${charter}.key`));
  const opened = platform.secrets.open(new Uint8Array(sealed));
  if (opened === null) throw new Error("the charter's key is not this desk's");
  const [, [key]] = decodeCbor(opened) as readonly [number, readonly Uint8Array<ArrayBuffer>[]];
  if (key === undefined) throw new Error("a charter has a founding key");
  const { bytes } = must(await host.api.exportBundle({ charter, for: { kind: "everything" } }));
  const signers = new Set<string>();
  for (const frame of must(readBundle(bytes))) {
    const { envelope } = must(readEnvelope(must(openFrame(frame, deriveEpoch(key))).plain));
    if (envelope.type !== envelopeTypes.text || envelope.body === null) continue;
    const [, author] = decodeCbor(envelope.body) as readonly [number, number];
    if (author === client) signers.add(envelope.device);
  }
  return signers;
}

describe("the gateway", () => {
  it("carries a stock program's words into both windows, signed by the device that let it in", async () => {
    await Promise.all([
      deeds.introduce(ana.page, { person: "Ana", device: "Ana's laptop", party: "Fishers of the Delta" }),
      deeds.introduce(ben.page, { person: "Ben", device: "Ben's tablet", party: "Herders of the Hills" }),
    ]);
    await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
    const { code, address } = await deeds.inviteParty(ana.page);
    await deeds.join(ben.page, code, address, title);
    const [summary] = must(await ana.host.api.listCharters({}));
    if (summary === undefined) throw new Error("no charter");

    const { gatewayUrl, gatewayToken } = ana.server;
    const client = await startProgram([
      ...[gatewayUrl ?? "", summary.id, gatewayToken ?? ""],
      ...["Nobody is sent who has not agreed to go.", " Written by a script."],
    ]);
    const written = "Nobody is sent who has not agreed to go. Written by a script.";
    await deeds.see(ana.page, written);
    await deeds.meet(ben.page, address, false);
    await deeds.see(ben.page, written);
    expect(await deeds.paragraphsOf(ben.page)).toEqual(await deeds.paragraphsOf(ana.page));

    const device = must(await ana.host.api.getIdentity({}))?.device.id;
    expect([...(await signersOf(ben, summary.id, client))]).toEqual([device]);
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});
