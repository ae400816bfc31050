import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { forwardPort } from "../../electron/preload/forwardPort.ts";
import { fakePage } from "../support/fakePage.ts";

function loaded() {
  const main = new EventEmitter();
  const sent: string[] = [];
  const ipc = { once: main.once.bind(main), send: (channel: string) => sent.push(channel) };
  const page = fakePage("tessera://app/");
  forwardPort(ipc as unknown as Parameters<typeof forwardPort>[0], page);
  return { main, sent, page };
}

describe("preload", () => {
  it("asks main for the port when its page asks, and forwards that port to the page's own origin", () => {
    const { main, sent, page } = loaded();
    expect(sent).toEqual([]);
    page.say("tessera:connect");
    expect(sent).toEqual(["connect-host"]);
    const port = { name: "the port" };
    main.emit("host-port", { ports: [port] });
    expect(page.posted).toEqual([{ message: "tessera:port", targetOrigin: "tessera://app", transfer: [port] }]);
  });

  it("asks once and forwards once, however often it is asked and answered", () => {
    const { main, sent, page } = loaded();
    page.say("tessera:connect");
    page.say("tessera:connect");
    main.emit("host-port", { ports: [{}] });
    main.emit("host-port", { ports: [{}] });
    expect(sent).toEqual(["connect-host"]);
    expect(page.posted).toHaveLength(1);
  });

  it("does not listen to another frame, nor to other words", () => {
    const { sent, page } = loaded();
    page.say("tessera:connect", { source: {} });
    page.say("tessera:connect", { source: null });
    page.say("connect");
    page.say({ toString: () => "tessera:connect" });
    expect(sent).toEqual([]);
  });
});
