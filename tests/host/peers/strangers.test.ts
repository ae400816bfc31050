/** Links of whoever reaches the port of a device and is no member of anything there. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createStrangers, strangerLimits } from "../../../electron/host/peers/strangers.ts";
import type { PeerLink } from "../../../electron/host/platform.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { encodeJoin, encodeRecover, readJoinMessage } from "../../../shared/sync/meeting.ts";
import { steppingClock } from "../../support/ambient.ts";
import { founder, inviteKeyOf, requestOf } from "../../support/builders.ts";
import { addressOf } from "../../support/simNetwork.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const { waitMs, questionsPerLink, unknownPerAddress } = strangerLimits;

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 9, people: ["Ada", "Ben"] });
  await world.found("Ada").join("Ada", "Ben").settle().done();
});
afterEach(() => world.close());

interface Stranger {
  readonly link: PeerLink;
  readonly heard: Bytes[];
  readonly closed: string[];
}

async function stranger(name = "Mallory"): Promise<Stranger> {
  const link = unwrap(await world.network.direct(name).dial(addressOf("Ada")));
  const heard: Bytes[] = [];
  const closed: string[] = [];
  link.pipe.onMessage((message) => heard.push(message));
  link.pipe.onClose((reason) => closed.push(reason));
  await delivered();
  return { link, heard, closed };
}

/** Everything said so far arrives and is answered; time stands still. */
async function delivered(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet++) {
    while (world.network.step()) quiet = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function pass(ms: number): Promise<void> {
  await world.pass(ms).done();
  await delivered();
}

const hello = encodeCbor(["hello", 2, []]);
const toNothing = (): Bytes =>
  encodeJoin(requestOf(founder("Mallory"), inviteKeyOf("nobody"), "party", world.clock.now()));

describe("A link of a stranger", () => {
  it("[S20] ends without a hello", async () => {
    const { closed } = await stranger();
    await pass(waitMs - 1);
    expect(closed).toEqual([]);
    await pass(1);
    expect(closed).toHaveLength(1);
  });

  it("[S20] ends after a hello that has no charter in common and asks nothing", async () => {
    const { link, closed } = await stranger();
    await pass(waitMs - 1);
    link.pipe.send(hello);
    await delivered();
    await pass(waitMs - 1);
    expect(closed).toEqual([]);
    await pass(1);
    expect(closed).toHaveLength(1);
  });

  it("[S20] ends where it asks for what nobody here knows, again and again", async () => {
    const { link, heard, closed } = await stranger();
    link.pipe.send(hello);
    for (let count = 0; count < 50; count++) link.pipe.send(count % 2 === 0 ? toNothing() : encodeRecover(hello));
    await delivered();
    expect(closed).toHaveLength(1);
    // The hello, and an answer to each question that was judged.
    expect(heard).toHaveLength(1 + questionsPerLink);
  });

  it("[S20] of an address that asked much in vain is not answered, and others are", async () => {
    const once = async (name: string): Promise<number> => {
      const { link, heard } = await stranger(name);
      link.pipe.send(toNothing());
      await delivered();
      link.pipe.close("bye");
      return heard.filter((message) => readJoinMessage(message)?.kind === "refused").length;
    };
    let answers = 0;
    for (let count = 0; count < unknownPerAddress + 20; count++) answers += await once("Mallory");
    expect(answers).toBe(unknownPerAddress);
    expect(await once("Nadia")).toBe(1);
    await world.pass(strangerLimits.windowMs).done();
    expect(await once("Mallory")).toBe(1);
  });

  it("[S20] that shows itself in time to be a member's stays", async () => {
    await world
      .meet("Ben", "Ada", true)
      .settle()
      .pass(10 * waitMs)
      .settle()
      .done();
    expect((await world.viewOf("Ada")).connected).toHaveLength(1);
  });
});

describe("What strangers asked in vain", () => {
  it("[S20] is remembered of a bounded number of addresses, by network and without ports", () => {
    const strangers = createStrangers(steppingClock());
    for (let port = 1; port <= unknownPerAddress; port++) strangers.askedInVain(`[2001:db8::${port}]:${port}`);
    expect(strangers.mayAsk("[2001:db8::ffff]:1")).toBe(false);
    expect(strangers.mayAsk("[2001:db8:0:1::1]:1")).toBe(true);
    for (let n = 0; n < strangerLimits.rememberedAddresses; n++) strangers.askedInVain(`10.0.${n >> 8}.${n & 255}:1`);
    expect(strangers.mayAsk("[2001:db8::ffff]:1")).toBe(true);
  });
});
