import { describe, expect, it } from "vitest";
import { type Bytes, utf8 } from "../../../shared/base/bytes.ts";
import { channelLimits, channels } from "../../../shared/base/channels.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import { listenTo, settle } from "../../support/pipes.ts";

function twoEnds() {
  const [left, right] = pipePair();
  const accepted: { readonly name: string; readonly pipe: Pipe }[] = [];
  const opener = channels(left);
  const accepter = channels(right);
  accepter.onOpen((name, pipe) => accepted.push({ name, pipe }));
  const acceptedAt = (index: number): Pipe => {
    const found = accepted[index];
    if (found === undefined) throw new Error(`no channel ${index} was opened`);
    return found.pipe;
  };
  return { left, right, opener, accepter, accepted, acceptedAt };
}

const raw = (...values: number[]): Bytes => new Uint8Array(values);

describe("channels", () => {
  it("carries several channels over one pipe, each in order and apart from the others", async () => {
    const ends = twoEnds();
    const api = ends.opener.open("api");
    const text = ends.opener.open("y/room");
    api.send(utf8("1"));
    text.send(utf8("a"));
    api.send(utf8("2"));
    await settle();
    expect(ends.accepted.map(({ name }) => name)).toEqual(["api", "y/room"]);
    const atApi = listenTo(ends.acceptedAt(0));
    const atText = listenTo(ends.acceptedAt(1));
    expect(atApi.texts).toEqual(["1", "2"]);
    expect(atText.texts).toEqual(["a"]);
    const back = listenTo(text);
    ends.acceptedAt(1).send(utf8("b"));
    await settle();
    expect(back.texts).toEqual(["b"]);
  });

  it("lets both ends open channels of the same name without mixing them up", async () => {
    const ends = twoEnds();
    const fromRight: Pipe[] = [];
    ends.opener.onOpen((_name, pipe) => fromRight.push(pipe));
    const mine = listenTo(ends.opener.open("x"));
    ends.accepter.open("x").send(utf8("right's"));
    await settle();
    ends.acceptedAt(0).send(utf8("left's"));
    await settle();
    expect(fromRight.map((pipe) => listenTo(pipe).texts)).toEqual([["right's"]]);
    expect(mine.texts).toEqual(["left's"]);
  });

  it("closes one channel with its reason, after what was said on it, and leaves the others open", async () => {
    const ends = twoEnds();
    const first = ends.opener.open("first");
    const second = ends.opener.open("second");
    first.send(utf8("last words"));
    first.close("done");
    await settle();
    const heard = listenTo(ends.acceptedAt(0));
    expect(heard.texts).toEqual(["last words"]);
    expect(heard.closed).toEqual(["done"]);
    second.send(utf8("still here"));
    await settle();
    expect(listenTo(ends.acceptedAt(1)).texts).toEqual(["still here"]);
  });

  it("takes what crosses a close as late, not as garbage", async () => {
    const ends = twoEnds();
    const channel = ends.opener.open("crossing");
    await settle();
    const far = ends.acceptedAt(0);
    channel.close("near");
    far.send(utf8("late"));
    far.close("far");
    await settle();
    expect(listenTo(ends.left).closed).toEqual([]);
    ends.opener.open("next");
    await settle();
    expect(ends.accepted.map(({ name }) => name)).toEqual(["crossing", "next"]);
  });

  it("opens a channel of the same name again as a new one", async () => {
    const ends = twoEnds();
    ends.opener.open("y/room").close("reconnect");
    ends.opener.open("y/room").send(utf8("again"));
    await settle();
    expect(listenTo(ends.acceptedAt(0)).closed).toEqual(["reconnect"]);
    expect(listenTo(ends.acceptedAt(1)).texts).toEqual(["again"]);
  });

  it("ends every channel when the carrier ends, and those opened later at once", async () => {
    const ends = twoEnds();
    const near = listenTo(ends.opener.open("a"));
    await settle();
    const far = listenTo(ends.acceptedAt(0));
    ends.right.close("gone");
    await settle();
    expect([near.closed, far.closed]).toEqual([["gone"], ["gone"]]);
    expect(listenTo(ends.opener.open("b")).closed).toEqual(["gone"]);
  });

  it("closes what is opened where nobody serves", async () => {
    const [left, right] = pipePair();
    channels(right);
    const channel = listenTo(channels(left).open("a"));
    await settle();
    expect(channel.closed).toEqual(["nobody serves channels here"]);
  });

  it.each([
    ["an empty message", raw()],
    ["a cut header", raw(129, 0, 0, 0)],
    ["an unknown kind", raw(131, 0, 0, 0, 0)],
    ["data on a channel that was never opened", raw(129, 0, 0, 0, 9, 1)],
    ["data on a channel of ours that we never opened", raw(1, 0, 0, 0, 0, 1)],
    ["a close of a channel that was never opened", raw(130, 0, 0, 0, 9)],
    ["an opening in our name", raw(0, 0, 0, 0, 0, 97)],
    ["an opening out of turn", raw(128, 0, 0, 0, 5, 97)],
    ["a name that is not UTF-8", raw(128, 0, 0, 0, 0, 0xff)],
    ["a name too long", raw(128, 0, 0, 0, 0, ...new Array<number>(channelLimits.nameBytes + 1).fill(97))],
  ])("ends the carrier for garbage: %s", async (_what, message) => {
    const [left, right] = pipePair();
    const opened: string[] = [];
    channels(right).onOpen((name) => opened.push(name));
    const near = listenTo(left);
    left.send(message);
    await settle();
    expect(near.closed).toEqual(["not a channel message"]);
    expect(opened).toEqual([]);
  });

  it("ends the carrier of an end that opens more channels than are allowed", async () => {
    const ends = twoEnds();
    for (let index = 0; index < channelLimits.open; index++) ends.opener.open(`${index}`);
    await settle();
    expect(ends.accepted).toHaveLength(channelLimits.open);
    const first = listenTo(ends.acceptedAt(0));
    ends.opener.open("one too many");
    await settle();
    expect(first.closed).toEqual(["not a channel message"]);
  });
});
