import { describe, expect, it } from "vitest";
import { utf8 } from "../../../shared/base/bytes.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import { listenTo, settle } from "../../support/pipes.ts";

describe("pipePair", () => {
  it("delivers in order, and not within the turn of the sender", async () => {
    const [left, right] = pipePair();
    const heard = listenTo(right);
    left.send(utf8("1"));
    left.send(utf8("2"));
    expect(heard.texts).toEqual([]);
    await settle();
    expect(heard.texts).toEqual(["1", "2"]);
  });

  it("keeps messages and the end for one who listens late, the end last", async () => {
    const [left, right] = pipePair();
    const order: string[] = [];
    left.send(utf8("1"));
    left.close("bye");
    await settle();
    right.onClose((reason) => order.push(reason));
    expect(order).toEqual([]);
    right.onMessage(() => order.push("message"));
    expect(order).toEqual(["message", "bye"]);
    expect(listenTo(right).closed).toEqual(["bye"]);
  });

  it("ends both ends once, and carries nothing after", async () => {
    const [left, right] = pipePair();
    const heardLeft = listenTo(left);
    const heardRight = listenTo(right);
    left.close("first");
    left.close("second");
    right.close("third");
    left.send(utf8("lost"));
    right.send(utf8("lost"));
    await settle();
    expect([heardLeft.closed, heardRight.closed]).toEqual([["first"], ["third"]]);
    expect([heardLeft.texts, heardRight.texts]).toEqual([[], []]);
  });

  it("lets a listener answer and close within a message", async () => {
    const [left, right] = pipePair();
    const heard = listenTo(left);
    right.onMessage((message) => {
      right.send(message);
      right.close("enough");
    });
    left.send(utf8("1"));
    left.send(utf8("2"));
    await settle();
    expect(heard.texts).toEqual(["1"]);
    expect(heard.closed).toEqual(["enough"]);
  });
});
