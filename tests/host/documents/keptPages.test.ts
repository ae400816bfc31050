import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createKeptPages, type KeptPages } from "../../../electron/host/documents/keptPages.ts";
import { type Bytes, utf8 } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { recordingLogger, seededRandom, steppingClock } from "../../support/ambient.ts";

const random = seededRandom(14);
const storeKey = random.bytes(32);
const clock = steppingClock();
let dataDirectory: string;

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "tessera-pages-"));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

const keptPages = (key: Bytes = storeKey, maxBytes?: number): KeptPages =>
  createKeptPages({
    ...{ dataDirectory, storeKey: key, random, clock, logger: recordingLogger() },
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });

/** Pages of `certificate`, and whether they were drawn for this. */
async function ask(pages: KeptPages, certificate: string, drawing = utf8(`pages of ${certificate}`)) {
  let isDrawn = false;
  const got = await pages.drawn([utf8(certificate)], async (): Promise<Result<Bytes, "no">> => {
    isDrawn = true;
    return ok(drawing);
  });
  clock.advance(2000);
  return { pages: got.ok ? Buffer.from(got.value).toString() : null, isDrawn };
}

it("draws once, also for the next start of the program", async () => {
  expect(await ask(keptPages(), "one")).toEqual({ pages: "pages of one", isDrawn: true });
  expect(await ask(keptPages(), "one")).toEqual({ pages: "pages of one", isDrawn: false });
  expect(await ask(keptPages(), "two")).toEqual({ pages: "pages of two", isDrawn: true });
});

it("keeps them sealed, under a name that tells nothing", async () => {
  await ask(keptPages(), "one");
  const [file = ""] = readdirSync(join(dataDirectory, "pages"));
  expect(readFileSync(join(dataDirectory, "pages", file)).includes("pages of one")).toBe(false);
  expect((await ask(keptPages(random.bytes(32)), "one")).isDrawn).toBe(true);
  expect(readdirSync(join(dataDirectory, "pages"))).toHaveLength(2);
});

it("draws anew what is spoiled, emptied, or put under another's name", async () => {
  await ask(keptPages(), "one");
  await ask(keptPages(), "two");
  const [first = "", second = ""] = readdirSync(join(dataDirectory, "pages")).map((file) =>
    join(dataDirectory, "pages", file),
  );
  const bytes = readFileSync(first);
  writeFileSync(second, bytes);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(first, bytes);
  for (const name of ["one", "two"]) expect(await ask(keptPages(), name)).toMatchObject({ isDrawn: true });
  for (const file of [first, second]) writeFileSync(file, "");
  for (const name of ["one", "two"])
    expect(await ask(keptPages(), name)).toEqual({ pages: `pages of ${name}`, isDrawn: true });
});

it("keeps nothing that could not be drawn", async () => {
  const failed = await keptPages().drawn([utf8("one")], async (): Promise<Result<Bytes, "no">> => err("no"));
  expect(failed).toEqual({ ok: false, error: "no" });
  expect((await ask(keptPages(), "one")).isDrawn).toBe(true);
});

it("holds so many bytes at most, and gives up what nobody asked for longest", async () => {
  // Three of them, each with 40 bytes of its seal.
  const small = keptPages(storeKey, 1100);
  const page = (name: string) => ask(small, name, new Uint8Array(300).fill(name.charCodeAt(0)));
  for (const name of ["a", "b"]) await page(name);
  expect((await page("a")).isDrawn).toBe(false);
  for (const name of ["c", "d"]) await page(name);
  expect(readdirSync(join(dataDirectory, "pages"))).toHaveLength(3);
  expect((await page("a")).isDrawn).toBe(false);
  expect((await page("b")).isDrawn).toBe(true);
});

it("hands out what is too large to be kept", async () => {
  const small = keptPages(storeKey, 1000);
  const large = () => ask(small, "large", new Uint8Array(600));
  expect((await large()).isDrawn).toBe(true);
  expect((await large()).isDrawn).toBe(true);
});
